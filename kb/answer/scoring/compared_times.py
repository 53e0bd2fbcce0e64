"""The times that a unit sets a figure of its own beside by how far they are apart: 比去年同期增加12家.

What the figure was then follows from the two; of a change in per cent (同比增长12%) it is not told.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from kb.answer.scoring.measures import has_measure
from kb.answer.scoring.texts import folded
from kb.text.periods import Period, periods_in

_FIGURE = r"[0-9][0-9.,]*[万亿]*多?(?:人民币|美)?(?:[家户人个笔名件项元亩吨张台套宗单次]|百分点|基点|bp)+"
_APART = re.compile(
    rf"(?:[比较](?P<than>[^,。;%0-9]{{0,3}}[^,。;%]{{1,12}}?)|同比)(?:净|再|又|共|略|大幅|累计|新)?"
    rf"(?:增[加长多]?|[多少高低涨]|减[少低]?|提[高升]|上[升浮涨]|下[降浮调]|降低?|回落|缩[短小减]|压[减缩降]|扩大)[了出]?(?P<by>{_FIGURE})"
)
_SAME_PART = re.compile(r"(?:(?P<year>(?:19|20)[0-9]{2})年|去年|上年|前一年|上一年|^)的?(?:同期|同月|同季)")


def compared_times(question: str, text: str, named: Sequence[Period], written: date | None) -> tuple[Period, ...]:
    """Return the times that a text sets a figure beside, in the measure that a prepared question asks for.

    `named` are the times that the text speaks of itself, `written` is the day on which it was written.
    """
    return tuple(_compared(question, folded(text), named, written))


def _compared(question: str, text: str, named: Sequence[Period], written: date | None) -> Iterator[Period]:
    for match in _APART.finditer(text):
        if not has_measure(question, match["by"]):
            continue
        same = _SAME_PART.search(match["than"] or "同期")
        if same is None:
            yield from periods_in(match["than"], written)
        else:
            year = int(same["year"]) if same["year"] else None
            yield from (_in_year(one, year or one.end.year - 1) for one in named if one.end != date.max)


def _in_year(period: Period, year: int) -> Period:
    """Return the same part of another year."""
    start = _moved(period.start, year - (period.end.year - period.start.year))
    return replace(period, start=start, end=_moved(period.end, year))


def _moved(day: date, year: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=year, day=28 if leap else day.day)
