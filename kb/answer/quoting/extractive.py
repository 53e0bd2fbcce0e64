"""Which units make the answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.answer.question import QuestionKind
from kb.answer.quoting.exceptions import changed_behind, needed_beside
from kb.answer.quoting.lead_ins import answers_alone, stands_alone
from kb.answer.quoting.numbered_items import behind_list, said_of_item
from kb.answer.quoting.own_case import keeps_out
from kb.answer.quoting.says_little import says_little
from kb.answer.scoring.score import ScoredUnit
from kb.answer.scoring.units import Unit
from kb.retrieve.view import Shelf
from kb.text.enumerations import enumerations_in
from kb.text.sentences import sentence_spans
from kb.types import Clause, ClauseTree, Hit, Span

# A further sentence is quoted where it is nearly as good as the best one: each costs the reader a look, less so where
# it lies in a clause that is quoted already.
_NEARLY, _NEARLY_IN_CLAUSE = 0.3, 0.15
# One that only lengthens a quote may be unlikely: what stands beside an answer often is its condition or exception.
_BESIDE = 0.02
# A reader who is told of one document is seldom helped by a sentence of another that is merely as good.
_OTHER_DOCUMENT = 0.6
# The sentence most like a part of the question is quoted unless as a whole it is this unlikely.
_OF_PART = 0.2
# Between two quoted sentences of a clause so many characters are quoted along: one piece reads better than two.
_GAP = 100
_WHOLE_LISTS = frozenset({QuestionKind.LIST, QuestionKind.STEPS})
_LISTS = _WHOLE_LISTS | {QuestionKind.CONDITIONS}
_CONDITIONS = re.compile(r"条件|要求|具备|符合|满足|标准|之一|情形")
_HEADS_CONDITIONS = re.compile(r"条件|资格|门槛")
# A list of conditions is what a question for conditions wants, where a sentence of its document is not much likelier.
_NEAR_LIST = 0.3
# The characters of a mark, `[1]`.
_MARK = 3
# A list longer than this is cut: nobody reads it as an answer.
_MOST_ITEMS = 30
# A list that stands for what introduces it may have so many more quotes than an answer has else.
_LISTED_BESIDE, _BARS_BEHIND = 3, 2
_ENDS_IN_COLON = re.compile(r"[：:]\s*$")
# Below such a heading the items are a list, though no sentence introduces them: 三、申报材料.
_HEADS_LIST = re.compile(r"材料|资料|条件|情形|流程|步骤|程序|手续")
_TABLES = frozenset({"table", "row"})
_LONGEST_ITEM, _SHORT_ITEM = 200, 100
# An item this near the best sentence is the one meant.
_LIKELY_ITEM = 0.5
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
    scored: Sequence[ScoredUnit],
    kinds: frozenset[QuestionKind],
    shelf: Shelf,
    *,
    max_chars: int,
    max_quotes: int,
    by_part: Sequence[Sequence[float]] = (),
) -> list[Quote]:
    """Return what to quote, best first, lead-ins before their items; what is near in one leaf is one quote.

    At most max_quotes and max_chars, unless the question asks for a list and the best unit stands in one: then the
    list is quoted whole; of steps or conditions the first max_quotes. `by_part` says for each part of a question of
    several how like it each of the scored units is: the best for each part comes right behind the best of all.
    """
    if not scored:
        return []
    best = scored[0]
    if whole := _list_asked_for(scored, kinds, shelf):
        if not _is_shown_whole(whole, kinds, max_chars=max_chars, max_quotes=max_quotes):
            # The steps themselves are what was asked for: what introduces them gives way to the last of them.
            return _merge(_items(whole)[:max_quotes])
        return _merge([*whole, *_kept_out_behind(whole, shelf)] if QuestionKind.CONDITIONS in kinds else whole)
    quotes: list[Quote] = []
    of_parts = _best_of_parts(scored, by_part)
    most = max_quotes
    for one in sorted(scored, key=lambda one: (one is not best, one not in of_parts, -_value(one, best))):
        value = _value(one, best) / best.score
        if value < _BESIDE:
            continue
        room = max_chars - length(quotes)
        wanted = [quote for quote in _with_lead_in(one.unit) if not _quoted(quote, quotes)]
        allowed = most
        needs_items = _introduces(one.unit) and not answers_alone(one.unit, kinds)
        if needs_items and quotes and not kinds & _LISTS:
            # A list that nobody asks for, beside a sentence that answers, is read for nothing.
            continue
        if whole := _whole_list(one.unit, shelf) if needs_items else []:
            # What introduces a list says nothing by itself: it stands with its items, beside another with all or none.
            more = _LISTED_BESIDE if one.score >= best.score else 0
            wanted = _with_items(
                whole, scored, room=room, most=max_quotes + more - len(quotes), all_or_none=bool(quotes)
            )
            if not wanted:
                continue
            # What keeps some out of it has room behind it.
            allowed = max(most, len(quotes) + len(wanted) + (_BARS_BEHIND if more and not quotes else 0))
        merged = _merge([*quotes, *wanted])
        if quotes and len(merged) > len(quotes) and _is_aside(one, best, quotes, of_parts):
            continue
        if length(merged) > max_chars or len(merged) > allowed:
            if quotes:
                continue
            # The best sentence is longer than an answer may be: it is the answer all the same, cut at a clause end.
            merged = [_shorten(wanted[-1], max_chars - _MARK)]
        first = not quotes
        quotes, most = merged, allowed
        if first:
            capped = QuestionKind.AMOUNT in kinds
            quotes = _with_needed(quotes, one.unit, shelf, max_chars=max_chars, max_quotes=max_quotes, capped=capped)
    quotes = _with_changes(quotes, shelf, max_chars=max_chars)
    return quotes if kinds & _WHOLE_LISTS else _with_said_of_item(quotes, scored, shelf, max_chars=max_chars)


def _with_changes(quotes: list[Quote], shelf: Shelf, *, max_chars: int) -> list[Quote]:
    """Return the quotes, each with what changes its figure for some right behind it, as far as there is room."""
    for quote in quotes:
        own = shelf.tree(quote.version_row).clauses[quote.position].own
        if behind := changed_behind(quote.unit.hit.version.text, quote.span, own):
            more = _merge([*quotes, replace(quote, span=behind)])
            quotes = more if length(more) <= max_chars and len(more) == len(quotes) else quotes
    return quotes


def _with_said_of_item(
    quotes: list[Quote], scored: Sequence[ScoredUnit], shelf: Shelf, *, max_chars: int
) -> list[Quote]:
    """Return the quotes with what states a figure for the likeliest quoted item by its number."""
    item = next((one.unit for one in scored if one.unit.lead_in and one.score >= _LIKELY_ITEM * scored[0].score), None)
    if item is None or not any((one.version_row, one.position) == (item.version_row, item.position) for one in quotes):
        return quotes
    found = said_of_item(shelf.tree(item.version_row), item.position, item.hit.version.text)
    more = _merge([*quotes, Quote(item.version_row, *found, item)]) if found else quotes
    return more if length(more) <= max_chars else quotes


def _list_asked_for(scored: Sequence[ScoredUnit], kinds: frozenset[QuestionKind], shelf: Shelf) -> list[Quote]:
    """Return the list that the best unit is in, or conditions that are asked for and nearly as likely; else nothing."""
    if _wants_whole_list(scored[0].unit, kinds) and (whole := _whole_list(scored[0].unit, shelf)):
        return whole
    if QuestionKind.CONDITIONS not in kinds:
        return []
    near = (one.unit for one in scored if one.score >= _NEAR_LIST * scored[0].score)
    of_conditions = (unit for unit in near if unit.version_row == scored[0].unit.version_row and _of_conditions(unit))
    return next((whole for unit in of_conditions if (whole := _whole_list(unit, shelf))), [])


def _of_conditions(unit: Unit) -> bool:
    introduced_by = unit.lead_in.of(unit.hit.version.text) if unit.lead_in else unit.text
    headed = _HEADS_CONDITIONS.search(unit.hit.clause.title or "") is not None
    return headed or _CONDITIONS.search(introduced_by) is not None


def _is_shown_whole(whole: Sequence[Quote], kinds: frozenset[QuestionKind], *, max_chars: int, max_quotes: int) -> bool:
    # A list inside a paragraph is one quote.
    if QuestionKind.LIST in kinds or len(_merge(whole)) <= max_quotes:
        return True
    # A few more short ones than an answer may have are better than a list that is cut without a sign.
    few_more = max_quotes < len(_items(whole)) <= max_quotes + _LISTED_BESIDE
    return few_more and length(whole) <= max_chars


def _wants_whole_list(unit: Unit, kinds: frozenset[QuestionKind]) -> bool:
    """Tell whether a list, steps, or the conditions that the unit is one of or introduces are asked for."""
    if kinds & _WHOLE_LISTS:
        return True
    return QuestionKind.CONDITIONS in kinds and _of_conditions(unit)


def _best_of_parts(scored: Sequence[ScoredUnit], by_part: Sequence[Sequence[float]]) -> list[ScoredUnit]:
    """Return for each part of a question the unit that fits part and whole best, unless unlikely as a whole."""
    best = [
        max(zip(scored, likeness, strict=True), key=lambda pair: pair[1] * pair[0].score ** 0.5)[0]
        for likeness in by_part
    ]
    return [one for one in best if one.score >= _OF_PART]


def _is_aside(one: ScoredUnit, best: ScoredUnit, quotes: Sequence[Quote], of_parts: Sequence[ScoredUnit]) -> bool:
    """Tell whether a further sentence is too unlikely, or says too little of the question, to be a quote of its own."""
    if _is_brought_by(one.unit.hit, best.unit.hit):
        return False
    of_part = one in of_parts
    unlikely = not of_part and _value(one, best) < _enough(one.unit, quotes) * best.score
    return unlikely or says_little(one, best, of_part=of_part)


def _enough(unit: Unit, quotes: Sequence[Quote]) -> float:
    """Return how likely a further unit must be beside the best one to be quoted."""
    in_clause = any((quote.version_row, quote.position) == (unit.version_row, unit.position) for quote in quotes)
    return _NEARLY_IN_CLAUSE if in_clause else _NEARLY


def _with_needed(
    quotes: list[Quote], unit: Unit, shelf: Shelf, *, max_chars: int, max_quotes: int, capped: bool
) -> list[Quote]:
    """Return the quotes with what limits the best one, as far as there is room; `capped` with what caps its sum."""
    clauses = shelf.tree(unit.version_row).clauses
    leaf = clauses[unit.position]
    later = range(unit.position + 1, len(clauses))
    behind = [place for place in later if clauses[place].parent == leaf.parent][:_BEHIND]
    following = [clauses[place].own for place in behind]
    closing = behind_list(clauses, unit.position)[:_BEHIND]
    ends = [clauses[place].own for place in closing]
    for span in needed_beside(unit.hit.version.text, unit.span, leaf.own, following, ends, capped=capped):
        position = next(place for place in (unit.position, *behind, *closing) if clauses[place].own.contains(span))
        quote = Quote(unit.version_row, position, span, unit)
        more = quotes if _quoted(quote, quotes) else _merge([*quotes, quote])
        if length(more) <= max_chars and len(more) <= max_quotes:
            quotes = more
    return quotes


def _value(one: ScoredUnit, best: ScoredUnit) -> float:
    if _is_brought_by(one.unit.hit, best.unit.hit):
        # The best sentence says of it that it is what decides.
        return max(one.score, _NEARLY * best.score)
    same = one.unit.version_row == best.unit.version_row
    return one.score if same else one.score * _OTHER_DOCUMENT


def _is_brought_by(hit: Hit, best: Hit) -> bool:
    """Tell whether a hit was fetched because the best one rests on its clause."""
    brought = hit.retrieved_by.get("reference")
    return brought is not None and "reference" not in best.retrieved_by and brought.rank == best.rank


def length(quotes: Sequence[Quote]) -> int:
    """Return how many characters quotes take with their marks."""
    return sum(len(quote.span) + _MARK for quote in quotes)


def _with_lead_in(unit: Unit) -> list[Quote]:
    quotes = [Quote(unit.version_row, unit.position, unit.span, unit)]
    if unit.lead_in is not None and unit.lead_in_position is not None and not stands_alone(unit):
        quotes.insert(0, Quote(unit.version_row, unit.lead_in_position, unit.lead_in, unit))
    return quotes


def _introduces(unit: Unit) -> bool:
    return _ENDS_IN_COLON.search(unit.text) is not None


def _kept_out_behind(whole: Sequence[Quote], shelf: Shelf) -> list[Quote]:
    """Return what stands behind the items of a list, in the clause that has them, and keeps some out of it."""
    last = whole[-1]
    clauses = shelf.tree(last.version_row).clauses
    text = last.unit.hit.version.text
    behind: list[Quote] = []
    for position in range(last.position + 1, len(clauses)):
        clause = clauses[position]
        if clause.parent != clauses[last.position].parent or clause.label is not None:
            break
        spans = [span for span in sentence_spans(text, clause.own) if keeps_out(span.of(text))]
        behind.extend(Quote(last.version_row, position, span, last.unit) for span in spans[:1])
    return behind[:_BARS_BEHIND]


def _items(whole: Sequence[Quote]) -> list[Quote]:
    """Return a list's quotes without that of the sentence that introduces it, where one does."""
    return [quote for quote in whole if not _ENDS_IN_COLON.search(quote.span.of(quote.unit.hit.version.text))]


