"""Running heads and feet and page numbers, told by what recurs at the edges of pages."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.ingest.labels import label_of

# Shares of the page's height.
_ZONE = 0.2
_SAME_PLACE = 0.02
_DEEPEST = 4
_FEW_PAGES = 3
_SHARE = 0.2
_LABEL_SHARE = 0.6
_NUMBER = re.compile(r"[0-9０-９]+")
_ROMAN = re.compile(r"[-—–\s]*([ivxlIVXL]{1,7})[-—–\s]*")
# Numbers that say by their dress that they count pages.
_DRESSED = re.compile(
    r"[-—–―－•·~〜一]+\s*[0-9０-９]{1,4}\s*[-—–―－•·~〜一]+|第\s*[0-9０-９]{1,4}\s*页(?:[,，/\s]*共\s*[0-9０-９]{1,4}\s*页)?|"
    r"[0-9]{1,4}\s*/\s*[0-9]{1,4}"
)
# What browsers print around a page: day, time and title above, address and page below.
_BROWSER_HEAD = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? (?:[上下]午)?\d{1,2}:\d\d(?: [AP]M)?(?: .*)?")
_BROWSER_FOOT = re.compile(r"(?:https?|file|about|data):\S*(?: \d{1,4}/\d{1,4})?|\d{1,4}/\d{1,4}")
_BROWSER_ZONE = 0.05


@dataclass(frozen=True, slots=True)
class Row:
    """A line of print for this purpose: its characters, and where it stands on its page (0 above, 1 below)."""

    text: str
    height: float
    is_ruled: bool = False
    """Whether it stands within a table's rules: the head of a table recurs on its pages."""


@dataclass(frozen=True, slots=True)
class _Trait:
    """What a row has in common with others: its words and place, and by how much a number in it leads the page's."""

    words: str
    upper: bool
    place: int
    lead: tuple[int, int] | None


def furniture(pages: Sequence[Sequence[Row]]) -> list[set[int]]:
    """Return for each page the positions of its rows that are running heads, feet or page numbers.

    A row counts where all rows beyond it count, its words recur on other pages at the same height, and the numbers
    in it are the same there or go on with the pages.
    """
    held = [index for index, rows in enumerate(pages) if rows]
    counted = Counter(
        trait for page in held for trait in {trait for row in _edge_rows(pages[page]) for trait in _traits(row, page)}
    )
    return [_found(rows, page, counted, len(held)) for page, rows in enumerate(pages)]


def _edge_rows(rows: Sequence[Row]) -> Iterator[Row]:
    for row in {*rows[:_DEEPEST], *rows[-_DEEPEST:]}:
        if row.height <= _ZONE or row.height >= 1 - _ZONE:
            yield row


def _found(rows: Sequence[Row], page: int, counted: Counter[_Trait], pages: int) -> set[int]:
    found: set[int] = set()
    for order, upper in ((range(len(rows)), True), (range(len(rows) - 1, -1, -1), False)):
        for position in order[:_DEEPEST]:
            row = rows[position]
            in_zone = row.height <= _ZONE if upper else row.height >= 1 - _ZONE
            if not in_zone or not _is_furniture(row, page, counted, pages):
                break
            found.add(position)
    return found


def _is_furniture(row: Row, page: int, counted: Counter[_Trait], pages: int) -> bool:
    if row.height >= 1 - _ZONE / 2 and _DRESSED.fullmatch(row.text):
        return True
    if row.height <= _BROWSER_ZONE and _BROWSER_HEAD.fullmatch(row.text):
        return True
    if row.height >= 1 - _BROWSER_ZONE and _BROWSER_FOOT.fullmatch(row.text):
        return True
    enough = 2 if pages <= _FEW_PAGES else max(_FEW_PAGES, round(_SHARE * pages))
    traits = list(_traits(row, page))
    label = label_of(row.text)
    if label is not None and label.style != "markdown":
        # Annexes and forms that are counted at the heads of pages are no pages' numbers.
        enough = max(enough, round(_LABEL_SHARE * pages))
        traits = [trait for trait in traits if trait.lead is None]
    return any(counted[near] >= enough for trait in traits for near in _near(trait, counted))


def _near(trait: _Trait, counted: Counter[_Trait]) -> Iterator[_Trait]:
    """Give the traits of this one's words whose place rounds to the same or a neighbouring step."""
    for place in (trait.place - 1, trait.place, trait.place + 1):
        other = _Trait(trait.words, trait.upper, place, trait.lead)
        if other in counted:
            yield other


def _traits(row: Row, page: int) -> Iterator[_Trait]:
    words = "".join(row.text.split())
    upper = row.height < 0.5
    place = round(row.height / _SAME_PLACE)
    roman = _ROMAN.fullmatch(row.text)
    if roman:
        yield _Trait("roman", upper, place, (0, _roman(roman[1].upper()) - page))
        return
    if not row.is_ruled:
        yield _Trait(words, upper, place, None)
    elif any(character.isalpha() for character in words):
        return
    for position, number in enumerate(_NUMBER.finditer(words)):
        if len(number[0]) <= 4:
            yield _Trait(_NUMBER.sub("0", words), upper, place, (position, int(number[0]) - page))


def _roman(number: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50}[letter] for letter in number]
    return sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))
