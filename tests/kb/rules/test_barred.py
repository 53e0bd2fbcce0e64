"""Who is barred is never told that he may have it: bars in any words, and stories that are not wholly understood."""

import pytest

from kb.clauses.parse import parse_clauses
from kb.rules.applicant.given import merge, read_facts
from kb.rules.facts import facts_of
from kb.rules.matching.measure import match_measure
from kb.rules.story.in_its_words import in_its_words
from kb.rules.story.reading import read_story
from kb.rules.terms import terms_of
from kb.rules.types import Applicant, Condition, ConditionKind, Judgment, Operation, Status
from kb.rules.verdict.judging import judge
from kb.rules.verdict.why import reasons_for
from kb.types import Span
from tests.kb.rules.policy_files import DAY, condition_of, outline, reasons

LOAN = """云陵市安居创业贷款办法

第一条 为支持创业，制定本办法。
第二条 下列人员可以申请贷款：
（一）登记失业人员；
（二）退役军人。{item}
第三条 借款人年龄应当在18周岁以上、55周岁以下。{bar}
第四条 贷款额度最高20万元。
第五条 本办法自2024年1月1日起施行。
"""
STORY = "我在云陵市，登记失业人员，40岁"


def _loan(bar: str = "", item: str = "") -> Condition:
    return condition_of(LOAN.format(bar=bar, item=item))


def _told(condition: Condition, story: str, **facts: object) -> Judgment:
    applicant = merge(read_story(story, DAY, places=("云陵市",)), read_facts(facts))
    return judge(condition, in_its_words(applicant, story, [condition]), DAY)


def _bars(condition: Condition) -> list[object]:
    return [outline(child) for child in condition.children if child.operation is Operation.NONE]


@pytest.mark.parametrize(
    ("bar", "who"),
    [
        ("公职人员不得申请。", "other: 公职人员"),
        ("公职人员及其配偶不得申请。", "other: 公职人员及其配偶"),
        ("机关事业单位工作人员不能申请。", "other: 机关事业单位工作人员"),
        ("国家机关工作人员禁止申报，同类政策不重复享受。", "other: 国家机关工作人员"),
        ("评分不足60分的不予授信。", "other: 评分不足60分"),
    ],
)
def test_whoever_may_not_apply_is_a_demand_whatever_he_is_called(bar: str, who: str) -> None:
    [found] = _bars(_loan(bar))
    assert found == ["none", who]


def test_a_bar_in_the_later_sentence_of_an_item_is_read() -> None:
    assert _bars(_loan(item="公务员不得申请。")) == [["none", "other: 公务员"]]


@pytest.mark.parametrize(
    "bar",
    [
        "每年3月受理申请，逾期不予受理。",
        "展期期间产生的利息不予贴息。",
        "用工单位应当约定分配办法，未约定的不予返还。",
        "同一项目不得重复享受。",
        "弄虚作假骗取贷款的，三年内不得申请。",
    ],
)
def test_deadlines_interest_and_consequences_bar_nobody(bar: str) -> None:
    assert _bars(_loan(bar)) == []
    assert _told(_loan(bar), STORY).verdict.value == "eligible"


@pytest.mark.parametrize(
    ("story", "verdict"),
    [
        ("", "insufficient_information"),
        ("，配偶是公职人员", "ineligible"),
        ("，老公是公务员", "ineligible"),
        ("，我在事业单位上班", "ineligible"),
        ("，我以前是公务员，已经辞职了", "insufficient_information"),
        ("，朋友是公务员", "insufficient_information"),
    ],
)
def test_the_kin_of_officials_are_barred_where_the_text_names_kin(story: str, verdict: str) -> None:
    judgment = _told(_loan("公职人员及其配偶不得申请。"), STORY + story)
    assert judgment.verdict.value == verdict


def test_kin_are_not_barred_by_a_text_that_names_none() -> None:
    assert _told(_loan("公职人员不得申请。"), STORY + "，配偶是公务员").verdict.value == "insufficient_information"


