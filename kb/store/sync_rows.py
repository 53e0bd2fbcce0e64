"""What folders that are kept in step hold, and which documents that leaves without a file."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from kb.store.schema import copies, documents, sources, sync_files, sync_withdrawals, versions

# Every file that holds the text of a version.
_HOLDING = (
    sa.select(versions.c.version_row, versions.c.source_id)
    .union_all(sa.select(copies.c.version_row, copies.c.source_id))
    .subquery()
)


@dataclass(frozen=True, slots=True)
class SyncFile:
    """A file of a folder as it came in last, and whether it still lay there when the folder was last looked at."""

    name: str
    source_id: int
    sha256: str
    present: bool


@dataclass(frozen=True, slots=True)
class HeldSource:
    """A file that is held with some bytes; by hand where no folder brought it."""

    source_id: int
    name: str
    by_hand: bool


class SyncRows:
    """Reads and writes the state of the folders inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def files(self, root: str) -> Mapping[str, SyncFile]:
        """Return what came in last under each name of a folder."""
        query = (
            sa.select(sync_files, sources.c.sha256)
            .join(sources, sources.c.source_id == sync_files.c.source_id)
            .where(sync_files.c.root == root)
            .order_by(sync_files.c.present, sync_files.c.source_id)
        )
        return {
            row.name: SyncFile(row.name, row.source_id, row.sha256, row.present)
            for row in self._connection.execute(query)
        }

    def source_with(self, sha256: str) -> HeldSource | None:
        """Return the newest file held with these very bytes, unless one of its name has changed since."""
        later = sources.alias()
        is_last = ~sa.exists().where(later.c.name == sources.c.name, later.c.source_id > sources.c.source_id)
        tracked = sa.exists().where(sync_files.c.source_id == sources.c.source_id)
        is_held = sa.exists().where(_HOLDING.c.source_id == sources.c.source_id)
        query = (
            sa.select(sources.c.source_id, sources.c.name, tracked.label("tracked"))
            .where(sources.c.sha256 == sha256, is_last, is_held)
            .order_by(sources.c.source_id.desc())
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        return HeldSource(row.source_id, row.name, not row.tracked) if row else None

    def track(self, root: str, name: str, source_id: int) -> None:
        """Note that a file lies in a folder, instead of what lay there under that name."""
        self.set_absent(root, [name])
        of_name = (sync_files.c.root == root) & (sync_files.c.name == name)
        self._connection.execute(sa.delete(sync_files).where(of_name, sync_files.c.source_id == source_id))
        row = {"root": root, "name": name, "source_id": source_id, "present": True}
        self._connection.execute(sa.insert(sync_files).values(**row))

    def set_absent(self, root: str, names: Collection[str]) -> None:
        """Note that files no longer lie in a folder."""
        for name in names:
            of_name = (sync_files.c.root == root) & (sync_files.c.name == name)
            self._connection.execute(sa.update(sync_files).where(of_name).values(present=False))

    def given_by_hand(self, sha256: str) -> None:
        """Note that somebody gave the file with these bytes by hand: no folder takes it away any more."""
        same = sa.select(sources.c.source_id).where(sources.c.sha256 == sha256)
        self._connection.execute(sa.delete(sync_files).where(sync_files.c.source_id.in_(same)))

    def name_for(self, root: str, name: str) -> str:
        """Return the name under which a file of a folder is held: its own, unless another place has that already."""
        folder = root.replace("\\", "/").rstrip("/").rpartition("/")[2]
        return next(one for one in _names(folder, name) if not self._is_taken(one, root, name))

    def without_file(self, root: str) -> list[str]:
        """Return the documents, not withdrawn, whose newest text only files that are gone held, one of this folder."""
        spared = sa.select(sync_withdrawals.c.document_id).where(sync_withdrawals.c.kept)
        query = sa.select(documents.c.document_id).where(
            documents.c.withdrawn_at.is_(None), documents.c.document_id.not_in(spared)
        )
        standing = set(self._connection.execute(query).scalars())
        present, tracked, own = self._tracked(root)
        return sorted(
            document_id
            for document_id, held in self._newest().items()
            if document_id in standing and held <= tracked and held & own and not held & present
        )

    def with_file_again(self) -> Mapping[str, bool]:
        """Return the documents withdrawn for want of their file that have one now, and whether one was kept."""
        present, _, _ = self._tracked("")
        newest = self._newest()
        marks = self._connection.execute(sa.select(sync_withdrawals).order_by(sync_withdrawals.c.document_id))
        return {row.document_id: row.kept for row in marks if newest.get(row.document_id, set()) & present}

    def set_withdrawn(self, document_id: str, *, kept: bool = False) -> None:
        """Note that a document was withdrawn for want of its file, or that somebody restored it all the same."""
        self.forget(document_id)
        self._connection.execute(sa.insert(sync_withdrawals).values(document_id=document_id, kept=kept))

    def is_withdrawn(self, document_id: str) -> bool:
        """Tell whether a document was withdrawn for want of its file."""
        query = sa.select(sync_withdrawals).where(sync_withdrawals.c.document_id == document_id)
        return self._connection.execute(query).one_or_none() is not None

    def forget(self, document_id: str) -> None:
        """Forget that a document was withdrawn for want of its file."""
        self._connection.execute(sa.delete(sync_withdrawals).where(sync_withdrawals.c.document_id == document_id))

    def _is_taken(self, stored: str, root: str, name: str) -> bool:
        """Tell whether a file held under a name came from anywhere but this place of the folder."""
        here = (sync_files.c.root == root) & (sync_files.c.name == name)
        tracked = sync_files.c.source_id == sources.c.source_id
        elsewhere = sa.or_(~sa.exists().where(tracked, here), sa.exists().where(tracked, ~here))
        query = sa.select(sources.c.source_id).where(sources.c.name == stored, elsewhere).limit(1)
        return self._connection.execute(query).one_or_none() is not None

    def _tracked(self, root: str) -> tuple[set[int], set[int], set[int]]:
        """Return the files that lie in some folder, those that ever came from one, and from this one."""
        rows = self._connection.execute(sa.select(sync_files)).all()
        return (
            {row.source_id for row in rows if row.present},
            {row.source_id for row in rows},
            {row.source_id for row in rows if row.root == root},
        )

    def _newest(self) -> Mapping[str, set[int]]:
        """Return the files that hold each document's newest text."""
        newest = (
            sa.select(versions.c.document_id, sa.func.max(versions.c.version).label("version"))
            .group_by(versions.c.document_id)
            .subquery()
        )
        is_newest = (versions.c.document_id == newest.c.document_id) & (versions.c.version == newest.c.version)
        query = (
            sa.select(versions.c.document_id, _HOLDING.c.source_id)
            .join(newest, is_newest)
            .join(_HOLDING, _HOLDING.c.version_row == versions.c.version_row)
        )
        held: dict[str, set[int]] = defaultdict(set)
        for row in self._connection.execute(query):
            held[row.document_id].add(row.source_id)
        return held


def _names(folder: str, name: str) -> Iterator[str]:
    yield name
    yield f"{folder}/{name}"
    number = 2
    while True:
        yield f"{folder}（{number}）/{name}"
        number += 1
