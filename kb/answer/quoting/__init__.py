"""Which sentences an answer quotes, and what must stand beside them."""
