"""What a policy gives and demands, clause by clause, and what the loan asked for makes of it."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from kb.rules.conditions.heads import OTHER_PARTIES
from kb.rules.conditions.policy_text import without_label
from kb.rules.conditions.scopes import leaves
from kb.rules.matching.said import amount, first
from kb.rules.term_cases import case_of, covers, is_kind
from kb.rules.term_parties import party_of
from kb.rules.types import Applicant, Condition, FactKind, FactOperator, PolicyFact, Term
from kb.text.written_numbers import half_width
from kb.types import ClauseTree, Span

LOAN_AMOUNT, LOAN_TERM, GUARANTEE, ENTITY, SIZE = "loan.amount", "loan.term_months", "loan.guarantee", "entity", "size"

_CAP = re.compile(r"额|最高|上限|贷款|授信|补贴|补助|奖励|资助|担保金额|申请|贴息|每户|单户|不超过")
_LOAN_PERIOD = re.compile(r"期限|贷款期|最长|还款期|展期|贴息期|补贴期")
_IN_FORCE = re.compile(r"有效期|施行|实施|执行期|试行")
_DEFAULT = re.compile(r"逾期|代偿|追偿|违约|不良|未(?:能|按时)|无法(?:及时)?(?:足额)?(?:归还|偿还)|风险损失|补偿")
_OF_BANKS = re.compile(r"人民银行|再贷款|再贴现|票面|央行|票据")
# 贷款利息, 贷款贴息, 按贷款额的2%给予: what is paid for a loan is no loan.
_LENT_OR_PAID = re.compile(
    r"(?P<paid>(?:(?:贷款|借款|融资|信贷)(?:所?(?:产生|发生|支付|缴纳)的?|实际支付的?|的)?)?(?:利息|贴息|贴费|补贴|补助|奖励|奖补|资助|保费|担保费|手续费|评估费|费用|返还|租金|补偿)(?!的?贷款)"
    r"|\d%[^,。;]{0,8}(?:给予|予以|补|奖))"
    r"|(?P<lent>贷(?!后|前|中)|授信|借款|融资)"
)
_BEHIND = re.compile(
    r"(?:以内|以下)?(?:(?:、|和|及|与|或)(?:最高|不超过)*[\d.,]+ ?(?:万|亿)?元)*(?:\([^()]*\))?的?[^,。;、]{0,10}"
)
_OF_OTHERS = re.compile(r"(?:单个|单家|每家|各)?[^,。;]{0,8}(?:合作机构|合作银行|银行|担保机构|金融机构)[^,。;]{0,12}")
_ORDER = ("cap", "rate", "period", "share", "default", "deadline", "other")
_PIECE = re.compile(r"[;。!?\n]")
_RATE_WORDS = re.compile(r"利率|利息|定价|贴息")
_MONEY_UNITS = "元"
_WAN = Decimal(10_000)
_LONGEST_QUOTE = 60


def terms_of(
    text: str, tree: ClauseTree, facts: Sequence[PolicyFact], condition: Condition | None, applicant: Applicant
) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """Return the terms, the applicant's own first, and what the loan asked for makes of them.

    What the request breaks does not change who is eligible; it is told in the notes.
    """
    plain = half_width(text)
    demanded = [leaf.span for leaf in leaves(condition)] if condition is not None else []
    found: list[tuple[int, bool, int, Term]] = []
    for at, fact in enumerate(facts):
        kind = _kind(plain, fact, demanded)
        if kind is None:
            continue
        case = case_of(plain, fact.span, [other.span for other in facts])
        who = party_of(plain, fact.span, is_share=kind == "share")
        term = Term(fact, tree.clauses[tree.at(fact.span.start)].address, case, who)
        found.append((_ORDER.index(kind), who is not None or not _is_own(case, applicant), at, term))
    found.sort(key=lambda one: (one[3].who is not None, one[1], one[0], one[2]))
    # What is asked for is a loan: no cap of a subsidy limits it.
    caps = [term for kind, other, _, term in found if kind == 0 and not other and _is_lent(tree, plain, term) is True]
    periods = [
        term for kind, other, _, term in found if kind == 2 and not other and _is_lent(tree, plain, term) is not False
    ]
    rates = [(other, term) for kind, other, _, term in found if kind == 1]
    lent = [term for kind, _, _, term in found if kind == 0 and _is_lent(tree, plain, term) is True]
    notes = (
        *_amount_notes(caps, lent, applicant),
        *_term_notes(periods, applicant),
        *_rate_notes(plain, rates, applicant),
    )
    return tuple(term for _, _, _, term in found), notes


def _kind(plain: str, fact: PolicyFact, demanded: Iterable[Span]) -> str | None:
    """Return what a fact is as a term; None where it is a condition, an aim, or the policy's own time."""
    if fact.kind in (FactKind.TARGET, FactKind.DATE, FactKind.COUNT):
        return None
    if any(span.contains(fact.span) for span in demanded):
        return None
    scope, sentence = half_width(fact.scope), plain[fact.sentence.start : fact.sentence.end]
    if fact.kind in (FactKind.PERIOD, FactKind.DEADLINE) and (_IN_FORCE.search(scope) or fact.base_unit == "date"):
        return None
    if _OF_BANKS.search(scope):
        return None
    if fact.kind is FactKind.AMOUNT:
        if fact.base_unit != _MONEY_UNITS or not _CAP.search(scope) or fact.operator is FactOperator.MIN:
            return None
        if _DEFAULT.search(scope) or _OF_OTHERS.search(scope.split("最高")[0]):
            return "other"
        return "cap" if fact.operator is FactOperator.MAX or re.search(r"最高|额度|上限", scope) else None
    if fact.kind is FactKind.RATE:
        return "rate"
    if fact.kind is FactKind.RATIO:
        return "share" if re.search(r"分担|承担|分摊|比例", sentence) else None
    if _DEFAULT.search(sentence):
        return "default"
    if fact.kind is FactKind.PERIOD:
        return "period" if _LOAN_PERIOD.search(scope) else None
    return "deadline"


