"""The bridge from plain words to official terms, from a dictionary that people can read and edit."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Self

from kb.retrieve.cuts import is_cut
from kb.text.keys import search_key
from kb.types import Expansion

DICTIONARY = Path(__file__).with_name("data") / "plain_words.tsv"
"""The plain words that ship with the project: `term TAB expression|expression`."""
MOST_TERMS = 6
"""A plain expression that stands for more official terms says too little about which one is meant."""
SHORTEST_EXPRESSION = 2
"""One character stands in too many words."""
# Words that ask say nothing of what is asked about.
_ASKING = re.compile(
    r"(?:为什么|为啥|怎么[样办]?|怎样|如何|多少|多久|多长|几[个天年月家]|什么(?:时候)?|啥时候?|哪[里个些家]|谁)+[的了呢]?"
)

Word = tuple[str, str]
"""An official term and one plain expression of it."""


class PlainWords:
    """Plain expressions and the official terms they may mean."""

    def __init__(self, terms: Mapping[str, tuple[str, ...]]) -> None:
        """Take official term to plain expressions."""
        meanings: dict[str, list[str]] = defaultdict(list)
        for term, expressions in terms.items():
            for expression in expressions:
                meanings[search_key(expression)].append(term)
        self._take({key: tuple(found) for key, found in meanings.items() if len(key) >= SHORTEST_EXPRESSION})
        self._own: frozenset[str] = frozenset()

    def _take(self, meanings: Mapping[str, tuple[str, ...]]) -> None:
        self._meanings = meanings
        self._longest = max(map(len, meanings), default=0)

    def changed(self, added: Collection[Word], removed: Collection[Word]) -> Self:
        """Return these words with some taken out and others, the home's own, put before the rest."""
        meanings = dict(self._meanings)
        for term, expression in (*removed, *added):
            key, same = search_key(expression), search_key(term)
            meanings[key] = tuple(kept for kept in meanings.get(key, ()) if search_key(kept) != same)
        # Backwards, each before the ones so far: the first one added comes first.
        for term, expression in reversed(tuple(added)):
            key = search_key(expression)
            meanings[key] = (term, *meanings[key])
        changed = type(self)({})
        changed._take({key: terms for key, terms in meanings.items() if terms and len(key) >= SHORTEST_EXPRESSION})
        changed._own = frozenset(search_key(text) for word in added for text in word)
        return changed

    def terms_of(self, expression: str) -> tuple[str, ...]:
        """Return the official terms that an expression stands for."""
        return self._meanings.get(search_key(expression), ())

    def own_places(self, text: str) -> set[int]:
        """Return where in a prepared question the home's own words stand: nothing there is taken for a typo."""
        longest = max(map(len, self._own), default=0)
        return {
            place
            for start in range(len(text))
            for end in range(start + SHORTEST_EXPRESSION, min(start + longest, len(text)) + 1)
            if text[start:end] in self._own
            for place in range(start, end)
        }

    def expansions(self, text: str, is_common: Callable[[str], bool] = lambda _: False) -> list[Expansion]:
        """Return the plain expressions in a prepared question with their terms, longest match first from the left.

        Terms that already stand in the question are left out, and so are expressions that `is_common` says the
        documents themselves use, and what is cut out of another word.
        """
        found: list[Expansion] = []
        position = 0
        while position < len(text):
            length = self._match(text, position)
            if length:
                expression = text[position : position + length]
                terms = tuple(term for term in self._meanings[expression] if search_key(term) not in text)
                if 0 < len(terms) <= MOST_TERMS and not only_asks(expression) and not is_common(expression):
                    found.append(Expansion(expression, terms))
            position += length or 1
        return found

    def _match(self, text: str, position: int) -> int:
        for length in range(min(self._longest, len(text) - position), SHORTEST_EXPRESSION - 1, -1):
            end = position + length
            if text[position:end] in self._meanings and not is_cut(text, position, end):
                return length
        return 0


def only_asks(expression: str) -> bool:
    """Tell whether an expression is nothing but words that ask, such as 怎么办."""
    return _ASKING.fullmatch(search_key(expression)) is not None


@lru_cache(maxsize=1)
def shipped_words() -> Mapping[str, tuple[str, ...]]:
    """Return the dictionary that ships with the project, term to expressions. Raises ValueError on a malformed line."""
    terms: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(DICTIONARY.read_text(encoding="utf-8").splitlines(), start=1):
        term, tab, expressions = line.partition("\t")
        if not (term and tab and expressions):
            raise ValueError(f"{DICTIONARY.name} line {number} is not `term TAB expression|expression`: {line!r}")
        terms[term] = tuple(expressions.split("|"))
    return terms


@lru_cache(maxsize=1)
def bundled_plain_words() -> PlainWords:
    """Return the dictionary that ships with the project, ready to expand. Raises ValueError on a malformed line."""
    return PlainWords(shipped_words())
