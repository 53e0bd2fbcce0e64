from datetime import date
from decimal import Decimal

import pytest

from kb.errors import InvalidQuestion
from kb.rules.applicant.given import merge, read_facts
from kb.rules.applicant.schema import FIELDS, LOAN_FIELDS, STATE_NAMES, Field, Form
from kb.rules.applicant.schema_examples import EXAMPLES
from kb.rules.story.reading import read_story
from kb.rules.types import Applicant, Certainty, Fact

TODAY = date(2024, 5, 8)


def only(given: dict[str, object]) -> Fact:
    applicant = read_facts(given)
    assert applicant.unread == ()
    (fact,) = applicant.facts
    return fact


def named(applicant: Applicant, name: str) -> list[tuple[object, str]]:
    return [(fact.value, fact.certainty.value) for fact in applicant.of(name)]


def without_words(applicant: Applicant) -> list[tuple[object, ...]]:
    return [
        (fact.name, fact.value, fact.certainty, fact.unit, fact.until, fact.level, fact.upper)
        for fact in applicant.facts
        if fact.name != "region"
    ] + sorted((fact.name, str(fact.value)) for fact in applicant.of("region"))


SINGLE: list[tuple[dict[str, object], str, object, str | None]] = [
    ({"region": "某省某市"}, "region", "某省某市", None),
    ({"registered_region": "甲市"}, "region", "甲市", "注册地"),
    ({"site": "乙市"}, "region", "乙市", "经营地"),
    ({"entity": "有限公司"}, "entity", "企业", None),
    ({"entity": "个体户"}, "entity", "个体工商户", None),
    ({"主体类型": "合作社"}, "entity", "农民专业合作社", None),
    ({"size": "小型企业"}, "size", "小型", None),
    ({"industry": "食品加工"}, "industry", "食品加工", None),
    ({"established": "2019-05-20"}, "established", date(2019, 5, 20), "日"),
    ({"established": "2019-05"}, "established", date(2019, 5, 1), "月"),
    ({"established": "2019年5月"}, "established", date(2019, 5, 1), "月"),
    ({"established": 2019}, "established", date(2019, 1, 1), "年"),
    ({"age_months": 30}, "age_months", Decimal(30), "月"),
    ({"age_months": "2年"}, "age_months", Decimal(24), "月"),
    ({"employees": 25}, "employees", Decimal(25), "人"),
    ({"employees": "25人"}, "employees", Decimal(25), "人"),
    ({"revenue": 8_000_000}, "revenue", Decimal(8_000_000), "元"),
    ({"revenue": "800万元"}, "revenue", Decimal(8_000_000), "元"),
    ({"revenue": "1.2亿"}, "revenue", Decimal(120_000_000), "元"),
    ({"revenue_wan": 800}, "revenue", Decimal(8_000_000), "元"),
    ({"营业收入_万元": 800}, "revenue", Decimal(8_000_000), "元"),
    ({"revenue": {"value": 800, "unit": "万元"}}, "revenue", Decimal(8_000_000), "元"),
    ({"tax_yuan": 120_000}, "tax", Decimal(120_000), "元"),
    ({"registered_capital_yi": 1}, "registered_capital", Decimal(100_000_000), "元"),
    ({"rd_ratio": 6}, "rd_ratio", Decimal(6), "%"),
    ({"rd_ratio": "6.5%"}, "rd_ratio", Decimal("6.5"), "%"),
    ({"rd_ratio_pct": 0.8}, "rd_ratio", Decimal("0.8"), "%"),
    ({"prior_bank_loan": False}, "prior_loan", False, None),
    ({"prior_loan": "有"}, "prior_loan", True, None),
    ({"first_time_entrepreneur": "否"}, "first_time_entrepreneur", False, None),
    ({"credit_bad": True}, "credit_bad", True, None),
    ({"apply_date": "2024年9月1日"}, "application_date", date(2024, 9, 1), "日"),
    ({"performance_grade": "b类"}, "grades", "B", "绩效评价"),
    ({"grades": {"纳税信用": "A级"}}, "grades", "A", "纳税信用"),
    ({"guarantee": "抵押贷款"}, "loan.guarantee", "抵押", None),
    ({"loan": {"type": "专利权质押"}}, "loan.guarantee", "知识产权质押", None),
    ({"loan": {"guarantee": "无抵押"}}, "loan.guarantee", "信用", None),
    ({"amount_wan": 300}, "loan.amount", Decimal(3_000_000), "元"),
    ({"loan_request": {"amount_万元": 300}}, "loan.amount", Decimal(3_000_000), "元"),
    ({"loan": {"amount": "300万元"}}, "loan.amount", Decimal(3_000_000), "元"),
    ({"term_months": 18}, "loan.term_months", Decimal(18), "月"),
    ({"loan": {"term_years": 2}}, "loan.term_months", Decimal(24), "月"),
    ({"loan": {"purpose": "买设备"}}, "loan.purpose", "买设备", None),
    ({"loan": {"pledge": "仓单"}}, "loan.collateral", "仓单", None),
    ({"joint_review": "approved"}, "review", "approved", None),
    ({"joint_meeting_review": "成员单位有异议"}, "review", "rejected", None),
    ({"review": "各成员无异议"}, "review", "approved", None),
    ({"review": "拟提交审核"}, "review", "pending", None),
    ({"review": {"评审会": "没通过"}}, "review", "rejected", "评审会"),
    ({"review": {"by": "评审会", "result": True}}, "review", "approved", "评审会"),
]


