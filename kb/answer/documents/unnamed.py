"""Questions about a document itself that only point at one (这个政策还有效吗): which documents may be meant."""

import re
from collections.abc import Sequence

from kb.answer.documents.asks import Segment
from kb.answer.documents.meant import printed_in
from kb.retrieve.naming.meaning import told_apart
from kb.stated import Link
from kb.store.rows import VersionRow
from kb.text.placed_titles import RULES
from kb.types import DocumentKind, SearchResult

_REPORTS = frozenset({DocumentKind.NEWS, DocumentKind.OTHER})
_POINTS = re.compile(
    r"(?:[本该此这那]|上述|前述)?(?:(?:政策|文件|新政|法规|规定|制度)+|(?P<kind>办法|条例|通知|细则|措施|意见|方案|决定|公告|规则|指引|法))"
)
# The kind at the end of a rule's name, before what stands there in brackets: （试行）, （2020—2022年）》.
_NAMED = re.compile(
    r"(?P<kind>办法|条例|通知|细则|措施|举措|意见|规定|方案|决定|公告|通告|规则|指引|指南|规划|计划|政策|法|[0-9]+条)"
    r"(?:[（(〔\[][^（()）]*[）)〕\]]|[》”\s])*$"
)
_MOST_SHOWN = 5


def points_at(segments: Sequence[Segment]) -> frozenset[str] | None:
    """Return the kinds of document that a question points at without a name, 办法 or none told; None where it does not.

    It asks nothing but what a document says of itself.
    """
    spoken = [segment for segment in segments if segment.asks or segment.rest]
    pointing = [_POINTS.fullmatch(one.rest) for one in spoken if one.rest]
    asks_more = any(not one.asks or one.years for one in spoken)
    if asks_more or not pointing or not all(pointing):
        return None
    return frozenset(found["kind"] for found in pointing if found and found["kind"])


def pointed_at(kinds: frozenset[str], rows: Sequence[VersionRow], result: SearchResult) -> list[VersionRow]:
    """Return the rules of these kinds among rows, else the reports on such rules; those first that were found first."""
    ranks: dict[str, int] = {}
    for hit in result.hits:
        ranks.setdefault(hit.version.document_id, len(ranks))
    found = [row for row in rows if any(_is_of(name, kinds) for name in _rules_in(row))]
    rules = [row for row in found if row.metadata.kind in RULES]
    return sorted(rules or found, key=lambda row: (ranks.get(row.document_id, len(ranks)), row.document_id))


def _rules_in(row: VersionRow) -> list[str]:
    """Return the name of a rule, or those of the rules that a report is on."""
    if row.metadata.kind in RULES:
        return [row.metadata.title, *printed_in(row.metadata.title)]
    return [one.value for one in row.metadata.reports_on] if row.metadata.kind in _REPORTS else []


def _is_of(name: str, kinds: frozenset[str]) -> bool:
    named = _NAMED.search(name)
    return named is not None and all(named["kind"] == kind for kind in kinds)


def to_choose_from(rows: Sequence[VersionRow], question: str) -> tuple[str, tuple[Link, ...]]:
    """Return what is said of none or several documents that may be meant, with each and the question to ask of it."""
    if not rows:
        return "没有说是哪一份文件，库里没有这个名称的文件。请写出文件名。", ()
    shown = rows[:_MOST_SHOWN]
    links = tuple(
        Link(f"《{row.metadata.title}》{told_apart(row, rows)}", row.document_id, row.version, question=question)
        for row in shown
    )
    names = "；".join(link.text for link in links)
    more = f"；另有 {len(rows) - len(shown)} 份" if len(rows) > len(shown) else ""
    number = f" {len(rows)} 份：" if len(rows) > 1 else ""
    return f"没有说是哪一份文件，可能指{number}{names}{more}。请写出文件名，或从中选一份。", links
