"""Which words at the head of a document are its title: those of its text, by its file's name, their shape or place."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from kb.ingest.cohesion import bigrams
from kb.ingest.file_names import stem_of_name, title_of_name
from kb.ingest.furniture import is_spaced
from kb.ingest.head_lines import HeadLine, lines_above_title, titled_field
from kb.ingest.labels import label_of
from kb.ingest.references import NUMBER
from kb.ingest.titles import has_title_shape
from kb.text.dates import find_dates
from kb.text.page_fields import fields_of
from kb.types import Span

_LONGEST_TITLE_LINE = 90
_TITLE_LINES = 5
_SHORTEST_NAME = 6
_LONGEST_OPENING = 30
ORDER = re.compile(r"令$")
"""The name of an order, in front of what it publishes."""
_ANNOUNCED = re.compile(
    r"(?=《([^》]{4,60})》(?:已经|已于|业经|经))|(?:现予?公布|公布修订后的)[^《]{0,6}《([^》]{4,60})》"
)
_GENRE = re.compile(r"(?:通知|意见|决定|批复|函|公告|通告|通报|答复|请示|报告|方案|规定|解释)(?:[（(].{1,8}[）)])?$")
_ISSUED = re.compile(r"^[\u4e00-\u9fff、\s]{4,60}?(?:政府|委|委员会|局|办公室|办公厅|厅|部|院|办)\s*关于[^。；]{4,80}$")
_TITLES = re.compile(r"《[^《》]*》")
_ALIKE = 0.5
_SENTENCE = re.compile(r"[。！？；!?;]")
_STOP = re.compile(r"[：:，,\s]")


class Found(NamedTuple):
    """A title, its place, and which lines of the head it takes: from `first` on, up to `used`."""

    title: str
    span: Span | None
    first: int = 0
    used: int = 0


def find_title(lines: Sequence[HeadLine], name: str) -> Found:
    """Return the title of a text with these lines at its head that came in a file of this name.

    The text's own words go before the name, whose words count where the text begins with them or has no title.
    """
    stem = title_of_name(name)
    above = lines_above_title(lines)
    found = _order(lines) or _named(lines, above, stem_of_name(name)) or _named(lines, above, stem)
    found = found or _field(lines) or _shaped(lines, above) or _glued(lines, above)
    if found is not None:
        return found
    first = lines[above] if above < len(lines) else None
    # A name that reads like a title is better than what a page or a table happens to begin with.
    named = len(stem) >= _SHORTEST_NAME and has_title_shape(stem) and first is not None and first.span.start > 0
    if first is None or named or not _may_be_title(first.text):
        return Found(stem or _opening(lines) or stem_of_name(name), None)
    return Found(plain_title(first.text), first.span, above, above + 1)


def _order(lines: Sequence[HeadLine]) -> Found | None:
    """Find the title behind the order that publishes it (“…令 第N号 《…》已经…通过，现予公布”)."""
    if not lines or not ORDER.search(lines[0].text):
        return None
    for line in [line for line in lines[1:] if not fields_of(line.text)][:5]:
        announced = _ANNOUNCED.search(line.text)
        if announced is None:
            continue
        group = 1 if announced[1] else 2
        for used, later in enumerate(lines, 1):
            if _squeezed(later.text) == _squeezed(announced[group]):
                return Found(later.text, later.span, used - 1, used)
        start = line.span.start + announced.start(group)
        return Found(announced[group], Span(start, start + len(announced[group])), 0, 1)
    return None


def _named(every: Sequence[HeadLine], above: int, stem: str) -> Found | None:
    """Find the title that the file is named after at the start of its text, however its lines are broken."""
    wanted, lines = _squeezed(stem), every[above:]
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
            bracket = _bracket(line.text[end:].strip()) or _numbered(line.text[end:].strip())
            if bracket:
                return Found(stem + bracket, Span(span.start, line.span.end), above, above + used)
            whole = len(joined) == len(wanted)
            if not whole:
                return Found(stem, span, above, above + used - 1)
            return _issued(lines[used:], stem, above, used) or Found(stem, span, above, above + used)
        if not wanted.startswith(joined):
            return None
    return None


def _issued(lines: Sequence[HeadLine], stem: str, above: int, used: int) -> Found | None:
    """Find the full title, with who issued it, below the short one that a file is named after."""
    joined = ""
    wanted = bigrams(stem)
    for more, line in enumerate(lines[: _TITLE_LINES - 1], 1):
        joined += _squeezed(line.text)
        alike = len(wanted & bigrams(joined)) >= _ALIKE * len(wanted)
        if _ISSUED.match(joined) and has_title_shape(joined) and alike:
            return Found(joined, Span(lines[0].span.start, line.span.end), above, above + used + more)
        if _ends_head(line.text):
            return None
    return None


def _field(lines: Sequence[HeadLine]) -> Found | None:
    """Find the title that a field above the text states, at the text itself where it stands there too."""
    field = titled_field(lines)
    if field is None:
        return None
    wanted = _squeezed(field.text)
    for at, line in enumerate(lines):
        if line.span.start > field.span.end and _squeezed(line.text) == wanted:
            return Found(plain_title(line.text), line.span, at, at + 1)
    at = next(at for at, line in enumerate(lines) if line.span.end >= field.span.end)
    return Found(plain_title(field.text), field.span, at, at + 1)


def _shaped(every: Sequence[HeadLine], above: int) -> Found | None:
    """Find the line, or the first lines together, that read like a title."""
    lines = every[above:]
    if not lines or len(lines[0].text) > _LONGEST_TITLE_LINE or "。" in lines[0].text:
        return None
    joined = ""
    for used, line in enumerate(lines[:_TITLE_LINES], 1):
        if used > 1 and _ends_head(line.text):
            break
        joined += plain_title(line.text)
        following = lines[used].text if used < len(lines) else ""
        if has_title_shape(joined) and not _goes_on(joined, following):
            suffix = _bracket(following)
            span = Span(lines[0].span.start, lines[used - 1].span.end)
            return Found(joined + suffix, span, above, above + used + bool(suffix))
    return None


def _glued(lines: Sequence[HeadLine], above: int) -> Found | None:
    """Find the title at the start of a line on which extraction left more behind it: a number, an order, a menu."""
    if above >= len(lines):
        return None
    line = lines[above]
    end = _end_before_number(line.text) or _end_before_repeat(line.text)
    if not end and (len(line.text) > _LONGEST_TITLE_LINE or "。" in line.text):
        end = _end_before_blank(line.text)
    if not end:
        return None
    return Found(plain_title(line.text[:end]), Span(line.span.start, line.span.start + end), above, above)


def _end_before_number(text: str) -> int:
    """Return where a title ends that its number stands right behind (…办法某发〔2024〕5号); 0 where none does."""
    year = re.search(r"[〔\[［【]\s?(?:19|20)\d{2}", text[: 2 * _LONGEST_TITLE_LINE])
    if year is None:
        return 0
    ends = range(year.start() - 1, _SHORTEST_NAME, -1)
    return next((end for end in ends if has_title_shape(text[:end]) and NUMBER.match(text[end:].lstrip())), 0)


def _end_before_repeat(text: str) -> int:
    """Return where a title ends that the line says again in title marks; 0 where it says none again."""
    again = re.search(r"《([^《》]{6,60})》", text)
    return len(again[1]) if again and text.startswith(again[1]) and has_title_shape(again[1]) else 0


def _end_before_blank(text: str) -> int:
    """Return at which of its first blanks a line's title ends; 0 where none ends there."""
    blanks = [match.start() for match in re.finditer(r"\s+", text[: 2 * _LONGEST_TITLE_LINE])][:_TITLE_LINES]
    return next((end for end in blanks if has_title_shape(text[:end])), 0)


