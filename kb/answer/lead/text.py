"""A quote as a lead reads it: without its label, in segments, with its figures and what belongs to them; a list."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.answer.lead.words import AFTER, DAY, FAR, NEAR
from kb.clauses.tables import cells_of
from kb.text.amounts import figures_in
from kb.text.numerals import parse_numeral
from kb.text.quantities import TIMES
from kb.text.remembered import remembered_texts
from kb.text.set_rows import cells_set
from kb.types import Citation

_LABEL = re.compile(
    r"^[\s　]*(?:第[〇零一二两三四五六七八九十百千\d]+(?:条|章|节)(?:之[一二三四五六七八九十])?[\s　、.．:：]*"
    r"|[（(][一二三四五六七八九十\d]+[）)][\s　、.．]*|[一二三四五六七八九十]+、[\s　]*|\d+[.．、)）](?!\d)[\s　]*"
    r"|[①-⑳][\s　]*|答\s*[：:]\s*)"
)
_SPACE = re.compile(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])")
_ENCLOSED = re.compile(r"《[^《》]*》|“[^“”]*”|\"[^\"]*\"|（[^（）]*）|\([^()]*\)|〔[^〔〕]*〕|\[[^\[\]]*\]")
_TITLE = re.compile(r"《[^《》]*》")
_STOP = re.compile(r"[。！？!?；;…]|(?<!\d)[，,]|[，,](?!\d{3}(?!\d))|[：:](?!\d)")
_SENTENCE_STOPS = frozenset("。！？!?；;…")
_FAR = re.compile(FAR)
_NEAR = re.compile(rf"(?:{FAR}|{NEAR})$")
_JOINS = re.compile(r"[\s至到\-—–~～]*")
# What a margin is added to: LPR+50基点, （LPR）加50个基点.
_OVER = re.compile(r"(?:[（(]?(?i:LPR)[）)]?|利率)\s?(?:[+＋加减－\-]\s?)?$")
# No count: 上一次公布的利率.
_LATEST = re.compile(r"[近上前下]一[次批期届轮]$")
# No term: 同期一年期LPR names a rate.
_OF_RATE = re.compile(r"期(?:以上|以内)?的?(?:、五年期以上)?(?:贷款市场|LPR|lpr|贷款基准|基准|存款|国债|贷款报价)")
_PER = re.compile(r"[/／][\u4e00-\u9fffA-Za-z]{1,4}(?:[·/／][\u4e00-\u9fff]{1,3})?")
_RATES = frozenset({"%", "百分点", "基点", "折", "比"})
# Words of an operator and its figure that may stand apart: “不超过放款当日公布的同期LPR+50基点”.
_REACH = 44
_NUMBER_MARKS = re.compile(r"[第条款项步、.．)）(（\s]")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text between two stops, and the number of its sentence."""

    start: int
    end: int
    sentence: int
    stop: str
    """The mark that ends it, empty at the end of the text."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure of a text with its operator and what belongs to it behind: `最高不超过300万元（含）`."""

    measure: str
    value: str
    start: int
    end: int
    number_start: int
    """Where the figure itself begins, behind its operator."""


def plain(quote: str) -> str:
    """Return a quote without the label at its beginning and without white space, that between Latin words excepted.

    The cells of a row of a table stand apart as clauses of a sentence do.
    """
    row = quote.strip()
    cells = cells_of(row) if row.startswith("|") else cells_set(row)
    said = "；".join(cell for cell in cells if cell) if cells else quote
    return _SPACE.sub("", unlabelled(said))


def unlabelled(text: str) -> str:
    """Return a text without the clause label, list mark or “答：” at its beginning."""
    return _LABEL.sub("", text, count=1)


