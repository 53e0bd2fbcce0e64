"""Two rankings made one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its score in each ranking that found it, and the fused score."""

    passage_row: int
    score: float
    ranks: Mapping[str, tuple[int, float]]
    """Ranking name to (1-based rank, score)."""


def score_fusion(
    rankings: Mapping[str, Sequence[tuple[int, float]]],
    weights: Mapping[str, float],
    *,
    depth: int | None = None,
    besides: Mapping[str, Sequence[tuple[int, float]]] | None = None,
) -> list[Candidate]:
    """Return the passages of all rankings, best first by the weighted sum of scores scaled to each ranking's best.

    A passage that a ranking did not find counts as that ranking's last score, which it cannot beat: both searches
    look at everything, so not found means below the last one found. A ranking of fewer than `depth` passages was not
    cut off: what it did not find has a score of 0 in it. `besides` holds passages of a narrower search, with scores
    of the same kind, that join where a ranking did not reach them. Ties go to the smaller passage row.
    """
    ranks: dict[int, dict[str, tuple[int, float]]] = {}
    scaled: dict[str, dict[int, float]] = {}
    floors: dict[str, float] = {}
    for name, ranking in rankings.items():
        best = max((score for _, score in ranking), default=0.0)
        scale = 1.0 / best if best > 0 else 0.0
        scaled[name] = {row: max(score, 0.0) * scale for row, score in ranking}
        cut_off = depth is None or len(ranking) >= depth
        floors[name] = min(scaled[name].values(), default=0.0) if cut_off else 0.0
        further = [(row, score) for row, score in (besides or {}).get(name, ()) if row not in scaled[name]]
        scaled[name] |= {row: max(score, 0.0) * scale for row, score in further}
        for rank, (row, score) in enumerate([*ranking, *further], start=1):
            ranks.setdefault(row, {})[name] = (rank, score)
    total = sum(weights[name] for name in rankings) or 1.0
    tables = [(weights[name], scaled[name], floors[name]) for name in rankings]
    fused = []
    for row, found in ranks.items():
        score = 0.0
        for weight, scores, floor in tables:
            score += weight * scores.get(row, floor)
        fused.append(Candidate(row, score / total, found))
    return sorted(fused, key=lambda candidate: (-candidate.score, candidate.passage_row))
