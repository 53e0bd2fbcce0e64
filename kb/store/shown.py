"""What the present audience sees, as conditions on rows: what is hidden is as if it were not there."""

import sqlalchemy as sa

from kb.store.audience import audience
from kb.store.codec import groups_to_text
from kb.store.schema import audit, copies, documents, sources, versions


def documents_shown() -> sa.ColumnElement[bool]:
    """Return what a row of `documents` fulfils that the audience sees."""
    groups = audience().groups
    if groups is None:
        return sa.true()
    column = documents.c.visible_to
    # LIKE takes A for a in one database and not in another; replace() changes nothing but the very name.
    theirs = (sa.func.replace(column, groups_to_text([one]), "") != column for one in sorted(groups))
    return sa.or_(column.is_(None), *theirs)


def sources_shown() -> sa.ColumnElement[bool]:
    """Return what a row of `sources` fulfils that holds no text which is hidden."""
    if audience().groups is None:
        return sa.true()
    hidden = sa.select(documents.c.document_id).where(~documents_shown())
    rows = sa.select(versions.c.version_row, versions.c.source_id).where(versions.c.document_id.in_(hidden)).subquery()
    copied = sa.select(copies.c.source_id).where(copies.c.version_row.in_(sa.select(rows.c.version_row)))
    return sources.c.source_id.not_in(sa.select(rows.c.source_id)) & sources.c.source_id.not_in(copied)


def audit_shown() -> sa.ColumnElement[bool]:
    """Return what a row of the log fulfils: where not all is seen, it is about a document that is.

    Names of files tell as much as titles: what is about no document is for those who see everything.
    """
    if audience().groups is None:
        return sa.true()
    return audit.c.document_id.in_(sa.select(documents.c.document_id).where(documents_shown()))
