"""The parts of a phrase side by side: which are choices, which bind one kind only, and how they go together."""

import re
from collections.abc import Iterable, Sequence

from kb.rules.conditions.phrase_words import STARTS
from kb.rules.conditions.policy_text import PolicyText
from kb.rules.conditions.whole_demands import is_clause_or_name
from kb.rules.types import Condition, ConditionKind, Operation
from kb.text.written_numbers import half_width
from kb.types import Span

_PLACE = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:自治[州县旗]|[省市县州区旗镇乡]|街道)(?=、|和|及|与|$)")
_BETWEEN = re.compile(r"(?:、|和|及|与)?")
# 财产损失20万元以上: what is measured stands first, and its limit makes it a demand.
_LIMITED = re.compile(
    r"^[^,;、\d]{2,30}(?:不(?:低于|少于|超过|高于)|超过|达到?|满|高于|低于)[^,;]{0,3}\d|\d[^,;]{0,6}(?:以上|以下)(?:的)?$"
)
_OF_ONE_KIND = re.compile(
    r"^(?:对|属于|其中)?(?P<kind>(?:[大中小微]型|[中小微]{2,3})?(?:[\u4e00-\u9fff]{0,4}(?:企业|公司)|个体工商户|个体户|(?:农民)?(?:专业)?合作社"
    r"|男性?|女(?:性|职工)?|家庭农场|农户|普通农户|[种养]{1,2}[殖植粮]?大户|个人|自然人|事业单位|社会组织))"
    r"(?:的|则|应当?|须|需|为|,)*(?:不(?:得)?(?:低于|少于|超过|高于)|达到?|超过|满|至少|在(?=\d)|由[^,;]{2,14}(?:审核|认定|确定))"
)


def is_demand(words: str) -> bool:
    """Tell whether one side of a choice demands something itself: it has a verb in front, or a limit."""
    return STARTS.match(words) is not None or _LIMITED.search(words) is not None


def kinds_limited(pieces: Sequence[str]) -> dict[int, int]:
    """Return which parts of a phrase demand something of one kind of applicants each, and where its name ends.

    家庭农场不少于20亩,合作社不少于50亩: nobody has to meet both.
    """
    found = {at: match.end("kind") for at, words in enumerate(pieces) if (match := _OF_ONE_KIND.match(words))}
    return found if len({pieces[at][:end] for at, end in found.items()}) > 1 else {}


def places_named(policy: PolicyText, excepted: Condition, address: str) -> tuple[Condition, ...]:
    """Return the places that words enumerate, each as where an applicant may be; none where they name others too."""
    found, at = [], excepted.span.start
    while at < excepted.span.end:
        start = match.end() if (match := _BETWEEN.match(policy.plain, at)) else at
        name = _PLACE.match(policy.plain, start, excepted.span.end)
        if name is None:
            return ()
        words = Span(*name.span())
        found.append(
            Condition(
                Operation.LEAF, words, address, ConditionKind.PLACE, text=policy.of(words), meant=policy.of(words)
            )
        )
        at = name.end()
    return tuple(found)


def none_of(children: tuple[Condition, ...], words: Condition) -> Condition:
    """Return that none of what some words name may hold."""
    return Condition(Operation.NONE, words.span, words.address, children=children, text=words.text)


def joined(
    operation: Operation, parts: Iterable[Condition | None], span: Span, address: str, text: str = ""
) -> Condition | None:
    """Return the parts under one operation; the part itself where there is but one, None where there is none."""
    found: Sequence[Condition] = [part for part in parts if part is not None]
    if not found:
        return None
    if len(found) == 1 and operation is not Operation.NONE:
        return found[0]
    return Condition(operation, span, address, children=tuple(found), text=text)


def says_more(words: str) -> bool:
    """Tell whether the words before a name demand something of their own: not 经认定的, 有效期内的."""
    return re.search(r"认定|评定|备案|公布|授予|命名|有效期|入库|入选|获评|获得|取得|评为", words) is None


def is_bare(leaf: Condition | None) -> bool:
    """Tell whether a leaf demands nothing without the noun behind it: 新增, 新引进."""
    return leaf is not None and leaf.kind is ConditionKind.OTHER and not is_clause_or_name(half_width(leaf.text))
