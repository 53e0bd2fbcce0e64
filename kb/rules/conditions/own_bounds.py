"""The conditions that a policy has without a clause for them: its own place and its own time."""

import re

from kb.rules.conditions.policy_text import PolicyText
from kb.rules.types import Condition, ConditionKind, Operation
from kb.text.places import places_in
from kb.types import Evidence, Metadata, Span

_SPAN = r"(?P<years>(?P<first>20\d\d) ?年? ?[-—~至到]+ ?(?P<last>20\d\d) ?年)"
_YEARS = re.compile(
    rf"(?:印发|出台|发布|制定|实施|推出|公布|下发)[^《》。,;]{{0,12}}《[^《》]{{4,60}}\({_SPAN}\)[^《》]{{0,4}}》"
)
_YEARS_OF_TITLE = re.compile(rf"[^《》。,;]*\({_SPAN}\)")
_LONGEST_TITLE = 80
_OPENING = 600
_OWN = re.compile(r"[我本全][省市县区州旗](?![场级委])")
_AUTHORITY = re.compile(
    r"(?:(?![的是为在与和及或经由对首次认定])[\u4e00-\u9fff]){2,4}[省市县区州旗](?=级|[“\"]|委|人民政府|政府)"
)


def own_region(policy: PolicyText, metadata: Metadata) -> Condition | None:
    """Return that the applicant is where the policy holds; None where it names no place of its own."""
    region = metadata.region
    if region is not None:
        span = region.span or _own_words(policy) or _found(policy, region.value)
        return _leaf(policy, span, ConditionKind.PLACE, region.value, "文件由当地发布，只管本地")
    named = places_in(metadata.title)
    if not named:
        return None
    # 一省一市: the last of a chain is the place meant.
    name = "".join(place.name for place in named[:3])
    return _leaf(policy, _found(policy, named[0].name), ConditionKind.PLACE, name, "标题说的是这个地方")


def own_time(policy: PolicyText, metadata: Metadata) -> Condition | None:
    """Return that the day of application lies in the policy's own time; None where it states none."""
    start, end = _whole_day(metadata.effective_from), _whole_day(metadata.effective_to)
    if start is None and end is None:
        return _years_of_plan(policy)
    span = next((one.span for one in (end, start) if one is not None and one.span is not None), None)
    meant = f"{start.value if start else ''}/{end.value if end else ''}"
    return _leaf(policy, span or policy.clauses[0].own, ConditionKind.TIME, meant, "文件只在它的有效期内适用")


def _years_of_plan(policy: PolicyText) -> Condition | None:
    """Return the years that the name of a plan gives it: 《…行动方案(2020—2022年)》."""
    opening = policy.clauses[0].own.start
    match = _YEARS_OF_TITLE.match(policy.plain[opening : opening + _LONGEST_TITLE].partition("\n")[0])
    shift = opening if match else 0
    match = match or _YEARS.search(policy.plain, opening, opening + _OPENING)
    if match is None or int(match["last"]) < int(match["first"]):
        return None
    meant = f"{match['first']}-01-01/{match['last']}-12-31"
    return _leaf(
        policy,
        Span(match.start("years") + shift, match.end("years") + shift),
        ConditionKind.TIME,
        meant,
        "方案的名称写明了年份",
    )


def _whole_day(evidence: Evidence | None) -> Evidence | None:
    return evidence if evidence is not None and len(evidence.value) == len("2024-01-01") else None


def authorities(policy: PolicyText, region: str | None) -> str | None:
    """Return the places whose names count in a policy: its own, and those that it speaks of as giving names."""
    named = dict.fromkeys([*([region] if region else []), *_AUTHORITY.findall(policy.plain)])
    return "、".join(named) or None


def _own_words(policy: PolicyText) -> Span | None:
    match = _OWN.search(policy.plain)
    return Span(*match.span()) if match else None


def _found(policy: PolicyText, words: str) -> Span:
    at = policy.text.find(words)
    return Span(at, at + len(words)) if at >= 0 else policy.clauses[0].own


def _leaf(policy: PolicyText, span: Span, kind: ConditionKind, meant: str, why: str) -> Condition:
    span = policy.trimmed(span)
    clause = next(one for one in reversed(policy.clauses) if one.own.start <= span.start)
    span = Span(span.start, max(span.start, min(span.end, clause.own.end)))
    return Condition(Operation.LEAF, span, clause.address, kind, inferred=why, text=span.of(policy.text), meant=meant)
