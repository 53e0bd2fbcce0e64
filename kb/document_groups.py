"""Who sees a document: everyone, or the groups that staff name."""

import unicodedata
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from typing import TypeAlias

from kb.errors import GroupsRefused, InvalidCorrection, NotFound
from kb.settings import GROUP_NAME
from kb.store.audience import audience
from kb.store.newcomers import Newcomers
from kb.store.store import Store

Groups: TypeAlias = Collection[str] | None
"""The groups that alone are to see what comes in, everyone where there is none; None as the setting says."""

_MOST = 20


def group_names(given: Collection[str]) -> frozenset[str]:
    """Return groups by the names that are kept: without white space, letters as they are written.

    A and a are two groups. Raises InvalidCorrection.
    """
    plain = ("".join(unicodedata.normalize("NFKC", one).split()) for one in given)
    names = frozenset(name for name in plain if name)
    for name in sorted(names):
        if not GROUP_NAME.fullmatch(name):
            raise InvalidCorrection(
                f"分组“{name}”不行；分组名用汉字、字母、数字和“-”，最多 40 个字", field="groups", value=name
            )
    if len(names) > _MOST:
        raise InvalidCorrection(f"有 {len(names)} 个分组，最多 {_MOST} 个", field="groups", limit=_MOST)
    return names


class DocumentGroups:
    """Shows documents to groups; safe to share between threads. What is hidden is so at once."""

    def __init__(
        self, store: Store, writing: Callable[[], AbstractContextManager[None]], *, usual: Collection[str] = ()
    ) -> None:
        """Take the store, what keeps other writers out, and the groups of new documents where nobody names any."""
        self._store = store
        self._writing = writing
        self._usual = group_names(usual)

    def of(self, document_id: str) -> tuple[str, ...]:
        """Return the groups that alone see a document; none where it is public. Raises NotFound."""
        return tuple(sorted(self._seen(document_id)))

    def newcomers(self, groups: Groups) -> Newcomers:
        """Return who is to see documents that come in: these groups, everyone where there is none, None as usual.

        Raises InvalidCorrection where a name will not do, GroupsRefused where the caller is not in all of them.
        """
        stated = None if groups is None else group_names(groups)
        _require_own(self._usual if stated is None else stated, is_usual=stated is None)
        return Newcomers(stated, self._usual)

    def set(self, document_id: str, groups: Collection[str]) -> tuple[str, ...]:
        """Show a document to these groups alone, to everyone where there is none; return them as they are kept.

        Raises NotFound, GroupsRefused where the caller is not in a group that is added, InvalidCorrection where a name
        will not do or the caller would not see the document any more.
        """
        wanted = group_names(groups)
        with self._writing():
            before = self._seen(document_id)
            _require_own(wanted - before)
            if not audience().sees(wanted):
                raise InvalidCorrection(
                    f"您的密钥不在“{'、'.join(sorted(wanted))}”里，设了就看不到这份文件了；"
                    "请加上自己的分组，或由管理员设置",
                    field="groups",
                )
            if before != wanted:
                with self._store.writing() as writer:
                    writer.access.set_groups(document_id, wanted, before)
        return tuple(sorted(wanted))

    def _seen(self, document_id: str) -> frozenset[str]:
        row = next((row for row in self._store.shown_rows() if row.document_id == document_id), None)
        if row is None:
            raise NotFound(f"没有编号为“{document_id}”的文件；请在文件列表里核对", document_id=document_id)
        return row.groups


def _require_own(groups: frozenset[str], *, is_usual: bool = False) -> None:
    """Raise GroupsRefused unless whoever acts sees everything, or is in all of these groups."""
    own = audience().groups
    if own is None or groups <= own:
        return
    foreign = "、".join(sorted(groups - own))
    yours = f"密钥的分组是“{'、'.join(sorted(own))}”" if own else "密钥没有分组"
    told = f"新文件按 KB_DEFAULT_GROUPS 只给“{foreign}”看，您看不到；请写明分组，" if is_usual else ""
    told = told or f"您不在分组“{foreign}”里；请只写自己的分组，"
    raise GroupsRefused(f"{told}或由管理员来做（{yours}）", groups=sorted(groups - own), own=sorted(own))
