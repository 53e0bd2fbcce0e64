from dataclasses import replace

import pytest

from eval.results.standing import Verdict, contribution, mean_of, verdict, verdict_counts, worth
from eval.scored import Scored
from tests.eval.sample_run import SCORED

RIGHT, WRONG, REFUSED, DECLINED, ANSWERED, FAILED = SCORED


def test_every_question_ends_in_one_verdict() -> None:
    assert verdict_counts(SCORED) == {
        Verdict.FAILED: 1,
        Verdict.ANSWERED_UNANSWERABLE: 1,
        Verdict.REFUSED: 1,
        Verdict.WRONG: 1,
        Verdict.RIGHT: 2,
    }
    assert next(iter(verdict_counts(SCORED))) is Verdict.FAILED


def test_an_answer_without_all_its_key_facts_is_incomplete_and_not_wrong() -> None:
    half = replace(RIGHT, figures={**RIGHT.figures, "key_facts": 0.5})
    assert (verdict(half), verdict(half).wrong, worth(half)) == (Verdict.INCOMPLETE, False, 0.875)


@pytest.mark.parametrize(
    ("row", "value"), [(RIGHT, 1.0), (WRONG, 0.0), (REFUSED, 1 / 3), (DECLINED, 1.0), (ANSWERED, 0.0), (FAILED, 0.0)]
)
def test_worth_is_the_mean_of_what_an_answer_is_judged_by(row: Scored, value: float) -> None:
    assert worth(row) == pytest.approx(value)


@pytest.mark.parametrize(
    ("recall", "gain", "value", "ended"),
    [(1.0, 1.0, 1.0, Verdict.RIGHT), (1.0, 0.5, 0.75, Verdict.INCOMPLETE), (0.0, 0.0, 0.0, Verdict.NOT_FOUND)],
)
def test_a_question_of_a_retrieval_set_is_judged_by_what_was_found(
    recall: float, gain: float, value: float, ended: Verdict
) -> None:
    row = replace(RIGHT, abstained=True, figures={"R@5": recall, "R@10": recall, "nDCG@10": gain})
    assert (worth(row), verdict(row)) == (value, ended)


@pytest.mark.parametrize(
    ("measure", "added"),
    [
        ("evidence@5", [1.0, 0.0, 1.0, None, None, 0.0]),
        ("refusal_precision", [None, None, 0.0, 1.0, None, None]),
        ("refusal_f1", [1.0, 1.0, 0.0, 1.0, 0.0, 1.0]),
        ("aurc", [0.0, 0.8, None, None, 0.4, None]),
        ("ece", [pytest.approx(0.1), 0.8, None, None, 0.4, None]),
        ("errors", [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]),
        ("latency_p95_ms", [10.0, 20.0, 30.0, 40.0, 50.0, None]),
        ("latency_mean_ms", [10.0, 20.0, 30.0, 40.0, 50.0, None]),
        ("no such measure", [None] * 6),
    ],
)
def test_each_question_adds_to_a_measure_in_its_own_direction(measure: str, added: list[float | None]) -> None:
    assert [contribution(measure, row) for row in SCORED] == added


def test_beside_doubtful_gold_an_answer_is_right_or_nothing_is_told() -> None:
    doubtful = [replace(row, figures={**row.figures, "doubtful_gold": 1.0}) for row in SCORED]
    assert [verdict(row) for row in doubtful] == [
        Verdict.RIGHT,
        Verdict.DOUBTFUL,
        Verdict.DOUBTFUL,
        # Unanswerable questions have no gold to doubt.
        Verdict.RIGHT,
        Verdict.ANSWERED_UNANSWERABLE,
        Verdict.FAILED,
    ]
    # A clause that is named and stands nowhere leaves nothing to judge an answer by.
    assert verdict(replace(RIGHT, figures={"false_refusals": 0.0, "doubtful_gold": 1.0})) == Verdict.DOUBTFUL
    assert not Verdict.DOUBTFUL.wrong
    sound = replace(WRONG, figures={**WRONG.figures, "doubtful_gold": 0.0})
    assert verdict(sound) == Verdict.WRONG


def test_a_question_without_evidence_is_judged_by_whether_it_was_refused() -> None:
    answered, refused = (replace(row, figures={"false_refusals": float(row.abstained)}) for row in (RIGHT, REFUSED))
    assert (verdict(answered), worth(answered)) == (Verdict.RIGHT, 1.0)
    assert (verdict(refused), worth(refused)) == (Verdict.REFUSED, 0.0)


def test_a_mean_leaves_out_the_questions_that_do_not_count() -> None:
    assert mean_of("evidence@5", SCORED) == 0.5
    assert mean_of("citation_precision", [DECLINED]) != mean_of("citation_precision", [DECLINED])
