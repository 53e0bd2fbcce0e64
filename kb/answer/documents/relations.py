"""Answers about how documents hang together: lists of those that cite or repeal a document, and what a version changes.

Each line of a list is a clause that is quoted or linked; where nothing held cites or repeals, that is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.answer.cite import answer_text, verify
from kb.answer.documents.changes import Changes
from kb.answer.documents.quoting import cited
from kb.answer.documents.relation_asks import Relation, RelationAsk, relation_asked
from kb.answer.documents.statements import Place
from kb.answer.wording import cautions, told_standings
from kb.retrieve.naming.lookup import ClauseLookup
from kb.retrieve.naming.meaning import Meaning
from kb.retrieve.references.cross_references import CrossReferences, StatedRepeal
from kb.retrieve.references.targets import CrossReference
from kb.retrieve.standing.clauses import amended_clauses
from kb.retrieve.standing.repeals import repealed_name
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.types import Answer, AnswerStatus, Citation, Clause, Hit, Link, Query, Span

_SURE = 0.95
# So many clauses are quoted; the others are linked.
_MOST_QUOTED = 5
_MOST_LINKED = 100
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class _Line:
    """One entry of a list: the place that says it, what it is called, and where it leads."""

    row: VersionRow
    address: str
    span: Span | None
    text: str

    @property
    def link(self) -> Link:
        return Link(self.text, self.row.document_id, self.row.version, self.address or None)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said before a list, or instead of one, with the lines of the list."""

    text: str
    lines: tuple[_Line, ...] = ()
    links: tuple[Link, ...] = ()


class Relations:
    """Answers questions about references, repeals and versions; None for every other question."""

    def __init__(self, shelf: Shelf, lookup: ClauseLookup, references: CrossReferences) -> None:
        """Take the texts, how names are looked up, and the references between documents."""
        self._shelf = shelf
        self._lookup = lookup
        self._references = references
        self._changes = Changes(shelf, lookup.links)

    def answer(self, query: Query, view: View) -> Answer | None:
        """Return the list that a question asks for, or that there is nothing to list.

        None where it asks for something else, or names no document that is held or spoken of.
        """
        ask = relation_asked(query.question)
        if ask is None:
            return None
        meaning = self._lookup.named(ask.name, view, query)
        if ask.relation is Relation.CHANGES:
            found = self._changes.answer(query, ask, meaning, view)
            # One version alone is held, and other texts have changed clauses of it: that is what has changed.
            if found is None or found.status is not AnswerStatus.ABSTAINED or meaning.row is None:
                return found
            amended = self._amended(meaning.row, meaning, view)
            return self._made(query, amended, view) if amended.lines else found
        if meaning.candidates:
            links = self._lookup.links(meaning, query.question)
            return _abstained(query, f"{meaning.problem}。", links)
        told = self._told(ask, meaning, view)
        return None if told is None else self._made(query, told, view)

    def _told(self, ask: RelationAsk, meaning: Meaning, view: View) -> _Told | None:
        row = meaning.row
        if row is None:
            return self._of_not_held(ask, meaning, view)
        if meaning.problem:
            return _Told(f"{meaning.problem}。")
        title = f"《{row.metadata.title}》"
        day = view.day
        if ask.relation is Relation.CITED_BY:
            return self._cited_by(row, meaning, day)
        if ask.relation is Relation.CITES:
            found = self._references.of(row.document_id, version=row.version, as_of=day).outgoing
            lines = [_citing(one, view) for one in found if not one.is_own]
            return _listed(lines, f"{title}引用的", "条款和文件", f"{title}没有引用其他文件的条款。")
        if ask.relation is Relation.AMENDED_BY:
            return self._amended(row, meaning, view)
        facts = self._references.repeals(row.document_id, version=row.version, as_of=day)
        if ask.relation is Relation.REPEALED_BY:
            lines = [_repealing(one) for one in facts.repealed_by]
            none = f"收录的文件里没有废止{title}的。"
            edition = view.catalog.edition(row)
            if not lines and edition.replaced_by is not None:
                newer = edition.replaced_by
                link = Link(f"{title}第{newer.version}版", newer.document_id, newer.version)
                since = (
                    f"，{edition.replaced_from.isoformat()} 起" if edition.replaced_from not in (None, date.min) else ""
                )
                return _Told(f"{none}它的第{row.version}版由第{newer.version}版取代{since}。", links=(link,))
            return _listed(lines, f"废止{title}的", "规定", none)
        lines = [_repealed(one) for one in facts.repeals]
        return _listed(lines, f"{title}写明废止的", "文件", f"{title}没有写明废止其他文件。")

    def _cited_by(self, row: VersionRow, meaning: Meaning, day: date) -> _Told:
        clause = self._clause(meaning, row)
        whole = self._references.of(row.document_id, version=row.version, as_of=day).incoming
        named = f"《{row.metadata.title}》{clause.address if clause else ''}"
        if clause is None:
            found = [one for one in whole if one.row.document_id != row.document_id]
            return _listed(
                [_cites(one) for one in found], f"引用{named}的", "条款", f"收录的文件里没有别的文件引用{named}。"
            )
        of_clause = self._references.of(
            row.document_id, version=row.version, address=clause.address, as_of=day
        ).incoming
        others = [_cites(one) for one in of_clause if one.row.document_id != row.document_id]
        own = [_cites(one) for one in of_clause if one.row.document_id == row.document_id]
        beside = [_cites(one).link for one in whole if one.row.document_id != row.document_id and one not in of_clause]
        none = f"收录的文件里没有别的文件引用{named}"
        none += f"；引用《{row.metadata.title}》其他条款或全文的有 {len(beside)} 处。" if beside else "。"
        told = _listed([*others, *own], f"引用{named}的", "条款", none)
        return told if others or own else replace(told, links=tuple(beside[:_MOST_LINKED]))

    def _amended(self, row: VersionRow, meaning: Meaning, view: View) -> _Told:
        """Return which clauses of a version other texts have ended or changed by the day; of one clause, which did."""
        clause = self._clause(meaning, row)
        lines = [
            _Line(one.amendment.by, one.by.address or "", one.amendment.evidence.span, one.told)
            for one in amended_clauses(row, view, self._shelf)
            if clause is None or clause.span.contains(one.clause.span) or one.clause.span.contains(clause.span)
        ]
        named = f"《{row.metadata.title}》{clause.address if clause else ''}"
        return _listed(lines, f"{named}被其他文件修改、废止的", "规定", f"收录的文件里没有修改{named}的。")

    def _of_not_held(self, ask: RelationAsk, meaning: Meaning, view: View) -> _Told | None:
        """Return what held texts say of a document that is not held itself; None where none speaks of it."""
        reference = meaning.reference
        named = f"《{reference.title}》" if reference.title else reference.number
        if ask.relation is Relation.CITED_BY:
            found = self._references.naming(reference.title or None, reference.number or None, as_of=view.day)
            wanted = [one for one in found if not reference.address or one.address == reference.address]
            lines = [_cites(one) for one in wanted]
            return _listed(lines, f"引用{named}{reference.address}（未收录）的", "条款", "") if lines else None
        if ask.relation is Relation.REPEALED_BY and meaning.repealed_by is not None:
            repeal = view.catalog.repeals.of_name(reference.title or None, reference.number or None)
            if repeal is not None:
                by = meaning.repealed_by
                since = f"（{repeal.from_day.isoformat()} 起）"
                line = _Line(repeal.by, by.address or "", repeal.evidence.span, f"{by.named}{since}")
                return _listed([line], f"废止{named}（未收录）的", "规定", "")
        return None

    def _clause(self, meaning: Meaning, row: VersionRow) -> Clause | None:
        if not meaning.positions:
            return None
        return self._shelf.clause(row.version_row, meaning.positions[0], meaning.reference.address)

    def _made(self, query: Query, told: _Told, view: View) -> Answer:
        if not told.lines:
            return _abstained(query, told.text, told.links)
        citations: list[Citation] = []
        hits: list[Hit] = []
        for line in told.lines:
            if line.span is None or len(citations) == _MOST_QUOTED:
                continue
            citation, hit = cited(Place(line.row.version_row, line.span), view, self._shelf)
            if all((one.version.key, one.span) != (citation.version.key, citation.span) for one in citations):
                citations.append(replace(citation, mark=len(citations) + 1))
                hits.append(replace(hit, rank=len(hits) + 1))
        text = answer_text(citations)
        verify(text, citations)
        standings = told_standings(citations, hits, view, self._shelf)
        return Answer(
            query.question,
            AnswerStatus.ANSWERED,
            f"{told.text}{''.join(f'[{one.mark}]' for one in citations)}\n{text}",
            _SURE,
            tuple(citations),
            tuple(hits[: query.top_k]),
            warnings=cautions(citations, standings),
            standings=standings,
            links=tuple(dict.fromkeys(line.link for line in told.lines))[:_MOST_LINKED],
        )


