"""What a newspaper page prints beside its articles: mastheads, contact lines, jumps, column names, datelines."""

import re

_DATELINE = re.compile(
    r"^(?:本报|本刊|本网)(?:[\u4e00-\u9fff]{0,6})?(?:讯|电)(?=[\s（(，,:：]|\d|$|[\u4e00-\u9fff])"
    r"|^(?:新华社|中新社|人民日报|央视网|据新华社|据[\u4e00-\u9fff]{2,8}报)[\u4e00-\u9fff]{0,8}\d{1,2}月\d{1,2}日(?:电|讯)"
    r"|^[\u4e00-\u9fff]{2,8}(?:讯|电)[\s\u3000]+[（(]"
)
_JUMP = re.compile(
    r"[（(【]?\s*(?:紧接|下转|转|上接)\s*第?\s*[A-Za-z]?\d{0,2}[一二三四五六七八九十]{0,2}\s*版[^。）)】]{0,10}[）)】]?$"
)
_CONTINUED = re.compile(
    r"^[（(【]?\s*(?:紧接|上接)\s*第?\s*[A-Za-z]?\d{0,2}[一二三四五六七八九十]{0,2}\s*版[^。）)】]{0,10}[）)】]?"
)
_MASTHEAD = re.compile(
    r"邮发代号|(?:国内统一)?(?:连续出版物|统一刊|刊)号|CN\s?\d{2}\s?[-—]\s?\d{4}|总第\s?\d+\s?期|^第\s?\d+\s?期$|农历.{2,4}年"
    r"|(?:报料|新闻|广告|发行|投稿|服务)(?:热线|电话|邮箱)|官方微信|官方微博|数字报|(?:^|[^本报])网址[:：]"
    r"|^(?:本版)?(?:责任?编辑?|版式|校对|美编|编辑|主编|审读|值班[\u4e00-\u9fff]{2,4}|总编辑)\s?[:：]"
    r"|^(?:主管|主办|承办|协办|出版)(?:单位)?(?:[:：].{0,30})?$"
    r"|^(?:星期|周)[一二三四五六日]$|^[A-D]?\d{1,2}版?$|^第?\s?[A-D]?\d{1,2}\s?版(?:\s|$)|^要闻$|今日\d+版|^零售价|^定价"
)
_DAY = re.compile(
    r"^(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日\s*(?:星期[一二三四五六日天]|周[一二三四五六日])?\s*$"
)
_CONTACT = re.compile(
    r"^(?:(?:联系|咨询|招商|服务|报名|合作|加盟|销售)?(?:电话|热线|手机|地址|邮箱|方式|网址|联系人|微信|传真|邮编)|地\s?址|电\s?话|合作方式|联系人)\s?[:：]"
)
_SPACED = re.compile(r"^(?:[\u4e00-\u9fff][ \u3000]+){2,}[\u4e00-\u9fff]$")
_LONGEST_LINE = 80
_HAN = re.compile(r"[\u4e00-\u9fff]")


def has_dateline(text: str) -> bool:
    """Tell whether a paragraph opens a news item with the agency's or the paper's own mark."""
    return bool(_DATELINE.match(text))


def dateline_end(text: str) -> int:
    """Return where the text goes on after its dateline; 0 where it has none."""
    match = _DATELINE.match(text)
    return match.end() if match else 0


def page_day(text: str) -> str | None:
    """Return the day that a line of the page's head gives, as year-month-day."""
    match = _DAY.match(text)
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else None


def trailing_jump(text: str) -> int | None:
    """Return where “continued on page …” starts at the end of a paragraph."""
    match = _JUMP.search(text)
    return match.start() if match else None


def leading_jump(text: str) -> int | None:
    """Return where “continued from page …” ends at the start of a paragraph."""
    match = _CONTINUED.match(text)
    return match.end() if match else None


def is_masthead(text: str) -> bool:
    """Tell whether a line belongs to the head or foot of the page."""
    return len(text) <= _LONGEST_LINE and "。" not in text and bool(_MASTHEAD.search(text) or _DAY.match(text))


def is_contact(text: str) -> bool:
    """Tell whether a line says how to reach an advertiser."""
    return bool(_CONTACT.match(text))


def is_spaced(text: str) -> bool:
    """Tell whether a line is set wide, one blank between any two characters, as names of columns are."""
    return bool(_SPACED.match(text.strip()))


def is_latin(text: str) -> bool:
    """Tell whether a line holds no Chinese character."""
    return not _HAN.search(text)


def undoubled(text: str) -> str | None:
    """Return the half of a line that extraction printed twice, None where it did not."""
    plain = re.sub(r"\s+", "", text)
    half = len(plain) // 2
    if len(plain) >= 4 and len(plain) % 2 == 0 and plain[:half] == plain[half:] and len(set(plain)) > 1:
        kept = 0
        for position, character in enumerate(text):
            kept += not character.isspace()
            if kept == half:
                return text[: position + 1]
    return None
