"""Revised editions held as documents of their own: which of the texts of one name is the later one on a day."""

import re
from collections import defaultdict
from functools import cached_property

from kb.retrieve.naming.owners import have_one_owner
from kb.retrieve.standing.named import first_day_of
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import View
from kb.store.rows import VersionRow
from kb.text.title_names import name_key

_REVISED = re.compile(r"修订|修正|修改(?:版|本|稿|文本|[）)])")
_DAY = re.compile(r"((?:19|20)\d\d年)\d{1,2}月(?:\d{1,2}日)?(?=[^（()）]{0,12}(?:修订|修正|修改))")


class Editions:
    """The revised editions of a view; for one thread."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._later: dict[int, VersionRow | None] = {}

    def later(self, row: VersionRow) -> VersionRow | None:
        """Return the latest text that calls itself a revised edition of a version's and has begun; None without one."""
        if row.version_row not in self._later:
            self._later[row.version_row] = self._find(row)
        return self._later[row.version_row]

    def _find(self, row: VersionRow) -> VersionRow | None:
        begun = first_day_of(row.metadata)
        if begun is None or not self._revised:
            return None
        found = [
            (day, other)
            for other in self._revised.get(_key(row), ())
            if other.document_id != row.document_id
            and (day := first_day_of(other.metadata)) is not None
            and begun < day <= self._view.day
            and have_one_owner([row, other])
        ]
        return max(found, key=lambda pair: (pair[0], pair[1].version_row))[1] if found else None

    @cached_property
    def _revised(self) -> dict[str, list[VersionRow]]:
        catalog, day = self._view.catalog, self._view.day
        found: dict[str, list[VersionRow]] = defaultdict(list)
        for document_id in catalog.documents:
            if not any(_REVISED.search(row.metadata.title) for row in catalog.versions(document_id)):
                continue
            row = catalog.current(document_id, day)
            is_revised = _REVISED.search(row.metadata.title) is not None
            if is_revised and not row.withdrawn and catalog.validity(row, day) in SEARCHED_BY_DEFAULT:
                found[_key(row)].append(row)
        return found


def _key(row: VersionRow) -> str:
    return name_key(_DAY.sub(r"\1", row.metadata.title))
