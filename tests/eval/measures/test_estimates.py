import math
from dataclasses import replace
from itertools import product

import pytest

from eval.measures.catalog import MEASURES
from eval.measures.estimates import PairedDifference, estimates, paired_test
from eval.measures.sets import percentile
from eval.scored import Estimate, Scored

_TIMES = ("mean", "p50", "p95")


def _row(
    name: str,
    figures: dict[str, float],
    *,
    answerable: bool = True,
    abstained: bool = False,
    confidence: float | None = None,
    milliseconds: float = 1.0,
) -> Scored:
    return Scored(name, "？", "sme", "amount", answerable, abstained, False, confidence, milliseconds, figures)


def _run(values: list[float], measure: str = "R@5") -> list[Scored]:
    return [_row(f"q{number}", {measure: value}) for number, value in enumerate(values)]


def test_a_figure_is_the_mean_over_the_questions_that_it_judges() -> None:
    scored = [_row("a", {"R@5": 1.0}), _row("b", {"R@5": 0.5, "key_facts": 1.0}), _row("c", {})]
    found = estimates(scored)
    assert (found["R@5"].value, found["R@5"].questions) == (0.75, 2)
    assert found["key_facts"] == Estimate(1.0, 1.0, 1.0, 1)
    assert "nDCG@10" not in found


def test_an_interval_is_that_of_the_percentile_bootstrap() -> None:
    values = [1.0] * 60 + [0.0] * 40
    found = estimates(_run(values), samples=2000)["R@5"]
    # Of a share the bootstrap's spread is the binomial one.
    spread = 1.96 * math.sqrt(0.6 * 0.4 / 100)
    assert found.value == 0.6
    assert found.low == pytest.approx(0.6 - spread, abs=0.015)
    assert found.high == pytest.approx(0.6 + spread, abs=0.015)
    assert estimates(_run(values), samples=2000)["R@5"] == found
    assert estimates(_run(values), samples=2000, seed=2)["R@5"] != found


def test_where_all_questions_are_alike_there_is_nothing_to_resample() -> None:
    assert estimates(_run([0.5] * 20))["R@5"] == Estimate(0.5, 0.5, 0.5, 20)
    assert estimates([]) == {}


def test_figures_of_the_whole_set_have_intervals_too() -> None:
    scored = [
        *[_row(f"u{n}", {"refusal_recall": float(n < 3)}, answerable=False, abstained=n < 3) for n in range(4)],
        _row("r", {"false_refusals": 1.0}, abstained=True, milliseconds=9.0),
        *[
            _row(f"a{n}", {"false_refusals": 0.0, "wrong_answers": float(n == 0)}, confidence=0.5 + n / 20)
            for n in range(6)
        ],
    ]
    found = estimates(scored)
    assert list(found) == [name for name in MEASURES if name in found]
    assert [found[name].value for name in ("refusal_precision", "refusal_recall", "refusal_f1")] == [0.75] * 3
    assert found["false_refusals"].value == pytest.approx(1 / 7)
    assert found["refusal_f1"].questions == 11
    assert found["aurc"].value == pytest.approx(1 / 6 / 6)
    assert found["aurc"].low == 0.0
    assert found["ece"].value == pytest.approx((0.5 + 0.45 + 0.4 + 0.35 + 0.3 + 0.25) / 6)
    assert found["ece"].questions == 6
    assert (found["latency_p50_ms"].value, found["latency_p95_ms"].value) == (1.0, 9.0)
    assert found["latency_p95_ms"].low == 1.0
    assert all(one.low <= one.value <= one.high for one in found.values())


def test_without_unanswerable_questions_refusal_is_not_judged() -> None:
    assert not {"refusal_precision", "refusal_f1", "aurc", "ece"} & estimates(_run([1.0, 0.0])).keys()


@pytest.mark.parametrize(
    ("values", "fraction", "value"),
    [
        ([40, 10, 30, 20], 0.0, 10),
        ([40, 10, 30, 20], 0.25, 10),
        ([40, 10, 30, 20], 0.5, 20),
        ([40, 10, 30, 20], 0.51, 30),
        ([40, 10, 30, 20], 0.95, 40),
        ([40, 10, 30, 20], 1.0, 40),
        ([40, 10, math.nan, 20], 0.5, 20),
        # .95 of 20 is the 19th, also where floats say a hair more than 19; .07 of 100 is the 7th.
        (list(range(1, 21)), 0.95, 19),
        (list(range(1, 101)), 0.07, 7),
    ],
)
def test_a_percentile_is_the_value_of_the_nearest_rank(values: list[float], fraction: float, value: float) -> None:
    assert percentile(values, fraction) == value
    assert math.isnan(percentile([math.nan], fraction))


