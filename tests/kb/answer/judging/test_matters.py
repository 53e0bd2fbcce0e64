"""Whether what was found is said of the matter that a question names, or of another of the same texts."""

import pytest

from kb.answer.judging.matters import matter_untold
from kb.answer.scoring.score import ScoredUnit, Scoring
from kb.answer.scoring.units import Unit
from kb.text.sentences import sentence_spans
from kb.types import Clause, Hit, Metadata, Passage, Span, Validity, Version

LOANS = (
    "返乡创业担保贷款额度最高20万元，期限2年。",
    "渔具更新补贴由县农业农村局受理，10个工作日内办结。",
    "申请渔具更新补贴的，应当提交身份证复印件、购置发票。",
    "渔港建设资金池由县财政出资；资金池承担损失的三成。",
)
STORE = ("专家名录库每两年调整一次。", "入库专家应当提交职称证书。")


def _found(texts: tuple[str, ...], row: int = 1, title: str = "渔业扶持办法", heading: str | None = None) -> list[Unit]:
    """Give the sentences of a document, each the passage that it stands in."""
    text = "\n".join(texts)
    whole = Span(0, len(text))
    clause = Clause("一", "item", "一、", heading, whole, whole, 1, None)
    version = Version(f"d{row}", 1, "a.txt", text, Metadata(title), source_map=None)  # type: ignore[arg-type]
    units = []
    for span in sentence_spans(text):
        passage = Passage(f"p{span.start}", f"d{row}", 1, "一", span, span.of(text))
        hit = Hit(passage, 0.8, 1, clause, version, Validity.UNKNOWN, {})
        units.append(Unit(hit, row, 0, span, span.of(text), None, None))
    return units


def _untold(question: str, likely: int, units: list[Unit]) -> str | None:
    """Ask with one likely sentence; the others are found and unlikely."""
    order = sorted(units, key=lambda unit: unit is not units[likely])
    scored = tuple(ScoredUnit(unit, 0.01 if place else 1.0, 0.5, 0.5) for place, unit in enumerate(order))
    return matter_untold(question, Scoring(scored, None, ()))


@pytest.mark.parametrize(
    ("question", "likely", "untold"),
    [
        ("返乡创业担保贷款几个工作日内办结?", 1, "返乡创业担保贷款"),
        ("我想申请返乡创业担保贷款,要交哪些材料?", 2, "返乡创业担保贷款"),
        ("渔具更新补贴几个工作日内办结?", 1, None),
        ("更新补贴要交哪些材料?", 2, None),
        ("返乡创业担保贷款额度是多少?", 0, None),
        ("渔港建设资金池承担多少损失,比例是多少?", 4, None),
        ("农机购置贷款几个工作日内办结?", 1, None),
        ("银行贷款几个工作日内办结?", 1, None),
        ("返乡创业担保贷款是什么意思?", 1, None),
    ],
)
def test_what_is_said_of_one_matter_answers_nothing_of_another(question: str, likely: int, untold: str | None) -> None:
    assert _untold(question, likely, _found(LOANS)) == untold


def test_a_shortened_name_is_the_matter_too() -> None:
    texts = ("返乡创业担保贷款额度最高20万元。", "创业贷款在10个工作日内办结。")
    assert _untold("返乡创业担保贷款几个工作日内办结?", 1, _found(texts)) == "返乡创业担保贷款"
    assert _untold("创业担保贷款几个工作日内办结?", 1, _found(texts)) is None


def test_a_kind_without_a_name_may_be_any_of_it() -> None:
    texts = ("网具改造补助每条船500元。", "补助在10个工作日内拨付。", "海洋牧场补助在20个工作日内拨付。")
    assert _untold("网具改造补助几个工作日内拨付?", 1, _found(texts)) is None
    assert _untold("网具改造补助几个工作日内拨付?", 2, _found(texts)) == "网具改造补助"


def test_headings_and_titles_name_the_matter_of_what_stands_below() -> None:
    question = "返乡创业担保贷款几个工作日内办结?"
    assert _untold(question, 1, _found(LOANS, title="返乡创业担保贷款办法")) is None
    assert _untold(question, 1, _found(LOANS, heading="返乡创业担保贷款")) is None


def test_what_another_document_says_of_its_own_matter_answers_nothing_of_the_one_asked_about() -> None:
    units = [*_found(STORE, row=2, title="专家办法"), *_found(LOANS)]
    assert _untold("渔具更新补贴要交哪些材料?", 1, units) == "渔具更新补贴"
    assert _untold("专家名录库要交哪些材料?", 4, units) == "专家名录库"


def test_a_procedure_may_be_common_to_what_a_document_names_often() -> None:
    often = ("渔具更新补贴按发票金额的三成发放。", "渔具更新补贴每户一次。", "县农业农村局在10个工作日内办结。")
    question = "渔具更新补贴几个工作日内办结?"
    assert _untold(question, 2, _found(often)) == "渔具更新补贴"
    assert _untold(question, 2, _found((*often, "领取渔具更新补贴的，接受抽查。"))) is None


@pytest.mark.parametrize(
    "question",
    [
        "渔具更新补贴和渔港建设资金池,几个工作日内办结?",
        "渔港建设资金池与渔具更新补贴,几个工作日内办结?",
        "深海渔具更新补贴几个工作日内办结?",
    ],
)
def test_what_is_listed_with_another_and_what_is_cut_out_of_a_longer_word_is_no_matter(question: str) -> None:
    assert _untold(question, 0, _found((LOANS[0], LOANS[2]))) is None


def test_nothing_found_names_no_matter() -> None:
    assert matter_untold("渔具更新补贴几个工作日内办结?", Scoring((), None, ())) is None
