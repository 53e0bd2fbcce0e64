"""Whom a policy lets in though its conditions are not met: 经…审核同意的,可不受前款限制; …企业不受第二项限制."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kb.rules.conditions.discretion import decider
from kb.rules.conditions.exceptions import marked, stands_alone
from kb.rules.conditions.heads import OTHER_PARTIES, Role
from kb.rules.conditions.phrase_sides import joined
from kb.rules.conditions.phrases import PhraseReader, Within
from kb.rules.conditions.policy_text import PolicyText
from kb.rules.conditions.scopes import Gate, combined, leaves
from kb.rules.types import Condition, ConditionKind, Operation
from kb.text.numerals import parse_numeral
from kb.types import Span

_FREES = re.compile(
    r"(?:可以?|则|均|也|予以)*(?:不受(?P<which>[^,。;]{0,30}?)(?:的)?(?:限制|约束)|不适用(?P<rule>[^,。;]{2,24}?)(?:的)?(?:规定|条件|要求)|(?:适当)?(?:放宽|突破)(?P<eased>[^,。;至到为]{2,24}?)(?:的)?(?:限制|条件|要求|标准|年限)(?![^,。;]{0,4}(?:至|到|为)))"
)
_ADMITS = re.compile(
    r"(?:可以?|予以|准予|可予以?)(?:直接|优先|破格|适当|参照[^,。;]{2,12})?(?:纳入|列入|享受|给予|予以|申请|申报|认定|支持)[^,。;]{0,20}"
)
_SPECIAL = re.compile(
    r"特别|特殊|重大|突出|确需|确有|确因|个别|未达到|达不到|未能达到|不(?:完全|全部)?(?:符合|具备|满足)|尚未(?:达到|具备)|潜力|破格|一事一议"
)
# 不符合第三条第二项规定,但…经…同意的: the demand that need not be met.
_SHORT_OF = re.compile(
    r"(?:不(?:完全|全部)?(?:符合|具备|满足)|(?:尚?未|没有)(?:达到|具备|满足|符合)|达不到)(?P<what>(?:本[^,。;第]{1,4})?(?:前款|第)[^,。;]{0,14}项)"
)
_DECIDED = re.compile(
    r"经(?:集体|共同|联合|专题)?(?:审核|审议|审定|审批|研究|评审|会商|评估)(?:并|后|、)?(?:同意|通过|批准|确定|认可)?"
)
_WHO_APPLIES = re.compile(r"^(?:对于?|凡是?|其中|但是?|如|若)*,?")
_APPLIES = re.compile(r"(?<=[户社人者司业])(?:在)?(?:申请|申报|享受|办理)[^,。;]{0,16}$|的$")
_ARTICLE = re.compile(r"第(?P<number>[一二三四五六七八九十百零〇\d]+)条")
_ITEM = re.compile(r"第?[(]?(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2})[)]?(?:项|目|种)")
_ABOUT = (
    (re.compile(r"年限|成立时间|注册时间|成立"), ConditionKind.AGE_OF_FIRM),
    (re.compile(r"营业?收入?|营收|产值|纳税|资产|投资|人数|比例|占比|金额"), ConditionKind.MEASURE),
    (re.compile(r"规模|划型"), ConditionKind.SIZE),
    (re.compile(r"地域|注册地|区域|属地|户籍"), ConditionKind.PLACE),
    (re.compile(r"行业|产业|领域"), ConditionKind.INDUSTRY),
    (re.compile(r"年龄|周岁"), ConditionKind.MEASURE),
    (re.compile(r"资质|称号"), ConditionKind.QUALIFICATION),
)
_SKIPPED = frozenset({"contents", "closing", "attached", "note", "title"})
_EDGE = 10
_LONGEST = 160
_UNNAMED = "审核部门"


@dataclass(frozen=True, slots=True)
class _Admission:
    """A sentence that lets somebody in, where it stands, whom, and the words that say what he is freed from."""

    position: int
    who: Condition
    from_what: str | None
    """None where it lets in at large."""


def admitted(policy: PolicyText, phrases: PhraseReader, gates: Sequence[Gate]) -> list[Gate]:
    """Return the gates with the ways round them that a text opens to somebody by a decision, or to some by name."""
    found = list(gates)
    if not (_FREES.search(policy.plain) or _ADMITS.search(policy.plain)):
        return found
    for admission in _admissions(policy, phrases, found):
        found = _opened(policy, found, admission)
    return found


def _admissions(policy: PolicyText, phrases: PhraseReader, gates: Sequence[Gate]) -> Iterator[_Admission]:
    decided = any(leaf.discretion_of for gate in gates for leaf in leaves(gate.condition))
    for position, clause in enumerate(policy.clauses):
        if clause.kind in _SKIPPED:
            continue
        for sentence in policy.sentences(policy.body(position)):
            words = policy.of(sentence)
            if len(words) > _LONGEST or stands_alone(words) or _is_of_others(words):
                continue
            frees = _FREES.search(words)
            at = sentence.start + (frees.start() if frees else 0)
            if any(gate.condition.span.start <= at < gate.condition.span.end for gate in gates):
                continue
            who = decider(words) or (_UNNAMED if _DECIDED.search(words) else None)
            if frees is not None and (
                who or frees.group().startswith(("不受", "不适用", "可", "则", "均", "也", "予"))
            ):
                what = frees["which"] or frees["rule"] or frees["eased"] or ""
                condition = (
                    _by_decision(policy, sentence, clause.address, who)
                    if who
                    else _named(policy, phrases, Span(sentence.start, sentence.start + frees.start()), clause.address)
                )
                if condition is not None:
                    yield _Admission(position, condition, what)
            elif who and not decided and _ADMITS.search(words) and _SPECIAL.search(words):
                condition = _by_decision(policy, sentence, clause.address, who)
                short = _SHORT_OF.search(words)
                yield _Admission(position, condition, short["what"] if short else None)


def _is_of_others(words: str) -> bool:
    """Tell whether a sentence is of somebody who applies for nothing, such as a bank."""
    lead = _WHO_APPLIES.match(words)
    return OTHER_PARTIES.search(words[lead.end() if lead else 0 :][:_EDGE]) is not None


def _by_decision(policy: PolicyText, sentence: Span, address: str, who: str) -> Condition:
    span = policy.trimmed(sentence)
    return Condition(Operation.LEAF, span, address, ConditionKind.OTHER, discretion_of=who, text=span.of(policy.text))


def _named(policy: PolicyText, phrases: PhraseReader, span: Span, address: str) -> Condition | None:
    # 年龄不超过60周岁,退役军人不受…: the words before the comma are the demand.
    start = span.start + policy.of(span).rstrip(",").rfind(",") + 1
    lead = _WHO_APPLIES.match(policy.of(Span(start, span.end)))
    start += lead.end() if lead else 0
    inner = policy.trimmed(Span(start, span.end))
    # 高新技术企业申请补助的,不受…: what is applied for says nothing of who.
    applies = _APPLIES.search(policy.of(inner))
    inner = Span(inner.start, inner.start + applies.start()) if applies else inner
    return phrases.read(inner, address, within=Within.EXCLUSION)


def _opened(policy: PolicyText, gates: list[Gate], admission: _Admission) -> list[Gate]:
    """Return the gates with the way round those that an admission speaks of; round all where it speaks of none."""
    wanted = _wanted(policy, gates, admission)
    if wanted is not None:
        changed = [replace(gate, condition=_freed(policy, gate.condition, wanted, admission.who)) for gate in gates]
        if changed != gates:
            return changed
    return _around_all(policy, gates, admission.who)


def _around_all(policy: PolicyText, gates: list[Gate], who: Condition) -> list[Gate]:
    """Return the gates with one way round all that must be met; what shuts out binds whoever is let in."""
    opening = [gate for gate in gates if gate.role is not Role.EXCLUDE]
    if not opening:
        return gates
    if combined(policy, opening)[1]:
        return [
            replace(gate, condition=_either(policy, gate.condition, who)) if gate.role is not Role.EXCLUDE else gate
            for gate in gates
        ]
    first = opening[0]
    whole = joined(Operation.ALL, [gate.condition for gate in opening], first.condition.span, first.condition.address)
    either = replace(first, condition=_either(policy, whole or first.condition, who))
    return [either if gate is first else gate for gate in gates if gate is first or gate.role is Role.EXCLUDE]


def _either(policy: PolicyText, condition: Condition, who: Condition) -> Condition:
    words = condition.text or condition.span.of(policy.text)
    return Condition(Operation.ANY, condition.span, condition.address, children=(condition, marked(who, words)))


_Wanted = Callable[[Condition], bool]


def _freed(policy: PolicyText, condition: Condition, wanted: _Wanted, who: Condition) -> Condition:
    """Return a condition in which the highest demands that are wanted do not bind somebody."""
    if wanted(condition):
        return _either(policy, condition, who)
    return replace(condition, children=tuple(_freed(policy, child, wanted, who) for child in condition.children))


def _wanted(policy: PolicyText, gates: Sequence[Gate], admission: _Admission) -> _Wanted | None:
    """Return which demands an admission frees from, told by their clause or by what they are about; None for all."""
    what = admission.from_what
    if not what:
        return None
    spans = _spans(policy, gates, admission.position, what)
    kind = next((kind for pattern, kind in _ABOUT if pattern.search(what)), None)
    if spans is None and kind is None:
        return None

    def wanted(one: Condition) -> bool:
        if spans is not None and not any(span.contains(one.span) for span in spans):
            return False
        return kind is None or (one.operation is Operation.LEAF and one.kind is kind)

    return wanted


def _spans(policy: PolicyText, gates: Sequence[Gate], position: int, what: str) -> list[Span] | None:
    """Return the clauses that words name (第三条第(二)项, 前款第二项); None where they name none of their own."""
    article = _ARTICLE.search(what)
    item = _ITEM.search(what, article.end() if article else 0)
    if article is not None:
        label = article.group()
        holders = [at for at, clause in enumerate(policy.clauses) if clause.label == label]
    elif item is not None:
        # 前款第二项, 第二项: the list that stands last before it.
        holders = [gate.position for gate in gates if gate.position <= position][-1:]
    else:
        return None
    if item is None:
        return [policy.clauses[at].span for at in holders]
    number = parse_numeral(item["number"])
    return [span for at in holders for span in _items(policy, at)[number - 1 : number]]


def _items(policy: PolicyText, position: int) -> list[Span]:
    """Return the items of the list in a clause or in the first of its paragraphs that has one."""
    below = policy.children(position)
    labelled = [policy.clauses[child].span for child in below if policy.clauses[child].label]
    if labelled:
        return labelled
    inline = policy.inline_items(policy.clauses[position].span)[1]
    return inline or next((found for child in below if (found := _items(policy, child))), [])
