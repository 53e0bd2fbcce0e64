"""The rows of files beside their bytes: where their characters stand, and what a purge leaves of a file."""

from collections.abc import Collection

import sqlalchemy as sa

from kb.layout import Layout, pack, unpack
from kb.store.schema import copies, documents, source_layouts, sources, sync_files, versions
from kb.types import SourceMap

# Stands in GB18030 as in Unicode, so that a file keeps its encoding.
_PURGED = "■"


def add_layout(connection: sa.Connection, source_id: int, layout: Layout) -> None:
    """Keep the layout of a file whose text is not the file itself."""
    row = {"source_id": source_id, "format": layout.format, "layout": pack(layout)}
    connection.execute(sa.insert(source_layouts).values(**row))


def layout_of(connection: sa.Connection, document_id: str, version: int) -> Layout | None:
    """Return the layout of the file that a version came in; None where its text is the file itself."""
    query = (
        sa.select(source_layouts.c.format, source_layouts.c.layout)
        .join(versions, versions.c.source_id == source_layouts.c.source_id)
        .where(versions.c.document_id == document_id, versions.c.version == version)
    )
    row = connection.execute(query).one_or_none()
    return unpack(row.format, row.layout) if row else None


def overwrite(connection: sa.Connection, source_id: int, source_map: SourceMap) -> None:
    """Take a text out of a file that may hold others: one for one where the file is text, else with the whole file.

    Out of a printed page nothing can be cut; what else it holds keeps its text. The file is no longer known by its
    hash: given again, it is another one.
    """
    has_layout = sa.select(source_layouts.c.source_id).where(source_layouts.c.source_id == source_id)
    if connection.execute(has_layout).one_or_none() is not None:
        data = b""
    else:
        row = connection.execute(
            sa.select(sources.c.data, sources.c.encoding).where(sources.c.source_id == source_id)
        ).one()
        data = _overwritten(row.data, row.encoding, source_map)
    connection.execute(sa.update(sources).where(sources.c.source_id == source_id).values(data=data, sha256=""))


def of_source(name: str) -> sa.ColumnElement[bool]:
    """Return the condition that a file of that name held a text of the document, or was the first to."""
    named = sa.select(sources.c.source_id).where(sources.c.name == name)
    of_version = sa.select(versions.c.document_id).where(versions.c.source_id.in_(named))
    of_copy = sa.select(versions.c.document_id).join(copies).where(copies.c.source_id.in_(named))
    return sa.or_(
        documents.c.source_name == name,
        documents.c.document_id.in_(of_version),
        documents.c.document_id.in_(of_copy),
    )


def files_of(connection: sa.Connection, source_ids: Collection[int]) -> list[tuple[str, str]]:
    """Return the names and the hashes of files, oldest first."""
    query = (
        sa.select(sources.c.name, sources.c.sha256)
        .where(sources.c.source_id.in_(list(source_ids)))
        .order_by(sources.c.source_id)
    )
    return [(row.name, row.sha256) for row in connection.execute(query)]


def delete_sources(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    """Remove files with their layouts."""
    gone = sa.select(sources.c.source_id).where(which)
    connection.execute(sa.delete(source_layouts).where(source_layouts.c.source_id.in_(gone)))
    connection.execute(sa.delete(sync_files).where(sync_files.c.source_id.in_(gone)))
    connection.execute(sa.delete(sources).where(which))


def _overwritten(data: bytes, encoding: str, source_map: SourceMap) -> bytes:
    characters = list(data.decode(encoding))
    # Readers count from behind the byte order mark, which decodes to a character of its own.
    mark = int(encoding.startswith("utf") and characters[:1] == ["\ufeff"])
    for run in source_map.runs:
        start = mark + run.source_start
        characters[start : start + run.length] = _PURGED * run.length
    return "".join(characters).encode(encoding)
