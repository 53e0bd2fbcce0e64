"""A folder and the home kept in step: what came, what changed, what was renamed, what is gone, what is back."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from pathlib import Path
from typing import Protocol

from kb.document_groups import Groups
from kb.errors import SyncRefused
from kb.files import FoundFile, find_files
from kb.ingest.report import FileReport, IngestReport, IngestStatus
from kb.store.audit import AuditAction
from kb.store.intake import Intake
from kb.store.store import Store
from kb.store.sync_rows import SyncFile
from kb.store.writer import StoreWriter
from kb.sync_report import SyncedDocument, SyncReport

Progress = Callable[[FileReport], None]
Encoding = Callable[[int, int], None]
Take = Callable[[Intake, FoundFile], FileReport]


class Ingest(Protocol):
    """Takes files in by `take` and publishes them."""

    def __call__(
        self,
        files: Iterable[FoundFile],
        progress: Progress | None,
        encoding: Encoding | None,
        take: Take,
        groups: Groups,
    ) -> IngestReport:
        """Report on each file, and on the generation that holds the result."""
        ...


class _Kind(Enum):
    SAME = auto()
    RETURNED = auto()
    RENAMED = auto()
    COPY = auto()
    BY_HAND = auto()
    PURGED = auto()
    TAKE = auto()


@dataclass(frozen=True, slots=True)
class _Step:
    """What a file is to the home: the held file that it is, and the name that it had."""

    kind: _Kind
    source_id: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A folder as it lies there, and which of its files of before are gone, under every name or only under theirs."""

    files: Sequence[tuple[FoundFile, str]]
    vanished: Sequence[str]
    lost: Sequence[str]
    known: Mapping[str, SyncFile]

    @property
    def held(self) -> int:
        """How many files the folder held when it was last looked at."""
        return sum(one.present for one in self.known.values())


class FolderSync:
    """Makes the home hold what a folder holds; one writer at a time (it keeps others out itself).

    Only what came from a folder goes with it: files of other folders and files given by hand are left alone.
    """

    def __init__(
        self, store: Store, writing: Callable[[], AbstractContextManager[None]], ingest: Ingest, *, max_bytes: int
    ) -> None:
        """Take the store, what keeps other writers out, how files are taken in and published, and the largest file."""
        self._store = store
        self._writing = writing
        self._ingest = ingest
        self._max_bytes = max_bytes

    def run(
        self,
        folder: Path,
        *,
        dry_run: bool = False,
        confirmed: bool = False,
        adopt: bool = False,
        restore_purged: bool = False,
        groups: Groups = None,
        progress: Progress | None = None,
        encoding: Encoding | None = None,
    ) -> SyncReport:
        """Take in what is new or changed, withdraw what is gone, restore what is back; report on each.

        With `adopt` files that were given by hand before belong to the folder from now on. A file whose document was
        purged stays out unless `restore_purged`. New documents are shown to `groups` alone. Raises SyncRefused where
        there is no such folder, or where more than half of its files are gone and that is not `confirmed`.
        """
        if not folder.is_dir():
            raise SyncRefused(f"没有文件夹 {folder}；请检查路径，移动盘或网络盘请先接好", folder=str(folder))
        root = folder.resolve()
        with self._writing():
            seen = self._look(root)
            refused = _refusal(root, seen)
            if refused and not (confirmed or dry_run):
                raise SyncRefused(refused, folder=str(root), vanished=list(seen.lost), held=seen.held)
            run = _Run(self._store, str(root), seen, adopt=adopt, restore_purged=restore_purged)
            if dry_run:
                return self._rehearsed(run, seen, refused)
            found = find_files([root], max_bytes=self._max_bytes)
            report = self._ingest(found, progress, encoding, run.meet, groups)
            with self._store.writing() as writer:
                withdrawn, restored = run.finish(writer)
                run.log(writer, report, withdrawn, restored)
            return self._report(run, report, withdrawn, restored)

    def _rehearsed(self, run: "_Run", seen: _Seen, refused: str | None) -> SyncReport:
        with self._store.reading() as writer:
            files = tuple(run.rehearse(writer, file, sha256) for file, sha256 in seen.files)
            withdrawn, restored = run.finish(writer)
        generation = self._store.generation()
        report = IngestReport(files, generation.number if generation else 0, 0.0)
        return self._report(run, report, withdrawn, restored, dry_run=True, refused=refused)

    def _report(
        self,
        run: "_Run",
        report: IngestReport,
        withdrawn: Sequence[str],
        restored: Sequence[str],
        *,
        dry_run: bool = False,
        refused: str | None = None,
    ) -> SyncReport:
        titles = {row.document_id: row.metadata.title for row in self._store.version_rows()}
        renamed, seen = {old for old, _ in run.renamed}, run.seen
        return SyncReport(
            run.root,
            report,
            tuple(run.renamed),
            tuple(run.returned),
            tuple(name for name in seen.vanished if name not in renamed),
            tuple(SyncedDocument(one, titles[one]) for one in withdrawn),
            tuple(SyncedDocument(one, titles[one]) for one in restored),
            run.by_hand,
            dry_run,
            refused,
            tuple(run.purged),
        )

    def _look(self, root: Path) -> _Seen:
        """Read the folder, and tell which of its files of before are gone."""
        files = []
        for file in find_files([root], max_bytes=self._max_bytes):
            sha256 = "" if file.report else hashlib.sha256(file.data).hexdigest()
            files.append((FoundFile(file.name, report=file.report), sha256))
        with self._store.reading() as reader:
            known = reader.sync.files(str(root))
        held = {name: one for name, one in known.items() if one.present}
        names = {file.name for file, _ in files}
        # What lies in an archive that cannot be opened today is not gone.
        shut = tuple(f"{file.name}/" for file, _ in files if file.report and file.report.status is IngestStatus.FAILED)
        vanished = [
            name for name in sorted(held.keys() - names) if not name.startswith(shut) and not _is_there(root, name)
        ]
        hashes = {sha256 for _, sha256 in files}
        lost = [name for name in vanished if held[name].sha256 not in hashes]
        return _Seen(files, vanished, lost, known)


