"""The conditions that a policy has without a clause for them: its own place and its own time."""

import re

from kb.rules.conditions.policy_text import PolicyText
from kb.rules.conditions.scopes import leaves
from kb.rules.types import Condition, ConditionKind, Operation
from kb.text.places import places_in
from kb.types import Evidence, Metadata, Span

_SPAN = r"(?P<years>(?P<first>20\d\d) ?年? ?[-—~至到]+ ?(?P<last>20\d\d) ?年)"
_YEARS = re.compile(
    rf"(?:印发|出台|发布|制定|实施|推出|公布|下发)[^《》。,;]{{0,12}}《[^《》]{{4,60}}\({_SPAN}\)[^《》]{{0,4}}》"
)
_YEARS_OF_TITLE = re.compile(rf"[^《》。,;]*\({_SPAN}\)")
_NAMED_FOR = re.compile(
    r"(?:印发|出台|发布|制定|实施|推出|公布|下发)[^《》。,;]{0,12}《[^《》]{0,24}?"
    r"(?P<who>(?:小微|中小微?|小型微型|微型)企业(?:(?:和|及|、|与)个体工商户)?)[^《》]{2,50}》"
)
_LONGEST_TITLE = 80
_OPENING = 600
_OWN = re.compile(r"[我本全][省市县区州旗](?![场级委])")
_PLACE = r"(?P<place>(?:(?![的是为在与和及或经由对于向])[\u4e00-\u9fff]){2,6}?(?:自治县|自治州|[市县区州旗]))"
_LIMITED_TO = re.compile(
    rf"(?:适用于|适用范围(?:为|是|:)|面向)(?:在|位于|注册在)?(?![本全我该各])(?:[\u4e00-\u9fff]{{2,4}}(?:省|自治区))?{_PLACE}"
    r"(?=行政区域|行政区|辖区|范围|境内|区域|内|登记|注册|依法|设立|工商|从事|的|,|。)"
)
_OFFICE = re.compile(
    rf"(?:^|(?<=[,。;:、由向报经\n ]))(?![本全我该各]){_PLACE}"
    r"(?=人民政府|政府办|财政局|科技局|科学技术局|经济和信息化局|经信局|工业和信息化局|工信局|发展和改革局|发改局|商务局|人力资源|人社局|农业农村局|市场监督|金融|税务局)"
)
# 直辖市人民政府, 所在县财政局: of any place.
_ANY_PLACE = re.compile(
    r"直辖|自治[市县区]?$|设区|计划单列|所在|当地|有关|相关|[县地省市]级|试点|参保|[各本该此某两全]|属地|[\u4e00-\u9fff]地市$"
)
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
        return _stated_region(policy)
    # 一省一市: the last of a chain is the place meant.
    name = "".join(place.name for place in named[:3])
    return _leaf(policy, _found(policy, named[0].name), ConditionKind.PLACE, name, "标题说的是这个地方")


def _stated_region(policy: PolicyText) -> Condition | None:
    """Return the place that the text limits the policy to (适用于在某县注册的), or whose offices it gives duties."""
    limited = _LIMITED_TO.search(policy.plain)
    if limited is not None:
        span = Span(*limited.span("place"))
        return _leaf(policy, span, ConditionKind.PLACE, policy.of(span), "文件写明只适用于这个地方")
    offices = [office for office in _OFFICE.finditer(policy.plain) if not _ANY_PLACE.search(office["place"])]
    known = bool(offices) and bool(places_in(offices[0]["place"]))
    if len({office["place"] for office in offices}) == 1 and (known or len(offices) > 1):
        span = Span(*offices[0].span("place"))
        return _leaf(policy, span, ConditionKind.PLACE, policy.of(span), "文件里的主管部门都是这个地方的")
    return None


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


def for_whom_it_is_named(policy: PolicyText, condition: Condition) -> Condition:
    """Return an offer with the kind of applicant that the plan's own name is for, where the offer names none."""
    if any(leaf.kind in (ConditionKind.SIZE, ConditionKind.ENTITY) for leaf in leaves(condition)):
        return condition
    named = _NAMED_FOR.search(policy.plain, policy.clauses[0].own.start, policy.clauses[0].own.start + _OPENING)
    if named is None:
        return condition
    who = _leaf(policy, Span(*named.span("who")), ConditionKind.SIZE, named["who"], "方案的名称写明了给谁")
    children = (*condition.children, who) if condition.operation is Operation.ALL else (condition, who)
    return Condition(Operation.ALL, condition.span, condition.address, children=children)


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
