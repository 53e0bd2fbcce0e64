"""What kind of sentence a unit is, beside what kind of question is asked."""

from dataclasses import replace
from datetime import date

import pytest

from kb.answer.scoring.features import Rarity
from kb.answer.scoring.linear import bundled_evidence_weights
from kb.answer.scoring.times import stated_periods
from kb.answer.scoring.traits import sentence_traits
from kb.answer.scoring.units import Unit
from kb.types import Clause, DocumentKind, Evidence, Hit, Metadata, Passage, Span, Validity, Version

RARE = Rarity(lambda token: 1, 10)
FLAGS = (
    "told",
    "announces",
    "aside",
    "table_head",
    "introduces",
    "figure",
    "no_figure",
    "each",
    "day",
    "permits_or_bars",
    "means",
    "means_named",
    "aim",
    "other_time",
)


def unit(text: str, *, row: int = 1, title: str = "育苗补助办法", kind: DocumentKind = DocumentKind.POLICY) -> Unit:
    """Give a unit that is the whole of a document of one passage."""
    whole = Span(0, len(text))
    clause = Clause("一", "item", "一、", None, whole, whole, 1, None)
    begins = Evidence("2024-03-01", Span(0, 0))
    metadata = Metadata(title, kind=kind, effective_from=begins, effective_to=Evidence("2025-02-28", Span(0, 0)))
    version = Version(f"d{row}", 1, "a.txt", text, metadata, source_map=None)  # type: ignore[arg-type]
    hit = Hit(Passage(f"p{row}", f"d{row}", 1, "一", whole, text), 0.8, 1, clause, version, Validity.UNKNOWN, {})
    return Unit(hit, row, 0, whole, text, None, None)


def flags(question: str, text: str, kind: DocumentKind = DocumentKind.POLICY) -> set[str]:
    found = sentence_traits(question, [unit(text, kind=kind)], [], RARE)
    return {name for name in FLAGS if found[name].tolist() == [1.0]}


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("大棚补助最多多少钱", "每座大棚补助最高2万元。", {"figure"}),
        ("大棚补助最多多少钱", "补助资金由镇里统一发放。", {"no_figure"}),
        ("一亩地补几个钱", "按每亩300元给予补助。", {"figure", "each"}),
        ("没成年的孩子能不能报名", "未满十六周岁的不得报名。", {"permits_or_bars"}),
        ("几号以前报名", "报名截止3月5日。", {"figure", "day"}),
        ("几月去报名", "每年6月底前报名。", {"figure", "day"}),
        ("礼拜几有人办公", "每周二上午办公。", {"day"}),
        ("大棚户能不能报名", "大棚户不在补助范围内。", {"permits_or_bars"}),
        ("大棚户能不能报名", "预计可节省人工三成。", set()),
        ("什么是“育苗户”", "本办法所称“育苗户”，是指从事育苗的农户。", {"means", "means_named"}),
        ("什么是“育苗户”", "本办法所称大户，是指种植一百亩以上的农户。", {"means"}),
        ("今年的任务定了多少亩", "全镇力争完成育苗五百亩。", {"figure", "aim"}),
        ("补助怎么领", "本报讯（记者 甲乙）补助开始发放。", {"told"}),
        ("补助怎么领", "镇政府近日印发育苗补助办法。", {"announces"}),
        ("这份办法是谁印发的", "镇政府近日印发育苗补助办法。", set()),
        ("补助怎么领", "序号 名称 补助标准", {"table_head"}),
        ("补助怎么领", "领取补助的，应当提交下列材料：", {"introduces"}),
        ("2023年补助怎么领", "补助到镇里领取。", {"other_time"}),
        ("2024年补助怎么领", "补助到镇里领取。", set()),
    ],
)
def test_a_sentence_shows_what_it_is(question: str, text: str, expected: set[str]) -> None:
    assert flags(question, text) == expected


def test_a_caption_stands_aside() -> None:
    assert flags("补助怎么领", "图为育苗大棚。", DocumentKind.CAPTION) == {"aside"}


def test_length_is_a_logarithm_and_short_ends_at_fourteen() -> None:
    found = sentence_traits("补助怎么领", [unit("到镇里领取。"), unit("补助到镇里的服务窗口当场领取。")], [], RARE)
    assert found["short"].tolist() == [1.0, 0.0]
    assert found["length"].tolist() == pytest.approx([1.791759, 2.70805], abs=1e-5)


def test_a_document_with_the_rare_words_of_the_question_is_told_by_them() -> None:
    units = [unit("大棚补助两万元。"), unit("大棚可以拆除。", row=2, title="土地办法")]
    found = sentence_traits("大棚补助", units, [("大棚", 1.0), ("补助", 1.0)], RARE)
    assert found["document_rare"].tolist() == [1.0, 0.5]


def test_a_rule_speaks_of_the_years_in_which_it_applies() -> None:
    (applies,) = stated_periods(unit("补助到镇里领取。"))
    assert (applies.start, applies.end) == (date(2024, 1, 1), date(2025, 12, 31))
    assert stated_periods(unit("补助到镇里领取。", kind=DocumentKind.NEWS)) == ()


def sentence(text: str, start: int, *, kind: DocumentKind = DocumentKind.NEWS) -> Unit:
    """Give a unit that is the rest of a document of one paragraph, from a character on."""
    whole = unit(text, kind=kind)
    span = Span(start, len(text))
    return replace(whole, span=span, text=span.of(text))


def test_a_sentence_without_a_time_speaks_of_the_one_before_it_in_its_paragraph() -> None:
    told = "截至2021年3月末，贷款余额70亿元。其中，信用贷款20亿元。"
    (period,) = stated_periods(sentence(told, told.index("其中")))
    assert (period.start.year, period.end) == (2021, date(2021, 3, 31))


def test_figures_of_a_report_without_a_time_have_that_of_the_paragraph_above_those_of_a_rule_have_none() -> None:
    apart = "截至2021年3月末，贷款余额70亿元。\n分县看，甲县20亿元。"
    (period,) = stated_periods(sentence(apart, apart.index("分县")))
    assert period.end == date(2021, 3, 31)
    (applies,) = stated_periods(sentence(apart, apart.index("分县"), kind=DocumentKind.POLICY))
    assert applies.start == date(2024, 1, 1)


def test_an_undated_report_is_of_the_day_that_it_begins_with_in_the_year_that_it_tells_of() -> None:
    told = "本报讯（记者 林岚）9月16日，记者获悉，自2024年10月启动至2025年8月末，共走访8万户。\n上月，新增贷款5亿元。"
    (period,) = stated_periods(sentence(told, told.index("上月")))
    assert (period.start, period.end) == (date(2025, 8, 1), date(2025, 8, 31))


def test_this_year_of_an_undated_report_is_the_last_one_that_it_tells_of() -> None:
    told = "截至2021年3月末，贷款余额70亿元。\n今年一季度，新增贷款5亿元。"
    (period,) = stated_periods(sentence(told, told.index("今年")))
    assert (period.start, period.end) == (date(2021, 1, 1), date(2021, 3, 31))


def test_the_shipped_weights_weigh_these_traits_and_the_likeness() -> None:
    names = set(sentence_traits("补助怎么领", [unit("到镇里领取。")], [], RARE))
    assert bundled_evidence_weights().weights.keys() == names | {"likeness", "part_best", "part_mean"}
