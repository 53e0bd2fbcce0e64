import pytest

from eval.replies import RepliedCitation, RepliedPassage, Reply, failed, from_answer, from_json
from kb.types import (
    Answer,
    AnswerStatus,
    Citation,
    Clause,
    Hit,
    Metadata,
    Passage,
    SourceMap,
    Span,
    Validity,
    Version,
)
from kb.wire import results as wire

TEXT = "最高不超过300万元。"


def _answer() -> Answer:
    span = Span(0, len(TEXT))
    version = Version("d1", 1, "a.txt", TEXT, Metadata("办法"), SourceMap(()))
    clause = Clause("一", "item", "一、", None, span, span, 0, None)
    passage = Passage("p1", "d1", 1, "一", span, TEXT)
    return Answer(
        question="？",
        status=AnswerStatus.PARTIAL,
        text="最高300万元 [1]",
        confidence=0.5,
        citations=(Citation(1, "300万元", Span(5, 10), clause, version, Validity.UNKNOWN, "p1"),),
        hits=(Hit(passage, 1.0, 1, clause, version, Validity.UNKNOWN),),
    )


def test_an_answer_of_the_library_and_its_json_are_the_same_reply() -> None:
    body = {
        "status": "partial",
        "answer": "最高300万元 [1]",
        "confidence": 0.5,
        "citations": [{"quote": "300万元"}],
        "passages": [{"text": TEXT}],
    }
    cited, found = RepliedCitation("300万元"), RepliedPassage(TEXT)
    assert from_json(body, 0.25) == Reply("partial", "最高300万元 [1]", (cited,), (found,), 0.5, 0.25)
    whole = from_answer(_answer(), 0.25)
    assert whole.cited == (RepliedCitation("300万元", "d1@1#一", "一", "办法"),)
    assert whole.found == (RepliedPassage(TEXT, "p1", "d1@1#一", "一", "d1", "办法", 1.0),)
    assert whole == from_json(wire.answer(_answer()), 0.25)
    assert whole.body["answer"] == "最高300万元 [1]"


def test_what_is_missing_or_mistyped_in_json_counts_as_empty() -> None:
    body = {"status": 1, "answer": "是", "citations": [{"quote": None}, "x"], "passages": "none"}
    assert from_json(body, 1.0) == Reply(None, "是", (RepliedCitation(""),), (), None, 1.0)


@pytest.mark.parametrize("value", [10**400, float("inf"), float("nan"), True, "0.5", None])
def test_a_confidence_that_is_no_finite_number_is_none(value: object) -> None:
    passages = [{"text": "甲", "score": value}]
    reply = from_json({"status": "answered", "confidence": value, "passages": passages}, 1.0)
    assert (reply.confidence, reply.found[0].score, reply.error) == (None, 0.0, None)


@pytest.mark.parametrize("body", [{}, {"error": "没有登录"}, {"status": None, "answer": ""}])
def test_a_reply_without_status_and_answer_is_an_error_that_shows_it(body: dict[str, object]) -> None:
    assert from_json(body, 1.0).error == f"the reply has neither status nor answer: {body}"
    assert from_json({"status": "answered"}, 1.0).error is None
    assert from_json({"answer": "是"}, 1.0).error is None


def test_json_that_is_no_object_is_an_error() -> None:
    assert from_json([], 1.0).error == "the reply is no JSON object but list"


def test_only_the_status_makes_an_abstention() -> None:
    assert from_json({"status": "abstained"}, 1.0).abstained
    assert not from_json({"status": "answered", "answer": "材料未提及"}, 1.0).abstained
    assert not failed("HTTP 500", 1.0).abstained