@pytest.mark.parametrize(("given", "name", "value", "unit"), SINGLE, ids=[str(given) for given, *_ in SINGLE])
def test_a_structured_fact_is_read(given: dict[str, object], name: str, value: object, unit: str | None) -> None:
    fact = only(given)
    assert (fact.name, fact.value, fact.unit, fact.certainty) == (name, value, unit, Certainty.STATED)
    assert fact.span is None


def example_of(field: Field) -> object:
    plain = {Form.NUMBER: 12, Form.DAY: "2020-02-03", Form.TRUTH: True, Form.TEXT: "抵押", Form.CHOICE: "企业"}
    return plain.get(field.form, EXAMPLES.get(field.name))


@pytest.mark.parametrize("field", FIELDS, ids=[field.name for field in FIELDS])
def test_every_alias_of_a_fact_means_the_same(field: Field) -> None:
    value = example_of(field)
    expected = without_words(read_facts({field.name: value}))
    assert expected != []
    for alias in field.aliases:
        assert without_words(read_facts({alias: value})) == expected, alias


@pytest.mark.parametrize("field", LOAN_FIELDS, ids=[field.name for field in LOAN_FIELDS])
def test_every_alias_in_a_loan_means_the_same(field: Field) -> None:
    value = example_of(field)
    expected = without_words(read_facts({"loan": {field.name: value}}))
    assert len(expected) == 1
    for alias in field.aliases:
        assert without_words(read_facts({"loan_request": {alias: value}})) == expected, alias


def test_no_two_facts_share_a_name() -> None:
    for fields in (FIELDS, LOAN_FIELDS):
        names = [name for field in fields for name in (field.name, *field.aliases)]
        assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("name", [field.name for field in FIELDS])
@pytest.mark.parametrize("value", [None, "", "未知", "unknown", "不清楚"])
def test_null_is_not_known(name: str, value: object) -> None:
    assert read_facts({name: value}) == Applicant()


QUALIFICATIONS: list[tuple[object, tuple[object, ...]]] = [
    ("高企", ("高新技术企业", "stated", "国家级", None)),
    ("国家高新技术企业（已过期）", ("高新技术企业", "expired", "国家级", None)),
    ("高新技术企业（2023年11月到期）", ("高新技术企业", "expired", "国家级", date(2023, 11, 30))),
    ("高新技术企业（有效期至2026-12-31）", ("高新技术企业", "stated", "国家级", date(2026, 12, 31))),
    ("省级专精特新中小企业（公示中）", ("专精特新中小企业", "pending", "省级", None)),
    ("某省专精特新中小企业", ("专精特新中小企业", "stated", "省级", None)),
    ("专精特新（市级）", ("专精特新中小企业", "stated", "市级", None)),
    ("专精特新（级别未说明）", ("专精特新中小企业", "stated", None, None)),
    ("区级瞪羚企业（正在申报）", ("瞪羚企业", "pending", "县级", None)),
    ("隐形冠军培育企业", ("隐形冠军培育企业", "stated", None, None)),
    ("科技型中小企业评价入库", ("科技型中小企业", "stated", None, None)),
    ("未来之星企业", ("未来之星企业", "stated", None, None)),
    ("市级未来之星企业", ("未来之星企业", "stated", "市级", None)),
    ("首台(套)产品企业（省级）", ("首台（套）产品企业", "stated", "省级", None)),
    ({"name": "专精特新", "level": "省级", "status": "pending"}, ("专精特新中小企业", "pending", "省级", None)),
    ({"name": "老字号", "level": None, "status": None}, ("老字号企业", "stated", None, None)),
    (
        {"name": "高企", "status": "held", "until": "2025-12-01"},
        ("高新技术企业", "stated", "国家级", date(2025, 12, 1)),
    ),
    ({"name": "绿色工厂", "level": "国家", "status": "已过期"}, ("绿色工厂", "expired", "国家级", None)),
]


