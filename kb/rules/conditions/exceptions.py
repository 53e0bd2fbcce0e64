"""Whom a demand does not bind, or whom a name does not take in: 除…外, …的除外, 但…不受此限."""

import re
from dataclasses import dataclass, replace

from kb.rules.types import Condition

_NOT_BOUND = (
    r"不在此限|(?:可以?|则|均|也)*不受(?:此|该|上述|前述|前款|本)?(?:项|款|条|类)?(?:条件|规定|要求|标准|年限|时间|期限|比例|金额)?的?(?:限制|约束|限)"
    r"|(?:可以?|则|均|也)*不适用(?:此|该|本|上述|前款|前项)?(?:项|款|条|类)?(?:条件|规定|要求|标准|限制)?"
)
_ENDS = rf"(?:除外|{_NOT_BOUND}|(?:可以?|则|均|也)*不受(?P<about>(?!第|前|上|此|该)[^,;。()]{{1,12}}?)的?(?:限制|约束))"
SHUT_OUT = re.compile(
    r"(?:僵尸|失信|异常|违法|违规|污染|耗能|过剩|落后|淘汰|限制类|禁止)[^,;]{0,8}(?:企业|单位|公司|主体|行业|项目)$"
)
"""Firms that nobody means to favour: behind a demand 除外 shuts them out."""
_DENIED = re.compile(r"^(?:[^,;]{0,12}?)(?:没有|无|未有?|不存在)[^,;]*$")
_ABOUT = (
    ("年龄", re.compile(r"年龄|周岁|岁")),
    ("户籍", re.compile(r"户籍|户口")),
    ("年限", re.compile(r"成立|注册|登记|经营|创业|年限")),
    ("时间", re.compile(r"成立|注册|登记|经营|时间")),
    ("规模", re.compile(r"规模|人数|收入|面积|大型|中型|小型|微型")),
)
_BRACKET = re.compile(
    rf"\((?P<none>(?:不含|不包括|不包含)(?P<narrowed>[^()]{{2,60}}))\)"
    rf"|\((?:但|其中)?(?P<inner>除[^()]{{2,50}}(?:外|以外)|[^()]{{2,60}}?(?P<how>{_ENDS}))\)"
)
_TAIL = re.compile(
    r"(?:[,;。] ?(?:但是?|不过|其中)?|(?<=[^,;。])但是?|(?:^但是?))(?:对于?)?"
    rf"(?P<inner>[^,;。()]{{2,60}}?)(?:,)?(?P<how>{_ENDS})$"
)
_ALONE = re.compile(
    rf"^(?:但是?|不过|其中)?(?:对于?)?(?P<inner>[^,;。()]{{2,60}}?)(?:,)?(?P<how>除外|{_NOT_BOUND})[;。]?$"
)
_FRONT = re.compile(r"^(?:但|其中|原则上)?,?除(?!了?此)(?P<inner>[^。;]{2,60}?)(?:之|以)?外[,:]?(?P<then>[^。]*)$")
# 除符合前款条件外,还应: what stands first is demanded as well; 除助学贷款外没有其他贷款 takes it out of what is denied.
_AS_WELL = re.compile(r"^[^,;]{0,12}?(?:还|也|亦|另|同时|仍)|^.*(?:其[他它]|任何)", re.DOTALL)
_NO_CASE = re.compile(
    r"^(?:应当?|须|需)?(?:符合|满足|具备|提[交供]|执行|遵守|按照?|依照)|另有|有(?:特殊|特别|明确)?(?:规定|要求)$"
)
_WORN = re.compile(r"^(?:对于?|除|但|其中)|(?:等)?(?:的)?(?:情形|情况|原因|因素)?(?:的)?(?:除外|之外|以外|外)?,?$")
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Excepted:
    """Offsets within half-width words: the demand in front, those whom it does not bind, and what follows."""

    demand: tuple[int, int]
    excepted: tuple[int, int]
    behind: tuple[int, int] | None = None
    """What stands behind a bracket."""
    narrows: bool = False
    """Whether it takes somebody out of a name (不含…): 除外 does either, as the demand in front is a name or none."""
    about: str = ""
    """What demand it frees from, where it says so: 不受年龄限制."""
    frees: bool = False
    """Whether it can only free from a demand: 不受此限."""


