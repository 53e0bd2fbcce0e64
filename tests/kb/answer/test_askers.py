"""What is laid down for others does not answer for a group that a question asks for."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.settings import Abstention, Settings
from kb.types import Answer, AnswerStatus, Query

RULES = (
    "松溪县蜂业扶持办法\n\n松政办规〔2024〕8号\n\n2024年2月20日\n\n"
    "第一条　小微企业购置蜂箱的，按购置价的30%给予补贴，每年最高20万元。\n\n"
    "第二条　小微企业取得蜂业贷款的，按年利率2%给予贴息。农民专业合作社取得蜂业贷款的，参照本条执行。\n\n"
    "第三条　任何单位和个人举报套取补贴的，奖励2000元。\n\n"
    "第四条　企业租用蜂蜜冷库的，按租金的15%给予补助。\n\n"
    "第五条　本办法自2024年3月1日起施行。\n"
)
SHOPS = (
    "松溪县市场摊位费减免通知\n\n松市监〔2024〕3号\n\n2024年2月21日\n\n"
    "第一条　个体工商户租用集贸市场摊位的，减免六个月摊位费。\n\n第二条　本通知自2024年3月1日起施行。\n"
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("askers") / "home", abstention=Abstention.RULES))
    base.ingest_files([("办法.txt", RULES.encode()), ("通知.txt", SHOPS.encode())])
    yield base
    base.close()


def _asked(base: KnowledgeBase, question: str) -> Answer:
    return base.ask(Query(question, as_of=date(2025, 6, 1)))


@pytest.mark.parametrize(
    ("question", "group"),
    [
        ("我是个体户，购置蜂箱补贴几成？", "个体户"),
        ("大型企业购置蜂箱，补贴比例是多少？", "大型企业"),
        ("外资企业取得蜂业贷款，贴息多少？", "外资企业"),
        ("农民专业合作社购置蜂箱，每年最高补贴多少？", "合作社"),
    ],
)
def test_what_is_laid_down_for_companies_is_not_told_to_others(base: KnowledgeBase, question: str, group: str) -> None:
    answer = _asked(base, question)
    assert answer.status is AnswerStatus.ABSTAINED
    assert f"相关的条款没有写明适用于“{group}”" in answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("小微企业购置蜂箱补贴几成？", "30%"),
        ("农民专业合作社取得蜂业贷款，贴息多少？", "2%"),
        ("我不是个体户，是小微企业，购置蜂箱补贴几成？", "30%"),
        ("我开小卖部的，购置蜂箱补贴几成？", "30%"),
        ("个体户租集贸市场摊位，减免几个月摊位费？", "六个月"),
        ("国有企业租用蜂蜜冷库，补助租金的几成？", "15%"),
        ("个体户举报套取补贴，奖励多少？", "2000元"),
    ],
)
def test_what_holds_for_a_group_is_told(base: KnowledgeBase, question: str, said: str) -> None:
    answer = _asked(base, question)
    assert answer.status is not AnswerStatus.ABSTAINED
    assert said in answer.text
