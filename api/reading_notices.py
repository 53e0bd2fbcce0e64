"""What stands above a clause on its page: which text ended or changed it, and what it ends or changes itself."""

from collections.abc import Iterator, Sequence

from kb.clauses.citation import stable_link
from kb.retrieve.standing.clauses import AmendedClause, StatedAmendment
from kb.store.rows import VersionRow
from kb.text.html import Markup, tag
from kb.text.markdown import without_marks
from kb.types import Clause, ClauseChange

_DOES = {ClauseChange.REPEALED: "废止", ClauseChange.CHANGED: "修改"}


def amended_notices(clause: Clause, first: Clause | None, amended: Sequence[AmendedClause]) -> Iterator[Markup]:
    """Yield a notice for each text that ended or changed a clause, or the first 款 that is its own text."""
    addresses = {clause.address, first.address if first else clause.address}
    for one in amended:
        if one.clause.address not in addresses:
            continue
        before, named, behind = one.told.partition(one.by.named)
        link = tag("a", named, href=stable_link(f"{one.by.document_id}@{one.by.version}", one.by.address))
        words = None if one.ends else tag("q", " ".join(without_marks(one.quote).split()))
        yield tag("p", tag("strong", before, link, behind), "：" if words else None, words, class_="notice amended")


def amending_notices(clause: Clause, amends: Sequence[StatedAmendment]) -> Iterator[Markup]:
    """Yield a notice for each clause elsewhere that a clause ends or changes and that is held."""
    for one in amends:
        if one.clause_address == clause.address:
            links = [_link(row, address) for row, address in one.targets]
            if links:
                yield tag("p", f"这里{_DOES[one.change]}的是 ", *_joined(links), class_="notice amends")


def _link(row: VersionRow, address: str) -> Markup:
    return tag("a", f"《{row.metadata.title}》{address}", href=stable_link(f"{row.document_id}@{row.version}", address))


def _joined(links: Sequence[Markup]) -> Iterator[Markup | str]:
    for place, link in enumerate(links):
        if place:
            yield "、"
        yield link
