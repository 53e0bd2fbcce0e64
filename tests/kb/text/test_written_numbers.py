"""Numbers in any notation as values."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.numerals import to_chinese
from kb.text.written_numbers import WrittenNumber, half_width, number_at


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12家", WrittenNumber(0, 2, (Decimal(12),), 1)),
        ("1,234.5元", WrittenNumber(0, 7, (Decimal("1234.5"),), 1)),
        ("2.44万亿元", WrittenNumber(0, 6, (Decimal("2440000000000"),), 10**12)),
        ("300w吗", WrittenNumber(0, 4, (Decimal(3_000_000),), 10**4)),
        ("3百万元", WrittenNumber(0, 3, (Decimal(3_000_000),), 10**6)),
        ("1亿2千万元", WrittenNumber(0, 5, (Decimal(120_000_000),), 10**7)),
        ("100万3年", WrittenNumber(0, 4, (Decimal(1_000_000),), 10**4)),
        ("三百来万", WrittenNumber(0, 4, (Decimal(3_000_000),), 10**6, vague=(2, 3))),
        ("十几万", WrittenNumber(0, 3, (Decimal(100_000),), 10**4, vague=(1, 2))),
        ("一万五", WrittenNumber(0, 3, (Decimal(15_000),), 1000, elided=True)),
        ("两三家", WrittenNumber(0, 2, (Decimal(2), Decimal(3)), 1)),
        ("五六十万", WrittenNumber(0, 4, (Decimal(500_000), Decimal(600_000)), 10**4)),
        ("八五折", WrittenNumber(0, 2, (Decimal(85),), 1)),
        ("零点五", WrittenNumber(0, 3, (Decimal("0.5"),), 1)),
        ("壹佰贰拾万元整", WrittenNumber(0, 5, (Decimal(1_200_000),), 10**4)),
    ],
)
def test_a_number_is_read_with_its_scale(text: str, number: WrittenNumber) -> None:
    assert number_at(text, 0) == number


@pytest.mark.parametrize("text", ["", "甲", "百", "万一", "一百五", "三十二十"])
def test_what_is_no_certain_number_is_none(text: str) -> None:
    assert number_at(text, 0) is None


@pytest.mark.parametrize(("text", "start", "value"), [("近百家", 1, 100), ("超千万元", 1, 10**7), ("上万户", 1, 10**4)])
def test_a_scale_alone_counts_behind_the_words_that_lead_up_to_it(text: str, start: int, value: int) -> None:
    number = number_at(text, start)
    assert number is not None
    assert number.values == (Decimal(value),)


@given(st.integers(min_value=1, max_value=10**12))
def test_numbers_in_chinese_and_in_digits_are_the_same(number: int) -> None:
    text = to_chinese(number)
    read = number_at(text, 0)
    assert read is not None
    assert (read.end, read.values) == (len(text), (Decimal(number),))
    assert (digits := number_at(str(number), 0)) is not None
    assert digits.values == read.values


@given(st.text())
def test_folding_widths_moves_no_character(text: str) -> None:
    assert len(half_width(text)) == len(text)


def test_widths_and_marks_are_folded() -> None:
    assert half_width("１，０００萬圓（ＬＰＲ＋９０）４∶４　—○￥") == "1,000万圆(LPR+90)4:4 -〇¥"
