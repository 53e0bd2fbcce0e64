"""What stands between two articles goes to the one before or to the one after it.

Headlines may stand before, after or inside their articles. For each gap the point is chosen that parts it into
headlines of the article before and of the article after, so that over the page headlines share the most words with
their articles and each article has its headline on one side (dynamic programming over the gaps).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.ingest.articles import Draft
from kb.ingest.blocks import Block, Role
from kb.ingest.cohesion import Cohesion
from kb.ingest.headlines import Unit, units_of

_UNRELATED = 0.12
_ELSEWHERE = 0.35
_SURELY = 0.6
_NO_TITLE = 0.4
_TWO_TITLES = 0.4
_ADJACENT = 0.15
_LONGEST_COLUMN = 10


@dataclass(slots=True)
class Loose:
    """What belongs to no article: positions of mastheads, of columns' names, of captions with their photographers."""

    mastheads: list[list[int]] = field(default_factory=list)
    captions: list[list[int]] = field(default_factory=list)

    @property
    def positions(self) -> set[int]:
        """The positions of all of it."""
        return {position for group in [*self.mastheads, *self.captions] for position in group}


@dataclass(slots=True)
class _Gap:
    positions: list[int]
    units: list[Unit]
    fixed: int = 0
    """How many units at the end surely belong to the article after the gap."""


def assign(blocks: Sequence[Block], drafts: Sequence[Draft], cohesion: Cohesion) -> Loose:
    """Give every block between the articles to an article, or return it as loose."""
    loose = Loose()
    taken = {position for draft in drafts for position in draft.body}
    texts = [draft.text(blocks) for draft in drafts]
    gaps: list[_Gap] = []
    for number, positions in enumerate(_between(blocks, drafts)):
        left = [position for position in positions if position not in taken]
        left = _take_loose(blocks, left, loose)
        fixed = _take_bylines(blocks, left, number, drafts)
        headlines = [position for position in left if blocks[position].role is Role.HEADLINE]
        units = _keep_related(units_of(blocks, headlines), number, drafts, texts, cohesion, loose)
        sure = sum(unit.positions[-1] <= fixed for unit in units) if fixed >= 0 else 0
        gaps.append(_Gap(left, units, _directly_before(blocks, units, fixed) if sure else 0))
    _share(gaps, drafts, texts, cohesion, blocks)
    return loose


def _between(blocks: Sequence[Block], drafts: Sequence[Draft]) -> list[list[int]]:
    ends = [-1, *(draft.body[-1] for draft in drafts)]
    starts = [*(draft.body[0] for draft in drafts), len(blocks)]
    inside = [_left_out(draft) for draft in drafts]
    gaps = [list(range(end + 1, start)) for end, start in zip(ends, starts, strict=True)]
    # What stands inside an article without being of it (a masthead's line) is loose like what stands after it.
    return [gaps[0], *(inner + gap for inner, gap in zip(inside, gaps[1:], strict=True))]


def _left_out(draft: Draft) -> list[int]:
    kept = {*draft.body, *draft.before}
    return [position for position in range(draft.body[0], draft.body[-1]) if position not in kept]


def _take_loose(blocks: Sequence[Block], positions: list[int], loose: Loose) -> list[int]:
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
        elif role is Role.BYLINE and loose.captions and loose.captions[-1][-1] == position - 1:
            loose.captions[-1].append(position)
        else:
            rest.append(position)
    if group:
        loose.mastheads.append(group)
    return rest


def _take_bylines(blocks: Sequence[Block], positions: Sequence[int], number: int, drafts: Sequence[Draft]) -> int:
    """Give the gap's bylines and jumps away; return the last position before the byline of the article after, or -1."""
    fixed = -1
    headline_seen = False
    for position in positions:
        block = blocks[position]
        if block.role is Role.HEADLINE:
            headline_seen = True
        elif block.role is Role.JUMP:
            following = number < len(drafts) and "上接" in block.text
            drafts[number if following or not number else number - 1].jumps.append(position)
        elif block.role is Role.BYLINE:
            opens = number < len(drafts) and position == drafts[number].body[0] - 1
            if opens and (headline_seen or not number or drafts[number - 1].bylines):
                drafts[number].bylines.append(position)
                fixed = position - 1
            else:
                _owner(drafts, number).bylines.append(position)
    return fixed


