"""Ranking: what is seen of each passage, token by token, and the order that weights make of it."""

from pathlib import Path

import numpy as np
import pytest

from kb.index.token_table import PassageTokens, TokenTable, taken
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.fusion import Candidate
from kb.retrieve.linear import LinearModel
from kb.retrieve.rank import RANKED, bundled_rank_weights, by_places, rank_features
from kb.settings import load_settings
from kb.types import Query
from tests.fakes import LetterEncoder
from tests.kb.homes import LOANS, RENT, TREES, open_base, take

# b is half like a (cosine .6), c like neither; b weighs 2.
ENCODER = LetterEncoder({"a": (1, 0, 0), "b": (1.2, 1.6, 0), "c": (0, 0, 3)})


def _tokens(own: list[str], above: list[str]) -> PassageTokens:
    places = np.arange(len(own))
    return taken([(places, TokenTable.build(ENCODER, own, above), places)], len(own))


def _seen(question: str, own: list[str], above: list[str], *readings: str) -> dict[str, list[float]]:
    tokens = _tokens(own, above)
    names, values = rank_features(ENCODER, [question, *readings], tokens, {"fused": np.arange(len(own), dtype=float)})
    return {name: values[:, place].round(4).tolist() for place, name in enumerate(names)}


def test_each_word_is_met_by_its_nearest_token_and_counts_by_its_weight() -> None:
    seen = _seen("ab", ["a", "b", "cc"], ["", "a", "b"])
    # The weights are 1 and 2.
    assert seen["fused"] == [0, 1, 2]
    assert seen["own"] == pytest.approx([(1 + 2 * 0.6) / 3, (0.6 + 2) / 3, 0], abs=1e-4)
    assert seen["above"] == pytest.approx([0, (1 + 2 * 0.6) / 3, (0.6 + 2) / 3], abs=1e-4)
    assert seen["either"] == pytest.approx([(1 + 2 * 0.6) / 3, 1, (0.6 + 2) / 3], abs=1e-4)
    assert seen["same_own"] == pytest.approx([1 / 3, 2 / 3, 0], abs=1e-4)
    assert seen["same_above"] == pytest.approx([0, 1 / 3, 2 / 3], abs=1e-4)
    assert seen["same_either"] == pytest.approx([1 / 3, 1, 2 / 3], abs=1e-4)
    assert seen["near_0.5"] == pytest.approx([2 / 3, 1 / 3, 0], abs=1e-4)
    assert seen["near_0.9"] == [0, 0, 0]


def test_sums_of_tokens_are_compared_by_their_direction() -> None:
    seen = _seen("ab", ["a", "b", "cc"], ["", "a", "b"])
    question = np.array([2.2, 1.6, 0]) / np.hypot(2.2, 1.6)
    assert seen["cosine_own"] == pytest.approx([question[0], question @ (0.6, 0.8, 0), 0], abs=1e-4)
    assert seen["cosine_above"] == pytest.approx([0, question[0], question @ (0.6, 0.8, 0)], abs=1e-4)
    last = np.array([1.2, 1.6, 6])
    assert seen["cosine"] == pytest.approx([question[0], 1, question @ last / np.linalg.norm(last)], abs=1e-4)


def test_what_the_title_says_already_counts_no_more() -> None:
    seen = _seen("ac", ["c", "a"], ["a", "a"])
    # a is said above: only c is left of the question.
    assert seen["rest"] == [1, 0]
    assert seen["cosine_rest"] == [1, 0]


def test_a_passage_is_measured_by_how_much_of_it_is_asked_for() -> None:
    seen = _seen("a", ["ac", "bc", "？"], ["", "", ""])
    assert seen["wanted"] == pytest.approx([1 / 4, 2 * 0.6 / 5, 0], abs=1e-4)
    assert seen["wanted_same"] == pytest.approx([1 / 4, 0, 0], abs=1e-4)
    assert seen["length"] == pytest.approx([np.log(3), np.log(3), 0], abs=1e-4)


def test_of_several_readings_the_best_counts_and_none_at_all_is_nothing() -> None:
    assert _seen("a", ["c"], [""])["own"] == [0]
    assert _seen("a", ["c"], [""], "c")["own"] == [1]
    assert _seen("？", ["c"], [""])["own"] == [0]


def test_the_weights_that_ship_fit_the_features() -> None:
    tokens = _tokens(["a"], [""])
    names, values = rank_features(ENCODER, ["a"], tokens, {"fused": np.ones(1), "spoken_of": np.zeros(1)})
    assert set(bundled_rank_weights().weights) == set(names)
    assert bundled_rank_weights().weigh(names, values).shape == (1,)
    with pytest.raises(ValueError, match="features that are not there: gone; learn the weights anew"):
        LinearModel({"gone": 1.0}).weigh(names, values)


def test_ranking_orders_the_best_and_loses_none(tmp_path: Path) -> None:
    question = "单户每年最高贴息多少"
    found = {}
    for ranking in (True, False):
        settings = load_settings(home=tmp_path / str(ranking), ranking=ranking)
        base = KnowledgeBase.open(settings)
        try:
            take(base, {"a.txt": LOANS, "b.txt": RENT, "c.txt": TREES})
            found[ranking] = base.search(Query(question, top_k=100, include_not_in_force=True)).hits
        finally:
            base.close()
    assert len(found[True]) < RANKED
    assert sorted(hit.passage.text for hit in found[True]) == sorted(hit.passage.text for hit in found[False])
    scores = [hit.score for hit in found[True]]
    assert (scores[0], sorted(scores, reverse=True)) == (1.0, scores)
    assert "最高1000万元" in found[True][0].passage.text


def test_without_token_vectors_the_order_stays(tmp_path: Path) -> None:
    scores = {}
    for ranking in (True, False):
        with open_base(tmp_path / str(ranking), ranking=ranking) as base:
            take(base, {"a.txt": LOANS, "b.txt": RENT})
            scores[ranking] = [(hit.passage.text, hit.score) for hit in base.search(Query("房租补贴多少")).hits]
    assert scores[True] == scores[False]


def test_below_the_ranked_both_places_count_and_meaning_most() -> None:
    ranks = {
        1: {"keyword": (1, 9.0)},
        2: {"dense": (90, 0.3)},
        3: {"dense": (95, 0.2), "keyword": (30, 5.0)},
        4: {"dense": (90, 0.3)},
        5: {},
    }
    candidates = [Candidate(row, 0.5, found) for row, found in sorted(ranks.items(), reverse=True)]
    # 1/155 + .3/90 = .0098; 1/150 = .0067; .3/61 = .0049.
    assert [candidate.passage_row for candidate in by_places(candidates)] == [3, 2, 4, 1, 5]
