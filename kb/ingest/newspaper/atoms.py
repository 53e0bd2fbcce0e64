"""Runs of paragraphs that surely belong together, and what is printed in the gaps between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.ingest.furniture import is_offer
from kb.ingest.newspaper.items import Block, Role
from kb.ingest.titles import opens_document

_COLUMN_LINES = 3
_SAME_COLUMN = 1.5
PROSE = (Role.BODY, Role.CONTACT)


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two runs of paragraphs: positions of headlines, bylines and jumps."""

    headlines: tuple[int, ...] = ()
    closing: tuple[int, ...] = ()
    """Bylines and jumps directly below the run above: they end its article."""
    opening: tuple[int, ...] = ()
    """Bylines between headlines and the run below, and “continued from page …”."""
    middle: tuple[int, ...] = ()
    """Bylines with headlines above and below them."""
    resumes: bool = False
    """True where the run below is the rest of an article of another page."""
    below_headline: bool = False
    """True where the opening byline stands below a headline."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A run of paragraphs of one article, with the gap above it."""

    body: tuple[int, ...]
    gap: Gap


@dataclass(frozen=True, slots=True)
class Atoms:
    """A page's runs in file order, and the gap below the last one."""

    runs: tuple[Atom, ...]
    last: Gap
    boxed: bool
    """True where blank lines part the boxes of the page rather than its paragraphs."""

    def gap(self, number: int) -> Gap:
        """Return the gap above the run of this number; below the last run for the number after it."""
        return self.runs[number].gap if number < len(self.runs) else self.last


def is_boxed(blocks: Sequence[Block]) -> bool:
    """Tell whether blank lines part the boxes of the page rather than its paragraphs."""
    starts = [block.spaced for block in blocks if block.indented] or [
        block.spaced
        for before, block in pairwise(blocks)
        if before.role is Role.BODY and block.role is Role.BODY and not before.unfinished
    ]
    return sum(starts) <= len(starts) / 2


def cut_atoms(blocks: Sequence[Block], left_out: frozenset[int]) -> Atoms:
    """Return the page cut at everything that can be a boundary; blocks left out belong to no article."""
    boxed = is_boxed(blocks)
    runs: list[Atom] = []
    gap: list[int] = []
    body: list[int] = []
    above: Gap = Gap()
    cut = False
    for position, block in enumerate(blocks):
        if block.role not in PROSE:
            cut = True
            if position not in left_out:
                gap.append(position)
            continue
        if body and (cut or _parts(blocks[body[-1]], block, boxed)):
            runs.append(Atom(tuple(body), above))
            body = []
        if not body:
            above = _gap(blocks, gap, closes=bool(runs))
            gap = []
        body.append(position)
        cut = False
    runs.append(Atom(tuple(body), above))
    return Atoms(tuple(runs), _gap(blocks, gap, closes=True, ends=True), boxed)


def changes_column(before: Block, block: Block) -> bool:
    """Tell whether two paragraphs are set in columns of different widths, by print and by number of characters."""
    if min(before.lines, block.lines) < _COLUMN_LINES:
        return False
    return abs(before.width - block.width) > _SAME_COLUMN and abs(before.longest - block.longest) > _SAME_COLUMN


def _parts(before: Block, block: Block, boxed: bool) -> bool:
    if block.signature:
        return False
    return (
        before.closed
        or block.dateline
        or block.apart
        or block.opens
        or (boxed and block.spaced)
        or (block.role is Role.BODY and is_offer(block.text))
        or changes_column(before, block)
        or (opens_document(block.text) and not block.labelled and not before.labelled)
        or (before.role is Role.CONTACT and block.role is Role.BODY)
    )


def _gap(blocks: Sequence[Block], positions: Sequence[int], closes: bool, ends: bool = False) -> Gap:
    headlines = tuple(position for position in positions if blocks[position].role is Role.HEADLINE)
    first = headlines[0] if headlines else len(blocks)
    last = headlines[-1] if headlines else -1
    others = [position for position in positions if blocks[position].role is not Role.HEADLINE]
    from_elsewhere = [position for position in others if _comes_from_elsewhere(blocks[position])]
    signs = [position for position in others if position not in from_elsewhere]
    closing = tuple(position for position in signs if closes and position < first)
    if not headlines and len(closing) > 1 and blocks[closing[-1]].spaced:
        # One byline ends the article above, the other one, below a blank line, opens the article below.
        return Gap((), closing[:-1], (*from_elsewhere, closing[-1]), (), bool(from_elsewhere))
    opening = tuple(
        position for position in signs if position not in closing and position > last and (headlines or not closes)
    )
    if ends:
        closing, opening = (*closing, *opening), ()
    middle = tuple(position for position in signs if position not in closing and position not in opening)
    below = bool(headlines) and bool(opening)
    return Gap(headlines, closing, (*from_elsewhere, *opening), middle, bool(from_elsewhere), below)


def _comes_from_elsewhere(block: Block) -> bool:
    return block.role is Role.JUMP and block.text.lstrip("（(【 \u3000").startswith(("上接", "紧接"))
