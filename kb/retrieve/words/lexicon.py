"""What people say, as far as the project's own word lists know it: which two characters belong together.

Everyday pairs come from `everyday.tsv` (first character TAB the characters seen after it in at least two of the
everyday questions written for this project), from the dictionary of plain words, and from `words.tsv` (of the same
form): pypinyin's words of two characters, whose own table takes a third of a second to load.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parents[1] / "data"
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Pairs of characters, a wider set in each next field."""

    terms: frozenset[str]
    """Words of two characters that official texts and questions about them use."""
    words: frozenset[str]
    """Words of two characters."""
    pairs: frozenset[str]
    """What stands side by side in everyday text, whether or not it is a word."""


@lru_cache(maxsize=1)
def bundled_lexicon() -> Lexicon:
    """Return the word lists that ship with the project. Raises ValueError on a malformed line."""
    terms, expressions = _plain_words()
    official = {word for word in (*terms, *expressions) if len(word) == 2 and _HAN.fullmatch(word)}
    # A term of four characters is nearly always two words of two.
    official.update(half for term in terms if len(term) == 4 and _HAN.fullmatch(term) for half in (term[:2], term[2:]))
    words = official.union(_side_by_side("words.tsv"))
    pairs = {*words, *_side_by_side("everyday.tsv"), *_pairs_in(terms), *_pairs_in(expressions)}
    return Lexicon(frozenset(official), frozenset(words), frozenset(pairs))


def _plain_words() -> tuple[list[str], list[str]]:
    terms: list[str] = []
    expressions: list[str] = []
    for term, said in _rows("plain_words.tsv"):
        terms.append(term)
        expressions.extend(said.split("|"))
    return terms, expressions


def _side_by_side(name: str) -> Iterator[str]:
    for first, seconds in _rows(name):
        for second in seconds:
            yield first + second


def _rows(name: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate((_DATA / name).read_text(encoding="utf-8").splitlines(), start=1):
        left, _, right = line.partition("\t")
        if not (left and right):
            raise ValueError(f"{name} line {number} is not two columns with a TAB between: {line!r}")
        yield left, right


def _pairs_in(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for run in _HAN.findall(text):
            for start in range(len(run) - 1):
                yield run[start : start + 2]
