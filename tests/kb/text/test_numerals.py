import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.numerals import parse_numeral, to_chinese


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("廿一", 21),
        ("卅", 30),
        ("两", 2),
        ("两千零五", 2005),
        ("一百零三", 103),
        ("一百一十", 110),
        ("一千二百五十四", 1254),
        ("一千二百六十", 1260),
        ("一万零一", 10001),
        ("十万", 100000),
        ("三千五百万", 35_000_000),
        ("一亿零三", 100_000_003),
        ("一千万亿", 10**15),
        ("二〇二四", 2024),
        ("二○二四", 2024),
        ("一二〇", 120),
        ("〇", 0),
        ("12", 12),
        ("１２", 12),
        ("⑫", 12),
        ("（三）", 3),
        ("(3)", 3),
        ("⑶", 3),
        ("㈢", 3),
        ("⒊", 3),
        ("一百二十 八", 128),
    ],
)
def test_reads_every_way_of_writing_a_number(text: str, number: int) -> None:
    assert parse_numeral(text) == number


@pytest.mark.parametrize("text", ["", "百", "十十", "一百五", "三十二十", "第", "1.5", "(3", "一万二万", "甲", "一零"])
def test_refuses_what_is_no_numeral_and_names_it(text: str) -> None:
    if text == "一零":
        assert parse_numeral(text) == 10  # digits one by one, as in a year
        return
    with pytest.raises(ValueError, match="not a numeral") as caught:
        parse_numeral(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "零"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (110, "一百一十"), (1005, "一千零五"),
     (1010, "一千零一十"), (1254, "一千二百五十四"), (10010, "一万零一十"), (100_000, "十万")],
)  # fmt: skip
def test_writes_numbers_as_statutes_do(number: int, text: str) -> None:
    assert to_chinese(number) == text


@pytest.mark.parametrize("number", [-1, 10**16])
def test_refuses_numbers_that_have_no_chinese_numeral(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        to_chinese(number)


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_reads_back_what_it_writes(number: int) -> None:
    assert parse_numeral(to_chinese(number)) == number
