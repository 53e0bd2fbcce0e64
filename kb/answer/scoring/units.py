"""Units: the sentences and list items of the hits, each inside one leaf clause, each able to be quoted by itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from kb.answer.scoring.texts import folded_below
from kb.clauses.label import column_names
from kb.clauses.tables import header_of
from kb.retrieve.standing.clauses import ended_spans
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.text.enumerations import Enumeration, enumerations_in
from kb.text.keys import title_key
from kb.text.placed_titles import RULES
from kb.text.sentences import sentence_spans
from kb.text.set_rows import names_above
from kb.types import Clause, ClauseTree, DocumentKind, Hit, Span, Version

# Found where they are searched for, but no answer to a question about policy.
_NO_EVIDENCE = frozenset({DocumentKind.MASTHEAD, DocumentKind.ADVERTISEMENT})
# A question that a document puts itself: 问：…？ The answer that follows is what answers.
_ASKS = re.compile(r"[？?][”’」』）)\"]*$|^(?:问|记者问?|提问|[Qq][0-9]{0,2})\s*[：:]")
# How many sentences behind a question still answer it, and how many are looked at beyond a passage that ends in one.
_ANSWERED, _FOLLOWING = 4, 3
_LONGEST_QUESTION = 120
# A longer row is taken sentence by sentence.
_LONGEST_ROW = 240
_TABLES = frozenset({"table", "row"})
_INTRODUCES = re.compile(r"[：:]$")
# Who said what stands in quotation marks before it says nothing by itself: “……。”局长某某在会上说。
_SAYS_WHO = re.compile(r"[^，,。；;：:“”]{2,40}(?:说|表示|坦言|感慨|感叹|介绍|告诉记者|回忆|解释|直言)(?:道|说)?[。]")
_QUOTED_BEFORE, _LONGEST_QUOTED = 3, 150
# A line above a text with its number alone: 某政办发〔2025〕22号.
_ONLY_NUMBER = re.compile(
    r"\s*[（(]?[\u4e00-\u9fff]{1,14}\s?[〔\[［【(（](?:19|20)\d{2}[〕\]］】)）]\s?第?\d{1,5}\s?号[）)]?\s*"
)
_TITLED = re.compile(r"《([^《》]+)》")
# An address of the web is what a saved page leaves behind.
_LINK = re.compile(r"https?://|www\.")


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence (or list item) of a hit, with what it must not be quoted without."""

    hit: Hit
    version_row: int
    position: int
    """Position of the leaf clause in the version's tree."""
    span: Span
    text: str
    lead_in: Span | None
    """What introduces the list that this is an item of, in the parent's own text or in the leaf's."""
    lead_in_position: int | None
    asked: str = ""
    """The question of the document itself (问：…？) that the unit answers; never quoted."""
    columns: str = ""
    """What the columns are called of the table that the unit is a row of; shown with a quote, never part of it."""
    ended: tuple[Span, ...] = ()
    """Where the version's text is out of force while the rest is not."""

    @property
    def context(self) -> str:
        """The headings above the unit and its lead-in, for scoring."""
        clause = self.hit.clause
        headings = (*clause.heading_path, clause.title or "")
        lead_in = self.lead_in.of(self.hit.version.text) if self.lead_in else ""
        columns = self.columns if self.columns not in headings else ""
        return "\n".join(part for part in (*headings, lead_in, columns, self.asked) if part)


def folded_around(unit: Unit) -> str:
    """Return the key of a unit with its headings, lead-in and title, and of the passage that it stands in."""
    return folded_below(f"{unit.hit.version.metadata.title}\n{unit.context}\n{unit.hit.passage.text}", unit.text)


def units_of(hits: Sequence[Hit], shelf: Shelf, view: View) -> list[Unit]:
    """Return the units of the hits, hits in order, text order within; a sentence in two hits counts once."""
    found: dict[tuple[str, Span], Unit] = {}
    for hit in hits:
        row = view.catalog.find(hit.version.document_id, hit.version.version)
        if row is None or hit.version.metadata.kind in _NO_EVIDENCE:
            continue
        tree = shelf.tree(row.version_row)
        # Of a passage of which a part is out of force the rest is evidence.
        ended = ended_spans(row, view, shelf) if hit.validity in SEARCHED_BY_DEFAULT else []
        for unit in _units_in(hit, row.version_row, tree):
            if any(span.contains(unit.span) for span in ended):
                continue
            found.setdefault((hit.version.key, unit.span), replace(unit, ended=tuple(ended)) if ended else unit)
    return list(found.values())


def _units_in(hit: Hit, version_row: int, tree: ClauseTree) -> Iterator[Unit]:
    """Yield the units of a passage; what only asks is none, but goes with what follows it."""
    asked, left = _question_before(hit), _ANSWERED
    unanswered = False
    above = cache(lambda position: _lead_in(tree, position, hit.version))
    listed = cache(lambda position: _listed(tree, position, hit.version.text))

    def lead_in(position: int, span: Span) -> tuple[Span | None, int | None]:
        inside = next((one for one in listed(position) if _is_item(one, span) and len(one.lead_in)), None)
        return (inside.lead_in, position) if inside else above(position)

    for position, span in _sentences(hit, tree):
        text = span.of(hit.version.text)
        if _ASKS.search(text):
            asked, left, unanswered = text, _ANSWERED, True
            continue
        columns = column_names(tree.clauses[position]) or names_above(hit.version.text, span.start)
        yield Unit(hit, version_row, position, span, text, *lead_in(position, span), asked * (left > 0), columns)
        left, unanswered = left - 1, False
    if unanswered:
        for position, span in islice(_sentences(hit, tree, behind=True), _FOLLOWING):
            text = span.of(hit.version.text)
            if _ASKS.search(text):
                return
            yield Unit(hit, version_row, position, span, text, *lead_in(position, span), asked)


