import math

import pytest

from eval.answers import AnswerRow
from eval.metrics import Refusal, Share, mean, percentile, refusal, share, summarise


def _row(name: str = "q", *, answerable: bool = True, abstained: bool = False) -> AnswerRow:
    return AnswerRow(
        query_id=name,
        persona="sme",
        type="amount",
        answerable=answerable,
        abstained=abstained,
        failed=False,
        milliseconds=1.0,
        evidence_first=None,
        evidence_top=None,
        evidence_cited=None,
        citation_precision=None,
        citations=0,
        key_facts=None,
        answer_chars=0,
        valid_quotes=(),
    )


def test_a_mean_leaves_out_what_could_not_be_measured() -> None:
    assert mean([1.0, None, 0.0, 0.5]) == 0.5
    assert math.isnan(mean([None]))
    assert math.isnan(mean([]))


def test_a_share_counts_the_questions_that_have_all_of_it() -> None:
    assert share([1.0, 0.5, None, 1 / 3 + 2 / 3, 0.0]) == Share(mean=0.625, whole=0.5)


@pytest.mark.parametrize(("fraction", "value"), [(0.0, 1.0), (0.5, 3.0), (0.95, 4.0), (1.0, 4.0)])
def test_a_percentile_is_one_of_the_values(fraction: float, value: float) -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], fraction) == value


def test_a_percentile_of_nothing_is_no_number() -> None:
    assert math.isnan(percentile([], 0.5))


def test_refusal_takes_the_unanswerable_questions_as_positives() -> None:
    rows = [
        *[_row(answerable=False, abstained=True)] * 3,
        _row(answerable=False),
        _row(abstained=True),
        *[_row()] * 5,
    ]
    assert refusal(rows) == Refusal(precision=0.75, recall=0.75, f1=0.75, false_refusals=1, answered_unanswerable=1)


def test_refusal_without_any_abstention_is_zero() -> None:
    assert refusal([_row(), _row(answerable=False)]) == Refusal(0.0, 0.0, 0.0, 0, 1)


def test_a_run_without_answerable_questions_has_figures_that_are_no_numbers() -> None:
    figures = summarise([_row(answerable=False, abstained=True)], top_k=5)
    assert math.isnan(figures.evidence_top.mean)
    assert math.isnan(figures.key_facts.whole)
    assert (figures.refusal.f1, figures.by_persona, figures.by_type) == (1.0, {}, {})
