"""A newspaper page as text extraction leaves it, taken apart into its articles."""
