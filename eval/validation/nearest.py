"""Where a quotation that stands nowhere comes closest, and what differs there."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from eval.judging.matching import normalise

_GRAM = 3
_LEAST_ALIKE = 0.5
_SOURCES_LOOKED_AT = 3
_SHOWN_DIFFERENCES = 3
_SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is printed, and as it is compared."""

    raw: str
    normal: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The stretch of a text that is most like a quotation."""

    source: str
    text: str
    differences: tuple[str, ...]


def nearest(quote: str, sources: Mapping[str, Text]) -> Nearest | None:
    """Return the stretch most like the quotation among the texts of the sources; None where nothing is alike.

    Looked at are the sources that hold most of its runs of three characters, one place in each: where most of these
    stand in a row.
    """
    wanted = normalise(quote)
    grams = {wanted[at : at + _GRAM] for at in range(len(wanted) - _GRAM + 1)}
    shared = {name: sum(gram in text.normal for gram in grams) for name, text in sources.items()}
    best: tuple[float, str, int, int] | None = None
    for name in sorted(shared, key=lambda name: -shared[name])[:_SOURCES_LOOKED_AT]:
        text = sources[name].normal
        place = _place(wanted, text)
        if place is None:
            continue
        alike = SequenceMatcher(None, wanted, text[slice(*place)], autojunk=False).ratio()
        if alike >= _LEAST_ALIKE and (best is None or alike > best[0]):
            best = alike, name, *place
    if best is None:
        return None
    _, name, start, end = best
    there = sources[name]
    return Nearest(name, _as_printed(there.raw, start, end), _differences(wanted, there.normal[start:end]))


def _place(wanted: str, text: str) -> tuple[int, int] | None:
    """Return the stretch of a text where most runs of the wanted one stand at the same distance from each other."""
    starts: Counter[int] = Counter()
    slack = max(8, len(wanted) // 4)
    for at in range(len(wanted) - _GRAM + 1):
        gram = wanted[at : at + _GRAM]
        found = text.find(gram)
        while found >= 0:
            starts[(found - at) // slack] += 1
            starts[(found - at) // slack + 1] += 1
            found = text.find(gram, found + 1)
    if not starts:
        return None
    bucket = max(starts, key=lambda key: (starts[key], -key))
    low = max(0, (bucket - 2) * slack)
    window = text[low : (bucket + 2) * slack + len(wanted)]
    blocks = [b for b in SequenceMatcher(None, wanted, window, autojunk=False).get_matching_blocks() if b.size > 1]
    if not blocks:
        return None
    # What the quotation holds before and after what is alike is looked for in as many characters of the text.
    start = max(0, low + blocks[0].b - blocks[0].a)
    end = low + blocks[-1].b + len(wanted) - blocks[-1].a
    return start, min(end, len(text))


def _differences(wanted: str, there: str) -> tuple[str, ...]:
    told = []
    for kind, a, b, c, d in SequenceMatcher(None, wanted, there, autojunk=False).get_opcodes():
        if kind == "replace":
            told.append(f"“{_cut(wanted[a:b])}” is “{_cut(there[c:d])}” there")
        elif kind == "delete":
            told.append(f"“{_cut(wanted[a:b])}” is not there")
        elif kind == "insert":
            told.append(f"“{_cut(there[c:d])}” is left out")
    more = len(told) - _SHOWN_DIFFERENCES
    return (*told[:_SHOWN_DIFFERENCES], f"and {more} more") if more > 0 else tuple(told)


def _as_printed(raw: str, start: int, end: int) -> str:
    """Return the stretch of a raw text between two offsets of its normal form."""
    at, first, last = 0, len(raw), len(raw)
    for position, char in enumerate(raw):
        if at >= end:
            last = position
            break
        size = len(normalise(char))
        if at + size > start and first == len(raw):
            first = position
        at += size
    return _cut("".join(raw[first:last].split()), 3 * _SHOWN_CHARS)


def _cut(text: str, longest: int = _SHOWN_CHARS) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
