"""The head of a document that is a file of its own: its title, and the lines on when and by whom it was made."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from kb.ingest.cohesion import bigrams
from kb.ingest.furniture import is_spaced
from kb.ingest.labels import label_of
from kb.ingest.references import NUMBER
from kb.ingest.titles import has_title_shape
from kb.text.dates import find_dates
from kb.types import Span

_LONGEST_TITLE_LINE = 90
_TITLE_LINES = 5
_HEAD_LINES = 24
_HEAD_CHARS = 4000
_FENCE = re.compile(r"^`{3}|^-{3,}$|^\|")
_MADE = re.compile(r"通过|公布|发布|批准|修订|修正|施行|颁布|令第?")
_ORDER = re.compile(r"令$")
_ANNOUNCED = re.compile(
    r"(?=《([^》]{4,60})》(?:已经|已于|业经|经))|(?:现予?公布|公布修订后的)[^《]{0,6}《([^》]{4,60})》"
)
_GENRE = re.compile(r"(?:通知|意见|决定|批复|函|公告|通告|通报|答复|请示|报告|方案|规定|解释)(?:[（(].{1,8}[）)])?$")
_HISTORY = re.compile(
    r"^[（(]?\s*(?:根据)?[^，。《]{0,24}?(?:年|[-./]\d)|.{0,80}现予?公布|^[（(].*(?:通过|公布|发布|修订|修正)"
)
_LONGEST_HISTORY = 1200
_SHORTEST_NAME = 6
_LONGEST_SIGNATURE = 80
_ISSUED = re.compile(r"^[\u4e00-\u9fff、\s]{4,60}?(?:政府|委|委员会|局|办公室|办公厅|厅|部|院|办)\s*关于[^。；]{4,80}$")
_ALIKE = 0.5
_FILE_DAY = re.compile(r"[（(\[]?\s*((?:19|20)\d{2})[-_.年](\d{1,2})[-_.月](\d{1,2})日?\s*[）)\]]?")


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A line of the head, without Markdown marks, with its place in the text."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Head:
    """The title with its place, and the lines between the title and the first clause."""

    title: str
    title_span: Span | None
    lines: tuple[HeadLine, ...]


def read_head(text: str, name: str) -> Head:
    """Return the title and the head of a document; the file's name stands in where no line reads like a title."""
    lines = [line for line in _lines(text[:_HEAD_CHARS]) if not _FENCE.match(line.text)]
    stem = title_of_name(name)
    title, span, used = _order(lines) or _named(lines, stem) or _title(lines) or (stem, None, 0)
    head: list[HeadLine] = []
    for line in lines[used : used + _HEAD_LINES]:
        if label_of(line.text) is not None and not _MADE.search(line.text[:40]):
            break
        head.append(line)
    return Head(title, span, (*_cover(lines, used), *head))


def printed_head(text: str, title: str) -> Head:
    """Return the head of a document that a newspaper prints in full: its lines before the first clause."""
    head: list[HeadLine] = []
    for line in _lines(text[:_HEAD_CHARS])[:_HEAD_LINES]:
        if label_of(line.text) is not None or len(line.text) > _LONGEST_SIGNATURE:
            break
        head.append(line)
    return Head(title, None, tuple(head))


def title_of_name(name: str) -> str:
    """Return the title that a file's name gives, without its date and its ending."""
    stem = PurePosixPath(name.replace("\\", "/")).name
    stem = re.sub(r"\.(?:txt|md|markdown)$", "", stem, flags=re.IGNORECASE)
    return _FILE_DAY.sub("", stem).strip(" _-") or stem


def history(head: Head) -> tuple[HeadLine, ...]:
    """Return the lines of the head that say when the document was passed, published, amended."""
    return tuple(
        line
        for line in head.lines
        if _MADE.search(line.text) and _HISTORY.match(line.text) and len(line.text) <= _LONGEST_HISTORY
    )


def whole_lines(text: str) -> list[HeadLine]:
    """Return the short lines of the text, where signatures stand."""
    found: list[HeadLine] = []
    start = 0
    for whole in text.split("\n"):
        plain = whole.strip()
        if plain and len(plain) <= _LONGEST_SIGNATURE:
            at = start + whole.index(plain)
            found.append(HeadLine(plain, Span(at, at + len(plain))))
        start += len(whole) + 1
    return found


