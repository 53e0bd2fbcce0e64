"""A lead taken apart into stretches of the quotes that it is copied from."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from kb.answer.lead.text import Stated, stated_figures
from kb.answer.lead.words import ELIDED, MODALS, NEGATION
from kb.text.keys import compare_key
from kb.types import Citation

_STOPS = "(),.;:。、"
# A single character stands in nearly every quote.
_SHORTEST = 2
_GAP = re.compile(rf"([^{_STOPS}]+){re.escape(compare_key(ELIDED))}(\(lpr\)[^{_STOPS}]+|[^{_STOPS}]+)")


@dataclass(frozen=True, slots=True)
class Source:
    """A cited quote in the form in which it is compared."""

    text: str
    figures: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a lead that stands in a quote, where it does, and whether it stands in brackets in the lead."""

    text: str
    source: Source
    places: tuple[int, ...]
    bracketed: bool

    def figures_at(self, place: int) -> Iterator[Stated]:
        """Yield the figures of the quote that the piece covers at a place."""
        end = place + len(self.text)
        return (figure for figure in self.source.figures if place <= figure.start and figure.end <= end)


def source_of(citation: Citation) -> Source:
    """Return a citation's quote as it is compared, with its figures."""
    text = compare_key(citation.span.of(citation.version.text))
    return Source(text, tuple(stated_figures(text)))


def pieces_of(body: str, sources: Sequence[Source], fixed: Set[str]) -> tuple[list[Piece], str | None]:
    """Take a lead in compared form apart into stretches of the quotes and fixed words; also return what is neither."""
    body = _restored(body, sources)
    pieces: list[Piece] = []
    depth = at = 0
    while at < len(body):
        if body[at] in _STOPS:
            depth += {"(": 1, ")": -1}.get(body[at], 0)
            at += 1
            continue
        if end := _fixed_end(body, at, fixed):
            at = end
            continue
        # Brackets speak of what precedes them: the same quote is looked at first.
        last = [pieces[-1].source] if pieces and depth else []
        piece = _longest(body, at, [*last, *sources], depth > 0)
        end = at + len(piece.text) if piece else at
        if piece is None or not _at_stop(body, end):
            return pieces, f"says what no quote says: {body[at:]!r}"
        pieces.append(piece)
        depth += body[at:end].count("(") - body[at:end].count(")")
        at = end
    return pieces, None


def _at_stop(body: str, end: int) -> bool:
    return end == len(body) or body[end] in _STOPS or body[end - 1] in _STOPS


def _fixed_end(body: str, at: int, fixed: Set[str]) -> int | None:
    """Return where a fixed word ends that begins here and ends at a stop, None where none does."""
    ends = [at + len(word) for word in fixed if body.startswith(word, at) and _at_stop(body, at + len(word))]
    return max(ends, default=None)


def _longest(body: str, at: int, sources: Sequence[Source], bracketed: bool) -> Piece | None:
    """Return the longest stretch from here, up to a stop, that a quote holds uncut and unturned."""
    ends = [end for end in range(len(body), at, -1) if _at_stop(body, end)]
    for end in ends:
        said = body[at:end].rstrip("".join(set(_STOPS) - {")"}))
        if len(said) < _SHORTEST:
            continue
        for source in sources:
            if places := tuple(place for place in _occurrences(said, source.text) if _clean(said, place, source)):
                return Piece(said, source, places, bracketed)
    return None


def _occurrences(said: str, text: str) -> Iterator[int]:
    place = text.find(said) if said else -1
    while place >= 0:
        yield place
        place = text.find(said, place + 1)


def _clean(said: str, place: int, source: Source) -> bool:
    """Tell whether a stretch of a quote neither cuts a figure nor leaves out the word that denies it."""
    end = place + len(said)
    if any(figure.start < edge < figure.end for figure in source.figures for edge in (place, end)):
        return False
    before, behind = source.text[max(place - 1, 0) : place], source.text[end : end + 1]
    if (said[0].isdigit() and before.isdigit()) or (said[-1].isdigit() and behind.isdigit()):
        return False
    turned = before and before in NEGATION
    return not turned and MODALS.search(source.text, max(place - 2, 0), place) is None


def _restored(body: str, sources: Sequence[Source]) -> str:
    """Put back what a lead leaves out between an operator and its figure, where one figure of a quote holds both."""
    while gap := _GAP.search(body):
        held = next((said for source in sources if (said := _spanning(gap[1], gap[2], source))), None)
        if held is None:
            return body
        body = body[: gap.start()] + held + body[gap.end() :]
    return body


def _spanning(before: str, after: str, source: Source) -> str | None:
    """Return the words of a quote from `before`, which ends in an operator, to `after`, which its figure begins."""
    for figure in source.figures:
        place = source.text.rfind(before, 0, figure.number_start)
        holds_operator = 0 <= place <= figure.start < place + len(before)
        if holds_operator and source.text.startswith(after, figure.number_start):
            return source.text[place : figure.number_start] + after
    return None
