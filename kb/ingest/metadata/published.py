"""When a document was published. A day on which it was passed, approved or written about is no such day."""

import re
from collections.abc import Sequence
from datetime import date

from kb.ingest.head import Head, history
from kb.ingest.head_lines import HeadLine, whole_lines
from kb.ingest.metadata.fields import field_day
from kb.text.dates import DateMention, find_dates
from kb.types import Evidence, Span

# Eight digits in a row are a day only where they stand alone: the names of files may hold hashes.
_FILE_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[-_.年](\d{1,2})[-_.月](\d{1,2})日?(?!\d)"
    r"|(?<![0-9A-Za-z])((?:19|20)\d{2})(\d{2})(\d{2})(?![0-9A-Za-z])"
)
_PUBLISHES = re.compile(r"公布|发布|印发|颁布|令|公告")
_PASSES = re.compile(r"(?:会议|大会)[^，。；]{0,40}?(?:通过|批准|修订|修正|决定)")
_AT_ONCE = re.compile(r"通过[，,、\s]*(?:并|、|同日)\s?(?:现予)?(?:公布|发布)|同日(?:公布|发布)")
_BEGINS = re.compile(r"\s*起?(?:施行|实施|执行)")
_OFFICER = re.compile(
    r"(?:总\s*理|主\s*席|省\s*长|市\s*长|县\s*长|区\s*长|主\s*任|部\s*长|局\s*长|行\s*长)\s{0,4}[\u4e00-\u9fff\s]{2,6}$"
)
_HEAD_LINES = 12


def published(text: str, head: Head, name: str) -> Evidence | None:
    """Return the day of publication: signed, in a field, in a line on its history or, inferred, in the file's name."""
    named = day_of_name(name)
    if named is not None:
        return _named(named, history(head))
    return _signed_on(text) or field_day(text) or _signed_by_officer(head) or _in_history(history(head))


def first_publication(lines: Sequence[HeadLine]) -> Evidence | None:
    """Return the first day on which the lines on its history say that the document was published."""
    found = _publications(lines)
    return min(found, key=lambda one: one.value) if found else None


def signed_on(text: str) -> Evidence | None:
    """Return the day on a line of its own, as below a signature; None where no line is a day."""
    return _signed_on(text)


def day_of_name(name: str) -> date | None:
    """Return the day that a file's name gives, None where it gives none."""
    for match in _FILE_DAY.finditer(name):
        try:
            year, month, day = (part for part in match.groups() if part is not None)
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _named(day: date, lines: Sequence[HeadLine]) -> Evidence:
    """Return the file name's day, stated where a line says that it is the day of publication."""
    concluded: Evidence | None = None
    for line in lines:
        for mention, after in _mentions(line):
            if mention.day != day:
                continue
            span = Span(line.span.start + mention.start, line.span.start + mention.end)
            if _is_publication(after):
                return Evidence(day.isoformat(), span)
            concluded = concluded or Evidence(day.isoformat(), span, inferred=True)
    return concluded or Evidence(day.isoformat(), None, inferred=True)


def _in_history(lines: Sequence[HeadLine]) -> Evidence | None:
    found = _publications(lines)
    return max(found, key=lambda one: one.value) if found else None


def _publications(lines: Sequence[HeadLine]) -> list[Evidence]:
    return [
        Evidence(mention.day.isoformat(), Span(line.span.start + mention.start, line.span.start + mention.end))
        for line in lines
        for mention, after in _mentions(line)
        if _is_publication(after)
    ]


def _mentions(line: HeadLine) -> list[tuple[DateMention, str]]:
    """Return the days of a line, each with the words after it up to the next day."""
    mentions = list(find_dates(line.text))
    ends = [*(mention.start for mention in mentions[1:]), len(line.text)]
    return [(mention, line.text[mention.end : end]) for mention, end in zip(mentions, ends, strict=False)]


def _is_publication(after: str) -> bool:
    if _BEGINS.match(after) or not _PUBLISHES.search(after):
        return False
    return not _PASSES.search(after) or bool(_AT_ONCE.search(after))


def _signed_on(text: str) -> Evidence | None:
    for line in whole_lines(text):
        mention = next(find_dates(line.text), None)
        if mention is not None and line.text.strip("（）()") == line.text[mention.start : mention.end]:
            start = line.span.start
            return Evidence(mention.day.isoformat(), Span(start + mention.start, start + mention.end))
    return None


def _signed_by_officer(head: Head) -> Evidence | None:
    """Return the day right behind the name of the officer who signed (“总理 某某2021年1月26日”)."""
    for line in head.lines[:_HEAD_LINES]:
        mention = next(find_dates(line.text), None)
        if mention is not None and _OFFICER.search(line.text[: mention.start]):
            start = line.span.start
            return Evidence(mention.day.isoformat(), Span(start + mention.start, start + mention.end))
    return None