def _lines(text: str) -> list[HeadLine]:
    found: list[HeadLine] = []
    start = 0
    for whole in text.split("\n"):
        plain = re.sub(r"^[#>\s\u3000*]+|[\s\u3000*]+$", "", whole)
        if plain:
            at = start + whole.index(plain)
            found.append(HeadLine(plain, Span(at, at + len(plain))))
        start += len(whole) + 1
    return found


_Found = tuple[str, Span | None, int]
"""A title, its place, and how many lines of the head it takes."""


def _order(lines: list[HeadLine]) -> _Found | None:
    """Find the title behind the order that publishes it (“…令 第N号 《…》已经…通过，现予公布”)."""
    if not lines or not _ORDER.search(lines[0].text):
        return None
    for line in lines[1:6]:
        announced = _ANNOUNCED.search(line.text)
        if announced is None:
            continue
        group = 1 if announced[1] else 2
        for used, later in enumerate(lines, 1):
            if _squeezed(later.text) == _squeezed(announced[group]):
                return later.text, later.span, used
        start = line.span.start + announced.start(group)
        return announced[group], Span(start, start + len(announced[group])), 1
    return None


def _cover(lines: list[HeadLine], used: int) -> list[HeadLine]:
    return lines[: used - 1] if lines and _ORDER.search(lines[0].text) else []


def _named(lines: list[HeadLine], stem: str) -> _Found | None:
    """Find the title that the file is named after at the start of its text, however its lines are broken."""
    wanted = _squeezed(stem)
    if not lines or len(wanted) < _SHORTEST_NAME or not has_title_shape(stem):
        return None
    joined = ""
    for used, line in enumerate(lines[:_TITLE_LINES], 1):
        before = len(joined)
        joined += _squeezed(line.text)
        if joined.startswith(wanted):
            rest = len(wanted) - before
            end = next(
                at + 1
                for at in range(len(line.text))
                if len(_squeezed(line.text[: at + 1])) == rest and not line.text[at].isspace()
            )
            span = Span(lines[0].span.start, line.span.start + end)
            # What is glued behind the title on its line belongs to the head, but for a bracket of the title's own.
            bracket = _bracket(line.text[end:].strip())
            if bracket:
                return stem + bracket, Span(span.start, line.span.end), used
            whole = len(joined) == len(wanted)
            return (_issued(lines[used:], stem, used) if whole else None) or (stem, span, used if whole else used - 1)
        if not wanted.startswith(joined):
            return (stem, None, 0) if lines[0].span.start > 0 else None
    return None


def _issued(lines: list[HeadLine], stem: str, used: int) -> _Found | None:
    """Find the full title, with who issued it, below the short one that a file is named after."""
    joined = ""
    wanted = bigrams(stem)
    for more, line in enumerate(lines[: _TITLE_LINES - 1], 1):
        joined += _squeezed(line.text)
        alike = len(wanted & bigrams(joined)) >= _ALIKE * len(wanted)
        if _ISSUED.match(joined) and has_title_shape(joined) and alike:
            return joined, Span(lines[0].span.start, line.span.end), used + more
        if _ends_head(line.text):
            return None
    return None


def _title(lines: list[HeadLine]) -> _Found | None:
    if not lines or len(lines[0].text) > _LONGEST_TITLE_LINE or "。" in lines[0].text:
        return None
    joined = ""
    for used, line in enumerate(lines[:_TITLE_LINES], 1):
        if used > 1 and _ends_head(line.text):
            break
        joined += _plain(line.text)
        following = lines[used].text if used < len(lines) else ""
        if has_title_shape(joined) and not _goes_on(joined, following):
            suffix = _bracket(following)
            return joined + suffix, Span(lines[0].span.start, lines[used - 1].span.end), used + bool(suffix)
    first = lines[0]
    return _plain(first.text), first.span, 1


def _goes_on(joined: str, following: str) -> bool:
    """Tell whether a title that could end goes on in the next line."""
    if joined.count("《") > joined.count("》"):
        return True
    if "关于" not in joined or not following or _ends_head(following):
        return False
    return has_title_shape(joined + following) and not _GENRE.search(joined) and bool(_GENRE.search(following))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text) if is_spaced(text) else re.sub(r"\s+$", "", text)


def _ends_head(text: str) -> bool:
    return (
        bool(NUMBER.match(text))
        or label_of(text) is not None
        or bool(re.search(r"[。；：:]", text))
        or text.startswith(("(", "（"))
        or next(find_dates(text), None) is not None
    )


def _bracket(text: str) -> str:
    return text if re.fullmatch(r"[（(](?:试行|暂行|修订|修正|草案|征求意见稿|\d{4}年?[^）)]{0,8})[）)]", text) else ""
