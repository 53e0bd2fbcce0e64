"""Whether a text speaks of what has been achieved or of what is aimed at: 已发放300亿元, 力争达到500亿元."""

import re
from enum import StrEnum

from kb.text.written_numbers import half_width
from kb.types import Span


class Aspect(StrEnum):
    """What a figure is: a result or a target."""

    RESULT = "result"
    TARGET = "target"


# A plan that is a programme's name says nothing of an aim.
_PLAN = r"(?<!行动|专项|工作|人才|实施|扶持|培育|培养|提升|工程)(?<![”\"])计划"
_ASKED_TARGET = re.compile(
    r"目标(?![客群人对企用市]|责任)|力争|争取|打算|准备(?=[投建培拿扶发]|给多|新增|安排)|预期|预计|有望|拟(?![定人合订制])|规划(?=[到是为要多建新增发]|目标)"
    rf"|{_PLAN}(?=[在到于要今明后年每是为发投建新增引培用安支完实达做办给多几搞\d]|$)|年度计划|任务(?:数|目标)?(?:是|为)?(?:多少|几)"
    r"|(?<![需主重只首])[要想将](?:要)?(?:达到?|实现|完成|突破|新增|建成|做到|培育|引进|增[长加]?到|提高到|超过)"
    r"|(?:定|设|提)(?:的是|了?多少)"
)
_ASKED_RESULT = re.compile(
    r"(?<![为除得受罢极])了(?:多少|几|哪|没|吗|么|\d)|(?:多少|几)[^,。]{0,3}了(?:$|[?吗])|(?:到底|究竟).{0,16}了|累计|截[至止]|已经?(?![知定婚])|同比"
    r"|(?:目前|现在|如今|至今)(?:.{0,8}(?:有|达|为止|是))|实际|真正"
)
# Said beside a target they ask what became of it.
_ASKED_OUTCOME = re.compile(
    r"实际|真正|(?:完成|达到?|实现|达成|突破|做到)了|有没有(?:完成|达到|实现|达成|突破|做到)|(?:完成|达到|实现|达成|突破)没|(?:完成|执行|落实)(?:情况|率|得)"
    r"|(?:完成|达到|实现|达成).{0,8}(?:了|没有?)(?:$|[?吗么])|了(?:多少|几).{0,4}(?:目标|计划|任务)|兑现"
)
# To set a target is no result.
_SET = re.compile(r"(?:[定设提立订]|规定|确定|制定|设定|提出|明确)了")
# 要达到多少才能申请 asks for a condition.
_CONDITION = re.compile(r"才|方可|条件|门槛|资格|够格|符合|满足")
_ASKERS_OWN = re.compile(
    r"(?:[我俺咱]们?|本公司|本厂)(?![市区县镇省国街村这]|们[市区县镇省]|想?(?:知道|问|了解|咨询|请教|看))"
)
_CLAUSE = re.compile(r"[^,。;!?\n]+")

_SIGNS = re.compile(
    # What governs the figures behind it.
    r"(?P<aim>力争|争取|努力(?:实现|达到|完成)|确保(?=[^,。;]{0,8}(?:完成|实现|达|新增|建成))|务必|有望|预[计期估](?!目标)"
    r"|(?<![比虚模草相])拟(?![定人合订制])|即将|将(?=[新达实投建完超突发继进力于在有为培引安推组形打再逐全累])"
    r"|(?<![需主重只首概纲])要(?:力争)?(?:达到|实现|完成|突破|建成|新增|做到|培育|确保)"
    rf"|{_PLAN}(?=[在到于今明用新发投建引培实完达安支三两\d])|今后[^,。;]{0, 4}年|未来[^,。;]{0, 4}年|下一步|明年)"
    r"|(?P<by>[到至](?:20\d\d ?年|[“\"]?十[一二三四五]五[”\"]?(?:时?期)?)年?[底末]?(?![\d一二三四上下第])"
    r"(?=(?:(?!已|累计|截[至止])[^。;!?\n]){0,40}?(?:达到?|实现|建成|突破|形成|提高|提升|不[低少]于|覆盖|增[至加]|控制在)))"
    r"|(?P<done>已(?=经|[累有达超成完实建发投授支服惠培新增帮引覆带突形吸减降节筹募安拨兑推开启设为]{1,2})|业已"
    r"|截[至止]到?(?=目前|日前|[今去上本\d年一二三])|(?<![为除得受罢极])了(?![解结却然断如])|(?:超额|提前|圆满|全面)完成(?=[^,。;]*(?:任务|目标|计划))"
    r"|完成[^,。;]{0,12}(?:目标|计划|任务)(?:任务)?的|实际(?=[完发投使到达新]))"
    # What goes with a target or with a result.
    r"|(?P<goal>目标(?![客群人对企用市]|责任)|任务数?(?=[:为是]))"
    r"|(?P<reached>累计|同比|环比|达到?|突破|增长|完成|实现|新增|发放|惠及|下降|增加)"
)
# Behind these 达到, 完成 tell a condition.
_RULES = re.compile(r"应当|[必须]须|不得|可以|可(?=[按享申给一])|给予|予以|最高(?!水平|[的点])|不超过|的,")
_COMPARED = re.compile(r"同比|环比|[比较](?:年初|上年|去年|上月)")
_GOAL_BEFORE = re.compile(
    r"(?<![超于比])(?:[年全季度总体主要预期]{0,4})(?:目标|任务|计划)(?:任务|值|数|额)?[为是:达到]{0,3}$"
)
_GOAL_BEHIND = re.compile(r"[^,。;!?\n的]{0,4}的[^,。;!?\n]{0,6}(?:目标|任务|计划)(?!的)")
_SENTENCE_STOP = re.compile(r"[。!?;\n]")
_CLAUSE_STOP = re.compile(r",(?!\d{3})")


