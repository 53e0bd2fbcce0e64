"""The passages among which wrong ones are looked for, and when two of them say the same."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from eval.pairs.material import Pair

_HEADING = re.compile(r"第[一二三四五六七八九十百]+[编章节][\s　]")
_NOT_WORDS = re.compile(r"[\W_]+")
_HELD = 1 << 15


@dataclass(frozen=True, slots=True)
class Parts:
    """A passage as pair files hold it (title, headings, text, a line each), taken apart again."""

    title: str
    heading: str
    body: str


@lru_cache(maxsize=_HELD)
def parts_of(passage: str) -> Parts:
    """Return the parts of a passage; one of a single line is all text."""
    title, _, rest = passage.partition("\n")
    if not rest:
        return Parts("", "", title)
    heading, _, body = rest.partition("\n")
    return Parts(title, heading, body) if body and _HEADING.match(heading) else Parts(title, "", rest)


class Pool:
    """Distinct passages, each known by its place; `searched` are those that may be found, `right` only compared with.

    What experts answered and what courts found is right for its own question only: often it tells what some law says,
    so that it is no wrong passage of another question either.
    """

    def __init__(self, searched: Iterable[str], right: Iterable[str]) -> None:
        first = dict.fromkeys(searched)
        self.searched = len(first)
        self.texts: tuple[str, ...] = tuple(dict.fromkeys([*first, *right]))
        self._places = {text: place for place, text in enumerate(self.texts)}

    @classmethod
    def of(cls, passages: Iterable[str], pairs: Iterable[Pair]) -> "Pool":
        """Return the pool of the corpus' passages, of sentences with those beside them, and of right passages."""
        every = list(pairs)
        sentences = (text for pair in every if pair.source == "sentences" for text in (pair.positive, *pair.negatives))
        return cls([*passages, *sentences], (pair.positive for pair in every))

    def __len__(self) -> int:
        return len(self.texts)

    def place(self, text: str) -> int:
        """Return where a passage stands. Raises KeyError."""
        return self._places[text]


@dataclass(frozen=True, slots=True)
class Likeness:
    """When two passages say the same: by the character bigrams of their texts, titles and headings left out."""

    shared: float = 0.5
    """Least share of all their bigrams that both have (Jaccard)."""
    within: float = 0.8
    """Least share of the shorter one's bigrams that the longer one has."""
    telling: int = 12
    """Fewer bigrams than this stand within almost any text."""

    def alike(self, one: str, other: str) -> bool:
        """Tell whether two passages' texts say the same in nearly the same words."""
        first, second = _bigrams(parts_of(one).body), _bigrams(parts_of(other).body)
        common, fewer = len(first & second), min(len(first), len(second))
        if common >= self.shared * (len(first) + len(second) - common):
            return True
        return fewer >= self.telling and common >= self.within * fewer

    def any_alike(self, one: str, others: Sequence[str]) -> bool:
        """Tell whether a passage says the same as one of the others."""
        return any(self.alike(one, other) for other in others)


@lru_cache(maxsize=_HELD)
def _bigrams(body: str) -> frozenset[str]:
    key = _NOT_WORDS.sub("", body)
    return frozenset(key[start : start + 2] for start in range(max(len(key) - 1, 1)))
