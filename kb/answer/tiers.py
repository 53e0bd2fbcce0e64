"""Which of several tiers a question means: of rows, items or clauses that divide a measure or a scale of grades.

80—89分, 70—79分; 超过1亿元的…；超过5亿元的…; AA级, A级. A figure or a grade of the question lies in one of
them, and what the others say is no answer to it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kb.answer.calculation.terms import JOINS, read_question
from kb.answer.tier_rows import Bound, Row, RowReader, grades_named
from kb.text.intervals import Interval, intervals_in
from kb.text.tokens import bigrams
from kb.types import Span

_LATE = re.compile("逾期|超期|过期|拖欠|晚")
_MONEY_OR_SHARE = re.compile("元$|^%$|^基点$")
# 一年能贷几次 asks for no term of one year.
_ONE_EACH = re.compile(r"^(?:一|1|每)?个?[年月天日周]$")
_SPENT = re.compile(r"(?:贷|借|用|存|期限?|满|经营|缴费?|缴纳|展期|逾期|担保|周转|入住|参保|工作|注册|成立)[了是为]?$")
_NEAR, _BEHIND = 10, 6
_OWN_WORDS, _INTRODUCED = 2, 1
_ITEM = re.compile(r"\([一二三四五六七八九十]+\)")
_STOP = re.compile("[,。;?!]")
_SAYS_NOTHING = frozenset(
    "的了我你他个在一家有们是想要能可以去今本该这那就和与及或把被给对于按其年月日度元万亿额数金多少几每,。;:()|企业公司补助贴奖励免返罚"
    "%.0123456789"
)


# Of a line that introduces tiers, what names no measure that they divide.
_NO_MEASURE = re.compile(
    r"金额|标准|分档|给予|予以|补[助贴]|贴息|奖[励补]|资助|企业|项目|按照?|计算|年度|下列|以下|单位"
)


class Fit(Enum):
    """How a tier stands to a question."""

    HOLDS = "holds"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A figure of the question, in the unit that it compares in, with the words around it."""

    value: Decimal
    unit: str
    about: str


class Tiers:
    """Tells which tier a prepared question means."""

    def __init__(self, question: str) -> None:
        self._asked = tuple(_figures_asked(question))
        self._grades = grades_named(question.upper())
        self._reader = RowReader()

    @property
    def may_tell(self) -> bool:
        """Tell whether the question has a figure or a grade that a tier could be told by."""
        return bool(self._asked or self._grades)

    def fit(self, text: str, span: Span) -> Fit | None:
        """Return how a stretch of a text stands to the question; None where it is no tier, or that is not sure."""
        if not self.may_tell:
            return None
        rows = self._reader.around(text, span)
        inside = (place for place, row in enumerate(rows) if row.span.start < span.end and span.start < row.span.end)
        fits = [self._fit(rows, place) for place in inside]
        if Fit.HOLDS in fits:
            return Fit.HOLDS
        return Fit.OTHER if fits and all(one is Fit.OTHER for one in fits) else None

    def others(self, text: str, span: Span) -> list[Span]:
        """Return the tiers of a stretch of a text and of the lines beside it that are not the question's."""
        rows = self._reader.around(text, span) if self.may_tell else []
        return [row.span for place, row in enumerate(rows) if self._fit(rows, place) is Fit.OTHER]

    def others_said(self, text: str, span: Span) -> list[str]:
        """Return the words of the tiers that are not the question's."""
        return [one.of(text) for one in self.others(text, span)]

    def unmet(self, text: str, span: Span) -> list[Span]:
        """Return the stretches with a condition that a figure of the question does not meet, be it a tier or not."""
        rows = self._reader.around(text, span) if self.may_tell else []
        return [row.span for row in rows if any(self._bars(bound, row.lead) for bound in row.bounds)]

    def _bars(self, bound: Bound, lead: str) -> bool:
        value = self._value([bound], lead)
        return value is not None and not bound.interval.holds(value)

    def _fit(self, rows: Sequence[Row], place: int) -> Fit | None:
        fits = {self._fit_of(rows, place, bound) for bound in rows[place].bounds} | {self._fit_of_grade(rows, place)}
        return Fit.OTHER if Fit.OTHER in fits else Fit.HOLDS if Fit.HOLDS in fits else None

    def _fit_of(self, rows: Sequence[Row], place: int, bound: Bound) -> Fit | None:
        own = bound.interval
        family = [bound, *_beside_in_measure(rows, place, bound)]
        if not _are_parted([one.interval for one in family]):
            # 流水达到3万元的 beside 30万元以下的, 30万元以上的 divides nothing: what goes on from an end does.
            family = [bound, *(one for one in family[1:] if own.goes_on_in(one.interval))]
        value = self._value(family, rows[place].lead)
        if value is None:
            return None
        tiers = [one.interval for one in family]
        if not _are_parted(tiers) or len({(one.low, one.high) for one in tiers}) == 1:
            return None
        if not own.holds(value):
            return Fit.OTHER
        if not any(other.is_within(own) and other.holds(value) for other in tiers):
            return Fit.HOLDS
        # 超过1亿元的, 超过5亿元的: the higher one holds. Of 10万元以下 and 5万元以下 both may.
        return Fit.OTHER if own.high is None else None

    def _fit_of_grade(self, rows: Sequence[Row], place: int) -> Fit | None:
        own = rows[place].grades
        asked = {one for one in self._grades if any(_are_of_one_scale(one, other) for other in own)}
        beside = _beside(rows, place, lambda row: bool(row.grades))
        if not asked or not any(row.grades != own for row in beside):
            return None
        return Fit.HOLDS if asked & own else Fit.OTHER

    def _value(self, bounds: Sequence[Bound], lead: str) -> Decimal | None:
        """Return the figure of the question that intervals of one measure are about; None where none is, or several.

        Of 贷了40万，利息2万 the one that the intervals themselves name goes before what only their introduction names.
        """
        found = [(_nearness(asked, bounds, lead), asked.value) for asked in self._asked]
        nearest = max((near for near, _ in found), default=0)
        values = {value for near, value in found if near and near == nearest}
        return values.pop() if len(values) == 1 else None


