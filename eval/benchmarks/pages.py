"""`python -m eval pages`: how well newspaper pages are read, and the same with each page left out.

With `--leave-one-out` the weights of the layout search (kb.ingest.newspaper.layout_weights) are chosen anew for every
page on the other pages alone, and the page is scored with them. The choice starts from weights that know nothing (all
the same).
It goes through the weights one by one and each time keeps the value of a fixed grid with the best mean of title
accuracy and body F1; of equal values it keeps the one nearest the start.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

from eval.benchmarks.page_scores import GoldPage, ItemScore, mean_f1, score_page, squeeze, title_accuracy
from kb.ingest.lines import read_lines
from kb.ingest.newspaper.articles import split_page
from kb.ingest.newspaper.layout_weights import Weights
from kb.raw import ParsedSource, RawDocument

GRID = (0.05, 0.1, 0.15, 0.25, 0.4, 0.6, 0.8, 1.0)
"""The values that a weight may take."""
START = Weights(**{field.name: 0.4 for field in fields(Weights)})
"""Weights that know nothing of any page."""
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class PageFigures:
    """One page, or all of them under the name `all`: how many items counted, and how well they were read."""

    source: str
    items: int
    title_accuracy: float
    body_f1: float


@dataclass(frozen=True, slots=True)
class PageReport:
    """The figures of each page, those of all items together last."""

    pages: tuple[PageFigures, ...]


def measure(pages: Sequence[GoldPage], *, leave_one_out: bool) -> PageReport:
    """Return the figures of each page and of all, the weights chosen anew for every page where that is wanted."""
    scores = scores_without_each(pages) if leave_one_out else [_score(page, Weights()) for page in pages]
    return PageReport(tuple(summarise(pages, scores)))


def scores_without_each(pages: Sequence[GoldPage]) -> list[list[ItemScore]]:
    """Return each page's scores with the weights chosen on the other pages."""
    known: dict[tuple[str, Weights], list[ItemScore]] = {}

    def score(page: GoldPage, weights: Weights) -> list[ItemScore]:
        key = (page.source, weights)
        if key not in known:
            known[key] = _score(page, weights)
        return known[key]

    return [score(page, choose([other for other in pages if other is not page], score)) for page in pages]


def choose(pages: Sequence[GoldPage], score: Callable[[GoldPage, Weights], list[ItemScore]]) -> Weights:
    """Return the weights that read the pages best, found one weight at a time from weights that know nothing."""

    def worth(weights: Weights) -> float:
        scores = [item for page in pages for item in score(page, weights)]
        return (title_accuracy(scores) + mean_f1(scores)) / 2

    best, best_worth = START, worth(START)
    for _ in range(_ROUNDS):
        for field in fields(Weights):
            near = sorted(GRID, key=lambda value: abs(value - getattr(START, field.name)))
            for value in near:
                tried = replace(best, **{field.name: value})
                tried_worth = worth(tried)
                if tried_worth > best_worth:
                    best, best_worth = tried, tried_worth
    return best


def summarise(pages: Sequence[GoldPage], scores: Sequence[Sequence[ItemScore]]) -> list[PageFigures]:
    """Return the figures of each page and of all items together."""
    everything = [item for items in scores for item in items]
    named = [*zip((page.source for page in pages), scores, strict=True), ("all", everything)]
    return [PageFigures(name, len(items), title_accuracy(items), mean_f1(items)) for name, items in named]


def terminal_lines(figures: Sequence[PageFigures]) -> list[str]:
    """Return the figures as lines of a table."""
    width = max(len(row.source) for row in figures)
    return [
        f"{row.source:<{width}}  items {row.items:>3}  title {row.title_accuracy:.3f}  body F1 {row.body_f1:.3f}"
        for row in figures
    ]


def parse_page(page: GoldPage, weights: Weights) -> ParsedSource:
    """Return the page's articles, read with these weights."""
    raw = RawDocument(text=page.text, encoding="utf-8", format="text")
    return split_page(raw, read_lines(page.text), page.source, weights)


def _score(page: GoldPage, weights: Weights) -> list[ItemScore]:
    return score_page(parse_page(page, weights), page.items, squeeze(page.text))
