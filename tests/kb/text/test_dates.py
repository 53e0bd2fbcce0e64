"""Dates as Chinese documents write them."""

from datetime import date

import pytest

from kb.text.dates import add_years, find_dates, first_date, last_day_of_term, small_number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022年6月26日", date(2022, 6, 26)),
        ("2022年 6月 26日", date(2022, 6, 26)),
        ("二〇一九年一月九日", date(2019, 1, 9)),
        ("二○○四年六月二十六日", date(2004, 6, 26)),
        ("一九九六年十二月三十一日", date(1996, 12, 31)),
        ("2021-05-16", date(2021, 5, 16)),
        ("2021.5.16", date(2021, 5, 16)),
        ("2021/5/16", date(2021, 5, 16)),
    ],
)
def test_a_written_day_is_read(text: str, day: date) -> None:
    mention = first_date(f"自{text}起施行")
    assert mention is not None
    assert (mention.day, mention.start, mention.end) == (day, 1, 1 + len(text))


@pytest.mark.parametrize(
    "text", ["2021年2月30日", "2021年13月1日", "6月26日", "2021年6月", "12021-05-16", "1.2021.5.16", ""]
)
def test_what_is_no_day_is_left_out(text: str) -> None:
    assert first_date(text) is None


def test_days_come_in_order() -> None:
    days = [mention.day for mention in find_dates("2016年5月27日修订，2020年11月27日修正，二〇二一年一月一日施行")]
    assert days == [date(2016, 5, 27), date(2020, 11, 27), date(2021, 1, 1)]


def test_a_year_later_is_the_same_day_or_the_last_of_february() -> None:
    assert add_years(date(2022, 6, 26), 5) == date(2027, 6, 26)
    assert add_years(date(2020, 2, 29), 1) == date(2021, 2, 28)


def test_a_term_ends_the_day_before_its_anniversary() -> None:
    assert last_day_of_term(date(2022, 6, 26), 5) == date(2027, 6, 25)
    assert last_day_of_term(date(2021, 1, 1), 2) == date(2022, 12, 31)


@pytest.mark.parametrize(
    ("text", "number"), [("5", 5), ("12", 12), ("五", 5), ("两", 2), ("十", 10), ("十二", 12), ("三十一", 31)]
)
def test_small_numbers(text: str, number: int) -> None:
    assert small_number(text) == number


def test_what_is_no_small_number_is_refused() -> None:
    with pytest.raises(ValueError, match="若干"):
        small_number("若干")
