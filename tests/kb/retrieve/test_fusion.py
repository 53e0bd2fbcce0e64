import pytest

from kb.retrieve.fusion import Candidate, score_fusion

DENSE = [(7, 0.8), (3, 0.6), (5, 0.2)]
KEYWORD = [(3, 10.0), (9, 4.0)]
RANKS = {
    7: {"dense": (1, 0.8)},
    3: {"dense": (2, 0.6), "keyword": (1, 10.0)},
    5: {"dense": (3, 0.2)},
    9: {"keyword": (2, 4.0)},
}
EQUAL = {"dense": 0.5, "keyword": 0.5}


def _checked(found: list[Candidate], expected: list[tuple[int, float]]) -> None:
    assert [candidate.passage_row for candidate in found] == [row for row, _ in expected]
    assert [candidate.score for candidate in found] == pytest.approx([score for _, score in expected])
    assert all(candidate.ranks == RANKS[candidate.passage_row] for candidate in found)


def test_scores_are_scaled_to_the_best_and_what_a_cut_off_ranking_lacks_has_its_last_score() -> None:
    found = score_fusion({"dense": DENSE, "keyword": KEYWORD}, EQUAL)
    _checked(found, [(3, (0.75 + 1.0) / 2), (7, (1.0 + 0.4) / 2), (5, (0.25 + 0.4) / 2), (9, (0.25 + 0.4) / 2)])


def test_what_a_whole_ranking_lacks_has_no_score_in_it() -> None:
    found = score_fusion({"dense": DENSE, "keyword": KEYWORD}, EQUAL, depth=3)
    _checked(found, [(3, (0.75 + 1.0) / 2), (7, 1.0 / 2), (9, (0.25 + 0.4) / 2), (5, 0.25 / 2)])


def test_the_only_passage_with_the_words_gains_by_them() -> None:
    dense = [(1, 0.9), (2, 0.8)]
    assert [one.passage_row for one in score_fusion({"dense": dense, "keyword": [(2, 3.0)]}, EQUAL, depth=100)] == [
        2,
        1,
    ]


def test_weights_count_in_proportion() -> None:
    found = score_fusion({"dense": DENSE, "keyword": KEYWORD}, {"dense": 3.0, "keyword": 1.0}, depth=100)
    _checked(found, [(3, (3 * 0.75 + 1.0) / 4), (7, 3 / 4), (5, 3 * 0.25 / 4), (9, 0.4 / 4)])


def test_ties_go_to_the_smaller_row() -> None:
    ranking = [(9, 1.0), (2, 1.0), (5, 1.0)]
    assert [one.passage_row for one in score_fusion({"dense": ranking}, {"dense": 1.0})] == [2, 5, 9]
    both = {"dense": [(9, 1.0)], "keyword": [(2, 1.0)]}
    assert [one.passage_row for one in score_fusion(both, EQUAL, depth=2)] == [2, 9]


def test_an_empty_ranking_changes_nothing_but_the_scale() -> None:
    assert score_fusion({"dense": [], "keyword": []}, EQUAL) == []
    assert [(one.passage_row, one.score) for one in score_fusion({"dense": [(4, 0.5)], "keyword": []}, EQUAL)] == [
        (4, 0.5)
    ]


def test_a_ranking_without_a_positive_score_counts_nothing() -> None:
    assert [one.score for one in score_fusion({"dense": [(1, 0.0), (2, -1.0)]}, {"dense": 1.0})] == [0.0, 0.0]


def test_what_a_narrower_search_adds_keeps_its_score_and_moves_nobody_else() -> None:
    besides = {"dense": [(7, 0.8), (11, 0.4)], "keyword": [(11, 2.0)]}
    found = score_fusion({"dense": DENSE, "keyword": KEYWORD}, EQUAL, besides=besides)
    plain = score_fusion({"dense": DENSE, "keyword": KEYWORD}, EQUAL)
    assert [one for one in found if one.passage_row != 11] == plain
    [added] = [one for one in found if one.passage_row == 11]
    assert added.score == pytest.approx((0.5 + 0.2) / 2)
    assert added.ranks == {"dense": (4, 0.4), "keyword": (3, 2.0)}
