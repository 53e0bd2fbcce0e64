"""The title of the document on a page: printed over several lines, or told only beside the text."""

import re
from collections.abc import Iterator, Sequence

from kb.ingest.furniture import is_spaced
from kb.ingest.readers.grid import Table
from kb.ingest.readers.html.fields import TITLES
from kb.ingest.readers.html.furniture import is_furniture
from kb.ingest.readers.html.lines import Line, Shown
from kb.ingest.titles import has_title_shape

_NAMED = ("articletitle", "article_title", "og:title", "dc.title", "title")
_MOST_LINES = 6
_LOOKED_AT = 12
_SITE = re.compile(r"(?:网|网站|政府|平台|门户|首页|主页|频道|公报|客户端)$")
_PARTS = re.compile(r"\s*[|｜]\s*|\s*[_＿]+\s*|\s+[-–—]+\s+|\s*(?:--|——)\s*|\s*-\s*(?=[^-]*(?:网|政府|平台|网站)$)")
_MARKS = re.compile(r"[^\w\u4e00-\u9fff]+|_")
_SHORTEST = 4
_BLANKS = re.compile(r"\s+")
_ENDS = re.compile(r"[。；：:]$")


def titles_told(named: dict[str, str], fields: dict[str, str], title: str, before: Sequence[Shown]) -> list[str]:
    """Return what the page may call its document beside the text, surest first."""
    told = [fields.get(name, "") for name in TITLES[:3]]
    told += [named.get(name, "") for name in _NAMED[:2]]
    told += [shown.text for shown in before if isinstance(shown, Line) and shown.level == 1]
    told += [_without_site(one) for one in (named.get("og:title", ""), title)]
    told += [shown.text for shown in before if isinstance(shown, Line) and shown.level in (2, 3)]
    # The same title may be cut short in the page's head.
    return [one for one in dict.fromkeys(one.strip() for one in told) if _may_be_title(one)]


def with_title(lines: Sequence[Shown], told: Sequence[str]) -> tuple[str | None, list[Shown]]:
    """Return the document's title on one line, and its lines without it.

    A title printed over several lines is joined; one that is not printed stands in where no line reads like one.
    None where there is no title at all.
    """
    for one in told:
        wanted = _key(one)
        for start in range(min(_LOOKED_AT, len(lines))):
            used = _spelled(lines[start:], wanted)
            if used and any(isinstance(before, Table) or _ENDS.search(before.text) for before in lines[:start]):
                # An order stands above what it publishes: the page calls both by the title of the latter.
                return None, list(lines)
            if used:
                printed = _joined(lines[start : start + used], one)
                return printed, [*lines[:start], *lines[start + used :]]
    first = next((place for place, shown in enumerate(lines) if isinstance(shown, Line)), None)
    for place, used in _shaped(lines) if first is not None else ():
        return _joined(lines[place : place + used], ""), [*lines[:place], *lines[place + used :]]
    heading = next(
        (place for place, one in enumerate(lines[:_LOOKED_AT]) if isinstance(one, Line) and one.level == 1), None
    )
    if heading is not None:
        return _joined(lines[heading : heading + 1], ""), [*lines[:heading], *lines[heading + 1 :]]
    shaped = next((one for one in told if has_title_shape(one)), told[0] if told else None)
    return shaped, list(lines)


def _shaped(lines: Sequence[Shown]) -> Iterator[tuple[int, int]]:
    """Yield where the first lines read like a title, and over how many of them."""
    joined = ""
    for used, shown in enumerate(lines[:_MOST_LINES], 1):
        if not isinstance(shown, Line) or re.search(r"[。；：:]", shown.text):
            return
        joined += _BLANKS.sub("", shown.text)
        following = lines[used] if used < len(lines) else None
        goes_on = isinstance(following, Line) and has_title_shape(joined + following.text) and len(following.text) < 30
        if has_title_shape(joined) and not goes_on:
            yield 0, used


def _spelled(lines: Sequence[Shown], wanted: str) -> int:
    """Return how many lines from the first on spell the title; 0 where they do not."""
    joined = ""
    for used, shown in enumerate(lines[:_MOST_LINES], 1):
        if not isinstance(shown, Line):
            return 0
        joined += _key(shown.text)
        if joined == wanted:
            return used
        if not joined or not wanted.startswith(joined):
            return 0
    return 0


def _joined(lines: Sequence[Shown], told: str) -> str:
    parts = [line.text for line in lines if isinstance(line, Line)]
    parts = [_BLANKS.sub("", part) if is_spaced(part) else part for part in parts]
    printed = "".join(parts)
    # Blanks that spread a short title over its line are no part of it.
    return told if told and _BLANKS.sub("", printed) == _BLANKS.sub("", told) else printed


def _without_site(title: str) -> str:
    parts = [part for part in _PARTS.split(title) if part]
    while len(parts) > 1 and (_SITE.search(parts[-1]) or len(parts[-1]) < len(parts[0])):
        parts.pop()
    return parts[0] if parts else ""


def _may_be_title(text: str) -> bool:
    return len(_key(text)) >= _SHORTEST and not _SITE.search(text) and not is_furniture(text)


def _key(text: str) -> str:
    return _MARKS.sub("", text)
