"""Hard negatives: passages that the searches put near a question and that do not answer it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from embeddings.types import EmbeddingMatrix, Encoder
from eval.pairs.material import Mined, Pair
from eval.pairs.pool import Likeness, Pool, parts_of
from eval.pairs.search import Candidate, CandidateSource
from kb.text.places import places_in

RIGHT = "is a right passage of the question"
LIKE_RIGHT = "reads like a right passage"
LIKE_CHOSEN = "reads like a wrong passage chosen before"
TOO_NEAR = "as near to the question as the right passage"
SAME_SENSE = "means nearly what the right passage means, in another document"


_STATE = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Rules:
    """Which of the passages found are taken as wrong ones."""

    negatives: int = 4
    """Most of them a question."""
    depth: int = 50
    """How many passages each search is asked for."""
    margin: float = 0.95
    """A passage whose similarity to the question is at least this share of the right passage's may answer it too
    (TopK-PercPos of NV-Retriever, Moreira et al. 2024, arXiv:2407.15831, where .95 did best)."""
    same_sense: float = 0.7
    """A passage of another document with this cosine to a right one answers as well, unless the question names a
    place and that document another one. Read by eye: from here up most do, below .65 few."""
    likeness: Likeness = field(default_factory=Likeness)


@dataclass(slots=True)
class Tally:
    """What mining did."""

    pairs: int = 0
    negatives: int = 0
    without: int = 0
    """Pairs for which no wrong passage was left."""
    short: int = 0
    """Pairs with some, but fewer than asked for."""
    passed_over: Counter[str] = field(default_factory=Counter)
    """Passages found and not taken, by reason; those behind the last one taken are not looked at."""

    def record(self) -> dict[str, object]:
        """Return the figures as the manifest holds them."""
        return {
            "pairs": self.pairs,
            "negatives": self.negatives,
            "pairs_without": self.without,
            "pairs_with_fewer": self.short,
            "passed_over": dict(sorted(self.passed_over.items())),
        }


class Miner:
    """Puts mined wrong passages before those that pairs have."""

    def __init__(self, pool: Pool, vectors: EmbeddingMatrix, encoder: Encoder, rules: Rules) -> None:
        self._pool = pool
        self._vectors = vectors
        self._encoder = encoder
        self._rules = rules
        self.tally = Tally()

    def mine(self, pairs: Sequence[Pair], right: Sequence[Pair], source: CandidateSource) -> Iterator[Pair]:
        """Yield the pairs in order with what was found for them; `right` are all pairs whose passages are right."""
        wanted: dict[str, list[str]] = defaultdict(list)
        for pair in right:
            wanted[pair.query].append(pair.positive)
        questions = [pair.query for pair in pairs]
        vectors = self._encoder.encode_queries(questions)
        found = source.candidates(questions, vectors)
        for pair, vector, candidates in zip(pairs, vectors, found, strict=True):
            yield self._with_wrong(pair, vector, candidates, wanted[pair.query])

    def _with_wrong(
        self, pair: Pair, vector: EmbeddingMatrix, candidates: Sequence[Candidate], right: Sequence[str]
    ) -> Pair:
        positive = self._vectors[self._pool.place(pair.positive)]
        of_positive = float(positive @ vector)
        chosen: dict[str, Mined] = {}
        for candidate in candidates:
            if len(chosen) == self._rules.negatives:
                break
            text = self._pool.texts[candidate.place]
            if text in right:
                self.tally.passed_over[RIGHT] += 1
                continue
            similarity = float(self._vectors[candidate.place] @ vector)
            near = similarity >= self._rules.margin * of_positive
            reason = TOO_NEAR if near else self._why_not(pair.query, candidate.place, right, list(chosen))
            if reason is not None:
                self.tally.passed_over[reason] += 1
                continue
            chosen[text] = Mined(
                candidate.dense_rank,
                candidate.keyword_rank,
                round(similarity, 4),
                round(similarity / of_positive, 4) if of_positive else 0.0,
            )
        self._count(len(chosen))
        others = tuple(text for text in pair.negatives if text not in chosen)
        return replace(pair, negatives=(*chosen, *others), mined=tuple(chosen.values()))

    def _why_not(self, question: str, place: int, right: Sequence[str], chosen: Sequence[str]) -> str | None:
        text = self._pool.texts[place]
        if self._rules.likeness.any_alike(text, right):
            return LIKE_RIGHT
        if any(self._same_sense(question, place, self._pool.place(other)) for other in right):
            return SAME_SENSE
        return LIKE_CHOSEN if self._rules.likeness.any_alike(text, chosen) else None

    def _same_sense(self, question: str, place: int, right: int) -> bool:
        if float(self._vectors[place] @ self._vectors[right]) < self._rules.same_sense:
            return False
        title, other = (parts_of(self._pool.texts[one]).title for one in (place, right))
        same_document = bool(title) and title.removeprefix(_STATE) == other.removeprefix(_STATE)
        return not same_document and not _elsewhere(question, title)

    def _count(self, chosen: int) -> None:
        self.tally.pairs += 1
        self.tally.negatives += chosen
        self.tally.without += chosen == 0
        self.tally.short += 0 < chosen < self._rules.negatives


def _elsewhere(question: str, title: str) -> bool:
    """Tell whether a question names a place and a title only others."""
    asked = places_in(question)
    return bool(asked) and bool(places_in(title)) and not any(place.named_in(title) for place in asked)
