"""Answers that a language model writes from numbered clauses, each sentence checked against what it cites."""
