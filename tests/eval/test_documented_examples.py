"""The examples of docs/evaluation.md, by their numbers."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.collection import Dataset, GoldClause
from eval.datasets import GoldEvidence, Question
from eval.judging.units import Unit, rolled_up
from eval.measures.eligibility import judge_profile, scored_profiles
from eval.measures.estimates import estimates, paired_test
from eval.measures.retrieval import figures_of
from eval.measures.scoring import score_all
from eval.readers.eligibility import DecidingClause, EligibilityCase
from eval.replies import RepliedCitation, RepliedPassage, Reply, failed
from eval.scored import Scored

EVIDENCE = "甲句在此；乙句在此。"


def _question(
    *, text: str = "？", evidence: str = EVIDENCE, answerable: bool = True, facts: tuple[str, ...] = ()
) -> Question:
    pieces = (GoldEvidence("a.txt", evidence),) if answerable and evidence else ()
    return Question("q", "sme", "amount", text, answerable, "", facts, pieces)


def _reply(
    text: str = "",
    *,
    quotes: tuple[str, ...] = (),
    passages: tuple[str, ...] = (),
    status: str = "answered",
    confidence: float = 1.0,
    seconds: float = 0.0,
) -> Reply:
    found = tuple(map(RepliedPassage, passages))
    return Reply(status, text, tuple(map(RepliedCitation, quotes)), found, confidence, seconds)


def _figures(question: Question, reply: Reply, *sources: str) -> dict[str, float]:
    return dict(score_all(Dataset("d", Path("d"), (question,)), [reply], sources)[0].figures)


def _run(pairs: Sequence[tuple[Question, Reply]]) -> dict[str, float]:
    """Return the figures of a run of several questions."""
    scored = [score_all(Dataset("d", Path("d"), (question,)), [reply], ())[0] for question, reply in pairs]
    return {name: one.value for name, one in estimates(scored, samples=10).items()}


def test_one_passage_that_holds_three_judged_clauses_fills_three_ranks() -> None:
    gold = {name: GoldClause(name, "", "", f"{name}条规定的句子在此。") for name in "甲乙丙"}
    question = _question(evidence="")
    dataset = Dataset("d", Path("d"), (question,), {"q": dict.fromkeys(gold, 1)}, gold)
    units = rolled_up(question, _reply(passages=("".join(clause.text for clause in gold.values()),)), dataset)
    assert [unit.rank for unit in units] == [1, 2, 3]
    assert figures_of({"q": dict.fromkeys(gold, 1)}, {"q": units})["q"]["R@1"] == pytest.approx(1 / 3)


def test_retrieval() -> None:
    units = tuple(Unit(name, rank, 1 / rank, 0) for rank, name in enumerate("xay", start=1))
    found = figures_of({"q": {"a": 1, "b": 1}}, {"q": units})["q"]
    assert {name: round(value, 3) for name, value in found.items()} == {
        "R@1": 0.0,
        "R@5": 0.5,
        "R@10": 0.5,
        "nDCG@10": 0.387,
        "RR@10": 0.5,
        "Judged@10": 0.333,
    }


def test_evidence_among_the_first_passages() -> None:
    figures = _figures(_question(), _reply(passages=("甲句在此；", "别的", "乙句在此。")))
    assert (figures["evidence@1"], figures["evidence@5"]) == (0.5, 1.0)


def test_evidence_at_a_budget_of_characters() -> None:
    figures = _figures(_question(evidence="乙句在此。"), _reply(passages=(*["占" * 500] * 3, "乙句在此。")))
    assert (figures["evidence@1500c"], figures["evidence@5"]) == (0.0, 1.0)


def test_citations() -> None:
    figures = _figures(_question(), _reply(quotes=("乙句在此。", "丙句在此。")))
    assert (figures["citation_precision"], figures["citation_recall"]) == (0.5, 0.5)
    bare = _figures(_question(), _reply())
    assert "citation_precision" not in bare
    assert bare["citation_recall"] == 0.0


def test_quotes_are_looked_up_as_texts_are_compared() -> None:
    assert _figures(_question(), _reply(quotes=("甲 句在此；", "丁句")), "甲句在此;")["quotes_verbatim"] == 0.5


def test_one_of_two_key_facts_in_the_answer() -> None:
    assert _figures(_question(facts=("1000万元", "备案")), _reply("最高1000万元"))["key_facts"] == 0.5


def test_one_of_two_figures_in_the_quote() -> None:
    reply = _reply("最高300万元，期限5年", quotes=("最高不超过300万元。",))
    assert _figures(_question(), reply)["figure_faithfulness"] == 0.5


@pytest.mark.parametrize(("result", "share"), [("15万元", 1.0), ("16万元", 0.75)])
def test_a_calculation_that_is_written_out(result: str, share: float) -> None:
    reply = _reply(f"30万元×50%＝{result}，超过上限，按10万元", quotes=("按50%补贴，最高10万元。",))
    assert _figures(_question(text="花了30万元补多少"), reply)["figure_faithfulness"] == share


def test_one_of_two_answers_too_long_and_over_cited() -> None:
    found = _run([(_question(), _reply("字" * 301, quotes=("引文",) * 6)), (_question(), _reply("短"))])
    assert (found["long_answers"], found["over_cited"]) == (0.5, 0.5)


def test_three_of_four_unanswerable_questions_refused_and_one_of_ten_answerable() -> None:
    refused, said, unanswerable = _reply(status="abstained"), _reply(), _question(answerable=False)
    found = _run(
        [
            *[(unanswerable, refused)] * 3,
            (unanswerable, said),
            (_question(), refused),
            *[(_question(), said)] * 9,
        ]
    )
    assert [found[name] for name in ("refusal_precision", "refusal_recall", "refusal_f1")] == [0.75] * 3
    assert (found["false_refusals"], found["answered_unanswerable"]) == (0.1, 0.25)


def test_two_of_three_answers_wrong() -> None:
    on, beside = _reply(quotes=("甲句在此；",)), _reply(quotes=("丙句在此。",))
    found = _run([(_question(), on), (_question(), beside), (_question(answerable=False), on)])
    assert round(found["wrong_answers"], 3) == 0.667


def test_the_area_under_risk_and_coverage() -> None:
    right = _reply(quotes=("甲句在此；",), confidence=0.9)
    wrong = _reply(quotes=("丙句在此。",), confidence=0.6)
    found = _run([(_question(), right), (_question(), wrong), (_question(), _reply(status="abstained"))])
    assert found["aurc"] == pytest.approx(0.25)


def test_calibration() -> None:
    def said(confidence: float, right: int) -> list[tuple[Question, Reply]]:
        quotes = [("甲句在此；",)] * right + [("丙句在此。",)] * (10 - right)
        return [(_question(), _reply(quotes=quote, confidence=confidence)) for quote in quotes]

    # |.9 - .9| in five bins, |.3 - .5| in the other five.
    assert _run([*said(0.9, 9), *said(0.3, 5)])["ece"] == pytest.approx(0.1)


def _profile(verdict: str, also: str, deciding: tuple[str, ...] = (), missing: tuple[str, ...] = ()) -> EligibilityCase:
    clauses = tuple(DecidingClause(address, "") for address in deciding)
    return EligibilityCase("E1", "E1", "办法", "", {}, verdict, frozenset({verdict, also}), clauses, missing)


def test_eligibility() -> None:
    policy = {"title": "办法", "verdict": "needs_review", "conditions": {"op": "leaf", "clause_label": "二、（一）2"}}
    case = _profile("eligible", "needs_review", ("二、（一）2", "三、"))
    (row,) = scored_profiles([judge_profile(case, {"policies": [policy]})])
    assert (row.figures["eligibility_accuracy"], row.figures["deciding_clauses_cited"]) == (1.0, 0.5)


def test_missing_facts() -> None:
    ask = [{"fact": "grade", "question": "综合绩效评价是哪一等？"}]
    policy = {"title": "办法", "verdict": "insufficient_information", "ask": ask}
    case = _profile("insufficient_information", "eligible", missing=("综合绩效评价等级", "注册地"))
    (row,) = scored_profiles([judge_profile(case, {"policies": [policy]})])
    assert row.figures["missing_facts_asked"] == 0.5


def test_errors_and_latency() -> None:
    replies = [_reply(seconds=0.01), _reply(seconds=0.02), _reply(seconds=0.03), failed("HTTP 500", 0.04)]
    found = _run([(_question(), reply) for reply in replies])
    assert found["latency_mean_ms"] == pytest.approx(20.0)
    assert (found["errors"], found["latency_p50_ms"], found["latency_p95_ms"]) == (0.25, 20.0, 30.0)


def test_a_failed_request_is_neither_refused_nor_short() -> None:
    pairs = [
        (_question(), _reply(status="abstained")),
        (_question(), _reply("短")),
        (_question(), failed("time-out", 1.0)),
    ]
    found = _run(pairs)
    assert (found["false_refusals"], found["long_answers"], found["over_cited"]) == (0.5, 0.0, 0.0)
    assert round(found["errors"], 3) == 0.333
    scored = [score_all(Dataset("d", Path("d"), (question,)), [reply], ())[0] for question, reply in pairs]
    assert [estimates(scored, samples=10)[name].questions for name in ("false_refusals", "long_answers")] == [2, 2]


def test_eight_questions_better_and_none_worse() -> None:
    def run(gained: float) -> list[Scored]:
        figures = {"refusal_recall": gained}
        return [Scored(f"q{n}", "？", "", "", False, gained > 0, False, None, 1.0, figures) for n in range(8)]

    assert paired_test(run(0.0), run(1.0), "refusal_recall").p_value == pytest.approx(0.0078, abs=1e-4)
