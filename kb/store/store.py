"""The relational store: the one truth, everything else is derived from it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kb.errors import HomeLocked, NotFound
from kb.layout import Layout
from kb.store import codec
from kb.store.audit import AuditPage, AuditQuery
from kb.store.audit_rows import read_audit
from kb.store.correction_rows import read_corrections
from kb.store.corrections import Correction, Field, corrected, standing
from kb.store.engine import open_engine
from kb.store.reference_rows import ReferenceRow, references_of, references_to, unsearched
from kb.store.rows import Generation, PassageRow, VersionRow, WordRow
from kb.store.schema import clauses, documents, generations, meta, passages, sources, versions, words
from kb.store.source_rows import layout_of
from kb.store.version_rows import VersionRows
from kb.store.writer import StoreWriter
from kb.types import Clause, ClauseTree, Metadata, Passage, SourceFile, Span, Version

# SQLite's default limit of host parameters in one statement is higher; this keeps statements short.
_BATCH = 500


class Store:
    """Rows read and written; safe to share between threads."""

    def __init__(self, file: Path) -> None:
        self._engine = open_engine(file)
        self._version_rows = VersionRows()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[StoreWriter]:
        """Give a writer inside one transaction: all of it is committed at the end, or nothing."""
        with self._engine.begin() as connection:
            writer = StoreWriter(connection)
            yield writer
            writer.count_change()

    @contextmanager
    def reading(self) -> Iterator[StoreWriter]:
        """Give a writer whose queries may be used; nothing that it wrote would be kept."""
        with self._engine.connect() as connection:
            yield StoreWriter(connection)

    @contextmanager
    def noting(self) -> Iterator[StoreWriter]:
        """Give a writer inside one transaction, for what changes nothing that is searched or shown."""
        with self._engine.begin() as connection:
            yield StoreWriter(connection)

    def audit(self, wanted: AuditQuery) -> AuditPage:
        """Return the entries of the log that are asked for, newest first."""
        with self._engine.connect() as connection:
            return read_audit(connection, wanted)

    def scrub(self) -> None:
        """Empty the write-ahead log, so that no bytes of deleted rows stay in it.

        Raises HomeLocked where another program reads all the while.
        """
        with self._engine.connect() as connection:
            busy = connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar_one()
        if busy:
            raise HomeLocked(
                "内容已从知识库删除，但另一个程序一直在读，磁盘日志里还有残留；请等它结束后运行 kb reindex"
            )

    def changes(self) -> int:
        """Return a number that grows with every committed change."""
        return self._number("changes")

    def words_revision(self) -> int:
        """Return a number that grows with every committed change to the words."""
        return self._number("words_revision")

    def word_rows(self) -> list[WordRow]:
        """Return the home's changes to the dictionary of plain words, by term and expression."""
        query = sa.select(words).order_by(words.c.term_key, words.c.expression_key)
        with self._engine.connect() as connection:
            return [WordRow(row.term, row.expression, row.removed) for row in connection.execute(query)]

    def generation(self) -> Generation | None:
        """Return the published generation; None before the first."""
        query = sa.select(generations).order_by(generations.c.generation.desc()).limit(1)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return _generation(row) if row else None

    def generations(self) -> list[Generation]:
        """Return every generation kept, newest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(generations).order_by(generations.c.generation.desc())).all()
        return [_generation(row) for row in rows]

    def version_rows(self) -> list[VersionRow]:
        """Return every version without its text, in the order they were added."""
        with self._engine.connect() as connection:
            return self._version_rows.read(connection)

    def corrections(self, document_id: str) -> list[Correction]:
        """Return what staff set about a document's versions, oldest first."""
        with self._engine.connect() as connection:
            found = read_corrections(connection, document_id=document_id).values()
        return sorted((one for of_version in found for one in of_version), key=lambda one: one.at)

    def stated(self, version_row: int) -> Metadata:
        """Return what a version says of itself, before anything that staff set. Raises NotFound."""
        query = sa.select(versions.c.metadata).where(versions.c.version_row == version_row)
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar_one_or_none()
        if found is None:
            raise NotFound(f"没有这个版本：第 {version_row} 行", version_row=version_row)
        return codec.metadata_from_json(found)

    def titles(self, version_row: int) -> set[str]:
        """Return every title that a version has borne: the one that it was read with, and those that staff set."""
        with self._engine.connect() as connection:
            changes = read_corrections(connection, version_row=version_row).get(version_row, ())
        given = {one.value for one in changes if one.field is Field.TITLE and one.value}
        return given | {self.stated(version_row).title}

    def version(self, version_row: int) -> Version:
        """Return a version with its text. Raises NotFound."""
        query = (
            sa.select(versions, documents.c.withdrawn_at, sources.c.name)
            .join(documents, documents.c.document_id == versions.c.document_id)
            .join(sources, sources.c.source_id == versions.c.source_id)
            .where(versions.c.version_row == version_row)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
            by_hand = read_corrections(connection, version_row=version_row).get(version_row, ())
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

    def bearing(self, addresses: Sequence[str]) -> set[int]:
        """Return the rows of the versions that have a clause of one of these very addresses."""
        query = sa.select(clauses.c.version_row).where(clauses.c.address.in_(addresses)).distinct()
        with self._engine.connect() as connection:
            return set(connection.execute(query).scalars())

    def texts(self, version_rows: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Give the row and the text of those of the versions that there are, by row."""
        with self._engine.connect() as connection:
            for start in range(0, len(version_rows), _BATCH):
                batch = list(version_rows[start : start + _BATCH])
                query = sa.select(versions.c.version_row, versions.c.text).where(versions.c.version_row.in_(batch))
                for row in connection.execute(query.order_by(versions.c.version_row)):
                    yield row.version_row, row.text

    def passage_texts(self, passage_rows: Sequence[int]) -> Iterator[tuple[int, int, str]]:
        """Give the version row, the start and the text of those of the passages that there are, by row."""
        columns = (passages.c.version_row, passages.c.start, passages.c.text)
        rows = sorted(passage_rows)
        with self._engine.connect() as connection:
            for start in range(0, len(rows), _BATCH):
                query = sa.select(*columns).where(passages.c.passage_row.in_(rows[start : start + _BATCH]))
                for row in connection.execute(query):
                    yield row.version_row, row.start, row.text

    def clause_tree(self, version_row: int) -> ClauseTree:
        """Return the clauses of a version in text order, with the gaps in their numbering. Raises NotFound."""
        query = sa.select(clauses).where(clauses.c.version_row == version_row).order_by(clauses.c.position)
        with self._engine.connect() as connection:
            found = tuple(_clause(row) for row in connection.execute(query))
            gaps = connection.execute(
                sa.select(versions.c.gaps).where(versions.c.version_row == version_row)
            ).scalar_one_or_none()
        if gaps is None:
            raise NotFound(f"没有这个版本：第 {version_row} 行", version_row=version_row)
        return ClauseTree(found, codec.strings_from_json(gaps))

    def clause(self, version_row: int, position: int) -> Clause:
        """Return one clause of a version. Raises NotFound."""
        one = (clauses.c.version_row == version_row) & (clauses.c.position == position)
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(clauses).where(one)).one_or_none()
        if row is None:
            raise NotFound(f"没有这一条款：第 {version_row} 行第 {position} 条", version_row=version_row)
        return _clause(row)

    def clauses_at(self, version_row: int, offset: int) -> dict[int, Clause]:
        """Return the clauses of a version whose subtree holds an offset, by position; none where there is no such."""
        column = clauses.c
        inside = (column.version_row == version_row) & (column.start <= offset) & (column.end > offset)
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(clauses).where(inside).order_by(column.position))
            return {row.position: _clause(row) for row in found}

    def references_of(self, version_row: int) -> list[ReferenceRow] | None:
        """Return a version's references in text order; None where they were not looked for by today's rules."""
        with self._engine.connect() as connection:
            return references_of(connection, version_row)

    def references_to(self, keys: Sequence[str]) -> list[ReferenceRow]:
        """Return the references that name a document by one of the keys, by version and place."""
        with self._engine.connect() as connection:
            return references_to(connection, keys)

    def unsearched(self) -> list[int]:
        """Return the versions whose references were never looked for, or by other rules than today's."""
        with self._engine.connect() as connection:
            return unsearched(connection)

    def passages_of(self, version_rows: Sequence[int]) -> Iterator[PassageRow]:
        """Give the passages of the versions, in the order of the versions and of the text."""
        with self._engine.connect() as connection:
            for version_row in version_rows:
                query = sa.select(*_PASSAGE).join(versions).where(passages.c.version_row == version_row)
                for row in connection.execute(query.order_by(passages.c.start)):
                    yield _passage(row)

    def passages(self, passage_rows: Sequence[int]) -> dict[int, PassageRow]:
        """Return those of the passages that there are, by row."""
        found: dict[int, PassageRow] = {}
        with self._engine.connect() as connection:
            for start in range(0, len(passage_rows), _BATCH):
                batch = list(passage_rows[start : start + _BATCH])
                query = sa.select(*_PASSAGE).join(versions).where(passages.c.passage_row.in_(batch))
                for row in connection.execute(query):
                    found[row.passage_row] = _passage(row)
        return found

    def passage_counts(self) -> dict[int, int]:
        """Return how many passages each version has that has any."""
        query = sa.select(passages.c.version_row, sa.func.count()).group_by(passages.c.version_row)
        with self._engine.connect() as connection:
            return {int(row[0]): int(row[1]) for row in connection.execute(query)}

    def source_file(self, version_row: int) -> SourceFile:
        """Return the file that a version came in. Raises NotFound."""
        query = (
            sa.select(sources.c.name, sources.c.data)
            .join(versions, versions.c.source_id == sources.c.source_id)
            .where(versions.c.version_row == version_row)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFound(f"没有这个版本的原始文件：第 {version_row} 行", version_row=version_row)
        if not row.data:
            raise NotFound(
                f"原件“{row.name}”里还有已彻底删除的内容，无法单独去掉，原件已随之删除；文字仍可查看", name=row.name
            )
        return SourceFile(row.name, row.data)

    def layout(self, document_id: str, version: int) -> Layout | None:
        """Return where the characters of a version's file stand; None where its text is the file itself."""
        with self._engine.connect() as connection:
            return layout_of(connection, document_id, version)

    def _number(self, key: str) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(sa.select(meta.c.value).where(meta.c.key == key)).scalar_one())


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
    return Clause(
        row.address,
        row.kind,
        row.label,
        row.title,
        Span(row.start, row.end),
        Span(row.own_start, row.own_end),
        row.depth,
        row.parent,
        codec.strings_from_json(row.heading_path),
    )


def _generation(row: sa.Row[*tuple[Any, ...]]) -> Generation:
    return Generation(row.generation, codec.strings_from_json(row.segments), row.fingerprint, row.created_at)
