"""Conditions read from a policy: who may have what it gives, as a tree whose leaves are spans of clauses."""
