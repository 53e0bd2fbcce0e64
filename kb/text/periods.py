"""The times that a text speaks of (2021年一季度末, 今年1~8月, “十四五”期间), and whether one answers another."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kb.text.dates import DateMention, find_dates, small_number
from kb.text.numerals import parse_numeral
from kb.text.written_numbers import half_width
from kb.types import Span


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days that a text names, both ends included."""

    span: Span
    start: date
    end: date
    """`date.max` where none is named: 2022年起."""
    open_start: bool = False
    """Whether it speaks of the state at the end, or of what came together by then: 2021年末, 截至3月底, 到2025年."""
    whole: bool = False
    """Whether all of it is meant, so that a part is something else: 全年, 上半年, 前三季度, 1~8月."""


_YEAR = r"(?:19|20)\d\d(?!\d)"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三?十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = r" ?(?:-+|~+|至|到) ?"
_PART = (
    r"(?P<whole>全年)|(?P<half>[上下])半年|(?P<first_quarter>首季)度?|[qQ](?P<q>[1-4])(?!\d)"
    rf"|第?(?P<quarter>[一二三四1-4])(?:{_TO}第?(?P<to_quarter>[一二三四1-4]))?(?:季度|季(?=[末底]))"
    rf"|前(?P<quarters>[二两三23])个?季度|[前头](?P<months>{_MONTH})个月"
    rf"|(?P<month>{_MONTH})(?: ?月?份?{_TO}(?P<to_month>{_MONTH}))? ?月(?![龄供薪均票租嫂饼子卡]|期(?!间))份?"
    rf"(?: ?(?P<day>{_DAY})[日号])?"
)
_PART_BEHIND = re.compile(rf" ?的? ?(?:{_PART})")
_PART_ALONE = re.compile(rf"{_PART}|年(?=[底末初])")
_YEAR_NAMED = re.compile(
    rf"(?P<year>{_YEAR})(?: ?年度?|(?= ?(?:全年|[上下]半年|前?第?[一二三四1-4]个?季|[qQ][1-4]|{_TO}{_YEAR})))"
    r"|(?P<han>[一二][〇零九][〇零一二三四五六七八九]{2}) ?年度?"
    r"|(?P<short>\d\d) ?年(?=年?[底末初]|[上下]半年|全年|第?[一二三四1-4]个?季|前[二三]季|\d{1,2}月)"
    r"|(?P<relative>(?:今年|本年|去年|上年|前年|明年|后年|同年)(?![度轻龄审检级报均]))"
    r"|(?P<this>本月)|(?P<last>上个?月)"
)
_RELATIVE = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "后年": 2}
_INSIDE_WORDS = re.compile(
    r"[过除失]去年|[目以之此提日当年]前年|[以历网线]上年|[今以之此前]后年|[透说证文声表申]明年|不同年|[日根基资成样版]本[年月]"
)
_PLAN = re.compile(
    r"(?P<quote>[“\"])?十(?P<plan>[一二三四五六])五(?(quote)[”\"]|(?=期|时期|末|规划|以来|开局|收官))(?P<edge>(?:时?期)?末)?(?:期间|时期)?"
)
_EDGE = re.compile(r"年?(?P<edge>[底末]|初(?![次级期始步中]))|(?<=[月份])(?P<third>[上中下])旬")
_JOIN = re.compile(_TO)
_YEAR_ONLY = re.compile(rf"(?P<year>{_YEAR}) ?年?")
_DAY_ONLY = re.compile(rf"(?P<day>{_DAY})[日号]")
_SINCE = re.compile(r"以来|至今")
_FROM = re.compile(r"[起后](?![草诉点步续期勤])|开始|[以之]后")
_UNTIL = re.compile(r"(?:[以之]?前|为止)(?![三二两\d一四五六七八九])")
_BY = re.compile(r"(?:截至?止?到?|(?<![达得收受看提感])到|(?<![以乃甚])至)$")
# What is compared with is not what is spoken of; what comes every year is no single time.
_ASIDE_BEFORE = re.compile(r"(?:[比较每第学财周]|每年度?|次年|翌年|隔年|当年)$")
_ASIDE_BEHIND = re.compile(r" ?(?:的?同期|相比)")
# Behind these 前3个月 are the first of a year; elsewhere they are the last before something.
_BEGINS = frozenset("年,。;、\n(“")
_PRINTED = re.compile(r"\d[-./]\d{1,2}[-./]\d")

