"""Which document a text of a file belongs to: one that the file held before, one of the same title, or a new one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from kb.raw import ParsedDocument
from kb.store.rows import HeldText, NewestVersion
from kb.store.same_title import Kinship, conflict, differs_wholly, is_nearly_the_same, is_of_a_kind, kinship
from kb.store.writer import StoreWriter
from kb.text.keys import compare_key, title_key
from kb.types import ClauseTree, Metadata


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text goes: its document (None: a new one), the version whose text it already is, and what to tell."""

    document_id: str | None
    same: NewestVersion | None = None
    note: str | None = None


class Placing:
    """Finds the places of the texts of one file, each document taken once.

    Two articles of one page may bear the same title; they keep their order.
    """

    def __init__(self, writer: StoreWriter, name: str) -> None:
        self._writer = writer
        self._name = name
        self._before: dict[str, list[str]] = {}
        for document_id, key in writer.documents_of_source(name):
            self._before.setdefault(key, []).append(document_id)
        self.known = bool(self._before)
        """Whether a file of that name was taken in before, and something of it is still held."""
        self._taken: set[str] = set()

    def of(self, document: ParsedDocument, tree: ClauseTree) -> Place:
        """Return the place of a text."""
        key = title_key(document.metadata.title)
        titled = self._titled(key)
        # The documents that an earlier file of this name held come first, in their order.
        for document_id in list(self._before.get(key, ())):
            versions = titled.get(document_id, [])
            self._before[key].remove(document_id)
            if not versions:
                return Place(document_id)
            newest = self._writer.newest_of_source(document_id, self._name) or _newest(versions[-1])
            held = next(one for one in versions if one.version_row == newest.version_row)
            same = self._is_same(document, tree, held)
            if same or _is_changed(document, held):
                return Place(document_id, newest if same else None)
            why = conflict(document.metadata, held.metadata) or "文字相差很大"
            return Place(None, note=_apart_note(document.metadata, [Kinship(document_id, apart=why)]))
        return self._elsewhere(document, tree, titled)

    def took(self, document_id: str) -> None:
        """Note that a text of this file went to the document."""
        self._taken.add(document_id)

    def left(self) -> list[str]:
        """Return the documents of which an earlier file of that name held a text, and that this one has none of."""
        return sorted(document_id for ids in self._before.values() for document_id in ids)

    def _elsewhere(self, document: ParsedDocument, tree: ClauseTree, titled: dict[str, list[HeldText]]) -> Place:
        others = {one: versions for one, versions in titled.items() if one not in self._taken}
        if not others or not is_of_a_kind(document.metadata):
            return Place(None)
        kin = [kinship(document, versions) for versions in others.values()]
        for one in kin:
            if one.same and self._is_same(document, tree, one.same):
                return Place(one.document_id, _newest(one.same), _withdrawn_note(one.same))
        fitting = [one for one in kin if one.apart is None]
        if not fitting:
            return Place(None, note=_apart_note(document.metadata, kin))
        best = max(fitting, key=lambda one: one.akin)
        apart = [one for one in kin if one.apart]
        note = _version_note(document.metadata, others[best.document_id], self._writer.next_version(best.document_id))
        return Place(best.document_id, note=note + (_also(apart) if apart else ""))

    def _titled(self, key: str) -> dict[str, list[HeldText]]:
        texts = self._writer.texts_titled(key)
        return {document_id: list(group) for document_id, group in groupby(texts, key=lambda one: one.document_id)}

    def _is_same(self, document: ParsedDocument, tree: ClauseTree, held: HeldText) -> bool:
        """Tell whether a text is a version's, white space aside, where that changes no clause."""
        if document.text == held.text:
            return True
        if compare_key(document.text) != compare_key(held.text):
            return False
        return [clause.address for clause in tree.clauses] == self._writer.addresses(held.version_row)


def _is_changed(document: ParsedDocument, held: HeldText) -> bool:
    """Tell whether a text of a file is a changed one of what the file held under that title before."""
    if conflict(document.metadata, held.metadata):
        return False
    if is_nearly_the_same(document.text, held.text):
        return True
    return is_of_a_kind(document.metadata) or not differs_wholly(document.text, held.text)


def _newest(held: HeldText) -> NewestVersion:
    return NewestVersion(held.version_row, held.version, hashlib.sha256(held.text.encode()).hexdigest())


def _version_note(new: Metadata, versions: Sequence[HeldText], number: int) -> str:
    held = "；".join(f"第 {one.version} 版{_dates(one.metadata)}" for one in versions)
    note = f"《{new.title}》{_dates(new)}作为 {versions[0].document_id} 的第 {number} 版收入（已有{held}）"
    return note + (_withdrawn_note(versions[-1]) or "")


def _withdrawn_note(held: HeldText) -> str | None:
    return f"；{held.document_id} 已撤回，不会出现在回答里；要恢复请用 kb docs restore" if held.withdrawn else None


def _apart_note(new: Metadata, kin: Sequence[Kinship]) -> str:
    others = "；".join(f"{one.document_id}：{one.apart}" for one in kin)
    return f"同名文件《{new.title}》：与已有的不是同一份，另立一份（{others}）"


def _also(apart: Sequence[Kinship]) -> str:
    return "；同名文件 " + "、".join(f"{one.document_id}（{one.apart}）" for one in apart) + " 仍是另一份"


def _dates(metadata: Metadata) -> str:
    days = (
        f"{metadata.published.value} 发布" if metadata.published else None,
        f"{metadata.effective_from.value} 起施行" if metadata.effective_from else None,
    )
    return f"（{'、'.join(day for day in days if day)}）" if any(days) else ""