def _abstained(query: Query, text: str, links: Sequence[Link]) -> Answer:
    return Answer(query.question, AnswerStatus.ABSTAINED, text, 0.0, (), (), links=tuple(links))


def _listed(lines: Sequence[_Line], opens: str, what: str, none: str) -> _Told:
    """Return a list with how many there are, in how many documents, and the first of them by name."""
    if not lines:
        return _Told(none)
    names = list(dict.fromkeys(line.text for line in lines))
    documents = len({line.row.document_id for line in lines})
    shown = "；".join(names[:_MOST_NAMED]) + ("等" if len(names) > _MOST_NAMED else "")
    within = f"（{documents} 份文件）" if what == "条款" else ""
    return _Told(f"{opens}{what}共 {len(names)} 处{within}：{shown}", tuple(lines))


def _cites(one: CrossReference) -> _Line:
    """Return a citing clause as an entry."""
    return _Line(one.row, one.clause_address, one.span, f"《{one.row.metadata.title}》{one.clause_address}")


def _citing(one: CrossReference, view: View) -> _Line:
    """Return what a document cites as an entry: the cited clause where it is held, else its name."""
    named = f"《{one.title}》" if one.title else one.number or ""
    if one.target is None:
        return _Line(one.row, one.clause_address, one.span, f"{named}{one.address or ''}（未收录）")
    row = one.target.row
    return _Line(one.row, one.clause_address, one.span, f"《{row.metadata.title}》{one.address or ''}")


def _repealing(one: StatedRepeal) -> _Line:
    repeal = one.met.repeal
    number = f"（{repeal.by.metadata.doc_number.value}）" if repeal.by.metadata.doc_number else ""
    since = f"（{repeal.first_day.isoformat()} 起）" if repeal.first_day else "（没有写明日期）"
    text = f"《{repeal.by.metadata.title}》{number}{one.clause_address}{since}"
    return _Line(repeal.by, one.clause_address, repeal.evidence.span, text)


def _repealed(one: StatedRepeal) -> _Line:
    held = "" if one.met.rows else "（未收录）"
    return _Line(one.met.repeal.by, one.clause_address, one.met.repeal.evidence.span, f"{repealed_name(one.met)}{held}")
