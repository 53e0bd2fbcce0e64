"""What can be mended is built again from the files and texts that are kept; no file that came in is ever removed."""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from kb.bundles.drafts import leftovers
from kb.bundles.manifest import ROWS, SEGMENTS, VECTORS
from kb.clauses.parse import parse_clauses
from kb.clauses.split import split_passages
from kb.doctor.findings import Finding, Mending
from kb.doctor.indexes import kept_generations
from kb.errors import HomeLocked, SourceError
from kb.files import find_files
from kb.index.checksums import has_checksums, write_checksums
from kb.ingest.source import Read, parse_source
from kb.raw import ParsedDocument
from kb.settings import Settings
from kb.store import codec
from kb.store.audit import AuditAction
from kb.store.digests import keep_digest
from kb.store.engine import open_engine
from kb.store.schema import generations, sources, version_digests, versions
from kb.store.writer import StoreWriter

Publish = Callable[[bool], None]
"""Publishes what the store holds: True builds every index anew, False what is missing or too much."""
_LOCK_SECONDS = 10.0


def mend(
    settings: Settings, findings: Sequence[Finding], read: Read, publish: Publish, originals: Sequence[Path]
) -> tuple[str, ...]:
    """Mend what can be mended; return what was done, in words. Raises HomeLocked, and what `publish` raises."""
    mender = _Mender(settings, findings, read, originals)
    with _alone(settings.home):
        mender.before_publishing()
    if mender.wants(Mending.REINDEX, Mending.ROWS, Mending.CACHE):
        publish(True)
        mender.done.append("重建了索引")
    elif mender.wants(Mending.PUBLISH, Mending.GENERATION, Mending.UPGRADE):
        publish(False)
        mender.done.append("发布了已入库的内容")
    with _alone(settings.home):
        mender.after_publishing()
    return tuple(mender.done)


