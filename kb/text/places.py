"""Names of provinces, cities and counties, from a table of administrative divisions (kb/text/data/places.tsv).

A row holds the division's six-digit code (GB/T 2260), its full name, and the short form people use; a short form that
is also an everyday word is left out of the table.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).with_name("data") / "places.tsv"


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a text names it: the name, and the codes of the divisions that bear it."""

    name: str
    codes: tuple[str, ...]

    def named_in(self, text: str) -> bool:
        """Tell whether the text names this place or one that lies within it."""
        return any(name in text for name in _names_within(self.codes))


def places_in(text: str) -> list[Place]:
    """Return the places that a text names, in order of first occurrence, the longest name at each position."""
    names = _names()
    found = dict.fromkeys(match.group() for match in _pattern().finditer(text))
    return [Place(name, names[name]) for name in found]


def _stem(code: str) -> str:
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


@lru_cache(maxsize=1024)
def _names_within(codes: tuple[str, ...]) -> tuple[str, ...]:
    stems = tuple(map(_stem, codes))
    return tuple(name for name, held in _names().items() if any(code.startswith(stems) for code in held))


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        code, name, short = line.split("\t")
        for form in {name, short} - {"-"}:
            names.setdefault(form, []).append(code)
    return {name: tuple(codes) for name, codes in names.items()}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_names(), key=lambda name: (-len(name), name)))))
