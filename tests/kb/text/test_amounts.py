"""Figures with their units and operators, in any notation."""

from decimal import Decimal

import pytest

from kb.text.amounts import Figure, Operator, figures_in, same_figure
from kb.types import Span


def _only(text: str) -> Figure:
    figures = figures_in(text)
    assert len(figures) == 1, figures
    return figures[0]


def _written(text: str) -> list[tuple[str, list[str], str]]:
    return [
        (one.span.of(text), [f"{value.normalize():f}" for value in one.values], one.unit) for one in figures_in(text)
    ]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1000万元", "10000000"),
        ("1,000 万元", "10000000"),
        ("1，000万元", "10000000"),
        ("１０００万元", "10000000"),
        ("一千万", "10000000"),
        ("一千万元", "10000000"),
        ("壹仟万元", "10000000"),
        ("一千萬元", "10000000"),
        ("300w", "3000000"),
        ("300W", "3000000"),
        ("3百万", "3000000"),
        ("三百来万", "3000000"),
        ("三百多万元", "3000000"),
        ("300余万元", "3000000"),
        ("0.5亿", "50000000"),
        ("50万块", "500000"),
        ("五十万块钱", "500000"),
        ("2.44万亿元", "2440000000000"),
        ("1亿2000万元", "120000000"),
        ("3万5千元", "35000"),
        ("2万4000元", "24000"),
        ("一万五", "15000"),
        ("1万5", "15000"),
        ("三千五百万", "35000000"),
        ("一点五亿元", "150000000"),
        ("5个亿", "500000000"),
        ("三百零五元", "305"),
        ("800块", "800"),
        ("¥1,200", "1200"),
        ("100万人民币", "1000000"),
    ],
)
def test_money_is_read_in_yuan_in_any_notation(text: str, yuan: str) -> None:
    figure = _only(text)
    assert (figure.span.of(text), figure.values, figure.unit) == (text, (Decimal(yuan),), "元")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("37.2%", "37.2", "%"),
        ("３７．２％", "37.2", "%"),
        ("百分之五十", "50", "%"),
        ("百分之零点五", "0.5", "%"),
        ("百分之百", "100", "%"),
        ("千分之三", "0.3", "%"),
        ("5‰", "0.5", "%"),
        ("五分之二", "40", "%"),
        ("五成", "50", "%"),
        ("6成", "60", "%"),
        ("-3.5%", "-3.5", "%"),
        ("六折", "6", "折"),
        ("八五折", "8.5", "折"),
        ("9.5折", "9.5", "折"),
        ("0.9个百分点", "0.9", "百分点"),
        ("三个点", "3", "百分点"),
        ("90个基点", "90", "基点"),
        ("90BP", "90", "基点"),
        ("15 bp", "15", "基点"),
        ("5个工作日", "5", "工作日"),
        ("二十个交易日", "20", "工作日"),
        ("90日", "90", "日"),
        ("60天", "60", "日"),
        ("30个自然日", "30", "日"),
        ("两周", "2", "周"),
        ("18个月", "18", "月"),
        ("半个月", "0.5", "月"),
        ("1个半月", "1.5", "月"),
        ("三个季度", "3", "季度"),
        ("三年", "3", "年"),
        ("半年", "0.5", "年"),
        ("一年半", "1.5", "年"),
        ("2个会计年度", "2", "年"),
        ("24小时", "24", "小时"),
        ("18周岁", "18", "岁"),
        ("100人", "100", "人"),
        ("100名", "100", "人"),
        ("三个人", "3", "人"),
        ("2.6万人次", "26000", "人次"),
        ("45.7万户", "457000", "户"),
        ("12项", "12", "项"),
        ("3家", "3", "家"),
        ("10来家", "10", "家"),
        ("200平方公里", "200", "平方公里"),
        ("5亩", "5", "亩"),
        ("3吨", "3", "吨"),
        ("8倍", "8", "倍"),
        ("50亿美元", "5000000000", "美元"),
        ("11亿千瓦", "1100000000", "千瓦"),
    ],
)
def test_every_measure_has_its_canonical_unit(text: str, value: str, unit: str) -> None:
    figure = _only(text)
    assert (figure.span.of(text), figure.values, figure.unit) == (text, (Decimal(value),), unit)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("按4∶4∶2的比例分担", [("4∶4∶2", ["4", "4", "2"], "比")]),
        ("风险按6:4承担", [("6:4", ["6", "4"], "比")]),
        ("配套比例为1:10", [("1:10", ["1", "10"], "比")]),
        ("按五比五出资", [("五比五", ["5", "5"], "比")]),
        ("办公时间9:00—17:30", []),
        ("14：30开会", []),
    ],
)
def test_ratios_are_told_from_times_of_the_day(text: str, figures: list[tuple[str, list[str], str]]) -> None:
    assert _written(text) == figures


