"""The figures against the formulas of the outside scorer, on six fabricated answers.

`data/scorer_report.txt` is what that scorer printed for `data/replies.jsonl` served over HTTP.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from eval.answers import AnswerRow, score
from eval.datasets import Question, read_questions
from eval.matching import normalise
from eval.metrics import summarise
from eval.replies import Reply, failed, from_json
from eval.report import as_json, terminal_lines, write_dump

DATA = Path(__file__).parent / "data"
QUESTIONS = read_questions(DATA / "questions.jsonl")
STORED = [json.loads(line) for line in (DATA / "replies.jsonl").read_text(encoding="utf-8").splitlines()]
SOURCE = (DATA / "sources" / "measures.txt").read_text(encoding="utf-8")


def _reply(stored: dict[str, Any]) -> Reply:
    return from_json(stored["body"], 0.005) if stored["code"] == 200 else failed(f"HTTP {stored['code']}", 0.005)


REPLIES = [_reply(stored) for stored in STORED]


def _rows() -> list[AnswerRow]:
    return [score(question, reply, {normalise(SOURCE)}, 5) for question, reply in zip(QUESTIONS, REPLIES, strict=True)]


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
    quotes = [citation["quote"] for citation in body.get("citations", [])]
    passages = [passage["text"][:500] for passage in body.get("passages", [])]
    answer, evidence = _norm(body.get("answer", "")), question.quotes
    return {
        "evidence_first": _cover(evidence, passages[:1]) if evidence else None,
        "evidence_top": _cover(evidence, passages[:5]) if evidence else None,
        "evidence_cited": _cover(evidence, quotes) if evidence else None,
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
        "valid_quotes": tuple(_norm(quote) in _norm(SOURCE) for quote in quotes),
        "abstained": body.get("status") == "abstained",
    }


@pytest.mark.parametrize("position", range(6))
def test_every_figure_of_an_answer_is_the_scorers(position: int) -> None:
    row = _rows()[position]
    expected = _scorer_figures(QUESTIONS[position], STORED[position]["body"])
    assert {name: getattr(row, name) for name in expected} == expected


def test_the_report_is_the_scorers_line_by_line() -> None:
    expected = (DATA / "scorer_report.txt").read_text(encoding="utf-8").splitlines()
    printed = terminal_lines(summarise(_rows(), top_k=5))
    assert printed[6] == "latency ms p50 5 p95 5"
    assert printed[:6] + printed[7:] == expected[:6] + expected[7:]


def test_the_report_as_json_holds_the_same_figures_and_null_where_there_is_none() -> None:
    figures = json.loads(as_json(summarise(_rows(), top_k=5)))
    assert figures["evidence_top"] == {"mean": pytest.approx(11 / 24), "whole": 0.25}
    assert figures["by_type"]["rate"] == {"evidence_top": 0.0, "key_facts": None, "questions": 1}
    assert (figures["errors"], figures["valid_quotes"], figures["quotes"]) == (1, 8, 9)


def test_only_figures_can_be_printed_as_json() -> None:
    with pytest.raises(TypeError, match="figures must be a dataclass instance, got 3"):
        as_json(3)


def test_the_dump_holds_one_line_a_question_with_its_answer(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    write_dump(path, QUESTIONS, REPLIES, _rows())
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [record["query_id"] for record in records] == ["q1", "q2", "q3", "q4", "q5", "q6"]
    assert records[1]["evidence_top"] == 0.5
    assert records[1]["reference"] == "1年，超过要备案。"
    assert records[1]["quotes"] == [
        "贷款期限原则上不超过1年；",
        "第四条 本办法自2024年3月1日起施行，由市金融办负责解释。",
    ]
    assert records[5]["error"] == "HTTP 503"
