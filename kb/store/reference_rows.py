"""The rows of what clauses name: references found in a version's text, kept so that they are seen from both ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from kb.clauses.references.stated import RULES, Citing, find_citings
from kb.store.schema import clauses, cross_references, reference_searches, versions
from kb.text.keys import compare_key
from kb.text.title_names import name_key
from kb.types import ClauseTree, Metadata, Span

# SQLite's default limit of host parameters in one statement is higher; this keeps statements short.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """A reference with the clause that it stands in and its words."""

    version_row: int
    citing: Citing
    clause_address: str
    text: str


def references_in(text: str, tree: ClauseTree, metadata: Metadata) -> list[Citing]:
    """Return the references of a version's text."""
    number = metadata.doc_number.value if metadata.doc_number else None
    return find_citings(text, tree, metadata.title, number)


def set_references(connection: sa.Connection, version_row: int, found: Iterable[Citing]) -> None:
    """Keep the references of a version instead of those that were kept before."""
    for table in (cross_references, reference_searches):
        connection.execute(sa.delete(table).where(table.c.version_row == version_row))
    add_references(connection, version_row, found)


def add_references(connection: sa.Connection, version_row: int, found: Iterable[Citing]) -> None:
    """Keep the references of a new version."""
    rows = [
        {
            "version_row": version_row,
            "ordinal": ordinal,
            "clause_position": one.position,
            "start": one.span.start,
            "end": one.span.end,
            "title": one.title,
            "number": one.number,
            "address": one.address,
            "name_key": key_of(one.title, one.number),
        }
        for ordinal, one in enumerate(found)
    ]
    if rows:
        connection.execute(sa.insert(cross_references), rows)
    connection.execute(sa.insert(reference_searches).values(version_row=version_row, rules=RULES))


def key_of(title: str | None, number: str | None) -> str | None:
    """Return the key under which a named document is looked for; None for the text itself."""
    if title:
        return name_key(title)
    return f"#{compare_key(number)}" if number else None


def unsearched(connection: sa.Connection) -> list[int]:
    """Return the versions whose references were never looked for, or by other rules than today's."""
    done = sa.select(reference_searches.c.version_row).where(reference_searches.c.rules == RULES)
    query = sa.select(versions.c.version_row).where(versions.c.version_row.not_in(done))
    return list(connection.execute(query.order_by(versions.c.version_row)).scalars())


def references_of(connection: sa.Connection, version_row: int) -> list[ReferenceRow] | None:
    """Return a version's references in text order; None where they were not looked for by today's rules."""
    rules = connection.execute(
        sa.select(reference_searches.c.rules).where(reference_searches.c.version_row == version_row)
    ).scalar_one_or_none()
    if rules != RULES:
        return None
    query = _SELECT.where(cross_references.c.version_row == version_row).order_by(cross_references.c.ordinal)
    return [_reference(row) for row in connection.execute(query)]


def references_to(connection: sa.Connection, keys: Sequence[str]) -> list[ReferenceRow]:
    """Return the references that name a document by one of the keys, by version and place."""
    found: list[ReferenceRow] = []
    for start in range(0, len(keys), _BATCH):
        query = _SELECT.where(cross_references.c.name_key.in_(keys[start : start + _BATCH]))
        found += map(_reference, connection.execute(query))
    return sorted(found, key=lambda one: (one.version_row, one.citing.span.start))


_SELECT = (
    sa.select(
        cross_references,
        clauses.c.address.label("clause_address"),
        sa.func.substr(
            versions.c.text, cross_references.c.start + 1, cross_references.c.end - cross_references.c.start
        ).label("words"),
    )
    .join(versions, versions.c.version_row == cross_references.c.version_row)
    .join(
        clauses,
        sa.and_(
            clauses.c.version_row == cross_references.c.version_row,
            clauses.c.position == cross_references.c.clause_position,
        ),
    )
)


def _reference(row: sa.Row[tuple[object, ...]]) -> ReferenceRow:
    citing = Citing(row.clause_position, Span(row.start, row.end), row.title, row.number, row.address)
    return ReferenceRow(row.version_row, citing, row.clause_address, row.words)
