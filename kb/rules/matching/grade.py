"""Whether an applicant's grade in an evaluation is one that a policy names: A类, B级及以上, D类."""

import re

from kb.rules.matching.decisions import Decision, doubted, met, unknown, unmet
from kb.rules.matching.said import alike, state_of
from kb.rules.matching.wording import quoted
from kb.rules.types import Applicant, Certainty, Condition, Fact
from kb.text.written_numbers import half_width

PERFORMANCE_GRADE, GRADES = "performance_grade", "grades"
PERFORMANCE = "绩效综合评价"

_SCHEMES = (
    ("纳税信用等级", re.compile(r"纳税信用|税务信用|纳税评级")),
    ("安全生产等级", re.compile(r"安全")),
    ("环境信用等级", re.compile(r"环境|环保")),
    ("信用评级", re.compile(r"信用|资信|征信")),
    (PERFORMANCE, re.compile(r"绩效|亩均|亩产|效益|综合评价|评价|评级|考核|performance")),
)
_GRADE = re.compile(r"(?<![A-Za-z])(?P<letter>A{1,3}|[B-EM])(?P<sign>[+-])?(?![A-Za-z])")
_WORDS = re.compile(r"不合格|优秀|良好|合格|[一二三四五]星|[甲乙丙丁一二三四五]级")
_ORDER = ("AAA", "AA", "A", "B", "C", "D", "E")
_UP = re.compile(r"^(?:类|级|档|等)?[”\"]?(?:[(]含[)])?(?:及|或|\(含\))?(?:以上|上)")
_DOWN = re.compile(r"^(?:类|级|档|等)?[”\"]?(?:[(]含[)])?(?:及|或|\(含\))?(?:以下|下)")
_TO = re.compile(r"^(?:类|级|档|等)?(?:至|到|-|~)$")
_MORE = re.compile(r"措施|执行期|期内|整改|处罚|限制|差别")


def scheme_of(words: str) -> str:
    """Return the evaluation that half-width words speak of, by its common name."""
    return next((name for name, pattern in _SCHEMES if pattern.search(words)), PERFORMANCE)


def grades_in(words: str) -> frozenset[str]:
    """Return the grades that half-width words name, those of 及以上 and 及以下 included."""
    found: set[str] = set(_WORDS.findall(words))
    letters = list(_GRADE.finditer(words))
    for at, match in enumerate(letters):
        letter = match["letter"]
        behind = words[match.end() :]
        rank = _ORDER.index(letter) if letter in _ORDER else None
        if rank is not None and _UP.match(behind):
            found |= set(_ORDER[: rank + 1])
        elif rank is not None and _DOWN.match(behind):
            found |= set(_ORDER[rank:])
        else:
            found.add(letter)
        if at and rank is not None and _TO.match(words[letters[at - 1].end() : match.start()]):
            before = _ORDER.index(letters[at - 1]["letter"]) if letters[at - 1]["letter"] in _ORDER else rank
            found |= set(_ORDER[min(before, rank) : max(before, rank) + 1])
    return frozenset(found)


def match_grade(condition: Condition, applicant: Applicant) -> Decision:
    """Return whether the applicant's grade is one that a condition names, and what it adds to the grade holds."""
    words = half_width(condition.text)
    stated = state_of(words, applicant)
    wanted, scheme = grades_in(words), scheme_of(words)
    fact = _grade(applicant, words, scheme)
    if stated is not None:
        holds, state = stated
        facts = (state,) if fact is None else (state, fact)
        because = (
            f"说了{quoted(str(state.value))}"
            if state.certainty is not Certainty.DENIED
            else f"说了不是{quoted(str(state.value))}"
        )
        return doubted(met(because, *facts) if holds else unmet(because, *facts), state)
    if fact is not None and fact.certainty is Certainty.DENIED:
        return _of_denied(fact, wanted, scheme)
    more = _MORE.search(words) is not None
    if fact is None:
        return unknown(f"没有说{scheme}的结果", _name(scheme))
    own = grades_in(half_width(str(fact.value)))
    if not own or not wanted:
        return unknown(f"{scheme}是{quoted(str(fact.value))}，看不出是哪一档", _name(scheme), fact)
    if not own & wanted:
        return doubted(unmet(f"{scheme}是{fact.value}，不是{'、'.join(sorted(wanted))}", fact), fact)
    if more:
        return unknown(
            f"{scheme}是{fact.value}，没有说是不是{quoted(condition.text)}", f"states.{condition.text}", fact
        )
    return doubted(met(f"{scheme}是{fact.value}", fact), fact)


def _of_denied(fact: Fact, wanted: frozenset[str], scheme: str) -> Decision:
    """Return what follows from a grade that the applicant does not have: 不是D类; without one it was not graded."""
    if not fact.value:
        return unmet(f"没有参加{scheme}", fact)
    if wanted and wanted <= grades_in(half_width(str(fact.value))):
        return unmet(f"{scheme}不是{fact.value}", fact)
    return unknown(f"只说了{scheme}不是{fact.value}", _name(scheme), fact)


def _grade(applicant: Applicant, words: str, scheme: str) -> Fact | None:
    """Return the applicant's grade in the evaluation that a demand speaks of."""
    for fact in applicant.of(GRADES):
        said = half_width(fact.unit or "")
        if scheme_of(said) == scheme or (said and alike(said, words) == 1.0):
            return fact
    return None


def _name(scheme: str) -> str:
    return PERFORMANCE_GRADE if scheme == PERFORMANCE else f"{GRADES}.{scheme}"
