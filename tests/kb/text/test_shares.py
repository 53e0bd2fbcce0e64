"""Shares said in words and as fractions have the value that they have as a percentage."""

from decimal import Decimal

import pytest

from kb.text.notations import notations, rewritten
from kb.text.values import Value, values_in

THIRD, HALF = Decimal(100) / 3, Decimal(50)


def _found(text: str) -> list[tuple[str, Decimal]]:
    return [(span.of(text), value.numbers[0]) for span, value in values_in(text) if value.unit == "%"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("经三分之一以上代表提议", [("三分之一", THIRD)]),
        ("经1/3以上代表提议", [("1/3", THIRD)]),
        ("三分之二以上多数通过", [("三分之二", 2 * Decimal(100) / 3)]),
        ("２／３以上通过", [("２／３", 2 * Decimal(100) / 3)]),
        ("二分之一以上同意", [("二分之一", HALF)]),
        ("全体成员半数以上同意", [("半数", HALF)]),
        ("须经过半数表决权同意", [("半数", HALF)]),
        ("人数过半同意", [("半", HALF)]),
        ("费用由双方各承担一半", [("一半", HALF)]),
        ("超过一半的企业", [("一半", HALF)]),
        ("补助百分之五十", [("百分之五十", HALF)]),
        ("按两成补助", [("两成", Decimal(20))]),
        ("按一成半补助", [("一成半", Decimal(15))]),
        ("按三成五补助", [("三成五", Decimal(35))]),
        ("打七折", [("七折", Decimal(70))]),
        ("打八五折", [("八五折", Decimal(85))]),
        ("四分之一", [("四分之一", Decimal(25))]),
        ("千分之三", [("千分之三", Decimal("0.3"))]),
        # No shares.
        ("第1/2页，5/20节，2024/1/2", []),
        ("另一半时间，上半数据，一半径", []),
        ("三成立委员会", []),
        ("半年内、半数字化", []),
    ],
)
def test_what_a_share_comes_to(text: str, found: list[tuple[str, Decimal]]) -> None:
    assert _found(text) == found


@pytest.mark.parametrize(
    ("text", "days"),
    [("廿日内", 20), ("卅日内", 30), ("廿五日内", 25), ("二十日内", 20)],
)
def test_days_counted_in_old_numerals(text: str, days: int) -> None:
    assert [value for _, value in values_in(text)] == [Value((Decimal(days),), "日")]


def test_a_day_of_a_month_in_old_numerals() -> None:
    text = "二〇二四年五月廿日"
    assert [(span.of(text), value.day) for span, value in values_in(text)] == [(text, "2024-05-20")]
    assert list(values_in("五月廿日前")) == []


@pytest.mark.parametrize(
    ("percent", "written"),
    [
        (HALF, ("50%", "百分之五十", "5成", "五成", "一半", "半数", "二分之一", "1/2")),
        (THIRD, ("三分之一", "1/3")),
        (Decimal(75), ("75%", "百分之七十五", "四分之三", "3/4")),
        (Decimal(20), ("20%", "百分之二十", "2成", "二成", "两成", "五分之一", "1/5")),
    ],
)
def test_how_a_share_is_written(percent: Decimal, written: tuple[str, ...]) -> None:
    value = Value((percent,), "%")
    assert notations(value) == written
    assert [[one for _, one in values_in(text)] for text in written] == [[value]] * len(written)


def test_a_wording_with_a_share_is_looked_for_in_every_notation() -> None:
    assert "经全体成员二分之一以上同意" in rewritten("经全体成员50%以上同意")
    assert "经全体成员50%以上同意" in rewritten("经全体成员半数以上同意")
    assert "经2/3以上代表通过" in rewritten("经三分之二以上代表通过")
