"""The examples of docs/evaluation.md, by their numbers."""

from eval.answers import AnswerRow, score
from eval.datasets import GoldEvidence, Question
from eval.metrics import refusal
from eval.replies import RepliedCitation, RepliedPassage, Reply

EVIDENCE = GoldEvidence("a.txt", "甲句在此；乙句在此。")


def _row(reply: Reply, *, answerable: bool = True, key_facts: tuple[str, ...] = ()) -> AnswerRow:
    evidence = (EVIDENCE,) if answerable else ()
    return score(Question("q", "sme", "amount", "？", answerable, "", key_facts, evidence), reply, {"甲句在此;"}, 5)


def _reply(text: str = "", *, status: str = "answered", quotes: tuple[str, ...] = ()) -> Reply:
    return Reply(status, text, tuple(map(RepliedCitation, quotes)), (RepliedPassage("甲句在此；"),), 1.0, 0.0)


def test_half_of_the_evidence_in_the_first_passage() -> None:
    assert _row(_reply()).evidence_first == 0.5


def test_one_of_two_citations_on_the_evidence() -> None:
    assert _row(_reply(quotes=("乙句在此。", "丙句在此。"))).citation_precision == 0.5
    assert _row(_reply()).citation_precision is None


def test_one_of_two_key_facts_in_the_answer() -> None:
    assert _row(_reply("最高1000万元"), key_facts=("1000万元", "备案")).key_facts == 0.5


def test_three_of_four_unanswerable_questions_refused_and_an_answerable_one() -> None:
    refused, said = _reply(status="abstained"), _reply()
    rows = [
        *[_row(refused, answerable=False)] * 3,
        _row(said, answerable=False),
        _row(refused),
        *[_row(said)] * 9,
    ]
    assert (refusal(rows).precision, refusal(rows).recall) == (0.75, 0.75)


def test_a_quote_is_looked_up_as_texts_are_compared() -> None:
    assert _row(_reply(quotes=("甲 句在此；", "丁句"))).valid_quotes == (True, False)
