"""Questions for missing facts in everyday words, with choices where there are but few answers."""

import re
from collections.abc import Callable

from kb.rules.applicant.levels import LEVELS
from kb.rules.conditions.heads import ENTITY_NOUN
from kb.rules.conditions.leaf_kinds import MEASURES
from kb.rules.conditions.windows import WINDOW
from kb.rules.matching.entity import SIZE
from kb.rules.matching.grade import GRADES, PERFORMANCE, PERFORMANCE_GRADE, grades_in
from kb.rules.matching.measure import bounds_of, measure_of
from kb.rules.matching.place import place_of
from kb.rules.matching.qualification import wanted_names
from kb.rules.matching.said import FIRST_TIME
from kb.rules.matching.shares import FIGURES, PARTS
from kb.rules.matching.wording import in_full, quoted, quoted_noun, trimmed
from kb.rules.types import Applicant, Ask, Certainty, Condition
from kb.text.amounts import Operator
from kb.text.written_numbers import half_width

LEVEL = "level:"
WHERE = "您在哪个省、市、县（区）登记、经营？"
_YES, _NO, _NOT_SURE = "是", "不是", "不清楚"
_NONE = "都没有"
_NOUN = re.compile(rf"^(?!.*(?:[有在把被]|不[少低超高多]|\d+户)).{{0,20}}{ENTITY_NOUN}$")
_NAMES = {name: shown for name, shown, _ in MEASURES}
_NEGATED = re.compile(r"^(?:近[^,、]{1,4}年(?:内)?)?(?:无|没有|未|从未)")


def question_for(name: str, leaves: tuple[Condition, ...], applicant: Applicant) -> Ask:
    """Return the question for a fact that decides leaves of a policy."""
    head = name.partition(".")[0].partition(":")[0]
    make = _QUESTIONS.get(head, _of_measure)
    leaves = tuple(map(in_full, leaves))
    question, choices = make(name, leaves) if head != "region" else _of_region(leaves, applicant)
    return Ask("qualifications" if head == LEVEL.rstrip(":") else name, question, choices, leaves[0].address)


def _of_region(leaves: tuple[Condition, ...], applicant: Applicant) -> tuple[str, tuple[str, ...]]:
    place = place_of(leaves[0])
    said = next((str(fact.value) for fact in applicant.of("region") if fact.certainty is Certainty.STATED), None)
    if place is None:
        return WHERE, ()
    if said is not None:
        return f"您说在{said}，注册地或者经营地是在{place}吗？", (place, "别的地方")
    return f"您在哪里登记、经营？是不是在{place}？", (place, "别的地方")


def _of_entity(name: str, leaves: tuple[Condition, ...]) -> tuple[str, tuple[str, ...]]:
    return "您是企业、个体工商户，还是个人？", ("企业", "个体工商户", "个人", "农民专业合作社", "其他")


def _of_size(name: str, leaves: tuple[Condition, ...]) -> tuple[str, tuple[str, ...]]:
    return "您的企业有多大，是微型、小型、中型还是大型？（看营业执照申报的划型，或者从业人数和营业收入）", (
        "微型", "小型", "中型", "大型",
    )  # fmt: skip


def _of_qualifications(name: str, leaves: tuple[Condition, ...]) -> tuple[str, tuple[str, ...]]:
    names = dict.fromkeys(one.words for leaf in leaves for one in wanted_names(half_width(leaf.text)))
    return "下面这些资质、称号，您现在有哪些（在有效期内的）？", (*names, _NONE)


def _of_identities(name: str, leaves: tuple[Condition, ...]) -> tuple[str, tuple[str, ...]]:
    names = dict.fromkeys(one.words for leaf in leaves for one in wanted_names(half_width(leaf.text)))
    return "您本人属于下面哪一类人员？", (*names, "都不是")


def _of_level(name: str, leaves: tuple[Condition, ...]) -> tuple[str, tuple[str, ...]]:
    return f"您的“{name.removeprefix(LEVEL)}”是哪一级认定的？", tuple(
        level + name.removeprefix(LEVEL) for level in LEVELS
    )


