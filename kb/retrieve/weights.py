"""How much the words of a question tell, and which search to trust for its wording."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Self

from kb.settings import Fusion
from kb.text.tokens import bigrams

# Share of a question's words, by rarity, that the best keyword hit has. Of everyday questions 19 in 20 stay below the
# first figure, of a clerk's 19 in 20 are above the second (training questions over 155,000 passages of law).
_EVERYDAY, _CLERK = 0.25, 0.45
_DENSE_FOR_EVERYDAY, _DENSE_FOR_CLERK = 0.65, 0.4


class WordWeights:
    """How much each token of a question tells apart: its inverse frequency among some texts."""

    def __init__(self, terms: Iterable[tuple[str, float]], frequency: Callable[[str], int], texts: int) -> None:
        self._weights = {token: weight * math.log(1 + texts / (1 + frequency(token))) for token, weight in terms}
        self.total = sum(self._weights.values())

    @classmethod
    def among(cls, terms: Iterable[tuple[str, float]], texts: Sequence[str]) -> Self:
        """Return the weights among these very texts: a word that all of them share tells nothing."""
        counts = Counter(token for text in texts for token in set(bigrams(text)))
        return cls(terms, counts.__getitem__, len(texts))

    def coverage(self, text: str) -> float:
        """Return the share of the question's weight that stands in the text."""
        if self.total <= 0:
            return 0.0
        held = set(bigrams(text))
        return sum(weight for token, weight in self._weights.items() if token in held) / self.total


def fusion_weight(fusion: Fusion, covered: float) -> float:
    """Return how much of a hit's score its meaning gives; `covered` is asked for where the wording decides."""
    fixed = {Fusion.EVEN: 0.5, Fusion.MEANING: 1.0, Fusion.WORDS: 0.0}
    return fixed.get(fusion, dense_weight(covered))


def dense_weight(covered: float) -> float:
    """Return how much of a hit's score its meaning gives, the rest its words, by the words that the best hit has.

    Everyday wording shares few words with the clause that answers it: there keyword scores are mostly noise.
    """
    share = min(1.0, max(0.0, (covered - _EVERYDAY) / (_CLERK - _EVERYDAY)))
    return _DENSE_FOR_EVERYDAY + (_DENSE_FOR_CLERK - _DENSE_FOR_EVERYDAY) * share
