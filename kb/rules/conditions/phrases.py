"""A phrase that says who is meant, as a condition: its demands one by one, each on its own words."""

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from kb.rules.conditions.discretion import decider
from kb.rules.conditions.exceptions import SHUT_OUT, Excepted, exception_in, is_about, marked, names_what_is_denied
from kb.rules.conditions.kinds import OWN_YEARS, PLACE_LEAD, Kinds, kinds_in
from kb.rules.conditions.leaf_kinds import BY_STANDARD, IDENTITY, NAMED, is_kind_of_firm, kind_of
from kb.rules.conditions.phrase_cases import Case, besides, case_in
from kb.rules.conditions.phrase_sides import is_bare, is_demand, joined, kinds_limited, none_of, places_named, says_more
from kb.rules.conditions.phrase_words import (
    ALL_MUST,
    AND,
    ANYBODY,
    CATCH_ALL,
    COMMA,
    DONE_THERE,
    EMPTY,
    ENDS_IN_NOUN,
    EXPLAINS,
    GOES_ON,
    HEAD_NOUN,
    JOINS,
    LEADS,
    LEFT_OPEN,
    LOCAL,
    NOT,
    NOUNS_ONLY,
    OF_THEM,
    OR,
    OWN_FIGURE,
    PLAIN_FIRM,
    STARTS,
)
from kb.rules.conditions.policy_text import PolicyText
from kb.rules.conditions.thresholds import GroupLimit, for_group, group_limit, limited_before, with_subjects
from kb.rules.conditions.whole_demands import is_whole
from kb.rules.types import Condition, ConditionKind, Operation
from kb.text.written_numbers import half_width
from kb.types import Span

_WHO = frozenset({ConditionKind.SIZE, ConditionKind.ENTITY, ConditionKind.INDUSTRY})
_NO_FIGURES = frozenset({ConditionKind.PLACE, ConditionKind.ENTITY, ConditionKind.OTHER})


class Within(StrEnum):
    """What a phrase stands in."""

    PHRASE = "phrase"
    WHO = "who"  # it says who is meant, and so of nobody what binds him in one case only
    LIST = "list"
    EXCLUSION = "exclusion"


