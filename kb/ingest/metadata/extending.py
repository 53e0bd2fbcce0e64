"""Which documents a text lets hold on, and until when: in a sentence of its own, or in a list under a heading."""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.ingest.metadata.listed import is_part, is_table_head, items_of
from kb.ingest.metadata.numbered import named_by_number
from kb.ingest.metadata.own_words import sentences, without_label
from kb.ingest.references import NUMBER, Reference, find_references
from kb.text.dates import find_dates, last_day_of_months, last_day_of_term, small_number
from kb.types import Evidence, Extended, Span

_NUMBER = r"(?P<number>\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_LONGER = r"(?:延长|延续|顺延|续延|续期|延期|展期)"
_TERM = r"(?:有效期限?|(?:施行|实施|执行|试行|适用|政策)(?:期限?|时间))"
_ON = r"(?:继续|延续)(?:有效|施行|实施|执行|适用|沿用)"
# What may stand between the last title and the words that it goes on.
_BETWEEN = (
    r"(?:文件)?(?:等[^，。；《》]{0,16})?(?:[（(][^（）()]{0,20}[）)])?(?:的|，|到期后|期满后|届满后|有效期届满后|自[^，。；《》]{6,14}起|经[^，。；《》]{0,12}，"
    r"|予以|可以|可|均|仍|应当|在[^，。；《》]{0,12}前|其|统一)*"
)
_GOES_ON = re.compile(
    rf"^{_BETWEEN}(?:(?P<term>{_TERM}[^，。；《》]{{0,12}}?{_LONGER})|(?P<on>{_ON})|{_LONGER}(?=[至到\d一二三两半]))"
)
# Said before the titles: “决定延长《…》有效期至…”.
_LONGER_BEFORE = re.compile(rf"(?:^|[^《》不]){_LONGER}(?=《)")
_TERM_BEHIND = re.compile(rf"^{_BETWEEN}{_TERM}")
_OF_ALL = re.compile(
    rf"(?:上述|以上|前述|上列|附件|目录|清单)[^。；《》]{{0,60}}?(?:{_TERM}[^，。；《》]{{0,12}}?{_LONGER}|{_ON}|{_LONGER}[^，。；《》]{{0,8}}{_TERM})"
)
_HEADING = re.compile(
    rf"^[^。《》]{{0,60}}(?:{_ON}|{_LONGER}[^，。；《》]{{0,10}}{_TERM}|{_TERM}[^，。；《》]{{0,10}}{_LONGER})[^。《》]{{0,40}}"
    r"(?:目录|清单|名单|列表|如下|[（(]共?\s*[\d一二三四五六七八九十百]+\s*[件部项个][）)]|[：:])[：:]?$"
    rf"|^[^。《》]{{0,40}}(?:下列|以下)[^。《》]{{0,40}}(?:{_ON}|{_LONGER})[^。《》]{{0,40}}[：:]$"
)
_ENDS_LIST = re.compile(r"废止|失效|停止执行|修改|修订|修正")
_OWN_DAY = re.compile(rf"有效期|截止|{_LONGER}|失效")
# A day that only describes something (…至某日的申请) ends nothing.
_AT_END = re.compile(r"\s*(?:止|为止)?\s*(?:$|[，。；、,;:：（()）|\n])")
_YEAR_END = re.compile(r"(?P<year>(?:19|20)\d{2})\s*年(?:\s*(?P<month>\d{1,2})\s*月)?\s*底")
_BY = re.compile(rf"{_LONGER}\s*{_NUMBER}\s*(?P<unit>年|个月)")
_FOR = re.compile(rf"(?:{_TERM}(?:为|暂定)?|{_ON})\s*{_NUMBER}\s*(?P<unit>年|个月)")
_SEGMENT = re.compile(r"[^；;]+")
_MOST_MONTHS = 600


@dataclass(frozen=True, slots=True)
class _Until:
    """Until when something goes on: a day, or months by which its term is longer."""

    day: Evidence | None = None
    months: int | None = None

    def __bool__(self) -> bool:
        return self.day is not None


def extends(text: str, first_day: Evidence | None) -> tuple[Extended, ...]:
    """Return the documents that this one lets hold on; terms of years count from its own first day.

    Of several statements on one document the one that tells until when counts.
    """
    found: dict[str, Extended] = {}
    for reference, until in (*_in_sentences(text, first_day), *_in_lists(text, first_day)):
        held = found.get(reference.value)
        if held is None or (held.until is None and until):
            named = Evidence(reference.value, Span(reference.start, reference.end))
            found[reference.value] = Extended(named, until.day, until.months)
    of_all = _of_all(text, first_day) if found else _Until()
    return tuple(
        replace(one, until=of_all.day, months=of_all.months) if one.until is None and of_all else one
        for one in found.values()
    )


