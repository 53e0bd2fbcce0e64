"""Who gets the bylines and jumps that stand between articles, and the headlines that talk of an article far off."""

from collections.abc import Sequence

from kb.ingest.cohesion import Cohesion
from kb.ingest.newspaper.atoms import Atoms
from kb.ingest.newspaper.drafts import Draft
from kb.ingest.newspaper.headlines import units_of
from kb.ingest.newspaper.items import Block, Role

_ELSEWHERE = 0.35
_SURELY = 0.6


def sign(blocks: Sequence[Block], atoms: Atoms, drafts: Sequence[Draft]) -> None:
    """Give the bylines and jumps between the runs to the articles."""
    owners = {position: draft for draft in drafts for position in draft.body}
    for number in range(len(atoms.runs) + 1):
        gap = atoms.gap(number)
        above = owners[atoms.runs[number - 1].body[-1]] if number else None
        below = owners[atoms.runs[number].body[0]] if number < len(atoms.runs) else None
        for position in gap.closing:
            assert above is not None
            _give(blocks, position, above if blocks[position].role is Role.JUMP else _unsigned(drafts, above))
        for position in gap.opening:
            owner = below or above
            assert owner is not None
            _give(blocks, position, owner)
        for position in gap.middle:
            owner = below if above is None or (above.bylines and below is not None) else above
            assert owner is not None
            _give(blocks, position, owner)


def _give(blocks: Sequence[Block], position: int, draft: Draft) -> None:
    (draft.jumps if blocks[position].role is Role.JUMP else draft.bylines).append(position)


def _unsigned(drafts: Sequence[Draft], above: Draft) -> Draft:
    """Return the article that a byline below it signs: the nearest one above that has none."""
    earlier = sorted((draft for draft in drafts if draft.body[0] <= above.body[0]), key=lambda draft: -draft.body[0])
    return next((draft for draft in [above, *earlier] if not draft.bylines), above)


def move_kickers(blocks: Sequence[Block], drafts: Sequence[Draft], cohesion: Cohesion) -> None:
    """Give headlines that talk of an article far off to that article."""
    texts = [draft.text(blocks) for draft in drafts]
    for number, draft in enumerate(drafts):
        for lines in (draft.before, draft.after):
            for unit in units_of(blocks, sorted(lines)):
                shares = [cohesion.coverage(unit.text, text) for text in texts]
                best = max(range(len(drafts)), key=lambda index: shares[index])
                near = max(shares[max(number - 1, 0) : number + 2])
                if shares[best] >= _SURELY and shares[best] - near >= _ELSEWHERE:
                    drafts[best].kickers.extend(unit.positions)
                    for position in unit.positions:
                        lines.remove(position)
