"""Whether a clause that a question calls by number alone lays down what is asked."""

import pytest

from kb.answer.judging.clause_asked import clause_untold
from kb.answer.scoring.units import Unit
from kb.text.sentences import sentence_spans
from kb.types import Clause, Hit, Metadata, Passage, Span, Validity, Version

TEXT = (
    "第一条　逾期未还的，列入名单，3年内不得再次申请。\n"
    "第二条　提供虚假材料的，收回资金。情节严重的，通报批评。\n"
    "第三条　本办法自发布之日起施行。"
)


def _units(*numbers: int) -> list[Unit]:
    whole = Span(0, len(TEXT))
    clause = Clause("一", "item", "一、", None, whole, whole, 1, None)
    version = Version("d1", 1, "a.txt", TEXT, Metadata("办法"), source_map=None)  # type: ignore[arg-type]
    hit = Hit(Passage("p1", "d1", 1, "一", whole, TEXT), 0.8, 1, clause, version, Validity.UNKNOWN, {})
    spans = sentence_spans(TEXT)
    return [Unit(hit, 1, 0, spans[number], spans[number].of(TEXT), None, None) for number in numbers]


@pytest.mark.parametrize(
    ("question", "likely", "untold"),
    [
        ("依据第二条,提供虚假材料的几年内不得再次申请?", (0,), "第二条"),
        ("按照本办法第二条规定,提供虚假材料的几年内不得申请?", (0,), "第二条"),
        ("第二条要求收回资金,几年内不得再次申请?", (0,), "第二条"),
        ("依据第二条,情节严重的怎么处理?", (2,), None),
        ("依据第二条,提供虚假材料的怎么处理?", (0, 1), None),
        ("依据第九条,提供虚假材料的怎么处理?", (0,), None),
        ("第二条规定的收回,几年内不得再次申请?", (0,), None),
        ("依据《贷款办法》第二条,几年内不得再次申请?", (0,), None),
        ("提供虚假材料的几年内不得再次申请?", (0,), None),
    ],
)
def test_a_clause_that_no_likely_sentence_stands_in_does_not_tell(
    question: str, likely: tuple[int, ...], untold: str | None
) -> None:
    assert clause_untold(question, _units(*likely)) == untold


def test_nothing_found_tells_of_no_clause() -> None:
    assert clause_untold("依据第二条,怎么处理?", []) is None
