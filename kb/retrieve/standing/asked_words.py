"""What a question asks about, in words, and how much of it a text speaks of."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from kb.index.snapshot import Snapshot
from kb.retrieve.parts import words_asked_about
from kb.text.tokens import bigrams
from kb.types import Hit

_ENDS_OTHERS = re.compile(r"废止|失效|停止执行|清理")
_NAMED = re.compile(r"《[^《》]*(?:〈[^〈〉]*〉[^《》]*)*》")


@dataclass(frozen=True, slots=True)
class AskedWords:
    """The words of a question without those of asking, each with how much it tells apart."""

    weights: Mapping[str, float]

    @classmethod
    def of(cls, question: str, snapshot: Snapshot) -> Self:
        """Return what a prepared question asks about: words that stand in no text tell nothing of any."""
        tokens = dict.fromkeys(token for piece in words_asked_about(question) for token in bigrams(piece))
        held = ((token, max(snapshot.frequency(token), snapshot.title_frequency(token))) for token in tokens)
        return cls({token: math.log(1 + snapshot.passages / number) for token, number in held if number})

    def share_in(self, text: str) -> float:
        """Return the share, by rarity, that stands in a text; 0 where nothing is asked about."""
        tokens, total = set(bigrams(text)), sum(self.weights.values())
        return sum(weight for token, weight in self.weights.items() if token in tokens) / total if total else 0.0


def shown(hit: Hit) -> str:
    """Return what a reader sees of a hit: title, headings, lead-in, text.

    A text that ends others speaks of their names, not of what they rule.
    """
    clause, title = hit.clause, hit.version.metadata.title
    parts = (title, *clause.heading_path, clause.title or "", hit.passage.lead_in, hit.passage.text)
    if not hit.version.metadata.repeals:
        return "\n".join(parts)
    rest = [_NAMED.sub("", part) if _ENDS_OTHERS.search(part) else part for part in parts]
    return "\n".join(rest)
