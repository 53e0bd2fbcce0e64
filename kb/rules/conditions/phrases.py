"""A phrase that says who is meant, as a condition: its demands one by one, each on its own words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum

from kb.rules.conditions.discretion import decider
from kb.rules.conditions.exceptions import Excepted, exception_in, marked
from kb.rules.conditions.heads import ENTITY_NOUN
from kb.rules.conditions.leaf_kinds import IDENTITY, NAMED, is_kind_of_firm, kind_of
from kb.rules.conditions.phrase_cases import Case, besides, case_in
from kb.rules.conditions.policy_text import PolicyText
from kb.rules.conditions.whole_demands import is_clause_or_name, is_whole
from kb.rules.types import Condition, ConditionKind, Operation
from kb.text.written_numbers import half_width
from kb.types import Span

_PREDICATE = (
    r"(?:在|位于|注册|登记|依法|具有|具备|拥有|有|无|没有|未|不|已|经|获|取得|被|成立|设立|经营|从事|属于|符合|满足|达到|上年|上一|近|最近|营业|年|从业|职工|员工"
    r"|资产|信用|诚信|财务|管理|产权|连续|首次|从未|纳税|研发|主营|主要|能|愿|遵|并|同时|持有|持|入选|列入|纳入|处于|存在|发生|参加|缴纳|与|通过|生产|实际|净资产"
    r"|用于|贷款|申请|借款|本人|户籍|产品|项目|拟|自愿|技术|运营|正常|规模|吸纳|招用|带动|销售|当年|注销|涉|因|将|失信|欠|还清|按时|独立|法人|总|应|须|自有)"
)
_STARTS = re.compile(_PREDICATE)
_COMMA = re.compile(r"(?<!\d)[,;]|[,;](?!\d{3})")
_AND = re.compile(
    rf"(?<=[^,、])(?:,?(?:并且|而且|同时|且|(?<![兼合])并(?![购轨网行列])(?=[^,、。]{{4}}))(?={_PREDICATE}|[^,、。]{{2,}}))"
)
_OR = re.compile(rf"[,、]?(?:或者|或)(?={_PREDICATE})")
_NOUN = rf"[^的,;、或者和及与]{{0,14}}?{ENTITY_NOUN}(?:\([^()]{{1,30}}\))?"
_HEAD_NOUN = re.compile(
    rf"(?<=的)(?:其[他它]|各类|所有|上述)?{_NOUN}(?:(?:、|和|或者?|以及|及|与){_NOUN})*(?:等)?(?:\([^()]{{1,40}}\))?$"
)
_NOUNS_ONLY = re.compile(rf"^(?:其[他它]|各类|所有)?{_NOUN}(?:(?:、|和|或者?|以及|及|与){_NOUN})*(?:等)?$")
# Nouns that name nobody in particular: whoever applies is one.
_ANYBODY = re.compile(
    r"^(?:其[他它]|各类|所有|上述|该|有关|相关|本)*(?:申请人?|借款人?|申报)?(?:主体|单位|对象|项目|机构|组织|经营主体|市场主体|人员|人|户|人群|申请人|借款人|园区|平台|团队|法人|被?(?:担保|扶持|支持|补贴|服务|贷款)对象)?(?:等)?$"
)
_ENDS_IN_NOUN = re.compile(rf"{ENTITY_NOUN}(?:等)?(?:\([^()]*\))?$")
_PLAIN_FIRM = re.compile(r"^(?:其[他它]|各类|所有|上述|申报|申请|借款)*(?:企业|公司|企事业单位)(?:等)?$")
_EMPTY = re.compile(
    r"^(?:依法|合法|有关|相关|以上|上述|等|其他|其它|另外|原则上|一般|主要|重点|优先|包括|含|即|均|都|且|并|同时|应|应当|须|需|为|是|指|经认定|申请人?|借款人?|申报)*(?:的)?$"
)
_CATCH_ALL = re.compile(
    r"(?:法律|法规|规章|国家|有关|相关|本办法|政策|上级|按规定|文件)[^,;。]{0,24}(?:规定|要求|明确)?的?其[他它][^,;。]{0,6}(?:条件|要求|情形|规定|行为|情况)"
    r"|^其[他它][^,;。]{0,14}(?:条件|要求|情形|情况|行为|事项|规定|对象|的)$"
)
_LEFT_OPEN = re.compile(
    r"(?P<who>贷款人|银行|经办(?:银行|机构)|担保(?:机构|公司)|[^,;。]{2,10}(?:部门|局|委))(?:要求|规定|认为)的?(?:的)?其[他它]"
)
_LEADS = re.compile(r"^除[^,;]{2,40}外$|^(?:近|最近|上|连续)[^,;]{1,6}(?:年|个月)(?:内|来)?$")
_NOT = re.compile(r"^(?:近[^,;、]{1,4}年(?:内)?)?(?:无|未|没有|不)")
_JOINS = re.compile(r"(?:并且|而且|同时|且|并(?![购轨网行列])|以及(?=其[他它]))(?=[^,]{3})")
_EXPLAINS = re.compile(r"^(?:包括|含|即|其中|如|例如|重点|优先|主要|以[^,;]{1,20}为准|具体|按|按照|由|下同|简称|以下)")

_LOCAL = re.compile(
    r"(?P<place>[本全我][省市县区州旗](?:行政区域|辖区|区域|范围|境)?内?)(?:的|各类|所有)?(?=[^,;。的]{2,30}$)"
)
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
        if not words or (_CATCH_ALL.search(words) and not decider(words) and not _LEFT_OPEN.search(words)):
            return None
        if (exception := exception_in(words)) is not None:
            return self._with_exception(span, exception, address, within=within)
        if (other := besides(words)) is not None and within is not Within.EXCLUSION:
            return self._with_others(span, span.start + other, address, within=within)
        if within is Within.PHRASE and not _HEAD_NOUN.search(words) and (case := case_in(words)) is not None:
            return self._in_a_case(span, case, address)
        if (local := _LOCAL.match(words)) is not None and kind_of(words[local.end() :]) in _WHO:
            # 本市小微企业: the place and whom it has there are two demands.
            place = self.leaf(Span(span.start, span.start + local.end("place")), address)
            who = self.read(Span(span.start + local.end(), span.end), address, within=within)
            place = replace(place, kind=ConditionKind.PLACE, meant=self._meant[ConditionKind.PLACE]) if place else None
            return joined(Operation.ALL, [place, who], span, address)
        sides = self._cut(span, _OR)
        if len(sides) > 1 and all(_STARTS.match(self._policy.of(side)) for side in sides):
            return joined(Operation.ANY, [self.read(side, address, within=within) for side in sides], span, address)
        if decider(words) and len(words) < 60 and len(self._cut(span, _COMMA)) == 1:
            return self.leaf(span, address)
        parts: list[Condition | None] = []
        for piece in self._pieces(span):
            parts += self._of_piece(piece, address, within=within)
        return joined(Operation.ALL, parts, span, address)

    def leaf(self, span: Span, address: str) -> Condition | None:
        """Return one demand as it stands; None where the words demand nothing."""
        span = self._policy.trimmed(span)
        words = self._policy.of(span)
        if (joins := _JOINS.match(words)) is not None:
            span = Span(span.start + joins.end(), span.end)
            words = self._policy.of(span)
        if not words or _EMPTY.match(words) or not is_whole(words):
            return None
        open_to = _LEFT_OPEN.search(words)
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
            _ANYBODY.match(words)
            or not _ENDS_IN_NOUN.search(words)
            or (within in (Within.LIST, Within.EXCLUSION) and _PLAIN_FIRM.match(words))
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

        named = not found.frees and (found.narrows or _ENDS_IN_NOUN.search(self._policy.of(part(found.demand))))
        front, demand = None, part(found.demand)
        if not named and within is not Within.EXCLUSION:
            front, demand = self._last_demand(demand)
        before = self.read(front, address, within=within) if front is not None else None
        main = self.read(demand, address, within=within)
        excepted = self.read(part(found.excepted), address, within=Within.EXCLUSION)
        behind = part(found.behind) if found.behind is not None else None
        if behind is not None and self._policy.of(behind).startswith("的"):
            behind = Span(behind.start + 1, behind.end)
        rest = self.read(behind, address, within=within) if behind is not None else None
        if excepted is None or main is None:
            return joined(Operation.ALL, [before, main, rest], span, address)
        # 具有独立法人资格(房地产企业除外): trades are shut out of what is no figure.
        narrowed = named or (excepted.kind is ConditionKind.INDUSTRY and main.kind in _NO_FIGURES and not found.frees)
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

    def _last_demand(self, span: Span) -> tuple[Span | None, Span]:
        """Return the demand next to an exception, which it frees from, and what stands before it."""
        pieces = self._pieces(span)
        if len(pieces) < 2:
            return None, span
        return Span(span.start, pieces[-2].end), pieces[-1]

    def _pieces(self, span: Span) -> list[Span]:
        """Return the parts between commas; a part that only explains belongs to the one before."""
        pieces: list[Span] = []
        for piece in self._cut(span, _COMMA):
            if pieces and (_EXPLAINS.match(self._policy.of(piece)) or _LEADS.match(self._policy.of(pieces[-1]))):
                pieces[-1] = Span(pieces[-1].start, piece.end)
            else:
                pieces.append(piece)
        return pieces

    def _of_piece(self, span: Span, address: str, *, within: Within) -> list[Condition | None]:
        words = self._policy.of(span)
        if _EMPTY.match(words):
            return []
        named = NAMED.search(words) is not None or IDENTITY.search(words) is not None
        noun = _HEAD_NOUN.search(words)
        if noun is not None and noun.start() > 1:
            head = Span(span.start + noun.start(), span.end)
            said, before = noun.group(), words[: noun.start()]
            bears = NAMED.search(said) or IDENTITY.search(said) or (_PLAIN_FIRM.match(said) and NAMED.search(before))
            if not bears or _has_demands(before):
                front = self._of_modifiers(Span(span.start, head.start - 1), address, within)
                behind = self.head_noun(head, address, within=within)
                return self._whole_name(span, address, front, behind)
        if noun is None and _NOUNS_ONLY.match(words) and not named:
            return [self.head_noun(span, address, within=within)]
        return self._of_modifiers(span, address, within)

    def _whole_name(
        self, span: Span, address: str, front: list[Condition | None], noun: Condition | None
    ) -> list[Condition | None]:
        """Return the demands of a name and of the words before it; those stay together that say nothing alone."""
        unsaid = noun is not None and noun.kind is ConditionKind.OTHER
        if unsaid and all(one is None or one.kind is ConditionKind.OTHER for one in front):
            return [self.leaf(span, address)]
        if not any(_is_bare(one) for one in front):
            return [*front, noun]
        whole = self.leaf(span, address)
        told = [one for one in front if not _is_bare(one)]
        return [*told, replace(whole, kind=ConditionKind.OTHER, meant=None) if whole else None, noun]

    def _of_modifiers(self, span: Span, address: str, within: Within) -> list[Condition | None]:
        found: list[Condition | None] = []
        for part in self._cut(span, _AND):
            listed = self._cut(part, re.compile("、"))
            # 有欠税、欠薪行为的: any of them shuts out; they stay one demand.
            if len(listed) > 1 and within is not Within.EXCLUSION and self._stand_alone(listed):
                found += [self.leaf(one, address) for one in listed]
            else:
                found.append(self.leaf(part, address))
        return found

    def _stand_alone(self, listed: list[Span]) -> bool:
        """Tell whether the parts of an enumeration demand something each; one 无 before them all is of them all."""
        words = [self._policy.of(one) for one in listed]
        shared = _NOT.match(words[0]) and not all(_NOT.match(one) for one in words[1:])
        return not shared and all(_STARTS.match(one) for one in words)

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


def _is_bare(leaf: Condition | None) -> bool:
    """Tell whether a leaf demands nothing without the noun behind it: 新增, 新引进."""
    return leaf is not None and leaf.kind is ConditionKind.OTHER and not is_clause_or_name(half_width(leaf.text))


def _has_demands(words: str) -> bool:
    """Tell whether the words before a name demand something of their own: not 经认定的, 有效期内的."""
    return re.search(r"认定|评定|备案|公布|授予|命名|有效期|入库|入选|获评|获得|取得|评为", words) is None


def joined(
    operation: Operation, parts: Iterable[Condition | None], span: Span, address: str, text: str = ""
) -> Condition | None:
    """Return the parts under one operation; the part itself where there is but one, None where there is none."""
    found: Sequence[Condition] = [part for part in parts if part is not None]
    if not found:
        return None
    if len(found) == 1 and operation is not Operation.NONE:
        return found[0]
    return Condition(operation, span, address, children=tuple(found), text=text)
