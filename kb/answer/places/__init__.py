"""Which place a question is about, and whose rules and figures answer it."""
