"""Newspaper pages to their articles: the sample pages, copies in other shapes, and small pages of single cases."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from eval.benchmarks.page_scores import ItemScore, mean_f1, score_page, squeeze, title_accuracy
from kb.ingest.lines import read_lines
from kb.ingest.newspaper.articles import is_page
from kb.ingest.newspaper.page_head import is_masthead, page_day
from kb.ingest.source import parse_source
from kb.raw import ParsedDocument, ParsedSource
from kb.types import DocumentKind
from tests.kb.ingest.page_copies import Style, renamed, reprint

ROOT = Path(__file__).parents[3]
PAGES: list[dict[str, Any]] = json.loads((ROOT / "tests" / "data" / "pages.json").read_text(encoding="utf-8"))
MEASURES = json.loads((ROOT / "tests" / "data" / "pinghu_clauses.json").read_text(encoding="utf-8"))

# Same-length stand-ins: nothing may hang on a name of the sample pages.
NAMES = {
    "浙江": "湖南",
    "杭州": "长沙",
    "平湖": "浏阳",
    "嘉兴": "湘潭",
    "舟山": "郴州",
    "绍兴": "娄底",
    "温州": "永州",
    "衢州": "怀化",
    "丽水": "邵阳",
    "宁波": "株洲",
    "徐州": "岳阳",
    "曹娥江": "汨罗河",
    "赵琦": "孙磊",
    "徐慧敏": "高文静",
    "中信": "华夏",
    "凤凰": "麒麟",
    "海螺": "神鹰",
    "星创": "远图",
    "阴和俊": "周立明",
    "深蓝": "碧水",
    "首贷户": "新贷户",
    "科创": "产创",
    "天问": "神舟",
    "力升": "宏远",
}


def raw_page(page: dict[str, Any]) -> str:
    return (ROOT / "seeds" / str(page["source"])).read_text(encoding="utf-8")


def parse(text: str, name: str = "page.txt") -> ParsedSource:
    return parse_source(text.encode(), name)


def copy_scores(style: Style, seed: int | None = None, names: dict[str, str] | None = None) -> list[ItemScore]:
    scores: list[ItemScore] = []
    for page in PAGES:
        text, gold = reprint(raw_page(page), page, style, seed)
        if names:
            text = renamed(text, names)
            gold = [dict(item, title=item["title"] and renamed(item["title"], names)) for item in gold]
        scores += score_page(parse(text), gold, squeeze(text))
    return scores


@pytest.mark.parametrize("page", PAGES, ids=[page["source"][:3] for page in PAGES])
def test_every_sample_page_is_read_right(page: dict[str, Any]) -> None:
    raw = raw_page(page)
    scores = score_page(parse(raw, page["source"]), page["articles"], squeeze(raw))
    assert [score.item for score in scores if score.title_right is False] == []
    assert {score.item: round(score.f1, 2) for score in scores if score.f1 < 0.99} == {}


@pytest.mark.parametrize("page", PAGES, ids=[page["source"][:3] for page in PAGES])
def test_bylines_are_the_gold_ones(page: dict[str, Any]) -> None:
    parsed = parse(raw_page(page), page["source"])
    found = {squeeze(document.metadata.byline) for document in parsed.documents if document.metadata.byline}
    assert found == {squeeze(item["byline"]) for item in page["articles"] if item["byline"]}


@pytest.mark.parametrize("page", PAGES, ids=[page["source"][:3] for page in PAGES])
def test_every_character_of_a_page_belongs_to_an_item(page: dict[str, Any]) -> None:
    raw = raw_page(page)
    parsed = parse(raw, page["source"])
    assert parsed.unassigned == ()
    held = "".join(
        squeeze(f"{document.text}{document.metadata.title}{document.metadata.subtitle}{document.metadata.byline}")
        for document in parsed.documents
    ) + squeeze("".join(parsed.warnings))
    for line in raw.splitlines():
        for word in re.findall(r"[\u4e00-\u9fff]{2,}", line):
            assert word in held or word[: len(word) // 2] in held, line


@pytest.mark.parametrize("page", PAGES, ids=[page["source"][:3] for page in PAGES])
def test_every_run_of_every_item_is_the_files(page: dict[str, Any]) -> None:
    raw = raw_page(page)
    for document in parse(raw, page["source"]).documents:
        for run in document.source_map.runs:
            start = run.source_start
            assert document.text[run.start : run.start + run.length] == raw[start : start + run.length]


@pytest.mark.parametrize("width", [10, 13, 16, 20, 24, 30, 40])
def test_pages_wrapped_at_other_widths(width: int) -> None:
    scores = copy_scores(Style(width))
    assert title_accuracy(scores) >= 0.95
    assert mean_f1(scores) >= 0.98


@pytest.mark.parametrize(
    "style",
    [
        Style(18, half_width_latin=False),
        Style(18, indent="　　", blank_between=False),
        Style(17, indent="  "),
        Style(18, blank_between=False, keep_box_marks=False),
    ],
    ids=["by characters", "indented", "indented by blanks", "no blank lines"],
)
def test_pages_printed_in_other_styles(style: Style) -> None:
    scores = copy_scores(style)
    assert title_accuracy(scores) >= 0.95
    assert mean_f1(scores) >= 0.98


@pytest.mark.parametrize("seed", range(6))
def test_pages_with_their_articles_shuffled(seed: int) -> None:
    scores = copy_scores(Style(14 + 2 * seed, keep_box_marks=seed % 2 == 0), seed)
    assert title_accuracy(scores) >= 0.9
    assert mean_f1(scores) >= 0.97


@pytest.mark.parametrize("seed", [None, 11, 12])
def test_pages_with_their_names_replaced(seed: int | None) -> None:
    scores = copy_scores(Style(19), seed, NAMES)
    assert title_accuracy(scores) >= 0.95
    assert mean_f1(scores) >= 0.98


def test_a_regulation_between_articles_comes_out_as_one_document_with_exactly_its_text() -> None:
    page = next(page for page in PAGES if page["source"] == MEASURES["source"])
    measures = next(
        document
        for document in parse(raw_page(page), page["source"]).documents
        if document.metadata.title == MEASURES["title"]
    )
    gold = MEASURES["preamble"]["text"] + "".join(_texts(MEASURES["clauses"]))
    assert squeeze(measures.text) == squeeze(gold)
    assert measures.metadata.kind is DocumentKind.POLICY
    lines = measures.text.split("\n")
    assert lines[1:4] == [
        "一、工作机制",
        "成立由科技局、经信局、财政局、市场监管局、人才办、金融发展中心、人行等单位组成的市科创贷款工作联席会议。"
        "联席会议下设办公室，办公室设在科技局。联席会议主要负责科创金融合作机构准入与退出、风险补偿金代偿等重大事项。"
        "凡我市金融机构有意开展科创金融服务的，经审核同意后纳入科创金融合作机构管理。",
        "二、支持对象",
    ]
    assert "3.平湖市级及以上领军人才创业项目企业；" in lines
    assert "（二）科创贷款额度。单个企业科创贷款额最高不超过1000万元。" in lines


def _texts(units: list[dict[str, Any]]) -> list[str]:
    return [text for unit in units for text in (unit["text"], *_texts(unit["children"]))]


def test_kinds_of_the_items_of_a_page() -> None:
    kinds = {
        document.metadata.title: document.metadata.kind
        for page in PAGES
        for document in parse(raw_page(page), page["source"]).documents
    }
    assert kinds["曹娥江科创走廊"] is DocumentKind.ADVERTISEMENT
    assert kinds["凤凰科创IPO创新中心"] is DocumentKind.ADVERTISEMENT
    assert kinds["为有金融活水来"] is DocumentKind.MASTHEAD
    assert kinds["Sci-Tech & Finance Times"] is DocumentKind.MASTHEAD
    assert kinds["图为精创电气在国内首创红外冷媒检测技术"] is DocumentKind.CAPTION
    assert kinds["“金融研究与创新”今创刊"] is DocumentKind.NOTICE
    assert kinds["海风送来“清洁电”"] is DocumentKind.NEWS
    assert kinds["浙江出台“首贷户拓展三年行动”方案"] is DocumentKind.NEWS


def test_a_jump_is_told_and_is_no_part_of_the_text() -> None:
    page = next(page for page in PAGES if page["source"].startswith("001"))
    parsed = parse(raw_page(page), page["source"])
    assert parsed.warnings == (
        "“以科技创新增强新型工业化动力与活力”在本版不完整：原文标注（下转A2版）",
        "“科创为笔绘就转型升级新画卷”在本版不完整：原文标注（下转A2版）",
    )
    assert all("下转" not in document.text for document in parsed.documents)


def test_the_date_in_the_head_of_the_page_dates_its_articles() -> None:
    page = next(page for page in PAGES if page["source"].startswith("001"))
    days = {
        document.metadata.published and document.metadata.published.value
        for document in parse(raw_page(page), page["source"]).documents
        if document.metadata.kind is DocumentKind.NEWS
    }
    assert days == {"2023-12-08"}


SMALL = """全市推进产业集群数字化改造

