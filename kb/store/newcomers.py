"""Who sees the documents of a file that comes in: told before they are written, so that none is public for a moment."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.errors import SourceError
from kb.store.writer import StoreWriter


@dataclass(frozen=True, slots=True)
class Newcomers:
    """The groups that alone see new documents, none for everyone: those that were stated, else the home's own."""

    stated: frozenset[str] | None = None
    usual: frozenset[str] = frozenset()

    @property
    def groups(self) -> frozenset[str]:
        """The groups of a new document of a new file."""
        return self.usual if self.stated is None else self.stated

    def groups_of_new(self, writer: StoreWriter, name: str) -> frozenset[str]:
        """Return the groups of a new document of a file under whose name something is held.

        Where nothing was stated, what comes under the name of a hidden document is hidden as well: a text whose title
        was changed is no new version, and must not become public by that.
        """
        if self.stated is not None:
            return self.stated
        seen = writer.access.groups_of([document_id for document_id, _ in writer.documents_of_source(name)])
        return next((groups for groups in seen.values() if groups), self.usual)

    def note_of_held(self, writer: StoreWriter, document_id: str, *, is_new_text: bool) -> str | None:
        """Return what to tell of a document that the file belongs to, and that keeps its groups; None where nothing.

        Raises SourceError where more people than were stated would see a new text.
        """
        held = writer.access.groups_of([document_id])[document_id]
        if self.stated is None or held == self.stated:
            return None
        if is_new_text and self.stated and not (held and held <= self.stated):
            raise SourceError(
                f"没有收入：它是 {document_id} 的新版本，那份文件{shown_to_whom(held)}，超出了给出的分组"
                f"“{'、'.join(sorted(self.stated))}”；{_remedy(document_id, self.stated)}，再导入，或不写分组再导入",
                document_id=document_id,
            )
        return f"{document_id} 的分组没有改，{shown_to_whom(held)}；{_remedy(document_id, self.stated)}"

    def notes_of_held(self, writer: StoreWriter, names: Sequence[str]) -> tuple[str, ...]:
        """Return the same of the documents that files of these names hold already, whose text is not new."""
        if self.stated is None:
            return ()
        ids = dict.fromkeys(document_id for name in names for document_id, _ in writer.documents_of_source(name))
        notes = (self.note_of_held(writer, document_id, is_new_text=False) for document_id in ids)
        return tuple(note for note in notes if note)


def shown_to_whom(groups: frozenset[str]) -> str:
    """Return in words who sees a document of these groups."""
    return f"只给“{'、'.join(sorted(groups))}”看" if groups else "所有人都能看"


def _remedy(document_id: str, groups: frozenset[str]) -> str:
    return f"要改请先用 kb docs set {document_id} --groups={','.join(sorted(groups))}"
