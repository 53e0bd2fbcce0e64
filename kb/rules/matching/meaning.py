"""Demands decided by what their words mean: states in other words for the same, figures against their limits, lists."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from kb.rules.applicant.figures import COMMON, FIGURES, plain_name
from kb.rules.matching.polarity import NEGATION, affirms
from kb.rules.matching.said import is_person, state_of, states
from kb.rules.matching.state_words import STATES, State
from kb.rules.types import Applicant, Certainty, Fact
from kb.text.amounts import Operator, figures_in
from kb.text.persons import names_firm, persons_in

_Found = tuple[bool, Fact]
_OR = re.compile(r",?(?:或者|或(?!有))")
_ITEMS = re.compile(r"、|和(?!谐)|及(?!时|格|以上)|与|以及|,(?!因)")
_FIGURE = re.compile(r"\d")
_WINDOW = re.compile(
    r"(?:最近|近|过去|前|上|连续)(?:\d+|[一二三四五六七八九十两])个?(?:完整|自然|会计)*(?:年度?|月)(?:之?内|以来|来|中)?|上一?年度?|当年|本年度?|去年|截至[^,。;]{0,8}"
)
_FILLING = re.compile(
    r"企业|公司|单位|申请人|借款人|申报|其|被|列为|列入|纳入|处于|存在|具有|拥有|发生|出现|因|严重|重大|恶意|情[况形]|行为|记录|名单|名录|问题|职工|员工|农民工|财政|其他|同类"
    r"|人员|应当|须|的|了|过|有|是|已|曾|在|为|等|以及|法定代表人|实际控制人|负责人|股东|人$|[^\w\u4e00-\u9fff]"
)
_MOST_LEFT = 2
_SUM = re.compile(r"合计|总计|总和|之和|累计")
_COUNT = re.compile(
    r"(?:至少|不少于|不低于|拥有|具有|取得|获得|持有|以上|授权|有效|[\d一二三四五六七八九十两]+|[项件个款及]|\([^()]*\))"
)
_GOOD = frozenset({"正常经营", "在职缴纳社保", "有融资需求"})
_ACCIDENT = re.compile(r"(?P<kinds>[^,。;]*)事故")
_KINDS = (
    ("安全", re.compile(r"安全|生产(?!品)")), ("环境", re.compile(r"环[境保]|污染|生态")),
    ("质量", re.compile(r"质量|产品")), ("食品", re.compile(r"食品|药品")), ("消防", re.compile(r"消防|火灾")),
)  # fmt: skip


def said_of(words: str, applicant: Applicant) -> _Found | None:
    """Return whether what half-width words demand holds, by what the applicant says in like words or means the same by.

    A state without the figure of a demand does not decide it: 没有外资 is no failing of 外资持股不超过50%.
    """
    if _FIGURE.search(words):
        return _by_alternatives(words, applicant) or _with_its_figure(words, applicant)
    if (accident := _of_accidents(words, applicant)) is not None:
        return accident
    found = state_of(words, applicant)
    if found is not None and _tells_enough(found, words):
        return found
    return _by_alternatives(words, applicant)


def _tells_enough(found: _Found, words: str) -> bool:
    """Tell whether a state decides a demand that lists several things: who denies one of them denies not all."""
    happened = found[0] == (affirms(words) is not False)
    if happened:
        return True
    if len(_kinds(words)) > 1:
        own = _kinds(str(found[1].value))
        return not own or own >= _kinds(words)
    said = str(found[1].value)
    parts = (item for part in _OR.split(_WINDOW.sub("", words)) for item in _ITEMS.split(part))
    items = [left for item in parts if (left := _FILLING.sub("", NEGATION.sub("", item)))]
    return len(items) < 2 or all(2 * sum(char in said for char in item) >= len(item) for item in items)


def _with_its_figure(words: str, applicant: Applicant) -> _Found | None:
    found = state_of(words, applicant)
    if found is None:
        return None
    own = set(re.findall(r"\d+", str(found[1].value)))
    return found if own == set(re.findall(r"\d+", words)) else None


def _by_alternatives(words: str, applicant: Applicant) -> _Found | None:
    """Return what the alternatives of a demand come to: one that holds is enough, all have to fail."""
    parts = [part for part in _OR.split(words) if _FILLING.sub("", part)]
    found = [_alternative(part, words, applicant) for part in parts]
    holding = [one for one in found if one is not None and one[0]]
    if holding:
        return holding[0]
    failing = [one for one in found if one is not None]
    return failing[0] if failing and len(failing) == len(found) else None


def _alternative(words: str, whole: str, applicant: Applicant) -> _Found | None:
    sense = affirms(words)
    if sense is None:
        return None
    if _FIGURE.search(_WINDOW.sub("", words)):
        return _figure(_WINDOW.sub("", words), applicant)
    core = NEGATION.sub("", _WINDOW.sub("", words))
    items = [item for item in _ITEMS.split(core) if item.strip()]
    known = [(item, state) for item in items if (state := _state_in(item)) is not None]
    if not known or len(known) < len(items) - _fillers(items):
        return None
    found = [_held(state, whole, applicant) for _, state in known]
    good = all(state.words in _GOOD for _, state in known)
    decided = _any(found) if not good else _all(found)
    if decided is None:
        return None
    holds, fact = decided
    return holds == sense, fact


def _fillers(items: list[str]) -> int:
    return sum(1 for item in items if len(_FILLING.sub("", item)) == 0)


def _any(found: list[_Found | None]) -> _Found | None:
    holding = next((one for one in found if one is not None and one[0]), None)
    if holding is not None:
        return holding
    return found[0] if found and None not in found else None


def _all(found: list[_Found | None]) -> _Found | None:
    failing = next((one for one in found if one is not None and not one[0]), None)
    if failing is not None:
        return failing
    return found[0] if found and None not in found else None


def _state_in(words: str) -> State | None:
    """Return the state that words are, but for what says of whom and when."""
    for state in STATES:
        match = state.said.search(words)
        if match is None or match.group().endswith("事故"):
            continue
        left = _FILLING.sub("", words[: match.start()] + words[match.end() :])
        if len(left) <= _MOST_LEFT:
            return state
    return None


def _held(state: State, words: str, applicant: Applicant) -> _Found | None:
    """Return whether the applicant says that it is in a state; unsure where it says both."""
    found = [
        (holds, fact)
        for said, holds, fact in states(applicant)
        if (said == state.words or _state_in(said) is state) and _of_whom(said, words, applicant)
    ]
    if not found:
        return None
    if len({holds for holds, _ in found}) > 1:
        return True, replace(found[0][1], certainty=Certainty.UNSURE)
    sense = affirms(str(found[0][1].value)) is not False
    return found[0][0] == sense, found[0][1]


def _of_whom(said: str, words: str, applicant: Applicant) -> bool:
    own, wanted = persons_in(said), persons_in(words)
    if own:
        return bool(own & wanted)
    return not wanted or names_firm(words) or is_person(applicant)


# --- figures ------------------------------------------------------------------------------------------------------


def _figure(words: str, applicant: Applicant) -> _Found | None:
    """Return whether the applicant's figures keep the limit that words set; several together where they say so."""
    limits = figures_in(words)
    if len(limits) != 1 or limits[0].unit not in ("%", "项", "件", "个"):
        return None
    limit = limits[0]
    most = limit.operator is Operator.AT_MOST
    names = list(dict.fromkeys(_names(words)))
    found = [fact for name in names for fact in applicant.of(f"{FIGURES}.{name}")]
    if not found:
        return None
    ends = [(Decimal(str(fact.value)), fact.upper or Decimal(str(fact.value))) for fact in found]
    told = {fact.name for fact in found}
    if _SUM.search(words) and len(names) > 1:
        low, high = sum(one for one, _ in ends), sum(one for _, one in ends)
        if len(told) < len(names):
            # What goes unsaid can only add to it.
            exceeds = low > limit.values[0]
            return (not most, found[0]) if exceeds else None
    elif len(names) == 1:
        low, high = ends[0]
    else:
        return None
    within = [one <= limit.values[-1] if most else one >= limit.values[0] for one in (low, high)]
    return (within[0], found[0]) if within[0] == within[1] else None


def _names(words: str) -> Iterator[str]:
    figure = figures_in(words)[0].span
    before, behind = words[: figure.start], words[figure.end :]
    for part in _ITEMS.split(f"{before},{behind}"):
        name = plain_name(_COUNT.sub("", part))
        if name in COMMON:
            yield name


# --- accidents ----------------------------------------------------------------------------------------------------


def _kinds(words: str) -> frozenset[str]:
    match = _ACCIDENT.search(words)
    return frozenset(name for name, pattern in _KINDS if pattern.search(match["kinds"])) if match else frozenset()


def _of_accidents(words: str, applicant: Applicant) -> _Found | None:
    """Return that none of several kinds of accidents happened where each is denied by itself."""
    wanted = _kinds(words)
    if len(wanted) < 2:
        return None
    denied = [fact for said, holds, fact in states(applicant) if not holds and _kinds(said)]
    covered = frozenset().union(*(_kinds(str(fact.value)) for fact in denied))
    one = next((fact for fact in denied if state_of(words, Applicant((fact,))) is not None), None)
    return (affirms(words) is False, one) if one is not None and covered >= wanted else None
