from datetime import date

import pytest

from kb.text.periods import Period, conflict, periods_in
from kb.types import Span

DAY = date(2020, 10, 1)


@pytest.mark.parametrize(
    ("text", "words", "start", "end", "at_end", "whole"),
    [
        ("2021年一季度末余额", "2021年一季度末", "2021-01-01", "2021-03-31", True, False),
        ("2020年前三季度", "2020年前三季度", "2020-01-01", "2020-09-30", False, False),
        ("到2022年底要做成", "到2022年底", "2022-01-01", "2022-12-31", True, False),
        ("截至2021年3月末", "截至2021年3月末", "2021-03-01", "2021-03-31", True, False),
        ("2023年上半年", "2023年上半年", "2023-01-01", "2023-06-30", False, False),
        ("力争2020~2022年新增", "2020~2022年", "2020-01-01", "2022-12-31", False, False),
        ("“十四五”期间", "“十四五”期间", "2021-01-01", "2025-12-31", False, False),
        ("今年1~8月", "今年1~8月", "2020-01-01", "2020-08-31", False, False),
        ("去年同期", "去年", "2019-01-01", "2019-12-31", False, False),
        ("2020年头八个月", "2020年头八个月", "2020-01-01", "2020-08-31", False, False),
        ("2020年全年", "2020年全年", "2020-01-01", "2020-12-31", False, True),
        ("12月7日", "12月7日", "2020-12-07", "2020-12-07", False, False),
        ("二〇二二年", "二〇二二年", "2022-01-01", "2022-12-31", False, False),
        ("三月份到五月份", "三月份到五月份", "2020-03-01", "2020-05-31", False, False),
        ("2020年二月", "2020年二月", "2020-02-01", "2020-02-29", False, False),
    ],
)
def test_a_time_is_read_with_what_it_is_called(
    text: str, words: str, start: str, end: str, at_end: bool, whole: bool
) -> None:
    begin = text.index(words)
    expected = Period(
        Span(begin, begin + len(words)), date.fromisoformat(start), date.fromisoformat(end), at_end, whole
    )
    assert periods_in(text, DAY) == (expected,)


@pytest.mark.parametrize("text", ["贷款期限1年", "3年内不得申请", "每年一次", "第一季", "1000万元", "第3部分"])
def test_a_length_of_time_is_no_time(text: str) -> None:
    assert periods_in(text, DAY) == ()


def test_a_month_takes_the_year_named_before_it() -> None:
    first, second = periods_in("2018年3月至4月，9月末", DAY)
    assert (first.start, first.end) == (date(2018, 3, 1), date(2018, 4, 30))
    assert (second.start, second.end, second.at_end) == (date(2018, 9, 1), date(2018, 9, 30), True)


def test_without_a_year_or_a_day_to_read_them_on_times_are_left_out() -> None:
    assert periods_in("今年1~8月") == ()
    assert periods_in("一季度末") == ()


@pytest.mark.parametrize(
    ("asked", "stated", "contradicted"),
    [
        ("2020年全年", "2020年前三季度", True),
        ("2021年二季度末", "2021年一季度末", True),
        ("2030年末", "力争2025年达到", True),
        ("2022年3月末", "2021年3月末", True),
        ("2021年底", "2021年3月末", True),
        ("2021年", "2021年3月末", False),
        ("2022年底", "2020—2022年", False),
        ("2020年头八个月", "今年1~8月", False),
        ("2020年全年", "2020年", False),
        ("多少", "2020年", False),
        ("2020年", "不低于", False),
        ("2019年和2021年", "2021年一季度", False),
    ],
)
def test_a_question_about_one_time_is_not_answered_by_another(asked: str, stated: str, contradicted: bool) -> None:
    assert conflict(periods_in(asked, DAY), periods_in(stated, DAY)) is contradicted
