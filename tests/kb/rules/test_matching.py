from datetime import date

import pytest

from kb.rules.applicant.given import read_facts
from kb.rules.conditions.discretion import decider, remarks_on_items
from kb.rules.conditions.heads import list_head, title_role
from kb.rules.conditions.leaf_kinds import kind_of
from kb.rules.matching.demands import match
from kb.rules.matching.grade import grades_in, scheme_of
from kb.rules.matching.places_within import within
from kb.rules.story.reading import read_story
from kb.rules.types import Condition, ConditionKind, Operation
from kb.text.written_numbers import half_width
from kb.types import Span

DAY = date(2025, 5, 1)


def _decided(words: str, facts: dict[str, object], *, place: str | None = "海盐县") -> str:
    kind = kind_of(half_width(words))
    leaf = Condition(Operation.LEAF, Span(0, len(words)), "一、", kind, text=words, meant=place)
    return match(leaf, read_facts(facts), DAY).status.value


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        ("浙江省嘉兴市海盐县", "海盐县", True),
        ("海盐", "浙江省", True),
        ("海盐县", "嘉兴市", True),
        ("嘉兴市", "海盐县", None),
        ("浙江", "海盐县", None),
        ("桐乡市", "海盐县", False),
        ("江苏省", "海盐县", False),
        ("上海市徐汇区", "徐汇区", True),
        ("上海徐汇", "上海市徐汇区", True),
        ("石亭县柳镇", "石亭县", True),
        ("云州市石亭县", "石亭县", True),
        ("白沙县", "石亭县", False),
        ("云州市白沙县", "石亭县", False),
        ("海盐县", "石亭县", False),
        ("石亭县", "海盐县", False),
        ("云州市", "石亭县", None),
        ("石亭", "石亭县", True),
        ("", "石亭县", None),
    ],
)
def test_whether_a_place_lies_within_another(inner: str, outer: str, expected: bool | None) -> None:
    assert within(inner, outer) is expected


@pytest.mark.parametrize(
    ("demand", "held", "expected"),
    [
        ("高新技术企业", "国家高新技术企业", "met"),
        ("经认定的高新技术企业", "高企", "met"),
        ("省级专精特新中小企业", "省专精特新", "met"),
        ("省级专精特新中小企业", "专精特新", "unknown"),
        ("省级专精特新中小企业", "市级专精特新中小企业", "unmet"),
        ("省级专精特新中小企业", "国家级专精特新中小企业", "discretionary"),
        ("省级及以上专精特新中小企业", "国家级专精特新中小企业", "met"),
        ("市级以上示范家庭农场", "县级示范家庭农场", "unmet"),
        ("国家级、省级企业技术中心", "省级企业技术中心", "met"),
        ("国家级、省级企业技术中心", "市级企业技术中心", "unmet"),
        ("省级科技型中小企业", "江苏省科技型中小企业", "unmet"),
        ("省级科技型中小企业", "浙江省科技型中小企业", "met"),
        ("嘉兴市“瞪羚企业”", "嘉兴市瞪羚企业", "met"),
        ("嘉兴市“瞪羚企业”", "杭州市瞪羚企业", "unmet"),
        ("嘉兴市“瞪羚企业”", "瞪羚企业", "unknown"),
        ("高新技术企业", "高新技术企业（已过期）", "discretionary"),
        ("高新技术企业", "高新技术企业（正在申报）", "discretionary"),
        ("省级隐形冠军企业", "省级隐形冠军培育企业", "unmet"),
        ("独角兽企业", "潜在独角兽", "discretionary"),
        ("高新技术企业、瞪羚企业或者独角兽企业", "独角兽企业", "met"),
        ("入选“星火”计划的企业", "“星火”计划企业", "met"),
        ("高新技术企业", "独角兽企业", "unmet"),
    ],
)
def test_a_name_that_is_held(demand: str, held: str, expected: str) -> None:
    assert _decided(demand, {"qualifications": [held]}) == expected


def test_a_name_is_unknown_where_the_list_is_not_given() -> None:
    assert _decided("高新技术企业", {}) == "unknown"
    assert _decided("高新技术企业", {"qualifications": None}) == "unknown"


