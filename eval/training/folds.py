"""Folds that a name always falls into: what is learned on some is measured on the others."""

import hashlib


def fold(name: str, of: int) -> int:
    """Return the fold of a name, from 0: the same in every process and on every machine."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % of
