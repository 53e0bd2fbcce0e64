"""Whether an applicant meets a single demand: one module a kind of demand."""
