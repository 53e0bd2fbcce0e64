"""Quantities: numbers with units, and the units that they compare in."""

from decimal import Decimal

import pytest

from kb.text.quantities import Quantity, in_base_unit, quantities_in


def test_quantities_come_in_order_with_their_places() -> None:
    assert list(quantities_in("贷300余万元,3至5年,按6:4分担")) == [
        Quantity(1, 7, (Decimal(3_000_000),), "元", (4, 5)),
        Quantity(8, 12, (Decimal(3), Decimal(5)), "年"),
        Quantity(14, 17, (Decimal(6), Decimal(4)), "比"),
    ]


def test_a_date_between_two_quantities_is_passed_over() -> None:
    assert [found.unit for found in quantities_in("3家,2022年6月26日,第5条,5户")] == ["家", "户"]


@pytest.mark.parametrize(
    ("value", "unit", "base"),
    [
        ("1.5", "年", ("18.0", "月")),
        ("2", "季度", ("6", "月")),
        ("2", "周", ("14", "日")),
        ("0.9", "百分点", ("90.0", "基点")),
        ("8.5", "折", ("85.0", "%")),
        ("2", "公顷", ("30", "亩")),
        ("30", "日", ("30", "日")),
        ("5", "工作日", ("5", "工作日")),
    ],
)
def test_units_of_one_kind_are_compared_in_one_unit(value: str, unit: str, base: tuple[str, str]) -> None:
    (number,), name = in_base_unit((Decimal(value),), unit)
    assert (str(number), name) == base
