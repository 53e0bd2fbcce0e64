"""Which products a question names, and which sentences speak of them."""

from kb.answer.scoring.objects import is_of, objects_named, products_in, said_of
from kb.answer.scoring.texts import folded
from kb.answer.scoring.units import Unit
from kb.text.sentences import sentence_spans
from kb.types import Clause, Hit, Metadata, Passage, Span, Validity, Version

TWO = "“苗木贷”最高20万元；期限1年。“棚架贷”最高60万元；年利率3.9%。\n两款都由市担保公司担保。"
ONE = "“苗木贷”最高20万元。\n年利率3.9%。"


def units(text: str, title: str = "银行支持种植户", heading: str | None = None) -> list[Unit]:
    """Give the sentences of a document of one clause."""
    whole = Span(0, len(text))
    clause = Clause("一", "item", "一、", heading, whole, whole, 1, None)
    version = Version("d1", 1, "a.txt", text, Metadata(title), source_map=None)  # type: ignore[arg-type]
    hit = Hit(Passage("p1", "d1", 1, "一", whole, text), 0.8, 1, clause, version, Validity.UNKNOWN, {})
    return [Unit(hit, 1, 0, span, span.of(text), None, None) for span in sentence_spans(text)]


def shown(name: str, found: list[Unit]) -> list[str]:
    """Give the sentences that can speak of a product."""
    return [one.text for one in found if is_of((name,), one)]


def test_names_are_those_that_question_or_document_puts_in_quotation_marks() -> None:
    assert products_in(TWO) == {"苗木贷", "棚架贷"}
    assert objects_named("棚架贷一户最多几万", units(TWO)) == ("棚架贷",)
    assert objects_named("“花卉贷”和苗木贷哪个高", units(TWO)) == ("花卉贷", "苗木贷")
    assert objects_named("“兜底”给不给、政策性担保要多少钱", units(TWO)) == ()
    assert objects_named("“两款都由”谁担保", units(TWO)) == ("两款都由",)


def test_a_sentence_speaks_of_the_product_that_it_or_the_one_before_it_names() -> None:
    sentences = [one.text for one in units(TWO)]
    assert shown("苗木贷", units(TWO)) == [text for text in sentences if not ("60万" in text or "3.9%" in text)]
    assert shown("棚架贷", units(TWO)) == [text for text in sentences if not ("20万" in text or "1年" in text)]
    assert shown("花卉贷", units(TWO)) == []
    often = units(TWO + "“棚架贷”已发放2亿元。")
    assert shown("苗木贷", often) == [text for text in sentences if "20万" in text or "1年" in text]


def test_a_document_of_one_product_speaks_of_it_throughout() -> None:
    assert shown("苗木贷", units(ONE)) == [one.text for one in units(ONE)]


def test_title_and_heading_name_the_product_too() -> None:
    assert len(shown("苗木贷", units(TWO, title="“苗木贷”办法"))) == len(units(TWO))
    assert len(shown("花卉贷", units(TWO, heading="花卉贷"))) == len(units(TWO))


def test_a_name_that_is_listed_beside_it_and_ends_alike_is_another_product() -> None:
    text = "资金用于普通周转和快速周转。\n申请普通周转的，在到期日7日前提出。\n快速周转由平台受理。"
    assert shown("快速周转", units(text)) == ["资金用于普通周转和快速周转。", "快速周转由平台受理。"]


def test_a_platform_in_quotation_marks_is_not_asked_about_where_a_product_is() -> None:
    text = TWO + "申请“苗木贷”的，在“贷企通”平台提交保单。"
    assert objects_named("“棚架贷”在“林企通”上要传哪些材料", units(text)) == ("棚架贷",)


def test_insurance_to_be_bought_of_whose_kind_nothing_is_held_is_named_without_marks() -> None:
    text = "投保专利侵权责任险的，按保费的40%补贴。"
    assert objects_named("想给厂里买个环境污染责任险,保费补几成", units(text)) == ("环境污染责任险",)
    assert objects_named("想买个专利侵权责任险,保费补几成", units(text)) == ()
    assert objects_named("想买份这方面的险,保费补几成", units(text)) == ()
    assert shown("环境污染责任险", units(text)) == []


def test_of_a_sentence_on_several_products_a_piece_speaks_of_each() -> None:
    def said(name: str, text: str) -> str:
        unit = units(text)[0]
        return said_of((name,), unit, folded(unit.text))

    listed = "上半年“苗木贷”放款27户、3亿元，“棚架贷”放款4亿元。"
    assert said("苗木贷", listed) == '上半年"苗木贷"放款27户、3亿元,"'
    assert said("棚架贷", listed) == '上半年"棚架贷"放款4亿元。'
    both = "“苗木贷”和“棚架贷”最高20万元。"
    assert said("苗木贷", both).endswith("最高20万元。")
    assert said("棚架贷", both).endswith("最高20万元。")
    compared = "“棚架贷”不良率2%，比“苗木贷”高1个百分点。"
    assert said("苗木贷", compared) == folded(compared)
    assert said("花卉贷", listed) == folded(units(listed)[0].text)


def test_a_loan_in_quotation_marks_is_a_product_unless_any_loan_is_called_so() -> None:
    assert objects_named("“稳果扩园专项贷款”最高多少", units(ONE)) == ("稳果扩园专项贷款",)
    assert objects_named("“小微企业贷款”最高多少", units(ONE)) == ()