def _with_items(
    whole: Sequence[Quote], scored: Sequence[ScoredUnit], *, room: int, most: int, all_or_none: bool
) -> list[Quote]:
    """Return a list's lead-in with its items: all where there is room, else the likeliest, or none."""
    if length(_merge(whole)) <= room and len(_merge(whole)) <= most:
        return list(whole)
    if all_or_none:
        return []
    lead_in, *items = whole
    kept = [lead_in]
    for item in sorted(items, key=lambda item: _rank(item, scored)):
        more = _merge([*kept, item])
        if length(more) <= room and len(more) <= most:
            kept.append(item)
    return sorted(kept, key=lambda quote: quote.span) if len(kept) > 1 else []


def _rank(item: Quote, scored: Sequence[ScoredUnit]) -> int:
    """Return the place of the likeliest sentence of an item."""
    alike = (
        place
        for place, one in enumerate(scored)
        if one.unit.version_row == item.version_row and item.span.contains(one.unit.span)
    )
    return next(alike, len(scored))


def _whole_list(unit: Unit, shelf: Shelf) -> list[Quote]:
    """Return lead-in and items of the list that the unit is in, or that it introduces; empty where it is in none."""
    tree = shelf.tree(unit.version_row)
    text = unit.hit.version.text
    clause = tree.clauses[unit.position]
    if inside := _list_inside(unit, clause, text):
        return inside
    own = sentence_spans(text, clause.own) if len(clause.own) else []
    introduces = bool(own) and _ENDS_IN_COLON.search(own[-1].of(text)) is not None
    parent = unit.lead_in_position if unit.lead_in is not None else unit.position if introduces else clause.parent
    headed = clause.label is not None and parent is not None and _heads_list(tree, parent)
    if parent is None or not (introduces or unit.lead_in is not None or headed):
        return []
    items = [
        position
        for position, other in enumerate(tree.clauses)
        if other.parent == parent
        and other.label is not None
        and len(other.own) <= _LONGEST_ITEM
        and not any(span.contains(other.own) for span in unit.ended)
    ]
    if len(items) < 2:
        return []
    lead_in = sentence_spans(text, tree.clauses[parent].own) if introduces or unit.lead_in is not None else []
    quotes = [Quote(unit.version_row, parent, lead_in[-1], unit)] if lead_in else []
    for position in items[:_MOST_ITEMS]:
        spans = sentence_spans(text, tree.clauses[position].own)
        if spans:
            quotes.append(Quote(unit.version_row, position, Span(spans[0].start, spans[-1].end), unit))
    return quotes


