"""What a lead must not leave out: the exceptions of the quotes that it is made from."""

from collections.abc import Iterator, Sequence

from kb.answer.lead.check import Lead
from kb.answer.lead.text import Segment, plain, segments
from kb.answer.lead.words import CONDITIONED, EXCEPTED, LONGEST, RESERVATIONS
from kb.types import Citation


def reserved(
    said: str, marks: tuple[int, ...], citations: Sequence[Citation], conditioned: bool = False
) -> Iterator[Lead]:
    """Yield a lead that says the reservations of its quotes, then one that says that there are some.

    The better one comes first; whether it passes verify_lead is for the caller to see.
    """
    unsaid = list(_unsaid(said, [citation for citation in citations if citation.mark in marks]))
    note = CONDITIONED if conditioned else ""
    full = "；".join([said, *unsaid])
    if len(full + note) <= LONGEST:
        yield Lead(full + note, marks)
    if unsaid:
        yield Lead(said + EXCEPTED, marks)


def _unsaid(said: str, cited: Sequence[Citation]) -> Iterator[str]:
    """Yield from each reservation that a lead lacks to the end of its sentence."""
    for citation in cited:
        text = plain(citation.quote)
        parts = segments(text)
        last = 0
        for sign in RESERVATIONS.finditer(text):
            if sign.group() in said or sign.start() < last:
                continue
            part = next(one for one in parts if one.start <= sign.start() < one.end)
            # “除…外” stands before what it is an exception to.
            last = part.end if sign.group().endswith("外") else _sentence_end(part, parts)
            yield text[part.start : last]


def _sentence_end(part: Segment, parts: Sequence[Segment]) -> int:
    return max(one.end for one in parts if one.sentence == part.sentence)