@pytest.mark.parametrize(
    ("text", "span", "values", "unit"),
    [
        ("3—5年", "3—5年", ["3", "5"], "年"),
        ("三至五年", "三至五年", ["3", "5"], "年"),
        ("两三年", "两三年", ["2", "3"], "年"),
        ("10万至50万元", "10万至50万元", ["100000", "500000"], "元"),
        ("10至50万元", "10至50万元", ["100000", "500000"], "元"),
        ("5000至1万元", "5000至1万元", ["5000", "10000"], "元"),
        ("300万到500万", "300万到500万", ["3000000", "5000000"], "元"),
        ("五六十万元", "五六十万元", ["500000", "600000"], "元"),
        ("10%-15%", "10%-15%", ["10", "15"], "%"),
        ("8%～9.5%", "8%～9.5%", ["8", "9.5"], "%"),
        ("百分之五至百分之十", "百分之五至百分之十", ["5", "10"], "%"),
        ("百分之五至十", "百分之五至十", ["5", "10"], "%"),
        ("3个月至1年", "3个月至1年", ["3", "12"], "月"),
        ("5-10个工作日", "5-10个工作日", ["5", "10"], "工作日"),
        ("成员为五人至十九人", "五人至十九人", ["5", "19"], "人"),
        ("LPR+50至90个基点", "+50至90个基点", ["50", "90"], "基点"),
    ],
)
def test_a_range_is_one_figure(text: str, span: str, values: list[str], unit: str) -> None:
    assert _written(text) == [(span, values, unit)]


@pytest.mark.parametrize(
    ("text", "span", "value", "unit"),
    [
        ("不高于LPR+90基点", "+90基点", "90", "基点"),
        ("LPR加90个基点", "90个基点", "90", "基点"),
        ("LPR+90", "+90", "90", "基点"),
        ("lpr-20bp", "-20bp", "-20", "基点"),
        ("LPR减20个基点", "20个基点", "-20", "基点"),
        ("LPR+0.9%", "+0.9%", "0.9", "百分点"),
        ("利率下调20个基点", "20个基点", "20", "基点"),
    ],
)
def test_points_on_the_prime_rate_keep_their_sign(text: str, span: str, value: str, unit: str) -> None:
    figure = _only(text)
    assert (figure.span.of(text), figure.values, figure.unit) == (span, (Decimal(value),), unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "没有数字的句子",
        "自2022年6月26日起施行",
        "2020年，二〇二二年，二○一九年五月，2020—2022年",
        "1~8月，3—5月份，十二月，10月底",
        "第五条第二款第（三）项，第 1 8 条，第一、二、三年",
        "（二）申请；一、总则；1.目的",
        "某政发〔2021〕15号",
        "电话0571-88012345，热线12345",
        "每月15日前报送",
        "20日，市政府召开会议；记者18日从会上获悉",
        "前两款规定，前三项",
        "《支持企业发展二十条措施》",
        "21年底，22年3月",
        "统一年度标准，其中之一，万一个别单位，同一年级，唯一一家",
        "一家企业，一项任务，一个平台，提出一批举措",
        "几十万，数百家",
        "我们一块去，上半年成立",
        "党的二十届三中全会，十四届五中全会",
        "人口100万以上的城市",
        "三元催化，二元结构，红十字会，统筹兼顾",
        "头八个月，今年前8个月",
        "8时30分，2.0版，A4纸，5G基站，GB2312",
    ],
)
def test_dates_labels_and_names_are_no_figures(text: str) -> None:
    assert _written(text) == []


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("贷款100万3年利息多少", [("100万", "元"), ("3年", "年")]),
        ("合同到期前3个月", [("3个月", "月")]),
        ("5个人工智能项目、20个人才", [("5个", "个"), ("20个", "个")]),
        ("12项目标、3项目", [("12项", "项")]),
        ("公示5日，提前30日", [("5日", "日"), ("30日", "日")]),
        ("1.5家企业入围", [("5家", "家")]),
        ("新政20条", [("20条", "条")]),
        ("1200元/人，每亩补500元", [("1200元", "元"), ("500元", "元")]),
        ("养50头牛、300只羊", [("50头", "头"), ("300只", "只")]),
    ],
)
def test_neighbouring_words_decide_what_a_number_counts(text: str, figures: list[tuple[str, str]]) -> None:
    assert [(span, unit) for span, _, unit in _written(text)] == figures


