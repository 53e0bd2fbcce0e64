"""Citations checked: which clause bears out each sentence of a text, word for word or how else, or why none does."""
