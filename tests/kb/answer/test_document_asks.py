from datetime import date

import pytest

from kb.answer.documents.asks import Ask, asks_which_document, segments_of


@pytest.mark.parametrize(
    ("question", "asks", "rest"),
    [
        ("停车办法还有效吗?", {Ask.STANDING}, "停车办法"),
        ("停车办法现在还在执行吗", {Ask.STANDING}, "停车办法"),
        ("停车办法作废了没有", {Ask.STANDING}, "停车办法"),
        ("停车办法有没有过期", {Ask.STANDING}, "停车办法"),
        ("停车办法是否现行有效", {Ask.STANDING}, "停车办法"),
        ("停车办法从什么时候开始施行", {Ask.FROM}, "停车办法"),
        ("停车办法的施行日期是哪天", {Ask.FROM}, "停车办法"),
        ("停车办法何时失效", {Ask.UNTIL}, "停车办法"),
        ("停车办法有效期到哪一年哪一天", {Ask.UNTIL}, "停车办法"),
        ("停车办法管到什么时候", {Ask.UNTIL}, "停车办法"),
        ("停车办法有效期几年", {Ask.TERM}, "停车办法"),
        ("停车办法有效多久", {Ask.TERM}, "停车办法"),
        ("停车办法的文号是多少", {Ask.NUMBER}, "停车办法"),
        ("停车办法是哪个部门印发的", {Ask.ISSUER}, "停车办法"),
        ("停车办法是谁发的", {Ask.ISSUER}, "停车办法"),
        ("停车办法什么时候发布的", {Ask.PUBLISHED}, "停车办法"),
        ("停车办法的发文日期", {Ask.PUBLISHED}, "停车办法"),
        ("停车补贴由谁发放", set(), "停车补贴由谁发放"),
        ("停车补贴什么时候发放", set(), "停车补贴什么时候发放"),
        ("停车费多少钱", set(), "停车费多少钱"),
    ],
)
def test_what_is_asked_of_a_document_and_what_else_is_said(question: str, asks: set[Ask], rest: str) -> None:
    (segment,) = segments_of(question)
    assert (segment.asks, segment.rest) == (frozenset(asks), rest)


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("停车办法2024年还有效吗", (date(2024, 1, 1), date(2024, 12, 31))),
        ("停车办法在2024年2月还有效吗", (date(2024, 2, 1), date(2024, 2, 29))),
        ("停车办法2024年12月还有效吗", (date(2024, 12, 1), date(2024, 12, 31))),
        ("停车办法2024年2月3日是否有效", (date(2024, 2, 3), date(2024, 2, 3))),
        ("停车办法2024年2月31日是否有效", None),
        ("停车办法还有效吗", None),
    ],
)
def test_the_time_that_is_asked_about(question: str, period: tuple[date, date] | None) -> None:
    (segment,) = segments_of(question)
    assert segment.period == period


def test_a_year_that_belongs_to_the_name_is_no_time_asked_about() -> None:
    (segment,) = segments_of("2019年的停车办法还有效吗")
    assert (segment.years, segment.period) == (("2019",), None)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("哪份文件规定了停车费?", True),
        ("停车费依据的是哪个文件", True),
        ("停车费是根据什么规定收的", True),
        ("停车费的政策依据", True),
        ("有哪些政策支持停车场建设", False),
        ("停车费怎么规定的", False),
        ("停车费按什么标准收", False),
        ("免责写在哪一部分", False),
        ("停车费归哪个部门管", False),
    ],
)
def test_asking_which_document_rules_something(question: str, asked: bool) -> None:
    assert asks_which_document(question) is asked
