"""A list of conditions: its items, the lists within them, and what the text says behind it of some of them."""

import re
from dataclasses import replace

from kb.rules.conditions.discretion import remarks_on_items
from kb.rules.conditions.eased import eased_in_case
from kb.rules.conditions.exceptions import exception_in, stands_alone
from kb.rules.conditions.heads import ENTITY_NOUN, NOT_APPLY, ListHead, Role, nested_operation, title_role
from kb.rules.conditions.phrase_cases import is_others_decided_on
from kb.rules.conditions.phrase_sides import joined
from kb.rules.conditions.phrases import PhraseReader, Within
from kb.rules.conditions.policy_text import PolicyText
from kb.rules.types import Condition, Operation
from kb.types import Span

_ITEM_KINDS = frozenset({"item", "subitem", "point", "paragraph", "row"})
_SHORT_TITLE = re.compile(r"^[^,;、:]{2,14}(?<!的)[。:](?=.)")
_SHUT_OUT_TAIL = re.compile(
    r"(?:的)?,?(?:原则上)?(?:一律)?(?:不予|不得|不能|不可|不再|不纳入|不享受|除外)[^,。;]{0,16}$"
)
# Among demands 不得高于70% is a limit; what gives nothing to some shuts them out.
_NOT_GIVEN = re.compile(
    r"(?:的)?,?(?:原则上)?(?:一律|均|将)*(?:不予(?:支持|受理|申请|享受|补贴|补助|奖励|贷款|担保|贴息|办理|认定|资助|扶持|发放|补偿|纳入)"
    r"|不(?:得|能|可)(?:申请|申报|申领|享受|领取|纳入)|不再?(?:纳入|享受|支持|受理)|除外)[^,。;]{0,8}$"
)
_RUN_ON = re.compile(r";|(?<=的)[、,]")
_NOUN_BEHIND = re.compile(r"^的(?P<noun>[^,。;:]{2,20})")
# 家庭农场须…, 合作社须…: each item binds its own kind of applicant.
_KIND_MUST = re.compile(
    r"^(?:对|属于)?(?P<kind>(?:[大中小微]型|[中小微]{2,3})?(?:企业|公司)|个体工商户|个体户|(?:农民)?(?:专业)?合作社|家庭农场|农户|种植大户|养殖大户|种粮大户|个人|自然人|事业单位|社会组织)(?:的,?)?(?:应当?|必须|须|需)"
)
_SEVERAL = 2
# 工业企业,房地产企业除外: without what it takes out, an item is a name of those meant.
_TAKEN_OUT = re.compile(r"(?:[,;。]|\()[^,;。()]{2,40}(?:除外|不包括|不含)\)?$")
_NAMES = re.compile(rf"(?:{ENTITY_NOUN}|[者员户社厂店])(?:等)?(?:\([^()]*\))?$|的$")
_ANYBODY = re.compile(r"^(?:申请|申报|借款|参保|该|上述)*(?:企业|公司|单位|人|主体|者|个人)$")
_PREDICATE = re.compile(
    r"应当?|必须|须|不得|没有|未(?!成年|就业|升学|婚)|无(?!人机|障碍|党派)|已(?!婚)|不[超低少高再]|良好|正常|明确|签订|符合|具[有备]|登记|注册|用于|享受|达到|依法|\d"
)
_STACKED = re.compile(r"不(?:再|得|予|能)?重复|不(?:再|得)?叠加|就高不就低")
_FIRST_SENTENCE = re.compile(r"[。!?\n]")


