"""A figure that a question takes for granted: corrected where the clause has another, else left alone."""

import pytest

from kb.answer.cite import QuoteMismatch
from kb.answer.lead.line import Lead, verify_lead
from kb.answer.premise import premise_correction
from kb.text.keys import search_key
from kb.types import Citation, Clause, Metadata, SourceMap, Span, Validity, Version

AMOUNT = "单户果农贷款额度最高不超过80万元。"
RATE = "果农贷款利率原则上不超过LPR+90基点。"
TERM = "本办法自2022年1月1日起施行，有效期3年。"
LONGER = "贷款期限原则上不超过1年，超过1年需报镇政府备案。"
TWO = "信用贷款额度最高不超过100万元，抵押贷款额度最高不超过300万元。"


def cited(*quotes: str) -> list[Citation]:
    """Return citations of the quotes, each a clause of one version."""
    text = "\n".join(quotes)
    version = Version("d", 1, "f.txt", text, Metadata("东山市果农贷款办法"), SourceMap(()))
    found = []
    for mark, quote in enumerate(quotes, start=1):
        start = text.index(quote)
        span = Span(start, start + len(quote))
        clause = Clause(f"第{mark}段", "段", None, None, span, span, 0, None)
        found.append(Citation(mark, quote, span, clause, version, Validity.IN_FORCE, "p"))
    return found


@pytest.mark.parametrize(
    ("question", "quote", "expected"),
    [
        ("最高200万为什么只批给我30万", AMOUNT, "条款写的是最高不超过80万元（单户果农贷款），不是200万元"),
        ("果农贷款额度200万元，怎么申请", AMOUNT, "条款写的是最高不超过80万元（单户），不是200万元"),
        ("听说最多能贷两百万，对吗", AMOUNT, "条款写的是最高不超过80万元（单户果农贷款），不是两百万元"),
        ("利率不是LPR+50基点吗", RATE, "条款写的是原则上不超过LPR+90基点（果农贷款），不是LPR+50基点"),
        ("有效期五年，从哪天算起", TERM, "条款写的是有效期3年，不是五年"),
        ("贷款期限两年，到期怎么续", LONGER, "条款写的是原则上不超过1年，不是两年（有例外，见下）"),
        ("补贴比例50%的话怎么领", "按设备投资额的30%给予补贴。", "条款写的是按设备投资额的30%给予补贴，不是50%"),
        ("信用贷款最高200万，怎么申请", TWO, "条款写的是最高不超过100万元（信用贷款），不是200万元"),
    ],
)  # fmt: skip
def test_a_wrong_figure_is_corrected_by_the_clause(question: str, quote: str, expected: str) -> None:
    lead = premise_correction(search_key(question), cited(quote))
    assert lead == Lead(expected, (1,))


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        # the clause says the same, in other words
        ("最高80万为什么只批给我30万", AMOUNT),
        ("有效期三年，从哪天算起", TERM),
        ("有效期36个月，从哪天算起", TERM),
        ("抵押贷款最高300万，怎么申请", TWO),
        # the asker's own figures, wishes and suppositions
        ("我借了300万，利率多少", AMOUNT),
        ("我们合作社50人能贷吗", "合作社成员不超过30人。"),
        ("想贷200万行不行", AMOUNT),
        ("如果最高额度是200万怎么办", AMOUNT),
        ("能不能最高贷200万", AMOUNT),
        # no figure of the kind, another measure, another object
        ("最高200万为什么", "贷款由合作银行审批。"),
        ("利率不是5%吗", RATE),
        ("农机保险赔偿最高200万为什么", AMOUNT),
        ("有效期五年，从哪天算起", "补贴在3年内拨付。"),
        # two figures that could be meant
        ("贷款最高200万为什么", TWO),
        ("果农贷款额度最高多少", AMOUNT),
    ],
)
def test_what_is_no_wrong_premise_is_left_alone(question: str, quote: str) -> None:
    assert premise_correction(search_key(question), cited(quote)) is None


def test_a_figure_that_a_further_citation_has_is_no_wrong_one() -> None:
    quotes = cited(AMOUNT, "合作社贷款额度最高不超过200万元。")
    assert premise_correction(search_key("最高200万为什么"), quotes) is None


def test_a_changed_correction_is_caught() -> None:
    question = search_key("最高200万为什么")
    citations = cited(AMOUNT)
    lead = premise_correction(question, citations)
    assert lead is not None
    for old, new in (("80", "90"), ("200", "300"), ("200万", "20万"), ("200万元", "80万元"), ("不超过", "不低于")):
        with pytest.raises(QuoteMismatch):
            verify_lead(Lead(lead.text.replace(old, new), lead.marks), citations, question)
    with pytest.raises(QuoteMismatch, match="denies what the question does not say"):
        verify_lead(lead, citations)


def test_a_figure_that_another_sentence_found_has_is_not_denied() -> None:
    question = search_key("贷款最高200万为什么")
    assert premise_correction(question, cited(AMOUNT)) is not None
    assert premise_correction(question, cited(AMOUNT), ["另一市：合作社贷款最高不超过200万元。"]) is None
    assert premise_correction(question, cited(AMOUNT), ["另一市：合作社贷款最高不超过300万元。"]) is not None


@pytest.mark.parametrize("question", ["“贷款最高不超过200万”出自哪里", "最高200万的说法，真的在哪个文件写了"])
def test_where_the_source_of_a_wording_is_asked_for_nothing_is_corrected(question: str) -> None:
    assert premise_correction(search_key(question), cited(AMOUNT)) is None
