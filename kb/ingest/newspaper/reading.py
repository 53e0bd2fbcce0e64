"""One way to read a page as far as it was read: which runs of paragraphs and headlines make which articles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.ingest.newspaper.atoms import Gap
from kb.ingest.newspaper.items import Block
from kb.ingest.newspaper.layout_weights import Weights
from kb.ingest.newspaper.shares import Shares

_COLUMN = 8
_UNRELATED = 0.12


@dataclass(frozen=True, slots=True)
class Article:
    """Runs of one article, and positions of the headlines given to it: above, below, and subheadings."""

    runs: tuple[int, ...]
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    inside: tuple[int, ...] = ()
    signed: bool = False
    resumes: bool = False
    """True where it is the rest of an article of another page."""

    @property
    def headlines(self) -> tuple[int, ...]:
        """All headlines given to it."""
        return (*self.before, *self.after, *self.inside)

    def with_run(self, number: int, inside: tuple[int, ...] = ()) -> "Article":
        """Return the article going on in a run, what stands between being subheadings."""
        return replace(self, runs=(*self.runs, number), inside=(*self.inside, *inside))

    def with_headline_inside(self, number: int, gap: Gap) -> "Article":
        """Return the article going on in a run, what stands between being its headline."""
        before = (*self.before, *gap.headlines)
        return replace(self, runs=(*self.runs, number), before=before, signed=bool(gap.opening))

    def ended(self, gap: Gap, point: int) -> "Article":
        """Return the article with the first headlines of the gap below it."""
        after = (*self.after, *gap.headlines[:point])
        return replace(self, after=after, signed=self.signed or bool(gap.closing))


@dataclass(frozen=True, slots=True)
class Reading:
    """The articles found, which one the last run belongs to, and what the joins between runs are worth."""

    articles: tuple[Article, ...]
    current: int
    joins: float

    @property
    def article(self) -> Article:
        """The article that the last run belongs to."""
        return self.articles[self.current]

    def with_article(self, index: int, article: Article, joins: float) -> "Reading":
        """Return the reading with an article changed, which then holds the last run."""
        articles = (*self.articles[:index], article, *self.articles[index + 1 :])
        return Reading(articles, index, self.joins + joins)

    def with_new(self, article: Article, joins: float) -> "Reading":
        """Return the reading with one article more, which then holds the last run."""
        return Reading((*self.articles, article), len(self.articles), self.joins + joins)


class Worth:
    """What a reading is worth: its joins, and how well headlines and articles fit."""

    def __init__(self, blocks: Sequence[Block], shares: Shares, weights: Weights) -> None:
        self._blocks = blocks
        self._shares = shares
        self._weights = weights

    def of(self, reading: Reading) -> float:
        """Return the worth of a reading."""
        return reading.joins + sum(map(self._titled, reading.articles))

    def _titled(self, article: Article) -> float:
        worth = sum(self._shares.covered(line, article.runs) for line in article.headlines)
        above, below = self.is_title(article.before, article.runs), self.is_title(article.after, article.runs)
        if above and below:
            worth -= self._weights.two_titles
        if not (above or below or article.resumes):
            worth -= self._weights.untitled
        return worth

    def is_title(self, lines: Sequence[int], runs: tuple[int, ...]) -> bool:
        """Tell whether headlines hold more than the name of a column, short and without a word of the article."""
        return any(
            len(self._blocks[line].text) > _COLUMN or self._shares.covered(line, runs) > _UNRELATED for line in lines
        )
