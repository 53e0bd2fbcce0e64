"""What a question asks of a document itself: whether it holds, from when, until when, its number, who issued it, when.

Pure reading of words: which document is meant is told by `document_meant`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Ask(StrEnum):
    """Something that a document's metadata can answer."""

    STANDING = "standing"
    FROM = "from"
    UNTIL = "until"
    TERM = "term"
    NUMBER = "number"
    ISSUER = "issuer"
    PUBLISHED = "published"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a question between two commas: what it asks, and its other words, asking and idle words taken out."""

    asks: frozenset[Ask]
    rest: str
    years: tuple[str, ...] = ()
    """Years that tell which document is meant (2019年的暂行办法)."""
    period: tuple[date, date] | None = None
    """First and last day of the time that is asked about (2024年还有效吗)."""


_WHEN = r"(?:什么时候|啥时候|什么时间|何时|几时|哪一?[天日年月]|几月几[号日]|几[月号](?!文))+"
_NOW = r"(?:到?现在|到?目前|到?如今|到?今天|今年|眼下|当前)?"
_STILL = r"(?:还|仍然?|依然|依旧|继续|是否|是不是|有没有|有无|算不算|能不能|可不可以|已经?|都)+"
_HOLDS = r"(?:现行有效|有效力?|效力|管用|算数|作数|适用|执行|施行|实施|使用|引用|生效|失效|作废|废止|过期|到期|用|效)"
_NOT = r"(?:了|的)?(?:吗|么|没有?|呢|不|嘛)?"
_ENDS = r"(?:到期|失效|过期|截止|废止|终止|结束|作废|期满|到头)"
_BEGINS = r"(?:施行|实施|执行|生效|实行|起效)"
_ISSUES = r"(?:发布|印发|出台|制定|制订|颁布|公布|下发|发文|发出|发|出)"
_WHO = (
    r"(?:谁|哪一?(?:个|家|级|些|几个|几家)?(?:部门|单位|机关|机构|地方|政府|局|委|家)|什么(?:部门|单位|机关|机构)"
    r"|哪里|哪儿)"
)
_CLOSES = r"(?:来)?(?:的|了)?(?:呀|啊|呢)?(?=$|和|以及|还有|并)"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})年(?:(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})[日号])?)?"
_PERIOD = re.compile(
    rf"(?:在|到|于)?{_YEAR}(?:的时候|时候|时|那会儿?|期间|之内|内|里|底|初|末)?(?={_STILL}|能用|有效吗)"
)
_PATTERNS: tuple[tuple[Ask, re.Pattern[str]], ...] = tuple(
    (ask, re.compile(pattern))
    for ask, pattern in (
        (
            Ask.NUMBER,
            r"(?:发文字号|发文号|文件编?号|文号|字号)(?:是|为)*(?:多少|什么|啥|几号)?|(?:是)?(?:几|多少)号文件?",
        ),
        (
            Ask.UNTIL,
            rf"{_WHEN}(?:就|会|才|将|要)*{_ENDS}(?:的|了)?"
            rf"|(?:有效期?限?|管|用|{_BEGINS})(?:可以|能|是|会)*(?:到|至){_WHEN}(?:为止)?"
            rf"|{_ENDS}的?(?:日期|时间|日)(?:是)?(?:{_WHEN}|多少)?|{_WHEN}为止",
        ),
        (
            Ask.TERM,
            r"有效期限?(?:限)?(?:总共|一共|是|有|为|到底|究竟)*(?:多久|多长时间|多长|几年|多少年|多少|怎么规定|什么)"
            rf"|(?:有效|管用|管|能用|{_BEGINS})(?:多久|几年|多长时间|多少年|多长)|有效期限?(?:是|呢)?$",
        ),
        (
            Ask.STANDING,
            rf"{_NOW}{_STILL}(?:在|能|可以|继续|是)*{_HOLDS}{_NOT}"
            rf"|{_NOW}(?:是)?(?:现行有效|有效|失效|作废|废止|过期|到期|生效)(?:了|的)?(?:吗|么|没有?$|没$|不$|嘛)"
            r"|失没失效|过没过期|到没到期|生没生效|有效没效|有没有效|有效还是(?:失效|无效|废止|作废)(?:了)?|是现行的吗",
        ),
        (
            Ask.FROM,
            rf"(?:从|自|由|是|打)*{_WHEN}(?:开始|起|就|才|正式|算|开始正式)*{_BEGINS}(?:的|了)?"
            rf"|(?:开始|正式)?{_BEGINS}(?:的)?(?:日期|时间|日)(?:是)?(?:{_WHEN}|多少)?|(?:从|自|打){_WHEN}(?:开始|起)(?:算)?",
        ),
        (
            Ask.PUBLISHED,
            rf"(?:是|在|于)*{_WHEN}(?:正式|才)?(?:{_ISSUES}|成文|刊登|见报|登报|登){_CLOSES}"
            rf"|(?:发布|印发|发文|成文|公布|颁布|出台|刊登|见报)(?:的)?(?:日期|时间)(?:是)?(?:{_WHEN}|多少)?",
        ),
        (
            Ask.ISSUER,
            rf"(?:是|由)*{_WHO}(?:联合|共同|一起|牵头)?{_ISSUES}{_CLOSES}"
            r"|(?:发文|印发|发布|制定|颁布|出台|发)的?(?:单位|机关|部门|机构|主体)(?:是|有|都)*(?:谁|哪一?(?:个|家|些|几个)?|什么)?",
        ),
        (
            Ask.NAME,
            r"(?:的)?(?:全称|全名|名称|标题|题目)(?:是|叫)*(?:什么|啥)?|(?:全称|全名|名字)?叫(?:什么|啥)(?:名字?|名称)?",
        ),
    )
)
_BREAK = re.compile(r"[,;。?!]+")
_DAY = re.compile(_YEAR)
_IDLE = re.compile(
    r"请问一?下?|我?想(?:问|知道|了解|查)一?下?|帮我?[查看找]一?下?|问一?下|查一?下|麻烦|告诉我|我们|咱们|你们"
    r"|[这那该此](?:一)?[份个部项款]|现行的?|到底|究竟|具体|正式|目前|现在|如今|以及|还有|分别|各自|一共|总共|已经?"
    r"|(?:当时|当年)?(?:出台|发布|印发|出|发|搞|制定)的(?=.)|是不是|有没有|[的了吗呢啊呀嘛是在和与及并就都它也又请从自将被说讲\s\"()、:]"
)
_PAPER = r"(?:政策文件|文件|办法|规定|通知|法规|条例|意见|方案|细则|政策|法律|规章|制度)"
_WHICH_DOCUMENT = re.compile(
    rf"哪(?:一?[份个]|一?部(?![分门])|一)(?:的)?{_PAPER}"
    rf"|(?:依据|根据|按照?|出自|来自|写在|见于?)(?:的)?(?:是)?(?:什么|啥){_PAPER}"
    r"|(?:什么|啥|哪个)文件|(?:文件|政策|法律|法规)依据|依据(?:的)?是(?:什么|啥)(?=$|[?。,;])"
)


def without_idle_words(text: str) -> str:
    """Return a prepared text without the words that tell nothing of which document is meant."""
    return _IDLE.sub("", text)


def segments_of(question: str) -> list[Segment]:
    """Return the segments of a prepared question, those without any word left out."""
    return [_segment(words) for words in _BREAK.split(question) if words.strip()]


def asks_which_document(question: str) -> bool:
    """Tell whether a prepared question asks which document rules something (哪份文件规定…)."""
    return _WHICH_DOCUMENT.search(question) is not None


def asks_of(segments: Sequence[Segment]) -> frozenset[Ask]:
    """Return all that the segments ask."""
    return frozenset(ask for segment in segments for ask in segment.asks)


def _segment(words: str) -> Segment:
    asks: set[Ask] = set()
    words = re.sub(r"\s", "", words)
    period = _PERIOD.search(words)
    if period:
        words = words[: period.start()] + words[period.end() :]
    for ask, pattern in _PATTERNS:
        found, count = pattern.subn("|", words)
        if count:
            asks.add(ask)
            words = found
    years = tuple(found["year"] for found in _DAY.finditer(words))
    rest = without_idle_words(_DAY.sub("", words).replace("|", ""))
    return Segment(frozenset(asks), rest, years, _days(period) if period else None)


def _days(period: re.Match[str]) -> tuple[date, date] | None:
    """Return first and last day of the year, month or day that is named; None where there is no such day."""
    year, month, day = int(period["year"]), period["month"], period["day"]
    try:
        if day:
            one = date(year, int(month), int(day))
            return one, one
        if month:
            first = date(year, int(month), 1)
            following = date(year + first.month // 12, first.month % 12 + 1, 1)
            return first, date.fromordinal(following.toordinal() - 1)
    except ValueError:
        return None
    return date(year, 1, 1), date(year, 12, 31)
