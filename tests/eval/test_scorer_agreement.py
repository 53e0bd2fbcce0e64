"""The figures against the formulas of the outside scorer, on six fabricated answers.

`data/scorer_report.txt` is what that scorer printed for `data/replies.jsonl` served over HTTP.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from eval.collection import Dataset
from eval.datasets import Question, read_questions
from eval.judging.matching import normalise
from eval.measures.estimates import estimates
from eval.measures.scoring import score_all
from eval.replies import Reply, failed, from_json
from eval.scored import Scored

DATA = Path(__file__).parent / "data"
QUESTIONS = read_questions(DATA / "questions.jsonl")
STORED = [json.loads(line) for line in (DATA / "replies.jsonl").read_text(encoding="utf-8").splitlines()]
SOURCE = (DATA / "sources" / "measures.txt").read_text(encoding="utf-8")


def _reply(stored: dict[str, Any]) -> Reply:
    return from_json(stored["body"], 0.005) if stored["code"] == 200 else failed(f"HTTP {stored['code']}", 0.005)


def _scored() -> tuple[Scored, ...]:
    dataset = Dataset("agreement", DATA / "questions.jsonl", QUESTIONS)
    return score_all(dataset, [_reply(stored) for stored in STORED], {normalise(SOURCE)})


# The scorer's own formulas, written down once more without the project's code.

_FORMS = str.maketrans("∶：；，（）“”‘’—－–", "::;,()\"\"''---")


def _norm(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(_FORMS))


def _pieces(quote: str) -> list[str]:
    return [piece for piece in re.split(r"(?<=[。;；])", _norm(quote)) if len(piece) > 4] or [_norm(quote)]


def _cover(quotes: Iterable[str], texts: Iterable[str]) -> float:
    wanted = [piece for quote in quotes for piece in _pieces(quote)]
    found = [_norm(text) for text in texts]
    return sum(any(piece in text for text in found) for piece in wanted) / len(wanted)


def _scorer_figures(question: Question, body: dict[str, Any]) -> dict[str, Any]:
    """Return the scorer's figures of a question; None where it has none. Those of evidence are of answerable ones."""
    quotes = [citation["quote"] for citation in body.get("citations", [])]
    passages = [passage["text"][:500] for passage in body.get("passages", [])]
    answer, evidence = _norm(body.get("answer", "")), question.quotes
    valid = [_norm(quote) in _norm(SOURCE) for quote in quotes]
    return {
        "evidence@1": _cover(evidence, passages[:1]) if evidence else None,
        "evidence@5": _cover(evidence, passages[:5]) if evidence else None,
        "citation_recall": _cover(evidence, quotes) if evidence else None,
        "citation_precision": sum(
            any(any(piece in _norm(quote) for piece in _pieces(e)) or _norm(quote) in _norm(e) for e in evidence)
            for quote in quotes
        )
        / len(quotes)
        if quotes and evidence
        else None,
        "citations": len(quotes),
        "key_facts": sum(_norm(fact) in answer for fact in question.key_facts) / len(question.key_facts)
        if question.key_facts and question.answerable
        else None,
        "answer_chars": len(answer),
        "quotes_verbatim": sum(valid) / len(valid) if valid else None,
    }


@pytest.mark.parametrize("position", range(6))
def test_every_figure_of_an_answer_is_the_scorers(position: int) -> None:
    row = _scored()[position]
    expected = _scorer_figures(QUESTIONS[position], STORED[position]["body"])
    assert {name: row.figures.get(name) for name in expected} == expected
    assert row.abstained == (STORED[position]["body"].get("status") == "abstained")


def _printed(pattern: str) -> list[float]:
    """Return the figures of the scorer's report that a pattern finds."""
    match = re.search(pattern, (DATA / "scorer_report.txt").read_text(encoding="utf-8"))
    assert match is not None
    return [float(figure) for figure in match.groups()]


def _rounded(names: Iterable[str]) -> list[float]:
    found = estimates(_scored(), samples=10)
    return [round(found[name].value, 3) for name in names]


def test_every_figure_of_the_run_is_the_one_that_the_scorer_printed() -> None:
    evidence = r"evidence in top-1: ([\d.]+) .*in top-5: ([\d.]+) .*\nevidence cited: ([\d.]+) .*on evidence: ([\d.]+)"
    assert _rounded(["evidence@1", "evidence@5", "citation_recall", "citation_precision"]) == _printed(evidence)
    assert _rounded(["key_facts"]) == _printed(r"key facts in answer: ([\d.]+)")
    refusals = r"refusal precision ([\d.]+) recall ([\d.]+) F1 ([\d.]+)"
    assert _rounded(["refusal_precision", "refusal_recall", "refusal_f1"]) == _printed(refusals)
    false, answerable, answered, unanswerable = _printed(r"false refusals (\d+)/(\d+) \| .*unanswerable (\d+)/(\d+)")
    assert _rounded(["false_refusals", "answered_unanswerable"]) == [false / answerable, answered / unanswerable]


def test_counts_and_means_over_answerable_questions_are_the_scorers() -> None:
    rows = _scored()
    answerable = [row for row in rows if row.answerable]
    assert _printed(r"questions (\d+) http-errors (\d+)") == [len(rows), sum(row.failed for row in rows)]
    assert _printed(r"per answer ([\d.]+)") == [round(fmean(row.figures["citations"] for row in answerable), 2)]
    assert _printed(r"answer length (\d+)") == [round(fmean(row.figures["answer_chars"] for row in answerable))]
    for name, printed in (("long_answers", r"over 300: (\d+)"), ("over_cited", r"over 5 citations: (\d+)")):
        assert [sum(row.figures.get(name, 0.0) for row in rows)] == _printed(printed)
    verbatim = [row.figures.get("quotes_verbatim", 0.0) * row.figures["citations"] for row in rows]
    assert [round(sum(verbatim)), sum(row.figures["citations"] for row in rows)] == _printed(r"in a seed: (\d+)/(\d+)")


def test_persona_and_type_have_the_scorers_means() -> None:
    rows = [row for row in _scored() if row.answerable]
    for name in ("persona", "type"):
        for group in {getattr(row, name) for row in rows}:
            members = [row.figures for row in rows if getattr(row, name) == group]
            (evidence,) = _printed(rf"\n{name} .*'{group}': 'ev5 ([\d.]+)")
            assert round(fmean(figures["evidence@5"] for figures in members), 2) == evidence