@pytest.mark.parametrize(
    ("demand", "facts", "expected"),
    [
        ("小微企业", {"entity": "企业", "size": "微型"}, "met"),
        ("小微企业", {"entity": "企业", "size": "小微"}, "met"),
        ("小微企业", {"entity": "企业", "size": "中型"}, "unmet"),
        ("小微企业", {"entity": "企业"}, "unknown"),
        ("小微企业", {"entity": "企业", "size": "中小"}, "unknown"),
        ("小微企业", {"entity": "个体工商户"}, "unmet"),
        ("小微企业和个体工商户", {"entity": "个体工商户"}, "met"),
        ("小微企业（含个体工商户）", {"entity": "个体工商户"}, "met"),
        ("中小微企业", {"entity": "企业", "size": "中型"}, "met"),
        ("个人", {"entity": "企业"}, "unmet"),
        ("个人", {"entity": "个体工商户"}, "discretionary"),
        ("农民专业合作社、家庭农场", {"entity": "农民专业合作社"}, "met"),
        ("企业", {"entity": "个体工商户"}, "unmet"),
        ("企业", {"registered_capital_wan": 100}, "met"),
        ("企业", {}, "unknown"),
        ("各类经营主体", {"entity": "个体工商户"}, "met"),
    ],
)
def test_kinds_and_sizes_of_applicants(demand: str, facts: dict[str, object], expected: str) -> None:
    assert _decided(demand, facts) == expected


@pytest.mark.parametrize(
    ("demand", "facts", "expected"),
    [
        ("上年度营业收入2000万元以上", {"revenue_wan": 2000}, "met"),
        ("上年度营业收入超过2000万元", {"revenue_wan": 2000}, "unmet"),
        ("营业收入不超过4亿元", {"revenue": "4亿元"}, "met"),
        ("营业收入300万元至2000万元", {"revenue_wan": 2001}, "unmet"),
        ("营业收入300万元至2000万元", {"revenue_wan": 800}, "met"),
        ("从业人员少于300人", {"employees": 300}, "unmet"),
        ("研发投入占营业收入的比重不低于3%", {"rd_ratio": {"value": 3.2, "unit": "%"}}, "met"),
        ("研发投入占营业收入的比重不低于3%", {"rd_ratio": {"value": 2.9, "unit": "%"}}, "unmet"),
        ("成立满2年", {"established": "2023-05-01"}, "met"),
        ("成立满2年", {"established": "2023-05-02"}, "unmet"),
        ("登记注册未满3年", {"age_months": 36}, "unmet"),
        ("注册登记3年以内", {"age_months": 36}, "met"),
        ("成立满2年", {}, "unknown"),
        ("近两年累计纳税不低于50万元", {"tax": "20万元"}, "unknown"),
        ("近两年累计纳税不低于50万元", {"tax": "60万元"}, "met"),
        ("最近三个会计年度研发投入占营业收入的比重不低于3%", {"rd_ratio": {"value": 2.9, "unit": "%"}}, "unmet"),
    ],
)
def test_figures(demand: str, facts: dict[str, object], expected: str) -> None:
    assert _decided(demand, facts) == expected


@pytest.mark.parametrize(
    ("demand", "facts", "expected"),
    [
        ("信用记录良好", {"credit_bad": False}, "met"),
        ("信用记录良好", {"credit_bad": True}, "unmet"),
        ("有不良信用记录的", {"credit_bad": False}, "unmet"),
        ("无不良信用记录", {"credit_bad": False}, "met"),
        ("无不良信用记录", {"states": {"有不良信用记录": True}}, "unmet"),
        ("未被列入经营异常名录", {"states": {"列入经营异常名录": False}}, "met"),
        ("从未获得过银行贷款", {"prior_loan": False}, "met"),
        ("从未获得过银行贷款", {"prior_loan": True}, "unmet"),
        ("首次创业", {"first_time_entrepreneur": True}, "met"),
        ("从事软件和信息技术服务业", {"industry": "软件开发"}, "met"),
        ("属于制造业", {"industry": "餐饮"}, "unmet"),
        ("属于本市重点产业领域", {"industry": "软件"}, "unknown"),
        ("具有融资需求", {"loan": {"amount": "100万元"}}, "met"),
        ("符合相关条件", {}, "discretionary"),
        ("在本县登记注册", {"region": "海盐县"}, "met"),
        ("在本县登记注册", {"region": "桐乡市"}, "unmet"),
        ("贷款用于生产经营", {"loan": {"purpose": "买原材料，生产经营周转"}}, "met"),
    ],
)
def test_records_trades_and_states(demand: str, facts: dict[str, object], expected: str) -> None:
    assert _decided(demand, facts) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("评价结果为A类、B类", {"A", "B"}),
        ("B级及以上", {"AAA", "AA", "A", "B"}),
        ("C类以下", {"C", "D", "E"}),
        ("D类", {"D"}),
        ("A类至C类", {"A", "B", "C"}),
        ("考核优秀", {"优秀"}),
    ],
)
def test_grades_that_are_named(words: str, expected: set[str]) -> None:
    assert grades_in(words) == expected


