"""Demands that were read as their opposite, of everybody, or not at all: what is denied, dated, or of one kind only."""

import pytest

from kb.ingest.metadata.regions import region_of
from kb.rules.applicant.given import read_facts
from kb.rules.applicant.qualifications import bundled_names
from kb.rules.conditions.leaf_kinds import kind_of
from kb.rules.matching.demands import match
from kb.rules.story.reading import read_story
from kb.rules.types import Condition, Operation
from kb.text.places import places_in
from kb.text.written_numbers import half_width
from kb.types import Span
from tests.kb.rules.policy_files import DAY, condition_of, outline, schemes, verdict


def _status(words: str, facts: dict[str, object], meant: str | None = None) -> str:
    leaf = Condition(Operation.LEAF, Span(0, len(words)), "x", kind_of(half_width(words)), text=words, meant=meant)
    return match(leaf, read_facts(facts), DAY).status.value


@pytest.mark.parametrize(
    ("words", "statuses"),
    [
        ("上年度纳税信用等级不为D级", "met met met unmet"),
        ("纳税信用评价不得为C级及以下", "met met unmet unmet"),
        ("近一年未被评为纳税信用D级", "met met met unmet"),
        ("纳税信用D级企业除外", "met met met unmet"),
        ("纳税信用等级不低于B级", "met met unmet unmet"),
        ("纳税信用评价达到B级", "met met unmet unmet"),
        ("纳税信用低于B级的", "unmet unmet met met"),
        ("纳税信用未达到C级的", "unmet unmet unmet met"),
        ("纳税信用为A级或B级", "met met unmet unmet"),
    ],
)
def test_grades_are_denied_and_bounded(words: str, statuses: str) -> None:
    assert [_status(words, {"grades": {"纳税信用": grade}}) for grade in "ABCD"] == statuses.split()


def test_the_tax_grade_of_new_firms_stands_between_b_and_c() -> None:
    facts: dict[str, object] = {"grades": {"纳税信用": "M"}}
    assert [_status(f"纳税信用等级不低于{grade}级", facts) for grade in "BMC"] == ["unmet", "met", "met"]


@pytest.mark.parametrize(
    ("words", "trade", "status"),
    [
        ("不属于房地产、金融类企业", "房地产", "unmet"),
        ("不属于房地产、金融类企业", "软件开发", "met"),
        ("创办的实体不属于建筑业、娱乐业", "建筑施工", "unmet"),
        ("创办的实体不属于建筑业、娱乐业", "理发", "met"),
        ("非房地产企业", "餐馆", "met"),
        ("未从事房地产开发业务", "房地产", "unmet"),
        ("不从事娱乐业", "网吧", "unmet"),
        ("房地产企业", "糕点", "unmet"),
        ("房地产企业", "投资", "unknown"),
        ("属于批发零售业、住宿餐饮业", "面馆", "met"),
        ("规上制造业企业", "餐饮", "unmet"),
    ],
)
def test_trades_that_are_denied_and_told_apart(words: str, trade: str, status: str) -> None:
    assert _status(words, {"industry": trade, "qualifications": ["规模以上企业"]}) == status


def test_a_firm_above_the_size_is_of_the_trade_as_well() -> None:
    facts: dict[str, object] = {"qualifications": ["规模以上企业"], "industry": "水泵制造"}
    assert _status("规模以上制造业企业", facts) == "met"
    assert _status("规上服务业企业", facts) == "unmet"


@pytest.mark.parametrize(
    ("words", "purpose", "status"),
    [
        ("不得用于购买房产、股票", "买房", "unmet"),
        ("不得用于购买房产、股票", "进货", "met"),
        ("不得流入资本市场、房地产市场", "炒股", "unmet"),
        ("严禁用于偿还其他债务", "还信用卡", "unmet"),
        ("不得用于固定资产、股权等投资", "建厂房", "unmet"),
        ("不得用于固定资产、股权等投资", "发工资", "met"),
        ("用于购买种子化肥和支付流转费", "买轿车", "unmet"),
        ("贷款用于日常经营周转", "理财", "unmet"),
    ],
)
def test_what_money_is_for_is_taken_or_forbidden(words: str, purpose: str, status: str) -> None:
    assert _status(words, {"loan": {"purpose": purpose}}) == status


@pytest.mark.parametrize(
    ("words", "established", "status"),
    [
        ("2024年6月30日前在本市依法登记", "2023-11-02", "met"),
        ("2024年6月30日前在本市依法登记", "2024-08-01", "unmet"),
        ("2020年1月1日以后成立的企业", "2019-12-31", "unmet"),
        ("2020年1月1日以后成立的企业", "2021-03-01", "met"),
        ("2022年以前注册", "2022-10-01", "met"),
        ("2024年3月起新设立", "2024-02", "unmet"),
    ],
)
def test_a_day_of_founding_is_demanded(words: str, established: str, status: str) -> None:
    assert _status(words, {"region": "丰和市", "established": established}, "丰和市") == status
    assert _status(words, {"region": "丰和市"}, "丰和市") == "unknown"


