"""The answer that is one calculation away from the quotes: 30万元×50%＝15万元，超过上限，按10万元.

Every operand is copied by value from a quote or the question; where more than one reading is possible, nothing is said.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from kb.answer.calculation.changes import change_lines
from kb.answer.calculation.check import verify_calculation
from kb.answer.calculation.compared import compared_lines
from kb.answer.calculation.differences import difference_lines, goal_difference_lines
from kb.answer.calculation.each import each_lines
from kb.answer.calculation.fees import fee_lines
from kb.answer.calculation.gaps import gap_lines
from kb.answer.calculation.lines import Calculation, Operation, Step, calculation_of
from kb.answer.calculation.margins import rate_lines
from kb.answer.calculation.premiums import premium_lines
from kb.answer.calculation.quotients import average_lines, reached_lines, share_of_whole_lines
from kb.answer.calculation.rest import rest_lines
from kb.answer.calculation.room import room_lines
from kb.answer.calculation.shares import share_lines
from kb.answer.calculation.sides import side_lines
from kb.answer.calculation.split import split_lines
from kb.answer.calculation.terms import plain_number, read_around, read_citation, read_question, without
from kb.answer.calculation.tiered import tiered_lines
from kb.answer.calculation.uplift import uplift_lines
from kb.answer.cite import QuoteMismatch
from kb.answer.tiers import Tiers
from kb.text.keys import search_key
from kb.text.tokens import bigrams
from kb.types import Citation, Version

__all__ = ["Calculation", "Operation", "Step", "asks_to_calculate", "calculation", "verify_calculation"]

# What a question has that asks for a calculation: a number, or words for a share, an average or a difference.
_MAY_ASK = re.compile(
    r"\d|[一二三四五六七八九十两几百千][十百千]*[万亿千百人个台亩户家名辆位天年月块成]|[仨俩]|百万|千万|占|比重|几成|百分之"
    r"|[户人家笔台亩件项个]均|平均|差|[高加少降升减短长涨调][了出掉]|[多少高低长短贵].{0,2}(?:多少|几)|多还是少|[高低多少]了?还是|完成|多少|几个"
)
# What is excluded is no time: 逾期的当年不予贴息.
_ANY_TIME = "当年本年度年内上年全年期间"
_EXCLUDED = re.compile(r"([^，。；：、,;:]{1,16}?)(?:除外|不予|不给予|不享受|不得享受|不再享受|不适用|不纳入)")
# Of three characters or more: “贷款” in quotation marks is a word like any other.
_NAME = re.compile(r"“([^“”，。；：、]{3,16})”")
_MAKERS = (
    rate_lines,
    room_lines,
    split_lines,
    fee_lines,
    tiered_lines,
    uplift_lines,
    share_lines,
    each_lines,
    premium_lines,
    average_lines,
    reached_lines,
    share_of_whole_lines,
    goal_difference_lines,
    gap_lines,
    change_lines,
    compared_lines,
    rest_lines,
    difference_lines,
    side_lines,
)
_ASKED_SCALE = re.compile("(?:多少|几)个?(?P<scale>[亿万])元")
_RESULT = re.compile(r"＝(?P<number>\d[\d.]*)(?P<scale>[亿万]?)元$")
_SIZES = {"亿": Decimal(10**8), "万": Decimal(10**4), "": Decimal(1)}
_LONGEST_NUMBER = 8
# What tells its operands by the names of what they measure looks for them in sentences that are not quoted too.
_ASKS_BY_NAME = re.compile(
    r"[掏出交缴花付][^,。;?]{0,6}(?:多少|几)|差|缺口|还[需要得须应]+(?:再|要|得|继续)*[^,。;?]{0,8}(?:多少|几)|[再新]增加?(?:多少|几)|合计|总共|加起来|一共|之和|共计|总计|[多少高低长短贵]出?(?:多少|几)|(?:是|为|有)(?:多少|几)|(?<=[率速额])(?:多少|几|多高)"
)
_OTHER_TIMES = (gap_lines, compared_lines)
_BY_NAME = (*_OTHER_TIMES, rest_lines, side_lines, premium_lines)


def asks_to_calculate(question: str) -> bool:
    """Tell whether a prepared question may ask for a calculation."""
    return _MAY_ASK.search(question) is not None


def asks_by_name(question: str) -> bool:
    """Tell whether a prepared question may ask for what follows from figures that are told by what they measure."""
    return _ASKS_BY_NAME.search(question) is not None


def calculation(
    question: str,
    citations: Sequence[Citation],
    seen: Sequence[Version] = (),
    *,
    by_name: bool = False,
    other_times: bool = False,
) -> Calculation | None:
    """Return the calculation that a prepared question asks for, from its citations; None where that is not certain.

    Where the question says a name that some seen document has in quotation marks (“…贷”), only documents that speak
    of it count. What is returned has passed verify_calculation. `by_name` only what is told by the name of its measure,
    `other_times` only what follows from figures of other times than the one asked about.
    """
    if not citations or not asks_to_calculate(question):
        return None
    asked = read_question(question)
    tiers = Tiers(question)
    others = [tiers.others_said(citation.version.text, citation.clause.own) for citation in citations]
    readings = [without(read_citation(one), said) for one, said in zip(citations, others, strict=True)]
    # What the clauses say beside the quotes can be meant as well; then nothing is said.
    readings += [without(read_around(one), said) for one, said in zip(citations, others, strict=True)]
    for make in _OTHER_TIMES if other_times else _BY_NAME if by_name else _MAKERS:
        for text, marks in make(asked, readings):
            if found := _sound(_as_asked(text, question), marks, citations, question):
                used = [citation for citation in citations if citation.mark in marks]
                return None if _is_other(question, used, [*seen, *(one.version for one in citations)]) else found
    return None


def _as_asked(text: str, question: str) -> str:
    """Return a line whose result is in the scale that a question asks for: 0.8亿元 for 多少亿元, not 8000万元."""
    asked, result = _ASKED_SCALE.search(question), _RESULT.search(text)
    if asked is None or result is None:
        return text
    value = Decimal(result["number"]) * _SIZES[result["scale"]] / _SIZES[asked["scale"]]
    said = plain_number(value)
    return text if len(said) > _LONGEST_NUMBER else f"{text[: result.start()]}＝{said}{asked['scale']}元"


def _is_other(question: str, used: Sequence[Citation], seen: Sequence[Version]) -> bool:
    """Tell whether a question is about what the used clauses exclude, or about a name that their documents lack."""
    if any(_excludes(citation.clause.own.of(citation.version.text), question) for citation in used):
        return True
    named = _names_said(question, seen)
    return any(name not in citation.version.text for name in named for citation in used)


def _excludes(clause: str, question: str) -> bool:
    """Tell whether a question shares words with what a clause excludes that the clause has nowhere else."""
    for match in _EXCLUDED.finditer(clause):
        rest = clause[: match.start()] + clause[match.end() :] + _ANY_TIME
        if (set(bigrams(match[1])) - set(bigrams(rest))) & set(bigrams(question)):
            return True
    return False


def _names_said(question: str, seen: Sequence[Version]) -> frozenset[str]:
    """Return the names that documents have in quotation marks and that a question says."""
    names = {match[1] for version in seen for match in _NAME.finditer(version.text)}
    return frozenset(name for name in names if search_key(name) in question)


def _sound(text: str, marks: tuple[int, ...], citations: Sequence[Citation], question: str) -> Calculation | None:
    try:
        found = calculation_of(text, marks)
        verify_calculation(found, citations, question)
    except QuoteMismatch:
        return None
    return found