def _is_lent(tree: ClauseTree, plain: str, term: Term) -> bool | None:
    """Tell whether a figure is of a loan, and not of what is paid for one; None where the text speaks of neither.

    What stands behind the figure says it first (最高20万元的贴息), then what stands last before it, then the headings.
    """
    span, sentence = term.fact.span, term.fact.sentence
    behind = _BEHIND.match(plain, span.end, sentence.end)
    clause = tree.clauses[tree.at(span.start)]
    headings = [half_width(heading) for heading in reversed(clause.heading_path)]
    nearest = [
        (behind.group() if behind else "", 0),
        (plain[sentence.start : span.start], -1),
        *((one, -1) for one in headings),
    ]
    for words, which in nearest:
        said = list(_LENT_OR_PAID.finditer(words))
        if said:
            return said[which]["lent"] is not None
    return None


def _is_own(case: str | None, applicant: Applicant) -> bool:
    if case is None:
        return True
    if OTHER_PARTIES.search(case):
        return False
    said = [fact for name in (GUARANTEE, ENTITY, SIZE) if (fact := first(applicant, name)) is not None]
    verdicts = [covers(case, str(fact.value)) for fact in said]
    return False not in verdicts or True in verdicts


def _amount_notes(caps: Sequence[Term], all_caps: Sequence[Term], applicant: Applicant) -> list[str]:
    asked = first(applicant, LOAN_AMOUNT)
    value = amount(asked) if asked is not None else None
    limits = [(limit, term) for term in caps if (limit := _limit(term)) is not None]
    if value is None or not limits:
        return []
    if (differing := _by_kind(value, all_caps, applicant)) is not None:
        return [differing]
    # 单户最高500万元,其中信用贷款最高200万元: the limit that names the case goes before the one over all cases.
    limit, term = max(limits, key=lambda one: (one[1].applies_to is not None, _names_case(one[1]), one[0]))
    shown, most = _money(value), f"{term.fact.value}{term.fact.unit}"
    if value > limit:
        return [f"您要{shown}，超过了最高{most}（{term.address}）：可以申请，但最多按{most}"]
    if value == limit:
        return [f"您要{shown}，正好是最高{most}（{term.address}）"]
    return [f"您要{shown}，没有超过最高{most}（{term.address}）"]