_LEAD = re.compile(r"[\d一二三四五六七八九十前头首上下全今本去明后同年qQ第“\"《]")
_TITLE = re.compile(r"《[^《》]*》")
_ANY = re.compile(r"[年月季]|[qQ][1-4]|\d[-./]\d|五[”\"期时末规]")
_DIGIT_BEFORE = frozenset("0123456789.一二三四五六七八九十〇零")
_ANY_YEAR = 2000
# 7月中旬 is met by the 15th.
_A_THIRD = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class _Years:
    """What a year that is not written out may be read from."""

    today: date | None
    given: int | None
    stated: int | None = None

    def relative(self, word: str) -> int | None:
        if word == "同年":
            return self.stated
        this = self.today.year if self.today else self.given
        return None if this is None else this + _RELATIVE[word]

    def unsaid(self) -> int | None:
        return self.stated or self.given or (self.today.year if self.today else None)


@dataclass(frozen=True, slots=True)
class _Point:
    """A time as one expression says it; its dates mean nothing where it is not known which year it is in."""

    end_offset: int
    start: date
    end: date
    known: bool
    open_start: bool = False
    whole: bool = False
    names_year: bool = False


def periods_in(text: str, relative_to: date | None = None, year: int | None = None) -> tuple[Period, ...]:
    """Return the times that a text names, in order.

    今年, 本月 are read from `relative_to`. A month or quarter without a year is in the year stated last before it, else
    in `year`, else in that of `relative_to`; 全年 is never in the last, for it often means any year. Left out are times
    whose year nothing tells, what is compared with (比上年末), what comes every year (每年3月), and names (《…》).
    """
    plain = half_width(text)
    return tuple(_periods(plain, _Years(relative_to, year))) if _ANY.search(plain) else ()


def conflict(asked: Sequence[Period], stated: Sequence[Period]) -> bool:
    """Tell whether a text that states only these times speaks of other times than those a question asks about.

    No conflict where either names none, or where any stated time meets any asked one:
    - a state (2021年末, 截至…) and another time meet where they end on the same day;
    - a time asked loosely (2021年) is met by what lies within it (2021年3月末, 前三季度), not by what holds it;
    - a time asked as a whole (全年, 上半年, 前三季度) is met by the same days only;
    - several years together (2020—2022年, “十四五”期间, 2022年起) meet every time that reaches into them.
    """
    return bool(asked and stated) and not any(_meets(one, other) for one in stated for other in asked)


def _meets(stated: Period, asked: Period) -> bool:
    if stated.end == asked.end and (stated.open_start or asked.open_start):
        return True
    if _spans_years(stated) or asked.end == date.max:
        overlap = stated.start <= asked.end and asked.start <= stated.end
        return stated.start <= asked.end <= stated.end or (not asked.open_start and overlap)
    if asked.open_start:
        return stated.open_start and asked.start <= stated.end <= asked.end <= asked.start + _A_THIRD
    if asked.whole:
        return (stated.start, stated.end) == (asked.start, asked.end)
    return asked.start <= stated.end <= asked.end and (stated.open_start or asked.start <= stated.start)


def _spans_years(period: Period) -> bool:
    return not period.open_start and period.start.year < period.end.year


def _periods(text: str, years: _Years) -> Iterator[Period]:
    days = {mention.start: mention for mention in find_dates(text)} if _PRINTED.search(text) else {}
    position = 0
    while lead := _LEAD.search(text, position):
        start = lead.start()
        if title := _TITLE.match(text, start):
            position = title.end()
            continue
        point = None if start and text[start - 1] in _DIGIT_BEFORE else _point(text, start, years, days)
        if not point:
            position = start + 1
            continue
        found = _modified(text, start, _to_second(text, point, years, days), years.today)
        position = found.end_offset
        if _is_aside(text, start, position):
            continue
        if found.known and point.names_year:
            years = replace(years, stated=min(found.end, point.end).year)
        if found.known:
            yield Period(Span(start, position), found.start, found.end, found.open_start, found.whole)


def _is_aside(text: str, start: int, end: int) -> bool:
    return bool(_ASIDE_BEFORE.search(text, max(0, start - 3), start) or _ASIDE_BEHIND.match(text, end))


def _to_second(text: str, first: _Point, years: _Years, days: dict[int, DateMention]) -> _Point:
    """Return the range that a time begins, or the time itself where it begins none."""
    join = _JOIN.match(text, first.end_offset)
    if not join:
        return first
    inner = replace(years, stated=first.start.year)
    second = _point(text, join.end(), inner, days) or _written_short(text, join.end(), first)
    if not second or second.end < first.start:
        return first
    return replace(first, end_offset=second.end_offset, end=second.end, known=first.known and second.known)


def _written_short(text: str, start: int, first: _Point) -> _Point | None:
    """Return the end of a range that says no more than its year or its day: 2020-2022, 3月5日至9日."""
    if year := _YEAR_ONLY.match(text, start):
        return _Point(year.end(), date(int(year["year"]), 1, 1), date(int(year["year"]), 12, 31), known=True)
    day = _DAY_ONLY.match(text, start)
    if not day or first.start != first.end:
        return None
    try:
        last = first.end.replace(day=small_number(day["day"]))
    except ValueError:
        return None
    return _Point(day.end(), last, last, first.known)


