"""What unit of measure a question wants its answer in: money, a rate, days, people … and whether a text has it."""

import re

_NUMBER = r"[0-9〇零一二两三四五六七八九十百千万.]+\s*(?:多|余|万|亿|千|百)*\s*"
# What asks, and what a text must hold to answer. “哪几家” wants names, not a number.
_MEASURES = tuple(
    (re.compile(asks), re.compile(has))
    for asks, has in (
        (
            r"多少(?:万|亿)*(?:美?元|块)|几(?:百|千)?(?:万|亿)(?:美?元|块)?|多少钱|单价|保费",
            _NUMBER + r"(?:美?元|块)",
        ),
        (
            r"几个点|百分之几|几成|多少个?基点|率(?:具体)?(?:是|为)?(?:多少|几)|比例(?:是|为)?多少|抵?质押率",
            r"[0-9.]+\s*(?:%|个?基点|个百分点)|[0-9]\s*[:∶]\s*[0-9]|百分之|[一二三四五六七八九]成",
        ),
        (
            r"工作日|(?<!哪)几天|多少天|多久|几个月|(?<!哪)几年|多长时间|有效期|时限",
            # A length of time, not a date: neither 2025年 nor 6月26日.
            r"(?<![月0-9.])[0-9]{1,3}\s*(?:个?工作日|日|天|个月|年|周|个?小时)"
            r"|[一二两三四五六七八九十半]+\s*(?:个?工作日|日内|日|天|个月|年|周|个?小时)|长期",
        ),
        (r"文号|发文字号", r"[〔\[【][0-9]{4}[〕\]】]"),
        (r"(?<!哪)(?:多少|几)(?:万|亿)?[名人]", _NUMBER + r"[名人位]"),
        (r"(?<!哪)(?:多少|几)(?:万|亿)?[家户]", _NUMBER + r"[家户]"),
        (r"(?<!哪)(?:多少|几)(?:万|亿)?平方米", _NUMBER + r"平方米"),
    )
)


def asks_for_measure(question: str) -> bool:
    """Tell whether a prepared question names the measure of its answer."""
    return any(asks.search(question) for asks, _ in _MEASURES)


def has_measure(question: str, text: str) -> bool:
    """Tell whether a prepared text has one of the measures that a prepared question asks for."""
    return any(has.search(text) for asks, has in _MEASURES if asks.search(question))
