"""Figures of a text with their units and how they are meant: 最高1000万元, 不少于五成, 3—5年, 原则上不超过1年."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from kb.text.quantities import COUNTS, TIMES, Quantity, in_base_unit, quantities_in
from kb.text.shares import is_decimal, shares_in
from kb.text.written_numbers import half_width
from kb.types import Span


class Operator(StrEnum):
    """How a figure is meant."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    ABOUT = "about"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a text with its unit, or a range or ratio of numbers; the span covers numbers and unit only."""

    span: Span
    values: tuple[Decimal, ...]
    """One number, the two ends of a range, or the parts of a ratio, in the unit: 300万元 is 3000000 元."""
    unit: str
    """Canonical: 元, %, 百分点, 基点, 比, 工作日, 日, 月, 年, 人, 户, 家, 项 …; 五成 is 50 %, 名 and 位 are 人."""
    operator: Operator = Operator.EXACT
    operator_span: Span | None = None
    """The operator's own words; inside the figure's span where they are (1000余家)."""
    principle: bool = False
    """Whether it holds as a rule only: 原则上, 一般."""


# By these a text bounds a figure from above and from below; without the 不 of 不得 they would say the opposite.
NO_MORE = "不[得应可能宜]?(?:超过?|超出|高于|大于|多于|长于|突破)"
NO_LESS = "不[得应可能宜]?(?:低于|少于|小于|短于)"

# Words that other words may part from their figure (最高可申请…1000万元), and words that stand directly before it.
_BEFORE = re.compile(
    rf"(?P<most>{NO_MORE}|未(?:超过|超出|高于)|最[高多长大](?!人民|[法检院级温层])|至多|顶多"
    r"|上限|封顶)"
    rf"|(?P<least>{NO_LESS}|最[低少短小](?!生活|工资|保障|[温一])|至少|起码|下限)"
    r"|(?P<near_most>[不未](?:足|满|到|及)|未达到?|低于|少于|小于|短于)"
    r"|(?P<near_least>超过|超出|突破|高于|大于|多于|长于|超|逾|满)"
    r"|(?P<near_about>大约|大概|将近|接近|约|(?<![最附相])近|差不多|(?<!以)上)"
)
_FILLED = re.compile(r"(?:达到?|[为是在至到共计有的可:：(\"“ ]|人民币|合计|累计|LPR|lpr|[+加])*")
_AFTER = re.compile(
    r"[ ]?(?:\(不?含[^()]{0,8}\))? ?(?:"
    r"(?P<most>(?:及其?)?以[下内里]|之内|内(?![部容外地蒙资贸销涵控河需])|封顶|为(?:最高)?上?限|的?上限)"
    r"|(?P<least>(?:及其?)?以上|为下限|打底|往上)|(?P<from>起步?(?![草诉算止点重步来]))"
    r"|(?P<about>左右|上下|前后|[余来](?=[,。;!?的 )]|$)|多(?![少次种个人地户家方样项重元级])))"
)
_AFTER_KINDS = {"most": Operator.AT_MOST, "least": Operator.AT_LEAST, "about": Operator.ABOUT}
_PRINCIPLE = re.compile(
    r"原则上|通常|一般(?!性|公共|纳税|债|预算|工业|商业|贸易|公益|农户|风险|企业|项目|居民|行政|违法|失信|[人户])"
)
_STOP = re.compile(r"(?<!原则上),(?!\d{3})|[。;!?\n]")
# Figures side by side share an operator: 最高10万元、20万元和30万元.
_SIDE_BY_SIDE = re.compile(r" ?(?:、|和|或者?|及|与|以及|/) ?")
# Behind these 一家 or 一次 is a figure; else it is an article.
_ONLY_ONE = re.compile(r"(?:[仅只限共]|每[^,。;每]{1,6})[^,。;]{0,3}$")
_REACH = 30