@pytest.mark.parametrize(
    ("words", "region", "here", "status"),
    [
        ("在本省行政区域内", "南岭省", "南岭省", "met"),
        ("在本县行政区域内自主创业", "丰和县", "丰和县", "met"),
        ("在本县行政区域内自主创业", "丰安县", "丰和县", "unmet"),
        ("位于我区辖区内", "云台区", "云台区", "met"),
    ],
)
def test_the_own_place_before_the_word_for_its_area(words: str, region: str, here: str, status: str) -> None:
    assert _status(words, {"region": region}, here) == status


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("丹桂市竹山县人民政府办公室关于印发办法的通知", "丹桂市竹山县"),
        ("南岭省丹桂市云台区贷款贴息办法", "南岭省丹桂市云台区"),
        ("赤水沟县农业贷款贴息方案", "赤水沟县"),
        ("海陵省关于稳岗返还的通知", "海陵省"),
    ],
)
def test_a_place_that_no_table_has_is_named_in_full(title: str, value: str) -> None:
    found = region_of(title, None, title, ())
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("赤水沟县", []),
        ("松原坪市的企业", []),
        ("赤水市", ["赤水市"]),
        ("孟村县", ["孟村"]),
        ("杭州超市", ["杭州"]),
        ("苏州两区", ["苏州"]),
    ],
)
def test_a_short_form_that_goes_on_is_another_place(text: str, names: list[str]) -> None:
    assert [place.name for place in places_in(text)] == names


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("无拖欠农民工工资行为", "other"),
        ("虚假安置残疾人的", "other"),
        ("残疾人", "qualification"),
        ("返乡农民工", "qualification"),
    ],
)
def test_what_is_done_to_somebody_makes_nobody_one_of_them(words: str, kind: str) -> None:
    assert kind_of(words) == kind


def test_a_limit_for_some_is_not_held_against_the_number_of_staff() -> None:
    assert _status("20人以下的企业裁员率不高于10%", {"employees": 12}) == "unknown"


_FARMS = """丰和县种植业贷款贴息方案
一、贴息对象
在丰和县登记注册的家庭农场、农民专业合作社。
二、贴息条件
（一）种植面积：家庭农场不少于30亩，农民专业合作社不少于90亩；
（二）贷款用于购买农资，用于购房购车的不予贴息；
（三）无拖欠农民工工资行为。
三、贴息标准
每户贴息不超过3万元。
"""


def test_each_kind_of_applicant_has_its_own_limit_and_a_use_shuts_out() -> None:
    tree = outline(condition_of(_FARMS))
    assert isinstance(tree, list)
    assert tree[-1] == [
        "all",
        [
            "all",
            ["any", ["none", "entity: 家庭农场"], "other: 家庭农场不少于30亩"],
            ["any", ["none", "entity: 农民专业合作社"], "other: 农民专业合作社不少于90亩"],
        ],
        ["all", "request: 贷款用于购买农资", ["none", "request: 用于购房购车"]],
        "other: 无拖欠农民工工资行为",
    ]
    facts: dict[str, object] = {
        "region": "丰和县",
        "entity": "家庭农场",
        "industry": "种植",
        "states": {"家庭农场不少于30亩": True, "拖欠工资": False},
    }
    assert verdict(_FARMS, {**facts, "loan": {"purpose": "购买农资"}}) == "eligible"
    assert verdict(_FARMS, {**facts, "loan": {"purpose": "买房"}}) == "ineligible"


_GRADUATES = """丰和市大学生创业租房补贴办法
一、补贴对象
毕业3年内的高校毕业生。
二、申领条件
（一）首次创业，2023年1月1日以后在丰和市注册；
（二）年营业收入达到10万元，或者带动就业人数3人以上；
（三）租用直系亲属房屋的，不予补贴。
三、每年补贴6000元。
"""


def test_a_heading_opens_demands_and_the_years_stay_with_the_graduate() -> None:
    tree = outline(condition_of(_GRADUATES))
    assert isinstance(tree, list)
    assert tree[1:] == [
        "qualification: 毕业3年内的高校毕业生",
        [
            "all",
            ["all", "prior_use: 首次创业", "place: 2023年1月1日以后在丰和市注册"],
            ["any", "measure: 年营业收入达到10万元", "other: 带动就业人数3人以上"],
            ["none", "other: 租用直系亲属房屋"],
        ],
    ]


_EQUIPMENT = """丰和县工业设备补助细则
第一条 补助对象为在丰和县登记注册的工业企业。
第二条 企业设备投入不低于{least}万元。
第三条 按设备投入的6%给予补助，最高80万元。
第四条 从事房地产开发的企业不适用本细则。
第五条 被列入经营异常名录、涉嫌骗取资金的，不得享受补助。
"""


