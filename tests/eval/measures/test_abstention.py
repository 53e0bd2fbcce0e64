from dataclasses import replace

import numpy as np
import pytest

from eval.datasets import GoldEvidence, Question
from eval.measures.abstention import (
    ReliabilityBin,
    RiskPoint,
    abstention_figures,
    answers,
    area_under,
    calibration_error,
    refusal_f1,
    refusal_precision,
    reliability,
    risk_coverage,
)
from eval.replies import RepliedCitation, Reply, failed
from eval.scored import Scored


def _question(*, answerable: bool = True, evidence: str = "甲句在此。") -> Question:
    pieces = (GoldEvidence("", evidence),) if answerable and evidence else ()
    return Question("q", "sme", "amount", "？", answerable, "", (), pieces)


def _reply(*quotes: str, status: str = "answered") -> Reply:
    return Reply(status, "答", tuple(map(RepliedCitation, quotes)), (), 0.5, 0.0)


def _scored(
    confidence: float | None, wrong: float | None, *, answerable: bool = True, abstained: bool = False
) -> Scored:
    figures = {} if wrong is None else {"wrong_answers": wrong}
    return Scored("q", "？", "sme", "amount", answerable, abstained, False, confidence, 1.0, figures)


@pytest.mark.parametrize(
    ("question", "reply", "figures"),
    [
        (_question(), _reply("甲句在此。", "丙"), {"false_refusals": 0.0, "wrong_answers": 0.0}),
        (_question(), _reply("丙句在此。"), {"false_refusals": 0.0, "wrong_answers": 1.0}),
        (_question(), _reply(), {"false_refusals": 0.0, "wrong_answers": 1.0}),
        (_question(), _reply(status="abstained"), {"false_refusals": 1.0}),
        (_question(), failed("HTTP 500", 1.0), {}),
        (replace(_question(), doubt="found in no document"), _reply("丙句在此。"), {"false_refusals": 0.0}),
        (_question(evidence=""), _reply("丙句在此。"), {"false_refusals": 0.0}),
        (
            _question(answerable=False),
            _reply("丙句在此。"),
            {"refusal_recall": 0.0, "answered_unanswerable": 1.0, "wrong_answers": 1.0},
        ),
        (
            _question(answerable=False),
            _reply(status="abstained"),
            {"refusal_recall": 1.0, "answered_unanswerable": 0.0},
        ),
        (_question(answerable=False), failed("HTTP 500", 1.0), {"refusal_recall": 0.0, "answered_unanswerable": 1.0}),
    ],
)
def test_an_answer_is_wrong_without_a_citation_on_the_evidence(
    question: Question, reply: Reply, figures: dict[str, float]
) -> None:
    assert abstention_figures(question, reply) == figures


def test_refusal_takes_the_unanswerable_questions_as_positives() -> None:
    answerable = np.array([False] * 4 + [True] * 6)
    abstained = np.array([True, True, True, False, True] + [False] * 5)
    assert refusal_precision(abstained, answerable) == 0.75
    assert refusal_f1(abstained, answerable) == 0.75


def test_refusal_without_any_abstention_is_zero() -> None:
    answerable, abstained = np.array([True, False]), np.array([False, False])
    assert (refusal_precision(abstained, answerable), refusal_f1(abstained, answerable)) == (0.0, 0.0)


ROWS = [
    _scored(0.9, 0.0),
    _scored(0.6, 1.0),
    _scored(0.6, 1.0, answerable=False),
    _scored(0.8, 0.0),
    _scored(0.99, None, abstained=True),
]


def test_the_surest_come_first_and_equally_sure_ones_together() -> None:
    assert risk_coverage(ROWS) == (RiskPoint(0.2, 0.0, 0.9), RiskPoint(0.4, 0.0, 0.8), RiskPoint(0.8, 0.5, 0.6))


def test_the_area_is_the_mean_risk_over_what_was_reached() -> None:
    assert area_under(*answers(ROWS)) == pytest.approx(0.5 * 0.4 / 0.8)
    assert np.isnan(area_under(*answers([])))
    assert risk_coverage([]) == ()
    assert risk_coverage(ROWS[4:]) == ()


def test_a_reply_without_a_confidence_is_the_least_sure() -> None:
    assert risk_coverage([_scored(None, 0.0), _scored(0.1, 1.0)]) == (
        RiskPoint(0.5, 1.0, 0.1),
        RiskPoint(1.0, 0.5, 0.0),
    )


def test_answers_that_nothing_judges_are_left_out() -> None:
    assert risk_coverage([*ROWS, _scored(0.95, None)]) == risk_coverage(ROWS)


def test_calibration_is_the_mean_gap_over_bins_of_equally_many_answers() -> None:
    rows = [_scored(0.95, 0.0)] * 9 + [_scored(0.95, 1.0)] + [_scored(0.25, 1.0)] * 6 + [_scored(0.25, 0.0)] * 4
    # .95 is right in .9 of the cases, .25 in .4: half of each gap.
    assert calibration_error(*answers(rows)) == pytest.approx(0.5 * 0.05 + 0.5 * 0.15)
    assert [bin_.answers for bin_ in reliability(rows)] == [2] * 10
    assert reliability(rows)[0].confidence == 0.25
    assert reliability(rows)[0].right == pytest.approx(0.4)
    assert reliability(rows)[9].right == pytest.approx(0.9)


def test_the_order_of_questions_changes_no_calibration() -> None:
    rows = [_scored(0.3, 0.0), _scored(0.3, 1.0), _scored(0.3, 1.0), _scored(0.7, 0.0), _scored(0.7, 1.0)] * 7
    assert calibration_error(*answers(rows)) == pytest.approx(calibration_error(*answers(rows[::-1])), abs=1e-12)


def test_fewer_answers_than_bins_are_bins_of_one() -> None:
    rows = [_scored(0.25, 1.0), _scored(0.75, 0.0), _scored(0.5, None, abstained=True), _scored(None, 0.0)]
    assert reliability(rows) == (ReliabilityBin(1, 0.25, 0.0), ReliabilityBin(1, 0.75, 1.0))
    assert calibration_error(*answers(rows[:3])) == 0.25
    assert np.isnan(calibration_error(*answers(rows[2:3])))