def _modified(text: str, start: int, point: _Point, today: date | None) -> _Point:
    """Return a time with the words around it: 截至, 到, 前 make it a state; 以来, 起 leave its end open."""
    if since := _SINCE.match(text, point.end_offset):
        end = today if today and today >= point.start else date.max
        return replace(point, end_offset=since.end(), end=end, open_start=False)
    if _FROM.match(text, point.end_offset):
        return replace(point, end=date.max, open_start=False)
    if _UNTIL.match(text, point.end_offset) or _BY.search(text, max(0, start - 4), start):
        return replace(point, open_start=True)
    return point


def _point(text: str, start: int, years: _Years, days: dict[int, DateMention]) -> _Point | None:
    """Return the time that begins at an offset; None where none does."""
    if start in days:
        return _Point(days[start].end, days[start].day, days[start].day, known=True, names_year=True)
    if plan := _PLAN.match(text, start):
        first = 2001 + 5 * small_number(plan["plan"])  # 十一五 began in 2006
        return _Point(plan.end(), date(first, 1, 1), date(first + 4, 12, 31), known=True, open_start=bool(plan["edge"]))
    if match := _YEAR_NAMED.match(text, start):
        if _INSIDE_WORDS.match(text, max(0, start - 1)):
            return None
        if match["this"] or match["last"]:
            return _month_of(match, years.today)
        year = years.relative(match["relative"]) if match["relative"] else _written_year(match)
        part = _PART_BEHIND.match(text, match.end())
        point = _days_of(part, year) if part else None
        return _edged(text, replace(point or _year(match, year), names_year=True))
    part = _PART_ALONE.match(text, start)
    if not part or (part["months"] and text[start] == "前" and start and text[start - 1] not in _BEGINS):
        return None
    year = (years.stated or years.given) if part["whole"] else years.unsaid()
    point = _days_of(part, year)
    return _edged(text, point) if point else None


def _written_year(match: re.Match[str]) -> int:
    return 2000 + int(match["short"]) if match["short"] else parse_numeral(match["year"] or match["han"])


def _month_of(match: re.Match[str], today: date | None) -> _Point:
    day = today or date(_ANY_YEAR, 2, 1)
    year, month = (day.year, day.month) if match["this"] else (day.year - (day.month == 1), (day.month - 2) % 12 + 1)
    return _Point(match.end(), date(year, month, 1), _last_day(year, month), known=today is not None)


def _year(match: re.Match[str], year: int | None) -> _Point:
    return _Point(match.end(), date(year or _ANY_YEAR, 1, 1), date(year or _ANY_YEAR, 12, 31), known=year is not None)


def _days_of(part: re.Match[str], year: int | None) -> _Point | None:
    """Return the part of a year that a match names; None where it is no day of the calendar."""
    in_year, known = year or _ANY_YEAR, year is not None
    if part["day"]:
        try:
            day = date(in_year, small_number(part["month"]), small_number(part["day"]))
        except ValueError:
            return None
        return _Point(part.end(), day, day, known)
    first, last = _months_of(part)
    summed = (
        part["whole"]
        or part["half"]
        or part["quarters"]
        or part["months"]
        or (first == 1 and (part["to_month"] or part["to_quarter"]))
    )
    end = _last_day(in_year + (first > last), last)
    return _Point(part.end(), date(in_year, first, 1), end, known, whole=bool(summed))


def _months_of(part: re.Match[str]) -> tuple[int, int]:
    """Return the first and the last month of a part of a year."""
    if part["half"]:
        return (1, 6) if part["half"] == "上" else (7, 12)
    if quarter := "1" if part["first_quarter"] else part["q"] or part["quarter"]:
        return 3 * small_number(quarter) - 2, 3 * small_number(part["to_quarter"] or quarter)
    if part["quarters"]:
        return 1, 3 * small_number(part["quarters"])
    if part["months"]:
        return 1, small_number(part["months"])
    if part["month"]:
        return small_number(part["month"]), small_number(part["to_month"] or part["month"])
    return 1, 12


def _edged(text: str, point: _Point) -> _Point:
    """Return a time with 末, 初 or 上旬 behind it taken in."""
    edge = _EDGE.match(text, point.end_offset) if point.start != point.end else None
    if not edge:
        return point
    point = replace(point, end_offset=edge.end())
    if third := edge["third"]:
        first, last = {"上": (1, 10), "中": (11, 20), "下": (21, point.end.day)}[third]
        return replace(point, start=point.start.replace(day=first), end=point.end.replace(day=last))
    if edge["edge"] != "初":
        return replace(point, open_start=True, whole=False)
    if (point.start.year, point.start.month) == (point.end.year, point.end.month):
        return replace(point, end=point.start.replace(day=10))
    return replace(point, end=_last_day(point.start.year, point.start.month))


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
