"""What a demand for a name adds to the name: 毕业5年以内, 首次认定, and how long ago it was given."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kb.rules.applicant.spoken import MONTHS, quantities_of
from kb.rules.matching.decisions import Decision, unknown, unmet
from kb.rules.matching.wording import quoted_noun
from kb.rules.types import Fact, Status
from kb.text.written_numbers import half_width

_EVENTS = r"毕业|退役|退伍|复员|转业|回国|归国|离校|获证|认定|失业|返乡"
_WITHIN = re.compile(
    rf"(?P<event>{_EVENTS})(?:时间|后|之日起|未|不)?(?:在|超过|满)?(?P<years>[\d一二两三四五六七八九十]{{1,3}}个?(?:周)?年)(?:\([含不]含?\))?(?:之?内|以内|以下|的|\)|$)"
)
_FIRST_TIME = re.compile(r"首次|初次|第一次|首度|新(?=认定|获评|入选|评为|列入|入库|备案)")
_SAID_FIRST = re.compile(r"(?<!不是)(?:首次|初次|第一次|头一[次回]|首度)")
_SAID_AGAIN = re.compile(r"重新认定|重新评|再次|第[二三四2-9]次|复审|复核|续评|不是(?:首次|初次|第一次)")
_JUST = re.compile(r"应届|刚毕业|今年毕业")
_YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d) ?年?")
_AWARDED = re.compile(r"(?P<year>(?:19|20)\d\d) ?年[^,。;]{0,8}(?:认定|评|拿|取得|获|领|发|批|入)")
_USUAL_YEARS = 3


def with_limits(
    decision: Decision, condition_text: str, facts: Sequence[Fact], day: date, own: str | None = None
) -> Decision:
    """Return what becomes of a demand whose name is held once what it adds to the name is looked at.

    `own` is the part of an enumeration that is held: what stands in brackets behind another name binds that one alone.
    """
    if decision.status is not Status.MET:
        return decision
    words = half_width(condition_text)
    if _FIRST_TIME.search(words):
        said = " ".join(fact.words for fact in decision.facts)
        if _SAID_AGAIN.search(said):
            return unmet(f"{decision.because}，但不是首次", *decision.facts)
        if not _SAID_FIRST.search(said):
            return unknown(f"{decision.because}，没有说是不是首次", f"states.{condition_text}", *decision.facts)
    limit = _WITHIN.search(words)
    if limit is not None and not (own is not None and _in_brackets(words, limit) and limit["event"] not in own):
        return _within(decision, limit, condition_text, facts, day)
    return _with_note(decision, day)


def _in_brackets(words: str, limit: re.Match[str]) -> bool:
    return words.count("(", 0, limit.start()) > words.count(")", 0, limit.start())


def without_limit(words: str) -> str:
    """Return half-width words without a limit of years before a name: 毕业5年以内的."""
    limit = _WITHIN.match(words)
    return words[limit.end() :].lstrip("的") if limit else words


def _within(
    decision: Decision, limit: re.Match[str], condition_text: str, facts: Sequence[Fact], day: date
) -> Decision:
    event, allowed = limit["event"], _months(limit["years"])
    if allowed is None:
        return unknown(f"没有说是不是{quoted_noun(condition_text)}", f"states.{condition_text}", *decision.facts)
    spans = [since for fact in facts if (since := _since(event, fact, day)) is not None]
    if any(least > allowed for least, _ in spans):
        return unmet(f"{event}已经超过{limit['years']}", *decision.facts)
    if spans and all(most <= allowed for _, most in spans):
        return decision
    return unknown(f"{decision.because}，没有说{event}多久了", f"states.{condition_text}", *decision.facts)


def _since(event: str, fact: Fact, day: date) -> tuple[Decimal, Decimal] | None:
    """Return how many months ago a fact's words say that something was, at least and at most."""
    words = half_width(fact.words or str(fact.value))
    if event == "毕业" and _JUST.search(words):
        return Decimal(0), Decimal(12)
    at = words.find(event)
    if at < 0:
        return None
    for quantity in quantities_of(words):
        if quantity.unit == MONTHS and -8 <= quantity.start - at <= 8:
            return quantity.value, quantity.upper or quantity.value
    if year := _YEAR.search(words):
        gone = Decimal(day.year - int(year["year"])) * 12
        return max(Decimal(0), gone - 12 + day.month), gone + day.month
    return None


def _months(words: str) -> Decimal | None:
    found = [quantity for quantity in quantities_of(words) if quantity.unit == MONTHS]
    return found[0].value if found else None


def _with_note(decision: Decision, day: date) -> Decision:
    """Return the decision with a word on a name that was given long ago: no rule here says that it has run out."""
    for fact in decision.facts:
        awarded = _AWARDED.search(half_width(fact.words))
        if awarded and fact.until is None and day.year - int(awarded["year"]) >= _USUAL_YEARS:
            because = f"{decision.because}；{awarded['year']}年得到的，要核实证书是不是还在有效期"
            return Decision(decision.status, because, decision.facts, decision.wants)
    return decision
