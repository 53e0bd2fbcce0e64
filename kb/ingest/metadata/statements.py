"""What a text says of itself, with the places where it does.

Documents that a text names (`repeals`, `basis`, `reports_on`) have values of the form “《title》（number）”, or
“《title》” where no number is given; `kb.ingest.references.split_reference` parts them.
"""

from dataclasses import dataclass

from kb.ingest.head import printed_head, read_head
from kb.ingest.metadata.amending import amends
from kb.ingest.metadata.effect import basis, effective_from, effective_to, not_before
from kb.ingest.metadata.extending import extends
from kb.ingest.metadata.kinds import kind_of
from kb.ingest.metadata.publication import doc_number, issuers
from kb.ingest.metadata.published import published, signed_on
from kb.ingest.metadata.regions import region_of
from kb.ingest.metadata.repealing import repeals
from kb.ingest.metadata.reports import reports_on
from kb.ingest.newspaper.article_kinds import article_kind, opening_words
from kb.ingest.newspaper.report_day import report_day
from kb.ingest.references import NUMBER, normal_number
from kb.types import DocumentKind, Evidence, Metadata

_OFFICIAL = (DocumentKind.POLICY, DocumentKind.LAW, DocumentKind.NOTICE)


@dataclass(frozen=True, slots=True)
class Printed:
    """What a newspaper page says of an article beside its text."""

    title: str | None
    subtitle: str | None = None
    byline: str | None = None
    published: Evidence | None = None
    kind: DocumentKind | None = None
    latest: tuple[int, int] | None = None
    """The year and month of the latest figures on the page, where it names no day."""


def describe(text: str, name: str) -> Metadata:
    """Return the metadata of a document that is a file of its own; spans are offsets into the text."""
    head = read_head(text, name)
    number = doc_number(text, head)
    issued_by = issuers(text, head)
    issued_on = published(text, head, name)
    start = effective_from(text, head, issued_on)
    return Metadata(
        title=head.title,
        kind=kind_of(text, head, number.value if number else None),
        issuers=issued_by,
        doc_number=number,
        region=region_of(head.title, head.title_span, text, issued_by),
        published=issued_on,
        effective_from=start,
        effective_to=effective_to(text, start),
        repeals=repeals(text),
        basis=basis(text),
        not_before=not_before(text, head, start, issued_on),
        extends=extends(text, start or issued_on),
        amends=amends(text, head.title),
    )


def describe_article(text: str, printed: Printed) -> Metadata:
    """Return the metadata of an item of a newspaper page; spans are offsets into its text."""
    kind = printed.kind or article_kind(text, printed.title, printed.byline)
    title = printed.title or opening_words(text)
    if kind not in _OFFICIAL:
        return Metadata(
            title=title,
            subtitle=printed.subtitle,
            byline=printed.byline,
            kind=kind,
            region=region_of(printed.title or "", None, text, ()),
            published=printed.published or (report_day(text, printed.latest) if printed.latest else None),
            reports_on=reports_on(text) if kind is DocumentKind.NEWS else (),
        )
    head = printed_head(text, title)
    issued_by = issuers(text, head)
    number = doc_number(text, head) or _number_below(printed.subtitle)
    issued_on = signed_on(text) or printed.published
    start = effective_from(text, None, issued_on)
    return Metadata(
        title=title,
        subtitle=printed.subtitle,
        byline=printed.byline,
        kind=kind,
        issuers=issued_by,
        doc_number=number,
        region=region_of(printed.title or "", None, text, issued_by),
        published=issued_on,
        effective_from=start,
        effective_to=effective_to(text, start),
        repeals=repeals(text),
        basis=basis(text),
        extends=extends(text, start or issued_on),
        amends=amends(text, title),
    )


def _number_below(subtitle: str | None) -> Evidence | None:
    """Return the document's number that a page prints below its title, outside the text."""
    match = NUMBER.search(subtitle or "")
    return Evidence(normal_number(match[0])) if match else None
