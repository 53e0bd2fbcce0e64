"""One document by what people call it: its id, title, number, short name, or its title remembered in part."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from kb.clauses.citation import stable_link
from kb.clauses.references.asked import ClauseReference
from kb.errors import AmbiguousReference, NotFound
from kb.retrieve.naming.choices import choice
from kb.retrieve.naming.meaning import MOST_CANDIDATES, Meanings
from kb.retrieve.naming.printed import document_named
from kb.retrieve.view import View
from kb.store.rows import VersionRow
from kb.text.keys import title_key

_ID = re.compile(r"(?P<document>d\d+)(?:@(?P<version>\d{1,6}))?")
_MOST_LIKE = 3


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that words name, and its version where they name one (d000001@2)."""

    document_id: str
    version: int | None = None


class DocumentNaming:
    """Finds documents by name, everywhere in the same way; safe to share between threads."""

    def __init__(self, meanings: Meanings, view: Callable[[date | None], View]) -> None:
        """Take what words mean, and what is published on a day."""
        self._meanings = meanings
        self._view = view

    def find(self, words: str, *, as_of: date | None = None, withdrawn: bool = False) -> NamedDocument:
        """Return the document that words name.

        Raises NotFound with the titles most like them, AmbiguousReference with the documents that may be meant. What
        is withdrawn is found by its id, and by its title where `withdrawn` is set.
        """
        view, plain = self._view(as_of), words.strip()
        by_id = _ID.fullmatch(plain)
        if by_id:
            if not view.catalog.versions(by_id["document"]):
                raise NotFound(f"没有编号为“{plain}”的文件；请在文件列表里核对", document_id=plain)
            return NamedDocument(by_id["document"], int(by_id["version"]) if by_id["version"] else None)
        reference = document_named(plain)
        rows = self._meanings.documents(reference, view) if plain else []
        if not rows and (hidden := _withdrawn(reference.title, view)):
            if not withdrawn:
                key = hidden[0].document_id
                raise NotFound(f"《{hidden[0].metadata.title}》已撤回；请先恢复它", document_id=key)
            rows = hidden
        if not rows:
            raise NotFound(self._not_held(plain, reference, view), document_id=plain)
        if len(rows) > 1:
            calling = self._meanings.calling(view)
            raise _several(plain, rows, [choice(row, calling).name for row in rows[:MOST_CANDIDATES]], view)
        return NamedDocument(rows[0].document_id)

    def _not_held(self, words: str, reference: ClauseReference, view: View) -> str:
        listed = "；请在文件列表里核对"
        if not words:
            return f"没有写明是哪份文件{listed}"
        near = list(self._meanings.titles(view).nearest(reference.title)) if reference.title else []
        key = title_key(reference.title)
        current = (view.catalog.current(document, view.day) for document in view.catalog.documents)
        held = [row.metadata.title for row in current if not row.withdrawn]
        near = near or [title for title in held if key and key in title_key(title)][:_MOST_LIKE]
        beside = f"；名称相近的有{'、'.join(f'《{title}》' for title in near)}" if near else ""
        return f"没有编号、标题或文号是“{words}”的文件{beside}{listed}"


def _withdrawn(title: str, view: View) -> list[VersionRow]:
    current = (view.catalog.current(document, view.day) for document in view.catalog.documents)
    wanted = title_key(title)
    return [row for row in current if row.withdrawn and wanted and title_key(row.metadata.title) == wanted]


def _several(words: str, rows: Sequence[VersionRow], names: Sequence[str], view: View) -> AmbiguousReference:
    shown = "；".join(map(_told, rows[:MOST_CANDIDATES]))
    more = f"；另有 {len(rows) - MOST_CANDIDATES} 份" if len(rows) > MOST_CANDIDATES else ""
    candidates = []
    for row, name in zip(rows, names, strict=False):
        summary = view.catalog.summary(row, view.day)
        candidates.append(
            {
                "document_id": row.document_id,
                "version": row.version,
                "title": summary.title,
                "issuer": summary.issuer,
                "doc_number": summary.doc_number,
                "published": summary.published,
                "effective_from": summary.effective_from,
                "validity": summary.validity.value,
                "clause_id": None,
                "link": stable_link(row.key),
                "reference": name,
            }
        )
    return AmbiguousReference(
        f"“{words}”可能指 {len(rows)} 份文件：{shown}{more}；请写全名、文号或编号，如“{names[0]}”",
        reference=words,
        candidates=candidates,
        total=len(rows),
    )


def _told(row: VersionRow) -> str:
    metadata = row.metadata
    facts = (
        metadata.doc_number.value if metadata.doc_number else None,
        "、".join(issuer.value for issuer in metadata.issuers) or None,
        f"{metadata.published.value} 发布" if metadata.published else None,
        f"{metadata.effective_from.value} 起施行" if metadata.effective_from and not metadata.published else None,
    )
    known = [fact for fact in facts if fact] or [row.source_name]
    return f"{row.document_id}《{metadata.title}》（{'，'.join(known)}）"
