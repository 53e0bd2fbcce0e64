"""Results for people who read a terminal, and as JSON for programs."""
