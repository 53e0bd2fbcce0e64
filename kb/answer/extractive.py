"""Which units make the answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.exceptions import needed_beside
from kb.answer.question import FIGURES, QuestionKind, may_answer
from kb.answer.score import ScoredUnit
from kb.answer.units import Unit
from kb.retrieve.view import Shelf
from kb.text.sentences import sentence_spans
from kb.types import Span

# A further sentence is quoted where it is nearly as good as the best one.
_NEARLY = 0.3
# A figure that is asked for and not yet quoted may stand in a sentence that is less like the question.
_ASKED_FOR = 0.1
# One that only lengthens a quote may be unlikely: what stands beside an answer often is its condition or exception.
_BESIDE = 0.02
# A reader who is told of one document is seldom helped by a sentence of another that is merely as good.
_OTHER_DOCUMENT = 0.8
_WHOLE_LISTS = frozenset({QuestionKind.LIST, QuestionKind.STEPS})
# The characters of a mark, `[1]`.
_MARK = 3
# A list longer than this is cut: nobody reads it as an answer.
_MOST_ITEMS = 30
# How many clauses behind the best sentence's may speak of it (前款, 但).
_BEHIND = 2


@dataclass(frozen=True, slots=True)
class Quote:
    """A span to quote from one leaf clause of a version."""

    version_row: int
    position: int
    span: Span
    unit: Unit
    """The unit for whose sake it is quoted."""


def choose_quotes(
    scored: Sequence[ScoredUnit], kinds: frozenset[QuestionKind], shelf: Shelf, *, max_chars: int, max_quotes: int
) -> list[Quote]:
    """Return what to quote, best first, lead-ins before their items; neighbours in one leaf are one quote.

    At most max_quotes and max_chars, unless the question asks for a list and the best unit stands in one: then the
    list is quoted whole.
    """
    if not scored:
        return []
    best = scored[0]
    if kinds & _WHOLE_LISTS and (whole := _whole_list(best.unit, shelf)):
        # The steps themselves are what was asked for: what introduces them gives way to the last of them.
        return whole[1:] if QuestionKind.LIST not in kinds and len(whole) == max_quotes + 1 else whole
    quotes: list[Quote] = []
    for one in sorted(scored, key=lambda one: -_value(one, best)):
        value = _value(one, best) / best.score
        if value < _BESIDE:
            break
        wanted = [quote for quote in _with_lead_in(one.unit) if not _quoted(quote, quotes)]
        merged = _merge([*quotes, *wanted])
        enough = _ASKED_FOR if _supplies(one.unit, quotes, kinds) else _NEARLY
        if value < enough and len(merged) > len(quotes):
            continue
        if _length(merged) > max_chars or len(merged) > max_quotes:
            if quotes:
                continue
            # The best sentence is longer than an answer may be: it is the answer all the same, cut at a clause end.
            merged = [_shorten(wanted[-1], max_chars - _MARK)]
        first = not quotes
        quotes = merged
        if first:
            quotes = _with_needed(quotes, one.unit, shelf, max_chars=max_chars, max_quotes=max_quotes)
    return quotes


def _with_needed(quotes: list[Quote], unit: Unit, shelf: Shelf, *, max_chars: int, max_quotes: int) -> list[Quote]:
    """Return the quotes with what limits the best one, as far as there is room."""
    clauses = shelf.tree(unit.version_row).clauses
    leaf = clauses[unit.position]
    later = range(unit.position + 1, len(clauses))
    behind = [place for place in later if clauses[place].parent == leaf.parent][:_BEHIND]
    following = [clauses[place].own for place in behind]
    for span in needed_beside(unit.hit.version.text, unit.span, leaf.own, following):
        position = next(place for place in (unit.position, *behind) if clauses[place].own.contains(span))
        quote = Quote(unit.version_row, position, span, unit)
        more = quotes if _quoted(quote, quotes) else _merge([*quotes, quote])
        if _length(more) <= max_chars and len(more) <= max_quotes:
            quotes = more
    return quotes


def _supplies(unit: Unit, quotes: Sequence[Quote], kinds: frozenset[QuestionKind]) -> bool:
    """Tell whether the unit has a figure of a kind that is asked for and that no quote has."""
    shown = [quote.span.of(quote.unit.hit.version.text) for quote in quotes]
    return any(
        may_answer(kind, unit.text) and not any(may_answer(kind, text) for text in shown) for kind in kinds & FIGURES
    )


def _value(one: ScoredUnit, best: ScoredUnit) -> float:
    same = one.unit.version_row == best.unit.version_row
    return one.score if same else one.score * _OTHER_DOCUMENT


def _length(quotes: Sequence[Quote]) -> int:
    return sum(len(quote.span) + _MARK for quote in quotes)


def _with_lead_in(unit: Unit) -> list[Quote]:
    quotes = [Quote(unit.version_row, unit.position, unit.span, unit)]
    if unit.lead_in is not None and unit.lead_in_position is not None:
        quotes.insert(0, Quote(unit.version_row, unit.lead_in_position, unit.lead_in, unit))
    return quotes


def _whole_list(unit: Unit, shelf: Shelf) -> list[Quote]:
    """Return lead-in and items of the list that the unit is in, or that it introduces; empty where it is in none."""
    tree = shelf.tree(unit.version_row)
    text = unit.hit.version.text
    clause = tree.clauses[unit.position]
    parent = unit.lead_in_position if unit.lead_in is not None else unit.position
    items = [
        position
        for position, other in enumerate(tree.clauses)
        if other.parent == parent and other.label is not None and len(other.own) <= 200
    ]
    introduces = text[clause.own.start : clause.own.end].rstrip().endswith(("：", ":"))
    if parent is None or len(items) < 2 or not (unit.lead_in is not None or introduces):
        return []
    own = sentence_spans(text, tree.clauses[parent].own)
    quotes = [Quote(unit.version_row, parent, own[-1], unit)] if own else []
    for position in items[:_MOST_ITEMS]:
        spans = sentence_spans(text, tree.clauses[position].own)
        if spans:
            quotes.append(Quote(unit.version_row, position, Span(spans[0].start, spans[-1].end), unit))
    return quotes


def _quoted(quote: Quote, quotes: Sequence[Quote]) -> bool:
    return any(
        other.version_row == quote.version_row and other.position == quote.position and other.span.contains(quote.span)
        for other in quotes
    )


def _merge(quotes: Sequence[Quote]) -> list[Quote]:
    """Return the quotes with neighbours in one leaf made one, at the place of the better one."""
    merged: list[Quote] = []
    for quote in quotes:
        for index, other in enumerate(merged):
            text = quote.unit.hit.version.text
            if (other.version_row, other.position) == (quote.version_row, quote.position):
                start, end = min(other.span, quote.span), max(other.span, quote.span)
                if not text[start.end : end.start].strip():
                    merged[index] = Quote(other.version_row, other.position, Span(start.start, end.end), other.unit)
                    break
        else:
            merged.append(quote)
    return merged


def _shorten(quote: Quote, max_chars: int) -> Quote:
    text = quote.span.of(quote.unit.hit.version.text)[:max_chars]
    cut = max(text.rfind(mark) for mark in "，、：,;；")
    length = cut if cut > max_chars // 3 else len(text)
    return Quote(quote.version_row, quote.position, Span(quote.span.start, quote.span.start + length), quote.unit)