def test_few_differences_are_counted_out() -> None:
    a, b = [0.0, 0.0, 0.5, 1.0, 0.25], [1.0, 0.5, 0.5, 0.5, 1.0]
    gains = [1.0, 0.5, -0.5, 0.75]
    sums = [
        abs(sum(sign * gain for sign, gain in zip(signs, gains, strict=True))) for signs in product([1, -1], repeat=4)
    ]
    expected = sum(one >= 1.75 for one in sums) / 16
    found = paired_test(_run(a), _run(b), "R@5")
    assert [found.a, found.b, found.difference] == pytest.approx([0.35, 0.7, 0.35])
    assert (found.p_value, found.better, found.worse, found.questions) == (expected, 3, 1, 5)


def test_many_differences_are_drawn() -> None:
    a, b = [0.0] * 20 + [1.0] * 30, [1.0] * 16 + [0.0] * 4 + [1.0] * 26 + [0.0] * 4
    found = paired_test(_run(a), _run(b), "R@5")
    # 16 of 20 flips in one direction: the sign test's two-sided p is .0118.
    assert found.p_value == pytest.approx(0.0118, abs=0.003)
    assert (found.better, found.worse, found.questions) == (16, 4, 50)
    assert paired_test(_run(a), _run(b), "R@5") == found


def test_the_same_run_does_not_differ() -> None:
    run = _run([0.0, 1.0, 0.5])
    assert paired_test(run, run, "R@5") == PairedDifference("R@5", 0.5, 0.5, 0.0, 1.0, 0, 0, 3)


def test_only_questions_that_both_judge_are_paired_by_their_ids() -> None:
    a = [_row("x", {"R@5": 0.0}), _row("y", {"R@5": 1.0}), _row("z", {})]
    b = [_row("z", {"R@5": 1.0}), _row("x", {"R@5": 1.0}), _row("w", {"R@5": 1.0})]
    found = paired_test(a, b, "R@5")
    assert (found.a, found.b, found.questions, found.better) == (0.0, 1.0, 1, 1)
    with pytest.raises(ValueError, match="no question is judged by key_facts in both runs"):
        paired_test(a, b, "key_facts")


def test_less_is_better_where_the_measure_says_so() -> None:
    found = paired_test(_run([1.0, 0.0, 0.0], "errors"), _run([0.0, 0.0, 0.0], "errors"), "errors")
    assert found.difference == pytest.approx(-1 / 3)
    assert (found.better, found.worse) == (1, 0)


def test_figures_of_a_set_are_tested_by_swapping_whole_replies() -> None:
    def run(refused: int) -> list[Scored]:
        return [
            *[_row(f"u{n}", {}, answerable=False, abstained=n < refused) for n in range(10)],
            *[_row(f"a{n}", {}) for n in range(10)],
        ]

    found = paired_test(run(2), run(10), "refusal_f1")
    assert [found.a, found.b] == pytest.approx([1 / 3, 1.0])
    # Eight questions differ, all in one direction: 2 of 256 ways part the runs as far.
    assert (found.p_value, found.better, found.worse) == (2 / 256, 8, 0)
    assert paired_test(run(2), run(2), "refusal_f1").p_value == 1.0
    slow = [_row(f"q{n}", {}, milliseconds=100.0) for n in range(40)]
    fast = [_row(f"q{n}", {}, milliseconds=10.0) for n in range(40)]
    faster = paired_test(slow, fast, "latency_mean_ms")
    assert (faster.difference, faster.better, faster.worse) == (-90.0, 40, 0)
    assert faster.p_value == 1 / 10_001
    # The percentiles are told and not tested: the p-value of a mean says nothing of a median.
    median = paired_test(slow, fast, "latency_p50_ms")
    assert (median.difference, math.isnan(median.p_value)) == (-90.0, True)
    with pytest.raises(ValueError, match="no question is judged by ece in both runs"):
        paired_test(slow, fast, "ece")


def test_a_failed_request_has_no_latency() -> None:
    rows = [_row(f"q{n}", {}, milliseconds=10.0 * n) for n in range(1, 5)]
    failing = [replace(rows[0], failed=True, milliseconds=0.1), *rows[1:]]
    found = estimates(failing)
    assert [(found[f"latency_{name}_ms"].value, found[f"latency_{name}_ms"].questions) for name in _TIMES] == [
        (30.0, 3),
        (30.0, 3),
        (40.0, 3),
    ]
    compared = paired_test(rows, failing, "latency_mean_ms")
    assert (compared.a, compared.b, compared.questions, compared.p_value) == (30.0, 30.0, 3, 1.0)
    assert not estimates([replace(row, failed=True) for row in rows]).keys() & {f"latency_{name}_ms" for name in _TIMES}
