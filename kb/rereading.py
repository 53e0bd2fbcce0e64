"""The metadata of held texts read anew by today's rules: nothing is taken in again, and what staff set stays."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields, replace

from kb.errors import NotFound, SourceError
from kb.ingest.source import Read, parse_source
from kb.store.rows import VersionRow
from kb.store.store import Store
from kb.types import Amended, Evidence, Extended, Metadata

# A title is by what versions of a document are told and indexed: staff change it, or the file is taken in anew.
_KEPT = "title"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a version that today's rules read otherwise; empty where one of them reads nothing."""

    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reread:
    """What became of one version: what is read otherwise, or why it could not be read again."""

    document_id: str
    version: int
    title: str
    changes: tuple[FieldChange, ...] = ()
    note: str | None = None


class Rereading:
    """Reads the metadata of every held text again from the file that it came in.

    A text of which today's reader makes other characters is left as it is, and told. Each file is a transaction of its
    own, and what is as it should be is not touched: after an interruption the rest is done by the next run.
    """

    def __init__(self, store: Store, writing: Callable[[], AbstractContextManager[None]], read: Read) -> None:
        """Take the store, what keeps other writers out, and a way to have a reader read a file."""
        self._store = store
        self._writing = writing
        self._read = read

    def run(
        self, document_id: str | None = None, *, apply: bool = False, progress: Callable[[int, int], None] | None = None
    ) -> Iterator[Reread]:
        """Yield what today's rules read otherwise, version by version; kept where it is to be applied.

        Raises NotFound on an unknown document, HomeLocked where another writer is at work.
        """
        rows = [row for row in self._store.version_rows() if document_id in (None, row.document_id)]
        if document_id is not None and not rows:
            raise NotFound(f"没有编号为“{document_id}”的文件；请在文件列表里核对", document_id=document_id)
        last: tuple[str, bytes, Sequence[tuple[str, Metadata]]] | None = None
        for number, row in enumerate(rows, start=1):
            try:
                file = self._store.source_file(row.version_row)
                if last is None or last[:2] != (file.name, file.data):
                    last = (file.name, file.data, self._parsed(file.name, file.data))
            except (NotFound, SourceError) as error:
                yield Reread(row.document_id, row.version, row.metadata.title, note=f"没有重读：{error.message}")
                continue
            found = self._reread(row, last[2])
            if apply and found.changes:
                self._keep(row, found, last[2])
            if found.changes or found.note:
                yield found
            if progress is not None:
                progress(number, len(rows))

    def _parsed(self, name: str, data: bytes) -> list[tuple[str, Metadata]]:
        return [(one.text, one.metadata) for one in parse_source(data, name, read=self._read).documents]

    def _reread(self, row: VersionRow, parsed: Sequence[tuple[str, Metadata]]) -> Reread:
        now = self._now(row, parsed)
        if now is None:
            unread = "没有重读：今天的读法得到的文字与收录的不同；要用今天的读法，请把原件作为新版本导入"
            return Reread(row.document_id, row.version, row.metadata.title, note=unread)
        before = self._store.stated(row.version_row)
        changes = [
            FieldChange(field.name, _told(getattr(before, field.name)), _told(getattr(now, field.name)))
            for field in fields(Metadata)
            if getattr(before, field.name) != getattr(now, field.name)
        ]
        changed = tuple(one for one in changes if one.field != _KEPT)
        other = next((one for one in changes if one.field == _KEPT), None)
        note = f"标题今天读作“{other.after[0]}”，没有改；确要改请用 kb docs set" if other else None
        return Reread(row.document_id, row.version, row.metadata.title, changed, note)

    def _now(self, row: VersionRow, parsed: Sequence[tuple[str, Metadata]]) -> Metadata | None:
        text = self._store.version(row.version_row).text
        return next((metadata for other, metadata in parsed if other == text), None)

    def _keep(self, row: VersionRow, found: Reread, parsed: Sequence[tuple[str, Metadata]]) -> None:
        now = self._now(row, parsed)
        if now is None:
            return
        with self._writing(), self._store.writing() as writer:
            kept = replace(now, title=self._store.stated(row.version_row).title)
            writer.statements.replace(row.version_row, kept, [one.field for one in found.changes])


def _told(value: object) -> tuple[str, ...]:
    """Return the values of a field as people read them."""
    if value is None:
        return ()
    if isinstance(value, tuple):
        return tuple(told for one in value for told in _told(one))
    if isinstance(value, Evidence):
        return (value.value,)
    if isinstance(value, Extended):
        return (f"{value.named.value}{f' 至 {value.until.value}' if value.until else ' 继续有效'}",)
    if isinstance(value, Amended):
        return (f"{value.named.value}{'、'.join(value.addresses)} {value.change.value}",)
    return (str(value),)
