"""The documents as a list: those that pass what is asked of them, and how many pass each value that may be asked."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kb.holdings import DocumentFacets, DocumentPage
from kb.retrieve.catalog import names_of
from kb.retrieve.view import View
from kb.store.rows import VersionRow
from kb.text.keys import compare_key
from kb.types import DocumentKind, Validity

_MOST_VALUES = 200


@dataclass(frozen=True, slots=True)
class DocumentQuery:
    """Which documents are listed; what is None is not asked."""

    source: str | None = None
    text: str | None = None
    """Words of the title."""
    kind: DocumentKind | None = None
    region: str | None = None
    """The whole name of a region, as is that of an issuer."""
    issuer: str | None = None
    validity: Validity | None = None
    """A withdrawn document has none."""
    limit: int = 50
    offset: int = 0
    include_withdrawn: bool = False
    facets: bool = False
    """Whether the values that the documents have are counted."""


def listed(wanted: DocumentQuery, view: View) -> DocumentPage:
    """Return the documents that are asked for, in the order they came in."""
    found = [row for row in _searched(wanted, view) if all(passes(row) for passes in _asked(wanted, view).values())]
    page = found[wanted.offset : wanted.offset + wanted.limit]
    facets = _facets(wanted, view) if wanted.facets else None
    return DocumentPage(tuple(view.catalog.summary(row, view.day) for row in page), len(found), facets)


def _searched(wanted: DocumentQuery, view: View) -> list[VersionRow]:
    rows = (view.catalog.current(document_id, view.day) for document_id in view.catalog.documents)
    words = compare_key(wanted.text or "")
    return [
        row
        for row in rows
        if (wanted.include_withdrawn or not row.withdrawn)
        and (wanted.source is None or row.source_name == wanted.source)
        and any(words in compare_key(name) for name in names_of(row.metadata))
    ]


def _asked(wanted: DocumentQuery, view: View) -> dict[str, Callable[[VersionRow], bool]]:
    """Return, by what is counted, whether a version has the value that is asked for; only what is asked."""
    asked: dict[str, Callable[[VersionRow], bool]] = {}
    if wanted.kind is not None:
        asked["kinds"] = lambda row: row.metadata.kind is wanted.kind
    if wanted.region is not None:
        asked["regions"] = lambda row: wanted.region in _regions(row)
    if wanted.issuer is not None:
        asked["issuers"] = lambda row: wanted.issuer in _issuers(row)
    if wanted.validity is not None:
        asked["validities"] = lambda row: wanted.validity in _validities(row, view)
    return asked


def _facets(wanted: DocumentQuery, view: View) -> DocumentFacets:
    rows, asked = _searched(wanted, view), _asked(wanted, view)

    def counted(name: str, values: Callable[[VersionRow], Iterable[str]]) -> Sequence[tuple[str, int]]:
        # What else is asked counts; another value of its own may still be chosen.
        others = [passes for one, passes in asked.items() if one != name]
        counts = Counter(value for row in rows if all(one(row) for one in others) for value in values(row))
        return tuple(counts.most_common(_MOST_VALUES))

    return DocumentFacets(
        kinds=counted("kinds", lambda row: (row.metadata.kind.value,)),
        regions=counted("regions", _regions),
        issuers=counted("issuers", _issuers),
        validities=counted("validities", lambda row: [one.value for one in _validities(row, view)]),
    )


def _regions(row: VersionRow) -> Sequence[str]:
    return (row.metadata.region.value,) if row.metadata.region else ()


def _issuers(row: VersionRow) -> Sequence[str]:
    return tuple(dict.fromkeys(issuer.value for issuer in row.metadata.issuers))


def _validities(row: VersionRow, view: View) -> Sequence[Validity]:
    return () if row.withdrawn else (view.catalog.validity(row, view.day),)
