"""An article in the making."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.ingest.newspaper.items import Block


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
    taken_up: set[int] = field(default_factory=set)
    """Paragraphs that take up the broken one before: they are joined to it."""

    @property
    def first(self) -> int:
        """The position of the article's first block on the page."""
        return min(self.positions)

    @property
    def positions(self) -> list[int]:
        """The positions of everything that belongs to the article."""
        lists = (self.body, self.before, self.after, self.kickers, self.bylines, self.jumps)
        return [position for positions in lists for position in positions]

    def text(self, blocks: Sequence[Block]) -> str:
        """Return the paragraphs' characters, one paragraph a line."""
        return "\n".join(blocks[position].text for position in self.body)