def test_the_reason_for_a_bar_names_its_clause() -> None:
    judgment = _told(_loan("公职人员及其配偶不得申请。"), STORY + "，配偶是公职人员")
    assert judgment.conditions is not None
    assert [(one.text, one.address) for one in reasons_for(judgment.conditions)] == [
        ("说了“公职人员及其配偶”，文件写明这种情况不能享受", "第三条")
    ]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("去年被法院判过刑", "needs_review"),
        ("有个官司还没打完", "needs_review"),
        ("最近订单不太稳定", "eligible"),
        ("银行报价4.5%", "eligible"),
        ("想申请一笔贷款", "eligible"),
        ("隔壁的店被查封了", "eligible"),
    ],
)
def test_nobody_may_have_it_while_a_remark_that_may_bar_is_not_understood(said: str, verdict: str) -> None:
    told = Applicant((*read_story(STORY, DAY, places=("云陵市",)).facts,), unread=(said,))
    judgment = judge(_loan(), told, DAY)
    assert judgment.verdict.value == verdict
    assert judgment.conditions is not None
    doubts = [one for one in judgment.conditions.children if "没有看懂" in one.because]
    assert [one.status for one in doubts] == ([Status.DISCRETIONARY] if verdict == "needs_review" else [])


def test_a_remark_in_words_of_a_bar_waits_at_its_clause() -> None:
    condition = _loan("有吸毒行为的不得申请。")
    own = read_facts({"states": {"有吸毒行为": False}}).facts
    told = Applicant((*read_story(STORY, DAY, places=("云陵市",)).facts, *own), unread=("家里人吸毒",))
    judgment = judge(condition, told, DAY)
    assert judgment.verdict.value == "needs_review"
    assert judgment.conditions is not None
    assert [(one.text, one.address) for one in reasons_for(judgment.conditions)] == [
        ("没有看懂您说的“家里人吸毒”，不能断定您不受这一条限制，要人工核对", "第三条")
    ]


SUBSIDY = """云陵市机床贴息细则

一、支持对象
（一）在云陵市注册的工业企业，房地产企业除外。
（二）企业信用良好，近三年无重大安全事故。
（三）已享受省级贴息的同一笔贷款，不再重复享受市级贴息。
二、贴息标准
按贷款额给予1%的贴息，最高50万元。
"""


def test_a_heading_of_whom_it_is_for_lists_kinds_and_what_they_must_be() -> None:
    assert [outline(child) for child in condition_of(SUBSIDY).children] == [
        "place: 云陵市",
        [
            "all",
            ["all", ["all", "place: 在云陵市注册", "industry: 工业企业"], ["none", "industry: 房地产企业"]],
            ["all", "credit_record: 企业信用良好", "other: 近三年无重大安全事故"],
        ],
    ]
    told = _told(condition_of(SUBSIDY), "我们是云陵市的房地产企业，信用良好")
    assert told.verdict.value == "ineligible"


def test_kinds_alone_stay_alternatives() -> None:
    text = (
        "云陵市稳岗补贴办法\n\n一、补贴对象\n（一）小微企业；\n（二）个体工商户，酒吧除外；\n（三）退役军人。\n"
        "二、每户补贴5000元。\n"
    )
    [either] = [one for one in condition_of(text).children if one.operation is Operation.ANY]
    assert len(either.children) == 3


RETURN = """云陵市稳岗返还通知

一、返还对象
依法缴费12个月以上，且裁员率不高于5.5%的参保企业；30人以下的参保企业裁员率不高于参保职工总数20%。
二、返还标准
按实际缴纳保险费的60%返还。
三、扩岗补助
企业招用高校毕业生的，按每人1500元发放补助。
"""


@pytest.mark.parametrize(
    ("staff", "rate", "status"), [(20, 3, "met"), (20, 10, "met"), (200, 10, "unmet"), (200, 3, "met")]
)
def test_those_who_get_something_back_and_the_limit_of_a_group(staff: int, rate: int, status: str) -> None:
    judgment = _told(condition_of(RETURN), f"云陵市的公司，{staff}个人，裁员率{rate}%")
    assert judgment.conditions is not None
    [own] = [one for one in judgment.conditions.children if one.children]
    [either] = [one for one in own.children if one.children]
    assert either.status.value == status