def exception_in(words: str) -> Excepted | None:
    """Return the exception that half-width words make of what they demand; None where they make none."""
    if (front := _FRONT.match(words)) is not None and front["then"]:
        if _AS_WELL.match(front["then"]) or _NO_CASE.search(front["inner"]):
            return None
        return Excepted(front.span("then"), _worn(words, *front.span("inner")), frees=True)
    for found in _BRACKET.finditer(words):
        if found.start() == 0:
            continue
        group = "narrowed" if found["none"] else "inner"
        excepted = _worn(words, *_without(found, group))
        if excepted[1] - excepted[0] < _SHORTEST or _NO_CASE.search(words[slice(*excepted)]):
            continue
        behind = (found.end(), len(words)) if found.end() < len(words) else None
        return Excepted(
            (0, found.start()), excepted, behind, bool(found["none"]), found["about"] or "", frees=_frees(found)
        )
    tail = _TAIL.search(words)
    if tail is None or tail.start() < _SHORTEST or _NO_CASE.search(tail["inner"]):
        return None
    excepted = _worn(words, *tail.span("inner"))
    return Excepted((0, tail.start()), excepted, about=tail["about"] or "", frees=_frees(tail))


def is_about(words: str, about: str) -> bool:
    """Tell whether a half-width demand is about what an exception frees from: 年龄, 户籍, 成立年限."""
    known = [pattern for name, pattern in _ABOUT if name in about]
    return any(pattern.search(words) for pattern in known) or about in words


def names_what_is_denied(words: str, found: Excepted) -> bool:
    """Tell whether an exception says of what is denied what does not count: 没有其他贷款(住房贷款除外)."""
    demand, excepted = words[slice(*found.demand)], words[slice(*found.excepted)]
    return not found.frees and _DENIED.match(demand) is not None and demand[-2:] == excepted[-2:]


def stands_alone(words: str) -> bool:
    """Tell whether a half-width sentence is but an exception from the one before it: 因不可抗力造成的除外."""
    return _ALONE.match(words) is not None


def front_of(words: str) -> tuple[tuple[int, int], int] | None:
    """Return whom half-width words except at their front, and where the rest begins; None where they except nobody.

    The words excepted are empty where what stands first is demanded as well or refers to other rules.
    """
    front = _FRONT.match(words)
    if front is None or not front["then"]:
        return None
    if _AS_WELL.match(front["then"]) or _NO_CASE.search(front["inner"]):
        return None
    return _worn(words, *front.span("inner")), front.start("then")


def marked(condition: Condition, demand: str) -> Condition:
    """Return a condition each leaf of which knows the words of the demand that it frees from."""
    children = tuple(marked(child, demand) for child in condition.children)
    return replace(condition, children=children, excepted_from=demand if not children else None)


def _frees(found: re.Match[str]) -> bool:
    return bool(found["how"]) and found["how"] != "除外"


def _without(found: re.Match[str], group: str) -> tuple[int, int]:
    """Return the offsets of those excepted without the words that say so."""
    start, end = found.span(group)
    how = found.start("how") if found["how"] else end
    return start, min(end, how)


def _worn(words: str, start: int, end: int) -> tuple[int, int]:
    """Return offsets without 除 in front and 的, 情形, 外 at the end."""
    changed = True
    while changed and start < end:
        changed = False
        for match in _WORN.finditer(words[start:end]):
            if not match.group():
                continue
            if match.start() == 0 and match.end() < end - start:
                start, changed = start + match.end(), True
            elif match.end() == end - start:
                end, changed = start + match.start(), True
            break
    return start, end
