"""Questions about another time than what is held speaks of, and for a result where only a goal is stated."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.answer.judging.other_times import NO_RESULT, ONLY_AIMS, OTHER_ROUND, OTHER_TIME, OTHER_TURN
from kb.answer.scoring.times import is_rule
from kb.knowledge_base import KnowledgeBase
from kb.settings import Abstention, Settings
from kb.types import Answer, AnswerStatus, DocumentKind, Metadata, Query, Version

REPORT = (
    "松溪县养蜂贷款余额突破3亿元\n\n"
    "本报讯（记者 林岚）4月9日，松溪县召开养蜂产业推进会。记者从会上获悉，"
    "截至2024年3月末，全县养蜂贷款余额3.2亿元，同比增长21%。\n"
    "今年一季度，全县新发放养蜂贷款8600万元。分乡镇看，石门镇、白水镇分别新发放3100万元、2700万元。\n"
    "4月2日公布的2022年度养蜂工作考核结果显示，松溪县得分91.5分。\n"
    "下一步，松溪县将扩大贴息范围，力争到2024年末养蜂贷款余额突破4亿元。\n"
)
RULES = (
    "松溪县养蜂贷款贴息办法\n\n松政办规〔2024〕6号\n\n2024年2月20日\n\n"
    "第一条　养蜂贷款单户额度最高40万元。\n\n"
    "第二条　2024年全县计划发放养蜂贷款2亿元，支持蜂农500户。\n\n"
    "第三条　养蜂风险补偿金首期规模600万元。2024年度养蜂风险补偿金总额为600万元。\n\n"
    "第四条　蜂业发展准备金按照贷款余额的2%提取，余额达到300万元时不再提取。\n\n"
    "第五条　蜂场承租国有场地的，免收2024年租金2个月。\n\n"
    "第六条　蜂箱使用费第一年免收，第二年按标价的60%收取。\n\n"
    "第七条　县农业农村局每年按不低于贴息户数10%的比例开展抽查。\n\n"
    "第八条　承包集体林地养蜂的，2024年减收承包费30%。\n\n"
    "第九条　本办法自2024年3月1日起施行，有效期3年。《松溪县养蜂贷款管理办法》（松政办规〔2021〕4号）同时废止。\n"
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("times") / "home", abstention=Abstention.RULES))
    base.ingest_files([("报道.txt", REPORT.encode()), ("办法.txt", RULES.encode())])
    yield base
    base.close()


def _asked(base: KnowledgeBase, question: str) -> Answer:
    return base.ask(Query(question, as_of=date(2025, 6, 1)))


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("2023年全年松溪县新发放养蜂贷款多少万元？", "资料里没有2023年的内容"),
        ("去年上半年松溪县新发放养蜂贷款多少万元？", OTHER_TIME),
        ("今年上半年松溪县新发放养蜂贷款多少万元？", OTHER_TIME),
        ("2024年末松溪县养蜂贷款余额实际达到多少亿元？", ONLY_AIMS),
        ("2025年全县计划发放养蜂贷款多少亿元？", OTHER_TIME),
        ("2024年松溪县养蜂贷款实际发放了多少亿元？", ONLY_AIMS),
        ("松溪县养蜂贷款贴息最终实际拨付了多少万元？", ONLY_AIMS),
        ("养蜂风险补偿金二期规模多大？", OTHER_ROUND),
        ("养蜂风险补偿金第三期规模是多少万元？", OTHER_ROUND),
        ("2025年度养蜂风险补偿金总额是多少万元？", OTHER_TIME),
        ("松溪县2024年度养蜂工作考核得了多少分？", OTHER_TIME),
        ("蜂场租的国有场地2025年的房租免几个月？", OTHER_TIME),
        ("蜂业发展准备金目前余额是多少万元？", NO_RESULT),
        ("2025年承包集体林地养蜂的，承包费减收百分之几？", OTHER_TIME),
        ("蜂箱使用费第三年按几成收取？", OTHER_TURN),
        ("2024年县农业农村局实际抽查的贴息户比例达到多少？", ONLY_AIMS),
        ("2026年县财政给养蜂风险补偿金追加多少万元？", "资料里没有2026年的内容"),
        ("松政办规〔2021〕4号文规定的养蜂贷款单户额度最高是多少？", "资料里没有松政办规〔2021〕4号的原文"),
    ],
)
def test_what_is_not_told_of_the_time_asked_about_is_refused(base: KnowledgeBase, question: str, why: str) -> None:
    answer = _asked(base, question)
    assert answer.status is AnswerStatus.ABSTAINED
    assert why in answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2024年一季度石门镇新发放养蜂贷款多少万元？", "3100万元"),
        ("2024年3月末松溪县养蜂贷款余额是多少亿元？", "3.2亿元"),
        ("到2024年末松溪县养蜂贷款余额的目标是多少亿元？", "4亿元"),
        ("2024年全县计划发放养蜂贷款多少亿元？", "2亿元"),
        ("养蜂风险补偿金首期规模是多少？", "600万元"),
        ("养蜂风险补偿金一期规模是多少？", "600万元"),
        ("2024年度养蜂风险补偿金总额是多少万元？", "600万元"),
        ("松溪县2022年度养蜂工作考核得了多少分？", "91.5分"),
        ("蜂场租的国有场地2024年的房租免几个月？", "2个月"),
        ("蜂业发展准备金余额达到多少时不再提取？", "300万元"),
        ("养蜂贷款单户额度最高是多少？", "40万元"),
        ("2024年承包集体林地养蜂的，承包费减收百分之几？", "30%"),
        ("蜂箱使用费第二年按几成收取？", "60%"),
        ("县农业农村局每年抽查的贴息户比例是多少？", "10%"),
        ("松政办规〔2021〕4号文什么时候废止的？", "废止"),
    ],
)
def test_what_is_told_of_it_is_answered(base: KnowledgeBase, question: str, said: str) -> None:
    answer = _asked(base, question)
    assert answer.status is not AnswerStatus.ABSTAINED
    assert said in answer.text


@pytest.mark.parametrize(
    ("title", "lays_down"),
    [
        ("松溪县养蜂贷款进展情况通报", False),
        ("松溪县2024年养蜂产业扶持工作总结", False),
        ("松溪县养蜂情况通报办法", True),
    ],
)
def test_a_circular_of_what_was_reached_lays_down_no_rules(title: str, lays_down: bool) -> None:
    version = Version("d1", 1, "a.txt", "", Metadata(title, kind=DocumentKind.POLICY), source_map=None)  # type: ignore[arg-type]
    assert is_rule(version) is lays_down


def test_what_follows_from_figures_of_other_times_is_no_other_time(base: KnowledgeBase) -> None:
    gap = _asked(base, "按2024年末目标，松溪县养蜂贷款余额还要增加多少亿元？")
    assert gap.text is not None and gap.text.startswith("4亿元－3.2亿元＝0.8亿元")
    later = _asked(base, "按2024年末目标，下半年松溪县养蜂贷款余额还要增加多少亿元？")
    assert later.text is not None and later.text.startswith("4亿元－3.2亿元＝0.8亿元")
    assert _asked(base, "按2023年末目标，下半年松溪县养蜂贷款余额还要增加多少亿元？").status is AnswerStatus.ABSTAINED
