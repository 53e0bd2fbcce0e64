"""Who may have what a policy gives, as a tree of conditions read from its clauses."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kb.rules.conditions.admissions import admitted
from kb.rules.conditions.bars import bars_left
from kb.rules.conditions.benefits import is_about_benefits
from kb.rules.conditions.exceptions import front_of
from kb.rules.conditions.heads import OTHER_PARTIES, SUPPORTS, ListHead, Role, list_head, title_role
from kb.rules.conditions.lists import ListReader
from kb.rules.conditions.own_bounds import authorities, for_whom_it_is_named, own_region, own_time
from kb.rules.conditions.phrase_cases import besides, is_others_decided_on
from kb.rules.conditions.phrase_sides import joined
from kb.rules.conditions.phrases import PhraseReader, Within
from kb.rules.conditions.policy_text import PolicyText
from kb.rules.conditions.running_text import Statement, offers, product, statements
from kb.rules.conditions.scopes import GIVES_MONEY, Gate, combined, leaves
from kb.rules.conditions.whole_demands import is_clause_or_name
from kb.rules.types import Condition, ConditionKind, Operation, Scheme
from kb.text.written_numbers import half_width
from kb.types import Clause, ClauseTree, DocumentKind, Metadata, Span

_SKIPPED = frozenset({"contents", "closing", "attached", "note", "title"})
_WITHIN = {Role.EXCLUDE: Within.EXCLUSION, Role.SUPPORT: Within.WHO, Role.DUTY: Within.PHRASE}
_DUTY_WHO = re.compile(r"^(?:凡|对)?(?P<who>[^,。;]*?)(?:拟|需)?(?:申请|申报|享受|办理)(?P<what>[^。;]*)$")
_NOUN_BEHIND = re.compile(r"^(?:的)(?P<noun>[^,。;:]{2,20})")
_AS_SAID = re.compile(r"(?:凡|对)?符合(?:上述|以上|前述|前款|本[^,;]{1,4}|规定|相关|有关|支持)*条件")
_LONGEST_OWN_NAME = 4
_SHORT_HEADING = re.compile(r"[^,;:为是应须不]{0,10}(?:对象|条件|范围|主体|人群|要求|资格|情形)")
_THING = re.compile(r"[^,。;:、\d]{2,14}(?:补贴|补助|贷款|奖励|奖补|贴息|资助|担保|支持|减免|补偿)")
# 支持首店经济。对…给予…: a measure is headed by what it is to do.
_MEASURE = re.compile(
    r"(?:支持|鼓励|促进|推动|加大|加强|培育|引导|扩大|发展|提升|做[大强优]|壮大|奖励|激励|扶持|优化|强化|加快|降低|减轻|引进|实施)[^,。;:\d]{2,16}"
)
_INLINE_TITLE = re.compile(r"^(?P<title>[^,。;:]{2,14}):(?=[^ ])")
# 个人贷款应具备下列条件: what is given is no demand.
_PRODUCT = re.compile(r"(?:贷款|补贴|补助|奖励|贴息|资金|项目|业务|资助|担保|政策|对象|范围|主体|条件)$")


def conditions_of(text: str, tree: ClauseTree, metadata: Metadata) -> Condition | None:
    """Return the conditions of a version as one tree; None where it gives nothing or says of nobody who may have it."""
    read = _read(text, tree, metadata)
    if read is None:
        return None
    bounds, common, options = read
    first = (*common, *(option.condition for option in options))[0]
    either = joined(Operation.ANY, [option.condition for option in options], first.span, first.address)
    return _whole([*bounds, *common, either], first)


def schemes_of(text: str, tree: ClauseTree, metadata: Metadata) -> tuple[Scheme, ...]:
    """Return what a version gives, one by one, each with its conditions; the whole under its title where it is one."""
    read = _read(text, tree, metadata)
    if read is None:
        return ()
    bounds, common, options = read
    if not options:
        return (Scheme(metadata.title, _whole([*bounds, *common], common[0])),)
    return tuple(
        Scheme(option.name, _whole([*bounds, *common, option.condition], option.condition)) for option in options
    )


def _whole(parts: list[Condition | None], first: Condition) -> Condition:
    return Condition(
        Operation.ALL, first.span, first.address, children=tuple(part for part in parts if part is not None)
    )


_Read = tuple[list[Condition | None], list[Condition], list[Scheme]]


def _read(text: str, tree: ClauseTree, metadata: Metadata) -> _Read | None:
    """Return a version's own place and time, what everybody must meet, and the alternatives."""
    if not tree.clauses:
        return None
    policy = PolicyText(text, tree)
    region = own_region(policy, metadata)
    place = region.meant if region else None
    reader = _Reader(policy, PhraseReader(policy, place, authorities(policy, place)))
    stated = list(_with_others(reader.gates()))
    stated += bars_left(policy, reader.phrases, stated)
    gates = _in_order(gate for gate in stated if is_about_benefits(policy, gate, metadata))
    if not any(gate.role is not Role.EXCLUDE for gate in gates):
        gates += [
            gate
            for gate in reader.offers(news=metadata.kind is DocumentKind.NEWS)
            if metadata.kind is not DocumentKind.LAW and is_about_benefits(policy, gate, metadata)
        ]
    elif metadata.kind is not DocumentKind.LAW:
        first = min(gate.position for gate in gates if gate.role is not Role.EXCLUDE)
        measures = [gate for gate in reader.measures(first) if is_about_benefits(policy, gate, metadata)]
        gates = _in_order([*gates, *measures]) if measures else gates
    if not any(gate.role is not Role.EXCLUDE for gate in gates):
        return None
    common, options = combined(policy, admitted(policy, reader.phrases, gates))
    return [None if _names_own_place(common) else region, own_time(policy, metadata)], common, options


