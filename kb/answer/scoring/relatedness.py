"""Whether what was found has to do with what is asked at all: what speaks for it, in figures, and a judge.

The judge is a logistic regression. It has learned from questions that some documents answer, and from questions about
other things asked of the same documents (eval/training/relatedness.py). Whether a related text says what is asked for
is another matter (kb/answer/scoring/answerability.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.answer.scoring.features import Rarity
from kb.answer.scoring.score import Scoring
from kb.retrieve.linear import likelihood, read_linear
from kb.retrieve.weights import WordWeights
from kb.text.placed_titles import placed_title
from kb.types import Hit

_WEIGHTS = Path(__file__).parents[1] / "data" / "relatedness_weights.json"
# Many words in common make no meaning; few may be chance.
_WORDS_AT_MOST = 0.4
_LONG = 60
_SEEN = ("words_around", "words_title", "meaning_full", "match_full", "match_rest")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a question's words the texts have."""

    covered: float
    """The share, weighted by rarity in the base, that the passage of the best unit has with headings and title."""
    unheld: float
    """The share that no passage of the base has."""


def relation(question: str, scoring: Scoring, coverage: Coverage) -> dict[str, float]:
    """Return how near the units are to a prepared question; `scoring` holds at least one."""
    best = scoring.units[0]
    return {
        "meaning": max(one.meaning for one in scoring.units),
        "passage_meaning": max(_dense_score(one.unit.hit) for one in scoring.units),
        "covered": coverage.covered,
        "covered_a_little": min(coverage.covered, _WORDS_AT_MOST),
        "unheld": coverage.unheld,
        "best_meaning": best.meaning,
        "best_words": best.words,
        **{f"best_{name}": scoring.feature(name, 0) for name in _SEEN},
        # Of few words each says much.
        "length": min(len(question), _LONG) / _LONG,
    }


def coverage_of(terms: Sequence[tuple[str, float]], rarity: Rarity, scoring: Scoring) -> Coverage:
    """Return how much of the weighted terms of a question the texts have; `scoring` holds at least one unit."""
    unit = scoring.units[0].unit
    seen = "\n".join((placed_title(unit.hit.version.metadata), unit.context, unit.hit.passage.text))
    total = sum(weight for _, weight in terms)
    unheld = sum(weight for token, weight in terms if not rarity.frequency(token))
    covered = WordWeights(terms, rarity.frequency, rarity.passages).coverage(seen)
    return Coverage(covered, unheld / total if total else 0.0)


@dataclass(frozen=True, slots=True)
class Boundary:
    """A weighing of the relation, and the likelihood beyond which a question is about something else."""

    weights: Mapping[str, float]
    threshold: float

    def beyond(self, found: Mapping[str, float]) -> bool:
        """Tell whether the question is about something else."""
        return likelihood(self.weights, found) > self.threshold


@lru_cache(maxsize=1)
def bundled_boundary() -> Boundary:
    """Return the boundary that ships with the project. Raises ProgramDamaged where its file holds no weights."""
    weights = dict(read_linear(_WEIGHTS).weights)
    return Boundary(threshold=weights.pop("threshold"), weights=weights)


def _dense_score(hit: Hit) -> float:
    found = hit.retrieved_by.get("dense")
    return found.score if found else 0.0
