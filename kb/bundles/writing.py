"""Bundles written while the home is read and written by others."""

import errno
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, TypedDict
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from embeddings.files import sha256_of, sync
from kb.bundles import rows
from kb.bundles.drafts import draft_beside
from kb.bundles.manifest import MANIFEST, OWN_FILES, ROWS, SEGMENTS, SUFFIX, VECTORS, Manifest, Member
from kb.bundles.reading import TRAILER, Progress, digest_before, opened
from kb.errors import BundleError, HomeDamaged, HomeReadOnly
from kb.index.segments import ROW_NUMBERS
from kb.migrate.dumping import dump
from kb.settings import Settings
from kb.store.audit import AuditAction
from kb.store.store import Store

_BLOCK = 1 << 20
_DRAFT = "bundle"
# The earliest day that ZIP can write: the manifest says when.
_DAY = (1980, 1, 1, 0, 0, 0)
# How often the published state may be replaced by a purge while its files are opened.
_TRIES = 5


class Entry(TypedDict):
    """What the log says of a bundle."""

    source: str
    sha256: str
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BundleReport:
    """A bundle that was written, verified after writing."""

    file: Path
    size: int
    manifest: Manifest


class Bundles:
    """Writes a home, as it is published at one moment, into one file."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._home = settings.home

    def write(
        self,
        file: Path,
        *,
        with_vectors: bool = True,
        action: AuditAction = AuditAction.EXPORTED,
        progress: Progress | None = None,
    ) -> BundleReport:
        """Write the bundle; the file appears whole and verified, or stays as it was. The log tells of it by `action`.

        Nobody is kept from reading or writing meanwhile. Raises BundleError, HomeDamaged.
        """
        if self._store.is_shared and with_vectors:
            raise BundleError(
                "知识库的数据在 PostgreSQL 里，索引不能一起写进文件；请用 kb export --without-vectors，导入时重新计算，"
                "或用 pg_dump 备份数据库，索引会按数据重建",
                file=str(file),
            )
        if with_vectors and self._settings.index_url is not None:
            raise BundleError(
                "索引在 KB_INDEX_URL 的索引服务器上，不能写进文件；请用 kb export --without-vectors，导入时重新计算",
                file=str(file),
            )
        if file.suffix.lower() != SUFFIX:
            raise BundleError(f"文件名“{file.name}”应以 {SUFFIX} 结尾；请改名后再试", file=str(file))
        if file.is_dir() or not file.parent.is_dir():
            raise BundleError(f"不能写 {file}：它是文件夹，或所在的文件夹不存在；请先建好文件夹", file=str(file))
        with told_of_disk(file, "写出"), draft_beside(file) as draft:
            manifest = self._write(draft, action, with_vectors=with_vectors, progress=progress)
            size = (draft / _DRAFT).stat().st_size
            (draft / _DRAFT).replace(file)
            sync(file.absolute().parent)
        # A home that may only be read keeps no log; its backup is wanted all the more.
        with suppress(HomeReadOnly), self._store.noting() as writer:
            writer.audit.add(action, **entry_of(file, manifest))
        return BundleReport(file, size, manifest)

    def _write(self, draft: Path, action: AuditAction, *, with_vectors: bool, progress: Progress | None) -> Manifest:
        copied = draft / ROWS
        with ExitStack() as files:
            published, segments = self._snapshot(copied, files, with_vectors=with_vectors)
            rows.keep_generation(copied, published.number if with_vectors else None)
            rows.without_identity(copied)
            if action is AuditAction.EXPORTED:
                rows.without_keys(copied)
            schema, counts = rows.counts(copied)
            sources = {ROWS: files.enter_context(copied.open("rb")), **segments}
            if with_vectors:
                cached = draft / VECTORS
                rows.copy_of(self._home / VECTORS, cached)
                sources[VECTORS] = files.enter_context(cached.open("rb"))
            for name in OWN_FILES:
                if (self._home / name).is_file():
                    sources[name] = files.enter_context((self._home / name).open("rb"))
            manifest = Manifest(
                datetime.now(UTC).isoformat(timespec="seconds"),
                version("policy-knowledge-base"),
                schema,
                published.number if with_vectors else 0,
                _model_of(segments) or self._settings.embedding_model,
                published.fingerprint,
                with_vectors,
                self._settings.shaping_answers(),
                counts,
                (),
            )
            manifest = _pack(draft / _DRAFT, sources, manifest, progress)
        with opened(draft / _DRAFT) as bundle:
            bundle.check()
        return manifest

    def _snapshot(
        self, target: Path, files: ExitStack, *, with_vectors: bool
    ) -> tuple[rows.Published, dict[str, BinaryIO]]:
        """Copy the rows, and open the segments that they publish, which are never written again.

        Only a purge and the pruning after it remove segments, and they first remove the generation's row.
        """
        if self._store.is_shared:
            dump(self._settings.rows, target)
            generation = self._store.generation()
            return rows.Published(0, (), generation.fingerprint if generation else ""), {}
        for _ in range(_TRIES):
            with ExitStack() as attempt, rows.snapshot(self._home / ROWS) as moment:
                published = moment.published()
                if not with_vectors:
                    moment.copy(target)
                    return published, {}
                try:
                    found = self._opened_segments(published.segments, attempt)
                except FileNotFoundError:
                    continue
                if published.number and published.number not in {one.number for one in self._store.generations()}:
                    continue
                moment.copy(target)
                files.enter_context(attempt.pop_all())
                return published, found
        raise HomeDamaged(f"{self._home} 里已发布的索引段缺文件；请运行 kb reindex 重建后再试", home=str(self._home))

    def _opened_segments(self, names: tuple[str, ...], files: ExitStack) -> dict[str, BinaryIO]:
        found: dict[str, BinaryIO] = {}
        for name in names:
            folder = self._home / SEGMENTS / name
            if not folder.is_dir():
                raise FileNotFoundError(folder)
            for path in sorted(one for one in folder.rglob("*") if one.is_file() and one.suffix != ".lock"):
                inside = path.relative_to(self._home).as_posix()
                found[inside] = files.enter_context(path.open("rb"))
        return found


def entry_of(file: Path, manifest: Manifest) -> Entry:
    """Return what the log says of a bundle: its name, its hash, how much it holds."""
    detail = {
        "bytes": file.stat().st_size,
        "documents": manifest.counts.documents,
        "generation": manifest.generation,
        "created_at": manifest.created_at,
    }
    return {"source": file.name, "sha256": sha256_of(file), "detail": detail}


def _model_of(segments: Mapping[str, BinaryIO]) -> str:
    """Return the name of the model of the segments, read where a purge cannot take it away; empty where none says."""
    for name, file in segments.items():
        if name.endswith(f"/{ROW_NUMBERS}"):
            model = str(json.load(file).get("model", ""))
            file.seek(0)
            if model:
                return model
    return ""


def _pack(target: Path, sources: dict[str, BinaryIO], manifest: Manifest, progress: Progress | None) -> Manifest:
    """Write the members, then the manifest that has their checksums, then that of the whole file."""
    with ZipFile(target, "w", ZIP_STORED, allowZip64=True) as archive:
        total = sum(os.fstat(source.fileno()).st_size for source in sources.values())
        members: tuple[Member, ...] = ()
        for name, source in sources.items():
            members = (*members, _added(archive, name, source))
            if progress is not None:
                progress(sum(member.size for member in members), total)
        manifest = replace(manifest, members=members)
        archive.writestr(ZipInfo(MANIFEST, _DAY), manifest.to_json())
        archive.comment = b"0" * TRAILER
    with target.open("r+b") as file:
        end = file.seek(0, os.SEEK_END) - TRAILER
        digest = digest_before(file, end)
        file.seek(end)
        file.write(digest.encode())
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _added(archive: ZipFile, name: str, source: BinaryIO) -> Member:
    digest, size = hashlib.sha256(), 0
    with archive.open(ZipInfo(name, _DAY), "w", force_zip64=True) as target:
        while block := source.read(_BLOCK):
            size += len(block)
            digest.update(block)
            target.write(block)
    return Member(name, size, digest.hexdigest())


@contextmanager
def told_of_disk(place: Path, doing: str) -> Iterator[None]:
    """Turn what the disk refuses into an error that says where, and what to do. Raises BundleError."""
    try:
        yield
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
        raise _refused(place, doing, str(error), full=full) from error
    except OSError as error:
        raise _refused(
            place, doing, error.strerror or str(error), full=error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        ) from error


def _refused(place: Path, doing: str, reason: str, *, full: bool) -> BundleError:
    remedy = "磁盘已满，请腾出空间或换一个位置" if full else f"{reason}；请检查路径、权限和磁盘"
    return BundleError(f"{doing} {place} 没有成功：{remedy}；没有留下半个文件", file=str(place), full=full)
