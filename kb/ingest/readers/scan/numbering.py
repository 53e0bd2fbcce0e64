"""Numbers of articles and items that recognition misread, put right by the numbers before and after them.

（三） is read as 人三）, （六） as （入）: the paragraph would lose its place in the tree of clauses. A number is put
right only where the order of its neighbours leaves no other.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kb.ingest.readers.pdf.paragraphs import Paragraph
from kb.ingest.readers.positioned.assembly import Item
from kb.text.numerals import parse_numeral, to_chinese

_HAN = "一二三四五六七八九十百"
_AHEAD = 8
_BRACKETED = re.compile(r"[（(][^\s，。；：、（）()]{1,3}[）)]")


@dataclass(frozen=True, slots=True)
class _Style:
    """A way of numbering: how its label looks, how it looks misread, how it is printed."""

    sound: re.Pattern[str]
    misread: re.Pattern[str]
    printed: Callable[[int], str]


_STYLES = (
    _Style(
        re.compile(rf"（([{_HAN}]+)）"),
        re.compile(r"[（(人入]?[^\s，。；：、（）()]{1,3}[）)]"),
        lambda number: f"（{to_chinese(number)}）",
    ),
    _Style(
        re.compile(rf"第([{_HAN}]+)条(?=\s|$)"),
        re.compile(r"[^\s，。；：、]{1,7}[条杀秆](?=\s|$)"),
        lambda number: f"第{to_chinese(number)}条",
    ),
    _Style(
        re.compile(rf"([{_HAN}]+)、"),
        re.compile(r"[^\s，。；：、（）()第]{1,2}、"),
        lambda number: f"{to_chinese(number)}、",
    ),
)


def renumbered(items: Sequence[Item]) -> tuple[list[Item], list[str]]:
    """Return the items with misread numbers of paragraphs put right, and a warning for each page that had any."""
    right = list(items)
    places = [place for place, item in enumerate(right) if isinstance(item, Paragraph)]
    told: dict[int, list[str]] = {}
    for style in _STYLES:
        texts = [_text(right[place]) for place in places]
        for position, number in _misread(texts, style):
            item = right[places[position]]
            found = style.sound.match(texts[position]) or style.misread.match(texts[position])
            if found is None or not isinstance(item, Paragraph):
                continue
            line = item.lines[0]
            told.setdefault(line.page, []).append(f"“{found[0]}”改作“{style.printed(number)}”")
            mended = replace(line, text=style.printed(number) + line.text[found.end() :])
            right[places[position]] = Paragraph([mended, *item.lines[1:]])
    warnings = [f"第 {page} 页的编号按前后次序改正：{'、'.join(changes)}" for page, changes in sorted(told.items())]
    return right, warnings


def _text(item: Item) -> str:
    return item.lines[0].text if isinstance(item, Paragraph) else ""


def _misread(texts: Sequence[str], style: _Style) -> list[tuple[int, int]]:
    """Return the paragraphs whose number was misread, with what it must be."""
    numbers = [_number(text, style) for text in texts]
    found: list[tuple[int, int]] = []
    last, at = 0, -1  # the last number in order, and where it stands
    doubtful: list[int] = []
    for position, number in enumerate([*numbers, 1]):
        if number is None:
            if style.misread.match(texts[position]):
                doubtful.append(position)
            continue
        if number == 1:
            found += _trailing(texts, doubtful, at, last)
        elif doubtful and number == last + 1 + len(doubtful):
            found += [(place, last + 1 + count) for count, place in enumerate(doubtful)]
        elif last and number != last + 1 and _next(numbers, position) == last + 2:
            number = last + 1
            found.append((position, number))
        last, at, doubtful = number, position, []
    return found


def _trailing(texts: Sequence[str], doubtful: Sequence[int], at: int, last: int) -> list[tuple[int, int]]:
    """Return the misread numbers of a list's last items: whole brackets, each right behind the item before."""
    found: list[tuple[int, int]] = []
    for place in doubtful:
        if not last or place != at + 1 or not _BRACKETED.match(texts[place]):
            break
        last, at = last + 1, place
        found.append((place, last))
    return found


def _next(numbers: Sequence[int | None], position: int) -> int | None:
    return next((number for number in numbers[position + 1 : position + 1 + _AHEAD] if number is not None), None)


def _number(text: str, style: _Style) -> int | None:
    found = style.sound.match(text)
    return parse_numeral(found[1]) if found else None
