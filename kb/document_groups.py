"""Who sees a document: everyone, or the groups that staff name."""

import re
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager

from kb.errors import InvalidCorrection, NotFound
from kb.store.audience import audience
from kb.store.store import Store

_NAME = re.compile(r"[0-9a-z\u3400-\u9fff][-0-9a-z\u3400-\u9fff]{0,39}")
_MOST = 20


def group_names(given: Collection[str]) -> frozenset[str]:
    """Return groups by the names that are kept: without white space, in small letters. Raises InvalidCorrection."""
    names = frozenset(name for one in given if (name := "".join(one.split()).lower()))
    for name in sorted(names):
        if not _NAME.fullmatch(name):
            raise InvalidCorrection(
                f"分组“{name}”不行；分组名用汉字、字母、数字和“-”，最多 40 个字", field="groups", value=name
            )
    if len(names) > _MOST:
        raise InvalidCorrection(f"有 {len(names)} 个分组，最多 {_MOST} 个", field="groups", limit=_MOST)
    return names


class DocumentGroups:
    """Shows documents to groups; safe to share between threads. What is hidden is so at once."""

    def __init__(self, store: Store, writing: Callable[[], AbstractContextManager[None]]) -> None:
        """Take the store, and what keeps other writers out."""
        self._store = store
        self._writing = writing

    def of(self, document_id: str) -> tuple[str, ...]:
        """Return the groups that alone see a document; none where it is public. Raises NotFound."""
        return tuple(sorted(self._seen(document_id)))

    def set(self, document_id: str, groups: Collection[str]) -> tuple[str, ...]:
        """Show a document to these groups alone, to everyone where there is none; return them as they are kept.

        Raises NotFound, InvalidCorrection where a name will not do or the caller would not see the document any more.
        """
        wanted = group_names(groups)
        if not audience().sees(wanted):
            raise InvalidCorrection(
                f"您的密钥不在“{'、'.join(sorted(wanted))}”里，设了就看不到这份文件了；请加上自己的分组，或由管理员设置",
                field="groups",
            )
        with self._writing():
            before = self._seen(document_id)
            if before != wanted:
                with self._store.writing() as writer:
                    writer.access.set_groups(document_id, wanted, before)
        return tuple(sorted(wanted))

    def _seen(self, document_id: str) -> frozenset[str]:
        row = next((row for row in self._store.shown_rows() if row.document_id == document_id), None)
        if row is None:
            raise NotFound(f"没有编号为“{document_id}”的文件；可用 kb docs list 查看", document_id=document_id)
        return row.groups
