"""Documents of one title that only whose they are tells apart, in citations: 某县人民政府《…办法》第五条."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kb.retrieve.naming.owners import owner_of
from kb.retrieve.naming.titles import number_key
from kb.store.rows import VersionRow
from kb.text.keys import title_key
from kb.types import DocumentKind

# A report is cited with its day.
_CITED_OTHERWISE = frozenset({DocumentKind.NEWS, DocumentKind.CAPTION})


def told_apart_by_owner(rows: Iterable[VersionRow]) -> Mapping[int, str]:
    """Return whose they are of the versions whose title another document bears and whose number does not tell them.

    Left out are those that do not say whose they are, or of which another one says the same.
    """
    titled: dict[str, list[VersionRow]] = defaultdict(list)
    for row in rows:
        if not row.withdrawn and row.metadata.kind not in _CITED_OTHERWISE:
            titled[title_key(row.metadata.title)].append(row)
    found = {}
    for alike in titled.values():
        for row in alike if len({one.document_id for one in alike}) > 1 else ():
            others = [one for one in alike if one.document_id != row.document_id]
            whose = owner_of(row.metadata)
            if whose and not _is_told_by_number(row, others) and all(owner_of(one.metadata) != whose for one in others):
                found[row.version_row] = whose
    return found


def _is_told_by_number(row: VersionRow, others: Iterable[VersionRow]) -> bool:
    number = _number(row)
    return bool(number) and all(_number(one) != number for one in others)


def _number(row: VersionRow) -> str:
    return number_key(row.metadata.doc_number.value) if row.metadata.doc_number else ""
