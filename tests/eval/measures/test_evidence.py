from dataclasses import replace
from pathlib import Path

import pytest

from eval.collection import Dataset
from eval.datasets import GoldEvidence, Question
from eval.measures.catalog import MEASURES
from eval.measures.estimates import estimates
from eval.measures.evidence import evidence_figures, within_budget
from eval.measures.scoring import score_all
from eval.replies import RepliedCitation, RepliedPassage, Reply, failed
from eval.results.standing import Verdict, verdict
from eval.scored import Estimate

EVIDENCE = "甲句在此。乙句在此。"


def _question(*, kind: str = "amount", answerable: bool = True, facts: tuple[str, ...] = ()) -> Question:
    evidence = (GoldEvidence("a.txt", EVIDENCE),) if answerable else ()
    return Question("q", "sme", kind, "？", answerable, "", facts, evidence)


def _reply(text: str = "", *, quotes: tuple[str, ...] = (), passages: tuple[str, ...] = ()) -> Reply:
    return Reply("answered", text, tuple(map(RepliedCitation, quotes)), tuple(map(RepliedPassage, passages)), 0.5, 0.01)


def test_evidence_is_looked_for_in_the_first_passages_as_far_as_they_are_read() -> None:
    passages = ("占" * 495 + "甲句在此。", *["别的。"] * 4, "占" * 496 + "乙句在此。", "乙句在此。")
    figures = evidence_figures(_question(), _reply(passages=passages), ())
    cuts = {name: figures[name] for name in ("evidence@1", "evidence@5", "evidence@10", "evidence@1500c")}
    assert cuts == {"evidence@1": 0.5, "evidence@5": 0.5, "evidence@10": 1.0, "evidence@1500c": 1.0}


def test_the_budget_is_of_characters_and_cuts_the_last_passage() -> None:
    assert list(within_budget(["甲" * 600, "乙" * 300, "丙" * 300], 900)) == ["甲" * 500, "乙" * 300, "丙" * 100]
    assert list(within_budget(["甲" * 9], 9)) == ["甲" * 9]
    passages = ("占" * 500, "占" * 500, "占" * 497 + "甲句在此。")
    assert evidence_figures(_question(), _reply(passages=passages), ())["evidence@1500c"] == 0.0


def test_citations_on_evidence_evidence_cited_and_quotes_verbatim() -> None:
    figures = evidence_figures(_question(), _reply(quotes=("乙句在此。", "丙句在此。")), {"乙句在此。丁"})
    names = ("citation_precision", "citation_recall", "quotes_verbatim", "citations")
    assert [figures[name] for name in names] == [0.5, 0.5, 0.5, 2.0]


def test_an_empty_quote_is_neither_on_the_evidence_nor_verbatim() -> None:
    figures = evidence_figures(_question(), _reply(quotes=(" ",)), {"乙句在此。"})
    assert (figures["citation_precision"], figures["quotes_verbatim"]) == (0.0, 0.0)


def test_what_gives_nothing_to_judge_by_is_absent() -> None:
    assert evidence_figures(_question(answerable=False), _reply(), ()).keys() == {
        "citations",
        "answer_chars",
        "long_answers",
        "over_cited",
    }
    bare = evidence_figures(_question(), _reply(), {"甲"})
    assert "citation_precision" not in bare
    assert "quotes_verbatim" not in bare
    assert bare["citation_recall"] == 0.0


@pytest.mark.parametrize(("kind", "flags"), [("amount", (1.0, 1.0)), ("list", (None, None))])
def test_only_lists_may_be_long(kind: str, flags: tuple[float | None, float | None]) -> None:
    figures = evidence_figures(_question(kind=kind), _reply("字 " * 301, quotes=("引",) * 6), ())
    assert (figures.get("long_answers"), figures.get("over_cited")) == flags
    assert figures["answer_chars"] == 301.0
    shorter = evidence_figures(_question(), _reply("字" * 300, quotes=("引",) * 5), ())
    assert (shorter["long_answers"], shorter["over_cited"]) == (0.0, 0.0)


def test_every_figure_of_a_question_is_in_the_catalogue() -> None:
    question = _question(facts=("1000万元", "备案"))
    dataset = Dataset("d", Path("d"), (question, replace(_question(answerable=False), query_id="u")))
    reply = _reply("最高1000万元", quotes=("甲句在此。",), passages=("甲句在此。",))
    first, second = score_all(dataset, [reply, failed("HTTP 500", 2.0)], {"甲句在此。"})
    assert first.figures == {
        **{"R@1": 1.0, "R@5": 1.0, "R@10": 1.0, "nDCG@10": 1.0, "RR@10": 1.0, "Judged@10": 1.0},
        **{"evidence@1": 0.5, "evidence@5": 0.5, "evidence@10": 0.5, "evidence@1500c": 0.5},
        **{"citations": 1.0, "citation_recall": 0.5, "citation_precision": 1.0, "quotes_verbatim": 1.0},
        **{"answer_chars": 8.0, "key_facts": 0.5, "long_answers": 0.0, "over_cited": 0.0},
        **{"figure_faithfulness": 0.0, "false_refusals": 0.0, "wrong_answers": 0.0, "errors": 0.0},
    }
    assert (first.confidence, first.milliseconds, first.failed) == (0.5, 10.0, False)
    assert second.figures == {
        **{"citations": 0.0, "answer_chars": 0.0},
        **{"refusal_recall": 0.0, "answered_unanswerable": 1.0, "errors": 1.0},
    }
    assert (second.failed, second.abstained, second.milliseconds) == (True, False, 2000.0)
    assert MEASURES.keys() >= first.figures.keys() | second.figures.keys()


def test_gold_that_stands_nowhere_is_a_figure_where_any_question_has_such() -> None:
    doubtful = replace(_question(), query_id="x", doubt="'甲句在此。' is found in no document")
    dataset = Dataset("d", Path("d"), (_question(), doubtful))
    scored = score_all(dataset, [_reply("答", quotes=("别的句子。",))] * 2, ())
    assert [(row.figures["doubtful_gold"], row.figures.get("wrong_answers")) for row in scored] == [
        (0.0, 1.0),
        (1.0, None),
    ]
    assert estimates(scored)["wrong_answers"] == Estimate(1.0, 1.0, 1.0, 1)
    assert [verdict(row) for row in scored] == [Verdict.WRONG, Verdict.DOUBTFUL]


def test_as_many_replies_as_questions_are_needed() -> None:
    with pytest.raises(ValueError, match="argument 2 is shorter than argument 1"):
        score_all(Dataset("d", Path("d"), (_question(),)), [], ())
