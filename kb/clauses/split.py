"""Passages: contiguous pieces of a version's text for retrieval, each inside one clause's subtree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kb.clauses.fences import trimmed
from kb.clauses.tables import LONGEST_HEADER, header_of
from kb.types import Clause, ClauseTree, Passage, Span

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

MAX_CHARS = 500

_SEPARATORS = ["\n\n", "\n", "。", "！", "？", "；", "，", ""]
_INTRODUCES = re.compile(r"[：:][\s*_”’」』）)]*$")
_ENDS_SENTENCE = "。；;"
_NAMELESS = re.compile(r"[\s|:-]*")
_DIVISIONS = frozenset({"part", "subpart", "chapter", "section", "subsection", "attachment"})
_HEADINGS = frozenset({"title", "contents"})


@dataclass(frozen=True, slots=True)
class _Piece:
    span: Span
    lead_in: str = ""


def split_passages(
    document_id: str, version: int, text: str, tree: ClauseTree, max_chars: int = MAX_CHARS
) -> list[Passage]:
    """Return the passages of a version in text order; together they hold every character that is no heading or blank.

    A clause whose subtree fits is one passage (a list with its lead-in); where it does not fit, its parts are passages
    and the lead-in goes with each as `lead_in`. Different 条 are never merged. Raises ValueError where a piece that
    the text splitter returns does not stand where it says.
    """
    cutter = _Cutter(text, tree, max_chars)
    passages = []
    for number, piece in enumerate(cutter.pieces(), start=1):
        passages.append(
            Passage(
                passage_id=f"{document_id}@{version}:{number}",
                document_id=document_id,
                version=version,
                clause_address=cutter.smallest_holding(piece.span).address,
                span=piece.span,
                text=piece.span.of(text),
                lead_in=piece.lead_in,
            )
        )
    return passages


def embedding_text(title: str, passage: Passage, clause: Clause, *, context: bool = True) -> str:
    """Return what is embedded for a passage: title, headings, lead-in and text. It is never quoted.

    Without `context` it is the text alone.
    """
    if not context:
        return passage.text
    above = text_above(title, passage, clause)
    return f"{above}\n{passage.text}" if above else passage.text


def text_above(title: str, passage: Passage, clause: Clause) -> str:
    """Return what stands above a passage: title, headings, lead-in."""
    headings = [heading for heading in clause.heading_path if heading != passage.lead_in]
    if clause.title and passage.span.start > clause.own.start and clause.kind not in _HEADINGS:
        headings.append(f"{clause.label or ''}{clause.title}")
    parts = [title, *headings, passage.lead_in]
    return "\n".join(part for part in parts if part)


class _Cutter:
    """Walks a tree from the top and cuts each subtree where it does not fit."""

    def __init__(self, text: str, tree: ClauseTree, max_chars: int) -> None:
        self._text = text
        self._clauses = tree.clauses
        self._max = max_chars
        self._children: list[list[int]] = [[] for _ in tree.clauses]
        self._has_articles = [False] * len(tree.clauses)
        for position in range(len(tree.clauses) - 1, -1, -1):
            clause = tree.clauses[position]
            if clause.parent is not None:
                self._children[clause.parent].append(position)
                if clause.kind == "article" or self._has_articles[position]:
                    self._has_articles[clause.parent] = True
        for children in self._children:
            children.reverse()

    def pieces(self) -> Iterator[_Piece]:
        for position, clause in enumerate(self._clauses):
            if clause.parent is None:
                yield from self._cut(position, "")

    def smallest_holding(self, span: Span) -> Clause:
        low, high = 0, len(self._clauses)
        while high - low > 1:
            middle = (low + high) // 2
            if self._clauses[middle].own.start <= span.start:
                low = middle
            else:
                high = middle
        position: int | None = low
        while position is not None and not self._clauses[position].span.contains(span):
            position = self._clauses[position].parent
        if position is None:
            raise ValueError(f"no clause holds [{span.start}, {span.end})")
        return self._clauses[position]

    def _cut(self, position: int, lead_in: str) -> Iterator[_Piece]:
        clause = self._clauses[position]
        if clause.kind in _HEADINGS:
            return
        whole = self._trim(clause.span)
        if not self._children[position]:
            yield from self._cut_leaf(clause, lead_in)
        elif clause.kind == "table":
            yield from self._cut_table(position)
        elif len(whole) <= self._max and not self._has_articles[position] and clause.kind not in _DIVISIONS:
            yield _Piece(whole, lead_in)
        elif clause.kind in ("body", "preamble") or self._is_prose(position):
            yield from self._pack(position, lead_in)
        else:
            yield from self._cut_parts(position, lead_in)

    def _cut_table(self, position: int) -> Iterator[_Piece]:
        """Make each row a passage that is embedded with the names of its columns."""
        clause = self._clauses[position]
        own = clause.own.of(self._text)
        header = header_of(own)
        if not _NAMELESS.fullmatch(own) and (not header or len(header) >= LONGEST_HEADER - 1):
            # A first row that names no columns is a passage too, and names that are cut above the rows are one in full.
            yield from self._cut_leaf(clause, lead_in="")
        for row in self._children[position]:
            yield from self._cut_span(self._trim(self._clauses[row].span), header)

    def _cut_parts(self, position: int, lead_in: str) -> Iterator[_Piece]:
        clause = self._clauses[position]
        if not self._is_bare_heading(clause):
            yield from self._cut_leaf(clause, lead_in)
        introduction = self._introduction(clause) or lead_in
        for child in self._children[position]:
            part = self._clauses[child]
            if part.kind == "paragraph":
                yield from self._cut(child, "")
                introduction = self._introduction(part)
            else:
                yield from self._cut(child, introduction)

    def _is_prose(self, position: int) -> bool:
        """Tell whether a clause outside the 条 holds unnumbered leaf paragraphs only."""
        clause = self._clauses[position]
        return clause.kind != "article" and all(
            self._clauses[child].kind == "paragraph" and not self._children[child] for child in self._children[position]
        )

    def _pack(self, position: int, lead_in: str) -> Iterator[_Piece]:
        """Fill passages with whole paragraphs up to the limit; a table among them is cut by its rows."""
        clause = self._clauses[position]
        pending: Span | None = None
        parts: list[tuple[Span, int | None]] = [(clause.own, None)] if not self._is_bare_heading(clause) else []
        parts += [(self._clauses[child].span, child) for child in self._children[position]]
        for part, child in parts:
            is_table = child is not None and self._clauses[child].kind == "table" and bool(self._children[child])
            span = self._trim(part)
            if pending is not None and not is_table and span.end - pending.start <= self._max:
                pending = Span(pending.start, span.end)
                continue
            if pending is not None:
                yield from self._cut_span(pending, lead_in)
            if is_table and child is not None:
                yield from self._cut_table(child)
            pending = span if len(span) and not is_table else None
        if pending is not None:
            yield from self._cut_span(pending, lead_in)

    def _cut_leaf(self, clause: Clause, lead_in: str) -> Iterator[_Piece]:
        if self._is_bare_heading(clause):
            return
        span = self._trim(clause.own)
        if len(span) > self._max:
            span = self._without_heading_line(clause, span)
        yield from self._cut_span(span, lead_in)

    def _without_heading_line(self, clause: Clause, span: Span) -> Span:
        """Leave out a heading on a line of its own, which would else become a piece of nothing but the heading."""
        heading, found, _ = span.of(self._text).partition("\n")
        if not found or clause.title is None or heading.strip()[-1] in _ENDS_SENTENCE or len(heading) > self._max:
            return span
        return self._trim(Span(span.start + len(heading), span.end))

    def _cut_span(self, span: Span, lead_in: str) -> Iterator[_Piece]:
        if not len(span):
            return
        if len(span) <= self._max:
            yield _Piece(span, lead_in)
            return
        for document in _splitter(self._max).create_documents([span.of(self._text)]):
            start = span.start + document.metadata["start_index"]
            piece = Span(start, start + len(document.page_content))
            if piece.of(self._text) != document.page_content or not span.contains(piece):
                raise ValueError(f"the splitter's piece {document.page_content[:40]!r} does not stand at {start}")
            trimmed = self._trim(piece)
            if len(trimmed):
                yield _Piece(trimmed, lead_in)

    def _is_bare_heading(self, clause: Clause) -> bool:
        """Tell whether the own text is a printed heading and nothing else."""
        own = self._trim(clause.own).of(self._text)
        if not own:
            return True
        if (
            clause.title is None
            or clause.kind == "table"
            or (clause.kind == "article" and not own.endswith(clause.title))
        ):
            return False
        return "\n" not in own and own[-1] not in _ENDS_SENTENCE

    def _introduction(self, clause: Clause) -> str:
        """Return the last paragraph of a clause's own text where it introduces a list."""
        own = self._trim(clause.own).of(self._text)
        last = own.rsplit("\n", 1)[-1].strip()
        return last if _INTRODUCES.search(last) and len(last) <= self._max else ""

    def _trim(self, span: Span) -> Span:
        start, end = trimmed(span.of(self._text))
        return Span(span.start + start, span.start + end)


@lru_cache(maxsize=4)
def _splitter(max_chars: int) -> "RecursiveCharacterTextSplitter":
    # Imported where it is used: a question never splits, and the import takes a quarter of a second.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        chunk_size=max_chars,
        chunk_overlap=0,
        keep_separator="end",
        add_start_index=True,
        strip_whitespace=True,
    )
