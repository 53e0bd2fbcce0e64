import pytest

from eval.answers import AnswerRow
from eval.replies import RepliedCitation, Reply
from eval.risk import RiskPoint, area_under, risk_coverage, table


def _row(*, answerable: bool = True, precision: float | None = 1.0, citations: int = 1) -> AnswerRow:
    return AnswerRow(
        query_id="q",
        persona="sme",
        type="amount",
        answerable=answerable,
        abstained=citations == 0,
        failed=False,
        milliseconds=1.0,
        evidence_first=None,
        evidence_top=None,
        evidence_cited=None,
        citation_precision=precision,
        citations=citations,
        key_facts=None,
        answer_chars=10,
        valid_quotes=(True,) * citations,
    )


def _reply(confidence: float | None) -> Reply:
    return Reply("answered", "答", (RepliedCitation("答"),), (), confidence, 0.0)


ROWS = [
    _row(),
    _row(precision=0.0),
    _row(answerable=False, precision=None),
    _row(precision=0.5),
    _row(citations=0, precision=None),
]
REPLIES = [_reply(0.9), _reply(0.6), _reply(0.6), _reply(0.8), _reply(0.99)]


def test_the_surest_come_first_and_equally_sure_ones_together() -> None:
    assert risk_coverage(ROWS, REPLIES) == (
        RiskPoint(0.2, 0.0, 0.9),
        RiskPoint(0.4, 0.0, 0.8),
        RiskPoint(0.8, 0.5, 0.6),
    )


def test_the_area_is_the_mean_risk_over_what_was_reached() -> None:
    assert area_under(risk_coverage(ROWS, REPLIES)) == pytest.approx(0.5 * 0.4 / 0.8)
    assert area_under(()) == 0.0


def test_the_table_has_a_row_for_each_step_that_the_curve_reaches() -> None:
    assert table(risk_coverage(ROWS, REPLIES), steps=5) == (
        "| questions answered | of these wrong | least confidence |\n|---|---|---|\n"
        "| 20% | 0.0% | 0.90 |\n| 40% | 0.0% | 0.80 |\n| 80% | 50.0% | 0.60 |"
    )


def test_a_reply_without_a_confidence_is_the_least_sure() -> None:
    points = risk_coverage([_row(), _row(precision=0.0)], [_reply(None), _reply(0.1)])
    assert points == (RiskPoint(0.5, 1.0, 0.1), RiskPoint(1.0, 0.5, 0.0))
