"""Where what was found can only speak of another time than the question asks about, or of what was aimed at."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from kb.answer.scoring.answerability import LIKELY, asks_for_aim
from kb.answer.scoring.asked_times import AskedTimes
from kb.answer.scoring.score import Scoring
from kb.answer.scoring.texts import folded, folded_below
from kb.answer.scoring.times import is_rule, written_on
from kb.answer.scoring.units import Unit
from kb.text.dates import small_number

OTHER_ROUND = "相关的条款说的不是所问的这一期（批、轮）"
OTHER_TURN = "相关的条款没有写到所问的这一年（次）"
OTHER_TIME = "相关的条款说的不是所问的时间"
ONLY_AIMS = "相关的条款只写了目标，没有写实际完成的情况"
WRITTEN_BEFORE = "相关的条款写于所问的时间之前，没有那时的实际情况"
NO_RESULT = "相关的条款没有写明实际完成的情况"

# What came about is asked for, in words that no rule is asked for with (实际缴纳, 实际支付 are words of rules).
_CAME_ABOUT = re.compile(
    r"(?:实际|最终|最后|到底|实打实|已经?|一?共)(?:上|是|总共|一共|累计|共|有|又|已|能)*"
    r"(?:完成|发放|发出|放出|新增|拨付|兑付|兑现|到位|达到|做到|做成|惠及|享受|落地|评出|引进|带动|投放|选派|建成|盘活|覆盖|承保|降到|升到|增加到|周转|支出|花|办成|查出|代偿率|赔付?了)"
    r"(?!.{0,6}(?:的|后|才|就|前|标准|条件))"
    r"|(?:做到|达到|降到|升到|发放|拨付|完成|惠及|周转|兑付|新增|办理|建成|查出)了(?:多少|几)"
    r"|已有?(?:经有)?(?:多少|几)[家户人个笔名]"
    r"|(?:实际|最终|最后|到底)签约|签约(?:落地)?了(?:多少|几)|(?:目前|现在|眼下|当前|现有|如今|至今)(?:的|还)?(?:总)?(?:余额|结余|结存|在保余额|在贷余额)(?!不|要|达|应|低|超)"
)
# How much came of it by a time that the question names (实际抽查的比例达到多少).
_REACHED = re.compile(
    r"(?:实际|最终|最后)[^,。?]{0,14}(?:达到?|[是为有占])了?(?:多少|多大|几|百分之几)|(?:达到|做到|降到|升到|[增降升]至)了(?:多少|几)"
)
_FIGURE = re.compile(r"多[少大]|几[家户人个笔名亿万成]|百分之几|占比|余额|[率值]是")
_UP_TO = re.compile(r"截[至止]|[年月]末|[年月]底|全年|结束时")
_AIM = re.compile(r"力争|目标|计划|拟|预计|将|争取|要达到|达到.{0,12}以上|突破|任务|承诺|不得?少于|不得?低于")
_TOLD = re.compile(
    r"已(?!经?满)|同比|完成[了年全]|截[至止]|实现了|共发放|累计(?!最高|不超过|补)|余额(?!不|要|的|达到|应|须|低于|超过|原则)|增长(?!.{0,4}以上)"
)
# Which of several rounds (二期, 第三批) is spoken of.
_ROUND = re.compile(
    r"(?:第(?=[^首])|(?=首)|(?<![0-9一二三四五六七八九十分每同])(?=[一二三四五]期))"
    r"(?P<number>[首一二三四五六七八九十1-9])(?P<kind>期|批|轮|阶段)(?![间限])"
)
# Which year or time in turn is spoken of (第三年), and what a text says of all that follow.
_IN_TURN = re.compile(r"(?:第(?P<number>[一二三四五六七八九十1-9])个?|(?P<first>首))(?P<kind>年(?![度底])|次(?!性))")
_ALL_THAT_FOLLOW = re.compile(r"[以之此其往]后|后续|[年次]起|每[年次]|[各逐]年|依次|以上|再次|多次|累计")
# What a year is said of right behind it.
_YEAR_OF = re.compile(
    r"((?:19|20)[0-9]{2})年的?(度(?=[^,。;]{0,24}(?:考核|评估|评价|评定|评审|评选|排名|得分|名单|测评))|房租|租金|保费|税款|学费)"
)
_ALIKE = {"房租": "租金"}
# 截至7月中旬 may be told of on the 18th.
_NEARLY_OVER = timedelta(days=15)


def other_times(question: str, parts: Sequence[str], scoring: Scoring, day: date | None) -> dict[str, str]:
    """Return by part of a prepared question why what was found cannot answer it for the time it asks about.

    A part that asks for a figure and names no time is asked for the time of the others.
    """
    whole = _other_time(question, scoring, day)
    if whole is None or len(parts) < 2:
        return dict.fromkeys(parts, whole) if whole else {}
    alone = {part: _other_time(part, scoring, day) for part in parts}
    dated = {part for part in parts if AskedTimes.of(part, day).any}
    told = {part: alone[part] or (whole if part not in dated and _FIGURE.search(part) else None) for part in parts}
    return {part: why for part, why in told.items() if why}


def _other_time(question: str, scoring: Scoring, day: date | None) -> str | None:
    likely = [one.unit for one in scoring.units if one.score >= LIKELY]
    if not likely or not _FIGURE.search(question):
        return None
    if _other_round(question, likely):
        return OTHER_ROUND
    if _other_turn(question, likely):
        return OTHER_TURN
    if _other_year_of(question, likely):
        return OTHER_TIME
    times = AskedTimes.of(question, day)
    if asks_for_aim(question):
        return _contradicted(question, times, likely)
    return (
        _too_early(question, times, likely)
        or _no_result(question, likely)
        or _contradicted(question, times, likely)
        or _aimed_at_then(question, times, likely)
    )


def _other_round(question: str, likely: Sequence[Unit]) -> bool:
    """Tell whether each likely unit speaks of other rounds only than the one that is asked about."""
    asked = _rounds(question)
    if len(asked) != 1:
        return False
    (kind, number), *_ = asked
    said = [{one for of, one in _rounds(folded_below(unit.context, unit.text)) if of == kind} for unit in likely]
    return all(said) and not any(number in one for one in said)


def _other_turn(question: str, likely: Sequence[Unit]) -> bool:
    """Tell whether the best unit goes through other years or times in turn than the one asked about; all likely do."""
    asked = _turns(question)
    texts = [folded_below(unit.context, unit.text) for unit in likely]
    told = [_turns(text) for text in texts]
    kinds = {kind for kind, _ in asked}
    if not asked or not any(kind in kinds for kind, _ in told[0]):
        return False
    return not any(asked & one for one in told) and not any(map(_ALL_THAT_FOLLOW.search, texts))


def _turns(text: str) -> set[tuple[str, int]]:
    return {(match["kind"], _number(match["number"] or match["first"])) for match in _IN_TURN.finditer(text)}


def _other_year_of(question: str, likely: Sequence[Unit]) -> bool:
    """Tell whether the best unit tells of the same for another year (2025年租金), and no likely one of the asked."""
    asked = dict(_YEAR_OF.findall(question))
    if len(asked) != 1:
        return False
    ((year, of),) = asked.items()
    told = [_of_years(folded_below(unit.context, unit.text), of) for unit in likely]
    return bool(told[0]) and all(year not in one for one in told)


def _of_years(text: str, of: str) -> set[str]:
    """Return the years of which a text tells what a question asks of one: its 年度 or what it names behind the year."""
    return {year for year, told in _YEAR_OF.findall(text) if told == of or _ALIKE.get(told, told) == _ALIKE.get(of, of)}


def _rounds(text: str) -> set[tuple[str, int]]:
    """Return the rounds that a text names, each as what it is one of and its number: 首期 is 一期."""
    return {(match["kind"][0], _number(match["number"])) for match in _ROUND.finditer(text)}


def _number(written: str) -> int:
    return 1 if written == "首" else small_number(written)


def _too_early(question: str, times: AskedTimes, likely: Sequence[Unit]) -> str | None:
    """Tell of a result that came about after the texts were written."""
    came_about = _CAME_ABOUT.search(question) is not None
    if not times.any or not (came_about or _UP_TO.search(question)):
        return None
    for unit in likely:
        written = written_on(unit.hit.version)
        if written is None:
            return None
        asked = times.read_by(written)
        # A year that is not said to be over may be told of while it lasts.
        if not all(one.end != date.max and one.end > written + _NEARLY_OVER for one in asked):
            return None
        if not all(one.open_start or one.whole or one.start > written or is_rule(unit.hit.version) for one in asked):
            return None
    if not came_about and not any(_AIM.search(folded(unit.text)) for unit in likely):
        return None
    # What is told of a day to come is an aim, whatever has come together by the day before.
    return ONLY_AIMS if all(_AIM.search(folded(unit.text)) for unit in likely) else WRITTEN_BEFORE


def _no_result(question: str, likely: Sequence[Unit]) -> str | None:
    """Tell of a result that rules are asked for, which lay down what is to be done."""
    if not _CAME_ABOUT.search(question):
        return None
    texts = [folded_below(unit.context, unit.text) for unit in likely]
    if any(_TOLD.search(text) for text in texts):
        return None
    if aims := _only_aims(likely):
        return aims
    return NO_RESULT if all(is_rule(unit.hit.version) for unit in likely) else None


def _contradicted(question: str, times: AskedTimes, likely: Sequence[Unit]) -> str | None:
    """Tell that each likely unit names another time."""
    if not times.any:
        return None
    return OTHER_TIME if all(times.contradicted_by(unit, own=True) for unit in likely) else None


def _aimed_at_then(question: str, times: AskedTimes, likely: Sequence[Unit]) -> str | None:
    """Tell of a result by a time of which each likely unit tells an aim, unless it names another time."""
    if not times.any or not (_CAME_ABOUT.search(question) or _REACHED.search(question)):
        return None
    aims = [_is_aim(unit) for unit in likely]
    others = (times.contradicted_by(unit, own=True) for unit in likely)
    return ONLY_AIMS if any(aims) and all(aim or other for aim, other in zip(aims, others, strict=True)) else None


def _is_aim(unit: Unit) -> bool:
    text = folded(unit.text)
    return _AIM.search(text) is not None and not _TOLD.search(text)


def _only_aims(likely: Sequence[Unit]) -> str | None:
    return ONLY_AIMS if all(map(_is_aim, likely)) else None