本报讯 近日，全市产业集群数字化改造推进会召开，
会议提出，要推动产业链与创新链深度融合，支持企业
开展数字化改造，建设一批数字化车间，推动产业集群

某某科技公司招聘启事

因业务发展需要，现面向社会招聘软件工程师十名，
要求本科以上学历，待遇从优，欢迎应聘。
联系电话：0571-88880000

数字化改造提质扩面，力争三年内实现规上企业数字化
改造全覆盖，对完成改造的企业给予补助。
本报记者 王小明

科普大篷车开进山区学校

本报讯 昨天，科普大篷车开进山区学校，为孩子们
带来一堂生动的科学课，深受师生欢迎。
通讯员 李芳
"""


def by_title(parsed: ParsedSource) -> dict[str, ParsedDocument]:
    return {document.metadata.title: document for document in parsed.documents}


def test_an_article_goes_on_after_an_advertisement_in_the_middle_of_its_sentence() -> None:
    items = by_title(parse(SMALL))
    assert list(items) == ["全市推进产业集群数字化改造", "某某科技公司招聘启事", "科普大篷车开进山区学校"]
    assert items["全市推进产业集群数字化改造"].text == (
        "本报讯 近日，全市产业集群数字化改造推进会召开，会议提出，要推动产业链与创新链深度融合，支持企业"
        "开展数字化改造，建设一批数字化车间，推动产业集群数字化改造提质扩面，力争三年内实现规上企业数字化"
        "改造全覆盖，对完成改造的企业给予补助。"
    )
    assert items["全市推进产业集群数字化改造"].metadata.byline == "本报记者 王小明"
    assert items["某某科技公司招聘启事"].metadata.kind is DocumentKind.ADVERTISEMENT
    assert items["某某科技公司招聘启事"].text.endswith("联系电话：0571-88880000")


def test_an_article_without_a_headline_is_named_by_its_first_words() -> None:
    text = "本报讯 进入某县某镇，买一张门票换一杯咖啡。\n本报记者 王明\n\n本报讯 昨天，天气转晴。\n通讯员 李芳\n"
    assert list(by_title(parse(text))) == ["进入某县某镇，买一张门票换一杯咖啡", "昨天，天气转晴"]


def test_a_page_of_bylines_alone_is_kept_whole() -> None:
    parsed = parse("本报记者 张明\n\n通讯员 李芳\n\n本报记者 王强\n")
    assert [document.text for document in parsed.documents] == ["本报记者 张明\n通讯员 李芳\n本报记者 王强"]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (SMALL, True),
        ("# 条例\n\n本报讯 一\n\n本报讯 二\n", False),
        ("某办法\n\n第一条 本报记者、通讯员可以旁听。\n\n第二条 自公布之日起施行。\n", False),
        ("本报讯 只有一条。\n", False),
        ("", False),
    ],
)
def test_pages_are_told_from_documents(text: str, page: bool) -> None:
    assert is_page(read_lines(text)) is page


@pytest.mark.parametrize(
    "credit",
    ["（原载《柳川日报》2024年3月6日第2版）", "（柳川日报 2024年3月6日 第2版）", "（《柳川经济日报》2024年3月6日）"],
)
def test_where_an_article_was_printed_is_no_headline_and_tells_its_day(credit: str) -> None:
    assert is_masthead(credit)
    assert page_day(credit) == "2024-03-06"


def test_a_line_that_only_names_a_paper_is_read_on() -> None:
    assert not is_masthead("（据《柳川日报》报道，该行已放款）")
    assert not is_masthead("（《柳川市大棚贷款办法》2024年3月6日印发）")
