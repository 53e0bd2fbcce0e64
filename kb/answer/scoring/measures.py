"""What unit of measure a question wants its answer in: money, a rate, days, people … and whether a text has it."""

import re
from functools import lru_cache

_NUMBER = r"[0-9〇零一二两三四五六七八九十百千万.]+\s*(?:多|余|万|亿|千|百)*\s*"
_RATE = r"[0-9.]+\s*(?:%|‰|个?基点|个?百分点|厘|折)|[0-9]\s*[:∶]\s*[0-9]|[百千万]分之|[一二三四五六七八九]成|lpr|LPR"
# A length of time, not a date: neither 2025年 nor 6月26日.
_TIME = (
    r"(?<![月0-9.])[0-9]{1,3}\s*(?:个?工作日|日|天|个月|年|周|个?小时)"
    r"|[一二两三四五六七八九十半]+\s*(?:个?工作日|日内|日|天|个月|年|周|个?小时)|长期"
)
# What asks, and what a text must hold to answer. “哪几家” wants names, not a number.
_MEASURES = tuple(
    (re.compile(asks), re.compile(has))
    for asks, has in (
        (
            r"(?:多少|几(?:百|千)?)(?:万|亿)*(?:美?元|块)|几[百千]?[万亿](?![名人位家户个件])|[多几][少多]钱|单价|保费",
            _NUMBER + r"(?:美?元|块)",
        ),
        (
            r"几个?(?:百分)?点|百分之[几多]|几[成厘折]|多少个?(?:基点|百分点)"
            r"|率[^,。?;]{0,8}(?:多少|几)|比例[^,。?;]{0,6}(?:多少|几|多大)|多[少大]比例|[抵质]押率",
            _RATE,
        ),
        (r"工作日|(?<!哪)几天|多少天|多久|几个月|(?<!哪)几年|多长时间|有效期|时限", _TIME),
        (r"文号|发文字号", r"[〔\[【][0-9]{4}[〕\]】]"),
    )
)
# Measures that name themselves: a question for how many of them is answered by so many of them.
_COUNTED = (
    *(
        "[名人位]",
        "[家户]",
        "平方?米",
        "千瓦时|度",
        "公?里",
        "公?斤",
        "吨",
        "亩",
        "[头只]",
        "辆",
        "[台套]",
        "项",
        "件",
        "次",
    ),
    *("份", "张", "条", "所", "座", "栋", "倍", "分", "岁", "级", "批", "笔", "[种类]", "层", "[乡镇]", "村", "个"),
)
_NAMED = "|".join(f"(?P<m{place}>{measure})" for place, measure in enumerate(_COUNTED))
_HOW_MANY = re.compile(rf"(?<![哪这那好十没])(?:多少|几)[十百千]*[万亿]*(?:{_NAMED})")
_SO_MANY = {f"m{place}": re.compile(f"{_NUMBER}(?:{measure})") for place, measure in enumerate(_COUNTED)}


def asks_for_measure(question: str) -> bool:
    """Tell whether a prepared question names the measure of its answer."""
    return bool(_asked(question))


def has_measure(question: str, text: str) -> bool:
    """Tell whether a prepared text has one of the measures that a prepared question asks for."""
    return any(has.search(text) for has in _asked(question))


@lru_cache(maxsize=64)
def _asked(question: str) -> tuple[re.Pattern[str], ...]:
    # First of all: 几个月 and 几个点 count neither.
    if found := tuple(has for asks, has in _MEASURES if asks.search(question)):
        return found
    counted = dict.fromkeys(match.lastgroup or "" for match in _HOW_MANY.finditer(question))
    return tuple(_SO_MANY[name] for name in counted)
