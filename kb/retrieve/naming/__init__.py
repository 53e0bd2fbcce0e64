"""Documents and clauses called by name: titles, short names, and what a reference points at."""
