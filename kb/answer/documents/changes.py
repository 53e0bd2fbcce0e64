"""Answers about what changed from one version of a document to another: the changed clauses, both wordings quoted."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from kb.answer.cite import answer_text, verify
from kb.answer.documents.quoting import cited
from kb.answer.documents.relation_asks import RelationAsk
from kb.answer.documents.statements import Place
from kb.answer.wording import told_standings
from kb.clauses.citation import diff_link
from kb.clauses.diff.html import KIND_WORDS
from kb.clauses.diff.texts import Change, ChangeKind, Side, diff
from kb.clauses.diff.word_runs import RunKind
from kb.retrieve.naming.meaning import Meaning
from kb.retrieve.standing.standings import standing_of
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.text.keys import title_key
from kb.types import Answer, AnswerStatus, Citation, Hit, Link, Query, Span

_SURE = 0.95
# So many changed clauses are quoted, each in both wordings; the others are linked.
_MOST_QUOTED, _MOST_NAMED, _MOST_LINKED = 3, 8, 50
# Without title marks a name must at least end as names of documents do: figures of two years are no versions.
_DOCUMENT = re.compile(
    "(?:法|法典|条例|办法|规定|细则|规则|意见|方案|措施|政策|通知|公告|规划|计划|指南|目录|标准|制度|文件)$"
)
_YEAR = re.compile(r"(?:19|20)\d{2}年?度?")
# Number and days of a version stand there: that they differ is said with the versions.
_BESIDE = re.compile(r"^(?:题注|标题|落款|目录)")

Choices = Callable[[Meaning, str], tuple[Link, ...]]


class Changes:
    """Compares the versions of a document, or two documents of one title but for the year."""

    def __init__(self, shelf: Shelf, choices: Choices) -> None:
        """Take the texts, and what gives the documents of which one is to be chosen."""
        self._shelf = shelf
        self._choices = choices

    def answer(self, query: Query, ask: RelationAsk, meaning: Meaning, view: View) -> Answer | None:
        """Return what changed, or that only one version is held; None where no document is surely meant."""
        if "《" not in ask.name and not (ask.is_of_versions and _DOCUMENT.search(ask.name)):
            return None
        pair = self._pair(ask, meaning, view)
        if pair is not None:
            return self._compared(query, *pair, view)
        if meaning.candidates:
            links = self._choices(meaning, query.question)
            return Answer(query.question, AnswerStatus.ABSTAINED, f"{meaning.problem}。", 0.0, (), (), links=links)
        if meaning.row is None:
            return None
        row = meaning.row
        held = "、".join(_facts(one) for one in view.catalog.versions(row.document_id) if not one.withdrawn)
        text = f"《{row.metadata.title}》只收录了{held}，没有可以对照的版本。"
        if ask.years:
            text = f"《{row.metadata.title}》收录的是{held}，没有{'年、'.join(ask.years)}年可以对照的版本。"
        link = Link(f"《{row.metadata.title}》{_facts(row)}", row.document_id, row.version)
        return Answer(query.question, AnswerStatus.ABSTAINED, text, 0.0, (), (), links=(link,))

    def _pair(self, ask: RelationAsk, meaning: Meaning, view: View) -> tuple[VersionRow, VersionRow] | None:
        """Return the older and the newer text that are to be compared."""
        rows = self._texts(ask, meaning, view)
        if len(ask.years) == 2:
            chosen = [[row for row in rows if year in _years(row)] for year in sorted(ask.years)]
            if not all(chosen):
                # The year of a version may be that in which it was issued, while the other holds from the next.
                return None
            old, new = chosen[0][0], chosen[1][-1]
            return (old, new) if old is not new else None
        if meaning.row is None or len(rows) < 2:
            return None
        current = meaning.row if meaning.row in rows else rows[-1]
        if ask.years and (named := [row for row in rows if ask.years[0] in _years(row)]):
            current = named[-1]
        place = rows.index(current)
        return (rows[place - 1], rows[place]) if place else (rows[0], rows[1])

    def _texts(self, ask: RelationAsk, meaning: Meaning, view: View) -> list[VersionRow]:
        """Return the versions of the document that is meant, oldest first; or the texts of its title but for years."""
        if meaning.row is not None:
            held = [row for row in view.catalog.versions(meaning.row.document_id) if not row.withdrawn]
            if len(held) > 1 or not ask.years:
                return held
        key = _without_year(meaning.row.metadata.title if meaning.row else ask.name.strip("《》"))
        rows = [row for one in view.catalog.documents for row in view.catalog.versions(one) if not row.withdrawn]
        alike = [row for row in rows if key and _without_year(row.metadata.title) == key]
        return sorted(alike, key=lambda row: max(_years(row), default=""))

    def _compared(self, query: Query, old: VersionRow, new: VersionRow, view: View) -> Answer:
        texts = [self._shelf.version(row.version_row).text for row in (old, new)]
        trees = [self._shelf.tree(row.version_row) for row in (old, new)]
        found = diff(texts[0], trees[0], texts[1], trees[1])
        changes = [one for one in found.changes if one.kind is not ChangeKind.UNCHANGED and not _is_beside(one)]
        counts = [f"{words} {count} 处" for kind, words in KIND_WORDS.items() if (count := _count(changes, kind))]
        citations, hits = self._cited(changes, old, new, view)
        named = "；".join(_told(one, old, new, citations) for one in changes[:_MOST_NAMED])
        named += "等" if len(changes) > _MOST_NAMED else ""
        what = f"{'，'.join(counts)}：{named}" if changes else "条款文字没有改动"
        lead = f"{_named(new, old)}与{_named(old, new)}相比，{what}\n"
        text = answer_text(citations)
        verify(text, citations)
        return Answer(
            query.question,
            AnswerStatus.ANSWERED,
            lead + text,
            _SURE,
            tuple(citations),
            tuple(hits[: query.top_k]),
            warnings=self._warnings(new, view),
            standings=told_standings(citations, hits, view, self._shelf),
            links=tuple(_links(old, new, changes)),
        )

    def _warnings(self, row: VersionRow, view: View) -> tuple[str, ...]:
        standing = standing_of(row, view, self._shelf)
        return (f"《{row.metadata.title}》{_facts(row)}：{standing.told}",) if standing.reason else ()

    def _cited(
        self, changes: Sequence[Change], old: VersionRow, new: VersionRow, view: View
    ) -> tuple[list[Citation], list[Hit]]:
        """Return the words of the first changes on both sides."""
        citations: list[Citation] = []
        hits: list[Hit] = []
        for change in changes[:_MOST_QUOTED]:
            for row, side in ((old, change.old), (new, change.new)):
                if side is None or (change.old and change.new and change.kind is not ChangeKind.CHANGED):
                    continue
                place = Place(row.version_row, Span(*_first_change(change, side.start, side.end, new=row is new)))
                citation, hit = cited(place, view, self._shelf)
                citations.append(replace(citation, mark=len(citations) + 1))
                hits.append(replace(hit, rank=len(hits) + 1))
        return citations, hits


def _first_change(change: Change, start: int, end: int, *, new: bool) -> tuple[int, int]:
    """Return where on a side the first changed words stand; its first character where only the other side has any."""
    at = start
    for run in change.runs:
        text = (run.new_text if new and run.new_text is not None else run.text) or ""
        if run.kind is RunKind.EQUAL:
            at += len(text)
        elif (run.kind is RunKind.ADDED) is new:
            return at, min(at + max(len(text), 1), end)
    return start, min(start + 1, end)


def _links(old: VersionRow, new: VersionRow, changes: Sequence[Change]) -> Iterator[Link]:
    if old.document_id == new.document_id:
        yield Link(
            "逐条对照两个版本", new.document_id, new.version, path=diff_link(new.document_id, old.version, new.version)
        )
    for row in (old, new):
        yield Link(f"《{row.metadata.title}》{_facts(row)}", row.document_id, row.version)
    for change in changes[:_MOST_LINKED]:
        row, side = (new, change.new) if change.new else (old, change.old)
        if side is not None:
            yield Link(f"{KIND_WORDS[change.kind]}：{_label(change)}", row.document_id, row.version, side.address)


def _told(change: Change, old: VersionRow, new: VersionRow, citations: Sequence[Citation]) -> str:
    """Return what became of a clause, with the marks of the quotes of its old and its new words."""
    shown = []
    for word, row, side in (("原", old, change.old), ("现", new, change.new)):
        mark = next((one.mark for one in citations if side and _is_in(one, row, side)), None)
        shown += [f"{word}[{mark}]"] if mark else []
    quoted = f"（{'，'.join(shown)}）" if shown else ""
    return f"{KIND_WORDS[change.kind]}{_label(change)}{quoted}"


def _is_in(citation: Citation, row: VersionRow, side: Side) -> bool:
    return citation.version.key == row.key and side.start <= citation.span.start < side.end


def _is_beside(change: Change) -> bool:
    side = change.new or change.old
    return side is not None and bool(_BESIDE.match(side.address))


def _count(changes: Sequence[Change], kind: ChangeKind) -> int:
    return sum(change.kind is kind for change in changes)


def _label(change: Change) -> str:
    return "→".join(dict.fromkeys(side.label for side in (change.old, change.new) if side))


def _named(row: VersionRow, other: VersionRow) -> str:
    title = "" if row.document_id == other.document_id else f"《{row.metadata.title}》"
    return title + _facts(row)


def _facts(row: VersionRow) -> str:
    """Return which version it is: its number and the day from which it applies, or of publication."""
    metadata = row.metadata
    days = (
        metadata.doc_number.value if metadata.doc_number else None,
        f"{metadata.effective_from.value} 起施行" if metadata.effective_from else None,
        f"{metadata.published.value} 发布" if metadata.published and not metadata.effective_from else None,
    )
    told = "，".join(day for day in days if day)
    return f"第{row.version}版{f'（{told}）' if told else ''}"


def _years(row: VersionRow) -> set[str]:
    metadata = row.metadata
    stated = (metadata.published, metadata.effective_from, metadata.not_before, metadata.doc_number)
    words = " ".join([metadata.title, *(one.value for one in stated if one)])
    return set(re.findall(r"(?:19|20)\d{2}", words))


def _without_year(title: str) -> str:
    return title_key(_YEAR.sub("", title))
