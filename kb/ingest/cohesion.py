"""How much two texts of one page talk of the same thing: shared character bigrams, rare ones counting more."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

_WORD = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z]+|\d+")


def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring Chinese characters, and the Latin words and numbers, of the text."""
    found: set[str] = set()
    for word in _WORD.findall(re.sub(r"\s+", "", text)):
        if word.isascii():
            found.add(word.lower())
        else:
            found.update(first + second for first, second in pairwise(word))
    return frozenset(found)


class Cohesion:
    """Weights of bigrams over the paragraphs of one page (inverse document frequency)."""

    def __init__(self, paragraphs: Iterable[str]) -> None:
        self._known: dict[str, frozenset[str]] = {}
        sets = [bigrams(paragraph) for paragraph in paragraphs]
        self._count = max(len(sets), 1)
        self._frequency = Counter(pair for pairs in sets for pair in pairs)

    def coverage(self, headline: str, body: str) -> float:
        """Return the weighted share of the headline's bigrams that the body has, from 0 to 1."""
        wanted = self._bigrams(headline)
        total = sum(self._weight(pair) for pair in wanted)
        return sum(self._weight(pair) for pair in wanted & self._bigrams(body)) / total if total else 0.0

    def similarity(self, one: str, other: str) -> float:
        """Return the weighted share of bigrams that both texts have, of the shorter one's, from 0 to 1."""
        first, second = bigrams(one), bigrams(other)
        smaller = min(sum(map(self._weight, first)), sum(map(self._weight, second)))
        return sum(self._weight(pair) for pair in first & second) / smaller if smaller else 0.0

    def cosine(self, one: frozenset[str], other: frozenset[str]) -> float:
        """Return how alike two sets of bigrams are, from 0 to 1, whatever their sizes."""
        both = self.weight(one) * self.weight(other)
        return self.weight(one & other) / math.sqrt(both) if both else 0.0

    def weight(self, pairs: Iterable[str]) -> float:
        """Return what the pairs weigh together."""
        return sum(map(self._weight, pairs))

    def _bigrams(self, text: str) -> frozenset[str]:
        # A page's articles are compared with many headlines each.
        if text not in self._known:
            self._known[text] = bigrams(text)
        return self._known[text]

    def _weight(self, pair: str) -> float:
        return math.log(1 + self._count / (1 + self._frequency[pair]))