@pytest.mark.parametrize(("entry", "expected"), QUALIFICATIONS, ids=[str(entry) for entry, _ in QUALIFICATIONS])
def test_an_entry_of_the_list_of_qualifications_is_read(entry: object, expected: tuple[object, ...]) -> None:
    applicant = read_facts({"qualifications": [entry]})
    (fact,) = applicant.facts
    certainty = expected[1]
    # A day that is past makes the rest of the verdict, on the day that it is made for.
    if fact.until is not None and fact.certainty is Certainty.STATED and certainty == "expired":
        certainty = "stated"
    assert (fact.name, fact.value, fact.certainty.value, fact.level, fact.until) == (
        "qualifications",
        expected[0],
        certainty,
        *expected[2:],
    )


def test_a_given_list_is_complete_and_a_mapping_is_not() -> None:
    assert read_facts({"qualifications": []}) == Applicant(complete=frozenset({"qualifications"}))
    assert read_facts({"qualifications": None}).complete == frozenset()
    told = read_facts({"qualifications": {"高企": True, "科小": False, "瞪羚": None, "老字号": "公示中"}})
    assert told.complete == frozenset()
    assert named(told, "qualifications") == [
        ("高新技术企业", "stated"),
        ("科技型中小企业", "denied"),
        ("老字号企业", "pending"),
    ]
    assert read_facts({"qualifications": ["高企"], "qualifications_complete": False}).complete == frozenset()
    assert read_facts({"qualifications": "高企、科小"}).complete == {"qualifications"}


def test_an_identity_in_the_list_of_qualifications_is_an_identity() -> None:
    assert named(read_facts({"qualifications": ["退伍军人"]}), "identities") == [("退役军人", "stated")]


def test_a_remark_on_the_list_reaches_what_it_names() -> None:
    given = {"qualifications": ["高企", "省级专精特新"], "qualification_status": "专精特新还在公示"}
    assert named(read_facts(given), "qualifications") == [("高新技术企业", "stated"), ("专精特新中小企业", "pending")]
    given = {"qualification_expired": "高新技术企业，2023年12月到期", "qualifications": []}
    (fact,) = read_facts(given).facts
    assert (fact.value, fact.certainty) == ("高新技术企业", Certainty.EXPIRED)


def test_the_measures_of_a_grade_are_a_state() -> None:
    fact = only({"d_measures_in_force": False})
    assert (fact.name, fact.value, fact.certainty) == ("states", "D类措施执行期内", Certainty.DENIED)
    fact = only({"c_measures_in_force": True, "c_measures_until": "2024-12-31"})
    assert (fact.value, fact.certainty, fact.until) == ("C类措施执行期内", Certainty.STATED, date(2024, 12, 31))
    assert read_facts({"d_measures_in_force": None}) == Applicant()


def test_states_are_affirmed_denied_or_not_known() -> None:
    told = read_facts({"states": {"正常经营": True, "拖欠工资": False, "欠税": None, "有诉讼": "好像有"}})
    assert named(told, "states") == [("正常经营", "stated"), ("拖欠工资", "denied"), ("有诉讼", "unsure")]
    assert named(read_facts({"states": ["正常经营"]}), "states") == [("正常经营", "stated")]


def test_unknown_names_are_states_by_their_chinese_words_or_left_unread() -> None:
    told = read_facts({"两年内发生过火灾": False, "note": "刚从外地迁来", "lucky_number": 7, "is_nice": True})
    assert named(told, "states") == [("两年内发生过火灾", "denied"), ("刚从外地迁来", "stated")]
    assert told.unread == ("lucky_number", "is_nice")
    assert read_facts({"loan": {"colour": "红"}}).unread == ("loan.colour",)


@pytest.mark.parametrize(("name", "words"), list(STATE_NAMES.items()))
def test_english_names_of_states(name: str, words: str) -> None:
    assert (only({name: True}).value, only({name: False}).certainty) == (words, Certainty.DENIED)


def test_no_grade_is_told_from_an_unknown_one() -> None:
    fact = only({"performance_grade": "未参评"})
    assert (fact.name, fact.value, fact.certainty) == ("grades", "", Certainty.DENIED)
    assert read_facts({"performance_grade": None}) == Applicant()


