"""The head of a document that is a file of its own: its title, and the lines on when and by whom it was made."""

import re
from dataclasses import dataclass

from kb.ingest.head_lines import LONGEST_SIGNATURE, HeadLine, head_lines, plain_lines
from kb.ingest.labels import label_of
from kb.ingest.title_lines import find_title
from kb.types import Span

_HEAD_LINES = 24
_MADE = re.compile(r"通过|公布|发布|批准|修订|修正|施行|颁布|令第?")
_HISTORY = re.compile(
    r"^[（(]?\s*(?:根据)?[^，。《]{0,24}?(?:年|[-./]\d)|.{0,80}现予?公布|^[（(].*(?:通过|公布|发布|修订|修正)"
)
_LONGEST_HISTORY = 1200


@dataclass(frozen=True, slots=True)
class Head:
    """The title with its place, and the lines between the title and the first clause, with those above the title."""

    title: str
    title_span: Span | None
    lines: tuple[HeadLine, ...]


def read_head(text: str, name: str) -> Head:
    """Return the title and the head of a document; the file's name stands in where no line reads like a title."""
    lines = head_lines(text)
    title, span, first, used = find_title(lines, name)
    head: list[HeadLine] = []
    for line in lines[used : used + _HEAD_LINES]:
        if label_of(line.text) is not None and not _MADE.search(line.text[:40]):
            break
        head.append(line)
    return Head(title, span, (*lines[:first], *head))


def printed_head(text: str, title: str) -> Head:
    """Return the head of a document that a newspaper prints in full: its lines before the first clause."""
    head: list[HeadLine] = []
    for line in plain_lines(text)[:_HEAD_LINES]:
        if label_of(line.text) is not None or len(line.text) > LONGEST_SIGNATURE:
            break
        head.append(line)
    return Head(title, None, tuple(head))


def history(head: Head) -> tuple[HeadLine, ...]:
    """Return the lines of the head that say when the document was passed, published, amended."""
    return tuple(
        line
        for line in head.lines
        if _MADE.search(line.text) and _HISTORY.match(line.text) and len(line.text) <= _LONGEST_HISTORY
    )
