"""The relational store: the one truth, everything else is derived from it."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from kb.errors import NotFound
from kb.layout import Layout
from kb.store import codec
from kb.store.audience import audience
from kb.store.audit import AuditPage, AuditQuery
from kb.store.audit_rows import read_audit
from kb.store.correction_rows import corrections_of, corrections_of_version, read_corrections
from kb.store.corrections import Correction, Field, corrected, standing
from kb.store.database import Place, retried, retried_rows
from kb.store.opening import opened_database
from kb.store.reference_rows import ReferenceRow, references_of, references_to, unsearched
from kb.store.rows import Generation, PassageRow, VersionRow, WordRow
from kb.store.schema import clauses, documents, generations, meta, passages, sources, versions, words
from kb.store.segment_notes import SegmentNotes
from kb.store.source_rows import layout_of
from kb.store.version_rows import VersionRows
from kb.store.writer import StoreWriter
from kb.types import Clause, ClauseTree, Metadata, Passage, SourceFile, Span, Version

# SQLite's default limit of host parameters in one statement is higher; this keeps statements short.
_BATCH = 500
_IDENTITY = "identity"


class Store:
    """Rows read and written; safe to share between threads."""

    def __init__(self, place: Place) -> None:
        self._database = opened_database(place)
        self._version_rows = VersionRows()
        self.alone = self._database.alone
        self.segment_notes = SegmentNotes(self._database)

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    @property
    def is_shared(self) -> bool:
        """True where machines that do not share a folder share the rows."""
        return self._database.is_shared

    @contextmanager
    def writing(self) -> Iterator[StoreWriter]:
        """Give a writer inside one transaction: all of it is committed at the end, or nothing."""
        with self._database.writing() as connection:
            writer = StoreWriter(connection)
            yield writer
            writer.count_change()

    @contextmanager
    def reading(self) -> Iterator[StoreWriter]:
        """Give a writer whose queries may be used; nothing that it wrote would be kept."""
        with self._database.looking() as connection:
            yield StoreWriter(connection)

    @contextmanager
    def noting(self) -> Iterator[StoreWriter]:
        """Give a writer inside one transaction, for what changes nothing that is searched or shown."""
        with self._database.writing() as connection:
            yield StoreWriter(connection)

    @retried
    def audit(self, wanted: AuditQuery) -> AuditPage:
        """Return the entries of the log that are asked for, newest first."""
        with self._database.reading() as connection:
            return read_audit(connection, wanted)

    def forget(self) -> None:
        """Drop what is kept of rows in memory, after any change."""
        codec.strings_from_json.cache_clear()

    def scrub(self) -> None:
        """Leave no bytes of deleted rows in the database's files.

        Raises HomeLocked where another program reads all the while.
        """
        self._database.scrub()

    def changes(self) -> int:
        """Return a number that grows with every committed change."""
        return self._number("changes")

    @retried
    def access_revision(self) -> int:
        """Return a number that grows with every committed change of keys and sessions."""
        return self._number("access_revision")

    def words_revision(self) -> int:
        """Return a number that grows with every committed change to the words."""
        return self._number("words_revision")

    @retried
    def word_rows(self) -> list[WordRow]:
        """Return the home's changes to the dictionary of plain words, by term and expression."""
        query = sa.select(words).order_by(words.c.term_key, words.c.expression_key)
        with self._database.reading() as connection:
            return [WordRow(row.term, row.expression, row.removed) for row in connection.execute(query)]

    def identity(self) -> str:
        """Return a name that no other store has; it is given when it is first asked for."""
        query = sa.select(meta.c.value).where(meta.c.key == _IDENTITY)
        with self._database.reading() as connection:
            held = connection.execute(query).scalar_one_or_none()
        if held is not None:
            return str(held)
        with self._database.writing() as connection:
            held = connection.execute(query).scalar_one_or_none() or uuid.uuid4().hex
            connection.execute(sa.delete(meta).where(meta.c.key == _IDENTITY))
            connection.execute(sa.insert(meta).values(key=_IDENTITY, value=held))
        return str(held)

    @retried
    def generation(self) -> Generation | None:
        """Return the published generation; None before the first."""
        query = sa.select(generations).order_by(generations.c.generation.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return _generation(row) if row else None

    @retried
    def generations(self) -> list[Generation]:
        """Return every generation kept, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(generations).order_by(generations.c.generation.desc())).all()
        return [_generation(row) for row in rows]

    @retried
    def version_rows(self) -> list[VersionRow]:
        """Return every version without its text, in the order they were added."""
        with self._database.reading() as connection:
            return self._version_rows.read(connection)

    @retried
    def shown_rows(self) -> list[VersionRow]:
        """Return those of them that the present audience sees."""
        seen = audience()
        return [row for row in self.version_rows() if seen.sees(row.groups)]

    def corrections(self, document_id: str) -> list[Correction]:
        """Return what staff set about a document's versions, oldest first."""
        with self._database.reading() as connection:
            return corrections_of(connection, document_id)

    @retried
    def stated(self, version_row: int) -> Metadata:
        """Return what a version says of itself, before anything that staff set. Raises NotFound."""
        query = sa.select(versions.c.metadata).where(versions.c.version_row == version_row)
        with self._database.reading() as connection:
            found = connection.execute(query).scalar_one_or_none()
        if found is None:
            raise NotFound(f"没有这个版本：第 {version_row} 行", version_row=version_row)
        return codec.metadata_from_json(found)

    @retried
    def titles(self, version_row: int) -> set[str]:
        """Return every title that a version has borne: the one that it was read with, and those that staff set."""
        with self._database.reading() as connection:
            changes = read_corrections(connection, version_row=version_row).get(version_row, ())
        given = {one.value for one in changes if one.field is Field.TITLE and one.value}
        return given | {self.stated(version_row).title}

    @retried
    def version(self, version_row: int) -> Version:
        """Return a version with its text. Raises NotFound."""
        with self._database.reading() as connection:
            row = connection.execute(_VERSION, {"row": version_row}).one_or_none()
            by_hand = corrections_of_version(connection, version_row)
        if row is None:
            raise NotFound(f"没有这个版本：第 {version_row} 行", version_row=version_row)
        return Version(
            row.document_id,
            row.version,
            row.name,
            row.text,
            corrected(codec.metadata_from_json(row.metadata), standing(by_hand)),
            codec.source_map_from_json(row.source_map),
            withdrawn=row.withdrawn_at is not None,
        )

    @retried
    def bearing(self, addresses: Sequence[str]) -> set[int]:
        """Return the rows of the versions that have a clause of one of these very addresses."""
        query = sa.select(clauses.c.version_row).where(clauses.c.address.in_(addresses)).distinct()
        with self._database.reading() as connection:
            return set(connection.execute(query).scalars())

    @retried_rows
    def texts(self, version_rows: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Give the row and the text of those of the versions that there are, by row."""
        with self._database.reading() as connection:
            for start in range(0, len(version_rows), _BATCH):
                batch = list(version_rows[start : start + _BATCH])
                query = sa.select(versions.c.version_row, versions.c.text).where(versions.c.version_row.in_(batch))
                for row in connection.execute(query.order_by(versions.c.version_row)):
                    yield row.version_row, row.text

    @retried_rows
    def passage_texts(self, passage_rows: Sequence[int]) -> Iterator[tuple[int, int, str]]:
        """Give the version row, the start and the text of those of the passages that there are, by row."""
        columns = (passages.c.version_row, passages.c.start, passages.c.text)
        rows = sorted(passage_rows)
        with self._database.reading() as connection:
            for start in range(0, len(rows), _BATCH):
                query = sa.select(*columns).where(passages.c.passage_row.in_(rows[start : start + _BATCH]))
                for row in connection.execute(query.order_by(passages.c.passage_row)):
                    yield row.version_row, row.start, row.text

    @retried
    def clause_tree(self, version_row: int) -> ClauseTree:
        """Return the clauses of a version in text order, with the gaps in their numbering. Raises NotFound."""
        query = sa.select(clauses).where(clauses.c.version_row == version_row).order_by(clauses.c.position)
        with self._database.reading() as connection:
            found = tuple(_clause(row) for row in connection.execute(query))
            gaps = connection.execute(
                sa.select(versions.c.gaps).where(versions.c.version_row == version_row)
            ).scalar_one_or_none()
        if gaps is None:
            raise NotFound(f"没有这个版本：第 {version_row} 行", version_row=version_row)
        return ClauseTree(found, codec.strings_from_json(gaps))

    @retried
    def clause(self, version_row: int, position: int) -> Clause:
        """Return one clause of a version. Raises NotFound."""
        with self._database.reading() as connection:
            row = connection.execute(_CLAUSE, {"row": version_row, "place": position}).one_or_none()
        if row is None:
            raise NotFound(f"没有这一条款：第 {version_row} 行第 {position} 条", version_row=version_row)
        return _clause(row)

    @retried
    def clauses_at(self, version_row: int, offset: int) -> dict[int, Clause]:
        """Return the clauses of a version whose subtree holds an offset, by position; none where there is no such."""
        column = clauses.c
        inside = (column.version_row == version_row) & (column.start <= offset) & (column.end > offset)
        with self._database.reading() as connection:
            found = connection.execute(sa.select(clauses).where(inside).order_by(column.position))
            return {row.position: _clause(row) for row in found}

    @retried
    def references_of(self, version_row: int) -> list[ReferenceRow] | None:
        """Return a version's references in text order; None where they were not looked for by today's rules."""
        with self._database.reading() as connection:
            return references_of(connection, version_row)

    @retried
    def references_to(self, keys: Sequence[str]) -> list[ReferenceRow]:
        """Return the references that name a document by one of the keys, by version and place."""
        with self._database.reading() as connection:
            return references_to(connection, keys)

    @retried
    def unsearched(self) -> list[int]:
        """Return the versions whose references were never looked for, or by other rules than today's."""
        with self._database.reading() as connection:
            return unsearched(connection)

    @retried_rows
    def passages_of(self, version_rows: Sequence[int]) -> Iterator[PassageRow]:
        """Give the passages of the versions, in the order of the versions and of the text."""
        with self._database.reading() as connection:
            for version_row in version_rows:
                query = sa.select(*_PASSAGE).join(versions).where(passages.c.version_row == version_row)
                for row in connection.execute(query.order_by(passages.c.start)):
                    yield _passage(row)

    @retried
    def passages(self, passage_rows: Sequence[int]) -> dict[int, PassageRow]:
        """Return those of the passages that there are, by row."""
        found: dict[int, PassageRow] = {}
        with self._database.reading() as connection:
            for start in range(0, len(passage_rows), _BATCH):
                batch = list(passage_rows[start : start + _BATCH])
                for row in connection.execute(_PASSAGES_BY_ROW, {"rows": batch}):
                    found[row.passage_row] = _passage(row)
        return found

    @retried
    def passage_counts(self) -> dict[int, int]:
        """Return how many passages each version has that has any."""
        query = sa.select(passages.c.version_row, sa.func.count()).group_by(passages.c.version_row)
        with self._database.reading() as connection:
            return {int(row[0]): int(row[1]) for row in connection.execute(query)}

    @retried
    def source_file(self, version_row: int) -> SourceFile:
        """Return the file that a version came in. Raises NotFound."""
        query = (
            sa.select(sources.c.name, sources.c.data)
            .join(versions, versions.c.source_id == sources.c.source_id)
            .where(versions.c.version_row == version_row)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFound(f"没有这个版本的原始文件：第 {version_row} 行", version_row=version_row)
        if not row.data:
            raise NotFound(
                f"原件“{row.name}”里还有已彻底删除的内容，无法单独去掉，原件已随之删除；文字仍可查看", name=row.name
            )
        return SourceFile(row.name, row.data)

    @retried
    def layout(self, document_id: str, version: int) -> Layout | None:
        """Return where the characters of a version's file stand; None where its text is the file itself."""
        with self._database.reading() as connection:
            return layout_of(connection, document_id, version)

    @retried
    def _number(self, key: str) -> int:
        with self._database.reading() as connection:
            return int(connection.execute(_NUMBER, {"key": key}).scalar_one())


_PASSAGE = (
    passages.c.passage_row,
    passages.c.version_row,
    passages.c.clause_position,
    passages.c.passage_id,
    passages.c.start,
    passages.c.end,
    passages.c.text,
    passages.c.lead_in,
    versions.c.document_id,
    versions.c.version,
)


# What every question asks is built once: a statement takes longer to build than to run.
_PASSAGES_BY_ROW = (
    sa.select(*_PASSAGE).join(versions).where(passages.c.passage_row.in_(sa.bindparam("rows", expanding=True)))
)
_CLAUSE = sa.select(clauses).where(
    clauses.c.version_row == sa.bindparam("row"), clauses.c.position == sa.bindparam("place")
)
_VERSION = (
    sa.select(versions, documents.c.withdrawn_at, sources.c.name)
    .join(documents, documents.c.document_id == versions.c.document_id)
    .join(sources, sources.c.source_id == versions.c.source_id)
    .where(versions.c.version_row == sa.bindparam("row"))
)
_NUMBER = sa.select(meta.c.value).where(meta.c.key == sa.bindparam("key"))


def _passage(row: sa.Row[*tuple[Any, ...]]) -> PassageRow:
    passage = Passage(
        row.passage_id,
        row.document_id,
        row.version,
        "",
        Span(row.start, row.end),
        row.text,
        row.lead_in,
    )
    return PassageRow(row.passage_row, row.version_row, row.clause_position, passage)


def _clause(row: sa.Row[*tuple[Any, ...]]) -> Clause:
    # Taken apart at once: a tree has hundreds, and a column asked for by its name takes longer than all of them so.
    address, kind, label, title, start, end, own_start, own_end, depth, parent, headings = row[2:13]
    path = codec.strings_from_json(headings)
    return Clause(address, kind, label, title, Span(start, end), Span(own_start, own_end), depth, parent, path)


def _generation(row: sa.Row[*tuple[Any, ...]]) -> Generation:
    return Generation(row.generation, codec.strings_from_json(row.segments), row.fingerprint, row.created_at)