def segments(text: str) -> list[Segment]:
    """Return the segments of a text; marks inside brackets, quotations and titles end none."""
    enclosed = [match.span() for match in _ENCLOSED.finditer(text)]
    found: list[Segment] = []
    start = sentence = 0
    for match in _STOP.finditer(text):
        if any(opens < match.start() < closes for opens, closes in enclosed):
            continue
        if match.start() > start:
            found.append(Segment(start, match.start(), sentence, match.group()))
        sentence += match.group() in _SENTENCE_STOPS
        start = match.end()
    if start < len(text):
        found.append(Segment(start, len(text), sentence, ""))
    return found


@remembered_texts(256)
def stated_figures(text: str) -> tuple[Stated, ...]:
    """Return the figures and days of a text in order, a range as one; those inside a title are names and left out."""
    days = [(match.start(), match.end(), "date") for match in DAY.finditer(text) if not _in_title(text, match.start())]
    found = [*days]
    for figure in figures_in(text):
        start, end = figure.span.start, figure.span.end
        if _LATEST.search(text, 0, end) or (figure.unit in TIMES and _OF_RATE.match(text, end)):
            continue
        if over := _OVER.search(text, 0, start):
            start = over.start()
        per = _PER.match(text, end)
        end = per.end() if per else end
        if not any(start < last and first < end for first, last, _ in days):
            found.append((start, end, measure_of(figure.unit)))
    return tuple(_with_operators(text, sorted(found)))


def _in_title(text: str, place: int) -> bool:
    return any(match.start() < place < match.end() for match in _TITLE.finditer(text))


def measure_of(unit: str) -> str:
    """Return the measure that a unit belongs to: money, rate, period or count."""
    if unit.endswith("元"):
        return "money"
    return "rate" if unit in _RATES else "period" if unit in TIMES else "count"


def _with_operators(text: str, taken: list[tuple[int, int, str]]) -> Iterator[Stated]:
    stops = [segment.start for segment in segments(text)]
    last_end = 0
    index = 0
    while index < len(taken):
        number_start, end, measure = taken[index]
        end = _behind(text, end)
        while index + 1 < len(taken) and _ranges(text, end, taken[index + 1], measure):
            index += 1
            end = _behind(text, taken[index][1])
        floor = max(last_end, *(stop for stop in (0, *stops) if stop <= number_start))
        start = _operator_start(text, floor, number_start)
        yield Stated(measure, text[number_start:end], start, end, number_start)
        last_end = end
        index += 1


def _behind(text: str, end: int) -> int:
    match = AFTER.match(text, end)
    return match.end() if match and match.group().strip() else end


def _ranges(text: str, end: int, following: tuple[int, int, str], measure: str) -> bool:
    """Tell whether the next figure is the upper end of a range that this one begins: 3年以上5年以下, 10%—20%."""
    between = text[end : following[0]]
    joined = between.strip() or text[end - 2 : end] in ("以上", "以下")
    return following[2] == measure and bool(joined) and _JOINS.fullmatch(between) is not None


def _operator_start(text: str, floor: int, number_start: int) -> int:
    far = _FAR.search(text, max(floor, number_start - _REACH), number_start)
    start = far.start() if far else number_start
    while near := _NEAR.search(text, floor, start):
        start = near.start()
    return start


def listed_items(citations: Sequence[Citation]) -> Sequence[Citation]:
    """Return the citations that are the items of the list which the first introduces; empty unless it seems whole.

    Numbered from one without a gap, of one parent; the last does not end as if others followed.
    """
    items = citations[1:]
    if len(items) < 2 or not citations[0].quote.rstrip().endswith(("：", ":")):
        return ()
    numbers = [_number(item) for item in items]
    one_list = len({(item.version.key, item.clause.parent) for item in items}) == 1
    goes_on = items[-1].quote.rstrip().endswith(("；", ";", "，", ",", "、"))
    return items if one_list and numbers == list(range(1, len(items) + 1)) and not goes_on else ()


def _number(item: Citation) -> int | None:
    try:
        return parse_numeral(_NUMBER_MARKS.sub("", item.clause.label or ""))
    except ValueError:
        return None
