"""The lines at the head of a document, and which of them are furniture above its title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.ingest.references import NUMBER
from kb.text.dates import find_dates
from kb.text.page_fields import fields_of
from kb.text.sheet_names import SHEET
from kb.types import Span

HEAD_CHARS = 4000
"""How far into a text its head is looked for."""
LONGEST_SIGNATURE = 80

_FENCE = re.compile(rf"^`{{3}}|^-{{3,}}$|^\||^{SHEET}")
_MARKS = re.compile(r"^[#>\s\u3000*]+|[\s\u3000*]+$")
_MOST_ABOVE = 12
_LONGEST_ABOVE = 60
# The red head of an official paper: whose paper it is, how secret, how urgent, which copy, who signed.
_RED_HEAD = re.compile(r"^(?!.*(?:关于|《))[\u4e00-\u9fff、\s（）()]{4,40}文\s*件(?:\s*[（(].{1,8}[)）])?$")
_RANK = re.compile(
    r"^(?:(?:绝密|机密|秘密|内部(?:资料|文件)|特急|急件|加急|平急|特提)[★\s\d一二三四五六七八九十年月长期]{0,8}"
    r"|(?:主动|依申请|不予)公开|此件(?:主动|依申请)?公开(?:发布)?|No\.?\s*\d+|\d{3,8})$"
)
_SIGNED = re.compile(r"^(?:签\s*发\s*人|份\s*号|密\s*级|紧急程度|作\s*者|浏览(?:次数|量)|字\s*[号体])\s*[:：]")
_TITLE_FIELDS = frozenset({"标题", "信息名称", "文件名称", "名称"})


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A line of the head, without Markdown marks, with its place in the text."""

    text: str
    span: Span


def head_lines(text: str) -> list[HeadLine]:
    """Return the lines with which a text begins; rows of tables and fences are left out."""
    return [line for line in _lines(text[:HEAD_CHARS]) if not _FENCE.match(line.text)]


def plain_lines(text: str) -> list[HeadLine]:
    """Return the lines with which a text begins, rows of tables included."""
    return _lines(text[:HEAD_CHARS])


def whole_lines(text: str) -> list[HeadLine]:
    """Return the short lines of the text, where signatures stand."""
    found: list[HeadLine] = []
    start = 0
    for whole in text.split("\n"):
        plain = whole.strip()
        if plain and len(plain) <= LONGEST_SIGNATURE:
            at = start + whole.index(plain)
            found.append(HeadLine(plain, Span(at, at + len(plain))))
        start += len(whole) + 1
    return found


def lines_above_title(lines: Sequence[HeadLine]) -> int:
    """Return how many lines stand above where a title may begin: the red head, numbers, days, fields."""
    above = 0
    while above < min(len(lines), _MOST_ABOVE) and _is_furniture(lines[above].text):
        above += 1
    return above


def titled_field(lines: Sequence[HeadLine]) -> HeadLine | None:
    """Return the title that a field above the text states (标题：…); None where none does."""
    for line in lines[:_MOST_ABOVE]:
        told = [value for name, value in fields_of(line.text) if name in _TITLE_FIELDS and value]
        if told:
            start = line.span.start + line.text.index(told[0])
            return HeadLine(told[0], Span(start, start + len(told[0])))
        if not _is_furniture(line.text):
            return None
    return None


def _is_furniture(text: str) -> bool:
    if fields_of(text):
        return True
    if len(text) > _LONGEST_ABOVE:
        return False
    if _RANK.match(text) or _SIGNED.match(text) or _RED_HEAD.match(text):
        return True
    number = NUMBER.match(text)
    if number and (number.end() == len(text) or _SIGNED.match(text[number.end() :].strip())):
        return True
    day = next(find_dates(text), None)
    return day is not None and text.strip("（）() ") == text[day.start : day.end]


def _lines(text: str) -> list[HeadLine]:
    found: list[HeadLine] = []
    start = 0
    for whole in text.split("\n"):
        plain = _MARKS.sub("", whole)
        if plain:
            at = start + whole.index(plain)
            found.append(HeadLine(plain, Span(at, at + len(plain))))
        start += len(whole) + 1
    return found
