"""Which sentences come first for a question of a certain shape: about applying, papers, what is kept out, the asker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import Query
from tests.fakes import HashEncoder

_LOAN = """白芦县渔家创业贷款办法

白芦县渔业局 白芦县渔家信用社
2024年3月2日

第一条 为扶持渔家创业，制定本办法。

第二条 下列人员在白芦县创业的，可以申请渔家创业贷款：
（一）转产渔民；
（二）返乡船员；
（三）水产学校毕业生。

第三条 借款人年龄应当在20周岁以上、50周岁以下。公职人员及其配偶不得申请。

第四条 渔家创业贷款额度最高不超过25万元，期限不超过2年。

第五条 申请人持下列材料向镇渔业站提出申请：
（一）申请表；
（二）船舶证书。

第六条 申请人应当同时符合下列条件：
（一）在白芦县登记注册；
（二）信用良好。
外地企业不得申请。

第七条 有下列情形之一的，不予贷款：
（一）有赌博行为的；
（二）提供虚假材料的。
"""
_GRANT = """# 白芦县冷库建设补贴细则

## 一、支持对象

（一）在白芦县注册的水产企业和运输企业，养殖场、餐饮企业除外。
（二）已领取省级冷库补贴的同一座冷库，不再重复享受县级补贴。

## 二、补贴标准

冷库建设补贴按造价的20%给予补贴，大型水产企业按30%给予补贴，补贴期限不超过2年。

## 三、申报材料

1. 冷库建设补贴申请表；
2. 造价审核报告；
3. 发票和付款凭证。

## 四、办理方式

（一）小型水产企业免申即享，由县渔业局直接拨付。
（二）大型水产企业应当在每年3月1日至31日通过“渔政通”平台提出申请。

## 五、资金用途

补贴资金用于偿还建设借款。不得用于发放奖金和购买车辆。
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    home: Path = tmp_path_factory.mktemp("suited") / "home"
    base = KnowledgeBase.open(Settings(home=home, abstention="never"), encoder=HashEncoder(64))
    base.ingest_files([("贷款.txt", _LOAN.encode()), ("补贴.md", _GRANT.encode())])
    yield base
    base.close()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("大型水产企业怎么申请冷库建设补贴", "（二）大型水产企业应当在每年3月1日至31日通过“渔政通”平台提出申请。"),
        ("冷库建设补贴什么时候可以申报", "（二）大型水产企业应当在每年3月1日至31日通过“渔政通”平台提出申请。"),
        ("冷库建设补贴在哪里申请", "（二）大型水产企业应当在每年3月1日至31日通过“渔政通”平台提出申请。"),
        ("小型水产企业冷库补贴要不要自己申请", "（一）小型水产企业免申即享，由县渔业局直接拨付。"),
        ("冷库补贴资金不能用来干什么", "补贴资金用于偿还建设借款。不得用于发放奖金和购买车辆。"),
    ],
)
def test_the_sentence_about_what_is_asked_comes_first(base: KnowledgeBase, question: str, expected: str) -> None:
    assert base.ask(Query(question)).citations[0].quote == expected


@pytest.mark.parametrize("question", ["冷库建设补贴要交哪些材料", "白芦县冷库建设补贴要带什么材料"])
def test_a_list_below_a_heading_comes_whole(base: KnowledgeBase, question: str) -> None:
    assert base.ask(Query(question)).text == ("1. 冷库建设补贴申请表；[1]2. 造价审核报告；[2]3. 发票和付款凭证。[3]")


@pytest.mark.parametrize("question", ["渔家创业贷款要准备什么材料", "渔家创业贷款要哪些材料，去哪里办"])
def test_the_papers_asked_for_come_whole(base: KnowledgeBase, question: str) -> None:
    assert [citation.quote for citation in base.ask(Query(question)).citations] == [
        "第五条 申请人持下列材料向镇渔业站提出申请：",
        "（一）申请表；",
        "（二）船舶证书。",
    ]


def test_what_is_kept_out_comes_with_its_items(base: KnowledgeBase) -> None:
    assert [citation.quote for citation in base.ask(Query("渔家创业贷款什么情况不给贷款")).citations] == [
        "第七条 有下列情形之一的，不予贷款：",
        "（一）有赌博行为的；",
        "（二）提供虚假材料的。",
    ]


def test_what_keeps_some_out_comes_behind_the_conditions(base: KnowledgeBase) -> None:
    assert [citation.quote for citation in base.ask(Query("渔家创业贷款申请人应当同时符合哪些条件")).citations] == [
        "第六条 申请人应当同时符合下列条件：",
        "（一）在白芦县登记注册；",
        "（二）信用良好。",
        "外地企业不得申请。",
    ]


def test_a_grant_comes_with_what_keeps_some_out(base: KnowledgeBase) -> None:
    quotes = [citation.quote for citation in base.ask(Query("白芦县创业，可以申请渔家创业贷款吗")).citations]
    assert "公职人员及其配偶不得申请。" in quotes


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("我53岁，能申请渔家创业贷款吗", "第三条 借款人年龄应当在20周岁以上、50周岁以下。"),
        ("我老婆是公务员，我能申请渔家创业贷款吗", "公职人员及其配偶不得申请。"),
        ("有过赌博行为，还能申请渔家创业贷款吗", "第七条 有下列情形之一的，不予贷款："),
        ("餐饮公司能享受冷库建设补贴吗", "（一）在白芦县注册的水产企业和运输企业，养殖场、餐饮企业除外。"),
    ],
)
def test_what_bounds_or_bars_the_asker_comes_first(base: KnowledgeBase, question: str, first: str) -> None:
    assert base.ask(Query(question)).citations[0].quote == first


def test_who_issued_a_document_says_nothing_of_what_may_be_done(base: KnowledgeBase) -> None:
    answer = base.ask(Query("白芦县渔家信用社的钱可以拿来买家电吗"))
    assert answer.citations[0].clause.kind == "article"


def test_what_keeps_others_out_says_no_to_nobody_else(base: KnowledgeBase) -> None:
    answer = base.ask(Query("运输企业能享受冷库建设补贴吗"))
    assert answer.citations[0].quote == "（一）在白芦县注册的水产企业和运输企业，养殖场、餐饮企业除外。"
    assert not answer.text.startswith("不可以")


def test_no_marks_of_a_heading_are_quoted(base: KnowledgeBase) -> None:
    for question in ("冷库建设补贴标准", "冷库建设补贴的申报材料", "冷库补贴资金用途"):
        assert "#" not in base.ask(Query(question)).text


def test_words_that_introduce_a_list_are_never_quoted_alone(base: KnowledgeBase) -> None:
    for question in ("白芦县创业能申请渔家创业贷款吗", "渔家创业贷款谁可以申请", "在白芦县创业有什么贷款"):
        quotes = [citation.quote for citation in base.ask(Query(question)).citations]
        for place, quote in enumerate(quotes):
            assert not quote.endswith("：") or quotes[place + 1 :][:1][0].startswith("（"), (question, quotes)
