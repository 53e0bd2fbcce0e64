"""How long a wording takes to be found among all texts of a home, and whether every place of it is found."""

import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count

from eval.measures.sets import percentile
from kb.errors import NotFound
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.phrases.types import PhraseResult
from kb.text.folding import Folded, fold

LENGTHS = (2, 3, 4, 6, 8, 10, 12, 16, 20, 30, 40, 60, 100)
_UNLIKELY = "龘"
_MOST = 1_000_000
# So many places of a wording are compared one by one, beside their number.
_MOST_COMPARED = 2000
# Shorter ones are too little to be recognised when a character is wrong.
_SHORTEST_CORRUPTED = 8


@dataclass(frozen=True, slots=True)
class PhraseFigures:
    """What looking wordings up took, and how many of them were wrong."""

    wordings: int
    wrong: int
    """Found elsewhere or not everywhere; of corrupted ones, those that the nearest wordings do not hold."""
    p50_ms: float
    p95_ms: float
    most_ms: float


@dataclass(frozen=True, slots=True)
class PhraseReport:
    """The figures of pieces of the texts, and of pieces with one or two characters wrong."""

    texts: int
    clauses: int
    exact: PhraseFigures
    corrupted: PhraseFigures


def measure(knowledge: KnowledgeBase, wordings: int, seed: int) -> PhraseReport:
    """Return the figures of so many random pieces of the texts, each looked up once, compared with a scan of all."""
    texts = _texts(knowledge)
    chance = random.Random(seed)
    pieces = _pieces(list(texts.values()), wordings, chance)
    knowledge.phrases.find(pieces[0], limit=1)
    exact = _figures([_timed(knowledge, piece, _scan(texts, piece)) for piece in pieces])
    long = [fold(piece) for piece in _pieces(list(texts.values()), 3 * wordings, chance)]
    long = [piece for piece in long if len(piece) >= _SHORTEST_CORRUPTED][:wordings]
    corrupted = _figures([_timed_nearest(knowledge, piece, _corrupted(piece, chance)) for piece in long])
    return PhraseReport(len(texts), knowledge.stats().clauses, exact, corrupted)


def terminal_lines(report: PhraseReport) -> list[str]:
    """Return the figures as lines."""
    return [
        f"{report.texts} texts, {report.clauses} clauses",
        *(
            f"{name} {one.wordings} wrong {one.wrong} p50 {one.p50_ms:.1f} ms p95 {one.p95_ms:.1f} ms "
            f"most {one.most_ms:.1f} ms"
            for name, one in (("pieces", report.exact), ("corrupted", report.corrupted))
        ),
    ]


def _figures(timed: Sequence[tuple[float, bool]]) -> PhraseFigures:
    took = [milliseconds for milliseconds, _ in timed]
    wrong = sum(not right for _, right in timed)
    return PhraseFigures(len(timed), wrong, percentile(took, 0.5), percentile(took, 0.95), max(took))


def _texts(knowledge: KnowledgeBase) -> dict[str, Folded]:
    found = {}
    for one in knowledge.documents(limit=_MOST).documents:
        with suppress(NotFound):
            for number in count(1):
                version = knowledge.document(one.document_id, version=number)
                found[version.key] = Folded(version.text)
    return found


def _pieces(texts: Sequence[Folded], wanted: int, chance: random.Random) -> list[str]:
    weights = [len(text.text) for text in texts]
    pieces: list[str] = []
    while len(pieces) < wanted:
        text = chance.choices(texts, weights)[0].text
        length = chance.choice(LENGTHS)
        start = chance.randrange(max(1, len(text) - length))
        piece = text[start : start + length]
        if sum(map(str.isalnum, fold(piece))) > 1:
            pieces.append(piece)
    return pieces


def _corrupted(piece: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(piece) - 2)
    before, here, behind = piece[:place], piece[place], piece[place + 1 :]
    return chance.choice(
        (
            before + _UNLIKELY + behind,
            before + behind,
            before + _UNLIKELY + here + behind,
            before + behind[0] + here + behind[1:],
        )
    )


def _timed(knowledge: KnowledgeBase, piece: str, places: set[tuple[str, int, int]]) -> tuple[float, bool]:
    started = time.perf_counter()
    found = knowledge.phrases.find(piece)
    took = (time.perf_counter() - started) * 1000
    if not found.exact:
        return took, not places
    most = knowledge.phrases.find(piece, limit=_MOST_COMPARED)
    return took, most.total == len(places) and _places(most) <= places


def _places(found: PhraseResult) -> set[tuple[str, int, int]]:
    return {(place.version.key, place.span.start, place.span.end) for place in found.places}


def _timed_nearest(knowledge: KnowledgeBase, piece: str, wrong: str) -> tuple[float, bool]:
    started = time.perf_counter()
    found = knowledge.phrases.find(wrong)
    took = (time.perf_counter() - started) * 1000
    return took, found.exact or any(piece in fold(place.quote) for place in found.places)


def _scan(texts: dict[str, Folded], piece: str) -> set[tuple[str, int, int]]:
    key, found = fold(piece), set()
    for version, text in texts.items():
        for start in text.find_all(key):
            end = start + len(key)
            if text.whole(start, end) == (start, end):
                span = text.span(start, end)
                found.add((version, span.start, span.end))
    return found