def _in_order(gates: Iterable[Gate]) -> list[Gate]:
    """Return gates in text order, of two from the same words the first."""
    found: dict[tuple[int, int], Gate] = {}
    for gate in gates:
        found.setdefault((gate.condition.span.start, gate.condition.span.end), gate)
    return sorted(found.values(), key=lambda gate: gate.condition.span.start)


def _with_others(gates: Iterable[Gate]) -> Iterator[Gate]:
    """Yield the gates; others whom somebody decides on (其他经…批准的) are an alternative to those supported before."""
    held: list[Gate] = []
    for gate in gates:
        last = next((at for at in reversed(range(len(held))) if held[at].role is Role.SUPPORT), None)
        if last is None or not is_others_decided_on(half_width(gate.condition.text)):
            held.append(gate)
            continue
        before = held[last].condition
        either = joined(Operation.ANY, [before, gate.condition], before.span, before.address)
        held[last] = replace(held[last], condition=either or before)
    yield from held


@dataclass(frozen=True, slots=True)
class _Reader:
    """Finds the gates of one policy."""

    policy: PolicyText
    phrases: PhraseReader

    def gates(self) -> Iterator[Gate]:
        """Yield what opens or shuts the policy to an applicant, in text order."""
        lists = ListReader(self.policy, self.phrases)
        taken: set[int] = set()
        for position, clause in enumerate(self.policy.clauses):
            if position in taken or clause.kind in _SKIPPED:
                continue
            known = self._known(position)
            listed = self._lists(lists, position, known)
            if listed:
                yield from listed
                for item in lists.items(position):
                    taken |= {item, *self._below(item)}
                continue
            yield from self._stated(position, known, self.policy.body(position))

    def offers(self, *, news: bool) -> Iterator[Gate]:
        """Yield whom the sentences say that something is for; what demands nothing of anybody is left out."""
        seen: set[str] = set()
        for position, clause in enumerate(self.policy.clauses):
            if clause.kind in _SKIPPED:
                continue
            for sentence in self.policy.sentences(self.policy.body(position)):
                for statement in offers(self.policy, sentence):
                    gate = self._of_statement(statement, position)
                    if gate is not None and statement.shut is not None:
                        gate = replace(gate, condition=self._but(gate.condition, statement.shut))
                    if gate is not None:
                        gate = replace(gate, condition=for_whom_it_is_named(self.policy, gate.condition))
                    words = self.policy.of(statement.span)
                    if gate is not None and words not in seen and _tells_apart(gate.condition, news=news):
                        seen.add(words)
                        name = product(self.policy.of(Span(statement.span.end, sentence.end)))
                        yield Gate(gate.role, gate.condition, position, gate.subject, offer=True, name=name)

    def _but(self, condition: Condition, shut: Span) -> Condition:
        """Return an offer that is not for those of a span."""
        address = condition.address
        excepted = self.phrases.read(shut, address, within=Within.EXCLUSION)
        if excepted is None:
            return condition
        out = Condition(Operation.NONE, shut, address, children=(excepted,))
        return joined(Operation.ALL, [condition, out], condition.span, address) or condition

    def measures(self, first: int) -> list[Gate]:
        """Return whom the sections are for that give each something of their own name, where there are several.

        So do measures headed by what they are to do, where what binds all stands but behind them, at `first`.
        """
        things = {
            position for position, clause in enumerate(self.policy.clauses)
            if clause.kind not in _SKIPPED and self._is_thing(position, first)
        }  # fmt: skip
        if len(things) < 2:
            return []
        found = [
            replace(
                gate,
                condition=_without_references(gate.condition),
                offer=False,
                name=self._heading(self.policy.clauses[gate.position], gate.position),
            )
            for gate in self.offers(news=False)
            if gate.position in things
        ]
        return found if len({gate.position for gate in found}) > 1 else []

    def _is_thing(self, position: int, first: int) -> bool:
        """Tell whether a clause is headed by what it gives: 二、房租补贴."""
        clause = self.policy.clauses[position]
        heading = self._heading(clause, position)
        if _THING.fullmatch(heading) is not None:
            return True
        gives = GIVES_MONEY.search(self.policy.plain, clause.own.start, clause.own.end)
        return position < first and gives is not None and _MEASURE.fullmatch(heading) is not None

    def _heading(self, clause: Clause, position: int) -> str:
        return (clause.title or self.policy.of(self.policy.body(position)).partition("。")[0]).strip()

    def _known(self, position: int) -> Role | None:
        """Return the role that the heading of a clause, or that of the clause around it, gives what it says."""
        clause = self.policy.clauses[position]
        own = title_role(clause.title or "")
        if own is not None:
            return own[0]
        if clause.parent is not None and (around := title_role(self.policy.clauses[clause.parent].title or "")):
            return None if self._are_measures(self.policy.children(clause.parent)) else around[0]
        return None

    def _lists(self, lists: ListReader, position: int, known: Role | None) -> list[Gate]:
        """Return the gates of the lists that a clause introduces."""
        clause = self.policy.clauses[position]
        body = self.policy.body(position)
        items = lists.has_items(position)
        for sentence in self.policy.sentences(body):
            words = self.policy.of(sentence)
            marked = self.policy.inline_items(Span(sentence.start, clause.own.end))[1]
            run_on = ":" in words.rstrip(":") or self.policy.plain[sentence.end - 1] == ":"
            # The colon behind the last words of a clause is no part of its body.
            lead = words + self.policy.plain[sentence.end : sentence.end + 1].strip("\n。;")
            head = list_head(lead, known) if items or marked or run_on else None
            if head is None and marked and ":" in words:
                # 借款人应满足:(一)…: the list goes on in the line of its lead-in.
                head = list_head(words.partition(":")[0] + ":", known)
            if head is None:
                continue
            condition = self._of_list(lists, position, sentence, head)
            if condition is not None and (front := front_of(words)) is not None and front[1] <= head.start:
                excepted = Span(sentence.start + front[0][0], sentence.start + front[0][1])
                condition = self.phrases.freed(condition, excepted, clause.address)
            if condition is not None:
                subject = words[head.who : head.start] + words[head.end : head.end + 8]
                before = self._stated(position, known, Span(body.start, sentence.start))
                return [*before, Gate(head.role, condition, position, subject=subject)]
        title = title_role(clause.title or "")
        if title is not None and self._are_measures(lists.items(position)):
            return []
        bare = len(body) <= len(clause.title or "") + 4
        if title is None or not items or not bare or self._has_gates_below(lists, position):
            return []
        head = ListHead(title[0], title[1], 0, 0, 0)
        condition = lists.of_title(position, title[1], head, self.policy.trimmed(clause.own))
        return [Gate(title[0], condition, position)] if condition is not None else []

    def _are_measures(self, positions: list[int]) -> bool:
        """Tell whether clauses say each what is given to whom, and are no list of those who may apply."""
        spans = [self.policy.clauses[position].span for position in positions]
        return 2 * sum(GIVES_MONEY.search(self.policy.plain, span.start, span.end) is not None for span in spans) > len(
            spans
        )

    def _has_gates_below(self, lists: ListReader, position: int) -> bool:
        return any(
            title_role(self.policy.clauses[below].title or "") is not None
            or self.policy.clauses[below].kind == "article"
            or any(list_head(self.policy.of(one), Role.DUTY) for one in self.policy.sentences(self.policy.body(below)))
            for below in self.policy.children(position)
        )

    def _of_list(self, lists: ListReader, position: int, sentence: Span, head: ListHead) -> Condition | None:
        address = self.policy.clauses[position].address
        listed = (
            lists.of_title(position, head.operation, head, sentence)
            if head.start == 0 and title_role(self.policy.of(sentence)) is not None
            else lists.below(position, head, head.operation, sentence)
        )
        if listed is None or head.role is Role.EXCLUDE:
            return listed
        words = self.policy.of(sentence)
        front = self._front(sentence, words, head)
        noun = _NOUN_BEHIND.match(words[head.end :])
        behind = None
        if noun is not None:
            span = Span(sentence.start + head.end + noun.start("noun"), sentence.start + head.end + noun.end("noun"))
            behind = self.phrases.head_noun(span, address)
        before = [self.phrases.read(front, address, within=_WITHIN[head.role])] if len(front) else []
        before = [one for one in before if one is None or not _is_own_name(one)]
        whole = joined(Operation.ALL, [*before, listed, behind], sentence, address)
        other = besides(words[head.end :].rstrip(":"))
        if other is None or whole is None:
            return whole
        decided = self.phrases.leaf(Span(sentence.start + head.end + other, sentence.end), address)
        return joined(Operation.ANY, [whole, decided], sentence, address)

    def _front(self, sentence: Span, words: str, head: ListHead) -> Span:
        """Return the words before a list's lead-in that demand something themselves."""
        start, end = head.who, head.start
        duty = _DUTY_WHO.match(words[start:end])
        if duty is not None:
            noun = duty["what"].rpartition("的")[2] if "的" in duty["what"] else ""
            if noun.strip(",:"):
                start += duty.start("what") + duty["what"].rindex("的") + 1
            else:
                start, end = start + duty.start("who"), start + duty.end("who")
        elif head.role is Role.DUTY and not re.search(r"[的、,]", words[start:end]) and len(words[start:end]) > 8:
            end = start
        front = self.policy.trimmed(Span(sentence.start + start, sentence.start + max(start, end)))
        said = self.policy.of(front)
        return Span(front.start, front.start) if OTHER_PARTIES.search(said) or _PRODUCT.search(said) else front

    def _stated(self, position: int, known: Role | None, span: Span) -> Iterator[Gate]:
        """Yield the gates that the sentences of a span state."""
        title = self.policy.clauses[position].title
        for sentence in self.policy.sentences(span):
            if title is not None and self.policy.of(sentence).strip("。: ") == title.strip("。: "):
                continue
            # 支持对象。个体工商户…, 申报条件:企业注册地…: a heading within the line.
            first = self.policy.of(sentence) if sentence.start == span.start else ""
            heading = title_role(first) if _SHORT_HEADING.fullmatch(first) else None
            if heading is not None:
                known = heading[0]
                continue
            words = self.policy.of(sentence)
            inline = _INLINE_TITLE.match(words) if SUPPORTS.search(words) is None else None
            role = title_role(inline["title"]) if inline else None
            if inline is not None and role is not None:
                known, sentence = role[0], Span(sentence.start + inline.end(), sentence.end)
            for statement in statements(self.policy, sentence, known):
                gate = self._of_statement(statement, position)
                if gate is not None:
                    yield gate

    def _of_statement(self, statement: Statement, position: int) -> Gate | None:
        address = self.policy.clauses[position].address
        condition = self.phrases.read(statement.span, address, within=_WITHIN[statement.role])
        if condition is None or not all(_is_said(leaf) for leaf in leaves(condition)):
            return None
        if statement.role is Role.EXCLUDE:
            condition = Condition(Operation.NONE, statement.span, address, children=(condition,))
        if statement.excepted is not None:
            condition = self.phrases.freed(condition, statement.excepted, address)
        return Gate(statement.role, condition, position, subject=self.policy.of(statement.span))

    def _below(self, position: int) -> Iterator[int]:
        for child in self.policy.children(position):
            yield child
            yield from self._below(child)