def figures_in(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text in order; none overlaps another.

    Dates and years, ordinals and clause labels, numbers of documents and telephones, and numbers inside 《》 are none.
    """
    plain = half_width(text)
    return tuple(_figures(plain, _with_shares(plain, list(quantities_in(plain)))))


def same_figure(one: Figure, other: Figure) -> bool:
    """Tell whether two figures state the same numbers, operators aside: 12个月 and 1年, 五成 and 50%, 4:4:2 and 2:2:1.

    What is counted by 个 is the same as what is counted by a word of its own (3个, 3家).
    """
    left, right = _compared(one), _compared(other)
    counted = "个" in (one.unit, other.unit) and one.unit in COUNTS and other.unit in COUNTS
    return left[0] == right[0] and (left[1] == right[1] or counted)


def _compared(figure: Figure) -> tuple[tuple[Decimal, ...], str]:
    if figure.unit == "比" and (whole := sum(figure.values)):
        return tuple(value / whole for value in figure.values), figure.unit
    return in_base_unit(figure.values, figure.unit)


def _with_shares(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Return quantities with the shares that are said as fractions or in words, the longer one where both stand.

    A third is no decimal: nothing can be reckoned with it exactly, and it stays in words.
    """
    shares = [Quantity(one.start, one.end, (one.percent,), "%") for one in shares_in(text) if is_decimal(one.percent)]
    if not shares:
        return quantities
    kept: list[Quantity] = []
    for one in sorted([*quantities, *shares], key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _figures(text: str, quantities: Sequence[Quantity]) -> Iterator[Figure]:
    if not quantities:
        return
    stops = [0, *(match.end() for match in _STOP.finditer(text))]
    floor = 0  # where the words of the last figure end that had an operator before it
    last: Figure | None = None
    for quantity in quantities:
        begin = stops[bisect_right(stops, quantity.start) - 1]
        figure = _with_operator(text, quantity, max(begin, floor, quantity.start - _REACH))
        if last and figure.operator is Operator.EXACT and _shares(text, last, figure):
            figure = replace(figure, operator=last.operator, operator_span=last.operator_span, principle=last.principle)
        if _is_article(text, figure, begin):
            continue
        if not figure.operator_span or figure.operator_span.start < figure.span.start:
            floor = figure.span.end
        yield figure
        last = figure


def _with_operator(text: str, quantity: Quantity, floor: int) -> Figure:
    """Return the figure that a quantity is, with the nearest words that say how it is meant.

    Words directly at it go before those further off, and a limit goes before 约 and 左右.
    """
    limit, about = _limit_before(text, quantity, floor)
    after = _AFTER.match(text, quantity.end)
    kind = after.lastgroup if after else None
    # 5万元起 begins a scale, 3日起 a time.
    kind = ("least" if quantity.unit not in TIMES else None) if kind == "from" else kind
    operator, span = Operator.EXACT, None
    if limit and (kind not in ("most", "least") or _FILLED.fullmatch(text, limit.end(), quantity.start)):
        operator = Operator.AT_MOST if limit.lastgroup in ("most", "near_most") else Operator.AT_LEAST
        span = Span(*limit.span())
    elif after and kind:
        operator, span = _AFTER_KINDS[kind], Span(*after.span(after.lastgroup or 0))
    elif about:
        operator, span = Operator.ABOUT, Span(*about.span())
    elif quantity.vague:
        operator, span = Operator.ABOUT, Span(*quantity.vague)
    principle = _PRINCIPLE.search(text, floor, quantity.start) is not None
    return Figure(Span(quantity.start, quantity.end), quantity.values, quantity.unit, operator, span, principle)


def _limit_before(text: str, quantity: Quantity, floor: int) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """Return the nearest limit before a quantity and the 约 directly before it."""
    limit = about = None
    for match in _BEFORE.finditer(text, floor, quantity.start):
        kind = match.lastgroup or ""
        if kind.startswith("near") and not _FILLED.fullmatch(text, match.end(), quantity.start):
            continue
        if kind != "near_about":
            limit = match
        elif _is_about(match.group(), text[quantity.start], quantity.unit):
            about = match
    return limit, about


def _is_about(word: str, first: str, unit: str) -> bool:
    """Tell whether a word makes a figure approximate; not 近三年 (the last three years), 网上3家."""
    if word == "近":
        return unit not in TIMES
    return word != "上" or first in "百千万"


def _shares(text: str, last: Figure, figure: Figure) -> bool:
    """Tell whether a figure stands beside the last one and shares its operator before both."""
    before = last.operator_span is not None and last.operator_span.start < last.span.start
    return before and last.unit == figure.unit and bool(_SIDE_BY_SIDE.fullmatch(text, last.span.end, figure.span.start))


def _is_article(text: str, figure: Figure, begin: int) -> bool:
    """Tell whether a figure is but an article: 一家企业, 一项任务; not 每户一次, 最多一家."""
    return (
        text[figure.span.start] == "一"
        and figure.values == (Decimal(1),)
        and figure.unit in COUNTS
        and figure.operator is Operator.EXACT
        and not _ONLY_ONE.search(text, max(begin, figure.span.start - 12), figure.span.start)
    )