WRONG: list[tuple[dict[str, object], str]] = [
    ({"region": 5}, "region"),
    ({"entity": True}, "entity"),
    ({"employees": "很多"}, "employees"),
    ({"employees": True}, "employees"),
    ({"employees": -3}, "employees"),
    ({"employees": float("nan")}, "employees"),
    ({"employees": "300万元"}, "employees"),
    ({"revenue": [1]}, "revenue"),
    ({"revenue": {"amount": 3}}, "revenue"),
    ({"rd_ratio": 0.06}, "rd_ratio"),
    ({"established": "很久以前"}, "established"),
    ({"established": "2019-13-01"}, "established"),
    ({"established": True}, "established"),
    ({"qualifications": 3}, "qualifications"),
    ({"qualifications": [3]}, "qualifications"),
    ({"qualifications": [{"level": "省级"}]}, "qualifications"),
    ({"qualifications": [{"name": "高企", "status": "bogus"}]}, "qualifications.status"),
    ({"qualifications": [{"name": "老字号", "level": "宇宙级"}]}, "qualifications.level"),
    ({"qualifications": {"高企": 3}}, "qualifications.高企"),
    ({"qualifications": ["高企"] * 201}, "qualifications"),
    ({"performance_grade": 3}, "performance_grade"),
    ({"grades": "A"}, "grades"),
    ({"states": 3}, "states"),
    ({"states": {"欠税": 3}}, "states.欠税"),
    ({"review": 3}, "review"),
    ({"loan": "300万"}, "loan"),
    ({"loan": {"amount": "很多"}}, "loan.amount"),
    ({"loan": {"guarantee": 1}}, "loan.guarantee"),
    ({"prior_loan": 3}, "prior_loan"),
    ({"d_measures_in_force": "也许"}, "d_measures_in_force"),
    ({"d_measures_until": "2024"}, "d_measures_until"),
]


@pytest.mark.parametrize(("given", "name"), WRONG, ids=[str(given)[:40] for given, _ in WRONG])
def test_a_value_of_the_wrong_kind_is_refused_with_the_field_the_value_and_the_remedy(
    given: dict[str, object], name: str
) -> None:
    with pytest.raises(InvalidQuestion) as raised:
        read_facts(given)
    assert raised.value.detail["field"] == name
    assert f"“{name}”" in raised.value.message
    assert str(raised.value.detail["value"]) in raised.value.message
    assert str(raised.value.detail["remedy"]) in raised.value.message


def test_facts_that_are_no_object_are_refused() -> None:
    with pytest.raises(InvalidQuestion, match="应是对象"):
        read_facts(["高企"])  # type: ignore[arg-type]  # what a caller may send


def test_two_values_of_one_fact_are_named() -> None:
    applicant = read_facts({"employees": 30, "员工人数": 80})
    assert [(one.value, other.value) for one, other in applicant.contradictions] == [(Decimal(30), Decimal(80))]


def test_given_facts_win_over_the_story_and_what_they_overrule_is_named() -> None:
    story = read_story("公司在德阳，员工30人，我们是高企，想贷款300万", TODAY)
    merged = merge(story, read_facts({"employees": 50, "region": "德阳市"}))
    assert named(merged, "employees") == [(Decimal(50), "stated")]
    assert named(merged, "region") == [("德阳市", "stated")]
    assert named(merged, "qualifications") == [("高新技术企业", "stated")]
    assert named(merged, "loan.amount") == [(Decimal(3_000_000), "stated")]
    assert [(str(one.value), str(other.value)) for one, other in merged.contradictions] == [("50", "30")]


def test_a_complete_given_list_overrules_what_the_story_has_besides() -> None:
    story = read_story("我们是高企，也是科小", TODAY)
    merged = merge(story, read_facts({"qualifications": ["高企"]}))
    assert named(merged, "qualifications") == [("高新技术企业", "stated")]
    assert merged.complete == {"qualifications"}
    ((absent, told),) = merged.contradictions
    assert (absent.certainty, told.value) == (Certainty.DENIED, "科技型中小企业")


def test_what_contradicts_itself_in_the_story_stays_named_unless_it_is_given() -> None:
    story = read_story("员工30人，不对，员工80人", TODAY)
    assert len(merge(story, Applicant()).contradictions) == 1
    merged = merge(story, read_facts({"employees": 80}))
    assert [(str(one.value), str(other.value)) for one, other in merged.contradictions] == [("80", "30")]
    assert named(merged, "employees") == [(Decimal(80), "stated")]


def test_nothing_given_leaves_the_story_as_it_is() -> None:
    story = read_story("公司在德阳，没有其他资质，我们是高企", TODAY)
    assert merge(story, Applicant()) == story
    assert merge(Applicant(), read_facts(EXAMPLES)) == read_facts(EXAMPLES)
