"""Where on a page one article ends and the next begins.

Between two paragraphs stands a gap: nothing, or headlines, bylines, jumps. Bylines, jumps and datelines decide; a gap
of headlines alone is a boundary or a subheading, by its shape, its likes in the neighbourhood, and whether the text on
both sides talks of the same thing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.ingest.blocks import Block, Role
from kb.ingest.cohesion import Cohesion
from kb.ingest.interleaving import Interleaving
from kb.ingest.titles import has_title_shape, opens_document

_PROSE = (Role.BODY, Role.CONTACT)
_CLOSES_STATUTE = re.compile(r"(?:施行|实施|执行|废止|解释|有效期.{0,12})。$")
_CONTEXT = 3
_NEAR = 10


@dataclass(slots=True)
class Draft:
    """An article in the making: positions of its blocks on the page."""

    body: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    kickers: list[int] = field(default_factory=list)
    """Lines that stand far off and still talk of this article."""
    bylines: list[int] = field(default_factory=list)
    jumps: list[int] = field(default_factory=list)
    continues: int | None = None
    """Which draft this one goes on with, after an interruption."""
    taken_up: set[int] = field(default_factory=set)
    """Paragraphs that take up a broken one: they are joined to it."""

    @property
    def lists(self) -> tuple[list[int], ...]:
        """The lists of positions, by what the blocks are to the article."""
        return (self.body, self.before, self.after, self.kickers, self.bylines, self.jumps)

    @property
    def first(self) -> int:
        """The position of the article's first block on the page."""
        return min(self.positions)

    @property
    def positions(self) -> list[int]:
        """The positions of everything that belongs to the article."""
        return [position for positions in self.lists for position in positions]

    def text(self, blocks: Sequence[Block]) -> str:
        """Return the paragraphs' characters, one paragraph a line."""
        return "\n".join(blocks[position].text for position in self.body)


def split_articles(blocks: Sequence[Block], cohesion: Cohesion) -> list[Draft]:
    """Return the articles with their paragraphs and subheadings; what stands between two articles is left out.

    Where another item interrupts an article, its parts are drafts of their own: `continues` tells which one a part
    goes on with (`joined` puts them together).
    """
    prose = [position for position, block in enumerate(blocks) if block.role in _PROSE]
    if not prose:
        return []
    boundaries = _Boundaries(blocks, prose, cohesion)
    drafts = [Draft(body=[prose[0]])]
    for number in range(1, len(prose)):
        resumed = boundaries.resumed(number, drafts)
        if resumed is not None:
            drafts.append(Draft(body=[prose[number]], continues=resumed))
        elif boundaries.between(number, drafts[-1]):
            drafts.append(Draft(body=[prose[number]]))
        else:
            _keep_subheadings(blocks, range(prose[number - 1] + 1, prose[number]), drafts[-1])
            drafts[-1].body.append(prose[number])
    return drafts


def _keep_subheadings(blocks: Sequence[Block], inside: range, draft: Draft) -> None:
    for position in inside:
        if blocks[position].role is Role.HEADLINE:
            # What is printed twice is a logo or a headline, never a subheading.
            (draft.before if blocks[position].doubled else draft.body).append(position)


