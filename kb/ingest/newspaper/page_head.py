"""The head and foot of a newspaper page: its name, day, section and number, the people who made it, how to reach them.

A line belongs to it by one sure mark (邮发代号) or because it is made of such marks and nothing else.
"""

import re
from datetime import date

_SURE = re.compile(
    r"邮发代号|(?:国内统一)?(?:连续出版物|统一刊|刊)号|CN\s?\d{2}\s?[-—]\s?\d{4}|总第\s?\d+\s?期|^第\s?\d+\s?期$|农历.{2,4}年"
    r"|(?:报料|新闻|广告|发行|投稿|服务)(?:热线|电话|邮箱)|官方微信|官方微博|数字报|(?:^|[^本报])网址[:：]"
    r"|^(?:主管|主办|承办|协办|出版)(?:单位)?(?:[:：].{0,30})?$"
    r"|^(?:星期|周)[一二三四五六日]$|^要闻$|今日\d+版|^零售价|^定价"
)
_WEEKDAY = r"(?:星期|周)[一二三四五六日天]"
_DAY = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_STAFF = (
    r"(?:本版|本期|今日)?(?:责任编辑|责任校对|责编|责校|执行编辑|视觉编辑|版面编辑|版面设计|版式设计|美术编辑|美编|编辑|校对|版式|组版|版面|制版"
    r"|排版|设计|制图|检校|审读|审校|主编|总编辑|副总编辑|值班[\u4e00-\u9fff]{1,4}|统筹|监制)"
)
_PERSON = r"(?:[\u4e00-\u9fff][ \u3000][\u4e00-\u9fff]|[\u4e00-\u9fff]{2,4})"
_CREDIT = rf"{_STAFF}\s*[:：/／]?\s*{_PERSON}(?:、{_PERSON})*(?=[\s|｜]|$)"
_YEAR_NAME = r"(?:农历)?[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年"
_LUNAR = rf"(?:{_YEAR_NAME}\S{{0,2}}月[初十廿三二]{{1,2}}[一二三四五六七八九十]?|{_YEAR_NAME})"
_PAPER = r"[\u4e00-\u9fff]{1,8}(?:日报|晚报|时报|商报|导报|晨报|周报|早报|周刊|都市报|经济报|科技报|新闻)"
# Where an article was printed: （原载《某某日报》2024年5月6日第3版）.
_PRINTED = re.compile(
    r"^[（(](?:原文?)?(?:刊?载|刊|来源|摘自|转自|转载|据|见)?(?:于|自)?[:：]?\s?"
    rf"(?:《[^《》]{{2,16}}(?:报|周刊|新闻)》|{_PAPER})\s?{_DAY.pattern}[^，。（）()]{{0,12}}[）)]$"
)
_NUMBER = r"(?:第\s?[A-Da-d]?\d{1,2}\s?版|[A-Da-d]?\d{1,2}\s?版|[A-D]\d{1,2}|0?\d{1,2}(?=[\s]|$))"
_REACH = r"(?:电话|热线|邮箱|E-?mail)\s?[:：]?\s?[\w@.—－-]{5,40}"
_SECTION = r"[\u4e00-\u9fff]{2,4}(?:[·•・][\u4e00-\u9fff]{2,4}){0,2}"
_MARK = re.compile(
    rf"(?P<day>{_DAY.pattern}(?:\s*{_WEEKDAY})?)|(?P<week>{_WEEKDAY})|(?P<credit>{_CREDIT})|(?P<lunar>{_LUNAR})"
    rf"|(?P<paper>{_PAPER}(?=[\s]|\d|$))|(?P<number>{_NUMBER})|(?P<reach>{_REACH})|(?P<section>{_SECTION}(?=[\s|｜]|$))"
    r"|(?P<space>[\s|｜/／,，]+)"
)
_ENOUGH_ALONE = frozenset({"week", "credit", "lunar", "paper", "number"})
# An advertisement may hold these and nothing else.
_ANYWHERE = frozenset({"section", "reach"})
_LONGEST_LINE = 100


def is_masthead(text: str) -> bool:
    """Tell whether a line belongs to the head or foot of the page."""
    if len(text) > _LONGEST_LINE or "。" in text:
        return False
    if _SURE.search(text) or _PRINTED.match(text.strip()):
        return True
    marks = _marks(text)
    telling = [mark for mark in marks if mark not in _ANYWHERE]
    return bool(telling) and (len(marks) > 1 or marks[0] in _ENOUGH_ALONE or bool(re.search(_WEEKDAY, text)))


def is_day(text: str) -> bool:
    """Tell whether a line is a day and nothing else, as below a signature."""
    return _DAY.fullmatch(text.strip()) is not None


def page_day(text: str) -> str | None:
    """Return the day that a line of the page's head gives, as year-month-day."""
    match = _DAY.search(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None


def _marks(text: str) -> list[str]:
    """Return what the line is made of, empty where something else stands in it."""
    found: list[str] = []
    at = 0
    plain = text.strip()
    while at < len(plain):
        match = _MARK.match(plain, at)
        if match is None or match.lastgroup is None:
            return []
        if match.lastgroup != "space":
            found.append(match.lastgroup)
        at = match.end()
    return found
