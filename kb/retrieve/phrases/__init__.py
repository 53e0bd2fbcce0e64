"""Exact wording: every place where a phrase stands, and the nearest wording where none does."""
