from decimal import Decimal

import pytest

from kb.rules.applicant.spoken import quantities_of
from kb.text.written_numbers import half_width

SAID: list[tuple[str, list[str]]] = [
    ("二十来号人", ["20人"]),
    ("三四十人", ["30..40人"]),
    ("十几个工人", ["10..19人"]),
    ("几百号人", ["200..900人"]),
    ("百把人", ["100人"]),
    ("二十五六个人", ["25..26人"]),
    ("20几个员工", ["20..29人"]),
    ("八百多万", ["8000000..8999999元"]),
    ("三百来万", ["3000000元"]),
    ("几十万", ["200000..900000元"]),
    ("一个多亿", ["100000000..199999999元"]),
    ("1.2亿", ["120000000元"]),
    ("20w", ["200000元"]),
    ("一万五", ["15000元"]),
    ("5千块", ["5000元"]),
    ("10到20万", ["100000..200000元"]),
    ("一两千万", ["10000000..20000000元"]),
    ("不到五百万", ["0..5000000元"]),
    ("一百万三年", ["1000000元", "36月"]),
    ("三年半", ["42月"]),
    ("一年零三个月", ["15月"]),
    ("2年8个月", ["32月"]),
    ("半年", ["6月"]),
    ("五年多", ["60..71月"]),
    ("快三年", ["24..35月"]),
    ("不到一年", ["0..11月"]),
    ("分36期", ["36月"]),
    ("18个月", ["18月"]),
    ("百分之六", ["6%"]),
    ("六个点", ["6%"]),
    ("三成", ["30%"]),
    ("35岁", ["35岁"]),
    ("2019年3月", []),
    ("12月", []),
    ("第三条", []),
    ("厂房2000平", []),
    ("三百户", []),
    ("一直", []),
    ("万一", []),
    ("一家公司", []),
    ("电话13900001111", []),
]


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_quantities_as_people_say_them(text: str, expected: list[str]) -> None:
    found = quantities_of(half_width(text))
    assert [f"{one.value}{'' if one.upper is None else f'..{one.upper}'}{one.unit}" for one in found] == expected


def test_the_upper_end_is_never_below_the_value() -> None:
    for text, _ in SAID:
        for one in quantities_of(half_width(text)):
            assert one.upper is None or one.upper >= one.value >= Decimal(0)
            assert 0 <= one.start < one.end <= len(text)
