"""An enumeration of those who may apply, parted: what is demanded of them all, and the kinds one of which is enough."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.rules.conditions.heads import ENTITY_NOUN
from kb.rules.conditions.leaf_kinds import IDENTITY, NAMED

SIZES = r"(?:(?:[大中小微]型|[中小微]{1,3})(?:、|和|或者?|及|与))*"
"""The sizes that share the noun behind the last of them: 小型、微型企业."""
_KIND = rf"(?:{ENTITY_NOUN}|人口|家庭|企业主|农场主|店主|业主|大户|商户|车间|基地|经营户)"
_ENDS_IN_KIND = re.compile(rf"{_KIND}(?:等)?(?:\([^()]{{1,40}}\))?(?:等)?$")
_SIZE_ALONE = re.compile(r"(?:^|的)(?:[大中小微]型|[中小微]{1,3})$")
_JOINT = re.compile(
    r",?(?:以及|还有)|,?(?<![中总温缓])和(?!谐|解|睦)|,?及(?!以[上下]|其|时|早|格)|,?或者?(?!许)|,?与(?!其)|、"
)
_BREAKS = re.compile(r",")
PLACE_LEAD = re.compile(
    r"^(?:在|位于|凡在)?(?:[本全我][省市县区州旗]|(?:(?![在为是与和])[\u4e00-\u9fff]){2,12}?[省市县区州旗])(?:行政区域|行政区划|辖区|区域|范围|境)?(?:范围)?内"
    r"(?!的|依法|登记|注册|设立|合法|工商|首次登记|[\u4e00-\u9fff]{0,4}(?:登记|注册|设立))(?=[^,;])"
)
"""Words that say where, before what is done there: 在本县行政区域内自主创业."""
_OTHERS = re.compile(r"其[他它]|(?:批准|同意|审定|核准)的")
OWN_YEARS = re.compile(r"^(?:离校|毕业|退役|退伍)[^的,;]{1,10}内$")


@dataclass(frozen=True, slots=True)
class Kinds:
    """Offsets within half-width words: what is demanded of the first kinds or all, and the kinds."""

    modifiers: tuple[int, int]
    kinds: tuple[tuple[int, int], ...]
    bound: int
    """How many of the kinds the modifiers bind; what says where binds them all."""


def kinds_in(words: str) -> Kinds | None:
    """Return the kinds of applicants that half-width words enumerate, where they are not one name with its sizes."""
    parts = list(_parts(words))
    first = len(parts)
    while first and _is_kind(words, parts, first - 1):
        first -= 1
    listed = parts[first:]
    # 以及其他经…批准的: whom somebody decides on.
    if len(listed) < 2 or any(_OTHERS.search(words[slice(*part)]) for part in listed):
        return None
    own = words[slice(*listed[0])].rfind("的")
    start = listed[0][0] + own + 1
    modifiers = (parts[0][0], start - 1 if own >= 0 else listed[0][0])
    kinds = [(start, listed[0][1]), *listed[1:]]
    said = words[slice(*modifiers)].rstrip("、")
    if said and _is_identity(words[slice(*kinds[0])]) and (own >= 0 and OWN_YEARS.match(said)):
        # 毕业5年内的高校毕业生、退役军人: the years are of the graduate.
        kinds[0], modifiers = listed[0], (listed[0][0], listed[0][0])
    if not any(_differs(words, kinds, at) for at in range(1, len(kinds))):
        return None
    return Kinds(modifiers, tuple(_with_sizes(words, kinds)), _bound(words, modifiers, kinds))


def _parts(words: str) -> Iterator[tuple[int, int]]:
    start = 0
    for joint in _JOINT.finditer(words):
        if words.count("(", 0, joint.start()) > words.count(")", 0, joint.start()):
            continue
        if words.count("“", 0, joint.start()) > words.count("”", 0, joint.start()):
            continue
        yield start, joint.start()
        start = joint.end()
    yield start, len(words)


def _is_kind(words: str, parts: list[tuple[int, int]], at: int) -> bool:
    part = words[slice(*parts[at])]
    if _ENDS_IN_KIND.search(part):
        return True
    return at + 1 < len(parts) and _SIZE_ALONE.search(part) is not None


def _is_identity(words: str) -> bool:
    return IDENTITY.search(words) is not None or NAMED.search(words) is not None


def _differs(words: str, kinds: list[tuple[int, int]], at: int) -> bool:
    """Tell whether a kind is told otherwise than the first: with words of its own, or as a name beside a form."""
    said, first = words[slice(*kinds[at])], words[slice(*kinds[0])]
    return "的" in said.partition("(")[0] or _is_identity(said) != _is_identity(first)


def _with_sizes(words: str, kinds: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the kinds; sizes stay with the noun that they share."""
    start: int | None = None
    for kind in kinds:
        if _SIZE_ALONE.search(words[slice(*kind)]):
            start = kind[0] if start is None else start
            continue
        yield (kind[0] if start is None else start), kind[1]
        start = None


def _bound(words: str, modifiers: tuple[int, int], kinds: list[tuple[int, int]]) -> int:
    """Return how many of the kinds are bound: up to a new beginning, or to one that has words of its own."""
    leads = PLACE_LEAD.match(words[slice(*modifiers)]) is not None
    whole = list(_with_sizes(words, kinds))
    for at in range(1, len(whole)):
        between = words[whole[at - 1][1] : whole[at][0]]
        said = words[slice(*whole[at])].partition("(")[0]
        if _BREAKS.search(between) or ("的" in said and not leads):
            return at
    return len(whole)
