"""Demands that are decided by what the applicant says of them in much the same words: records, former use, the rest."""

import re
from dataclasses import replace

from kb.rules.conditions.leaf_kinds import FORBIDS_USE
from kb.rules.matching.decisions import Decision, doubted, left_open, met, unknown, unmet
from kb.rules.matching.meaning import said_of
from kb.rules.matching.measure import match_measure
from kb.rules.matching.purposes import elsewhere, lasting, names_only_uses_elsewhere, of_business
from kb.rules.matching.said import STATES, first, is_person, negative, review_of, states, truth
from kb.rules.matching.wording import quoted, quoted_noun
from kb.rules.types import Applicant, Certainty, Condition, Fact
from kb.text.persons import names_firm, persons_in
from kb.text.written_numbers import half_width

PRIOR_LOAN, FIRST_VENTURE, CREDIT_BAD = "prior_loan", "first_time_entrepreneur", "credit_bad"
PURPOSE = "loan.purpose"

FIRST_LOAN = re.compile(
    r"首贷|首次[^,。;]{0,8}(?:贷款|获贷|信贷)|(?:从未|未曾?|没有|无)[^,。;]{0,12}(?:贷款|信贷|授信)|贷款(?:记录|余额)为?[零无]|无贷户"
)
_FIRST_VENTURE = re.compile(r"首次创业|初次创业|初始创业")
_GOOD_RECORD = re.compile(r"信用|征信|诚信|失信|不良记录|被执行人|黑名单|逾期|不良贷款")
BAD_RECORD = re.compile(r"失信|不良|逾期|被执行|黑名单|信用|征信")
"""What a state speaks of that is of a credit record."""
# 符合条件的, 符合有关规定: the text does not say which; 符合…制度的规定 does.
UNSPECIFIED = re.compile(r"^(?:凡|对)?(?:均|须|应)?符合(?:(?!制度)[^,。;]){0,14}(?:条件|要求|规定|标准|政策)(?:的)?$")
_NEEDS_MONEY = re.compile(r"(?:融资|贷款|资金|信贷)需求|缺乏[^,。;]{0,8}资金|资金(?:困难|短缺|紧张|周转)")
_BARE_BOUND = re.compile(
    r"(?:且|并且?|同时|但)?(?P<bound>(?:不(?:得|应)?(?:超过|少于|多于|低于|高于|足|满)|超过|大于|小于|少于|多于|低于|高于|未满|在)?[\d,一二三四五六七八九十百千]+(?:\([含不]含?\))?(?P<unit>人|名|周岁|岁)(?:\([含不]含?\))?(?:及?以[上下内])?)(?:的)?"
)
_SUBJECTS = {"人": "从业人员", "名": "从业人员", "周岁": "年龄", "岁": "年龄"}
_REQUESTED = ("loan.amount", "loan.guarantee", "loan.term_months", "loan.purpose")
_AMOUNT_OR_TERM = re.compile(r"(?:金额|额度|期限|利率|数额)")


def match_credit(condition: Condition, applicant: Applicant) -> Decision:
    """Return whether the applicant's record is as a condition wants it."""
    words = half_width(condition.text)
    if (decision := by_state(condition, applicant)) is not None:
        return decision
    wants_bad = not (negative(words) or re.search(r"良好|正常|优良|诚实|守信(?!用)", words)) or bool(
        re.search(r"不良", words) and not negative(words)
    )
    if _GOOD_RECORD.search(words) and (of_person := _of_persons(words, applicant, wants_bad=wants_bad)) is not None:
        return of_person
    bad = first(applicant, CREDIT_BAD)
    if persons_in(words) and not names_firm(words) and not is_person(applicant):
        # The firm's record is not that of those whom it names alone.
        return unknown(f"没有说是不是{quoted_noun(condition.text)}", _state(condition))
    if bad is None or not _GOOD_RECORD.search(words):
        return unknown(
            f"没有说是不是{quoted_noun(condition.text)}",
            CREDIT_BAD if _GOOD_RECORD.search(words) else _state(condition),
        )
    holds = truth(bad)
    if holds is None:
        return unknown(f"没有说是不是{quoted_noun(condition.text)}", CREDIT_BAD, bad)
    because = "有不良信用记录" if holds else "没有不良信用记录"
    return doubted(met(because, bad) if holds == wants_bad else unmet(because, bad), bad)


def _of_persons(words: str, applicant: Applicant, *, wants_bad: bool) -> Decision | None:
    """Return what the record of somebody whom a demand names decides of it; None where none of theirs is told."""
    named = persons_in(words)
    told = [
        (fact, holds)
        for said, holds, fact in states(applicant)
        if named & persons_in(half_width(said)) and BAD_RECORD.search(said)
    ]
    for fact, holds in told:
        if holds:
            because = f"说了{quoted(fact.words or str(fact.value))}"
            return doubted(met(because, fact) if wants_bad else unmet(because, fact), fact)
    if told and not names_firm(words):
        fact = told[0][0]
        because = f"说了{quoted(fact.words or str(fact.value))}"
        return doubted(unmet(because, fact) if wants_bad else met(because, fact), fact)
    return None


