"""The best candidates in a better order: learned weights over how well each word of the question is met.

The words are the tokens of the encoder, met by their nearest token of the passage (late interaction: ColBERT, Khattab
and Zaharia 2020, arXiv:2004.12832; by how near: K-NRM, Xiong et al. 2017, arXiv:1706.06613). A token counts by the
length of its vector, which training has made its weight.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.types import Encoder, TokenEncoder
from kb.index.snapshot import Snapshot
from kb.index.token_table import PassageTokens
from kb.retrieve.fusion import Candidate
from kb.retrieve.linear import Figures, LinearModel, read_linear

_WEIGHTS = Path(__file__).with_name("data") / "rank_weights.json"
FUSED = "fused"
"""The ranking by both searches together, before the best are ranked once more."""
RANKED = 60
"""How many candidates are ranked: the right passage is hardly ever further down."""
# By how much the likelihoods are drawn together, so that scores further down still tell passages apart.
_SPREAD = 4.0
# The least score, so that what is found is never lost.
_LEAST = 1e-6
# A token that is met by itself, and the bounds of meeting it by a likeness.
_SAME = 0.999
_NEAR = (0.3, 0.5, 0.7, 0.9, _SAME)
_TINY = 1e-9
# What a place in each ranking counts below the best, and the constant that keeps single places from deciding.
_FURTHER = {"dense": 1.0, "keyword": 0.3}
_DAMPING = 60

Block = npt.NDArray[np.float32]


@lru_cache(maxsize=1)
def bundled_rank_weights() -> LinearModel:
    """Return the weights that ship with the project."""
    return read_linear(_WEIGHTS)


def ranked(
    candidates: Sequence[Candidate],
    readings: Sequence[str],
    spoken_of: Mapping[int, float],
    encoder: Encoder,
    snapshot: Snapshot,
    weights: LinearModel,
    known: dict[int, Figures] | None = None,
) -> list[Candidate]:
    """Return the candidates with the best of them in a better order.

    `known` keeps what was seen of passages for a further ranking of the same question.

    The score of each becomes how likely it is to be the right one beside the best, which has 1, on a flatter scale. The
    others follow, most of all by meaning: of what the words put high, the right one is seldom that far down. Where the
    encoder has no token vectors, or a segment was built without them, nothing changes.
    """
    best, others = list(candidates[:RANKED]), by_places(candidates[RANKED:])
    found = features_of(best, readings, spoken_of, encoder, snapshot, known)
    if found is None:
        return list(candidates)
    scores = weights.weigh(*found)
    odds = np.exp((scores - scores.max()) / _SPREAD)
    order = sorted(range(len(best)), key=lambda place: (-odds[place], place))
    first = [_scored(best[place], place + 1, max(float(odds[place]), _LEAST)) for place in order]
    further = enumerate(others, start=len(best) + 1)
    return first + [_scored(one, rank, _LEAST * len(best) / rank) for rank, one in further]


def by_places(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates by their places in both rankings, most of all by meaning; equal ones by passage row.

    Reciprocal rank fusion: Cormack, Clarke and Büttcher 2009.
    """

    def worth(candidate: Candidate) -> float:
        places = ((candidate.ranks.get(name), weight) for name, weight in _FURTHER.items())
        return sum(weight / (_DAMPING + found[0]) for found, weight in places if found)

    return sorted(candidates, key=lambda candidate: (-worth(candidate), candidate.passage_row))


def _scored(candidate: Candidate, rank: int, score: float) -> Candidate:
    """Return a candidate with another score, what the searches made of it kept as one ranking more."""
    return Candidate(candidate.passage_row, score, {**candidate.ranks, FUSED: (rank, candidate.score)})


def features_of(
    candidates: Sequence[Candidate],
    readings: Sequence[str],
    spoken_of: Mapping[int, float],
    encoder: Encoder,
    snapshot: Snapshot,
    known: dict[int, Figures] | None = None,
) -> tuple[tuple[str, ...], Figures] | None:
    """Return what the weights look at, a row a candidate; None where there are no token vectors to look at."""
    rows = [candidate.passage_row for candidate in candidates]
    known = {} if known is None else known
    missing = [row for row in rows if row not in known]
    if not rows or not isinstance(encoder, TokenEncoder):
        return None
    if missing:
        tokens = snapshot.tokens_of(missing)
        if tokens is None:
            return None
        known.update(zip(missing, rank_features(encoder, readings, tokens, {})[1], strict=True))
    versions = snapshot.version_rows_of(rows)
    searched = (
        np.array([candidate.score for candidate in candidates]),
        np.array([spoken_of.get(versions[row], 0.0) for row in rows]),
    )
    return ("fused", "spoken_of", *_MET), np.column_stack((*searched, np.stack([known[row] for row in rows])))


