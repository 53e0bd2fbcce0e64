"""Whether an applicant is where a policy wants it to be, and applies while it holds."""

import re
from datetime import date

from kb.rules.matching.decisions import Decision, best, doubted, left_open, met, unknown, unmet
from kb.rules.matching.places_within import within
from kb.rules.matching.said import first
from kb.rules.matching.wording import quoted
from kb.rules.types import Applicant, Certainty, Condition, Fact
from kb.text.places import places_in

REGION, APPLICATION_DAY = "region", "application_date"

_OWN = re.compile(r"[本我全][省市区县州旗镇盟]|辖区|行政区域|境内|辖内|当地|属地")
_ANYWHERE = re.compile(r"中华人民共和国|中国境内|我国境内|全国范围|国内")
_NAMED_BEFORE = re.compile(
    r"(?:^|在|位于|于)(?!(?:在|位于|于|凡在?)?[本我全该各])[\u4e00-\u9fff]{2,12}?[省市县区州旗](?=行政区|辖区|境内)"
)
_PART_OF = re.compile(r"[\u4e00-\u9fff]{2,5}?[市县区州旗](?=行政区|辖区|范围|境内|依法|登记|注册|内|经营|[的、]|$)")
_SHAPE = re.compile(r"(?:在|位于|于)(?P<name>[\u4e00-\u9fff]{2,6}?(?:省|自治区|市|州|县|区|旗))")


def place_of(condition: Condition) -> str | None:
    """Return the place that a condition means; None where it does not say which."""
    if condition.inferred:
        return condition.meant
    if condition.meant and condition.meant in condition.text:
        # 某市某县行政区域内: a part of the policy's own place.
        part = _PART_OF.match(condition.text.partition(condition.meant)[2])
        return condition.meant + (part.group() if part else "")
    if _OWN.search(condition.text) and not _NAMED_BEFORE.search(condition.text):
        return condition.meant
    named = places_in(condition.text)
    if named:
        return "".join(place.name for place in named)
    shaped = _SHAPE.search(condition.text)
    return shaped["name"] if shaped else condition.meant


def match_place(condition: Condition, applicant: Applicant) -> Decision:
    """Return whether the applicant is in the place that a condition means."""
    if _ANYWHERE.search(condition.text):
        return met("全国都可以")
    place = place_of(condition)
    if place is None:
        return left_open("文件没有写明是哪个地方，要问办理的部门")
    facts = applicant.of(REGION)
    # Where it was before does not count beside where it is.
    facts = tuple(fact for fact in facts if fact.certainty is not Certainty.EXPIRED) or facts
    if not facts:
        return unknown(f"没有说在哪里经营或者登记；要在{place}", REGION)
    decided = [decision for fact in facts if (decision := _of_fact(place, fact)) is not None]
    return best(decided) if decided else unknown(f"只说了不在{facts[0].value}；要在{place}", REGION, *facts)


def _of_fact(place: str, fact: Fact) -> Decision | None:
    """Return what one place that the applicant names decides; None where being elsewhere leaves it open."""
    said = str(fact.value)
    if fact.certainty is Certainty.DENIED:
        return unmet(f"不在{said}；要在{place}", fact) if within(place, said) else None
    inside = within(said, place)
    if inside is None:
        return unknown(f"{quoted(said)}看不出是不是在{place}", REGION, fact)
    decision = met(f"在{said}，属于{place}", fact) if inside else unmet(f"在{said}，不在{place}", fact)
    return doubted(decision, fact)


def applied_on(applicant: Applicant, day: date) -> date:
    """Return the day on which the applicant says it applies, else the day asked about."""
    fact = first(applicant, APPLICATION_DAY)
    return fact.value if fact is not None and isinstance(fact.value, date) else day


def match_time(condition: Condition, applicant: Applicant, day: date) -> Decision:
    """Return whether the day of application, or else the day asked about, lies in the policy's time."""
    start, _, end = (condition.meant or "/").partition("/")
    fact = first(applicant, APPLICATION_DAY)
    applied = applied_on(applicant, day)
    facts = (fact,) if fact is not None else ()
    if start and applied < date.fromisoformat(start):
        return unmet(f"{applied.isoformat()}还没有施行，从{start}起才有", *facts)
    if end and applied > date.fromisoformat(end):
        return unmet(f"{applied.isoformat()}已经过了有效期，到{end}为止", *facts)
    return met(f"{applied.isoformat()}在有效期内", *facts)