@pytest.mark.parametrize(
    ("text", "operator", "words"),
    [
        ("单户最高可申请1000万元", Operator.AT_MOST, "最高"),
        ("最高不超过1000万元", Operator.AT_MOST, "不超过"),
        ("不得超过注册资本的50%", Operator.AT_MOST, "不得超过"),
        ("额度上限为500万元", Operator.AT_MOST, "上限"),
        ("500万元封顶", Operator.AT_MOST, "封顶"),
        ("以500万元为限", Operator.AT_MOST, "为限"),
        ("最多三次", Operator.AT_MOST, "最多"),
        ("5个工作日内", Operator.AT_MOST, "内"),
        ("300万元（含）以下", Operator.AT_MOST, "以下"),
        ("十年以内", Operator.AT_MOST, "以内"),
        ("成立不满3年", Operator.AT_MOST, "不满"),
        ("不足20人", Operator.AT_MOST, "不足"),
        ("不低于百分之三", Operator.AT_LEAST, "不低于"),
        ("不得少于2人", Operator.AT_LEAST, "不得少于"),
        ("至少1家", Operator.AT_LEAST, "至少"),
        ("年收入2000万元以上", Operator.AT_LEAST, "以上"),
        ("3家及以上", Operator.AT_LEAST, "及以上"),
        ("存款余额突破3亿元", Operator.AT_LEAST, "突破"),
        ("用户超50户", Operator.AT_LEAST, "超"),
        ("注册满1年", Operator.AT_LEAST, "满"),
        ("5万元起", Operator.AT_LEAST, "起"),
        ("约3000户", Operator.ABOUT, "约"),
        ("近5000户", Operator.ABOUT, "近"),
        ("上千家", Operator.ABOUT, "上"),
        ("1000余家", Operator.ABOUT, "余"),
        ("三百来万", Operator.ABOUT, "来"),
        ("5年多", Operator.ABOUT, "多"),
        ("三个多月", Operator.ABOUT, "多"),
        ("200人左右", Operator.ABOUT, "左右"),
        ("不超过约300万元", Operator.AT_MOST, "不超过"),
        ("近三年", Operator.EXACT, None),
        ("最近2家", Operator.EXACT, None),
        ("自批准之日起3日", Operator.EXACT, None),
        ("发放贷款1000万元", Operator.EXACT, None),
        ("最高人民法院受理3件", Operator.EXACT, None),
    ],
)
def test_the_operator_is_read_with_its_own_words(text: str, operator: Operator, words: str | None) -> None:
    figure = _only(text)
    span = figure.operator_span
    assert (figure.operator, span.of(text) if span else None) == (operator, words)


def test_an_operator_belongs_to_its_own_figure() -> None:
    text = "年销售额2000万元以上的企业最高补50万元，贷款3年，不足的部分补5%"
    assert [(one.span.of(text), one.operator) for one in figures_in(text)] == [
        ("2000万元", Operator.AT_LEAST),
        ("50万元", Operator.AT_MOST),
        ("3年", Operator.EXACT),
        ("5%", Operator.EXACT),
    ]


def test_figures_side_by_side_share_the_operator_before_them() -> None:
    text = "分别给予最高10万元、20万元和30万元奖励，另补5万元"
    assert [one.operator for one in figures_in(text)] == [*[Operator.AT_MOST] * 3, Operator.EXACT]
    assert {one.operator_span for one in figures_in(text)[:3]} == {Span(4, 6)}


def test_what_holds_in_principle_says_so() -> None:
    text = "贷款期限原则上不超过1年，最长不超过3年；一般公共预算增长5%；单户一般在50万元以内；原则上，每户限2次"
    assert [(one.span.of(text), one.principle) for one in figures_in(text)] == [
        ("1年", True),
        ("3年", False),
        ("5%", False),
        ("50万元", True),
        ("2次", True),
    ]


def test_one_is_a_figure_only_where_it_is_counted() -> None:
    text = "一家企业只能申请一次，每户补助一套，最多一项"
    assert [one.span.of(text) for one in figures_in(text)] == ["一次", "一套", "一项"]


def test_spans_hold_number_and_unit_and_do_not_overlap() -> None:
    text = "单户 ５００万元（含）以内，利率不高于ＬＰＲ＋９０个基点，期限3—5年。"
    assert [one.span.of(text) for one in figures_in(text)] == ["５００万元", "＋９０个基点", "3—5年"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1000万元", "一千万", True),
        ("最高300w", "三百万元左右", True),
        ("12个月", "1年", True),
        ("半年", "6个月", True),
        ("一年半", "18个月", True),
        ("14天", "两周", True),
        ("五成", "50%", True),
        ("百分之五十", "50％", True),
        ("六折", "60%", True),
        ("0.9个百分点", "90个基点", True),
        ("LPR+0.9%", "LPR+90BP", True),
        ("按4:4:2", "按2∶2∶1", True),
        ("3个平台", "3家平台", True),
        ("100名", "100人", True),
        ("3—5年", "36个月至60个月", True),
        ("30日", "1个月", False),
        ("5日", "5个工作日", False),
        ("6:4分担", "4:6分担", False),
        ("3年", "3%", False),
        ("3—5年", "5年", False),
        ("3家", "3户", False),
        ("1000万元", "1000万美元", False),
    ],
)
def test_figures_are_compared_by_what_they_state(one: str, other: str, same: bool) -> None:
    assert same_figure(_only(one), _only(other)) is same
    assert same_figure(_only(other), _only(one)) is same
