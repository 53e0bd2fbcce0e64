"""What comes in and how it is taken: request ids, places, limits, figures, the log."""
