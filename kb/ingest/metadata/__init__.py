"""What a text says of itself: by whom and when it was issued, from when until when it holds, what it repeals."""