def asked_aspect(question: str) -> Aspect | None:
    """Return what a question asks for, a result or a target; None where it says neither.

    Whether a target was met (目标完成了吗) asks for a result. What the asker plans or has done himself does not count.
    """
    clauses = _CLAUSE.findall(half_width(question))
    said = _SET.sub("", ",".join(clause for clause in clauses if not _ASKERS_OWN.search(clause)))
    outcome = _ASKED_OUTCOME.search(said) is not None
    if _ASKED_TARGET.search(said) and not outcome:
        return None if _CONDITION.search(said) else Aspect.TARGET
    return Aspect.RESULT if outcome or _ASKED_RESULT.search(said) else None


def stated_aspect(sentence: str, at: Span | None = None) -> Aspect | None:
    """Return what a sentence states, a result or a target; None where it says neither, or both.

    With `at`, what it states by the figure there: 目标 directly at it, or else the nearest sign before it; 力争 and 已
    count for more than 目标, and that for more than 增长.
    """
    text = half_width(sentence)
    if at is None:
        told = {kind for _, kind in _signs(text, 0, len(text))}
        return _of_all(told - {"reached"} if _RULES.search(text) else told)
    start = _after_last(_SENTENCE_STOP, text, 0, at.start)
    clause = _after_last(_CLAUSE_STOP, text, start, at.start)
    if _GOAL_BEHIND.match(text, at.end) or _GOAL_BEFORE.search(text, clause, at.start):
        return Aspect.TARGET
    stop = _SENTENCE_STOP.search(text, at.end)
    signs = [sign for sign in _signs(text, start, stop.start() if stop else len(text)) if sign[0] < at.start]
    for kinds, begin in ((("aim", "done"), clause), (("goal",), clause), (("aim", "done"), start), (("goal",), start)):
        if near := [kind for offset, kind in signs if offset >= begin and kind in kinds]:
            return Aspect.RESULT if near[-1] == "done" else Aspect.TARGET
    return Aspect.RESULT if signs and not _RULES.search(text, start, at.start) else None


def aspects_differ(question: str, sentence: str) -> bool:
    """Tell whether a question asks for a result and a sentence states a target, or the other way round."""
    asked = asked_aspect(question)
    stated = stated_aspect(sentence) if asked else None
    return stated is not None and stated is not asked


def _signs(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """Return the signs of a stretch of text; 到2021年底 is one of a result where a change since then is told."""
    found = [(match.start(), match.lastgroup or "") for match in _SIGNS.finditer(text, start, end)]
    aimed = any(kind == "aim" for _, kind in found)
    by = "done" if not aimed and _COMPARED.search(text, start, end) else "aim"
    return [(offset, by if kind == "by" else kind) for offset, kind in found]


def _of_all(kinds: set[str]) -> Aspect | None:
    if {"aim", "done"} <= kinds:
        return None
    if "done" in kinds:
        return Aspect.RESULT
    if kinds & {"aim", "goal"}:
        return Aspect.TARGET
    return Aspect.RESULT if kinds else None


def _after_last(stop: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Return where the last stop of a stretch ends, its start where it has none."""
    return max((match.end() for match in stop.finditer(text, start, end)), default=start)
