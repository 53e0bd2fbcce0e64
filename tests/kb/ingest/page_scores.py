"""The measure of how well pages are read, on what parse_source returns.

Title accuracy: the normalised gold title equals, contains or is contained in the found one. Body F1: multiset of
5-character strings of the white-space-free body. Each gold item takes the document of its file with the best F1, and a
document serves one item.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from kb.types import ParsedSource

SCORED = ("policy", "news", "notice")
_SAME = str.maketrans("∶：；，（）“”‘’—－–", "::;,()\"\"''---")


@dataclass(frozen=True)
class ItemScore:
    item: str
    gold_title: str | None
    found_title: str
    title_right: bool | None
    f1: float


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def normal(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(_SAME))


def grams(text: str) -> Counter[str]:
    return Counter(text[at : at + 5] for at in range(max(len(text) - 4, 1)))


def f1(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)


def score_page(parsed: ParsedSource, articles: Sequence[Mapping[str, Any]], squeezed: str) -> list[ItemScore]:
    found = [(document.metadata.title, grams(squeeze(document.text))) for document in parsed.documents]
    used: set[int] = set()
    scores = []
    for gold in articles:
        if gold["kind"] not in SCORED:
            continue
        body = grams("".join(squeezed[slice(*part["span"])] for part in gold["parts"]))
        value, best = max(
            ((f1(body, text), at) for at, (_, text) in enumerate(found) if at not in used), default=(0.0, -1)
        )
        used.add(best)
        title = found[best][0] if best >= 0 else ""
        right = None
        if gold["title"]:
            wanted, got = normal(gold["title"]), normal(title)
            right = len(got) >= 4 and (wanted in got or got in wanted)
        scores.append(ItemScore(gold["id"], gold["title"], title, right, value))
    return scores


def title_accuracy(scores: Sequence[ItemScore]) -> float:
    return fmean(score.title_right for score in scores if score.title_right is not None)


def mean_f1(scores: Sequence[ItemScore]) -> float:
    return fmean(score.f1 for score in scores)
