"""Where on a page the document is: the smallest block outside which no prose stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.ingest.readers.grid import Table
from kb.ingest.readers.html.furniture import ARTICLE, NAVIGATION, is_about_site, is_furniture
from kb.ingest.readers.html.lines import Line, Shown, is_data_table, lines_of
from kb.ingest.readers.html.tree import Block, Run
from kb.text.dates import find_dates

_SENTENCE = re.compile(r"[。；;：:！？]")
_PROSE = re.compile(r"[。；;！？：:][”’」』）)]*$")
_SHORT_PROSE = 30
_SHARE, _HINTED_SHARE = 0.6, 0.5
# How many short lines of their own may stand behind the document; more of them are a part of it.
_MOST_BEHIND = 2
_PRUNED_LONGEST = 200
_UNPROSE_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Parts:
    """A page in three: what stands before the document, the document, what stands behind it."""

    before: tuple[Shown, ...]
    document: tuple[Shown, ...]
    behind: tuple[Shown, ...]


def part_page(body: Block, name: str) -> Parts:
    """Return a page in three parts. Raises SourceTooLarge where a table has more cells than may be."""
    pruned = _pruned(body, name)
    before: list[Shown] = []
    behind: list[Shown] = []
    block = pruned
    while (place := _dominant(block, name)) is not None:
        before += lines_of(Block("div", {}, block.children[:place]), name)
        behind[:0] = lines_of(Block("div", {}, block.children[place + 1 :]), name)
        child = block.children[place]
        assert isinstance(child, Block)
        block = child
    return Parts(tuple(before), tuple(lines_of(block, name)), tuple(behind))


def _dominant(block: Block, name: str) -> int | None:
    """Return the place of the child that holds all the prose of a block, None where none does."""
    if is_data_table(block):
        return None
    weights = [_weight(lines_of(child, name)) if isinstance(child, Block) else 0.0 for child in block.children]
    loose = sum(len(child.text.strip()) for child in block.children if isinstance(child, Run))
    total = sum(weights) + loose
    if not weights or total <= 0:
        return None
    place = max(range(len(weights)), key=weights.__getitem__)
    child = block.children[place]
    if not isinstance(child, Block) or child.tag == "p" or is_data_table(child):
        return None
    if weights[place] < total * (_HINTED_SHARE if ARTICLE.search(child.names) else _SHARE):
        return None
    before = list(lines_of(Block("div", {}, block.children[:place]), name))
    behind = list(lines_of(Block("div", {}, block.children[place + 1 :]), name))
    if any(_is_worthy(shown) for shown in (*before, *behind)) or any(_signs(shown) for shown in behind):
        return None
    own = sum(isinstance(shown, Line) and not shown.is_linked and not is_about_site(shown.text) for shown in behind)
    return place if own <= _MOST_BEHIND else None


def _is_worthy(shown: Shown) -> bool:
    """Tell whether something on the page may not be left out: a sentence, or a table."""
    if isinstance(shown, Table):
        return len(shown.lines) > 3
    if shown.is_linked or is_about_site(shown.text):
        return False
    return len(shown.text) >= _SHORT_PROSE and bool(_PROSE.search(shown.text))


def _signs(shown: Shown) -> bool:
    """Tell whether a line is the day below a signature."""
    if isinstance(shown, Table):
        return False
    plain = shown.text.strip("（）() ")
    day = next(find_dates(plain), None)
    return day is not None and plain == plain[day.start : day.end]


def _weight(shown: Iterable[Shown]) -> float:
    total = 0.0
    for one in shown:
        if isinstance(one, Table):
            total += sum(map(len, one.lines)) / 2
        elif not is_furniture(one.text):
            own = max(0, len(one.text) - one.linked)
            total += own if _SENTENCE.search(one.text) else own * _UNPROSE_WEIGHT
    return total


def _pruned(block: Block, name: str) -> Block:
    """Return a block without those within it that are navigation by their name and by what they hold."""
    kept: list[Block | Run] = []
    for child in block.children:
        if isinstance(child, Run):
            kept.append(child)
        elif child.tag != "nav" and not _is_navigation(child, name):
            kept.append(_pruned(child, name))
    return Block(block.tag, block.attributes, kept)


def _is_navigation(block: Block, name: str) -> bool:
    if not NAVIGATION.search(block.names) or block.tag == "body":
        return False
    own = 0
    for shown in lines_of(block, name):
        if _is_worthy(shown):
            return False
        own += 0 if isinstance(shown, Table) else max(0, len(shown.text) - shown.linked)
    return own <= _PRUNED_LONGEST