def _is_own_name(condition: Condition) -> bool:
    """Tell whether a condition is but what the text calls those who apply: 享受扶持的民宿应当符合."""
    unsaid = condition.operation is Operation.LEAF and condition.kind is ConditionKind.OTHER
    return unsaid and condition.discretion_of is None and len(condition.text) <= _LONGEST_OWN_NAME


def _without_references(condition: Condition) -> Condition:
    """Return a condition without 符合条件 where that means the conditions that stand elsewhere in the text."""
    if condition.operation is not Operation.ALL:
        return condition
    children = tuple(child for child in condition.children if not _AS_SAID.fullmatch(half_width(child.text)))
    return replace(condition, children=children) if children else condition


def _is_said(leaf: Condition) -> bool:
    """Tell whether a leaf of running text says something: where nothing else tells it, it has a verb or is a name."""
    return (
        leaf.kind is not ConditionKind.OTHER
        or leaf.discretion_of is not None
        or is_clause_or_name(half_width(leaf.text))
    )


def _tells_apart(condition: Condition, *, news: bool) -> bool:
    """Tell whether an offer is to some and not to others: not to 企业 at large.

    What a report tells of in words of its own is no demand.
    """
    return any(
        leaf.kind not in (ConditionKind.OTHER, ConditionKind.ENTITY)
        or (leaf.kind is ConditionKind.OTHER and not news)
        or re.search(r"个体|个人|农|符合", leaf.text)
        for leaf in leaves(condition)
    )


def _names_own_place(demands: Sequence[Condition]) -> bool:
    """Tell whether the text itself demands the policy's own place of everybody."""
    return any(
        (demand.operation is Operation.LEAF and demand.kind is ConditionKind.PLACE)
        or (
            demand.operation is Operation.ALL
            and any(
                child.operation is Operation.LEAF and child.kind is ConditionKind.PLACE for child in demand.children
            )
        )
        for demand in demands
    )
