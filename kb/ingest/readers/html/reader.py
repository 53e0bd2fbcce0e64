"""Web pages: the document on them, without what the site prints around it."""

import re
from collections.abc import Sequence

from kb.errors import EmptySource
from kb.ingest.readers.grid import Table
from kb.ingest.readers.html.article import part_page
from kb.ingest.readers.html.attachments import attachment_lines, with_targets
from kb.ingest.readers.html.encoding import characters_of
from kb.ingest.readers.html.fields import field_lines, fields_in
from kb.ingest.readers.html.furniture import is_furniture
from kb.ingest.readers.html.heading import titles_told, with_title
from kb.ingest.readers.html.lines import Line, Shown
from kb.ingest.readers.html.tree import Page, read_page
from kb.ingest.references import NUMBER
from kb.raw import RawDocument

_TAG = re.compile(r"<[A-Za-z!/?]")
_SENTENCE = re.compile(r"[。；！？：:]")
_NUMBER_LINE = re.compile(rf"{NUMBER.pattern}|第.{{1,12}}号")
_HEAD_LINES = 15
_LONGEST_HEAD_LINE = 150
_FRAMES = re.compile(r"<(?:frameset|iframe)\b", re.IGNORECASE)
_IMAGES = re.compile(r"<(?:img|object|embed)\b", re.IGNORECASE)
_SHORTEST_PAGE = 2


def read_html(data: bytes, name: str) -> RawDocument:
    """Return the document on a web page: title, fields, text with its tables, attachments with their addresses.

    Raises UnreadableSource on bytes that are no text or elements nested thousands deep, EmptySource on a page without
    words, SourceTooLarge on a table with too many cells.
    """
    markup, encoding, broken = characters_of(data, name)
    warnings = [f"有 {broken} 处字符无法解码，已显示为“\ufffd”"] if broken else []
    if not _TAG.search(markup):
        if not markup.strip():
            raise EmptySource(f"“{name}”里没有文字：请确认文件内容后重新导入", name=name)
        return RawDocument(markup, encoding, "html", (*warnings, "文件里没有网页标签，按纯文本读取"))
    page = read_page(markup, name)
    lines, is_wrapped = _document(page, name)
    if not lines:
        page = read_page(markup, name, hidden=True)
        lines, is_wrapped = _document(page, name)
        if not lines:
            raise EmptySource(_why_empty(markup, name), name=name)
        warnings.append("网页上的文字全部标为隐藏，已照样读取")
    return RawDocument("\n".join(lines) + "\n", encoding, "html", tuple(warnings), is_reflowed=not is_wrapped)


def _document(page: Page, name: str) -> tuple[list[str], bool]:
    """Return the lines of the document on a page, and whether they are wrapped at a width."""
    parts = part_page(page.body, name)
    fields, taken = fields_in(parts.before)
    kept = [shown for shown in parts.document if isinstance(shown, Table) or not is_furniture(shown.text)]
    kept = _without_fields(kept, fields)
    if not kept:
        return [], False
    head = [shown for place, shown in enumerate(parts.before) if place not in taken]
    title, rest = with_title(kept, titles_told(page.named, fields, page.title, head))
    numbers = [
        shown.text for shown in head if isinstance(shown, Line) and NUMBER.fullmatch(shown.text.strip("（）() "))
    ]
    text = [line for shown in rest for line in _printed(shown, page.address)]
    numbers = [number for number in dict.fromkeys(numbers) if number not in text]
    opened = 0 if title else _opening(text)
    body = [*([title] if title else text[:opened]), *field_lines(fields), *numbers, *text[opened:]]
    body += attachment_lines((*parts.before, *parts.behind), "\n".join(body), page.address)
    soft = sum(isinstance(shown, Line) and not shown.hard for shown in rest)
    return body, 2 * soft > len(rest)


def _opening(text: Sequence[str]) -> int:
    """Return how many lines open a document without a title of its own: what it is called, and its number."""
    end = 1
    while end < min(3, len(text)) and _NUMBER_LINE.fullmatch(text[end].strip("（）() ")):
        end += 1
    return end


def _without_fields(lines: Sequence[Shown], fields: dict[str, str]) -> list[Shown]:
    """Return the lines without the fields that stand above the first sentence; they are added to the fields."""
    first = next((place for place, shown in enumerate(lines) if not _may_be_head(shown)), len(lines))
    head = lines[: min(first, _HEAD_LINES)]
    found, taken = fields_in(head)
    for name, value in found.items():
        fields.setdefault(name, value)
    return [shown for place, shown in enumerate(lines) if place not in taken]


def _may_be_head(shown: Shown) -> bool:
    if isinstance(shown, Table):
        return False
    sentence = _SENTENCE.search(shown.text[-1:]) and len(shown.text) > _HEAD_LINES
    return not sentence and len(shown.text) <= _LONGEST_HEAD_LINE


def _printed(shown: Shown, address: str) -> list[str]:
    if isinstance(shown, Table):
        return [*shown.above, *shown.lines, *shown.below]
    return [with_targets(shown, address)]


def _why_empty(markup: str, name: str) -> str:
    if _FRAMES.search(markup):
        return f"“{name}”是框架页，文字在它引用的另一个网页里：请在浏览器里打开那个页面后另存，再导入"
    if _IMAGES.search(markup):
        return f"“{name}”里只有图片没有文字：请把图片保存后识别文字，或导入原文件"
    return f"“{name}”里没有文字（可能由脚本生成）：请在浏览器里打开，打印为 PDF 或复制为文本文件后再导入"
