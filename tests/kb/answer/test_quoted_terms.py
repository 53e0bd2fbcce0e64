"""What a question puts in quotation marks, and who says it."""

from kb.answer.scoring.quoted_terms import quoted_share, quoted_terms
from kb.answer.scoring.units import Unit
from kb.types import Clause, Hit, Metadata, Passage, Span, Validity, Version

TEXT = "（一）出险处置。逾期后5日内报告。\n（二）信用码。凭“信用码”线上填报。\n名单每年公布。"


def units(title: str = "育苗补助办法") -> list[Unit]:
    """Give the three sentences of a document, the first behind its clause's heading."""
    whole = Span(0, len(TEXT))
    clause = Clause("一", "item", "一、", None, whole, whole, 1, None)
    version = Version("d1", 1, "a.txt", TEXT, Metadata(title), source_map=None)  # type: ignore[arg-type]
    hit = Hit(Passage("p1", "d1", 1, "一", whole, TEXT), 0.8, 1, clause, version, Validity.UNKNOWN, {})
    spans = [
        Span(TEXT.index(sentence), TEXT.index(sentence) + len(sentence))
        for sentence in ("逾期后5日内报告。", "凭“信用码”线上填报。", "名单每年公布。")
    ]
    return [Unit(hit, 1, 0, span, span.of(TEXT), None, None) for span in spans]


def test_each_quoted_term_counts_once_in_any_marks_and_titles_do_not() -> None:
    assert quoted_terms('“信用码”和「出险处置」在"信用码"里，《办法》“' + "长" * 21 + "”") == ("信用码", "出险处置")


def test_a_term_is_said_by_the_sentence_or_by_the_heading_before_it() -> None:
    assert quoted_share("“出险处置”怎么规定", units()) == [1.0, 0.0, 0.0]
    assert quoted_share("“信用码”怎么用", units()) == [0.0, 1.0, 0.0]
    assert quoted_share("“信用码”和“出险处置”是什么", units()) == [0.5, 0.5, 0.0]


def test_a_term_of_the_title_and_one_that_nobody_says_tell_nothing_apart() -> None:
    assert quoted_share("“育苗补助”的名单", units()) == [0.0, 0.0, 0.0]
    assert quoted_share("“绿色通道”怎么走", units()) == [0.0, 0.0, 0.0]
    assert quoted_share("名单公布吗", units()) == [0.0, 0.0, 0.0]