def _sentences(hit: Hit, tree: ClauseTree, *, behind: bool = False) -> Iterator[tuple[int, Span]]:
    """Yield the sentences of a passage, or of what stands behind it, with the positions of their leaves."""
    text, within = hit.version.text, hit.passage.span
    if behind:
        within = Span(within.end, len(text))
    for position, clause in enumerate(tree.clauses):
        # Most clauses of a long text lie elsewhere.
        if clause.own.end <= within.start or clause.own.start >= within.end:
            continue
        start, end = max(clause.own.start, within.start), min(clause.own.end, within.end)
        if start >= end:
            continue
        for span in _pieces(tree, position, text, Span(start, end)):
            said = span.of(text)
            if not _is_heading(span, clause, text) and not _LINK.search(said) and not _only_names(said, hit.version):
                yield position, span


def _pieces(tree: ClauseTree, position: int, text: str, within: Span) -> list[Span]:
    """Return the sentences of a clause's own text; a row is one piece unless it is long, the names of columns none."""
    clause = tree.clauses[position]
    sentences = _with_speakers(sentence_spans(text, within), text)
    spans = list(_parted(sentences, _listed(tree, position, text)))
    if clause.kind == "table" and header_of(clause.own.of(text)):
        has_rows = position + 1 < len(tree.clauses) and tree.clauses[position + 1].parent == position
        return [] if has_rows else spans
    if clause.kind == "row" and spans and spans[-1].end - spans[0].start <= _LONGEST_ROW:
        return [Span(spans[0].start, spans[-1].end)]
    return spans


def _with_speakers(spans: Sequence[Span], text: str) -> list[Span]:
    """Return the sentences, one that only says who said what stands before it in quotation marks joined to that."""
    joined: list[Span] = []
    for span in spans:
        joined.append(span)
        if len(joined) < 2 or not text[: span.start].rstrip().endswith("”") or not _SAYS_WHO.fullmatch(span.of(text)):
            continue
        for back in range(2, min(len(joined), _QUOTED_BEFORE + 1) + 1):
            start = joined[-back].start
            if span.end - start > _LONGEST_QUOTED:
                break
            if text[start] == "“":
                joined[-back:] = [Span(start, span.end)]
                break
    return joined


def _is_item(one: Enumeration, span: Span) -> bool:
    """Tell whether a sentence stands among the items of a list inside its paragraph."""
    return one.items[0].start <= span.start < one.items[-1].end


def _listed(tree: ClauseTree, position: int, text: str) -> tuple[Enumeration, ...]:
    clause = tree.clauses[position]
    return () if clause.kind in _TABLES else enumerations_in(text, clause.own)


def _parted(spans: Sequence[Span], listed: Sequence[Enumeration]) -> Iterator[Span]:
    """Yield the sentences, one that introduces a marked list apart from the first item."""
    starts = [one.items[0].start for one in listed if len(one.lead_in) and one.marked]
    for span in spans:
        cut = next((start for start in starts if span.start < start < span.end), None)
        if cut is None:
            yield span
            continue
        lead_in = next(one.lead_in for one in listed if one.items[0].start == cut)
        yield Span(span.start, lead_in.end)
        yield Span(cut, span.end)


def _question_before(hit: Hit) -> str:
    """Return the question that a passage begins to answer, from right before it; empty where none stands there."""
    start = hit.passage.span.start
    before = Span(max(0, start - _LONGEST_QUESTION), start)
    spans = sentence_spans(hit.version.text, before) if len(before) else []
    last = spans[-1].of(hit.version.text) if spans else ""
    return last if _ASKS.search(last) else ""


def _is_heading(span: Span, clause: Clause, text: str) -> bool:
    """Tell whether the sentence is only the clause's label and printed heading."""
    if clause.title is None or span.start > clause.own.start + 12:
        return False
    # The marks of a Markdown heading stand before its label: ## 三、申报材料.
    said = span.of(text).strip(" 　\n#*")
    rest = said.removeprefix(clause.label or "").strip(" 　\n。.：:;；#*【】")
    return rest == clause.title.strip(" 　。.：:")


def _only_names(said: str, version: Version) -> bool:
    """Tell whether a line is only a document's number, or the name of the very document that a rule's title has."""
    if _ONLY_NUMBER.fullmatch(said):
        return True
    title = version.metadata.title
    is_rule = version.metadata.kind in RULES
    return is_rule and any(title_key(said) == title_key(name) for name in (title, *_TITLED.findall(title)))


def _lead_in(tree: ClauseTree, position: int, version: Version) -> tuple[Span | None, int | None]:
    """Return the last own sentence of a clause's parent where it introduces a list, and the parent's position."""
    clause = tree.clauses[position]
    if clause.parent is None or clause.label is None:
        return None, None
    own = tree.clauses[clause.parent].own
    sentences = sentence_spans(version.text, own)
    if sentences and _INTRODUCES.search(sentences[-1].of(version.text)):
        return sentences[-1], clause.parent
    return None, None
