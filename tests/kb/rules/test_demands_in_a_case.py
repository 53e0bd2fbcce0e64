"""Demands that bind in a case only, whole demands, others whom somebody decides on, and texts that offer nothing."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from kb.clauses.parse import parse_clauses
from kb.ingest.metadata.statements import describe
from kb.knowledge_base import KnowledgeBase
from kb.rules.applicant.choices import decision_of
from kb.rules.applicant.given import read_facts
from kb.rules.conditions.tree import conditions_of
from kb.rules.conditions.whole_demands import is_clause_or_name, is_whole
from kb.rules.story.reading import read_story
from kb.settings import Settings
from tests.fakes import HashEncoder
from tests.kb.rules.made_policies import ELSEWHERE
from tests.kb.rules.policy_files import DAY, condition_of, outline, schemes, verdict

_LOAN = """东山市经营贷款办法
第一条 借款人申请贷款应当具备以下条件：
（一）信用状况良好；
（二）{item}。
"""
_AID = """东山市专项资金扶持办法
一、支持对象
{who}
二、支持方式
给予最高50万元补助。
"""


def _second(item: str) -> object:
    tree = outline(condition_of(_LOAN.format(item=item)))
    assert isinstance(tree, list)
    return tree[-1][-1]


def _who(who: str) -> object:
    tree = outline(condition_of(_AID.format(who=who)))
    assert isinstance(tree, list)
    return tree[2:]


@pytest.mark.parametrize(
    ("item", "case", "then"),
    [
        ("借款人为合伙企业的，其合伙人应无债务纠纷", "other: 借款人为合伙企业的", "other: 其合伙人应无债务纠纷"),
        ("从事食品生产的，应当取得食品生产许可证", "other: 从事食品生产的", "qualification: 应当取得食品生产许可证"),
        (
            "国家对所在行业有准入要求的，应符合其要求",
            "other: 国家对所在行业有准入要求的",
            "other: 应符合其要求",
        ),
        ("申请人为个人的，年龄应在18周岁以上", "entity: 申请人为个人", "measure: 年龄应在18周岁以上"),
        ("属于高耗能项目的，须完成节能审查", "other: 属于高耗能项目的", "other: 须完成节能审查"),
    ],
)
def test_what_binds_in_a_case_only_is_free_where_it_does_not_hold(item: str, case: str, then: str) -> None:
    assert _second(item) == ["any", ["none", case], then]


@pytest.mark.parametrize(
    ("holds", "permit", "expected"),
    [
        (False, None, "eligible"),
        (True, True, "eligible"),
        (True, False, "ineligible"),
        (True, None, "insufficient_information"),
        (None, True, "eligible"),
        (None, False, "insufficient_information"),
    ],
)
def test_a_case_is_judged_with_what_it_demands(holds: bool | None, permit: bool | None, expected: str) -> None:
    text = _LOAN.format(item="属于高耗能项目的，须完成节能审查")
    facts = {
        "region": "东山市",
        "credit_bad": False,
        "states": {"属于高耗能项目": holds, "完成节能审查": permit},
    }
    assert verdict(text, facts) == expected


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("在本市依法登记的，应当正常经营", ["all", "place: 在本市依法登记的", "other: 应当正常经营"]),
        (
            "为国家产业政策鼓励的，其上年度营业收入不低于500万元的企业",
            ["all", "other: 为国家产业政策鼓励的", "measure: 其上年度营业收入不低于500万元", "entity: 企业"],
        ),
    ],
)
def test_what_everybody_must_be_is_no_case(item: str, expected: list[object]) -> None:
    found = _second(item)
    assert isinstance(found, list)
    assert [part.split(": ")[1] if isinstance(part, str) else part for part in found[1:]] == [
        part.split(": ")[1] for part in expected[1:] if isinstance(part, str)
    ]
    assert found[0] == "all"


@pytest.mark.parametrize(
    "words",
    ["纳税人只", "纳税人及其配偶在一个纳税年度内不", "对", "期内", "有效期内", "能享受一次首套住房贷款", "一经核实",
     "罚息、",
     "落实“科研成果奖励计入总量", "的企业", "按照", "参照其年度新增贡献"],
)  # fmt: skip
def test_a_piece_of_a_sentence_is_no_demand(words: str) -> None:
    assert not is_whole(words)


@pytest.mark.parametrize(
    "words",
    ["个人", "信用状况良好", "成立满2年", "处于有效期内", "评价结果为不合格", "对应急工作提出重要建议", "及时足额还款",
     "无不良信用记录", "与高校签订合作协议", "具有研发功能"],
)  # fmt: skip
def test_a_name_or_a_clause_is_a_demand(words: str) -> None:
    assert is_whole(words)


def test_a_clause_has_a_verb_or_is_a_name() -> None:
    assert [is_clause_or_name(words) for words in ("罚息、复", "新增", "完成节能审查", "中小企业")] == [
        False, False, True, True,
    ]  # fmt: skip


def test_what_a_tax_payer_may_do_but_once_names_neither_a_demand_nor_a_scheme() -> None:
    text = (
        "东山市住房贷款补贴办法\n第一条 纳税人只能享受一次首套住房贷款的利息补贴。\n"
        "第二条 纳税人及其配偶在一个纳税年度内不能同时享受补贴。\n第三条 对购买首套住房的高校毕业生给予贷款利息补贴。\n"
    )
    tree = outline(condition_of(text))
    assert tree == ["all", "place: 东山市", ["all", "other: 购买首套住房", "qualification: 高校毕业生"]]
    assert [scheme.name for scheme in schemes(text)] == ["贷款利息补贴"]


def test_words_that_say_nothing_without_their_noun_stay_with_it() -> None:
    text = (
        "东山市招商补助办法\n第一条 对新迁入的总部经济项目给予最高100万元补助。\n"
        "第二条 对兼并重组后继续生产经营的工业企业给予20万元奖励。\n"
    )
    assert outline(condition_of(text)) == [
        "all",
        "place: 东山市",
        [
            "any",
            "other: 新迁入的总部经济项目",
            ["all", "other: 兼并重组后继续生产经营", "industry: 工业企业"],
        ],
    ]


def test_an_exception_in_brackets_is_of_its_item() -> None:
    text = (
        "东山市稳岗补贴办法\n第一条 支持对象为本市企业。\n第二条 有下列情形之一的，不予补贴：\n"
        "（一）近六个月无纳税记录（享受国家免税政策的除外）；\n（二）已停产的。\n"
    )
    tree = outline(condition_of(text))
    assert isinstance(tree, list)
    assert tree[-1] == [
        "none",
        ["all", "other: 近六个月无纳税记录", ["none", "other: 享受国家免税政策"]],
        "other: 已停产的",
    ]


_LISTED = ["all", ["any", "qualification: 高新技术企业", "qualification: 瞪羚企业"], "entity: 企业"]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (
            "支持对象为高新技术企业、专精特新中小企业，以及其他经市政府批准的支持对象。",
            [["any", "qualification: 高新技术企业、专精特新中小企业", "other: 其他经市政府批准的支持对象 ?市政府"]],
        ),
        (
            "支持对象为高新技术企业，以及其他市政府批准的支持对象；上述企业应当信用良好。",
            [
                ["any", "qualification: 高新技术企业", "other: 其他市政府批准的支持对象 ?市政府"],
                "credit_record: 信用良好",
            ],
        ),
        (
            "支持对象为符合下列条件之一的企业，以及其他经区政府批准的支持对象：\n1.高新技术企业；\n2.瞪羚企业。",
            [["any", _LISTED, "other: 其他经区政府批准的支持对象 ?区政府"]],
        ),
        (
            "支持对象为符合下列条件之一的企业：\n1.高新技术企业；\n2.瞪羚企业。\n"
            "以及其他经市经济工作联席会议批准的支持对象。",
            [["any", _LISTED, "other: 其他经市经济工作联席会议批准的支持对象 ?市经济工作联席会议"]],
        ),
    ],
)
def test_others_whom_somebody_decides_on_are_an_alternative(who: str, expected: list[object]) -> None:
    assert _who(who) == expected


@pytest.mark.parametrize(
    ("review", "expected"), [(None, "needs_review"), ("approved", "eligible"), ("rejected", "ineligible")]
)
def test_who_is_none_of_those_named_may_still_be_approved(review: str | None, expected: str) -> None:
    text = _AID.format(who="支持对象为高新技术企业，以及其他经市政府批准的企业。")
    facts: dict[str, object] = {"region": "东山市", "entity": "企业", "qualifications": [], "review": review}
    assert verdict(text, facts) == expected


@pytest.mark.parametrize(
    ("said", "decision"),
    [
        ("一个成员单位提出异议，尚未线下会商", "pending"),
        ("有单位提异议，正在协调", "pending"),
        ("财政局有异议，待联席会议再定", "pending"),
        ("提出异议，等下周开会", "pending"),
        ("有成员单位提出异议，还没形成结论", "pending"),
        ("两个部门有异议", "rejected"),
        ("有异议，会商未通过", "rejected"),
        ("联席会议不同意，待整改后再申请", "rejected"),
        ("科技局等部门审核同意", "approved"),
        ("正式审批通过", "approved"),
        ("再次审议通过", "approved"),
        ("无异议", "approved"),
    ],
)
def test_an_objection_is_no_refusal_while_the_decision_is_to_come(said: str, decision: str) -> None:
    assert decision_of(said) == decision
    assert [fact.value for fact in read_facts({"review": {"联席会议": said}}).of("review")] == [decision]


def test_a_story_that_tells_of_an_objection_tells_what_became_of_it() -> None:
    story = "我们是软件公司，联席会议上一个成员单位提出异议，尚未线下会商。"
    (fact,) = read_story(story, DAY).of("review")
    assert (fact.value, fact.words) == ("pending", "联席会议上一个成员单位提出异议，尚未线下会商")


NO_OFFERS = {
    "plan": "国家防汛应急预案\n6.4 奖励和处罚\n6.4.1 对参加抢险的人员，应给予适当的补助。"
    "对有下列突出表现的单位或个人，指挥部应给予表彰和奖励。\n（1）出色完成抢险任务的；\n（2）成绩显著的。\n",
    "prize": "东山市人民政府关于2024年度科学技术奖励的决定\n为表彰先进，市政府决定，"
    "对为科技进步作出突出贡献的科学技术人员和组织给予奖励。\n",
    "officials": "东山市机关工作人员管理规定\n第一条 工作人员有下列情形之一的，给予奖励：\n"
    "（一）忠于职守，成绩显著的；\n（二）爱护公物的。\n"
    "第二条 申请选拔任用的干部应当具备下列条件：\n（一）遵纪守法；\n（二）身体健康。\n",
    "guarantees": "东山市国有企业对外担保管理办法\n"
    "第一条 企业不得为资产负债率超过70%的担保对象提供担保。\n"
    "第二条 为关联企业提供担保的，应当经股东会审议。\n",
    "definition": "东山市小额贷款公司管理办法\n"
    "第一条 本办法所称小额贷款公司，是指在本市设立的，不吸收公众存款的公司。\n",
}


@pytest.mark.parametrize("name", list(NO_OFFERS))
def test_a_text_that_offers_nothing_to_applicants_has_no_conditions(name: str) -> None:
    text = NO_OFFERS[name]
    assert conditions_of(text, parse_clauses(text), describe(text, f"{name}.txt")) is None


@pytest.mark.parametrize(
    "text",
    [
        "东山市瞪羚企业认定办法\n第一条 申请认定的企业应当具备下列条件：\n（一）成立满3年；\n"
        "（二）上年度营业收入不低于1000万元。\n",
        "东山市突出贡献企业奖励办法\n第一条 对有突出贡献、上年度纳税500万元以上的工业企业，给予20万元奖励。\n",
        "东山市防汛应急救助办法\n第一条 救助对象为因灾停产的小微企业。\n第二条 给予租金减免。\n",
    ],
)
def test_recognition_and_rewards_that_one_may_have_are_offers(text: str) -> None:
    assert conditions_of(text, parse_clauses(text), describe(text, "x.txt")) is not None


def test_only_what_offers_something_is_compared_over_all_documents(tmp_path: Path) -> None:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(64))
    base.ingest_files([(f"{name}.txt", text.encode()) for name, text in {**NO_OFFERS, "aid": ELSEWHERE}.items()])
    facts: Mapping[str, object] = {"region": "白石市", "entity": "企业", "size": "小型"}
    report = base.eligibility.check(None, "", facts, DAY)
    base.close()
    assert [policy.version.metadata.title for policy in report.policies] == ["白石市小微企业场地租金补贴办法"]
    assert report.total == 1
