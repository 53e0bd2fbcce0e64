"""What it is worth to let an article go on in a run, and to give headlines to the article above or below them."""

from collections.abc import Sequence

from kb.ingest.furniture import is_offer
from kb.ingest.newspaper.atoms import Atoms, Gap
from kb.ingest.newspaper.items import Block, Role
from kb.ingest.newspaper.kinship import Kinship
from kb.ingest.newspaper.layout_weights import Weights
from kb.ingest.newspaper.reading import Article, Reading

_MOST_ALIKE = 1.8
_MOST_VOTES = 4.0


class Joining:
    """The worth of the single steps of reading a page."""

    def __init__(self, blocks: Sequence[Block], atoms: Atoms, kin: Kinship, weights: Weights) -> None:
        self._blocks = blocks
        self._atoms = atoms
        self._kin = kin
        self._weights = weights

    def going_on(self, article: Article, number: int) -> float:
        """Return how well an article whose last run is not closed goes on in a run."""
        weights = self._weights
        last = article.runs[-1]
        worth = weights.talk * self._kin.talk(article.runs, number)
        worth -= weights.column if self._kin.changes_column(last, number) else 0.0
        if self._kin.is_broken(last):
            return worth + weights.takes_up * self._kin.takes_up(last, number)
        if self._kin.first(number).role is Role.CONTACT:
            return worth + weights.affinity
        reached = self._kin.last(last).role is Role.CONTACT or is_offer(self._kin.first(number).text)
        usual = weights.usual + (weights.contact if reached else 0.0)
        return worth + weights.affinity * (min(self._kin.affinity(article.runs, number), _MOST_ALIKE) - usual)

    def subheaded(self, article: Article, number: int) -> float:
        """Return how well an article goes on in a run, what stands between being subheadings."""
        worth = self.going_on(article, number) - self._between_boxes(number)
        worth -= self._weights.lone if self._kin.is_only(number) else 0.0
        votes = self._kin.votes(article.runs, number)
        return worth - self._weights.vote * max(-_MOST_VOTES, min(_MOST_VOTES, votes))

    def headed_inside(self, article: Article, number: int) -> float:
        """Return how well an article goes on in a run, what stands between being its headline."""
        worth = self.going_on(article, number)
        if self._kin.is_broken(number - 1):
            return worth
        votes = self._kin.votes(article.runs, number) - 1.0
        worth -= self._weights.inset + self._between_boxes(number)
        return worth - self._weights.vote * max(0.0, min(_MOST_VOTES, votes))

    def starting(self, number: int, point: int) -> float:
        """Return the worth of an article's start at a run, the gap's headlines parted at the point."""
        gap = self._atoms.gap(number)
        worth = self.below(gap, point) + (self.above(gap) if point < len(gap.headlines) else 0.0)
        return worth - self._breaking(number) - (self._weights.torn if self._is_torn(gap.headlines, point) else 0.0)

    def resuming(self, reading: Reading, index: int, number: int) -> float:
        """Return the worth of going back, at a run, to an article that others interrupted."""
        weights, article, other = self._weights, reading.article, reading.articles[index]
        last = other.runs[-1]
        worth = self.going_on(other, number) - self._breaking(number)
        worth += weights.broken if self._kin.is_broken(last) else -weights.whole
        # Two articles whose boxes take turns go on doing so.
        turns = last > article.runs[0]
        worth -= 0.0 if turns else weights.resumed * max(1, len(reading.articles) - 1 - index)
        lead = self._kin.affinity(other.runs, number) - self._kin.affinity(article.runs, number)
        gap = self._atoms.gap(number)
        return worth + weights.affinity * max(-1.0, min(1.0, lead)) + self.below(gap, len(gap.headlines))

    def below(self, gap: Gap, point: int) -> float:
        """Return what it adds that headlines stand right below the article that they are given to."""
        lines = gap.headlines[:point]
        return self._weights.adjacent if lines and not self._blocks[lines[0]].spaced else 0.0

    def above(self, gap: Gap) -> float:
        """Return what it adds that the last headline stands right above the article that it is given to."""
        if not gap.headlines:
            return 0.0
        after = gap.headlines[-1] + 1
        return self._weights.adjacent if after < len(self._blocks) and not self._blocks[after].spaced else 0.0

    def _breaking(self, number: int) -> float:
        """Return the cost of leaving the run above the gap where its last sentence is not finished."""
        broken = self._kin.is_broken(number - 1) and not self._kin.is_ended(number)
        return self._weights.broken if broken else 0.0

    def _between_boxes(self, number: int) -> float:
        """Return the cost of headlines inside an article where blank lines part them from the text on both sides."""
        headlines = self._atoms.gap(number).headlines
        spaced = self._atoms.boxed and self._blocks[headlines[0]].spaced and self._kin.first(number).spaced
        return self._weights.torn if spaced else 0.0

    def _is_torn(self, lines: Sequence[int], point: int) -> bool:
        """Tell whether the headlines are parted between two lines that were printed together."""
        if not 0 < point < len(lines):
            return False
        block, before = self._blocks[lines[point]], self._blocks[lines[point - 1]]
        apart = block.spaced or block.apart or lines[point] != lines[point - 1] + 1
        return not (apart or block.doubled or before.doubled or block.letterspaced or before.letterspaced)