def _owner(drafts: Sequence[Draft], number: int) -> Draft:
    """Return the article that a byline after it signs: the nearest one above that has none."""
    for draft in reversed(drafts[:number]):
        if not draft.bylines:
            return draft
    return drafts[max(number - 1, 0)]


def _keep_related(
    units: list[Unit],
    number: int,
    drafts: Sequence[Draft],
    texts: Sequence[str],
    cohesion: Cohesion,
    loose: Loose,
) -> list[Unit]:
    """Return the headlines of the neighbours; kickers of other articles and columns' names are given away."""
    kept: list[Unit] = []
    for unit in units:
        scores = [cohesion.coverage(unit.text, text) for text in texts]
        near = max((scores[side] for side in (number - 1, number) if 0 <= side < len(texts)), default=0.0)
        best = max(range(len(scores)), key=lambda side: scores[side])
        if _names_column(unit, len(units) == 1, near, scores[best]):
            loose.mastheads.append(list(unit.positions))
        elif scores[best] >= _SURELY and scores[best] - near >= _ELSEWHERE:
            drafts[best].kickers.extend(unit.positions)
        else:
            kept.append(unit)
    return kept


def _names_column(unit: Unit, alone: bool, near: float, best: float) -> bool:
    """Tell whether a headline names a column of the paper: by its shape, or short and without a word of any article."""
    if unit.column:
        return near < _SURELY
    return not alone and near < _UNRELATED and len(unit.text) <= _LONGEST_COLUMN and best < _SURELY


def _directly_before(blocks: Sequence[Block], units: Sequence[Unit], fixed: int) -> int:
    """Return how many units at the gap's end stand unbroken before the byline of the article after."""
    return int(bool(units) and units[-1].positions[-1] == fixed)


def _share(
    gaps: Sequence[_Gap], drafts: Sequence[Draft], texts: Sequence[str], cohesion: Cohesion, blocks: Sequence[Block]
) -> None:
    """Part each gap between its neighbours, for the best sum over the page."""
    states: dict[bool, tuple[float, tuple[int, ...]]] = {False: (0.0, ())}
    for number, gap in enumerate(gaps):
        following: dict[bool, tuple[float, tuple[int, ...]]] = {}
        for titled, (score, points) in states.items():
            for point in _points(gap, number, len(drafts)):
                own = _headline_score(gap, point, number, texts, cohesion, blocks)
                if number:
                    missing = _NO_TITLE if drafts[number - 1].continues is None else 0.0
                    after = bool(drafts[number - 1].after) or point > 0
                    own -= _TWO_TITLES if titled and point > 0 else 0.0 if titled or after else missing
                state = point < len(gap.units)
                if state not in following or following[state][0] < score + own:
                    following[state] = (score + own, (*points, point))
        states = following
    _, points = max(states.values())
    for number, (gap, point) in enumerate(zip(gaps, points, strict=True)):
        for unit in gap.units[:point]:
            drafts[number - 1].after.extend(unit.positions)
        for unit in gap.units[point:]:
            drafts[number].before.extend(unit.positions)


def _points(gap: _Gap, number: int, articles: int) -> range:
    """Return the possible points: how many of the gap's units go to the article before."""
    if number == 0:
        return range(1)
    if number == articles:
        return range(len(gap.units), len(gap.units) + 1)
    return range(len(gap.units) - gap.fixed + 1)


def _headline_score(
    gap: _Gap, point: int, number: int, texts: Sequence[str], cohesion: Cohesion, blocks: Sequence[Block]
) -> float:
    score = 0.0
    for position, unit in enumerate(gap.units):
        owner = number - 1 if position < point else number
        score += cohesion.coverage(unit.text, texts[owner])
        if position < point and not unit.spaced:
            score += _ADJACENT
        if position >= point and position == len(gap.units) - 1:
            after = unit.positions[-1] + 1
            score += _ADJACENT * (after < len(blocks) and not blocks[after].spaced)
    return score
