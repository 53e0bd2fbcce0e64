"""What is worked out of a name once and kept: a change to one document leaves those of all others as they are."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

_Result = TypeVar("_Result")

# Some ten megabytes for as many titles.
_HELD = 1 << 15
_FORGET: list[Callable[[], None]] = []


def remembered(function: Callable[[str], _Result]) -> Callable[[str], _Result]:
    """Return the function with its results kept; they must be values that nobody changes."""
    kept = lru_cache(maxsize=_HELD)(function)
    _FORGET.append(kept.cache_clear)
    return kept


def forget_remembered() -> None:
    """Drop all that is kept: after a purge nothing of its titles must stay."""
    for forget in _FORGET:
        forget()
