"""How well a newspaper page is read: titles and bodies of its articles against a gold file.

Title accuracy: the normalised gold title equals, contains or is contained in the found one, over the gold items with a
title. Body F1: multiset of 5-character strings of the body without white space; each gold item takes the document of
its file with the best F1, and a document serves one item. Policies, news and notices count.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from eval.datasets import DatasetError
from kb.raw import ParsedSource

SCORED = ("policy", "news", "notice")
"""The kinds of gold items that count."""
_SAME = str.maketrans("∶：；，（）“”‘’—－–", "::;,()\"\"''---")
_SHORTEST_TITLE = 4
_GRAM = 5


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One gold item: its title and the one found, whether that is right (None without a gold title), its body's F1."""

    item: str
    gold_title: str | None
    found_title: str
    title_right: bool | None
    f1: float


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page's file name, its characters, and its gold items."""

    source: str
    text: str
    items: tuple[Mapping[str, Any], ...]


def read_gold(gold: Path, pages: Path) -> tuple[GoldPage, ...]:
    """Return the pages of a gold file, their texts read from a folder.

    Raises DatasetError where a file is missing or the gold is no list of pages with `source` and `articles`.
    """
    try:
        rows = json.loads(gold.read_text(encoding="utf-8"))
        return tuple(
            GoldPage(row["source"], (pages / row["source"]).read_text(encoding="utf-8"), tuple(row["articles"]))
            for row in rows
        )
    except OSError as error:
        raise DatasetError(f"{error.filename}: cannot be read; name the gold file and its pages' folder") from None
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{gold}: is no list of pages with source and articles ({error})") from None


def score_page(parsed: ParsedSource, items: Sequence[Mapping[str, Any]], text: str) -> list[ItemScore]:
    """Return the scores of a page's gold items; their spans count the text, which has no white space."""
    found = [(document.metadata.title, _grams(squeeze(document.text))) for document in parsed.documents]
    used: set[int] = set()
    scores = []
    for gold in items:
        if gold["kind"] not in SCORED:
            continue
        body = _grams("".join(text[slice(*part["span"])] for part in gold["parts"]))
        value, best = max(
            ((_f1(body, grams), at) for at, (_, grams) in enumerate(found) if at not in used), default=(0.0, -1)
        )
        used.add(best)
        title = found[best][0] if best >= 0 else ""
        right = _is_same(gold["title"], title) if gold["title"] else None
        scores.append(ItemScore(gold["id"], gold["title"], title, right, value))
    return scores


def title_accuracy(scores: Sequence[ItemScore]) -> float:
    """Return the share of titles that are right; 1 where no item has a gold title."""
    return fmean([score.title_right for score in scores if score.title_right is not None] or [1.0])


def mean_f1(scores: Sequence[ItemScore]) -> float:
    """Return the mean F1 of the bodies; 1 where no item counts."""
    return fmean([score.f1 for score in scores] or [1.0])


def squeeze(text: str) -> str:
    """Return the text without white space."""
    return re.sub(r"\s+", "", text)


def _is_same(gold: str, found: str) -> bool:
    wanted, got = _normal(gold), _normal(found)
    return len(got) >= _SHORTEST_TITLE and (wanted in got or got in wanted)


def _normal(text: str) -> str:
    return squeeze(unicodedata.normalize("NFKC", text).translate(_SAME))


def _grams(text: str) -> Counter[str]:
    return Counter(text[at : at + _GRAM] for at in range(max(len(text) - _GRAM + 1, 1)))


def _f1(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)
