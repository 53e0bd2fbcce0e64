"""Figures that bind some otherwise than the rest, and figures that share what they measure with those before them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.rules.conditions.heads import ENTITY_NOUN
from kb.rules.conditions.leaf_kinds import is_measured, kind_of
from kb.rules.conditions.windows import hidden
from kb.rules.types import Condition, ConditionKind, Operation
from kb.text.amounts import Figure, Operator, figures_in
from kb.text.quantities import in_base_unit
from kb.text.written_numbers import half_width

_LIMITS = (
    r"(?:不(?:得|应|可|能)?(?:低于|少于|超过|高于|多于|小于|大于|足|满)"
    r"|超过|低于|少于|高于|多于|达到?|满|至少|最低|最高|在(?=\d))"
)
_EASED = r"(?:可以?|应|则|均)*(?:适当)?(?:放宽|降低|降|提高|延长|缩短|调整|放低)(?:至|到|为)"
_GROUP_NOUN = rf"(?:{ENTITY_NOUN}|民宿|大户|商户|车间|基地|店)(?:\([^()]{{1,20}}\))?"
# 不高于参保职工总数20%: of whom it is a share stands before the figure.
_OF_STAFF = r"(?:参保)?(?:职工|员工)总?人?数的?"
_GROUP = re.compile(
    rf"^(?:其中|但是?|而|对于?)*,?(?P<group>[^,;]{{1,30}}?{_GROUP_NOUN})(?!和|、|或|及|与|以及|,以及)(?:的|则|应当?|须|可以?|为|,)*"
    rf"(?P<limit>(?P<subject>[^,;\d]{{0,12}}?)(?:(?P<eased>{_EASED})|{_LIMITS}|(?=\d))(?:{_OF_STAFF})?\d[^,;]*)$"
)
_NOT_A_GROUP = re.compile(
    r"^(?:其[他它]|各类|所有|上述|该|本|申请|申报|借款|每[家户个名]?|单户|单个)*(?:企业|公司|单位|主体|对象|项目|人员|个人|申请人|借款人|法人|人|户|机构|组织|职工|股东)$"
)
_PERSONS = frozenset({"人", "名", "位"})
_PERSON = re.compile(r"(?:人|员|者|生|工|妇女|青年|人才)(?:\([^()]*\))?$")
_TOLD_APART = frozenset(
    {
        ConditionKind.QUALIFICATION,
        ConditionKind.SIZE,
        ConditionKind.INDUSTRY,
        ConditionKind.ENTITY,
        ConditionKind.AGE_OF_FIRM,
    }
)
_BARE = re.compile(
    rf"^(?:其中|且|并|但|同时|应|须|均)*"
    rf"(?:占(?!用|地|有)[^,;]{{2,20}}|{_LIMITS} ?\d|\d(?![^,;]{{0,12}}的[^,;]{{0,8}}{_GROUP_NOUN}))"
)
_NO_TAIL = re.compile(r"(?:的|为|是|应当?|须|需|在|可|原则上|一般|均|已|都|至少|总共|合计|累计)+$")
_ENOUGH = re.compile(r"(?:即可|也可|亦可|就可以?|的)+$")


@dataclass(frozen=True, slots=True)
class GroupLimit:
    """Offsets within half-width words: the group, and the limit that is its own; what the limit says in full."""

    group: tuple[int, int]
    limit: tuple[int, int]
    meant: str
    is_weaker: bool
    """Whether whoever meets the limit of all the rest meets this one as well."""


def subject_of(words: str) -> str:
    """Return what the first figure of half-width words measures; empty where they have none."""
    figures = figures_in(hidden(words))
    if not figures:
        return ""
    first = figures[0]
    starts = [first.span.start, *([first.operator_span.start] if first.operator_span else [])]
    return _NO_TAIL.sub("", words[: min(starts)])


def group_limit(words: str, before: str) -> GroupLimit | None:
    """Return the limit of its own that half-width words give a group, beside what is demanded before; None without.

    项目投资不低于500万元,专精特新企业不低于200万元: what is measured is said once.
    """
    found = _GROUP.match(words)
    general = figures_in(hidden(before))
    if found is None or not general or not is_group(found["group"]):
        return None
    subject = subject_of(before)
    limit = (found.start("limit"), found.end("limit"))
    trimmed = _ENOUGH.search(words[slice(*limit)])
    limit = (limit[0], limit[0] + trimmed.start()) if trimmed else limit
    said = re.sub(_OF_STAFF, lambda match: "的" * len(match.group()), words[slice(*limit)])
    own, main = figures_in(said), general[0]
    if not own or not subject:
        return None
    (value, *_), unit = in_base_unit(own[0].values, own[0].unit)
    (bound, *_), common = in_base_unit(main.values, main.unit)
    if unit != common:
        return None
    if found["subject"] and not subject.endswith(found["subject"]):
        return None
    if own[0].unit in _PERSONS and _PERSON.search(found["group"]):
        return None
    operator = _operator(main) if found["eased"] or own[0].operator is Operator.EXACT else _operator(own[0])
    if operator is not _operator(main):
        return None
    figure = words[limit[0] + own[0].span.start : limit[0] + own[0].span.end]
    meant = f"{subject}{'不低于' if operator is Operator.AT_LEAST else '不超过'}{figure}"
    weaker = value <= bound if operator is Operator.AT_LEAST else value >= bound
    return GroupLimit(found.span("group"), limit, meant, weaker)


def limited_before(words: str, parts: Sequence[Condition | None]) -> tuple[int, Condition, GroupLimit] | None:
    """Return which of the demands before half-width words these limit otherwise for a group; None where none."""
    for at in reversed(range(len(parts))):
        main = parts[at]
        if main is None:
            continue
        if main.operation is not Operation.LEAF:
            break
        limit = group_limit(words, half_width(main.meant or main.text))
        if limit is not None:
            return at, main, limit
    return None


def is_group(words: str) -> bool:
    """Tell whether half-width words name some of the applicants, and nothing that is counted or measured."""
    if _NOT_A_GROUP.match(words) or is_measured(words):
        return False
    return kind_of(words) in _TOLD_APART or re.search(r"[\d内]|[类型](?!企业)", words) is not None or "的" in words


def _operator(figure: Figure) -> Operator:
    return Operator.AT_MOST if figure.operator is Operator.AT_MOST else Operator.AT_LEAST


def for_group(
    main: Condition, group: Condition, own: Condition, limit: GroupLimit
) -> tuple[Operation, tuple[Condition, ...]]:
    """Return how a demand and the limit of a group go together: either is enough, or the group must meet both."""
    if limit.is_weaker:
        either = Condition(Operation.ALL, own.span, own.address, children=(group, own))
        return Operation.ANY, (main, either)
    free = Condition(Operation.NONE, group.span, group.address, children=(group,))
    return Operation.ALL, (main, Condition(Operation.ANY, own.span, own.address, children=(free, own)))


def with_subjects(parts: Sequence[Condition | None]) -> list[Condition | None]:
    """Return demands those of which that name nothing measured mean what the one before them measures."""
    found: list[Condition | None] = []
    subject = ""
    for part in parts:
        if part is not None and part.operation is Operation.LEAF and part.discretion_of is None:
            words = half_width(part.text)
            if subject and _BARE.match(words):
                meant = subject + re.sub(r"^(?:其中|且|并|但|同时|应|须|均)+", "", words)
                part = replace(part, kind=kind_of(meant), meant=meant)
            else:
                subject = subject_of(words)
        else:
            subject = ""
        found.append(part)
    return found
