"""The wordings nearest to one that stands nowhere: a few characters wrong, missing, added, or two words exchanged."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest

import numpy as np

from kb.index.snapshot import Snapshot
from kb.retrieve.phrases.differences import Wording, compared
from kb.retrieve.phrases.types import Difference, DifferenceOp
from kb.retrieve.view import View
from kb.store.store import Store
from kb.text.alignment import codes_of, distances
from kb.text.folding import fold
from kb.text.notations import rewritten
from kb.text.tokens import bigrams, shared_tokens
from kb.types import Span

# What is fetched by words, what of it is compared character by character, and with differences marked.
_FETCHED, _COMPARED, _MARKED = 64, 24, 8
_MOST_TOKENS = 48
_WITH_A_HALF, _SHORTEST_HALF = 24, 4
# At most this share of a wording may differ for another to be called near.
_FARTHEST = 0.4
# Wordings that are this much farther than the nearest are no longer shown.
_BEYOND_NEAREST = 1.5
_MOST_WORDINGS = 5
# What is the same must be so much of a wording, or so many characters that are no digits.
_LEAST_SAME, _SAME_LETTERS = 0.4, 3
_NO_CHARACTER = -1


Texts = Callable[[Sequence[int]], Iterable[tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of a version's text in which a wording may nearly stand."""

    version_row: int
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """A wording near the wanted one: how many characters differ, where it was found, and the differences."""

    quote: str
    distance: int
    version_row: int
    span: Span
    differences: tuple[Difference, ...]


def nearest_wordings(text: str, view: View, store: Store, texts: Texts) -> list[Nearest]:
    """Return the wordings of the shown texts that are nearest to one that stands nowhere, nearest first.

    `texts` gives the texts of versions by row.
    """
    key = fold(text)
    best = _best_windows(key, list(_windows(text, key, view, store, texts)))
    found: dict[str, Nearest] = {}
    wanted = Wording.of(text)
    farthest = float(len(key))
    for window, distance in best[:_MARKED]:
        # Without figures a wording differs by at least as much as its window: what follows is no longer shown.
        if distance > farthest and not wanted.has_figures:
            break
        near = compared(wanted, window.text)
        if near is None:
            continue
        span = Span(window.start + near.span.start, window.start + near.span.end)
        quote = near.span.of(window.text)
        if not _is_akin(near.differences, len(key)):
            continue
        found.setdefault(fold(quote), Nearest(quote, near.distance, window.version_row, span, near.differences))
        farthest = min(farthest, _farthest(near.distance))
    return _near_enough(list(found.values()), len(key))


def _is_akin(differences: Sequence[Difference], length: int) -> bool:
    """Tell whether a wording has more of the wanted one than a word: little is missing, and much is the same.

    A figure that differs is one difference, however many digits it has.
    """
    missing = sum(len(fold(one.wanted)) for one in differences if one.op is DifferenceOp.DELETE)
    same = "".join(fold(one.wanted) for one in differences if one.op is DifferenceOp.EQUAL)
    is_much = len(same) >= _LEAST_SAME * length or sum(map(str.isalpha, same)) >= _SAME_LETTERS
    return missing <= _FARTHEST * length and is_much


def _near_enough(found: list[Nearest], length: int) -> list[Nearest]:
    found.sort(key=lambda one: one.distance)
    if not found:
        return []
    nearest = found[0].distance
    farthest = min(_FARTHEST * length, _farthest(nearest))
    return [one for one in found if one.distance <= farthest][:_MOST_WORDINGS]


def _farthest(nearest: int) -> float:
    """Return how far another wording may be to be shown beside the nearest."""
    return max(nearest * _BEYOND_NEAREST, nearest + 1) if nearest else 0


def _windows(text: str, key: str, view: View, store: Store, texts_of: Texts) -> Iterator[_Window]:
    """Yield the parts of texts around the passages that share most of the words."""
    words = [token for one in (text, *rewritten(text)) for token in bigrams(one)]
    tokens = _telling(words, view.snapshot)
    hits = view.snapshot.keywords.resembling(tokens, _FETCHED) if tokens else []
    rows = {int(view.snapshot.passage_rows[hit.position]) for hit in hits} | _with_a_half(key, view.snapshot)
    found = [
        (version_row, start, passage)
        for version_row, start, passage in store.passage_texts(list(rows))
        if version_row in view.catalog and not view.catalog[version_row].withdrawn
    ]
    shared = shared_tokens(tokens, [passage for _, _, passage in found])
    passages = [(count, *one) for count, one in zip(shared, found, strict=True)]
    best = nlargest(_COMPARED, passages, key=lambda one: one[0])
    texts = dict(texts_of(sorted({version_row for _, version_row, _, _ in best})))
    beside = len(text) + 8
    for _, version_row, start, passage in best:
        if version_row in texts:
            base = max(0, start - beside)
            yield _Window(version_row, base, texts[version_row][base : start + len(passage) + beside])


def _with_a_half(key: str, snapshot: Snapshot) -> set[int]:
    """Return passages that have half of a wording: one error leaves a half free of it."""
    middle = len(key) // 2
    halves = (key[:middle], key[middle:])
    return {
        int(snapshot.passage_rows[hit.position])
        for half in halves
        if len(half) >= _SHORTEST_HALF
        for hit in snapshot.keywords.phrase(half, _WITH_A_HALF)
    }


def _telling(tokens: Sequence[str], snapshot: Snapshot) -> list[str]:
    """Return the distinct tokens that are in any passage, the rarest of them where they are many."""
    held = {token: count for token in dict.fromkeys(tokens) if (count := snapshot.frequency(token))}
    return sorted(held, key=lambda token: held[token])[:_MOST_TOKENS]


def _best_windows(key: str, windows: Sequence[_Window]) -> list[tuple[_Window, int]]:
    """Return the windows by how near the wording is to a part of them, each with how far that is."""
    if not windows:
        return []
    keys = [fold(window.text) for window in windows]
    table = np.full((len(keys), max(map(len, keys))), _NO_CHARACTER, dtype=np.int32)
    for row, folded in zip(table, keys, strict=True):
        row[: len(folded)] = codes_of(folded)
    far = distances(codes_of(key), table)
    return [(windows[place], int(far[place])) for place in np.argsort(far, kind="stable")]
