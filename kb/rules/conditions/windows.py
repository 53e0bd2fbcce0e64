"""The years over which something is counted: 近三年累计, 上年度. They are no limit of it."""

import re

from kb.text.numerals import parse_numeral

WINDOW = re.compile(
    r"(?:最近|近|过去|前|上|连续)(?P<count>\d+|[一二三四五六七八九十两]+)个?(?P<unit>完整|自然|会计)*(?P<span>年度?|月)(?:之?内|以来|来|中)?"
)
"""The words for a stretch of time that lies behind."""
_A_YEAR = re.compile(r"年均|每年|年度?平均|平均(?:每年)?|(?:各|分别|任一|连续|其中一)年?|增长|增速|增幅")


def hidden(words: str) -> str:
    """Return words of the same length in which no stretch of time is told by a number."""
    return WINDOW.sub(lambda found: "某" * len(found.group()), words)


def years_counted(words: str) -> int:
    """Return over how many years half-width words add something up; 1 where they speak of a year or of none."""
    found = WINDOW.search(words)
    if found is None or not found["span"].startswith("年") or _A_YEAR.search(words):
        return 1
    count = found["count"]
    try:
        return max(1, int(count) if count.isdigit() else parse_numeral(count.replace("两", "二")))
    except ValueError:
        return 1
