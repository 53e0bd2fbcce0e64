import math

import pytest

from eval.results.table import columns, cut, group_measures, grouped, ordered, run_lines, shown, table
from eval.scored import Estimate
from tests.eval.sample_run import SCORED


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("贴息", 4), ("（50%）", 7), ("e\u0301", 1), ("a\u200bb", 2), ("ｱ", 1)]
)
def test_a_wide_character_takes_two_columns_and_a_combining_one_none(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize(
    ("text", "most", "shortened"),
    [("贴息办法", 8, "贴息办法"), ("贴息办法", 7, "贴息办…"), ("贴息办法", 6, "贴息…"), ("a\n b", 9, "a b")],
)
def test_a_text_is_cut_by_columns_into_one_line(text: str, most: int, shortened: str) -> None:
    assert cut(text, most) == shortened
    assert columns(cut(text, most)) <= most


def test_columns_are_aligned_beside_wide_characters() -> None:
    assert table(("type", "n"), [("金额", "1"), ("x", "23")]) == ["type   n", "----  --", "金额   1", "x     23"]


@pytest.mark.parametrize(
    ("measure", "value", "text"),
    [
        ("evidence@5", 0.94949, "0.949"),
        ("latency_p95_ms", 1234.5, "1,234"),
        ("citations", 1.5123, "1.51"),
        ("answer_chars", 157.2, "157"),
        ("someone's own", 0.5, "0.500"),
        ("evidence@5", math.nan, "–"),
    ],
)
def test_a_value_is_shown_as_its_measure_is_read(measure: str, value: float, text: str) -> None:
    assert shown(measure, value) == text


def test_measures_come_in_the_order_of_the_catalogue() -> None:
    assert ordered(["own", "latency_p50_ms", "R@1", "key_facts"]) == ["R@1", "key_facts", "latency_p50_ms", "own"]


def test_groups_without_a_name_are_kept() -> None:
    assert {name: len(rows) for name, rows in grouped(SCORED, "persona").items()} == {"sme": 3, "staff": 3}
    assert group_measures(SCORED) == ["evidence@5", "citation_precision", "citation_recall", "key_facts"]


def test_a_run_is_told_in_three_tables() -> None:
    figures = {"evidence@5": Estimate(0.5, 0.0, 1.0, 4), "latency_p50_ms": Estimate(30, 20, 40, 6)}
    assert run_lines(figures, SCORED) == [
        "questions 6 answerable 4 unanswerable 2 errors 1",
        "",
        "measure         value  95 % interval  questions",
        "--------------  -----  -------------  ---------",
        "evidence@5      0.500  0.000 … 1.000          4",
        "latency_p50_ms     30        20 … 40          6",
        "",
        "persona  questions  evidence@5  citation_precision  citation_recall  key_facts  refused",
        "-------  ---------  ----------  ------------------  ---------------  ---------  -------",
        "sme              3       0.333               0.500            0.333      0.500        0",
        "staff            3       1.000                   –            0.000          –        2",
        "",
        "type          questions  evidence@5  citation_precision  citation_recall  key_facts  refused",
        "------------  ---------  ----------  ------------------  ---------------  ---------  -------",
        "amount                2       0.500               1.000            0.500      1.000        0",
        "unanswerable          2           –                   –                –          –        1",
        "when                  1       0.000               0.000            0.000      0.000        0",
        "who                   1       1.000                   –            0.000          –        1",
    ]