def _figures_asked(question: str) -> Iterator[_Asked]:
    text = read_question(question).text
    figures = [one for one in intervals_in(text) if one.figure and one.low is not None]
    ends = [0, *(one.end for one in figures)]
    starts = [*(one.start for one in figures[1:]), None]
    for one, behind, ahead in zip(figures, ends, starts, strict=False):
        # What stands between two figures is said of the second: 贷了40万一年利息2万, but 100万保费和30万利息.
        before = text[max(behind, one.start - _NEAR) : one.start]
        next_to = ahead is not None and ahead - one.end <= _NEAR and not JOINS.search(text[one.end : ahead])
        after = "" if next_to else text[one.end : one.end + _BEHIND]
        each = _ONE_EACH.match(text[one.start : one.end]) and not _SPENT.search(before)
        if not each:
            assert one.low is not None
            yield _Asked(one.low, one.unit, _STOP.split(before)[-1] + _STOP.split(after)[0])


def _nearness(asked: _Asked, bounds: Sequence[Bound], lead: str) -> int:
    """Return how sure intervals are about a figure; 0 where they are not: in its unit, and of money by a common word.

    What items divide may be said where their list is introduced: 按检修费用分档：（一）30万元以上的，按5%补助.
    """
    unit = bounds[0].interval.unit
    about = _ITEM.sub("", "".join(bound.about for bound in bounds))
    if asked.unit != unit or (_LATE.search(asked.about) is None) != (_LATE.search(about) is None):
        return 0
    held = set(about) - _SAYS_NOTHING
    if not _MONEY_OR_SHARE.search(unit) or held & set(asked.about):
        return _OWN_WORDS
    introduced = set(bigrams(_NO_MEASURE.sub(" ", lead))) & set(bigrams(asked.about))
    return _INTRODUCED if introduced or not held else 0


def _are_of_one_scale(one: str, other: str) -> bool:
    """Tell whether two grades are of one scale: letters, or words that end alike."""
    return one[0].isascii() == other[0].isascii() and (one[0].isascii() or one[-1] == other[-1])


def _are_parted(tiers: Sequence[Interval]) -> bool:
    return all(_may_be_tiers(one, other) for at, one in enumerate(tiers) for other in tiers[at + 1 :])


def _may_be_tiers(one: Interval, other: Interval) -> bool:
    """Tell whether two intervals may be tiers of one measure: apart, or one the higher or the lower of two limits."""
    same = (one.low, one.high) == (other.low, other.high)
    return same or one.is_apart(other) or one.is_within(other) or other.is_within(one)


def _beside_in_measure(rows: Sequence[Row], place: int, bound: Bound) -> list[Bound]:
    """Return the intervals of the rows beside a row that are in the measure, and the column, of one of its own."""

    def alike(row: Row) -> list[Bound]:
        columns = (bound.column, None) if bound.column is not None else None
        found = (one for one in row.bounds if one.interval.unit == bound.interval.unit)
        return [one for one in found if columns is None or one.column in columns]

    return [alike(row)[0] for row in _beside(rows, place, lambda row: bool(alike(row)))]


def _beside(rows: Sequence[Row], place: int, has: Callable[[Row], bool]) -> list[Row]:
    """Return the rows of an article on both sides of a row that have something, as far as no two in turn lack it."""
    found: list[Row] = []
    for step in (-1, 1):
        at, missed = place + step, 0
        while 0 <= at < len(rows) and missed < 2 and not rows[at if step > 0 else at + 1].opens:
            missed = 0 if has(rows[at]) else missed + 1
            if not missed:
                found.append(rows[at])
            at += step
    return found
