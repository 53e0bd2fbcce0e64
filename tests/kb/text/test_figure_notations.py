"""All notations of one value have that value, and no other value has them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.text.amounts import figures_in, same_figure
from kb.text.notations import notations, rewritten
from kb.text.values import Value, values_in

CONTEXTS = ("{}", "不超过{}的", "可申请{}，", "为{}以内")
WHOLE = {"月": 400, "日": 400, "分钟": 600, "工作日": 120, "户": 9_999, "人": 99_999, "岁": 120, "倍": 100}
SPLIT = ("元", "美元", "%", "基点")


def _value(number: Decimal | int, unit: str) -> Value:
    return Value((Decimal(number),), unit)


def _values_of(text: str) -> list[Value]:
    return [value for _, value in values_in(text)]


VALUES = st.one_of(
    st.builds(lambda number: _value(number, "元"), st.integers(1, 10**11)),
    st.builds(lambda digits, zeros: _value(digits * 10**zeros, "元"), st.integers(1, 999), st.integers(0, 8)),
    st.builds(lambda number, unit: _value(Decimal(number) / 100, unit), st.integers(1, 10_000), st.sampled_from(SPLIT)),
    *(st.builds(_value, st.integers(1, most), st.just(unit)) for unit, most in WHOLE.items()),
)


@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_every_notation_of_a_value_has_that_value(value: Value) -> None:
    written = notations(value)
    assert written
    assert {text: _values_of(text) for text in written} == {text: [value] for text in written}


@settings(max_examples=150, deadline=None)
@given(VALUES, st.sampled_from(CONTEXTS))
def test_a_notation_has_its_value_in_a_sentence_too(value: Value, context: str) -> None:
    assert [_values_of(context.format(text)) for text in notations(value)] == [[value]] * len(notations(value))


@settings(max_examples=300, deadline=None)
@given(VALUES, VALUES)
def test_different_values_share_no_notation(one: Value, other: Value) -> None:
    if one != other:
        assert not set(notations(one)) & set(notations(other))


@settings(max_examples=100, deadline=None)
@given(st.dates(min_value=date(1949, 10, 1), max_value=date(2099, 12, 31)))
def test_every_notation_of_a_day_is_that_day(day: date) -> None:
    value = Value((), "年月日", str(day))
    written = notations(value)
    assert len(written) == 5
    assert [_values_of(f"自{text}起施行") for text in written] == [[value]] * 5


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (_value(10**7, "元"), "1千万 1千万元 一千万元 1000万元 1,000万元 １０００万元 壹仟万元 10000000元 0.1亿元"),
        (_value(60, "%"), "60% 60％ 百分之六十 百分之60 六成 6成 十分之六"),
        (_value(90, "基点"), "90BP 90bp 90个基点 九十个基点 0.9个百分点 LPR加90个基点 LPR+0.9个百分点 LPR上浮90个基点"),
        (_value(-90, "基点"), "LPR减90个基点 LPR下浮90个基点 LPR-90BP"),
        (_value(3, "月"), "3个月 三个月 一个季度 不超过一季度 为期一季度"),
        (_value(6, "月"), "半年 6个月 六个月 0.5年"),
        (_value(1, "%"), "1% 百分之一 1％ 百分之1"),
        (_value(100, "%"), "100% 百分之一百 百分之百"),
        (_value(148, "千瓦"), "148千瓦 一百四十八千瓦"),
        (
            Value((), "年月日", "2022-06-26"),
            "2022年6月26日 2022-06-26 二〇二二年六月二十六日 2022.6.26 ２０２２年６月２６日",
        ),
    ],
)
def test_what_people_write_for_a_value(value: Value, texts: str) -> None:
    assert {text: _values_of(text) for text in texts.split()} == {text: [value] for text in texts.split()}


@pytest.mark.parametrize(
    ("one", "other"),
    [("1000万元", "1000元"), ("60%", "60个百分点"), ("3个月", "90天"), ("20日", "20个工作日"), ("六成", "百分之六")],
)
def test_what_is_near_in_writing_is_not_the_same(one: str, other: str) -> None:
    assert _values_of(one) != _values_of(other)


def test_a_quarter_of_a_year_that_is_named_is_no_length_of_time() -> None:
    assert _values_of("2022年一季度") == []
    assert _values_of("一季度末") == []


def test_a_text_is_rewritten_with_its_figures_in_one_notation() -> None:
    assert rewritten("处5万元以上20万元以下罚款") == (
        "处五万元以上二十万元以下罚款",
        "处50000元以上200000元以下罚款",
    )
    assert rewritten("没有数字") == ()


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_the_check_of_figures_holds_all_notations_for_the_same(value: Value) -> None:
    figures = [figures_in(f"每户最高{text}，") for text in notations(value)]
    assert all(len(one) == 1 and same_figure(one[0], figures[0][0]) for one in figures)


@settings(max_examples=150, deadline=None)
@given(VALUES, VALUES)
def test_the_check_of_figures_tells_different_values_apart(one: Value, other: Value) -> None:
    if one != other:
        (left,), (right,) = figures_in(f"最高{notations(one)[0]}，"), figures_in(f"最高{notations(other)[-1]}，")
        assert not same_figure(left, right)
