"""What stands beside the best sentence and belongs to the answer: caps, cases, items by number, parts, speakers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import Query
from tests.fakes import HashEncoder

_GRANT = """蒲川市养蜂合作社扶持办法

蒲川市农业农村局
2024年4月2日

第一条 为扶持养蜂合作社，制定本办法。

第二条 对收购蜂蜜的合作社，按照下列标准给予奖励：
（一）年度新增签约蜂农50户以上、不足200户的，每户奖励600元；
（二）年度新增签约蜂农200户（含）以上的，每户奖励900元。
单家合作社每年度奖励不超过30万元。

第三条 蜂箱贷款的本金损失，按照下列比例分担：
（一）单户余额20万元（含）以下的，基金承担60%，银行承担40%；
（二）单户余额20万元以上的，基金承担45%，银行承担55%。
对示范合作社，基金承担比例在前款基础上提高5个百分点。

第四条 合作社新招用下列人员并签订一年以上合同的，可以申领招工补贴：
（一）返乡船员；
（二）停业满一年的小店店主。
招用第（一）项人员的，每人补贴700元；招用第（二）项人员的，每人补贴1100元。

第五条 蜂王引种费用由市财政补助三成。个体工商户不享受引种补助。

第六条 花期转场通行证由市蜂业服务站负责核发。镇畜牧员协助填写转场申报表，每张通行证收工本费2元。
"""
_REPORT = """# 蜂场里的新账本

“卖蜜先要留种，留种才有明年。”蒲川市蜂业服务站站长桑一禾在座谈会上说。今年全市新添蜂箱4200只。
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    home: Path = tmp_path_factory.mktemp("beside") / "home"
    base = KnowledgeBase.open(Settings(home=home, abstention="never"), encoder=HashEncoder(64))
    base.ingest_files([("办法.txt", _GRANT.encode()), ("报道.md", _REPORT.encode())])
    yield base
    base.close()


def quotes(base: KnowledgeBase, question: str) -> list[str]:
    """Return what an answer quotes."""
    return [citation.quote for citation in base.ask(Query(question)).citations]


def test_what_caps_the_sum_behind_a_list_is_quoted_with_its_item(base: KnowledgeBase) -> None:
    answer = base.ask(Query("一家合作社年度新增签约蜂农100户，能拿多少奖励金额"))
    assert answer.text is not None and answer.text.startswith("600元×100户＝6万元")
    assert "单家合作社每年度奖励不超过30万元。" in [citation.quote for citation in answer.citations]


def test_a_product_above_the_cap_behind_a_list_is_not_computed(base: KnowledgeBase) -> None:
    answer = base.ask(Query("一家合作社年度新增签约蜂农400户，能拿多少奖励金额"))
    assert answer.text is not None and "36万元" not in answer.text
    assert "单家合作社每年度奖励不超过30万元。" in [citation.quote for citation in answer.citations]


def test_what_raises_the_shares_of_a_list_is_quoted_with_its_item(base: KnowledgeBase) -> None:
    assert "对示范合作社，基金承担比例在前款基础上提高5个百分点。" in quotes(
        base, "示范合作社蜂箱贷款单户余额25万元，本金损失中基金承担的比例是多少"
    )


def test_what_goes_for_an_item_by_its_number_is_quoted_with_it(base: KnowledgeBase) -> None:
    assert "招用第（二）项人员的，每人补贴1100元。" in quotes(base, "招用停业满一年的小店店主，补贴几个钱")


def test_the_asker_who_is_kept_out_is_told(base: KnowledgeBase) -> None:
    answer = base.ask(Query("我是个体户，蜂王引种的费用给不给补？"))
    assert answer.text == "第五条 蜂王引种费用由市财政补助三成。个体工商户不享受引种补助。[1]"


def test_each_part_that_asks_with_words_of_its_own_is_met(base: KnowledgeBase) -> None:
    assert quotes(base, "花期转场通行证由哪家单位负责核发，哪些人协助填写？") == [
        "第六条 花期转场通行证由市蜂业服务站负责核发。镇畜牧员协助填写转场申报表，每张通行证收工本费2元。"
    ]


def test_who_said_it_is_quoted_with_what_he_said(base: KnowledgeBase) -> None:
    assert quotes(base, "桑一禾站长的原话是怎么说的")[0] == (
        "“卖蜜先要留种，留种才有明年。”蒲川市蜂业服务站站长桑一禾在座谈会上说。"
    )
