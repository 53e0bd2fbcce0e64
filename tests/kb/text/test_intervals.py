from decimal import Decimal

import pytest

from kb.text.intervals import intervals_in
from kb.text.set_rows import cells_set, names_above


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80—89分", "[80,89]分"),
        ("90分以上的", "[90,)分"),
        ("不足60分的", "(,60)分"),
        ("1—3日", "[1,3]日"),
        ("超过5000万元的", "(50000000,)元"),
        ("单笔低于50万元的", "(,500000)元"),
        ("30人（含）以下的企业", "(,30]人"),
        ("300万美元至3000万美元的", "[3000000,30000000]美元"),
        ("3年以上5年以下的", "[36,60]月"),
        ("满3年不满5年的", "[36,60)月"),
        ("超过5万元、不足10万元的", "(50000,100000)元"),
        ("50万元（含）至100万元（不含）", "[500000,1000000)元"),
        ("60分≤评分<70分", "[60,70)分"),
        ("大于100人小于等于300人", "(100,300]人"),
        ("18周岁以上、55周岁以下", "[18,55]岁"),
        ("用5天", "=5日"),
        ("不得高于5%", "(,5]%"),
        ("不能超过30万元", "(,300000]元"),
        ("不宜多于3年", "(,36]月"),
        ("不应低于20%", "[20,)%"),
        ("不能少于3人", "[3,)人"),
        ("高于10万元、不得高于20万元", "(100000,200000]元"),
    ],
)
def test_the_ends_of_an_interval_and_whether_they_belong_to_it(text: str, expected: str) -> None:
    (one,) = intervals_in(text)
    low = ("[" if one.low_included and one.low is not None else "(") + (f"{one.low:f}" if one.low is not None else "")
    high = (f"{one.high:f}" if one.high is not None else "") + (
        "]" if one.high_included and one.high is not None else ")"
    )
    assert (f"={one.low}{one.unit}" if one.figure else f"{low},{high}{one.unit}") == expected


def test_a_clock_a_company_and_a_ratio_are_no_scores_and_about_is_no_interval() -> None:
    assert intervals_in("3分钟，2家分公司，第5分局，按4:4:2分担，约80人") == intervals_in("3分钟，2家公司")


def test_an_interval_holds_its_own_ends_only_where_they_belong_to_it() -> None:
    over, range_ = (*intervals_in("超过5人的"), *intervals_in("3—5人"))
    assert [over.holds(Decimal(value)) for value in (5, 6)] == [False, True]
    assert [range_.holds(Decimal(value)) for value in (2, 3, 5, 6)] == [False, True, True, False]
    assert range_.is_apart(over)
    assert not range_.is_apart(range_)


def test_of_two_limits_the_narrower_lies_within_the_other() -> None:
    one, higher, lower = (intervals_in(text)[0] for text in ("超过1亿元的", "超过5亿元的", "不足1亿元的"))
    assert (higher.is_within(one), one.is_within(higher), lower.is_within(one)) == (True, False, False)


def test_wide_spaces_and_tabs_part_cells_where_the_line_is_no_running_text() -> None:
    assert cells_set("甲级　80—89分　不超过20万元") == ["甲级", "80—89分", "不超过20万元"]
    assert cells_set("1—3日\t0.01%") == ["1—3日", "0.01%"]
    assert cells_set("利率 不超过 LPR + 50 个基点") == []
    assert cells_set("第一条　对企业，给予补助　三年") == []


def test_the_names_of_columns_are_the_first_line_of_the_rows_without_figures() -> None:
    text = "附件\n等级　评分　额度\n甲级　80—89分　20万元\n乙级　70—79分　10万元\n说明。\n"
    assert names_above(text, text.index("乙级")) == "等级　评分　额度"
    assert names_above(text, text.index("等级")) == ""
    assert names_above(text, text.index("说明")) == ""
    assert names_above("甲级\t80分\t20万元\n乙级\t70分\t10万元\n", 14) == ""
