"""Citations: quotes turned into numbered references, each checked against the text it claims to quote."""

from collections.abc import Sequence

from kb.answer.quoting.extractive import Quote
from kb.clauses.label import clause_label, column_names
from kb.retrieve.view import Shelf
from kb.text.keys import compare_key
from kb.types import Citation


class QuoteMismatch(AssertionError):
    """A quote that does not stand where it says: a fault of the program, never shown to a reader."""


def cite(quotes: Sequence[Quote], shelf: Shelf) -> list[Citation]:
    """Return one citation a quote, marks from 1. Raises QuoteMismatch where a span leaves its leaf or its text."""
    citations = []
    for mark, quote in enumerate(quotes, start=1):
        version = shelf.version(quote.version_row)
        clause = shelf.tree(quote.version_row).clauses[quote.position]
        if not clause.own.contains(quote.span):
            raise QuoteMismatch(f"{version.key}#{clause.address} holds {clause.own}, not {quote.span}")
        text = quote.span.of(version.text)
        hit = quote.unit.hit
        if hit.clause.parent == quote.position and hit.clause.own == clause.own:
            # The first 款 was asked for by name: it is no clause of the tree, and its own text is the article's.
            clause = hit.clause
        citations.append(Citation(mark, text, quote.span, clause, version, hit.validity, hit.passage.passage_id))
    return citations


def answer_text(citations: Sequence[Citation], *, labelled: bool = False) -> str:
    """Return the quotes in order, each with its mark, where wanted after its clause's label.

    A row stands behind the names of its table's columns in brackets. Line breaks inside a quote become spaces.
    """
    return "".join(
        f"{_label(citation) if labelled else ''}{header}{' '.join(citation.quote.split())}[{citation.mark}]"
        for citation, header in zip(citations, _headers(citations), strict=True)
    )


def _label(citation: Citation) -> str:
    return f"{clause_label(citation.clause)}："


def _headers(citations: Sequence[Citation]) -> list[str]:
    """Return for each quote the names of the columns where it is a row, once for the rows of a table in a row."""
    headers: list[str] = []
    before: tuple[str, int | None] | None = None
    for citation in citations:
        clause = citation.clause
        table = (citation.version.key, clause.parent) if clause.kind == "row" else None
        header = column_names(clause) if table is not None and table != before else ""
        headers.append(f"（{header}）" if header else "")
        before = table
    return headers


def verify(text: str, citations: Sequence[Citation]) -> None:
    """Raise QuoteMismatch unless every word between the marks stands in the citation of the mark, or is its label.

    The names of its table's columns may stand before a row.
    """
    rest = text
    for citation, header in zip(citations, _headers(citations), strict=True):
        said, found, rest = rest.partition(f"[{citation.mark}]")
        said = said.removeprefix(_label(citation)).removeprefix(header)
        if not found or compare_key(said) not in compare_key(citation.span.of(citation.version.text)):
            raise QuoteMismatch(f"what precedes [{citation.mark}] is not in {citation.clause_id}: {said!r}")
    if rest:
        raise QuoteMismatch(f"words without a citation: {rest!r}")
