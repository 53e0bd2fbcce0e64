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
_TAX = re.compile(r"纳税信用|税务信用|纳税评级")
_GRADE = re.compile(r"(?<![A-Za-z])(?P<letter>A{1,3}|[B-EM])(?P<sign>[+-])?(?![A-Za-z])")
_WORDS = re.compile(r"不合格|优秀|良好|合格|[一二三四五]星|[甲乙丙丁一二三四五]级")
_ORDER = ("AAA", "AA", "A", "B", "C", "D", "E")
_TAX_ORDER = ("A", "B", "M", "C", "D")
_UP = re.compile(r"^(?:类|级|档|等)?[”\"]?(?:[(]含[)])?(?:及|或|\(含\))?(?:以上|上)")
_DOWN = re.compile(r"^(?:类|级|档|等)?[”\"]?(?:[(]含[)])?(?:及|或|\(含\))?(?:以下|下)")
# 不低于B级 and 达到B级 take in what is better, 低于B级 and 未达到B级 what is worse.
_AT_LEAST = re.compile(
    r"(?:不(?:得|应|能)?(?:低于|少于|次于|差于)|(?<![未不])达到?|至少(?:为|是)?|最低为?)[^,。;A-Za-z]{0,4}$"
)
_BELOW = re.compile(r"(?:(?<![不得应能])(?:低于|次于|差于)|未达到?|达不到|不到)[^,。;A-Za-z]{0,4}$")
_TO = re.compile(r"^(?:类|级|档|等)?(?:至|到|-|~)$")
# 不为D级, D级除外, 未被评为C级: the grades named are those that it must not be.
_NAMES_WHAT_IS_NOT = re.compile(
    r"(?:(?:不|未|没有|并非|非)(?:得|应|能|被|曾)*(?:为|是|属于?|列入|评为|评定为|定为|处于|纳入|有)?|除)[^,。;A-Za-z]{0,6}?[\"“]?"
    r"(?=(?:A{1,3}|[B-EM])(?![A-Za-z])|[一二三四五甲乙丙丁]级|不合格)"
)
_BUT_THESE = re.compile(
    r"(?:A{1,3}|[B-EM])[+-]?(?:类|级|档)?(?:及以下|以下)?[\"”]?(?:企业|单位|纳税人)?(?:除外|以外|的除外|不含)"
)
_REACHES = re.compile(r"不(?:得|应)?(?:低于|高于|少于|超过|次于|差于)|未达到|达不到")
_MORE = re.compile(r"措施|执行期|期内|整改|处罚|限制|差别")


def scheme_of(words: str) -> str:
    """Return the evaluation that half-width words speak of, by its common name."""
    return next((name for name, pattern in _SCHEMES if pattern.search(words)), PERFORMANCE)


def grades_in(words: str) -> frozenset[str]:
    """Return the grades that half-width words name, those of 及以上 and 及以下 included."""
    found: set[str] = set(_WORDS.findall(words))
    order = _TAX_ORDER if _TAX.search(words) else _ORDER
    letters = list(_GRADE.finditer(words))
    for at, match in enumerate(letters):
        letter = match["letter"]
        before, behind = words[: match.start()], words[match.end() :]
        rank = order.index(letter) if letter in order else None
        if rank is not None and (_UP.match(behind) or _AT_LEAST.search(before)):
            found |= set(order[: rank + 1])
        elif rank is not None and _BELOW.search(before):
            found |= set(order[rank + 1 :])
        elif rank is not None and _DOWN.match(behind):
            found |= set(order[rank:])
        else:
            found.add(letter)
        if at and rank is not None and _TO.match(words[letters[at - 1].end() : match.start()]):
            other = order.index(letters[at - 1]["letter"]) if letters[at - 1]["letter"] in order else rank
            found |= set(order[min(other, rank) : max(other, rank) + 1])
    return frozenset(found)


def shuts_out(words: str) -> bool:
    """Tell whether half-width words name the grades that the applicant must not have: 不为D级, D级除外."""
    if _REACHES.search(words):
        return False
    return _NAMES_WHAT_IS_NOT.search(words) is not None or _BUT_THESE.search(words) is not None


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
        return _of_denied(fact, words, scheme)
    more = _MORE.search(words) is not None
    if fact is None:
        return unknown(f"没有说{scheme}的结果", _name(scheme))
    own = grades_in(half_width(str(fact.value)))
    if not own or not wanted:
        return unknown(f"{scheme}是{quoted(str(fact.value))}，看不出是哪一档", _name(scheme), fact)
    if shuts_out(words):
        because = f"{scheme}是{fact.value}"
        return doubted(unmet(because, fact) if own & wanted else met(because, fact), fact)
    if not own & wanted:
        return doubted(unmet(f"{scheme}是{fact.value}，不是{'、'.join(sorted(wanted))}", fact), fact)
    if more:
        return unknown(
            f"{scheme}是{fact.value}，没有说是不是{quoted(condition.text)}", f"states.{condition.text}", fact
        )
    return doubted(met(f"{scheme}是{fact.value}", fact), fact)


def _of_denied(fact: Fact, words: str, scheme: str) -> Decision:
    """Return what follows from a grade that the applicant does not have: 不是D类; without one it was not graded."""
    wanted = grades_in(words)
    if not fact.value:
        return unmet(f"没有参加{scheme}", fact)
    if wanted and wanted <= grades_in(half_width(str(fact.value))):
        because = f"{scheme}不是{fact.value}"
        return met(because, fact) if shuts_out(words) else unmet(because, fact)
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