FARMERS = """云陵县农户贷款办法

第一条 支持对象为在云陵县从事种植的农户。
第二条 有下列情形之一的，不予授信：
（一）有赌博行为的；
（二）年龄不满18周岁或者超过65周岁的，但与子女共同申请的，年龄可以放宽到70周岁。
"""


@pytest.mark.parametrize(
    ("age", "statuses"),
    [(40, ("unmet", "met")), (67, ("met", "met")), (72, ("met", "unmet")), (17, ("met", "met"))],
)
def test_a_limit_on_both_sides_that_a_case_eases(age: int, statuses: tuple[str, str]) -> None:
    judgment = judge(condition_of(FARMERS), read_facts({"age": age}), DAY)
    assert judgment.conditions is not None
    found = reasons(judgment.conditions)
    assert (found["年龄不满18周岁或者超过65周岁的"], found["年龄可以放宽到70周岁"]) == statuses
    assert found["与子女共同申请"] == "unknown"


def test_what_lies_outside_of_two_limits_is_said() -> None:
    words = "年龄不满18周岁或者超过65周岁"
    leaf = Condition(Operation.LEAF, Span(0, len(words)), "一、", ConditionKind.MEASURE, text=words)
    found = [match_measure(leaf, read_facts({"age": age})) for age in (67, 40)]
    assert [(one.status, one.because) for one in found] == [
        (Status.MET, "年龄是67岁，属于“年龄不满18周岁或者超过65周岁”"),
        (Status.UNMET, "年龄是40岁，不属于“年龄不满18周岁或者超过65周岁”"),
    ]


def test_years_in_brackets_bind_the_name_before_them_alone() -> None:
    text = (
        "云陵市安居贷款办法\n第一条 申请人应当符合下列条件：\n"
        "（一）属于登记失业人员、高校毕业生（毕业五年内）、退役军人之一；\n（二）有固定住所。\n"
    )
    condition = condition_of(text)
    words = "属于登记失业人员、高校毕业生（毕业五年内）、退役军人之一"
    told = {}
    for one in ("登记失业人员", "退役军人", "高校毕业生"):
        found = judge(condition, read_facts({"identities": [one]}), DAY).conditions
        assert found is not None
        told[one] = reasons(found)[words]
    assert told == {"登记失业人员": "met", "退役军人": "met", "高校毕业生": "unknown"}


CAPS = """云陵市安居贷款办法
一、支持对象为在本市登记的企业和个人。
二、个人贷款最高不超过30万元；合伙贷款总额最高不超过150万元。小微企业贷款最高不超过400万元。
"""


@pytest.mark.parametrize(
    ("facts", "note"),
    [
        (
            {"entity": "个体工商户"},
            "您要35万元；文件按情形写了不同的上限：个人最高30万元（二、）、另有最高150万元（二、），要看您属于哪一种",
        ),
        (
            {},
            "您要35万元；文件按情形写了不同的上限：个人最高30万元（二、）、小微企业最高400万元（二、）、另有最高150万元（二、），要看您属于哪一种",
        ),
        ({"entity": "个人"}, "您要35万元，超过了最高30万元（二、）：可以申请，但最多按30万元"),
    ],
)
def test_caps_of_several_kinds_are_told_case_by_case(facts: dict[str, object], note: str) -> None:
    tree = parse_clauses(CAPS)
    applicant = read_facts({**facts, "loan": {"amount_wan": 35}})
    assert terms_of(CAPS, tree, facts_of(CAPS, tree), condition_of(CAPS), applicant)[1] == (note,)


def test_a_listed_company_names_no_place() -> None:
    found = read_story("云陵的高新技术企业，上市公司", DAY, places=("云陵市",))
    assert [str(fact.value) for fact in found.of("region")] == ["云陵"]
    assert read_story("我们是上市公司", DAY).of("region") == ()
