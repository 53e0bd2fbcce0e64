"""Answers from what a document says of itself: whether it holds, from when, by whom, what it repeals."""
