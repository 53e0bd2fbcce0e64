"""What documents say of one another: references between clauses, and clauses brought along because one was cited."""
