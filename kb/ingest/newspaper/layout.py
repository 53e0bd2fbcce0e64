"""Which runs of paragraphs make one article, and which headlines stand over, under or inside it.

A page is read from its first run to its last. At each gap an article goes on (what stands in the gap are subheadings,
or its headline set inside it), a new one starts (the gap's headlines are parted between the two), or an interrupted one
is taken up again. A beam search keeps the best readings of the page so far; a reading is worth more the more words the
headlines share with their articles, the fewer articles have none or two, and the better what was joined goes together.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.ingest.cohesion import Cohesion
from kb.ingest.newspaper.atoms import Atoms
from kb.ingest.newspaper.drafts import Draft
from kb.ingest.newspaper.items import Block, Role
from kb.ingest.newspaper.joining import Joining
from kb.ingest.newspaper.kinship import Kinship
from kb.ingest.newspaper.layout_weights import Weights
from kb.ingest.newspaper.reading import Article, Reading, Worth
from kb.ingest.newspaper.shares import Shares

_WIDTH = 40


class Layout:
    """The search for the best reading of one page."""

    def __init__(
        self, blocks: Sequence[Block], atoms: Atoms, cohesion: Cohesion, weights: Weights | None = None
    ) -> None:
        used = weights or Weights()
        self._blocks = blocks
        self._atoms = atoms
        self._kin = Kinship(blocks, atoms, cohesion)
        self._joining = Joining(blocks, atoms, self._kin, used)
        self._worth = Worth(blocks, Shares(blocks, atoms, cohesion), used)

    def articles(self) -> list[Draft]:
        """Return the articles of the best reading, in file order."""
        first = self._atoms.gap(0)
        start = Article((0,), before=first.headlines, signed=bool(first.opening), resumes=first.resumes)
        readings = [Reading((start,), 0, self._joining.above(first))]
        for number in range(1, len(self._atoms.runs)):
            readings = self._best([after for reading in readings for after in self._steps(reading, number)])
        best = self._best([self._end(reading) for reading in readings])[0]
        return [self._draft(article) for article in best.articles]

    def _best(self, readings: Sequence[Reading]) -> list[Reading]:
        return sorted(readings, key=self._worth.of, reverse=True)[:_WIDTH]

    def _steps(self, reading: Reading, number: int) -> Iterator[Reading]:
        """Yield the readings that the run of this number can go on with."""
        starts = self._kin.is_start(number)
        if not starts and not self._kin.is_ended(number):
            yield from self._going_on(reading, number)
        yield from self._starting(reading, number)
        gap = self._atoms.gap(number)
        contact = self._kin.first(number).role is Role.CONTACT
        if not starts and not contact and not gap.opening and not gap.middle:
            yield from self._resuming(reading, number)

    def _going_on(self, reading: Reading, number: int) -> Iterator[Reading]:
        article, gap = reading.article, self._atoms.gap(number)
        if not gap.headlines and not gap.opening:
            yield reading.with_article(
                reading.current, article.with_run(number), self._joining.going_on(article, number)
            )
        elif not gap.opening and not self._kin.is_broken(number - 1):
            longer = article.with_run(number, gap.headlines)
            yield reading.with_article(reading.current, longer, self._joining.subheaded(article, number))
        titled = self._worth.is_title((*article.before, *article.after), article.runs)
        if gap.headlines and not (titled or article.signed or article.resumes):
            longer = article.with_headline_inside(number, gap)
            yield reading.with_article(reading.current, longer, self._joining.headed_inside(article, number))

    def _starting(self, reading: Reading, number: int) -> Iterator[Reading]:
        """Yield the readings in which an article starts at the run, by how the gap's headlines are parted."""
        gap = self._atoms.gap(number)
        for point in range(len(gap.headlines) + (0 if gap.below_headline else 1)):
            ended = reading.with_article(reading.current, reading.article.ended(gap, point), 0.0)
            started = Article((number,), gap.headlines[point:], signed=bool(gap.opening), resumes=gap.resumes)
            yield ended.with_new(started, self._joining.starting(number, point))

    def _resuming(self, reading: Reading, number: int) -> Iterator[Reading]:
        """Yield the readings in which the run goes on with an article that another one interrupted."""
        gap = self._atoms.gap(number)
        for index, other in enumerate(reading.articles):
            last = other.runs[-1]
            closed = self._kin.is_ended(last + 1) or self._kin.last(last).role is Role.CONTACT
            if index == reading.current or closed:
                continue
            worth = self._joining.resuming(reading, index, number)
            ended = reading.with_article(reading.current, reading.article.ended(gap, len(gap.headlines)), worth)
            yield ended.with_article(index, other.with_run(number), 0.0)

    def _end(self, reading: Reading) -> Reading:
        gap = self._atoms.last
        ended = reading.article.ended(gap, len(gap.headlines))
        return reading.with_article(reading.current, ended, self._joining.below(gap, len(gap.headlines)))

    def _draft(self, article: Article) -> Draft:
        body = sorted([*article.inside, *(at for run in article.runs for at in self._atoms.runs[run].body)])
        taken_up = {
            self._atoms.runs[run].body[0]
            for before, run in pairwise(article.runs)
            if self._kin.is_broken(before) and self._kin.takes_up(before, run) >= 0
        }
        torn = {after for before, after in pairwise(body) if self._goes_on_below(before, after)}
        return Draft(body, list(article.before), list(article.after), taken_up=taken_up | torn)

    def _goes_on_below(self, before: int, after: int) -> bool:
        """Tell whether a paragraph breaks off inside a sentence and the next block takes it up."""
        above, below = self._blocks[before], self._blocks[after]
        whole = below.labelled or below.indented or below.dateline or below.spaced or below.role is not Role.BODY
        return above.unfinished and not above.labelled and above.lines > 1 and not whole
