"""Whether an applicant meets a single demand: each kind of demand has its own way to be decided."""

import re
from dataclasses import replace
from datetime import date

from kb.rules.conditions.leaf_kinds import kind_of
from kb.rules.matching.decisions import Decision, left_open, worst
from kb.rules.matching.entity import match_entity
from kb.rules.matching.founded import founded_within
from kb.rules.matching.grade import match_grade
from kb.rules.matching.industry import match_industry
from kb.rules.matching.measure import match_age_of_firm, match_measure
from kb.rules.matching.place import match_place, match_time
from kb.rules.matching.qualification import match_qualification, wanted_names
from kb.rules.matching.state import (
    match_credit,
    match_decision,
    match_other,
    match_prior_use,
    match_request,
)
from kb.rules.matching.wording import in_full, quoted
from kb.rules.types import Applicant, Condition, ConditionKind, Fact, Status
from kb.text.written_numbers import half_width

_SIZE_AND_TRADE = re.compile(
    r"(?:属于|是|为)?(?P<name>规模以上|规上)(?P<trade>[\u4e00-\u9fff]{2,8}?)(?:类|领域)?(?:的)?(?:企业|单位|公司)"
)


def match(condition: Condition, applicant: Applicant, day: date) -> Decision:
    """Return what a leaf comes to for an applicant on a day, why, and the fact that is wanted where it is open.

    What rests on a fact that the applicant contradicts is left open, unless either of the two decides it the same.
    """
    decision = _match(condition, applicant, day)
    if decision.status not in (Status.MET, Status.UNMET):
        return decision
    for one, other in applicant.contradictions:
        both = one in applicant.facts and other in applicant.facts
        if not both or not (one in decision.facts or other in decision.facts):
            continue
        statuses = {_match(condition, _without(applicant, fact), day).status for fact in (one, other)}
        if statuses != {decision.status}:
            said = f"前面说{quoted(one.words or str(one.value))}，又说{quoted(other.words or str(other.value))}"
            return left_open(f"{said}，前后不一致，要先核实", *decision.facts)
    return decision


def _without(applicant: Applicant, fact: Fact) -> Applicant:
    return replace(applicant, facts=tuple(known for known in applicant.facts if known != fact))


def _match(condition: Condition, applicant: Applicant, day: date) -> Decision:
    if condition.discretion_of is None:
        return _plain(condition, applicant, day)
    # 其他企业: words that name nobody decide nothing beside the decision.
    named = condition.kind is ConditionKind.QUALIFICATION and wanted_names(half_width(condition.text))
    return match_decision(condition, applicant, _plain(condition, applicant, day) if named else None)


def _plain(condition: Condition, applicant: Applicant, day: date) -> Decision:
    condition = in_full(condition)
    founded = founded_within(half_width(condition.text), applicant)
    if founded is None:
        return _of_kind(condition, applicant, day)
    if condition.kind is not ConditionKind.PLACE:
        return founded
    # 某日前在本市注册: where and when are demanded together.
    return worst([_of_kind(condition, applicant, day), founded])


def _of_name(condition: Condition, applicant: Applicant, day: date) -> Decision:
    """Return what a name comes to; 规上制造业企业 is a firm above the size that is of that trade as well."""
    parted = _SIZE_AND_TRADE.fullmatch(half_width(condition.text))
    whole = match_qualification(condition, applicant, day)
    if parted is None or whole.status is Status.MET or kind_of(parted["trade"] + "企业") is not ConditionKind.INDUSTRY:
        return whole
    name = replace(condition, text=parted["name"] + "企业")
    trade = replace(condition, kind=ConditionKind.INDUSTRY, text=parted["trade"] + "企业")
    return worst([match_qualification(name, applicant, day), match_industry(trade, applicant)])


def _of_kind(condition: Condition, applicant: Applicant, day: date) -> Decision:
    match condition.kind:
        case ConditionKind.PLACE:
            return match_place(condition, applicant)
        case ConditionKind.TIME:
            return match_time(condition, applicant, day)
        case ConditionKind.ENTITY | ConditionKind.SIZE:
            return match_entity(condition, applicant)
        case ConditionKind.QUALIFICATION:
            return _of_name(condition, applicant, day)
        case ConditionKind.AGE_OF_FIRM:
            return match_age_of_firm(condition, applicant, day)
        case ConditionKind.MEASURE:
            return match_measure(condition, applicant)
        case ConditionKind.INDUSTRY:
            return match_industry(condition, applicant)
        case ConditionKind.GRADE:
            return match_grade(condition, applicant)
        case ConditionKind.CREDIT_RECORD:
            return match_credit(condition, applicant)
        case ConditionKind.PRIOR_USE:
            return match_prior_use(condition, applicant)
        case ConditionKind.REQUEST:
            return match_request(condition, applicant)
        case _:
            return match_other(condition, applicant)