def match_prior_use(condition: Condition, applicant: Applicant) -> Decision:
    """Return whether the applicant has or has not had before what a condition speaks of."""
    words = half_width(condition.text)
    if (decision := by_state(condition, applicant)) is not None:
        return decision
    if _FIRST_VENTURE.search(words):
        return _of_truth(condition, applicant, FIRST_VENTURE, wanted=True, held="是首次创业", lacking="不是首次创业")
    if FIRST_LOAN.search(words):
        had = first(applicant, PRIOR_LOAN)
        if had is not None and truth(had) and re.search(r"其他|余额", words):
            return unknown(f"以前贷过款，没有说是不是{quoted_noun(condition.text)}", _state(condition), had)
        return _of_truth(
            condition, applicant, PRIOR_LOAN, wanted=False, held="以前在银行贷过款", lacking="以前没有在银行贷过款"
        )
    return unknown(f"没有说是不是{quoted_noun(condition.text)}", _state(condition))


def match_request(condition: Condition, applicant: Applicant) -> Decision:
    """Return whether what is asked for is what a condition wants: its amount and term do not decide who may apply."""
    words = half_width(condition.text)
    if (decision := by_state(condition, applicant)) is not None:
        return decision
    purpose = first(applicant, PURPOSE)
    if purpose is None and _AMOUNT_OR_TERM.search(words):
        return met("申请多少、多久不影响能不能申请，见提示")
    if purpose is None:
        return unknown("没有说贷款拿来做什么", PURPOSE)
    said = half_width(str(purpose.value))
    if (decision := _of_uses(words, said, purpose)) is not None:
        return doubted(decision, purpose)
    shared = {said[at : at + 2] for at in range(len(said) - 1)} & {words[at : at + 2] for at in range(len(words) - 1)}
    if shared - {"贷款", "用于", "资金", "借款"} or re.search(r"明确|合法|合理|合规|生产经营|经营", words):
        return doubted(met(f"用途是{purpose.value}", purpose), purpose)
    return unknown(f"用途是{purpose.value}，看不出是不是{quoted_noun(condition.text)}", _state(condition), purpose)


def _of_uses(words: str, said: str, purpose: Fact) -> Decision | None:
    """Return what the use that is told makes of words that take or forbid uses; None where it is of no kind known."""
    own, wanted = elsewhere(said), elsewhere(words)
    if FORBIDS_USE.search(words):
        if own & wanted or lasting(said) & lasting(words):
            return unmet(f"用途是{purpose.value}，文件不允许", purpose)
        return met(f"用途是{purpose.value}", purpose) if own or of_business(said) else None
    if own & wanted:
        return met(f"用途是{purpose.value}", purpose)
    if own and of_business(words) | wanted:
        return unmet(f"用途是{purpose.value}，不是{quoted_noun(words)}", purpose)
    if names_only_uses_elsewhere(words) and of_business(said):
        return unmet(f"用途是{purpose.value}，不是{quoted_noun(words)}", purpose)
    return None


def match_other(condition: Condition, applicant: Applicant) -> Decision:
    """Return what the applicant's states make of a condition that no other fact decides."""
    words = half_width(condition.text)
    if (decision := by_state(condition, applicant)) is not None:
        return decision
    if bare := _BARE_BOUND.fullmatch(words):
        # 从业人员不少于5人，且不超过100人: the unit says what is measured where only one thing has it.
        subject = _SUBJECTS[bare["unit"]]
        return match_measure(replace(condition, text=subject + bare["bound"]), applicant)
    if _NEEDS_MONEY.search(words) and (asked := first(applicant, *_REQUESTED)) is not None:
        return met("要申请贷款", asked)
    if UNSPECIFIED.search(words):
        return left_open("文件没有写明是什么条件，要问办理的部门或银行")
    return unknown(f"没有说是不是{quoted_noun(condition.text)}", _state(condition))


def match_decision(condition: Condition, applicant: Applicant, decision: Decision | None) -> Decision:
    """Return what becomes of a condition that somebody decides on; `decision` is what its own words come to."""
    who = condition.discretion_of or ""
    found = review_of(who, applicant)
    if found is not None:
        outcome, fact = found
        if outcome is True:
            return met(f"{who}已经同意", fact)
        if outcome is False:
            return unmet(f"{who}没有同意", fact)
        return left_open(f"{who}还没有决定", fact)
    if decision is not None and decision.status.value == "unmet":
        return decision
    return left_open(f"要由{who}决定", *(decision.facts if decision else ()))


def by_state(condition: Condition, applicant: Applicant) -> Decision | None:
    """Return the decision by a state in much the same words; None where the applicant tells of none."""
    found = said_of(half_width(condition.text), applicant)
    if found is None:
        return None
    holds, fact = found
    said = str(fact.value) if fact.name == STATES else fact.words
    because = f"说了没有{quoted(said)}" if fact.certainty is Certainty.DENIED else f"说了{quoted(said)}"
    return doubted(met(because, fact) if holds else unmet(because, fact), fact)


def _of_truth(
    condition: Condition, applicant: Applicant, name: str, *, wanted: bool, held: str, lacking: str
) -> Decision:
    fact = first(applicant, name)
    holds = truth(fact) if fact is not None else None
    if fact is None or holds is None:
        return unknown(f"没有说是不是{quoted_noun(condition.text)}", name)
    because = held if holds else lacking
    return doubted(met(because, fact) if holds == wanted else unmet(because, fact), fact)


def _state(condition: Condition) -> str:
    return f"states.{condition.text}"