def rank_features(
    encoder: TokenEncoder, readings: Sequence[str], tokens: PassageTokens, searched: Mapping[str, Figures]
) -> tuple[tuple[str, ...], Figures]:
    """Return the names of the features, and one row a passage.

    Of several readings of a question each passage counts by the best, feature by feature. `searched` is what the
    search says of the passages.
    """
    asked = [ids for ids in encoder.token_ids(readings) if ids]
    met = [_met(encoder, ids, tokens) for ids in asked] or [dict.fromkeys(_MET, np.zeros(len(tokens.lengths)))]
    named = {**searched, **{name: np.max([one[name] for one in met], axis=0) for name in _MET}}
    return tuple(named), np.stack(list(named.values()), axis=1).astype(np.float64)


def _met(encoder: TokenEncoder, asked: Sequence[int], tokens: PassageTokens) -> dict[str, npt.NDArray[np.floating]]:
    """Return how well the passages meet one reading."""
    distinct, places = _distinct(np.concatenate((np.array(asked, dtype=np.int64), tokens.ids)))
    vectors = encoder.token_vectors(distinct.tolist())
    weights = np.linalg.norm(vectors, axis=1)
    directions = vectors / np.maximum(weights[:, None], _TINY)
    words, times = np.unique(places[: len(asked)], return_counts=True)
    held = places[len(asked) :]
    # How near each token of the passages is to each word of the question.
    near = (directions[words] @ directions.T)[:, held]
    weight = weights[words]
    total = max(float(weight.sum()), _TINY)
    half = len(tokens.lengths)
    best = _over_parts(np.maximum, near, tokens.counts)
    own, above = best[:, :half], best[:, half:]
    either = np.maximum(own, above)
    # Inner products of the question's words with the sums of the passages' vectors.
    inner = _over_parts(np.add, near * weights[held], tokens.counts)
    lengths = np.maximum(tokens.lengths, _TINY)
    asks = weight * times
    length = max(float(np.sqrt(asks @ (directions[words] @ directions[words].T) @ asks)), _TINY)
    toward = (asks @ inner) / length
    # What stands above says the same of all passages of a document: the rest of the question tells them apart.
    rest = weight[:, None] * (1 - np.clip(above, 0, 1))
    rest /= np.maximum(rest.sum(axis=0), _TINY)
    rest_length = np.sqrt(np.einsum("qp,qr,rp->p", rest, directions[words] @ directions[words].T, rest))
    return {
        "own": weight @ own / total,
        "above": weight @ above / total,
        "either": weight @ either / total,
        "same_own": weight @ (own > _SAME) / total,
        "same_above": weight @ (above > _SAME) / total,
        "same_either": weight @ (either > _SAME) / total,
        **{f"near_{low:.1f}": weight @ ((own >= low) & (own < high)) / total for low, high in pairwise(_NEAR)},
        "cosine_own": toward[:half] / lengths[:, 0],
        "cosine_above": toward[half:] / lengths[:, 1],
        "cosine": (toward[:half] + toward[half:]) / lengths[:, 2],
        "rest": (rest * own).sum(axis=0),
        "cosine_rest": (rest * inner[:, :half]).sum(axis=0) / np.maximum(rest_length * lengths[:, 0], _TINY),
        **_wanted(near, weights[held], tokens.counts[:half]),
    }


def _distinct(ids: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the distinct ids in order, and each id's place among them: a vocabulary is small, so nothing is sorted."""
    distinct = np.flatnonzero(np.bincount(ids))
    place_of = np.zeros(int(distinct[-1]) + 1, dtype=np.int64)
    place_of[distinct] = np.arange(len(distinct))
    return distinct, place_of[ids]


_MET = (
    "own",
    "above",
    "either",
    "same_own",
    "same_above",
    "same_either",
    *(f"near_{low:.1f}" for low in _NEAR[:-1]),
    "cosine_own",
    "cosine_above",
    "cosine",
    "rest",
    "cosine_rest",
    "wanted",
    "wanted_same",
    "length",
)


def _over_parts(by: np.ufunc, values: Block, counts: npt.NDArray[np.int64]) -> Block:
    """Return the greatest or the sum of the values of each part; 0 for a part without tokens."""
    found = np.zeros((len(values), len(counts)), dtype=np.float32)
    filled = np.flatnonzero(counts)
    if len(filled):
        starts = (np.cumsum(counts) - counts)[filled]
        found[:, filled] = by.reduceat(values, starts, axis=1)
    return found


def _wanted(near: Block, weights: Block, counts: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[np.floating]]:
    """Return how much of what the passages say is asked for, and how long they are."""
    size = int(counts.sum())
    nearest, weights = near[:, :size].max(axis=0, initial=0.0), weights[:size]
    said = np.stack((weights, weights * nearest, weights * (nearest > _SAME)))
    whole, wanted, same = _over_parts(np.add, said, counts)
    whole = np.maximum(whole, _TINY)
    return {"wanted": wanted / whole, "wanted_same": same / whole, "length": np.log1p(counts)}
