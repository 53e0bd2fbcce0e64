"""References to clauses: read from questions and from the texts of documents."""