@dataclass(slots=True)
class _Run:
    """One walk through a folder: each file met, and in the end the documents that it leaves without one."""

    store: Store
    root: str
    seen: _Seen
    adopt: bool = field(kw_only=True)
    restore_purged: bool = field(kw_only=True)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    by_hand: int = 0
    purged: list[str] = field(default_factory=list)

    def meet(self, intake: Intake, file: FoundFile) -> FileReport:
        """Take a file in where its bytes are new, else note where it lies."""
        if file.report:
            return intake.meet(file)
        sha256 = hashlib.sha256(file.data).hexdigest()
        with self.store.reading() as reader:
            step = self._step(reader, file.name, sha256)
            stored = reader.sync.name_for(self.root, file.name) if step.kind is _Kind.TAKE else ""
        if step.kind is _Kind.TAKE:
            report = intake.take(
                stored,
                file.data,
                taken=lambda writer, source_id: writer.sync.track(self.root, file.name, source_id),
            )
            return replace(report, name=file.name)
        if step.kind not in (_Kind.SAME, _Kind.PURGED):
            with self.store.writing() as writer:
                self._note(writer, file.name, step)
        return self._told(file.name, step)

    def rehearse(self, writer: StoreWriter, file: FoundFile, sha256: str) -> FileReport:
        """Return what would become of a file; what is noted meanwhile is not to be kept."""
        if file.report:
            return file.report
        step = self._step(writer, file.name, sha256)
        if step.kind is _Kind.TAKE:
            known = self.seen.known.get(file.name)
            return FileReport(file.name, IngestStatus.UPDATED if known and known.present else IngestStatus.ADDED)
        self._note(writer, file.name, step)
        return self._told(file.name, step)

    def finish(self, writer: StoreWriter) -> tuple[list[str], list[str]]:
        """Withdraw the documents that no file holds any more, restore those that have one again; return both."""
        writer.sync.set_absent(self.root, self.seen.vanished)
        withdrawn = writer.sync.without_file(self.root)
        for document_id in withdrawn:
            writer.set_withdrawn(document_id, True)
            writer.sync.set_withdrawn(document_id)
        again = writer.sync.with_file_again()
        restored = [document_id for document_id, kept in again.items() if not kept]
        for document_id in restored:
            writer.set_withdrawn(document_id, False)
        for document_id in again:
            writer.sync.forget(document_id)
        return withdrawn, restored

    def log(self, writer: StoreWriter, report: IngestReport, withdrawn: Sequence[str], restored: Sequence[str]) -> None:
        """Write down what the walk did, unless it did nothing."""
        counts = {
            **{status.value: report.count(status) for status in (IngestStatus.ADDED, IngestStatus.UPDATED)},
            "renamed": len(self.renamed),
            "withdrawn": len(withdrawn),
            "restored": len(restored),
            "failed": report.count(IngestStatus.FAILED),
        }
        if any(counts.values()):
            writer.audit.add(AuditAction.SYNCED, detail={"folder": self.root, **counts})

    def _step(self, reader: StoreWriter, name: str, sha256: str) -> _Step:
        files = self.seen.known
        known = files.get(name)
        if known and known.sha256 == sha256:
            return _Step(_Kind.SAME if known.present else _Kind.RETURNED, known.source_id)
        source = reader.sync.source_with(sha256)
        if source is None:
            stays_out = reader.purged.holds(sha256) and not self.restore_purged
            return _Step(_Kind.PURGED if stays_out else _Kind.TAKE)
        if source.by_hand and not self.adopt:
            return _Step(_Kind.BY_HAND, source.source_id, source.name)
        for old in self.seen.vanished:
            if files[old].source_id == source.source_id:
                return _Step(_Kind.RENAMED, source.source_id, old)
        return _Step(_Kind.COPY, source.source_id, source.name)

    def _note(self, writer: StoreWriter, name: str, step: _Step) -> None:
        if step.kind is _Kind.BY_HAND:
            writer.sync.set_absent(self.root, [name])
        elif step.kind not in (_Kind.SAME, _Kind.PURGED):
            writer.sync.track(self.root, name, step.source_id)

    def _told(self, name: str, step: _Step) -> FileReport:
        if step.kind is _Kind.COPY and step.name != name:
            return FileReport(name, IngestStatus.DUPLICATE, reason=f"与已导入的“{step.name}”内容完全相同")
        reason = "内容没有变化"
        if step.kind is _Kind.RETURNED:
            self.returned.append(name)
            reason = "文件又回来了"
        elif step.kind is _Kind.RENAMED:
            self.renamed.append((step.name, name))
            reason = f"由“{step.name}”改名而来，不是新文件"
        elif step.kind is _Kind.BY_HAND:
            self.by_hand += 1
            reason = f"内容与手工导入的“{step.name}”相同，不归这个文件夹管"
        elif step.kind is _Kind.PURGED:
            self.purged.append(name)
            reason = "内容此前已彻底清除，没有收回来；确要收回请加 --restore-purged，否则请从文件夹里删去"
            return FileReport(name, IngestStatus.SKIPPED, reason=reason)
        return FileReport(name, IngestStatus.UNCHANGED, reason=reason)


def _refusal(root: Path, seen: _Seen) -> str | None:
    """Return why so many files may not go without a word; None where they are few."""
    if len(seen.lost) * 2 <= seen.held:
        return None
    return (
        f"文件夹 {root} 里原有的 {seen.held} 个文件有 {len(seen.lost)} 个不见了，超过一半，没有撤回任何文件；"
        "请确认磁盘已接好、路径没有写错；确实要撤回请加 --yes，只看会发生什么请加 --dry-run"
    )


def _is_there(root: Path, name: str) -> bool:
    """Tell whether a file lies there after all, or cannot be seen for want of a permission."""
    try:
        return (root / name).exists()
    except OSError:
        return True
