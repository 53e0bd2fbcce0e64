"""Several held texts of which one takes the others' place: the one that applies on a day, and what tells them apart."""

from collections.abc import Sequence

from kb.clauses.label import VALIDITY_WORDS
from kb.retrieve.naming.owners import have_one_owner
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import View
from kb.store.rows import VersionRow
from kb.text.title_names import name_key


def edition_of_the_day(rows: tuple[VersionRow, ...], view: View) -> tuple[tuple[VersionRow, ...], str]:
    """Return the one text that applies on the view's day, where the others are editions of the same; what to say of it.

    Editions of one text are called the same but for the edition, or one of them repeals the other. All are returned
    where none or several apply, or where any is of another matter or of another place.
    """
    applying = tuple(row for row in rows if view.catalog.validity(row, view.day) in SEARCHED_BY_DEFAULT)
    if len(rows) < 2 or len(applying) != 1:
        return rows, ""
    one = applying[0]
    others = [row for row in rows if row is not one]
    if not all(_are_editions(one, other, view) for other in others):
        return rows, ""
    beside = "；".join(f"《{row.metadata.title}》（{'，'.join(_facts(row, view))}）" for row in others)
    return applying, f"按 {view.day.isoformat()} 适用的《{one.metadata.title}》理解；另有{beside}"


def told_with_facts(names: Sequence[str], rows: Sequence[VersionRow], view: View) -> list[str]:
    """Return the names of versions, each with what is known of it where any does not apply on the view's day."""
    if all(view.catalog.validity(row, view.day) in SEARCHED_BY_DEFAULT for row in rows):
        return list(names)
    return [
        f"{name}（{'，'.join(fact for fact in _facts(row, view) if fact not in name)}）"
        for name, row in zip(names, rows, strict=True)
    ]


def _facts(row: VersionRow, view: View) -> list[str]:
    """Return the number of a version, from when it holds or since when it is issued, and how it stands on the day."""
    metadata = row.metadata
    number = metadata.doc_number.value if metadata.doc_number else ""
    if metadata.effective_from:
        day = f"{metadata.effective_from.value} 起施行"
    else:
        day = f"{metadata.published.value} 发布" if metadata.published else ""
    return [fact for fact in (number, day, VALIDITY_WORDS[view.catalog.validity(row, view.day)]) if fact]


def _are_editions(one: VersionRow, other: VersionRow, view: View) -> bool:
    for gone, new in ((one, other), (other, one)):
        repeal = view.catalog.repeal(gone)
        if repeal is not None and repeal.by.document_id == new.document_id:
            return True
    return name_key(one.metadata.title) == name_key(other.metadata.title) and have_one_owner([one, other])
