"""What changed between two versions of a text, clause beside clause and word by word."""