def introduces_list(clause: Clause, text: str) -> bool:
    """Tell whether the clauses below one are a list: its own words introduce them, or its heading does."""
    return _ENDS_IN_COLON.search(clause.own.of(text)) is not None or _HEADS_LIST.search(clause.title or "") is not None


def _list_inside(unit: Unit, clause: Clause, text: str) -> list[Quote]:
    """Return lead-in and items of the list inside a paragraph that the unit is part of; empty where it is of none."""
    if clause.kind in _TABLES:
        return []
    for one in enumerations_in(text, clause.own):
        if unit.span.start < one.span.end and one.span.start < unit.span.end:
            spans = [span for span in (one.lead_in, *one.items) if len(span)]
            return [Quote(unit.version_row, unit.position, span, unit) for span in spans[: _MOST_ITEMS + 1]]
    return []


def _heads_list(tree: ClauseTree, parent: int) -> bool:
    """Tell whether a heading alone introduces the short items below it, as one of papers, conditions or steps does."""
    if not _HEADS_LIST.search(tree.clauses[parent].title or ""):
        return False
    items = [clause for clause in tree.clauses if clause.parent == parent and clause.label is not None]
    return all(len(item.span) <= _SHORT_ITEM for item in items)


def _quoted(quote: Quote, quotes: Sequence[Quote]) -> bool:
    return any(
        other.version_row == quote.version_row and other.position == quote.position and other.span.contains(quote.span)
        for other in quotes
    )