def test_a_bare_limit_and_who_it_is_not_for() -> None:
    facts: dict[str, object] = {
        "region": "丰和县", "entity": "企业", "industry": "机械制造", "states": {"列入经营异常名录": False},
    }  # fmt: skip
    text = _EQUIPMENT.format(least=300)
    assert verdict(text, {**facts, "investment_wan": 280}) == "ineligible"
    assert verdict(text, {**facts, "industry": "房地产", "investment_wan": 900}) == "ineligible"
    assert verdict(text, {**facts, "investment_wan": 900, "states": {"列入经营异常名录": True}}) == "ineligible"


def test_a_target_of_all_together_is_no_demand() -> None:
    text = _EQUIPMENT.format(least=300).replace("企业设备投入不低于300万元", "企业研发投入占比力争达到3%")
    assert "3%" not in str(outline(condition_of(text)))


_MEASURES = """丹桂市促进商贸若干政策
一、支持企业上规。对首次升为限上的企业，一次性奖励3万元。
二、鼓励网上销售。对年网络零售额达到600万元以上的电商企业，奖励5万元。
三、附则
（一）申报企业应当在丹桂市行政区域内（竹山县、松坪区除外）注册并纳税。
"""


def test_what_binds_all_stands_behind_the_measures() -> None:
    found = schemes(_MEASURES)
    assert [one.name for one in found] == ["支持企业上规", "鼓励网上销售"]
    tree = outline(found[1].condition)
    assert isinstance(tree, list)
    assert tree[1] == ["all", "place: 在丹桂市行政区域内", ["none", "place: 竹山县", "place: 松坪区"]]
    assert verdict(_MEASURES, {"region": "丹桂市竹山县", "entity": "企业"}) == "ineligible"


_RETURN = """丰和市稳岗返还通知
一、参保企业足额缴纳失业保险费12个月以上，上年度裁员率不高于5%的，可以申请失业保险稳岗返还，按50%返还。
"""


def test_what_stands_before_the_last_comma_is_demanded_as_well() -> None:
    tree = str(outline(condition_of(_RETURN)))
    assert "足额缴纳失业保险费12个月以上" in tree
    assert "裁员率不高于5%" in tree


_PERSONS = """丰和县创业担保贷款办法
第一条 个人贷款对象为在本县行政区域内创办企业、个体工商户的退役军人、登记失业人员。
第二条 小微企业申请贷款应当符合下列条件：
（一）在本县注册的小型、微型企业；
（二）无拖欠工资记录。
第三条 个人贷款最高20万元，小微企业贷款最高200万元。
"""


def test_a_lead_in_that_names_persons_binds_no_firm() -> None:
    found = schemes(_PERSONS)
    assert len(found) == 2
    assert "退役军人" in str(outline(found[0].condition))
    assert "退役军人" not in str(outline(found[1].condition))


_ADMITTED = """汀州高新区成长贷办法
第一条 申请成长贷的企业应当同时具备下列条件：
（一）在汀州高新区注册；
（二）资产负债率不超过65%；
（三）成立满2年。
第二条 不符合第一条第二项规定，但成长性突出的企业，经管委会研究同意，可以申请。
第三条 单户最高300万元。
"""


def test_an_admission_frees_from_the_item_it_names() -> None:
    facts: dict[str, object] = {"region": "汀州高新区", "entity": "企业", "debt_ratio": 80, "established": "2018-01-01"}
    assert verdict(_ADMITTED, facts) == "needs_review"
    assert verdict(_ADMITTED, {**facts, "established": "2024-12-01"}) == "ineligible"


@pytest.mark.parametrize(
    ("entity", "status"), [("企业", "met"), ("个体工商户", "met"), ("机关事业单位", "met"), ("个人", "unmet")]
)
def test_whoever_employs_somebody_is_an_employer(entity: str, status: str) -> None:
    assert _status("用人单位", {"entity": entity}) == status


def test_offices_are_told_from_firms() -> None:
    assert _status("机关、事业单位", {"entity": "机关事业单位"}) == "met"
    assert _status("机关、事业单位", {"entity": "企业"}) == "unmet"


@pytest.mark.parametrize(
    ("story", "name"),
    [
        ("我们是一家残疾人集中就业企业", "identities"),
        ("公司安置了好几位残疾人", "identities"),
        ("去年享受了创业担保贷款贴息", "loan.guarantee"),
        ("去年网上卖了900万", "industry"),
        ("我们在市区开店", "region"),
    ],
)
def test_what_a_story_does_not_say(story: str, name: str) -> None:
    assert not read_story(story, DAY, bundled_names()).of(name)


@pytest.mark.parametrize(
    ("story", "purpose"),
    [("想贷20万买房", "买房"), ("我想贷款炒股", "炒股"), ("贷款买辆轿车", "买辆轿车"), ("贷款进货", "进货")],
)
def test_a_use_outside_the_business_is_read(story: str, purpose: str) -> None:
    (fact,) = read_story(story, DAY, bundled_names()).of("loan.purpose")
    assert fact.value == purpose


def test_a_count_behind_only() -> None:
    (fact,) = read_story("我们软著只有3项", DAY, bundled_names()).of("figures.软件著作权")
    assert fact.value == 3
