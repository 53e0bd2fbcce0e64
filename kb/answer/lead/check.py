"""Whether a lead says nothing but what the quotes that it points to say: figures, operators, names, reservations."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.answer.cite import QuoteMismatch
from kb.answer.lead.pieces import Piece, Source, pieces_of, source_of
from kb.answer.lead.text import Stated, listed_items, segments, stated_figures
from kb.answer.lead.words import (
    CAN,
    CANNOT,
    CONDITIONED,
    DENIES,
    DIFFER,
    EXCEPTED,
    EXEMPTS,
    FORBIDS,
    HEDGES,
    LISTED,
    LONGEST,
    MUST,
    NEED_NOT,
    NOT_SAID,
    PERMITS,
    REQUIRES,
    RESERVATIONS,
    SAYS,
    SEE,
)
from kb.clauses.label import clause_label
from kb.text.amounts import figures_in, same_figure
from kb.text.keys import compare_key
from kb.types import Citation

_EXCEPTED, _CONDITIONED = compare_key(EXCEPTED), compare_key(CONDITIONED)
_CLAIM = re.compile(f"({CANNOT}|{CAN}|{NEED_NOT}|{MUST}|{LISTED}|{DIFFER})(?:[:]|(?=[(]|$)|,(?=但))")
_CORRECTION = re.compile(f"{SAYS}(.+),{NOT_SAID}([^,]+)")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Lead:
    """One plain line before the quotes, and the marks of the citations that it is made from."""

    text: str
    marks: tuple[int, ...]


def verify_lead(lead: Lead, citations: Sequence[Citation], question: str = "") -> None:
    """Raise QuoteMismatch unless everything in the lead is a fixed word or stands in the citations of its marks.

    What is copied stands there in one piece, cuts no figure from its operator, is not turned round by what precedes it,
    and has the scope that the text gives it; reservations of the quotes are said or announced. A figure that a
    correction denies must stand in the question and in none of the quotes.
    """
    if fault := _fault(lead, citations, question):
        raise QuoteMismatch(f"the lead {lead.text!r} {fault}")


def _fault(lead: Lead, citations: Sequence[Citation], question: str) -> str | None:
    """Return what is wrong with a lead, in words that follow it; None where nothing is."""
    if len(lead.text) > LONGEST:
        return f"has more than {LONGEST} characters"
    cited = [citation for citation in citations if citation.mark in lead.marks]
    if not cited or len({citation.mark for citation in cited}) < len(set(lead.marks)):
        return f"points to citations that are not there: {lead.marks}"
    sources = [source_of(citation) for citation in cited]
    text = compare_key(lead.text).removesuffix("。")
    announced = text.endswith(_EXCEPTED)
    text = text.removesuffix(_EXCEPTED).removesuffix(_CONDITIONED)
    if correction := _CORRECTION.fullmatch(text):
        if fault := _denial_fault(correction[2], question, sources):
            return fault
        text = correction[1]
    claim = _CLAIM.match(text)
    body = text[claim.end() :] if claim else text
    if claim and (fault := _claim_fault(claim[1], body, sources)):
        return fault
    if not text:
        return "says nothing"
    pieces, fault = pieces_of(body, sources, _fixed(cited, citations))
    return (
        fault
        or _turned_fault(pieces)
        or _figures_fault(pieces)
        or (None if announced else _reservation_fault(text, sources))
    )


def _fixed(cited: Sequence[Citation], citations: Sequence[Citation]) -> set[str]:
    """Return the words that need not stand in a quote: how many items are listed, what the clauses are called."""
    count = len(listed_items(citations))
    labels = {SEE + compare_key(clause_label(citation.clause)) for citation in cited}
    return labels | ({f"共{count}{unit}" for unit in "步项"} if count else set())


def _denial_fault(denied: str, question: str, sources: Sequence[Source]) -> str | None:
    """Return the fault of “不是…”: the figure must be the question's, whole, and no quote's."""
    asked = compare_key(question)
    forms = (denied, denied.removesuffix("元"))
    if not any(re.search(rf"(?<![\d.]){re.escape(form)}(?![\d.万亿%])", asked) for form in forms):
        return f"denies what the question does not say: {denied}"
    wrong = figures_in(denied)
    if any(same_figure(one, other) for source in sources for one in wrong for other in figures_in(source.text)):
        return f"denies what a quote says: {denied}"
    return None


def _claim_fault(claim: str, body: str, sources: Sequence[Source]) -> str | None:
    """Return the fault of “可以：”, “不可以：” …: what follows must say so, or the quotes before or without it."""
    texts = [source.text for source in sources]
    if not body:
        said = "\n".join(texts)
    elif body.startswith("但"):
        said = "\n".join(text.partition(body)[0] for text in texts if body in text)
    else:
        said = body
    permits, forbids = PERMITS.search(said) is not None, FORBIDS.search(said) is not None
    exempts = EXEMPTS.search(said) is not None
    holds = {
        CAN: permits and not forbids,
        CANNOT: forbids,
        MUST: REQUIRES.search(said) is not None and not exempts,
        NEED_NOT: exempts,
        LISTED: not any(FORBIDS.search(text) for text in texts),
        DIFFER: len({figure.value for figure in stated_figures(body)}) > 1,
    }
    return None if holds[claim] else f"claims what the quotes do not say: {claim}"


def _turned_fault(pieces: Sequence[Piece]) -> str | None:
    """Return a piece that every place of it has denied by words before it in its segment that the lead leaves out."""
    for piece in pieces:
        text = piece.source.text
        said = [
            (place, place + len(other.text))
            for other in pieces
            if other.source is piece.source
            for place in other.places
        ]
        for place in piece.places:
            start = max((part.start for part in segments(text) if part.start <= place), default=0)
            denials = DENIES.finditer(text, start, place)
            if all(any(first <= denial.start() < last for first, last in said) for denial in denials):
                break
        else:
            return f"leaves out what denies {piece.text!r}"
    return None


def _figures_fault(pieces: Sequence[Piece]) -> str | None:
    """Return a figure that lacks its hedge, or its scope where its quote has other figures of the measure."""
    said = "".join(piece.text for piece in pieces)
    for index, piece in enumerate(pieces):
        if piece.bracketed:
            continue
        scopes = list(_brackets_after(pieces, index))
        faults = [_fault_at(piece, place, scopes, said) for place in piece.places]
        if None not in faults:
            return faults[0]
    return None


def _brackets_after(pieces: Sequence[Piece], index: int) -> Iterator[Piece]:
    for piece in pieces[index + 1 :]:
        if not piece.bracketed:
            return
        yield piece


def _fault_at(piece: Piece, place: int, scopes: Sequence[Piece], said: str) -> str | None:
    figures = list(piece.figures_at(place))
    for figure in figures:
        if hedges := [hedge for hedge in _hedges(piece.source.text, figure) if hedge not in said]:
            return f"leaves out {'、'.join(hedges)}"
        alike = (other for other in piece.source.figures if other.measure == figure.measure)
        others = [other for other in alike if other.value != figure.value]
        if not scopes and all(other in figures for other in others):
            continue
        if not scopes and len(_HAN.findall(piece.source.text[place : figure.start])) < 2:
            return f"does not say what {figure.value} is for"
        if not all(scope.source is piece.source and _covers(scope, figure, others) for scope in scopes):
            return f"gives {figure.value} a scope that the quote does not give it"
    return None


def _hedges(text: str, figure: Stated) -> Iterator[str]:
    for segment in segments(text):
        if segment.start <= figure.start < segment.end:
            yield from HEDGES.findall(text[segment.start : segment.end])


def _covers(scope: Piece, figure: Stated, others: Sequence[Stated]) -> bool:
    """Tell whether the scope stands before the figure with no other of the measure between them."""
    ends = (place + len(scope.text) for place in scope.places)
    return any(end <= figure.start and not any(end <= other.start < figure.start for other in others) for end in ends)


def _reservation_fault(text: str, sources: Sequence[Source]) -> str | None:
    signs = (match.group() for source in sources for match in RESERVATIONS.finditer(source.text))
    unsaid = next((sign for sign in signs if sign not in text), None)
    return None if unsaid is None else f"leaves out a reservation: {unsaid}"