class PhraseReader:
    """Reads phrases of one policy; `region` is what 本市 means in it, `authorities` whose names count."""

    def __init__(self, policy: PolicyText, region: str | None, authorities: str | None = None) -> None:
        self._policy = policy
        self._meant = {ConditionKind.PLACE: region, ConditionKind.QUALIFICATION: authorities or region}

    def read(self, span: Span, address: str, *, within: Within = Within.PHRASE) -> Condition | None:
        """Return the condition that a phrase is; None where it demands nothing.

        What stands within a list or an exclusion need not say once more that a firm is meant.
        """
        span = self._policy.trimmed(span)
        words = self._policy.of(span)
        if not words or (CATCH_ALL.search(words) and not decider(words) and not LEFT_OPEN.search(words)):
            return None
        if (exception := exception_in(words)) is not None:
            if names_what_is_denied(words, exception):
                return self.leaf(span, address)
            return self._with_exception(span, exception, address, within=within)
        if (other := besides(words)) is not None and within is not Within.EXCLUSION:
            return self._with_others(span, span.start + other, address, within=within)
        if within is Within.PHRASE and not HEAD_NOUN.search(words) and (case := case_in(words)) is not None:
            return self._in_a_case(span, case, address)
        if (local := LOCAL.match(words)) is not None and kind_of(words[local.end() :]) in _WHO:
            # 本市小微企业: the place and whom it has there are two demands.
            place = self._place(Span(span.start, span.start + local.end("place")), address)
            who = self.read(Span(span.start + local.end(), span.end), address, within=within)
            return joined(Operation.ALL, [place, who], span, address)
        sides = self._cut(span, OR)
        if (
            len(sides) > 1
            and all(is_demand(self._policy.of(side)) for side in sides)
            and not (ALL_MUST.search(self._policy.of(sides[-1])))
        ):
            front, last = self._last_demand(sides[0])
            if front is not None and ENDS_IN_NOUN.search(self._policy.of(self._pieces(front)[0])):
                # 在本县经营的企业,甲,或者乙: the choice is among the demands, not about who is meant.
                who = self.read(front, address, within=within)
                either = [self.read(side, address, within=within) for side in (last, *sides[1:])]
                choice = joined(Operation.ANY, either, Span(last.start, span.end), address)
                return joined(Operation.ALL, [who, choice], span, address)
            return joined(Operation.ANY, [self.read(side, address, within=within) for side in sides], span, address)
        if decider(words) and len(words) < 60 and len(self._cut(span, COMMA)) == 1:
            return self.leaf(span, address)
        return joined(Operation.ALL, self._of_pieces(self._pieces(span), address, within=within), span, address)

    def leaf(self, span: Span, address: str) -> Condition | None:
        """Return one demand as it stands; None where the words demand nothing."""
        span = self._policy.trimmed(span)
        words = self._policy.of(span)
        if (joins := JOINS.match(words)) is not None:
            span = Span(span.start + joins.end(), span.end)
            words = self._policy.of(span)
        if not words or EMPTY.match(words) or not is_whole(words):
            return None
        open_to = LEFT_OPEN.search(words)
        who = decider(words) or (open_to["who"] if open_to else None)
        kind = ConditionKind.OTHER if decider(words) else kind_of(words)
        return Condition(
            Operation.LEAF,
            span,
            address,
            kind,
            discretion_of=who,
            text=span.of(self._policy.text),
            meant=self._meant.get(kind),
        )

    def head_noun(self, span: Span, address: str, *, within: Within = Within.PHRASE) -> Condition | None:
        """Return what a noun at the head of a phrase demands: 小微企业, 个人; None where it may be anybody.

        What stands within a list or an exclusion need not say once more that a firm is meant.
        """
        span = self._policy.trimmed(span)
        words = self._policy.of(span)
        if (
            ANYBODY.match(words)
            or not ENDS_IN_NOUN.search(words)
            or (within in (Within.LIST, Within.EXCLUSION) and PLAIN_FIRM.match(words))
        ):
            return None
        found = self.leaf(span, address)
        # 符合下列条件之一的科创企业: at the head of its demands a name of the policy's own is whoever meets them.
        if found is not None and within not in (Within.LIST, Within.EXCLUSION) and is_kind_of_firm(words):
            return replace(found, kind=ConditionKind.ENTITY)
        return found

    def _with_others(self, span: Span, other: int, address: str, *, within: Within) -> Condition | None:
        """Return whom a phrase names, or those besides whom somebody decides on."""
        lead = re.search(r"[,、;]?(?:以及|及|或者?|和|与)?$", self._policy.plain[span.start : other])
        named = Span(span.start, span.start + lead.start()) if lead else Span(span.start, other)
        found = self.read(named, address, within=within)
        if found is None:
            return None
        return joined(Operation.ANY, [found, self.leaf(Span(other, span.end), address)], span, address)

    def _in_a_case(self, span: Span, case: Case, address: str) -> Condition | None:
        """Return the demands of a phrase one of which binds in a case only: the case does not hold, or it is met."""

        def within(start: int, end: int) -> Span:
            return Span(span.start + start, span.start + end)

        supposed = self.leaf(within(case.start, case.end), address)
        then = self.read(within(case.then, case.stop), address)
        bound = None
        if supposed is not None and then is not None:
            free = Condition(Operation.NONE, supposed.span, address, children=(supposed,))
            bound = joined(Operation.ANY, [free, then], within(case.start, case.stop), address)
        before = self.read(within(0, case.start), address) if case.start else None
        behind = self.read(within(case.stop, len(span)), address)
        return joined(Operation.ALL, [before, bound, behind], span, address)

    def _with_exception(self, span: Span, found: Excepted, address: str, *, within: Within) -> Condition | None:
        """Return a demand with those whom it does not bind, or a name with those whom it does not take in."""

        def part(offsets: tuple[int, int]) -> Span:
            return Span(span.start + offsets[0], span.start + offsets[1])

        named = not found.frees and (found.narrows or ENDS_IN_NOUN.search(self._policy.of(part(found.demand))))
        front, demand = None, part(found.demand)
        if not named and within is not Within.EXCLUSION:
            front, demand = self._last_demand(demand, found.about)
        before = self.read(front, address, within=within) if front is not None else None
        main = self.read(demand, address, within=within)
        excepted = self.read(part(found.excepted), address, within=Within.EXCLUSION)
        behind = part(found.behind) if found.behind is not None else None
        if behind is not None and self._policy.of(behind).startswith("的"):
            behind = Span(behind.start + 1, behind.end)
        rest = self.read(behind, address, within=within) if behind is not None else None
        if excepted is None or main is None:
            return joined(Operation.ALL, [before, main, rest], span, address)
        if main.kind is ConditionKind.PLACE and (places := places_named(self._policy, excepted, address)):
            # 在本市(某县、某区除外)注册: who is there is not meant; what is done there says where once more.
            rest = None if rest is not None and DONE_THERE.fullmatch(half_width(rest.text)) else rest
            return joined(Operation.ALL, [before, main, rest, none_of(places, excepted)], span, address)
        # 具有独立法人资格(房地产企业除外): trades are shut out of what is no figure.
        narrowed = (
            named
            or SHUT_OUT.search(half_width(excepted.text)) is not None
            or (excepted.kind is ConditionKind.INDUSTRY and main.kind in _NO_FIGURES and not found.frees)
        )
        if not narrowed or within is Within.EXCLUSION:
            excepted = marked(excepted, demand.of(self._policy.text))
        if narrowed or within is Within.EXCLUSION:
            shut = Condition(Operation.NONE, excepted.span, address, children=(excepted,), text=excepted.text)
            return joined(Operation.ALL, [before, main, rest, shut], span, address)
        free = joined(Operation.ANY, [main, excepted], span, address)
        return joined(Operation.ALL, [before, free, rest], span, address)

    def freed(self, condition: Condition, excepted: Span, address: str) -> Condition:
        """Return a condition that does not bind those of a span, or that shuts out all but them."""
        found = self.read(excepted, address, within=Within.EXCLUSION)
        if found is None:
            return condition
        either = joined(
            Operation.ANY, [condition, marked(found, condition.span.of(self._policy.text))], condition.span, address
        )
        return either or condition

    def _last_demand(self, span: Span, about: str = "") -> tuple[Span | None, Span]:
        """Return the demand next to an exception, which it frees from, and what stands before it.

        Where the exception says what it frees from (不受年龄限制), all behind that demand is freed from as well.
        """
        pieces = self._pieces(span)
        named = [at for at, piece in enumerate(pieces) if about and is_about(self._policy.of(piece), about)]
        if len(pieces) < 2:
            return None, span
        if named and named[-1] == 0:
            return None, span
        return Span(span.start, pieces[-2].end), pieces[-1]

    def _of_pieces(self, pieces: Sequence[Span], address: str, *, within: Within) -> list[Condition | None]:
        """Return the demands of the parts of a phrase; a group's own limit goes with the limit of the rest."""
        parts: list[Condition | None] = []
        kinds = kinds_limited([self._policy.of(piece) for piece in pieces])
        for at, piece in enumerate(pieces):
            if at in kinds and within is not Within.EXCLUSION:
                parts.append(self._of_own_kind(piece, kinds[at], address))
                continue
            of_group = None if within is Within.EXCLUSION else limited_before(self._policy.of(piece), parts)
            if of_group is None:
                parts = with_subjects([*parts, *self._of_piece(piece, address, within=within)])
                continue
            at, main, limit = of_group
            parts[at] = self._of_group(main, piece, limit, address)
        return parts

    def _of_own_kind(self, piece: Span, end: int, address: str) -> Condition | None:
        """Return a demand that binds those of one kind: whoever is of another is free of it."""
        named = Span(piece.start, piece.start + end)
        kind = self.leaf(named, address) or Condition(Operation.LEAF, named, address, text=named.of(self._policy.text))
        demand = self.leaf(piece, address)
        if demand is None:
            return None
        free = Condition(Operation.NONE, kind.span, address, children=(kind,))
        return Condition(Operation.ANY, piece, address, children=(free, demand))

    def _of_group(self, main: Condition, piece: Span, limit: GroupLimit, address: str) -> Condition:
        """Return a demand with the limit of its own that a group has."""
        group = self.read(self._within(piece, limit.group), address, within=Within.WHO)
        span = self._policy.trimmed(self._within(piece, limit.limit))
        if group is None:
            return main
        own = replace(main, span=span, address=address, text=span.of(self._policy.text), meant=limit.meant)
        operation, children = for_group(main, group, own, limit)
        return Condition(operation, Span(main.span.start, piece.end), address, children=children)

    def _within(self, span: Span, offsets: tuple[int, int]) -> Span:
        return Span(span.start + offsets[0], span.start + offsets[1])

    def _pieces(self, span: Span) -> list[Span]:
        """Return the parts between commas; one that only explains or goes on enumerating belongs to the one before."""
        pieces: list[Span] = []
        for piece in self._cut(span, COMMA):
            words = self._policy.of(piece)
            before = self._policy.of(pieces[-1]) if pieces else ""
            explains = EXPLAINS.match(words) and group_limit(words, before) is None and not OWN_FIGURE.match(words)
            explains = explains or OF_THEM.match(words) is not None
            goes_on = GOES_ON.match(words) and ENDS_IN_NOUN.search(words) and ENDS_IN_NOUN.search(before)
            if pieces and (explains or goes_on or LEADS.match(before)):
                pieces[-1] = Span(pieces[-1].start, piece.end)
            else:
                pieces.append(piece)
        return pieces

    def _of_piece(self, span: Span, address: str, *, within: Within) -> list[Condition | None]:
        words = self._policy.of(span)
        if EMPTY.match(words):
            return []
        sides = self._cut(span, OR)
        if len(sides) > 1 and all(is_demand(self._policy.of(side)) for side in sides):
            return [self.read(span, address, within=within)]
        if (kinds := kinds_in(words)) is not None:
            return self._of_kinds(span, kinds, address, within=within)
        if (lead := PLACE_LEAD.match(words)) is not None and within is not Within.EXCLUSION:
            place = self._place(Span(span.start, span.start + lead.end()), address)
            rest = Span(span.start + lead.end(), span.end)
            if place is not None and kind_of(self._policy.of(rest)) is not ConditionKind.PLACE:
                return [place, *self._of_piece(self._policy.trimmed(rest), address, within=within)]
        named = NAMED.search(words) is not None or IDENTITY.search(words) is not None
        noun = HEAD_NOUN.search(words)
        if noun is not None and BY_STANDARD.fullmatch(words[: noun.start()]):
            return [self.leaf(span, address)]
        if noun is not None and noun.start() > 1:
            head = Span(span.start + noun.start(), span.end)
            said, before = noun.group(), words[: noun.start()]
            if OWN_YEARS.match(before.removesuffix("的")):
                # 毕业5年内的高校毕业生: the years are of the graduate.
                return [self.leaf(span, address)]
            bears = NAMED.search(said) or IDENTITY.search(said) or (PLAIN_FIRM.match(said) and NAMED.search(before))
            if not bears or says_more(before):
                front = self._of_modifiers(Span(span.start, head.start - 1), address, within)
                behind = self.head_noun(head, address, within=within)
                return self._whole_name(span, address, front, behind)
        at = words.rfind("的")
        if noun is None and at > 0 and ENDS_IN_NOUN.search(words) and kind_of(words[:at]) is ConditionKind.PLACE:
            # 在本区注册的餐饮、零售、旅游企业: trades share a noun that stands once.
            where, who = Span(span.start, span.start + at), Span(span.start + at + 1, span.end)
            return [self.leaf(where, address), *self._of_piece(who, address, within=within)]
        if noun is None and NOUNS_ONLY.match(words) and not named:
            return [self.head_noun(span, address, within=within)]
        return self._of_modifiers(span, address, within)

    def _of_kinds(self, span: Span, found: Kinds, address: str, *, within: Within) -> list[Condition | None]:
        """Return what is demanded of all the kinds of applicants enumerated, and one of them as alternatives."""
        words = self._policy.of(span)
        start, end = found.modifiers
        shared: list[Condition | None] = []
        if (lead := PLACE_LEAD.match(words[start:end] + "-")) is not None:
            shared.append(self._place(self._within(span, (start, start + lead.end())), address))
            start += lead.end()
        modifiers = self._policy.trimmed(self._within(span, (start, end))) if start < end else None
        demands = self._of_modifiers(modifiers, address, within) if modifiers is not None and len(modifiers) else []
        everybody = found.bound == len(found.kinds)
        # Where the first kinds have words of their own, what says where is still of them all.
        shared += [one for one in demands if one is not None and (everybody or one.kind is ConditionKind.PLACE)]
        own = [one for one in demands if one is not None and one not in shared]
        kinds = [self._kind(self._within(span, kind), address) for kind in found.kinds]
        first = joined(Operation.ANY, kinds[: found.bound], span, address)
        first = joined(Operation.ALL, [*own, first], span, address)
        return [*shared, joined(Operation.ANY, [first, *kinds[found.bound :]], span, address)]

    def _kind(self, span: Span, address: str) -> Condition | None:
        """Return one kind of applicants of an enumeration."""
        span = self._policy.trimmed(span)
        words = self._policy.of(span)
        if "的" in words.partition("(")[0] and not IDENTITY.search(words.rpartition("的")[2]):
            return self.read(span, address, within=Within.WHO)
        return self.leaf(span, address)

    def _place(self, span: Span, address: str) -> Condition | None:
        """Return that the applicant is where words say."""
        found = self.leaf(span, address)
        return replace(found, kind=ConditionKind.PLACE, meant=self._meant[ConditionKind.PLACE]) if found else None

    def _whole_name(
        self, span: Span, address: str, front: list[Condition | None], noun: Condition | None
    ) -> list[Condition | None]:
        """Return the demands of a name and of the words before it; those stay together that say nothing alone."""
        unsaid = noun is not None and noun.kind is ConditionKind.OTHER
        if unsaid and all(one is None or one.kind is ConditionKind.OTHER for one in front):
            return [self.leaf(span, address)]
        if not any(is_bare(one) for one in front):
            return [*front, noun]
        whole = self.leaf(span, address)
        told = [one for one in front if not is_bare(one)]
        return [*told, replace(whole, kind=ConditionKind.OTHER, meant=None) if whole else None, noun]

    def _of_modifiers(self, span: Span, address: str, within: Within) -> list[Condition | None]:
        found: list[Condition | None] = []
        for part in self._cut(span, AND):
            listed = self._cut(part, re.compile("、"))
            # 有欠税、欠薪行为的: any of them shuts out; they stay one demand.
            if len(listed) > 1 and within is not Within.EXCLUSION and self._stand_alone(listed):
                found += [self.leaf(one, address) for one in listed]
            else:
                found.append(self.leaf(part, address))
        return with_subjects(found)

    def _stand_alone(self, listed: list[Span]) -> bool:
        """Tell whether the parts of an enumeration demand something each; one 无 before them all is of them all."""
        words = [self._policy.of(one) for one in listed]
        shared = NOT.match(words[0]) and not all(NOT.match(one) for one in words[1:])
        return not shared and all(STARTS.match(one) for one in words)

    def _cut(self, span: Span, at: re.Pattern[str]) -> list[Span]:
        """Return the parts of a span between the matches that stand in no brackets."""
        words = self._policy.of(span)
        parts, start = [], 0
        for match in at.finditer(words):
            outside = words.count("(", 0, match.start()) <= words.count(")", 0, match.start())
            quoted = words.count("“", 0, match.start()) > words.count("”", 0, match.start())
            titled = words.count("《", 0, match.start()) > words.count("》", 0, match.start())
            if outside and not quoted and not titled:
                parts.append(Span(span.start + start, span.start + match.start()))
                start = match.end()
        parts.append(Span(span.start + start, span.end))
        trimmed = [self._policy.trimmed(part) for part in parts]
        return [part for part in trimmed if len(part)]