def _in_sentences(text: str, first_day: Evidence | None) -> Iterator[tuple[Reference, _Until]]:
    for at, sentence in sentences(text):
        if "《" not in sentence and not NUMBER.search(sentence):
            continue
        for segment in _SEGMENT.finditer(sentence):
            start, end = at + segment.start(), at + segment.end()
            titled = [*find_references(text, start, end)]
            named = sorted([*titled, *named_by_number(text, start, end, titled)], key=lambda one: one.start)
            for titles, behind, stop in _runs(text, named, end):
                until = _until(text, behind, stop, first_day)
                if _is_said(text, start, titles[0].start, behind, stop, until):
                    yield from ((one, until) for one in titles)


def _runs(text: str, titles: Sequence[Reference], end: int) -> Iterator[tuple[list[Reference], int, int]]:
    """Give the titles that stand side by side, with where what is said of them begins and ends."""
    run: list[Reference] = []
    for place, title in enumerate(titles):
        run.append(title)
        following = titles[place + 1] if place + 1 < len(titles) else None
        if following is not None and re.fullmatch(r"[、，,和及与以\s]*", text[title.end : following.start]):
            continue
        if not is_part(text, title.end):
            yield run, title.end, following.start if following else end
        run = []


def _is_said(text: str, start: int, first: int, behind: int, stop: int, until: _Until) -> bool:
    """Tell whether words before or behind titles say that they go on; of a longer term the end must be told."""
    words = text[behind:stop]
    if (said := _GOES_ON.match(words)) is not None:
        return bool(said["on"]) or bool(until)
    return bool(until and _LONGER_BEFORE.search(text[start : first + 1]) and _TERM_BEHIND.match(words))


def _until(text: str, start: int, stop: int, first_day: Evidence | None) -> _Until:
    """Return until when the words between two places say that something goes on."""
    words = text[start:stop]
    for mention in find_dates(words):
        if re.search(r"[至到]\s*$", words[: mention.start]) and _AT_END.match(words, mention.end):
            return _Until(Evidence(mention.day.isoformat(), Span(start + mention.start, start + mention.end)))
    if (end := _YEAR_END.search(words)) and 1 <= (month := int(end["month"] or 12)) <= 12:
        year = int(end["year"])
        day = date(year, month, calendar.monthrange(year, month)[1])
        return _Until(Evidence(day.isoformat(), Span(start + end.start(), start + end.end()), inferred=True))
    if by := _BY.search(words):
        months = small_number(by["number"]) * (12 if by["unit"] == "年" else 1)
        span = Span(start + by.start(), start + by.end())
        return _Until(Evidence(span.of(text), span), months) if 0 < months <= _MOST_MONTHS else _Until()
    term = _FOR.search(words)
    if term is None or first_day is None:
        return _Until()
    first, number = date.fromisoformat(first_day.value), small_number(term["number"])
    last = last_day_of_term(first, number) if term["unit"] == "年" else last_day_of_months(first, number)
    return _Until(Evidence(last.isoformat(), Span(start + term.start(), start + term.end()), inferred=True))


def _in_lists(text: str, first_day: Evidence | None) -> Iterator[tuple[Reference, _Until]]:
    """Give the documents listed under a heading that says they go on, until a line that is no item of a list."""
    until: _Until | None = None
    own_days, start = False, 0
    for line in text.split("\n"):
        plain = re.sub(r"^[#>\s\u3000*]+|[\s\u3000*]+$", "", line)
        if "《" not in plain and _HEADING.match(without_label(plain)):
            until, own_days = _until(text, start, start + len(line), first_day), False
        elif until is not None and plain:
            items = [*items_of(text, start, line)]
            is_head = is_table_head(plain)
            if "《" not in plain and not items and _ENDS_LIST.search(plain) and not is_head:
                until = None
            else:
                own_days = own_days or (is_head and bool(_OWN_DAY.search(plain)))
                for one in items:
                    if not is_part(text, one.end):
                        yield one, (_own_day(text, one.end, start + len(line), own_days) or until)
                until = until if items or is_head else None
        start += len(line) + 1


def _own_day(text: str, start: int, stop: int, is_told: bool) -> _Until:
    """Return the last day that a row of a list has for itself, where the row or the head of the table tells of one."""
    words = text[start:stop]
    if not is_told and not _OWN_DAY.search(words):
        return _Until()
    days = [*find_dates(words)]
    if not days:
        return _Until()
    return _Until(Evidence(days[-1].day.isoformat(), Span(start + days[-1].start, start + days[-1].end)))


def _of_all(text: str, first_day: Evidence | None) -> _Until:
    """Return until when a sentence says that all documents of a list go on (上述文件有效期延长至…)."""
    for at, sentence in sentences(text):
        if said := _OF_ALL.search(sentence):
            until = _until(text, at + said.start(), at + len(sentence), first_day)
            if until:
                return until
    return _Until()