def _may_be_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE_LINE and "。" not in text and label_of(text) is None and text[-1] not in "：:"


def _opening(lines: Sequence[HeadLine]) -> str:
    """Return the first words of a text that has no title, to name it by."""
    if not lines:
        return ""
    label = label_of(lines[0].text)
    text = (lines[0].text[label.length :] if label else lines[0].text).strip()
    sentence = _SENTENCE.search(text, _SHORTEST_NAME)
    if sentence and sentence.start() <= _LONGEST_OPENING:
        return text[: sentence.start()]
    if len(text) <= _LONGEST_OPENING:
        return text.rstrip("：:")
    stops = [match.start() for match in _STOP.finditer(text[:_LONGEST_OPENING])]
    return text[: stops[-1]] if stops and stops[-1] >= _SHORTEST_NAME else text[:_LONGEST_OPENING] + "…"


def _goes_on(joined: str, following: str) -> bool:
    """Tell whether a title that could end goes on in the next line."""
    if joined.count("《") > joined.count("》"):
        return True
    if "关于" not in _TITLES.sub("", joined) or not following or _ends_head(following):
        return False
    return has_title_shape(joined + following) and not _GENRE.search(joined) and bool(_GENRE.search(following))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def plain_title(text: str) -> str:
    """Return a line as a title: set wide it is drawn together, and several blanks are one."""
    return _squeezed(text) if is_spaced(text) else re.sub(r"\s+", " ", text).strip()


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


def _numbered(text: str) -> str:
    return text if re.fullmatch(r"[（(][一二三四五六七八九十]{1,3}[）)]", text) else ""