def joined(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with the parts of interrupted articles put together."""
    for draft in drafts:
        if draft.continues is not None:
            whole = drafts[draft.continues]
            whole.taken_up.add(draft.body[0])
            for own, added in zip(whole.lists, draft.lists, strict=True):
                own.extend(added)
    return [draft for draft in drafts if draft.continues is None]


class _Boundaries:
    def __init__(self, blocks: Sequence[Block], prose: Sequence[int], cohesion: Cohesion) -> None:
        self._blocks = blocks
        self._prose = prose
        self._cohesion = cohesion
        self._gaps = [
            [blocks[position] for position in range(prose[number - 1] + 1, prose[number])]
            for number in range(1, len(prose))
        ]
        close = [
            cohesion.similarity(self._text(number - 1), self._text(number))
            for number in range(1, len(prose))
            if not self._gap(number) and not self._blocks[prose[number]].dateline
        ]
        self._interleaving = Interleaving((block.text for block in blocks), cohesion)
        self._usual = sum(close) / len(close) if close else 0.0

    def _gap(self, number: int) -> list[Block]:
        return self._gaps[number - 1]

    def _text(self, number: int) -> str:
        return self._blocks[self._prose[number]].text

    def between(self, number: int, draft: Draft) -> bool:
        """Tell whether a new article starts at the paragraph of this number."""
        if self._is_sure(number):
            return True
        left, right = self._blocks[self._prose[number - 1]], self._blocks[self._prose[number]]
        gap = self._gap(number)
        headlines = [block for block in gap if block.role is Role.HEADLINE]
        if left.unfinished and not left.labelled:
            # No subheading stands inside a sentence: a headline there interrupts the article.
            return bool(headlines)
        if right.role is Role.CONTACT:
            return False
        if not headlines:
            if left.role is Role.CONTACT:
                return self._likeness(number, draft) < 0.9
            return (right.apart or bool(gap)) and self._likeness(number, draft) < 0.5
        return self._is_headline_gap(number, headlines, draft)

    def resumed(self, number: int, drafts: Sequence[Draft]) -> int | None:
        """Return the draft, broken off in a sentence before the current one, that this paragraph goes on with."""
        if self._is_dateline(number) or self._blocks[self._prose[number - 1]].unfinished:
            return None
        block = self._blocks[self._prose[number]]
        taken = {draft.continues for draft in drafts}
        for index in range(len(drafts) - 2, -1, -1):
            draft = drafts[index]
            broken = self._blocks[draft.body[-1]]
            if index in taken or not broken.unfinished or broken.labelled:
                continue
            own, other = draft.text(self._blocks), drafts[-1].text(self._blocks)
            if self._interleaving.takes_up(broken.text, block, own, other):
                return index if draft.continues is None else draft.continues
        return None

    def _is_dateline(self, number: int) -> bool:
        return self._blocks[self._prose[number]].dateline

    def _is_sure(self, number: int) -> bool:
        left, right = self._blocks[self._prose[number - 1]], self._blocks[self._prose[number]]
        return (
            right.dateline or left.closed or any(block.role in (Role.BYLINE, Role.JUMP) for block in self._gap(number))
        )

    def _likeness(self, number: int, draft: Draft) -> float:
        """Return how alike the text before and after is, 1 being usual for neighbours in one article."""
        if not self._usual:
            return 1.0
        before = "\n".join(self._blocks[position].text for position in draft.body[-_CONTEXT:])
        after = [self._text(number)]
        for later in range(number + 1, min(number + _CONTEXT, len(self._prose))):
            if self._is_sure(later) or self._gap(later):
                break
            after.append(self._text(later))
        return self._cohesion.similarity(before, "\n".join(after)) / self._usual

    def _is_headline_gap(self, number: int, headlines: Sequence[Block], draft: Draft) -> bool:
        left, right = self._blocks[self._prose[number - 1]], self._blocks[self._prose[number]]
        longest = max(len(block.text) for block in headlines)
        likeness = self._likeness(number, draft)
        votes = 0.0
        votes += 3.0 * (has_title_shape(headlines[-1].text) and opens_document(right.text))
        votes += 3.0 * any(block.apart for block in headlines)
        votes += 1.5 * any(block.doubled for block in headlines) + 1.0 * any(block.letterspaced for block in headlines)
        votes += 2.5 * (left.role is Role.CONTACT)
        votes += 0.75 * (longest >= 16) - 0.75 * (longest <= 10)
        votes += 1.0 * (likeness < 0.35) - 1.0 * (likeness > 0.8)
        votes += 1.0 * self._is_only(number) + 1.5 * self._needs_boundary(number)
        votes += 0.5 * (abs(left.width - right.width) > 2)
        votes -= 1.5 * self._has_parallel(number, headlines)
        votes += self._statute_votes(draft, right)
        return votes > 0.5

    def _statute_votes(self, draft: Draft, right: Block) -> float:
        """Return what the numbering says: numbered clauses go on, an unnumbered headline ends them."""
        labelled = [self._blocks[position] for position in draft.body if self._blocks[position].labelled]
        if len(labelled) < 3:
            return 0.0
        if right.labelled:
            return -3.0
        return 3.0 if _CLOSES_STATUTE.search(self._blocks[draft.body[-1]].text) else 1.5

    def _stretch(self, number: int) -> range:
        """Return the paragraphs around the gap up to the nearest sure boundaries on both sides."""
        first = next((at for at in range(number - 1, 0, -1) if self._is_sure(at)), 0)
        last = next((at for at in range(number + 1, len(self._prose)) if self._is_sure(at)), len(self._prose))
        return range(first, last)

    def _is_only(self, number: int) -> bool:
        """Tell whether no other headline stands between the sure boundaries: subheadings come in numbers."""
        stretch = self._stretch(number)
        return not any(
            block.role is Role.HEADLINE
            for other in stretch
            if other not in (stretch.start, number)
            for block in self._gap(other)
        )

    def _needs_boundary(self, number: int) -> bool:
        """Tell whether a byline opens the stretch and another one ends it: two articles, and this the only gap."""
        stretch = self._stretch(number)
        opening = self._gap(stretch.start) if stretch.start else self._blocks[: self._prose[0]]
        opened = len(opening) > 1 and opening[-1].role is Role.BYLINE and opening[-2].role is Role.HEADLINE
        end = self._prose[stretch.stop - 1]
        closed = self._blocks[end].closed or (end + 1 < len(self._blocks) and self._blocks[end + 1].role is Role.BYLINE)
        return opened and closed and self._is_only(number)

    def _has_parallel(self, number: int, headlines: Sequence[Block]) -> bool:
        """Tell whether a gap nearby holds headlines of the same form, as subheadings of one article do."""
        form = [len(block.text) for block in headlines]
        for step in (-1, 1):
            other = number + step
            while 1 <= other < len(self._prose) and abs(other - number) <= _NEAR:
                if self._is_sure(other):
                    break
                found = [len(block.text) for block in self._gap(other) if block.role is Role.HEADLINE]
                if len(found) == len(form) and all(abs(a - b) <= 2 for a, b in zip(found, form, strict=True)):
                    return True
                other += step
        return False
