"""What a figure of a policy is about, told from its unit and the words around it."""

import re
from dataclasses import dataclass

from kb.rules.types import FactKind, FactOperator
from kb.text.amounts import Figure, Operator
from kb.text.quantities import COUNTS, TIMES


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The half-width words around a figure: its own part of the sentence, and the sentence up to it."""

    part: str
    """From the last comma to the next one."""
    at: int
    """Where the figure begins in the part."""
    end: int
    before: str
    """The sentence up to the part."""

    @property
    def lead(self) -> str:
        """The part up to the figure."""
        return self.part[: self.at]

    @property
    def rest(self) -> str:
        """The part behind the figure."""
        return self.part[self.end :]


_TARGET = re.compile(
    r"力争|争取|目标|确保(?=.{0,24}(?:达|到|增|不低于|以上))|计划(?=.{0,16}(?:新增|投放|发放|培育|达到))|实现(?=.{0,16}增长)"
)
# 三年累计发放…: what is to come together over the years of a plan.
_IN_ALL = re.compile(r"[一二两三四五六七八九十\d]年(?:内|共)?累计[^已了]*$")
# What was reached is told, not aimed at.
_REACHED = re.compile(r"已经?有?|共(?:发放|计|有)|累计已|实际|同比|环比|截至|目前|去年|上年|占全")
_RATE = re.compile(
    r"利率|利息|贴息|年化|费率|LPR|lpr|加点|折扣|优惠|(?:给予|予以|享受|获得?|提供|安排).{0,24}(?:补助|补贴|奖励|奖补|资助|支持|补偿|减免|返还|贴补)"
    r"|(?:补助|补贴|奖励|奖补|资助|补偿|减免|返还|贴息|贴补|扣除|征收|计提|缴纳|缴存|收取)"
)
SPREAD_UNITS = frozenset({"基点", "百分点"})
"""Units of what is added to a base rate."""
_FORBIDS = re.compile(r"^[ ]?(?:[之以]?内)[^,。;]{0,6}?(?:不得|不再|不予|不能|禁止|暂停|取消|限制|停止)")
_WITHIN = re.compile(r"^[ ]?(?:[之以]?内(?![部容外]))")
_AFTER = re.compile(r"^[ ]?(?:[之以]?后)")
_BEFORE = re.compile(r"^[ ]?(?:[之以]?前)")
_LASTS = re.compile(
    r"期限|年限|有效期|周期|为期|时限|贷款期|宽限期|保存|保管|任期|期间|连续|累计|满|超过|不[少低]于|不超过|至少|以上"
)
_STRICT_MORE = re.compile(r"^(?:超过|超出|突破|高于|大于|多于|长于|超|逾)$")
_STRICT_LESS = re.compile(r"^(?:不足|未满|不满|不到|未到|未及|不及|低于|少于|小于|短于|未达到?)$")
_POINTS = re.compile(r"(?:上述|前述|前款|下列|以下|第|最近|上|下|同|另|任|唯|首|每|其中)$")
_BASE_RATE = re.compile(r"LPR|lpr|市场报价利率|基准利率")
_LIMIT = re.compile(r"(?P<most>不(?:得|应|可)?(?:超过?|高于|超出)|最高|上限)|(?P<least>不(?:得|应|可)?低于|最低|下限)")
_NAME_CHARS = 14
_SHARE_UNITS = frozenset({"%", "折", "比", "倍"})
_MONEY = frozenset({"元", "美元", "欧元", "港元", "日元"})


def kind_of(figure: Figure, around: Surroundings) -> FactKind:
    """Return what a figure is about."""
    unit = figure.unit
    if unit in TIMES:
        return _time_kind(around)
    if unit in SPREAD_UNITS:
        return FactKind.RATE
    if _is_target(around):
        return FactKind.TARGET
    if unit == "比":
        return FactKind.RATIO
    if unit in _SHARE_UNITS:
        return FactKind.RATE if _RATE.search(around.part) else FactKind.RATIO
    if unit in _MONEY:
        return FactKind.AMOUNT
    return FactKind.COUNT if unit in COUNTS else FactKind.AMOUNT


def counts_nothing(figure: Figure, around: Surroundings, text: str) -> bool:
    """Tell whether a figure only points (上述1至9项), names something (“两张名单”) or frames (三年累计)."""
    if figure.unit in COUNTS | {"次"} and _POINTS.search(around.lead):
        return True
    if figure.unit in TIMES and around.rest.lstrip().startswith("累计"):
        return True
    return figure.unit in COUNTS and _is_named(text, figure.span.start)


def far_limit(figure: Figure, around: Surroundings) -> FactOperator | None:
    """Return the limit of a spread over a base rate, which may stand far before it: 不超过…同期LPR+90基点."""
    if figure.unit not in SPREAD_UNITS or not (base := _BASE_RATE.search(around.lead)):
        return None
    limits = list(_LIMIT.finditer(around.lead, 0, base.start()))
    if not limits:
        return None
    return FactOperator.MAX if limits[-1]["most"] else FactOperator.MIN


def _is_named(text: str, at: int) -> bool:
    """Tell whether an offset lies in a short name between quotation marks."""
    opened = max(text.rfind(mark, max(0, at - _NAME_CHARS), at) for mark in '“"')
    if opened < 0 or "”" in text[opened:at]:
        return False
    closed = text.find("”" if text[opened] == "“" else '"', at)
    return 0 <= closed - opened <= _NAME_CHARS


def operator_of(figure: Figure, kind: FactKind, around: Surroundings, text: str) -> FactOperator:
    """Return how the figure limits, strict words told from those that include the figure; `text` is half-width."""
    if kind is FactKind.DEADLINE and _AFTER.match(around.rest):
        return FactOperator.GT
    if kind is FactKind.PERIOD and _FORBIDS.match(around.rest):
        # 3年内不得…: it lasts three years, it is no limit of them.
        return FactOperator.EQ
    if limit := far_limit(figure, around):
        return limit
    if figure.operator is Operator.EXACT:
        return FactOperator.MAX if kind is FactKind.DEADLINE else FactOperator.EQ
    if figure.operator is Operator.ABOUT:
        return FactOperator.ABOUT
    words = text[figure.operator_span.start : figure.operator_span.end] if figure.operator_span else ""
    if figure.operator is Operator.AT_MOST:
        return FactOperator.LT if _STRICT_LESS.match(words) else FactOperator.MAX
    return FactOperator.GT if _STRICT_MORE.match(words) else FactOperator.MIN


def _time_kind(around: Surroundings) -> FactKind:
    if _FORBIDS.match(around.rest):
        return FactKind.PERIOD
    if _WITHIN.match(around.rest) and not re.search(r"(?:近|最近|过去|前|连续)$", around.lead):
        return FactKind.DEADLINE
    if (_AFTER.match(around.rest) or _BEFORE.match(around.rest)) and not _LASTS.search(around.lead[-8:]):
        return FactKind.DEADLINE
    return FactKind.PERIOD


def _is_target(around: Surroundings) -> bool:
    if _REACHED.search(around.lead):
        return False
    if _IN_ALL.search(around.lead):
        return True
    return _TARGET.search(around.lead) is not None or _TARGET.search(around.before) is not None
