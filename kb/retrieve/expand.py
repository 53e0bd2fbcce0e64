"""The bridge from plain words to official terms, from a dictionary that people can read and edit."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from kb.text.keys import search_key
from kb.types import Expansion

_DICTIONARY = Path(__file__).with_name("data") / "plain_words.tsv"
# Words that ask say nothing of what is asked about.
_ASKING = re.compile(
    r"(?:为什么|为啥|怎么[样办]?|怎样|如何|多少|多久|多长|几[个天年月家]|什么(?:时候)?|啥时候?|哪[里个些家]|谁)+[的了呢]?"
)
# A plain expression that stands for many official terms says too little about which one is meant.
_MOST_TERMS = 6


class PlainWords:
    """Plain expressions and the official terms they may mean."""

    def __init__(self, terms: Mapping[str, tuple[str, ...]]) -> None:
        """Take official term to plain expressions."""
        meanings: dict[str, list[str]] = defaultdict(list)
        for term, expressions in terms.items():
            for expression in expressions:
                meanings[search_key(expression)].append(term)
        self._meanings = {key: tuple(found) for key, found in meanings.items() if len(key) > 1}
        self._longest = max(map(len, self._meanings), default=0)

    def expansions(self, text: str, is_common: Callable[[str], bool] = lambda _: False) -> list[Expansion]:
        """Return the plain expressions in a prepared question with their terms, longest match first from the left.

        Terms that already stand in the question are left out, and so are expressions that `is_common` says the
        documents themselves use.
        """
        found: list[Expansion] = []
        position = 0
        while position < len(text):
            length = self._match(text, position)
            if length:
                expression = text[position : position + length]
                terms = tuple(term for term in self._meanings[expression] if search_key(term) not in text)
                if 0 < len(terms) <= _MOST_TERMS and not _ASKING.fullmatch(expression) and not is_common(expression):
                    found.append(Expansion(expression, terms))
            position += length or 1
        return found

    def _match(self, text: str, position: int) -> int:
        for length in range(min(self._longest, len(text) - position), 1, -1):
            if text[position : position + length] in self._meanings:
                return length
        return 0


@lru_cache(maxsize=1)
def bundled_plain_words() -> PlainWords:
    """Return the dictionary that ships with the project. Raises ValueError on a malformed line."""
    terms: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(_DICTIONARY.read_text(encoding="utf-8").splitlines(), start=1):
        term, tab, expressions = line.partition("\t")
        if not (term and tab and expressions):
            raise ValueError(f"{_DICTIONARY.name} line {number} is not `term TAB expression|expression`: {line!r}")
        terms[term] = tuple(expressions.split("|"))
    return PlainWords(terms)