class ListReader:
    """Reads the lists of one policy."""

    def __init__(self, policy: PolicyText, phrases: PhraseReader) -> None:
        self._policy = policy
        self._phrases = phrases

    def below(self, position: int, head: ListHead | None, operation: Operation, span: Span) -> Condition | None:
        """Return the list of the clauses below one, or of the marks within its own words."""
        within = Within.LIST if operation is Operation.ANY or head is None else Within.PHRASE
        return self._list(position, operation, span, within=Within.EXCLUSION if operation is Operation.NONE else within)

    def of_title(self, position: int, operation: Operation, head: ListHead, span: Span) -> Condition | None:
        """Return the list below a bare heading: kinds of applicants are alternatives, what they must be holds together.

        支持对象:(一)工业企业;(二)企业信用良好: the second is no other kind.
        """
        listed = self.items(position)
        demands = [self._is_demand(child) for child in listed]
        if operation is not Operation.ANY or not any(demands):
            return self.below(position, head, operation, span)
        found = [
            self._item(child, within=Within.PHRASE if demand else Within.LIST)
            for child, demand in zip(listed, demands, strict=True)
        ]
        found = self._decided(position, listed, found)
        address = self._policy.clauses[position].address
        kinds = [one for one, demand in zip(found, demands, strict=True) if not demand]
        either = joined(Operation.ANY, [*kinds, *self._besides(listed)] if any(kinds) else [], span, address)
        held = [
            one for child, one, demand in zip(listed, found, demands, strict=True)
            if demand and not _STACKED.search(self._policy.of(self._first_sentence(child)))
        ]  # fmt: skip
        return joined(Operation.ALL, [either, *held], span, address)

    def _is_demand(self, position: int) -> bool:
        """Tell whether an item says what those meant must be, and names no kind of them."""
        words = _TAKEN_OUT.sub("", self._policy.of(self._first_sentence(position))).rstrip("。;, ")
        first = words.partition(",")[0]
        named = _NAMES.search(words) or (_NAMES.search(first) and not _ANYBODY.match(first))
        return not named and _PREDICATE.search(words) is not None

    def has_items(self, position: int) -> bool:
        """Tell whether clauses that may be items of a list stand below one."""
        return any(self._policy.clauses[child].kind in _ITEM_KINDS for child in self._policy.children(position))

    def items(self, position: int) -> list[int]:
        """Return the clauses that are items of the list below one."""
        children = self._policy.children(position)
        labelled = [child for child in children if self._policy.clauses[child].label]
        return labelled or [child for child in children if self._policy.clauses[child].kind in _ITEM_KINDS]

    def _list(self, position: int, operation: Operation, span: Span, *, within: Within) -> Condition | None:
        address = self._policy.clauses[position].address
        inner = Operation.ANY if operation is Operation.NONE else operation
        listed = self.items(position)
        found = [self._item(child, within=within) for child in listed]
        if within is Within.PHRASE:
            found = self._of_kinds(listed, found)
        if not any(found):
            _, marked = self._policy.inline_items(span)
            found = [self._words(one, address, within=within) for one in marked or self._run_on(span)]
        found = self._decided(position, listed, found)
        if operation is Operation.ANY and any(found):
            found += self._besides(listed)
        group = joined(inner, found, span, address)
        if group is None or operation is not Operation.NONE:
            return group
        children = group.children if group.operation is Operation.ANY else (group,)
        return Condition(Operation.NONE, span, address, children=children)

    def _of_kinds(self, listed: list[int], found: list[Condition | None]) -> list[Condition | None]:
        """Return the items of a list that speak of several kinds of applicants, each as a demand on its own kind."""
        subjects = [_KIND_MUST.match(self._policy.of(self._first_sentence(child))) for child in listed]
        if len({subject["kind"] for subject in subjects if subject}) < _SEVERAL:
            return found
        return [
            self._of_kind(child, subject) if subject and one is not None else one
            for child, subject, one in zip(listed, subjects, found, strict=True)
        ]

    def _of_kind(self, position: int, subject: re.Match[str]) -> Condition | None:
        address, body = self._policy.clauses[position].address, self._first_sentence(position)
        kind = self._phrases.leaf(Span(body.start, body.start + subject.end("kind")), address)
        demands = self._phrases.read(Span(body.start + subject.end(), body.end), address)
        if kind is None or demands is None:
            return demands
        free = Condition(Operation.NONE, kind.span, address, children=(kind,))
        return Condition(Operation.ANY, body, address, children=(free, demands))

    def _run_on(self, span: Span) -> list[Span]:
        """Return the items of a list that goes on in its sentence: 有下列情况之一的…:有…的、有…的."""
        colon = self._policy.plain.find(":", span.start, span.end)
        end = min(self._policy.plain.find(mark, colon) % (len(self._policy.plain) + 1) for mark in "。\n")
        if colon < 0 or colon + 1 >= end:
            return []
        found, start = [], colon + 1
        for mark in [*_RUN_ON.finditer(self._policy.plain, start, end), None]:
            stop = mark.start() if mark else end
            found.append(self._policy.trimmed(Span(start, stop)))
            start = mark.end() if mark else end
        return [one for one in found if len(one)]

    def _item(self, position: int, *, within: Within) -> Condition | None:
        clause = self._policy.clauses[position]
        body = self._first_sentence(position)
        nested = nested_operation(self._policy.of(body))
        if nested is not None and (self.items(position) or self._policy.inline_items(clause.own)[1]):
            operation, start, end = nested
            listed = self._list(position, operation, body, within=within)
            front = self._phrases.read(Span(body.start, body.start + start), clause.address, within=within)
            noun = _NOUN_BEHIND.match(self._policy.of(Span(body.start + end, body.end)))
            behind = None
            if noun is not None:
                span = Span(body.start + end + noun.start("noun"), body.start + end + noun.end("noun"))
                behind = self._phrases.head_noun(span, clause.address, within=within)
            return joined(Operation.ALL, [front, listed, behind], body, clause.address)
        if self.items(position) and len(self._policy.of(body)) < 40:
            listed = self._list(position, self._unsaid(position), body, within=within)
            if listed is not None:
                return listed
        return self._words(body, clause.address, within=within)

    def _unsaid(self, position: int) -> Operation:
        """Return how a list works whose lead-in does not say it: names are alternatives, demands hold together."""
        role = title_role(self._policy.clauses[position].title or "")
        if role is not None and role[0] is Role.DUTY:
            return Operation.ALL
        bodies = [self._policy.of(self._first_sentence(child)) for child in self.items(position)]
        named = sum(
            body.rstrip("。;的").endswith(("企业", "单位", "人员", "个人", "户", "社", "机构", "者")) for body in bodies
        )
        return Operation.ANY if named * 2 >= len(bodies) else Operation.ALL

    def _words(self, span: Span, address: str, *, within: Within) -> Condition | None:
        words = self._policy.of(span)
        # 信用条件。无不良记录: a short title before what is demanded.
        title = _short_title(words)
        start = span.start + title.end() if title else span.start
        if (
            eased := eased_in_case(self._policy, self._phrases, Span(start, span.end), address, within=within)
        ) is not None:
            return eased
        rest = self._policy.plain[start : span.end]
        cut = (_SHUT_OUT_TAIL if within is Within.EXCLUSION else _NOT_GIVEN).search(rest)
        # (…的除外) takes out of the item, and does not say what the list does.
        bracketed = exception_in(rest) is not None or (
            cut is not None and rest.count("(", 0, cut.start()) > rest.count(")", 0, cut.start())
        )
        end = start + cut.start() if cut and cut.start() > 2 and not bracketed else span.end
        if end < span.end and within is not Within.EXCLUSION:
            return self._but(Span(start, end), address, within=within)
        return self._phrases.read(Span(start, end), address, within=within)

    def _but(self, span: Span, address: str, *, within: Within) -> Condition | None:
        """Return a demand behind which an item shuts some out: 用于流动资金,用于购房的不予贴息."""
        plain = self._policy.plain
        at = max(plain.rfind(mark, span.start, span.end) for mark in ",;。")
        front = self._phrases.read(Span(span.start, at), address, within=within) if at > span.start else None
        start = at + 1 if at > span.start else span.start
        shut = self._phrases.read(Span(start, span.end), address, within=Within.EXCLUSION)
        if shut is None:
            return front
        out = Condition(Operation.NONE, shut.span, address, children=(shut,))
        return joined(Operation.ALL, [front, out], span, address)

    def _first_sentence(self, position: int) -> Span:
        body = self._policy.body(position)
        title = _short_title(self._policy.of(body))
        start = body.start + (title.end() if title else 0)
        stop = _FIRST_SENTENCE.search(self._policy.plain, start, body.end)
        if stop is None:
            return self._policy.trimmed(body)
        # 发生事故的。因不可抗力造成的除外: the exception belongs to its demand.
        behind = self._policy.sentences(Span(stop.end(), body.end))
        if behind and stop.group() == "。" and stands_alone(self._policy.of(behind[0])):
            return self._policy.trimmed(Span(body.start, behind[0].end))
        return self._policy.trimmed(Span(body.start, stop.start()))

    def _decided(self, position: int, listed: list[int], found: list[Condition | None]) -> list[Condition | None]:
        """Give the items that the text behind the list leaves to a decision who decides."""
        for words in self._remarks(position, listed):
            for numbers, who in remarks_on_items(words):
                found = [
                    replace(one, discretion_of=who)
                    if one is not None
                    and at + 1 in numbers
                    and one.operation is Operation.LEAF
                    and not one.discretion_of
                    else one
                    for at, one in enumerate(found)
                ]
        return found

    def _besides(self, listed: list[int]) -> list[Condition | None]:
        """Return the others, named behind the last item of a list, whom somebody decides on (以及其他经…批准的)."""
        return [
            self._phrases.leaf(sentence, self._policy.clauses[at].address)
            for at in listed[-1:]
            for sentence in self._policy.sentences(self._policy.body(at))[1:]
            if is_others_decided_on(self._policy.of(sentence))
        ]

    def _remarks(self, position: int, listed: list[int]) -> list[str]:
        """Return the sentences behind a list: in its last item, below it, and in the next clauses beside it."""
        spans: list[Span] = []
        if listed:
            spans.append(self._policy.clauses[listed[-1]].own)
        children = self._policy.children(position)
        spans += [self._policy.clauses[child].own for child in children if child not in listed]
        beside = self._policy.children(self._policy.clauses[position].parent)
        at = beside.index(position)
        spans += [self._policy.clauses[other].own for other in beside[at + 1 : at + 4]]
        return [self._policy.of(sentence) for span in spans for sentence in self._policy.sentences(span)]


def _short_title(words: str) -> re.Match[str] | None:
    """Return the short title before what an item demands: 信用条件。无不良记录.

    A name before a bar is no title: 退役军人。公务员不得申请.
    """
    found = _SHORT_TITLE.match(words)
    if found is None or not _NAMES.search(found.group().rstrip("。:")):
        return found
    behind = words[found.end() :].partition("。")[0]
    return None if NOT_APPLY.search(behind) or _NOT_GIVEN.search(behind) else found