def _of_grade(name: str, leaves: tuple[Condition, ...]) -> tuple[str, tuple[str, ...]]:
    letters = sorted({grade for leaf in leaves for grade in grades_in(half_width(leaf.text))})
    choices = ("A", "B", "C", "D") if all(len(one) == 1 and one.isascii() for one in letters) else tuple(letters)
    return (
        f"最近一次{PERFORMANCE if name == PERFORMANCE_GRADE else name.removeprefix(GRADES + '.')}，您评的是哪一档？",
        (*choices, "没有参加"),
    )


def _of_established(name: str, leaves: tuple[Condition, ...]) -> tuple[str, tuple[str, ...]]:
    return "营业执照上的成立日期是哪一天？", ()


def _of_industry(name: str, leaves: tuple[Condition, ...]) -> tuple[str, tuple[str, ...]]:
    return "您主要做哪一行？", ()


def _of_prior_loan(name: str, leaves: tuple[Condition, ...]) -> tuple[str, tuple[str, ...]]:
    return "您以前在银行贷过款吗？", ("从来没有", "贷过")


def _of_first_venture(name: str, leaves: tuple[Condition, ...]) -> tuple[str, tuple[str, ...]]:
    return "您是第一次创业吗？", (_YES, _NO)


def _of_credit(name: str, leaves: tuple[Condition, ...]) -> tuple[str, tuple[str, ...]]:
    return "征信上有没有逾期、失信这类不良记录？", ("没有", "有", _NOT_SURE)


def _of_loan(name: str, leaves: tuple[Condition, ...]) -> tuple[str, tuple[str, ...]]:
    return "这笔钱准备用来做什么？", ()


def _of_state(name: str, leaves: tuple[Condition, ...]) -> tuple[str, tuple[str, ...]]:
    words, sure = name.partition(".")[2], (_YES, _NO, _NOT_SURE)
    leaf = leaves[0]
    if leaf.excepted_from is not None:
        demand = quoted(leaf.excepted_from) if leaf.excepted_from else "上面的条件"
        return f"文件对{demand}留了例外：{quoted(words)}。您属于这种例外吗？", sure
    if FIRST_TIME.search(words):
        return f"文件写的是{quoted(words)}，您是不是第一次？", sure
    if _NEGATED.search(words):
        return f"您能做到{quoted(words)}这一条吗？", ("能", "不能", _NOT_SURE)
    if _NOUN.search(trimmed(words)):
        return f"您是不是{quoted_noun(words)}？", sure
    return f"您是不是有{quoted(words)}的情况？", sure


def _of_measure(name: str, leaves: tuple[Condition, ...]) -> tuple[str, tuple[str, ...]]:
    words = WINDOW.sub("", half_width(leaves[0].text))
    measured = measure_of(words)
    if measured is not None and name in PARTS.get(measured[0], ()):
        # The other figure of the share is known.
        return f"{_when(words)}{FIGURES[name]}大约是多少？（用来算{measured[1]}）", ()
    shown = measured[1] if measured else _NAMES.get(name, name)
    if measured is not None and measured[0] in PARTS:
        part, whole = PARTS[measured[0]]
        return f"{_when(words)}{shown}大约是百分之几？（不知道的话，说说{FIGURES[part]}和{FIGURES[whole]}各是多少）", ()
    limits, _ = bounds_of(words)
    if len(leaves) == 1 and len(limits) == 1:
        figure, _, operator = limits[0]
        asked = words[figure.span.start : figure.span.end]
        choices = (
            (f"{asked}及以上", f"不到{asked}") if operator is Operator.AT_LEAST else (f"{asked}及以下", f"超过{asked}")
        )
        return f"{_when(words)}{shown}大约是多少？", choices
    return f"{_when(words)}{shown}大约是多少？", ()


def _when(words: str) -> str:
    return "上一年的" if re.search(r"上年|上一|年度|营业收入|纳税|销售|利润", words) else "现在的"


_QUESTIONS: dict[str, Callable[[str, tuple[Condition, ...]], tuple[str, tuple[str, ...]]]] = {
    "entity": _of_entity, SIZE: _of_size, "qualifications": _of_qualifications,
    "identities": _of_identities, "level": _of_level, GRADES: _of_grade, PERFORMANCE_GRADE: _of_grade,
    "established": _of_established,
    "industry": _of_industry, "prior_loan": _of_prior_loan, "first_time_entrepreneur": _of_first_venture,
    "credit_bad": _of_credit, "loan": _of_loan, "states": _of_state,
}  # fmt: skip
