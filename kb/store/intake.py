"""Files into the store: read, cut into documents, clauses and passages, written in one transaction a file."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from kb.clauses.parse import parse_clauses
from kb.clauses.split import split_passages
from kb.errors import EmptySource, SourceError, SourceTooLarge
from kb.ingest.report import DocumentReport, FileReport, IngestStatus
from kb.ingest.source import parse_source
from kb.raw import ParsedDocument, ParsedSource
from kb.store.placing import Placing
from kb.store.store import Store
from kb.store.writer import StoreWriter


@dataclass(frozen=True, slots=True)
class _Placed:
    """A document of a file as it was taken in, and whether its text is new."""

    report: DocumentReport
    is_new: bool
    note: str | None = None


class Intake:
    """Takes files in. One writer at a time (the caller holds the home's lock)."""

    def __init__(self, store: Store, *, max_bytes: int, passage_chars: int) -> None:
        self._store = store
        self._max_bytes = max_bytes
        self._passage_chars = passage_chars

    def take(self, name: str, data: bytes) -> FileReport:
        """Take one file in and report what became of it; a file that cannot be read is a failure with its reason."""
        try:
            if len(data) > self._max_bytes:
                raise SourceTooLarge(
                    f"“{name}”有 {len(data)} 字节，超过上限 {self._max_bytes} 字节；请拆分，或调大 KB_SOURCE_BYTES",
                    name=name,
                    size=len(data),
                    limit=self._max_bytes,
                )
            return self._known(name, data) or self._write(name, data, parse_source(data, name))
        except SourceError as error:
            return FileReport(name, IngestStatus.FAILED, reason=error.message)

    def _known(self, name: str, data: bytes) -> FileReport | None:
        sha256 = hashlib.sha256(data).hexdigest()
        with self._store.reading() as reader:
            if reader.last_sha256(name) == sha256:
                return FileReport(
                    name, IngestStatus.UNCHANGED, reason="内容没有变化", warnings=_withdrawn(reader, name)
                )
            # A file that has changed since is no longer held with these bytes.
            held = [held for held in reader.sources_with(sha256) if reader.last_sha256(held) == sha256]
            if not held:
                return None
            reason = f"与已导入的“{held[0]}”内容完全相同"
            return FileReport(name, IngestStatus.DUPLICATE, reason=reason, warnings=_withdrawn(reader, held[0]))

    def _write(self, name: str, data: bytes, parsed: ParsedSource) -> FileReport:
        if not parsed.documents:
            raise EmptySource(f"“{name}”里没有找到一篇文章；请检查文件内容", name=name)
        with self._store.writing() as writer:
            placing = Placing(writer, name)
            source_id = writer.add_source(name, data, parsed.raw)
            placed = [
                self._place(writer, placing, source_id, ordinal, name, document)
                for ordinal, document in enumerate(parsed.documents)
            ]
            withdrawn = _withdrawn(writer, name)
        warnings = [*parsed.warnings, *withdrawn, *_without_body(placed), *(one.note for one in placed if one.note)]
        if gone := placing.left():
            warnings.append(f"旧文件里的 {len(gone)} 篇在新文件里没有了，仍保留着：{'、'.join(gone)}；如已作废，请撤回")
        is_update = placing.known or any(one.is_new and one.report.version > 1 for one in placed)
        status = IngestStatus.UPDATED if is_update else IngestStatus.ADDED
        reason = None
        if not any(one.is_new for one in placed):
            status = IngestStatus.UNCHANGED if placing.known else IngestStatus.DUPLICATE
            reason = None if placing.known else f"与已导入的 {_keys(placed)} 文字相同，没有另立一份"
        return FileReport(name, status, tuple(one.report for one in placed), reason, tuple(warnings))

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
        document_id = place.document_id or writer.add_document(title, name)
        placing.took(document_id)
        version = place.same.version if place.same else writer.next_version(document_id)
        passages = split_passages(document_id, version, document.text, tree, self._passage_chars)
        if place.same:
            writer.add_copy(source_id, place.same.version_row, document.source_map)
        else:
            writer.add_version(document_id, version, source_id, ordinal, document, tree, passages)
        report = DocumentReport(
            document_id, version, title, document.metadata.kind, len(tree.clauses), len(passages), tree.gaps
        )
        return _Placed(report, place.same is None, place.note)


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