def _by_kind(value: Decimal, caps: Sequence[Term], applicant: Applicant) -> str | None:
    """Return the caps of several kinds of applicants, case by case, where nobody can tell which is the applicant's own.

    None where the kind is known, or where the sum lies on the same side of them all.
    """
    said = [fact for name in (ENTITY, SIZE) if (fact := first(applicant, name)) is not None]
    named = [(limit, term) for term in caps if is_kind(term.applies_to) and (limit := _limit(term)) is not None]
    if any(covers(term.applies_to or "", str(fact.value)) for fact in said for _, term in named):
        return None
    may_be = [one for one in named if all(_may_be(one[1].applies_to or "", str(fact.value)) for fact in said)]
    named = may_be or named
    bounds = [limit for term in caps if (limit := _limit(term)) is not None]
    if not named or min(bounds) >= value or max(bounds) < value:
        return None
    told = [*(term for _, term in named), *(term for term in caps if term.applies_to is None)]
    shown = "、".join(
        dict.fromkeys(
            f"{term.applies_to or '另有'}最高{term.fact.value}{term.fact.unit}（{term.address}）" for term in told
        )
    )
    return f"您要{_money(value)}；文件按情形写了不同的上限：{shown}，要看您属于哪一种"


def _may_be(case: str, said: str) -> bool:
    """Tell whether who says what he is may be meant by a case: a trader is a person, and need not be called one."""
    return covers(case, said) is not False or (said == "个体工商户" and re.search("个人|自然人", case) is not None)


def _names_case(term: Term) -> bool:
    """Tell whether a figure's own words name the case that it is for."""
    return term.applies_to is not None and any(
        name in half_width(term.fact.scope) for name in re.split(r"贷款|、", term.applies_to) if name
    )


def _term_notes(periods: Sequence[Term], applicant: Applicant) -> list[str]:
    asked = first(applicant, LOAN_TERM)
    value = amount(asked) if asked is not None else None
    limits = [
        (limit, term)
        for term in periods
        if term.fact.operator is FactOperator.MAX and (limit := _limit(term)) is not None
    ]
    if value is None or not limits:
        return []
    limit, term = min(limits, key=lambda one: one[0])
    most = f"{term.fact.qualifier or ''}不超过{term.fact.value}{term.fact.unit}"
    if value <= limit:
        return [f"您要{_months(value)}，期限{most}，没有超过（{term.address}）"]
    beyond = next((other for other in periods if other.fact.operator is FactOperator.GT), None)
    more = f"；文件写着：{without_label(beyond.fact.scope)}" if beyond is not None else ""
    return [f"您要{_months(value)}，期限{most}（{term.address}），您要的更长{more}"]


def _rate_notes(plain: str, rates: Sequence[tuple[bool, Term]], applicant: Applicant) -> list[str]:
    """Say where no rate is stated for the applicant's way of guarantee though one is for others."""
    guarantee = first(applicant, GUARANTEE)
    if guarantee is None or not rates or any(not other for other, _ in rates):
        return []
    words = str(guarantee.value)
    shown = words if words.endswith("贷款") else words + "贷款"
    for piece in _PIECE.split(plain):
        if _RATE_WORDS.search(piece) and covers(piece, words) and not re.search(r"\d", piece):
            return [f"{shown}没有写利率的上限，文件写的是：{without_label(piece.strip())[-_LONGEST_QUOTE:]}"]
    return [f"文件没有写{shown}的利率上限，要问银行"]


def _limit(term: Term) -> Decimal | None:
    value = term.fact.normalised[-1] if term.fact.normalised else None
    return value if isinstance(value, Decimal) else None


def _money(value: Decimal) -> str:
    return f"{(value / _WAN).normalize():f}万元" if value >= _WAN else f"{value.normalize():f}元"


def _months(value: Decimal) -> str:
    return f"{value.normalize():f}个月"
