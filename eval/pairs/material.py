"""What training pairs are made of, and what is left out on the way, counted by reason."""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval.corpora.keep_out import KeepOut
from eval.corpora.reading import Article, read_dev_questions, read_laws, read_policy

STANDS_TWICE = "stands twice"


@dataclass(frozen=True, slots=True)
class Mined:
    """Where a mined wrong passage was found, and how near it is to the question beside the right one."""

    dense_rank: int | None
    keyword_rank: int | None
    similarity: float
    of_positive: float
    """Its similarity as a share of that of the right passage."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A text that asks, the passage it should lead to, and passages near it that are wrong, the mined ones first."""

    query: str
    positive: str
    negatives: tuple[str, ...]
    source: str
    mined: tuple[Mined, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """What pairs are made of, the kept-out already left out."""

    articles: Sequence[Article]
    siblings: dict[str, list[Article]]
    keep_out: KeepOut
    rng: random.Random
    removed: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """How many pairs or passages were left out, by source and reason."""

    def keeps(self, source: str, reason: str | None) -> bool:
        """Tell whether there is no reason to leave something out; count the reason where there is."""
        if reason is not None:
            self.removed[source][reason] += 1
        return reason is None


def gather(corpora: Path, seed: int) -> Material:
    """Read the corpora and leave out what is kept for measuring, and texts that stand there twice."""
    every = read_laws(corpora) + read_policy(corpora)
    keep_out = KeepOut.read(corpora, every, read_dev_questions(corpora))
    articles: list[Article] = []
    material = Material(articles, defaultdict(list), keep_out, random.Random(seed))
    seen: set[tuple[str, str]] = set()
    for article in every:
        key = (article.title, article.text)
        if material.keeps("passages", STANDS_TWICE if key in seen else keep_out.why_article(article)):
            seen.add(key)
            articles.append(article)
            material.siblings[article.document].append(article)
    return material
