"""What belongs to no article: mastheads, names of columns, captions with their photographers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.ingest.cohesion import Cohesion
from kb.ingest.newspaper.atoms import PROSE
from kb.ingest.newspaper.headlines import Unit, units_of
from kb.ingest.newspaper.items import Block, Role

_UNRELATED = 0.12
_SURELY = 0.6
_LONGEST_COLUMN = 10
_AROUND = 8


@dataclass(slots=True)
class Loose:
    """Positions of mastheads, of columns' names, of captions with their photographers."""

    mastheads: list[list[int]] = field(default_factory=list)
    captions: list[list[int]] = field(default_factory=list)

    @property
    def positions(self) -> frozenset[int]:
        """The positions of all of it."""
        return frozenset(position for group in [*self.mastheads, *self.captions] for position in group)


def find_loose(blocks: Sequence[Block], cohesion: Cohesion) -> Loose:
    """Return what belongs to no article of the page."""
    loose = Loose()
    for gap in _gaps(blocks):
        left = _take_furniture(blocks, gap, loose)
        headlines = [position for position in left if blocks[position].role is Role.HEADLINE]
        units = units_of(blocks, headlines)
        for unit in units:
            # The last headline of a gap stands over the text below it.
            if _names_column(unit, unit is units[-1], blocks, cohesion):
                loose.mastheads.append(list(unit.positions))
    return loose


def _gaps(blocks: Sequence[Block]) -> list[list[int]]:
    gaps: list[list[int]] = [[]]
    for position, block in enumerate(blocks):
        if block.role not in PROSE:
            gaps[-1].append(position)
        elif gaps[-1]:
            gaps.append([])
    return gaps


def _take_furniture(blocks: Sequence[Block], positions: Sequence[int], loose: Loose) -> list[int]:
    """Take out mastheads, with the lines between two of them, and captions with their photographers."""
    mastheads = [position for position in positions if blocks[position].role is Role.MASTHEAD]
    rest: list[int] = []
    group: list[int] = []
    for position in positions:
        role = blocks[position].role
        within = bool(mastheads) and mastheads[0] < position < mastheads[-1]
        if role is Role.MASTHEAD or (within and role is Role.HEADLINE):
            group.append(position)
        elif role is Role.CAPTION:
            loose.captions.append([position])
        elif role is Role.CREDIT and loose.captions:
            loose.captions[-1].append(position)
        else:
            rest.append(position)
    if group:
        loose.mastheads.append(group)
    return rest


def _names_column(unit: Unit, last: bool, blocks: Sequence[Block], cohesion: Cohesion) -> bool:
    """Tell whether a headline names a column of the paper: by its shape, or short and without a word of any article."""
    first, end = unit.positions[0], unit.positions[-1] + 1
    near = max(
        cohesion.coverage(unit.text, _prose(blocks[max(first - _AROUND, 0) : first])),
        cohesion.coverage(unit.text, _prose(blocks[end : end + _AROUND])),
    )
    if unit.column:
        return near < _SURELY
    if last or near >= _UNRELATED or len(unit.text) > _LONGEST_COLUMN:
        return False
    return cohesion.coverage(unit.text, _prose(blocks)) < _SURELY


def _prose(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text for block in blocks if block.role in PROSE)
