"""Whether a version applies on a day, in words: what that is called, why, and the clause of the text that says so."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date

from kb.clauses.label import VALIDITY_WORDS
from kb.errors import NotFound
from kb.retrieve.standing.named import Naming
from kb.retrieve.standing.succession import begun
from kb.retrieve.validity import SEARCHED_BY_DEFAULT, day_of
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.types import Standing, StandingBy, Validity, Version

SUPERSEDED = "已被新版本取代"
"""What a version is called whose successor has begun: the document goes on."""


def standings_of(versions: Iterable[Version], view: View, shelf: Shelf) -> Mapping[str, Standing]:
    """Return how those of the versions stand of which there is more to tell than that they apply, by key."""
    rows = {version.key: view.catalog.find(version.document_id, version.version) for version in versions}
    every = {key: standing_of(row, view, shelf) for key, row in rows.items() if row is not None}
    return {key: one for key, one in every.items() if one.reason}


def standing_of(row: VersionRow, view: View, shelf: Shelf) -> Standing:
    """Return how a version stands on the view's day."""
    catalog, day = view.catalog, view.day
    validity = catalog.validity(row, day)
    label = VALIDITY_WORDS[validity]
    if row.by_hand is not None and row.by_hand.on(day) is validity:
        told = f"由{row.by_hand.by}设定" if validity not in SEARCHED_BY_DEFAULT else None
        return Standing(validity, label, told)
    if validity is Validity.REPEALED:
        return _ended(row, view, shelf)
    if validity is Validity.NOT_YET:
        return Standing(validity, label, _not_yet(row, day))
    term = catalog.term(row, day)
    if term.by is not None:
        by = stated_by(term.by, shelf)
        until = f"延长至 {term.ends.isoformat()}" if term.ends else "继续有效，没有写明到哪一天"
        return Standing(validity, label, f"有效期经{by.named}{until}", by)
    if validity is Validity.EXPIRED and term.ends:
        return Standing(validity, label, f"有效期至 {term.ends.isoformat()}")
    return Standing(validity, label)


def stated_by(naming: Naming, shelf: Shelf) -> StandingBy:
    """Return the text and the clause of it that make a statement about another."""
    by, address = naming.by, None
    if naming.evidence.span is not None:
        # What the store no longer holds was purged after the snapshot was opened.
        with suppress(NotFound):
            tree = shelf.tree(by.version_row)
            address = tree.clauses[tree.at(naming.evidence.span.start)].address
    return _by(by, address, naming.first_day)


def _by(row: VersionRow, address: str | None, from_day: date | None) -> StandingBy:
    metadata = row.metadata
    number = metadata.doc_number.value if metadata.doc_number else None
    return StandingBy(row.document_id, row.version, metadata.title, number, address, from_day)


def _ended(row: VersionRow, view: View, shelf: Shelf) -> Standing:
    repeal, edition = view.catalog.repeal(row), view.catalog.edition(row)
    if edition.replaced_by is not None and edition.is_replaced_on(view.day):
        since = begun(edition.replaced_from)
        by = _by(edition.replaced_by, None, edition.replaced_from if since else None)
        number = f"（{by.doc_number}）" if by.doc_number else ""
        told = f"被第{by.version}版{number}取代{f'，{since} 起' if since else ''}"
        return Standing(Validity.REPEALED, SUPERSEDED, told, by)
    if repeal is None:
        return Standing(Validity.REPEALED, VALIDITY_WORDS[Validity.REPEALED])
    by = stated_by(repeal, shelf)
    told = f"被{by.named}废止，{repeal.from_day.isoformat()} 起"
    return Standing(Validity.REPEALED, VALIDITY_WORDS[Validity.REPEALED], told, by)


def _not_yet(row: VersionRow, day: date) -> str | None:
    begins, bound = day_of(row.metadata.effective_from), day_of(row.metadata.not_before)
    if begins is not None and day < begins:
        return f"自 {begins.isoformat()} 起施行"
    return f"这个文本是 {bound.isoformat()} 才通过或修订的" if bound else None