class _Mender:
    def __init__(self, settings: Settings, findings: Sequence[Finding], read: Read, originals: Sequence[Path]) -> None:
        self._settings = settings
        self._home = settings.home
        self._findings = findings
        self._read = read
        self._originals = originals
        self.done: list[str] = []

    def wants(self, *kinds: Mending) -> bool:
        """Tell whether something found is mended in one of these ways."""
        return any(one.mending in kinds for one in self._findings)

    def before_publishing(self) -> None:
        """Mend the rows, and remove what is derived and damaged."""
        if self.wants(Mending.SQLITE):
            with closing(sqlite3.connect(self._home / ROWS)) as connection:
                connection.execute("REINDEX")
            self.done.append("重建了数据库自己的索引")
        if self.wants(Mending.CACHE):
            for ending in ("", "-wal", "-shm"):
                (self._home / f"{VECTORS}{ending}").unlink(missing_ok=True)
            self.done.append("删去了损坏的向量缓存")
        with self._rows() as connection:
            self._mend_originals(connection)
            for one in self._of(Mending.ROWS):
                if self._rewritten(connection, one.number):
                    self.done.append(f"重新写好了 {one.place}")
            for one in self._of(Mending.GENERATION):
                connection.execute(sa.delete(generations).where(generations.c.generation == one.number))
                self.done.append(f"去掉了读不出来的{one.place}")

    def after_publishing(self) -> None:
        """Clear away what nobody needs, write down the checksums that are missing, and tell the log."""
        with self._rows() as connection:
            self._drop_damaged_generations(connection)
            wanted = {name for one in kept_generations(connection) for name in one.segments}
            self._clear(wanted)
            if self.wants(Mending.CHECKSUMS):
                self._add_checksums(connection, wanted)
            if self.done:
                StoreWriter(connection).audit.add(AuditAction.REPAIRED, detail={"done": self.done})

    def _of(self, kind: Mending) -> list[Finding]:
        return [one for one in self._findings if one.mending is kind]

    @contextmanager
    def _rows(self) -> Iterator[sa.Connection]:
        engine = open_engine(self._home / ROWS)
        try:
            with engine.begin() as connection:
                yield connection
                # Readers that serve meanwhile look again.
                StoreWriter(connection).count_change()
        finally:
            engine.dispose()

    def _mend_originals(self, connection: sa.Connection) -> None:
        """Put the bytes back of files that somebody still has; they are known by their recorded hash."""
        if not (damaged := {one.number for one in self._of(Mending.ORIGINALS)}) or not self._originals:
            return
        wanted = sa.select(sources.c.source_id, sources.c.sha256).where(sources.c.source_id.in_(damaged))
        by_hash = {row.sha256: row.source_id for row in connection.execute(wanted)}
        for file in find_files(self._originals, max_bytes=self._settings.source_bytes):
            source_id = by_hash.get(hashlib.sha256(file.data).hexdigest()) if file.report is None else None
            if source_id is not None:
                change = sa.update(sources).where(sources.c.source_id == source_id)
                connection.execute(change.values(data=file.data, size=len(file.data)))
                self.done.append(f"补回了原件“{file.name}”")

    def _rewritten(self, connection: sa.Connection, version_row: int) -> bool:
        """Write a version anew from its file, or from its text where only its parts are damaged; tell if it was."""
        row = connection.execute(sa.select(versions).where(versions.c.version_row == version_row)).one()
        parsed = self._parsed(connection, row) or _as_stored(row)
        if parsed is None:
            return False
        tree = parse_clauses(parsed.text)
        passages = split_passages(row.document_id, row.version, parsed.text, tree, self._settings.passage_chars)
        StoreWriter(connection).rewrite_version(version_row, parsed, tree, passages)
        return True

    def _parsed(self, connection: sa.Connection, row: sa.Row[tuple[object, ...]]) -> ParsedDocument | None:
        """Return the document of the file that has the very text of a version; None where none has."""
        found = sa.select(sources.c.name, sources.c.data).where(sources.c.source_id == row.source_id)
        source = connection.execute(found).one()
        try:
            documents = parse_source(source.data, source.name, read=self._read).documents
        except SourceError:
            return None
        return next((one for one in documents if _hash(one.text) == row.text_sha256), None)

    def _drop_damaged_generations(self, connection: sa.Connection) -> None:
        """Remove the older generations that hold segments of which the published one has been rid."""
        damaged = {one.place for one in self._of(Mending.REINDEX)}
        gone = [one.number for one in kept_generations(connection)[1:] if damaged & set(one.segments)]
        connection.execute(sa.delete(generations).where(generations.c.generation.in_(gone)))

    def _clear(self, wanted: set[str]) -> None:
        for path in leftovers(self._home.absolute()):
            shutil.rmtree(path, ignore_errors=True)
            self.done.append(f"清除了 {path.name}")
        for path in sorted((self._home / SEGMENTS).iterdir()):
            if path.name not in wanted:
                shutil.rmtree(path, ignore_errors=True)
                self.done.append(f"清除了无用的索引段 {path.name}")

    def _add_checksums(self, connection: sa.Connection, names: set[str]) -> None:
        bare = [name for name in sorted(names) if not has_checksums(self._home / SEGMENTS / name)]
        for name in bare:
            write_checksums(self._home / SEGMENTS / name)
        known = sa.select(version_digests.c.version_row)
        query = sa.select(versions.c.version_row).where(versions.c.version_row.not_in(known))
        missing = list(connection.execute(query).scalars())
        for version_row in missing:
            keep_digest(connection, version_row)
        self.done.append(f"补上了 {len(bare)} 个索引段和 {len(missing)} 个版本的校验值")


def _as_stored(row: sa.Row[tuple[object, ...]]) -> ParsedDocument | None:
    """Return a version as its row has it; None where its text is not the one that was written."""
    if _hash(row.text) != row.text_sha256:
        return None
    try:
        metadata = codec.metadata_from_json(row.metadata)
        return ParsedDocument(row.text, codec.source_map_from_json(row.source_map), metadata)
    except (ValueError, KeyError, TypeError):
        return None


def _hash(text: object) -> str:
    return hashlib.sha256(str(text).encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    try:
        with FileLock(home / "write.lock", timeout=_LOCK_SECONDS):
            yield
    except Timeout as error:
        raise HomeLocked(f"另一个程序正在写知识库 {home}；请等它结束后再修复", home=str(home)) from error
