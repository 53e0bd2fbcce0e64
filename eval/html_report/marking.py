"""Where normalised sentences stand in a text as it is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from eval.judging.matching import normalise


def found_at(text: str, sentences: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Return the half-open ranges of a text that hold one of the normalised sentences, in order, joined."""
    compared = _compared(text)
    ranges = []
    for sentence in sentences:
        start = compared.text.find(sentence) if sentence else -1
        while start >= 0:
            ranges.append((compared.origin[start], compared.origin[start + len(sentence) - 1] + 1))
            start = compared.text.find(sentence, start + 1)
    return _joined(sorted(ranges))


@dataclass(frozen=True, slots=True)
class _Compared:
    """A text as it is compared, and the place in the shown text that each of its characters comes from."""

    text: str
    origin: tuple[int, ...]


# Questions share passages.
@lru_cache(maxsize=4096)
def _compared(text: str) -> _Compared:
    kept = [(compared, place) for place, character in enumerate(text) for compared in _normalised(character)]
    return _Compared("".join(compared for compared, _ in kept), tuple(place for _, place in kept))


@lru_cache(maxsize=8192)
def _normalised(character: str) -> str:
    return normalise(character)


def in_script_units(text: str, ranges: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return ranges of characters as ranges of UTF-16 units, which is how scripts count."""
    return [[_units(text[:start]), _units(text[:end])] for start, end in ranges]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _joined(ranges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in ranges:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