def _merge(quotes: Sequence[Quote]) -> list[Quote]:
    """Return the quotes with those near one another in one leaf made one, at the place of the better one."""
    merged: list[Quote] = []
    for quote in quotes:
        places = [place for place, other in enumerate(merged) if _near(other, quote)]
        if not places:
            merged.append(quote)
            continue
        first = merged[places[0]]
        joined = [quote.span, *(merged[place].span for place in places)]
        span = Span(min(one.start for one in joined), max(one.end for one in joined))
        merged[places[0]] = Quote(first.version_row, first.position, span, first.unit)
        # A quote that fills the gap between two makes the three one.
        merged = [other for place, other in enumerate(merged) if place not in places[1:]]
    return merged


def _near(one: Quote, other: Quote) -> bool:
    if (one.version_row, one.position) != (other.version_row, other.position):
        return False
    start, end = sorted((one.span, other.span))
    return end.start - start.end <= _GAP


def _shorten(quote: Quote, max_chars: int) -> Quote:
    text = quote.span.of(quote.unit.hit.version.text)[:max_chars]
    cut = max(text.rfind(mark) for mark in "，、：,;；")
    length = cut if cut > max_chars // 3 else len(text)
    return Quote(quote.version_row, quote.position, Span(quote.span.start, quote.span.start + length), quote.unit)
