"""A newspaper page as text extraction leaves it, to its articles."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from kb.ingest.cohesion import Cohesion
from kb.ingest.compose import Piece, compose, left_over
from kb.ingest.file_names import title_of_name
from kb.ingest.furniture import dateline_end, has_dateline, trailing_jump
from kb.ingest.labels import label_of
from kb.ingest.lines import Line
from kb.ingest.metadata.published import day_of_name
from kb.ingest.metadata.statements import Printed, describe_article
from kb.ingest.newspaper.atoms import cut_atoms
from kb.ingest.newspaper.blocks import read_blocks
from kb.ingest.newspaper.bylines import byline_text, is_byline, opening_byline, trailing_byline
from kb.ingest.newspaper.drafts import Draft
from kb.ingest.newspaper.headlines import line_text, named_headline, read_headline, units_of
from kb.ingest.newspaper.items import Block, Role
from kb.ingest.newspaper.layout import Layout
from kb.ingest.newspaper.layout_weights import Weights
from kb.ingest.newspaper.loose import Loose, find_loose
from kb.ingest.newspaper.page_head import is_masthead, page_day
from kb.ingest.newspaper.report_day import latest_month
from kb.ingest.newspaper.signing import move_kickers, sign
from kb.raw import ParsedDocument, ParsedSource, RawDocument
from kb.types import DocumentKind, Evidence

_FEWEST_MARKS = 2
_CLAUSES_A_MARK = 20
_HEAD_LINES = 6
_ITEM_LABELS = 3


def is_page(lines: Sequence[Line]) -> bool:
    """Tell whether the lines are a newspaper page rather than one document.

    The marks of the trade decide: datelines, bylines, jumps to another page, mastheads. One document may quote a mark,
    but it numbers its paragraphs.
    """
    if not lines or lines[0].text.startswith("#"):
        return False
    marks = sum(_is_mark(line.text) for line in lines)
    mastheads = sum(is_masthead(line.text) for line in lines)
    clauses = sum(label_of(line.text) is not None for line in lines)
    enough = marks >= _FEWEST_MARKS or (marks >= 1 and mastheads >= _FEWEST_MARKS)
    return enough and (marks + mastheads) * _CLAUSES_A_MARK > clauses


def is_article(lines: Sequence[Line]) -> bool:
    """Tell whether the lines are one news item: a dateline stands at the start, and the text has no clauses."""
    if not lines or lines[0].text.startswith("#"):
        return False
    opens = any(has_dateline(line.text) for line in lines[:_HEAD_LINES])
    return opens and sum(label_of(line.text) is not None for line in lines) <= _ITEM_LABELS


def _is_mark(text: str) -> bool:
    return (
        has_dateline(text)
        or is_byline(text)
        or trailing_jump(text) is not None
        or bool(trailing_byline(text) and re.search(r"记者|通讯员|摄", text[-40:]))
    )


def split_page(raw: RawDocument, lines: Sequence[Line], name: str, weights: Weights | None = None) -> ParsedSource:
    """Return the page's articles, captions, advertisements and mastheads as documents, in file order.

    Headlines and bylines are in an article's metadata, its text is the body. An article that breaks off with a jump to
    another page is named in a warning.
    """
    blocks = read_blocks(lines)
    if not any(block.role in (Role.BODY, Role.CONTACT) for block in blocks):
        return _without_articles(raw, blocks)
    cohesion = Cohesion(block.text for block in blocks if block.role is Role.BODY)
    loose = find_loose(blocks, cohesion)
    atoms = cut_atoms(blocks, loose.positions)
    drafts = Layout(blocks, atoms, cohesion, weights).articles()
    sign(blocks, atoms, drafts)
    move_kickers(blocks, drafts, cohesion)
    latest = latest_month(block.text for block in blocks)
    page = _Page(raw, blocks, cohesion, _published(blocks, name), latest, title_of_name(name))
    items = [(draft.first, page.article(draft)) for draft in drafts]
    items += page.loose_items(loose)
    items.sort(key=lambda item: item[0])
    taken = {position for draft in drafts for position in draft.positions} | loose.positions
    unassigned = left_over(raw.text, (piece for position in taken for piece in blocks[position].content.pieces))
    warnings = tuple(page.broken_off(draft) for draft in drafts if draft.jumps)
    return ParsedSource(raw, tuple(document for _, document in items), unassigned, (*raw.warnings, *warnings))


def _without_articles(raw: RawDocument, blocks: Sequence[Block]) -> ParsedSource:
    text, source_map = compose(raw.text, [block.content.pieces for block in blocks])
    printed = Printed(line_text(blocks[0].text), kind=DocumentKind.OTHER)
    return ParsedSource(raw, (ParsedDocument(text, source_map, describe_article(text, printed)),), (), raw.warnings)


def _published(blocks: Iterable[Block], name: str) -> Evidence | None:
    """Return the page's day, which its items are concluded to be of."""
    for block in blocks:
        day = page_day(block.text) if block.role is Role.MASTHEAD else None
        if day is not None:
            return Evidence(day, inferred=True)
    named = day_of_name(name)
    return Evidence(named.isoformat(), inferred=True) if named else None


@dataclass(frozen=True, slots=True)
class _Page:
    raw: RawDocument
    blocks: Sequence[Block]
    cohesion: Cohesion
    published: Evidence | None
    latest: tuple[int, int] | None
    name: str

    def article(self, draft: Draft) -> ParsedDocument:
        """Return the draft as a document."""
        units = units_of(self.blocks, sorted([*draft.before, *draft.after, *draft.kickers]))
        headline = named_headline(units, self.name) or read_headline(units, draft.text(self.blocks), self.cohesion)
        byline = " ".join(byline_text(self.blocks[position].text) for position in sorted(draft.bylines))
        byline = byline or self._opening_byline(draft)
        printed = Printed(headline.title, headline.subtitle, byline or None, self.published, latest=self.latest)
        return self._document(sorted(draft.body), printed, draft.taken_up)

    def _opening_byline(self, draft: Draft) -> str:
        text = self.blocks[draft.body[0]].text
        span = opening_byline(text, dateline_end(text))
        return byline_text(text[slice(*span)]) if span else ""

    def loose_items(self, loose: Loose) -> list[tuple[int, ParsedDocument]]:
        """Return what belongs to no article, each item with its place on the page."""
        items = []
        for group in loose.mastheads:
            name = next((position for position in group if self.blocks[position].doubled), group[0])
            title = line_text(self.blocks[name].text)
            items.append((group[0], self._document(group, Printed(title, kind=DocumentKind.MASTHEAD))))
        for group in loose.captions:
            byline = " ".join(byline_text(self.blocks[position].text) for position in group[1:]) or None
            printed = Printed(None, None, byline, self.published, DocumentKind.CAPTION)
            items.append((group[0], self._document(group[:1], printed)))
        return items

    def broken_off(self, draft: Draft) -> str:
        """Return the warning that an article goes on elsewhere."""
        jump = " ".join(self.blocks[position].text.strip() for position in draft.jumps)
        return f"“{self.article(draft).metadata.title}”在本版不完整：原文标注{jump}"

    def _document(self, positions: Sequence[int], printed: Printed, taken_up: Collection[int] = ()) -> ParsedDocument:
        groups: list[list[Piece]] = []
        for position in positions:
            if position in taken_up:
                groups[-1].extend(self.blocks[position].content.pieces)
            else:
                groups.append(list(self.blocks[position].content.pieces))
        text, source_map = compose(self.raw.text, groups)
        return ParsedDocument(text, source_map, describe_article(text, printed))
