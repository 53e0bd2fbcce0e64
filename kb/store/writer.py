"""Writes inside one transaction of the store."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from kb.clauses.references.stated import Citing
from kb.layout import layout_of
from kb.raw import ParsedDocument, RawDocument
from kb.store import codec
from kb.store.access_rows import AccessRows
from kb.store.audit import AuditAction
from kb.store.audit_rows import AuditRows
from kb.store.correction_rows import add_corrections, read_corrections
from kb.store.corrections import Correction, Field, corrected, standing
from kb.store.digests import keep_digest
from kb.store.feedback_rows import FeedbackRows
from kb.store.purged_rows import PurgedRows
from kb.store.reference_rows import add_references, references_in, set_references
from kb.store.rows import HeldText, NewestVersion, WordRow
from kb.store.schema import (
    clauses,
    copies,
    corrections,
    cross_references,
    documents,
    generations,
    meta,
    passages,
    reference_searches,
    sources,
    version_digests,
    versions,
)
from kb.store.shown import documents_shown, sources_shown
from kb.store.source_rows import add_layout, delete_sources, files_of, of_source, overwrite
from kb.store.statement_rows import StatementRows
from kb.store.sync_rows import SyncRows
from kb.store.word_rows import set_words
from kb.text.keys import title_key
from kb.types import ClauseTree, Passage, SourceMap

# Some version's text lies in the file.
_HELD = sa.or_(
    sa.exists().where(versions.c.source_id == sources.c.source_id),
    sa.exists().where(copies.c.source_id == sources.c.source_id),
)

_NEWEST = sa.select(versions.c.version_row, versions.c.version, versions.c.text_sha256)
# Every table that holds something of a version, the versions last.
_REFERENCES = (cross_references, reference_searches)
_OF_A_VERSION = (passages, clauses, copies, corrections, *_REFERENCES, version_digests, versions)


def _given(document_id: str) -> str:
    return f"versions_given:{document_id}"


def _told(parsed: ParsedDocument, tree: ClauseTree) -> dict[str, object]:
    """Return what a version's own row says of its text."""
    return {
        "text_sha256": hashlib.sha256(parsed.text.encode()).hexdigest(),
        "text": parsed.text,
        "metadata": codec.metadata_to_json(parsed.metadata),
        "source_map": codec.source_map_to_json(parsed.source_map),
        "gaps": codec.strings_to_json(tree.gaps),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class StoreWriter:
    """Rows added, changed and removed; Store.writing commits them together."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.audit = AuditRows(connection)
        self.sync = SyncRows(connection)
        self.purged = PurgedRows(connection)
        self.statements = StatementRows(connection)
        self.feedback = FeedbackRows(connection)
        self.access = AccessRows(connection)

    def count_change(self) -> None:
        """Make the change visible to readers that compare Store.changes."""
        self._take_number("changes")

    def add_source(self, name: str, data: bytes, raw: RawDocument) -> int:
        """Add a file as it came; return its id."""
        sha256 = hashlib.sha256(data).hexdigest()
        row = {
            "name": name,
            "sha256": sha256,
            "size": len(data),
            "encoding": raw.encoding,
            "added_at": _now(),
            "data": data,
        }
        source_id = self._insert(sources, row)
        self.purged.forget(sha256)
        if layout := layout_of(raw):
            add_layout(self._connection, source_id, layout)
        return source_id

    def sources_with(self, sha256: str) -> list[str]:
        """Return the names of the files with these very bytes whose text is still held, oldest first."""
        query = sa.select(sources.c.name).where(sources.c.sha256 == sha256, _HELD, sources_shown())
        return list(self._connection.execute(query.order_by(sources.c.source_id)).scalars())

    def last_sha256(self, name: str) -> str | None:
        """Return the hash of the newest file of that name; None where there is none."""
        query = sa.select(sources.c.sha256).where(sources.c.name == name, sources_shown())
        return self._connection.execute(query.order_by(sources.c.source_id.desc()).limit(1)).scalar_one_or_none()

    def documents_of_source(self, name: str) -> list[tuple[str, str]]:
        """Return (document_id, title_key) of the documents of which files of that name held a text, oldest first."""
        query = (
            sa.select(documents.c.document_id, documents.c.title_key)
            .where(of_source(name), documents_shown())
            .order_by(documents.c.document_id)
        )
        return [(row.document_id, row.title_key) for row in self._connection.execute(query)]

    def withdrawn_of_source(self, name: str) -> list[str]:
        """Return the ids of the withdrawn documents of which files of that name held a text."""
        query = (
            sa.select(documents.c.document_id)
            .where(of_source(name), documents_shown(), documents.c.withdrawn_at.is_not(None))
            .order_by(documents.c.document_id)
        )
        return list(self._connection.execute(query).scalars())

    def newest_version(self, document_id: str) -> NewestVersion | None:
        """Return a document's newest version; None where it has none yet."""
        query = _NEWEST.where(versions.c.document_id == document_id).order_by(versions.c.version.desc()).limit(1)
        row = self._connection.execute(query).one_or_none()
        return NewestVersion(row.version_row, row.version, row.text_sha256) if row else None

    def newest_of_source(self, document_id: str, name: str) -> NewestVersion | None:
        """Return the version whose text the newest file of that name held; None where none did."""
        came = sa.select(versions.c.version_row, versions.c.source_id).union_all(
            sa.select(copies.c.version_row, copies.c.source_id)
        )
        held = came.subquery()
        query = (
            _NEWEST.join(held, held.c.version_row == versions.c.version_row)
            .join(sources, sources.c.source_id == held.c.source_id)
            .where(versions.c.document_id == document_id, sources.c.name == name)
            .order_by(held.c.source_id.desc())
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        return NewestVersion(row.version_row, row.version, row.text_sha256) if row else None

    def texts_titled(self, key: str) -> list[HeldText]:
        """Return every version of the documents of that title key, documents and versions oldest first."""
        query = (
            sa.select(versions, documents.c.withdrawn_at)
            .join(documents, documents.c.document_id == versions.c.document_id)
            .where(sa.or_(documents.c.title_key == key, documents.c.document_id.in_(self._retitled(key))))
            .where(documents_shown())
            .order_by(versions.c.document_id, versions.c.version)
        )
        rows = self._connection.execute(query).all()
        by_hand = {row: changes for one in {row.document_id for row in rows} for row, changes in self._set(one).items()}
        return [
            HeldText(
                row.version_row,
                row.document_id,
                row.version,
                row.text,
                corrected(codec.metadata_from_json(row.metadata), standing(by_hand.get(row.version_row, ()))),
                row.withdrawn_at is not None,
            )
            for row in rows
        ]

    def corrections(self, document_id: str) -> list[Correction]:
        """Return what staff set about a document's versions, each version's oldest first."""
        return [one for of_version in self._set(document_id).values() for one in of_version]

    def _retitled(self, key: str) -> list[str]:
        """Return the documents of which staff gave a version a title of that key."""
        titled = read_corrections(self._connection, field=Field.TITLE).values()
        standing_ones = (standing(of_version).get(Field.TITLE) for of_version in titled)
        return sorted({one.document_id for one in standing_ones if one and one.value and title_key(one.value) == key})

    def _set(self, document_id: str) -> Mapping[int, Sequence[Correction]]:
        return read_corrections(self._connection, document_id=document_id)

    def addresses(self, version_row: int) -> list[str]:
        """Return the addresses of a version's clauses in text order."""
        query = sa.select(clauses.c.address).where(clauses.c.version_row == version_row).order_by(clauses.c.position)
        return list(self._connection.execute(query).scalars())

    def next_version(self, document_id: str) -> int:
        """Return the number of a document's next version: one that none of its versions ever had."""
        newest = self.newest_version(document_id)
        return max(newest.version if newest else 0, self.highest_purged(document_id)) + 1

    def highest_purged(self, document_id: str) -> int:
        """Return the highest version number there was when a version of the document was purged; else 0."""
        query = sa.select(meta.c.value).where(meta.c.key == _given(document_id))
        return int(self._connection.execute(query).scalar_one_or_none() or 0)

    def next_document(self) -> int:
        """Return the number that the next document gets; every lower one has been given."""
        return int(self._connection.execute(sa.select(meta.c.value).where(meta.c.key == "next_document")).scalar_one())

    def add_document(self, title: str, source_name: str) -> str:
        """Add a document under the next id, which no other document ever has; return it."""
        document_id = f"d{self._take_number('next_document'):06d}"
        self._connection.execute(
            sa.insert(documents).values(document_id=document_id, title_key=title_key(title), source_name=source_name)
        )
        return document_id

    def add_version(
        self,
        document_id: str,
        version: int,
        source_id: int,
        ordinal: int,
        parsed: ParsedDocument,
        tree: ClauseTree,
        split: Sequence[Passage],
    ) -> None:
        """Add a version with its clauses and passages."""
        row = {"document_id": document_id, "version": version, "source_id": source_id, "ordinal": ordinal}
        version_row = self._insert(versions, {**row, **_told(parsed, tree), "added_at": _now()})
        self._add_parts(version_row, parsed, tree, split)

    def rewrite_version(
        self, version_row: int, parsed: ParsedDocument, tree: ClauseTree, split: Sequence[Passage]
    ) -> None:
        """Write a version's text, clauses and passages anew; its number and what staff set about it stay."""
        which = versions.c.version_row == version_row
        self._connection.execute(sa.update(versions).where(which).values(**_told(parsed, tree)))
        for table in (passages, clauses, cross_references, reference_searches):
            self._connection.execute(sa.delete(table).where(table.c.version_row == version_row))
        self._add_parts(version_row, parsed, tree, split)

    def _add_parts(self, version_row: int, parsed: ParsedDocument, tree: ClauseTree, split: Sequence[Passage]) -> None:
        positions = {clause.address: position for position, clause in enumerate(tree.clauses)}
        self._connection.execute(
            sa.insert(clauses),
            [
                {
                    "version_row": version_row,
                    "position": position,
                    "address": clause.address,
                    "kind": clause.kind,
                    "label": clause.label,
                    "title": clause.title,
                    "start": clause.span.start,
                    "end": clause.span.end,
                    "own_start": clause.own.start,
                    "own_end": clause.own.end,
                    "depth": clause.depth,
                    "parent": clause.parent,
                    "heading_path": codec.strings_to_json(clause.heading_path),
                }
                for position, clause in enumerate(tree.clauses)
            ],
        )
        # A document of headings alone has no passage, and an insert of no rows would be one of defaults.
        if split:
            self._connection.execute(
                sa.insert(passages),
                [
                    {
                        "passage_id": passage.passage_id,
                        "version_row": version_row,
                        "clause_position": positions[passage.clause_address],
                        "start": passage.span.start,
                        "end": passage.span.end,
                        "text": passage.text,
                        "lead_in": passage.lead_in,
                    }
                    for passage in split
                ],
            )
        add_references(self._connection, version_row, references_in(parsed.text, tree, parsed.metadata))
        keep_digest(self._connection, version_row)

    def set_references(self, version_row: int, found: Iterable[Citing]) -> None:
        """Keep the references of a version instead of those that were kept before."""
        set_references(self._connection, version_row, found)

    def add_copy(self, source_id: int, version_row: int, source_map: SourceMap) -> None:
        """Note that another file holds a version's text again, and where."""
        self._connection.execute(
            sa.insert(copies).values(
                source_id=source_id, version_row=version_row, source_map=codec.source_map_to_json(source_map)
            )
        )

    def set_withdrawn(self, document_id: str, withdrawn: bool) -> None:
        """Withdraw a document, or restore it, for as long as nobody does otherwise."""
        was = documents.c.withdrawn_at.is_(None) if withdrawn else documents.c.withdrawn_at.is_not(None)
        change = sa.update(documents).where(documents.c.document_id == document_id, was)
        if self._connection.execute(change.values(withdrawn_at=_now() if withdrawn else None)).rowcount:
            action = AuditAction.WITHDRAWN if withdrawn else AuditAction.RESTORED
            self.audit.add_of_document(action, document_id)
        if withdrawn:
            self.sync.forget(document_id)
        elif self.sync.is_withdrawn(document_id):
            self.sync.set_withdrawn(document_id, kept=True)

    def purge(self, document_id: str) -> None:
        """Remove a document with all its versions; a file that held nothing else goes with it.

        In a text file that also holds other documents the document's characters are overwritten, one for one; of a
        printed page that does, the file itself is removed.
        """
        self._purge_texts(versions.c.document_id == document_id, document_id)
        self.sync.forget(document_id)
        self._connection.execute(sa.delete(documents).where(documents.c.document_id == document_id))
        self._connection.execute(sa.delete(meta).where(meta.c.key == _given(document_id)))

    def purge_version(self, document_id: str, version: int) -> None:
        """Remove one version of a document as `purge` removes all of them; its number is not given again."""
        highest = {"key": _given(document_id), "value": str(self.next_version(document_id) - 1)}
        self._purge_texts(
            sa.and_(versions.c.document_id == document_id, versions.c.version == version), document_id, version
        )
        self._connection.execute(sa.delete(meta).where(meta.c.key == highest["key"]))
        self._connection.execute(sa.insert(meta).values(**highest))

    def _purge_texts(self, which: sa.ColumnElement[bool], document_id: str, version: int | None = None) -> None:
        places = self._connection.execute(
            sa.union_all(
                sa.select(versions.c.source_id, versions.c.source_map).where(which),
                sa.select(copies.c.source_id, copies.c.source_map).join(versions).where(which),
            )
        ).all()
        source_ids = {place.source_id for place in places}
        files = files_of(self._connection, source_ids)
        for place in places:
            overwrite(self._connection, place.source_id, codec.source_map_from_json(place.source_map))
        version_rows = list(self._connection.execute(sa.select(versions.c.version_row).where(which)).scalars())
        for table in _OF_A_VERSION:
            self._connection.execute(sa.delete(table).where(table.c.version_row.in_(version_rows)))
        delete_sources(self._connection, sa.and_(sources.c.source_id.in_(source_ids), ~_HELD))
        gone = {name for name, _ in files if self.last_sha256(name) is None}
        self.audit.forget(document_id, version, {sha256 for _, sha256 in files}, gone)
        hashes = [sha256 for _, sha256 in files if sha256]
        self.purged.add(hashes)
        self.feedback.forget(document_id, version)
        self.audit.add(
            AuditAction.PURGED,
            document_id=document_id,
            version=version,
            sha256=hashes[-1] if hashes else None,
            detail={"files": hashes} if len(hashes) > 1 else None,
        )

    def correct(self, version_row: int, added: Iterable[Correction]) -> None:
        """Add what staff set by hand about a version."""
        made = list(added)
        add_corrections(self._connection, version_row, made)
        if made:
            fields = [one.field.value for one in made]
            self.audit.add_of_version(
                AuditAction.CORRECTED, version_row, who=made[0].by, detail={"fields": fields, "reason": made[0].reason}
            )

    def change_words(self, kept: Iterable[WordRow], dropped: Iterable[WordRow]) -> None:
        """Keep changes to the dictionary of plain words, and drop others; one of the same words is replaced."""
        terms = set_words(self._connection, kept, dropped)
        self._take_number("words_revision")
        self.audit.add(AuditAction.WORDS_CHANGED, detail={"terms": terms})

    def take_segment_name(self) -> str:
        """Return a name that no segment ever had."""
        return f"s{self._take_number('next_segment'):06d}"

    def publish(self, segments: Sequence[str], fingerprint: str) -> int:
        """Make the segments the published state; return the generation's number."""
        row = {"created_at": _now(), "segments": codec.strings_to_json(segments), "fingerprint": fingerprint}
        return self._insert(generations, row)

    def forget_generations(self, keep: Sequence[int]) -> None:
        """Remove every generation row but the ones to keep."""
        self._connection.execute(sa.delete(generations).where(generations.c.generation.not_in(list(keep))))

    def _take_number(self, key: str) -> int:
        number = int(self._connection.execute(sa.select(meta.c.value).where(meta.c.key == key)).scalar_one())
        self._connection.execute(sa.update(meta).where(meta.c.key == key).values(value=str(number + 1)))
        return number

    def _insert(self, table: sa.Table, row: Mapping[str, object]) -> int:
        key = self._connection.execute(sa.insert(table).values(**row)).inserted_primary_key
        if key is None:
            raise RuntimeError(f"the store gave no key for a new row of {table.name}")
        return int(key[0])
