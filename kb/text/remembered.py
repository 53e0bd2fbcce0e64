"""What is worked out of a name or a text once, and kept until it has to be forgotten."""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")

# Some ten megabytes for as many titles.
_HELD = 1 << 15
_FORGET: list[Callable[[], None]] = []
_FORGET_TEXTS: list[Callable[[], None]] = []


def remembered(function: Callable[[str], _Result]) -> Callable[[str], _Result]:
    """Return the function with its results kept; they must be values that nobody changes."""
    kept = lru_cache(maxsize=_HELD)(function)
    _FORGET.append(kept.cache_clear)
    return kept


def remembered_texts(most: int) -> Callable[[Callable[_Parameters, _Result]], Callable[_Parameters, _Result]]:
    """Return what keeps the results of a function of texts, of so many; they must be values that nobody changes."""

    def keep(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
        kept = lru_cache(maxsize=most)(function)
        _FORGET_TEXTS.append(kept.cache_clear)
        return cast("Callable[_Parameters, _Result]", kept)

    return keep


def forget_remembered() -> None:
    """Drop all that is kept of names: after a purge nothing of its titles must stay."""
    for forget in _FORGET:
        forget()


def forget_remembered_texts() -> None:
    """Drop all that is kept of texts: after a purge nothing of what they said must stay."""
    for forget in _FORGET_TEXTS:
        forget()
