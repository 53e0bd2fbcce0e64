"""A bundle becomes a home: unpacked beside, checked, brought to this program's schema, put in place by one rename."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from embeddings.files import sync, sync_tree
from kb.bundles import rows
from kb.bundles.drafts import LOCK, draft_beside
from kb.bundles.manifest import ROWS, SEGMENTS, Manifest
from kb.bundles.reading import Bundle, Progress, opened
from kb.bundles.writing import entry_of, told_of_disk
from kb.errors import BundleDamaged, BundleError, BundleTooNew, HomeDamaged
from kb.index.backend import FolderSegments
from kb.index.snapshot import SnapshotKeeper
from kb.settings import Settings
from kb.store.audit import AuditAction
from kb.store.schema import SCHEMA_VERSION
from kb.store.store import Store

Rebuild = Callable[[Path], None]
"""Builds every index of a home whose bundle had none that can be read."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """A home that was made from a bundle, and the settings here that were others where it was written."""

    home: Path
    manifest: Manifest
    settings: Mapping[str, tuple[object, object]]
    """By name: the value there, the value here."""
    rebuilt: bool
    """True where the indexes were built here: the bundle had none, or none that can be read."""


def unpack(file: Path, settings: Settings, rebuild: Rebuild, progress: Progress | None = None) -> ImportReport:
    """Make the settings' home out of a bundle, whole or not at all; the home must be empty or absent.

    Raises NotFound, BundleDamaged, BundleTooNew, BundleError where there is something already or the disk refuses,
    and what `rebuild` raises.
    """
    home = settings.home
    _require_empty(home)
    with opened(file) as bundle:
        if bundle.manifest.schema > SCHEMA_VERSION:
            raise BundleTooNew(
                f"“{file.name}”由较新版本的程序写成（结构版本 {bundle.manifest.schema}，"
                f"程序 {bundle.manifest.program}；"
                f"本程序支持到 {SCHEMA_VERSION}）；请先升级程序，再导入",
                found=bundle.manifest.schema,
                supported=SCHEMA_VERSION,
            )
        with told_of_disk(home, "导入到"), draft_beside(home.absolute()) as draft:
            bundle.unpack(draft, progress)
            _require_rows(draft, bundle)
            rebuilt = not (bundle.manifest.with_vectors and _is_readable(draft, settings.threads))
            if rebuilt:
                rebuild(draft)
            _log(draft, file, bundle.manifest)
            _place(draft, home)
        here = settings.shaping_answers()
        there = bundle.manifest.settings
    changed = {name: (there[name], here[name]) for name in here if name in there and there[name] != here[name]}
    return ImportReport(home, bundle.manifest, changed, rebuilt)


def _require_empty(home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise BundleError(f"{home} 是一个文件，不能导入到那里；请用 --into 指定一个新的文件夹", home=str(home))
    held = sorted(path.name for path in home.iterdir()) if home.exists() else []
    if held:
        raise BundleError(
            f"{home} 里已经有内容（{held[0]} 等 {len(held)} 项），不会覆盖；请用 --into 指定一个新的文件夹，"
            "或先移走原来的知识库",
            home=str(home),
        )


def _require_rows(draft: Path, bundle: Bundle) -> None:
    rows.require_rows_alone(draft / ROWS)
    schema, counts = rows.counts(draft / ROWS)
    if (schema, counts) != (bundle.manifest.schema, bundle.manifest.counts):
        raise BundleDamaged(f"“{bundle.name}”的清单与数据不一致；请重新取得这个文件", file=bundle.name)


def _is_readable(home: Path, threads: int) -> bool:
    """Open what is published, as the first question will; older rows are migrated on the way."""
    (home / SEGMENTS).mkdir(exist_ok=True)
    store = Store(home / ROWS)
    try:
        SnapshotKeeper(store, FolderSegments(home / SEGMENTS, threads=threads)).current()
    except HomeDamaged:
        # A backup of a home whose indexes are damaged is still one of its rows and vectors.
        return False
    finally:
        store.close()
    return True


def _log(draft: Path, file: Path, manifest: Manifest) -> None:
    """Write into the new home where it came from: the entry is there with the home, or neither is."""
    store = Store(draft / ROWS)
    try:
        with store.noting() as writer:
            writer.audit.add(AuditAction.IMPORTED, **entry_of(file, manifest))
    finally:
        store.close()


def _place(draft: Path, home: Path) -> None:
    for name in ("write.lock", LOCK):
        (draft / name).unlink(missing_ok=True)
    # An empty folder would be in the way of the rename on some systems.
    was_there = home.exists()
    if was_there:
        home.rmdir()
    # Its files were synced when they were written; what they are called, and where, is to outlive a power cut as well.
    sync_tree(draft)
    try:
        draft.rename(home)
        sync(home.absolute().parent)
    except OSError:
        if was_there:
            home.mkdir()
        raise