def test_grades_of_different_evaluations_are_kept_apart() -> None:
    assert scheme_of("上年度纳税信用等级为A级") == "纳税信用等级"
    assert _decided("上年度纳税信用等级为A级", {"performance_grade": "A"}) == "unknown"
    assert _decided("绩效评价为D类", {"performance_grade": "未参评"}) == "unmet"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("其他经联席会议审核同意的企业", "联席会议"),
        ("经市政府批准的其他企业", "市政府"),
        ("由专家评审会研究确定的其他项目", "专家评审会"),
        ("经省科技厅认定的高新技术企业", None),
        ("依法经市场监管部门核准登记", None),
        ("成立满2年的企业", None),
    ],
)
def test_who_decides(words: str, expected: str | None) -> None:
    assert decider(words) == expected


def test_what_is_said_of_some_items() -> None:
    words = "符合上述1至3项的自动纳入,第4项和第5项由评审会研究决定"
    assert remarks_on_items(words) == [(frozenset({4, 5}), "评审会")]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("支持对象", "support"), ("适用范围", "support"), ("申报条件", "duty"), ("不予支持的情形", "exclude"),
        ("负面清单", "exclude"), ("补贴标准", None), ("放宽申领条件", None), ("工作要求", None),
    ],
)  # fmt: skip
def test_headings_that_open_conditions(title: str, expected: str | None) -> None:
    found = title_role(title)
    assert (found[0].value if found else None) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("申请人应当同时具备下列条件:", ("duty", "all")),
        ("支持对象为符合以下条件之一的企业:", ("support", "any")),
        ("企业有下列情形之一的,不予支持:", ("exclude", "none")),
        ("申请企业不得有下列情形之一:", ("exclude", "none")),
        ("有下列情形之一的,由部门责令改正:", None),
        ("贷款人应当审查下列内容:", None),
    ],
)
def test_lead_ins_of_lists(sentence: str, expected: tuple[str, str] | None) -> None:
    head = list_head(sentence)
    assert ((head.role.value, head.operation.value) if head else None) == expected


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("在本市依法登记注册", ConditionKind.PLACE),
        ("注册地址位于东溪区", ConditionKind.PLACE),
        ("成立满3年", ConditionKind.AGE_OF_FIRM),
        ("资产负债率不高于70%", ConditionKind.MEASURE),
        ("营业收入同比增长10%以上", ConditionKind.OTHER),
        ("信用状况良好", ConditionKind.CREDIT_RECORD),
        ("纳税信用等级为A级", ConditionKind.GRADE),
        ("省级“专精特新”中小企业", ConditionKind.QUALIFICATION),
        ("登记失业人员", ConditionKind.QUALIFICATION),
        ("中小微企业", ConditionKind.SIZE),
        ("个体工商户", ConditionKind.ENTITY),
        ("从事农产品加工业", ConditionKind.INDUSTRY),
        ("借款用途明确合法", ConditionKind.REQUEST),
        ("已享受同类补贴", ConditionKind.PRIOR_USE),
        ("财务制度健全", ConditionKind.OTHER),
    ],
)
def test_kinds_of_demands(words: str, kind: ConditionKind) -> None:
    assert kind_of(words) is kind


@pytest.mark.parametrize(
    ("story", "words", "place", "expected"),
    [
        ("我们公司不在海盐县。", "在本县登记注册的企业", "海盐县", "unmet"),
        ("我们公司不在浙江省。", "在本县登记注册的企业", "海盐县", "unmet"),
        ("我们公司不在桐乡市。", "在本县登记注册的企业", "海盐县", "unknown"),
        ("我们绩效评价不是D类。", "绩效综合评价D类的企业", None, "unmet"),
        ("我们绩效评价不是D类。", "绩效综合评价A类的企业", None, "unknown"),
    ],
)
def test_what_an_applicant_is_not(story: str, words: str, place: str | None, expected: str) -> None:
    kind = kind_of(words)
    leaf = Condition(Operation.LEAF, Span(0, len(words)), "一、", kind, text=words, meant=place)
    assert match(leaf, read_story(story, DAY), DAY).status.value == expected
