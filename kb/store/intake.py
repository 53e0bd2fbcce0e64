"""Files into the store: read, cut into documents, clauses and passages, written in one transaction a file."""

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from kb.clauses.parse import parse_clauses
from kb.clauses.split import split_passages
from kb.errors import EmptySource, SourceError
from kb.files import FoundFile
from kb.ingest.condition import read_report
from kb.ingest.refusals import too_large
from kb.ingest.report import DocumentReport, FileReport, IngestStatus
from kb.ingest.source import Read, parse_source, read_here
from kb.raw import ParsedDocument, ParsedSource
from kb.store.audit import AuditAction
from kb.store.carried import not_carried, told
from kb.store.newcomers import Newcomers
from kb.store.placing import Placing
from kb.store.store import Store
from kb.store.writer import StoreWriter

Taken = Callable[[StoreWriter, int], None]

_WAS_PURGED = "这份文件的内容此前彻底清除过，现在重新收入，文件编号是新的"


@dataclass(frozen=True, slots=True)
class _Placed:
    """A document of a file as it was taken in, and whether its text is new."""

    report: DocumentReport
    is_new: bool
    notes: tuple[str, ...] = ()


class Intake:
    """Takes files in. One writer at a time (the caller holds the home's lock)."""

    def __init__(
        self,
        store: Store,
        *,
        max_bytes: int,
        passage_chars: int,
        read: Read = read_here,
        newcomers: Newcomers | None = None,
    ) -> None:
        """Take the store, the limits, what reads files, and who is to see new documents."""
        self._store = store
        self._newcomers = newcomers or Newcomers()
        self._read = read
        self._max_bytes = max_bytes
        self._passage_chars = passage_chars

    def meet(self, file: FoundFile) -> FileReport:
        """Take a file in that was found, or report why it is not to be."""
        report = file.report or self.take(file.name, file.data)
        if file.report is not None and file.report.status is IngestStatus.FAILED:
            self._note_failure(file.report)
        return report

    def take(self, name: str, data: bytes, *, taken: Taken | None = None) -> FileReport:
        """Take one file in and report what became of it; a file that cannot be read is a failure with its reason.

        `taken` is called with the id of a file that is kept, in the transaction that keeps it.
        """
        started = time.perf_counter()
        report = replace(self._taken(name, data, taken), seconds=time.perf_counter() - started)
        if report.status is IngestStatus.FAILED:
            self._note_failure(report, hashlib.sha256(data).hexdigest())
        return report

    def _note_failure(self, report: FileReport, sha256: str | None = None) -> None:
        with self._store.noting() as writer:
            writer.audit.add(AuditAction.FAILED, source=report.name, sha256=sha256, detail={"reason": report.reason})

    def _note_by_hand(self, data: bytes) -> None:
        with self._store.noting() as writer:
            writer.sync.given_by_hand(hashlib.sha256(data).hexdigest())

    def _taken(self, name: str, data: bytes, taken: Taken | None) -> FileReport:
        try:
            if len(data) > self._max_bytes:
                raise too_large(name, len(data), self._max_bytes)
            known = self._known(name, data)
            if known is not None and taken is None:
                self._note_by_hand(data)
            return known or self._write(name, data, parse_source(data, name, read=self._read), taken)
        except SourceError as error:
            return FileReport(name, IngestStatus.FAILED, reason=error.message)

    def _known(self, name: str, data: bytes) -> FileReport | None:
        sha256 = hashlib.sha256(data).hexdigest()
        with self._store.reading() as reader:
            if reader.last_sha256(name) == sha256:
                warnings = (*_withdrawn(reader, name), *self._newcomers.notes_of_held(reader, [name]))
                return FileReport(name, IngestStatus.UNCHANGED, reason="内容没有变化", warnings=warnings)
            # A file that has changed since is no longer held with these bytes.
            held = [held for held in reader.sources_with(sha256) if reader.last_sha256(held) == sha256]
            if not held:
                return None
            reason = f"与已导入的“{held[0]}”内容完全相同"
            warnings = (*_withdrawn(reader, held[0]), *self._newcomers.notes_of_held(reader, held[:1]))
            return FileReport(name, IngestStatus.DUPLICATE, reason=reason, warnings=warnings)

    def _write(self, name: str, data: bytes, parsed: ParsedSource, taken: Taken | None) -> FileReport:
        if not parsed.documents:
            raise EmptySource(f"“{name}”里没有找到一篇文章；请检查文件内容", name=name)
        with self._store.writing() as writer:
            placing = Placing(writer, name)
            was_purged = writer.purged.holds(hashlib.sha256(data).hexdigest())
            source_id = writer.add_source(name, data, parsed.raw)
            placed = [
                self._place(writer, placing, source_id, ordinal, name, document)
                for ordinal, document in enumerate(parsed.documents)
            ]
            withdrawn = _withdrawn(writer, name)
            _log(writer, placed, name, hashlib.sha256(data).hexdigest())
            if taken is not None:
                taken(writer, source_id)
        warnings = [
            *parsed.warnings,
            *((_WAS_PURGED,) if was_purged else ()),
            *withdrawn,
            *_without_body(placed),
            *(note for one in placed for note in one.notes),
        ]
        if gone := placing.left():
            # A folder that is kept in step takes away what none of its files holds any more.
            rest = "仍保留着：{}；如已作废，请撤回" if taken is None else "将撤回：{}"
            warnings.append(f"旧文件里的 {len(gone)} 篇在新文件里没有了，{rest.format('、'.join(gone))}")
        is_update = placing.known or any(one.is_new and one.report.version > 1 for one in placed)
        status = IngestStatus.UPDATED if is_update else IngestStatus.ADDED
        reason = None
        if not any(one.is_new for one in placed):
            status = IngestStatus.UNCHANGED if placing.known else IngestStatus.DUPLICATE
            reason = None if placing.known else f"与已导入的 {_keys(placed)} 文字相同，没有另立一份"
        documents = tuple(one.report for one in placed)
        return FileReport(name, status, documents, reason, tuple(warnings), read_report(parsed.raw))

    def _place(
        self,
        writer: StoreWriter,
        placing: Placing,
        source_id: int,
        ordinal: int,
        name: str,
        document: ParsedDocument,
    ) -> _Placed:
        title = document.metadata.title
        tree = parse_clauses(document.text)
        place = placing.of(document, tree)
        document_id = place.document_id or self._added(writer, title, name, is_known=placing.known)
        placing.took(document_id)
        held = None
        if place.document_id:
            held = self._newcomers.note_of_held(writer, document_id, is_new_text=place.same is None)
        version = place.same.version if place.same else writer.next_version(document_id)
        passages = split_passages(document_id, version, document.text, tree, self._passage_chars)
        if place.same:
            writer.add_copy(source_id, place.same.version_row, document.source_map)
        else:
            writer.add_version(document_id, version, source_id, ordinal, document, tree, passages)
        metadata = document.metadata
        report = DocumentReport(
            document_id,
            version,
            title,
            metadata.kind,
            len(tree.clauses),
            len(passages),
            tree.gaps,
            metadata.doc_number.value if metadata.doc_number else None,
            metadata.published.value if metadata.published else None,
            metadata.effective_from.value if metadata.effective_from else None,
            tuple(sorted(writer.access.groups_of([document_id])[document_id])),
        )
        left = not_carried(writer.corrections(document_id), version, metadata) if not place.same else ()
        notes = [note for note in (place.note, told(left, version) if left else None, held) if note]
        return _Placed(report, place.same is None, tuple(notes))

    def _added(self, writer: StoreWriter, title: str, name: str, *, is_known: bool) -> str:
        """Add a document with its groups, of a file under whose name something is held or nothing; return its id."""
        groups = self._newcomers.groups_of_new(writer, name) if is_known else self._newcomers.groups
        document_id = writer.add_document(title, name)
        if groups:
            writer.access.show_new(document_id, groups)
        return document_id


def _log(writer: StoreWriter, placed: Iterable[_Placed], name: str, sha256: str) -> None:
    """Write down every text that is new."""
    for one in placed:
        if one.is_new:
            action = AuditAction.NEW_VERSION if one.report.version > 1 else AuditAction.ADDED
            writer.audit.add(
                action,
                document_id=one.report.document_id,
                version=one.report.version,
                title=one.report.title,
                source=name,
                sha256=sha256,
                detail={"groups": list(one.report.groups)} if one.report.groups else None,
            )


def _keys(placed: Iterable[_Placed]) -> str:
    return "、".join(f"{one.report.document_id}@{one.report.version}" for one in placed)


def _withdrawn(reader: StoreWriter, name: str) -> tuple[str, ...]:
    ids = reader.withdrawn_of_source(name)
    return (f"{'、'.join(ids)} 已撤回，不会出现在回答里；要恢复请用 kb docs restore",) if ids else ()


def _without_body(placed: Iterable[_Placed]) -> list[str]:
    return [
        f"《{one.report.title}》只有标题、没有正文，检索不到；请检查文件内容"
        for one in placed
        if not one.report.passages
    ]
