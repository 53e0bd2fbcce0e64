"""Wrapped lines to paragraphs: what is joined and what never is."""

from itertools import pairwise

import pytest

from kb.ingest.labels import Label, label_of
from kb.ingest.lines import is_heading, read_lines, starts_item, width_of
from kb.ingest.wrapping import Wrapping, find_wrapping, goes_on, paragraphs

WRAPPED = """附属企业贷款支持实施办法
为进一步优化我市企业融资环境，强化对企业
创新创业的金融支持，确保贷款高效规范运作，特
制定本办法。
一、支持对象
（一）支持对象。贷款支持对象为符合以下条件
之一的企业：
1.国家高新技术企业；
2.市级及以上领军人才创业项目企业和其他经认
定的企业；
3.其他企业。
（二）名单制管理。由联席会议办公室根据相关
资质认定文件对入库企业名单实行动态调整，超过
1年需报备案。
二、附则
本办法自2022年6月26日起施行，有效期至2025
年12月31日。
"""


def joined(text: str) -> list[str]:
    lines = read_lines(text)
    wrapping = find_wrapping(lines)
    assert wrapping is not None
    return ["".join(line.text for line in group) for group in paragraphs(lines, wrapping)]


def test_lines_are_joined_without_gluing_list_items_or_headings() -> None:
    assert joined(WRAPPED) == [
        "附属企业贷款支持实施办法",
        "为进一步优化我市企业融资环境，强化对企业创新创业的金融支持，确保贷款高效规范运作，特制定本办法。",
        "一、支持对象",
        "（一）支持对象。贷款支持对象为符合以下条件之一的企业：",
        "1.国家高新技术企业；",
        "2.市级及以上领军人才创业项目企业和其他经认定的企业；",
        "3.其他企业。",
        "（二）名单制管理。由联席会议办公室根据相关资质认定文件对入库企业名单实行动态调整，超过1年需报备案。",
        "二、附则",
        "本办法自2022年6月26日起施行，有效期至2025年12月31日。",
    ]


RULES = """上市规则
目 录
第一章 总则 ............................................................................ 1
第二章 股票上市与交易 .................................................................. 2
第一章 总则
1.1 为进一步优化我市企业融资环境，强化对企业
创新创业的金融支持，确保贷款高效规范运作，特
制定本规则，本规则适用于全体发行人的行为等。
1.2 支持对象为符合以下条件之一的企业，违反第
1.1 条规定的除外，由联席会议办公室根据相关的
资质认定文件确定。
2.1.1 贷款支持对象为入库的企业，其单户贷款是
1.5 亿元以内，超过的需要报备案。
"""


def test_decimal_numbers_open_paragraphs_and_contents_hide_no_wrapping() -> None:
    assert joined(RULES)[4:] == [
        "第一章 总则",
        "1.1 为进一步优化我市企业融资环境，强化对企业创新创业的金融支持，确保贷款高效规范运作，特"
        "制定本规则，本规则适用于全体发行人的行为等。",
        "1.2 支持对象为符合以下条件之一的企业，违反第1.1 条规定的除外，由联席会议办公室根据相关的资质认定文件确定。",
        "2.1.1 贷款支持对象为入库的企业，其单户贷款是1.5 亿元以内，超过的需要报备案。",
    ]


def test_a_text_with_one_paragraph_a_line_was_not_wrapped() -> None:
    text = (
        "# 条例\n\n第一条 为了规范管理，制定本条例。\n\n"
        "第二条 本条例适用于本市行政区域内的活动及其监督管理。\n\n第三条 市人民政府统一领导。\n"
    )
    assert find_wrapping(read_lines(text)) is None


def same_paragraph(text: str) -> bool:
    first, second = read_lines(text)
    return goes_on([first], second, Wrapping(first.measures, 0.0, indents=False), {})


def test_a_reference_to_an_article_at_a_line_start_starts_no_paragraph() -> None:
    assert same_paragraph("违反本条例规定的，由市场监督管理部门依照\n第八条规定的权限责令改正，处以罚款。")


def test_a_number_inside_a_sentence_starts_no_item() -> None:
    assert same_paragraph("全省生产总值比上年增长百分之五，其中工业\n5.2个百分点，服务业三个百分点。")
    assert same_paragraph("按照有关规定给予支持的企业应当具备前款第\n3.项所列条件，并在本市登记注册。")


def test_an_item_that_counts_on_starts_a_paragraph_even_after_an_open_line() -> None:
    first, second = read_lines("2.省科技型中小企业和其他经认定的创新型企业\n3.其他企业")
    assert starts_item(first, second)
    assert not starts_item(first, second, {"digit": 1})


def test_a_sentence_that_ends_in_an_open_bracket_goes_on() -> None:
    first, second = read_lines("支持在自贸试验区设置商标受理窗口。（负责部门：\n知识产权局）")
    assert not first.finished
    assert second.text == "知识产权局）"


def test_indented_paragraphs_are_told_by_their_indentation() -> None:
    text = (
        "　　第一段的第一行写满了这一栏的宽度\n接着写满第二行的文字一直到这一行的末\n" * 3
        + "　　第二段只有一行。\n　　第三段也只有一行。\n"
    )
    assert joined(text)[-2:] == ["第二段只有一行。", "第三段也只有一行。"]
    assert joined(text)[0] == "第一段的第一行写满了这一栏的宽度接着写满第二行的文字一直到这一行的末"


@pytest.mark.parametrize(
    ("line", "heading"), [("一、总体要求", True), ("第二条 本省行政区域内水泥", False), ("为此，", False)]
)
def test_headings_are_short_and_bare(line: str, heading: bool) -> None:
    assert is_heading(line) is heading


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("第一条 为了", ("article", 1)),
        ("**第十二条之一** 内容", ("article", 12)),
        ("第一千二百五十四条 禁止", ("article", 1254)),
        ("第二章 总则", ("part", 2)),
        ("第一部分 申报", ("part", 1)),
        ("十一、附则", ("han", 11)),
        ("（二）名单", ("han_bracket", 2)),
        ("(三)名单", ("han_bracket", 3)),
        ("3.企业", ("digit", 3)),
        ("12、企业", ("digit", 12)),
        ("（4）企业", ("digit_bracket", 4)),
        ("③企业", ("circled", 3)),
        ("附件2：名单", ("annex", 2)),
        ("## 标题", ("markdown", 0)),
        ("| 序号 | 名称 |", ("markdown", 0)),
    ],
)
def test_labels_are_read(line: str, label: tuple[str, int]) -> None:
    found = label_of(line)
    assert isinstance(found, Label)
    assert (found.style, found.value) == label


@pytest.mark.parametrize(
    "line", ["第八条规定的", "第八条的规定", "3.4%以上", "2021年", "附件材料齐全", "第一产业增加值", "一是"]
)
def test_what_only_looks_like_a_label_is_none(line: str) -> None:
    assert label_of(line) is None


def test_widths_count_latin_half_and_spaces_nothing() -> None:
    assert width_of("中国 GDP") == 3.5
    assert width_of("今年，全省") == 4.75
    assert width_of("今年。") == 2.5


def test_lines_know_their_place_indent_and_blank_lines() -> None:
    text = "　　第一段\r\n\r\n\r\n 第二段 \n第三段"
    lines = read_lines(text)
    assert [(line.text, line.indent, line.blanks_before) for line in lines] == [
        ("第一段", 2, 0),
        ("第二段", 1, 2),
        ("第三段", 0, 0),
    ]
    assert all(text[line.start : line.end] == line.text for line in lines)
    assert all(first.end <= second.start for first, second in pairwise(lines))
