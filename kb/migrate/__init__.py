"""A knowledge base moved to another place: a file's rows into PostgreSQL, back, or between two of a kind."""
