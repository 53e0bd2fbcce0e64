"""A limit that a case eases: 超过65周岁的,但与子女共同申请的,年龄可以放宽到70周岁."""

import re

from kb.rules.conditions.leaf_kinds import kind_of
from kb.rules.conditions.phrase_sides import joined
from kb.rules.conditions.phrases import PhraseReader, Within
from kb.rules.conditions.policy_text import PolicyText
from kb.rules.types import Condition, Operation
from kb.text.amounts import figures_in
from kb.text.quantities import in_base_unit
from kb.text.written_numbers import half_width
from kb.types import Span

_EASED = re.compile(
    r"^(?P<main>[^;。]+?)[,;](?:但是?|其中)(?:对于?)?(?P<case>[^,;。]{2,40}?)的,"
    r"(?P<subject>[^,;。\d]{0,10}?)(?:可以?|可适当|应|则|适当)*(?:放宽|延长|降低|提高)(?:至|到|为)(?P<limit>[^,;。]*\d[^,;。]*)$"
)


def eased_in_case(
    policy: PolicyText, phrases: PhraseReader, span: Span, address: str, *, within: Within
) -> Condition | None:
    """Return a demand whose limit is another one in a case; None where the words ease nothing.

    A limit that is set higher than all before it is one not to be exceeded, one set lower is one to be reached.
    """
    found = _EASED.match(policy.of(span))
    if found is None:
        return None

    def part(name: str) -> Span:
        return policy.trimmed(Span(span.start + found.start(name), span.start + found.end(name)))

    main = phrases.read(part("main"), address, within=within)
    meant = _meant(found["main"], found["subject"], found["limit"])
    if main is None or meant is None:
        return None
    bound = part("main").of(policy.text)
    case = Condition(
        Operation.LEAF, part("case"), address, text=part("case").of(policy.text), excepted_from=bound
    )  # fmt: skip
    limit = Span(part("subject").start if found["subject"] else part("limit").start, part("limit").end)
    own = Condition(
        Operation.LEAF, limit, address, kind_of(half_width(meant)), text=limit.of(policy.text), meant=meant,
        excepted_from=bound,
    )  # fmt: skip
    freed = Condition(Operation.ALL, Span(case.span.start, limit.end), address, children=(case, own))
    if within is not Within.EXCLUSION:
        return joined(Operation.ANY, [main, freed], span, address)
    still = Condition(Operation.NONE, freed.span, address, children=(freed,))
    return joined(Operation.ALL, [main, still], span, address)


def _meant(main: str, subject: str, limit: str) -> str | None:
    """Return what an eased limit says in full, as half-width words; None where its figure is of another unit."""
    own = figures_in(limit)
    if not own:
        return None
    (value, *_), unit = in_base_unit(own[0].values, own[0].unit)
    before = [
        one for figure in figures_in(main) for one, base in [in_base_unit(figure.values, figure.unit)] if base == unit
    ]
    if not before:
        return None
    higher = all(value > one for values in before for one in values)
    return f"{subject}{'不超过' if higher else '不低于'}{limit[own[0].span.start : own[0].span.end]}"
