"""A text's own structure as a tree of clauses."""

from kb.clauses.apart import read_lines
from kb.clauses.gaps import find_gaps
from kb.clauses.headings import Headings
from kb.clauses.lines import Line, Role
from kb.clauses.marks import ATTACHMENTS, HEADING, OUTLINE, Mark
from kb.clauses.naming import Naming
from kb.clauses.nesting import Nesting
from kb.clauses.nodes import (
    ANNEX,
    ATTACHED,
    BODY,
    CLOSING,
    CONTENTS,
    NOTE,
    PARAGRAPH,
    PREAMBLE,
    ROW,
    TABLE,
    TITLE,
    Node,
)
from kb.clauses.tables import header_of
from kb.text.page_fields import fields_of
from kb.types import Clause, ClauseTree, Span

_KINDS = {
    TITLE: "title",
    NOTE: "note",
    PREAMBLE: "preamble",
    CONTENTS: "contents",
    BODY: "body",
    CLOSING: "closing",
    ATTACHED: "attached",
    ANNEX: "attachment",
    PARAGRAPH: "paragraph",
    TABLE: "table",
    ROW: "row",
    HEADING: "heading",
    "篇": "part",
    "部分": "part",
    "编": "part",
    "分编": "subpart",
    "章": "chapter",
    "节": "section",
    "目": "subsection",
    "条": "article",
}


def parse_clauses(text: str) -> ClauseTree:
    """Return the clauses of a text in order, and the gaps in their numbering.

    The own spans of all clauses, joined in order, are the text. Every clause has an address of its own.
    """
    nodes = _nest(read_lines(text))
    if not nodes:
        return ClauseTree((_blank(text),) if text else ())
    headings = Headings(nodes)
    naming = Naming(nodes, headings)
    ends = _subtree_ends(nodes, len(text))
    clauses = []
    for node in nodes:
        own_end = nodes[node.position + 1].start if node.position + 1 < len(nodes) else len(text)
        path = clauses_path(node, headings)
        clauses.append(
            Clause(
                address=naming.address(node),
                kind=_kind(node),
                label=node.mark.label if node.mark and node.mark.label else None,
                title=headings.title(node),
                span=Span(node.start, ends[node.position]),
                own=Span(node.start, own_end),
                depth=_depth(node),
                parent=node.parent.position if node.parent else None,
                heading_path=path,
            )
        )
    return ClauseTree(tuple(clauses), find_gaps(nodes, text))


def clauses_path(node: Node, headings: Headings) -> tuple[str, ...]:
    """Return the printed headings above a node, outermost first."""
    path = []
    holder = node.parent
    while holder is not None:
        if holder.style == TABLE:
            path += _above_rows(holder, headings)
        elif printed := headings.printed(holder):
            path.append(printed)
        holder = holder.parent
    return tuple(reversed(path))


def _above_rows(table: Node, headings: Headings) -> list[str]:
    """Return what stands above each row of a table, innermost first: the names of its columns, its caption."""
    header = header_of(f"{table.first_line.body}\n{table.last_text}") if table.first_line else ""
    holder = table.parent
    said = {headings.title(holder), headings.printed(holder)} if holder else set()
    caption = headings.title(table)
    return [part for part in (header, caption if caption not in said else None) if part]


def _nest(lines: list[Line]) -> list[Node]:
    nesting = Nesting()
    first = next((i for i, line in enumerate(lines) if line.role in (Role.MARK, Role.ANNEX)), len(lines))
    opening = lines[first].mark if first < len(lines) else None
    numbered = opening is not None and opening.style not in ATTACHMENTS
    lead = lines[:first]
    later_marks = _later_marks(lines)
    notes = True
    last_field = _last_field(lead)
    for place, line in enumerate(lead):
        if line.role in (Role.TITLE, Role.CONTENTS, Role.CLOSING, Role.ATTACHED):
            nesting.add(line, None)
            continue
        notes = notes and line.role is not Role.ROW and (place <= last_field or (numbered and _is_note(line)))
        nesting.lead(line, NOTE if notes else PREAMBLE if numbered else BODY)
    nesting.close_lead()
    for position in range(first, len(lines)):
        nesting.add(lines[position], later_marks[position])
    return nesting.nodes


def _last_field(lead: list[Line]) -> int:
    """Return the place of the last line that is a field of a web page (发布日期：…), only headings before it."""
    last = -1
    for place, line in enumerate(lead):
        if fields_of(line.body):
            last = place
        elif line.role is not Role.TITLE and not _is_note(line):
            break
    return last


def _is_note(line: Line) -> bool:
    return line.body[-1] not in "。；;：:！？" or (line.body[0] in "（(" and line.body[-1] in "）)")


def _later_marks(lines: list[Line]) -> list[Mark | None]:
    """Return for every line the first mark after it, up to a closing or another document."""
    later: list[Mark | None] = []
    mark: Mark | None = None
    for line in reversed(lines):
        later.append(mark)
        if line.role in (Role.CLOSING, Role.ANNEX):
            mark = None
        elif line.mark is not None:
            mark = line.mark
    return later[::-1]


def _subtree_ends(nodes: list[Node], length: int) -> list[int]:
    ends = [length] * len(nodes)
    for node in nodes:
        own_end = nodes[node.position + 1].start if node.position + 1 < len(nodes) else length
        ends[node.position] = own_end
    for node in reversed(nodes):
        if node.parent is not None:
            ends[node.parent.position] = max(ends[node.parent.position], ends[node.position])
    return ends


def _depth(node: Node) -> int:
    depth, holder = 0, node.parent
    while holder is not None:
        depth, holder = depth + 1, holder.parent
    return depth


def _kind(node: Node) -> str:
    if node.style in ATTACHMENTS:
        return "attachment"
    if node.style == OUTLINE or not node.is_list:
        return _KINDS.get(node.style, "point")
    if node.parent is None or not node.parent.within_article():
        return "point"
    return "subitem" if node.parent.is_list else "item"


def _blank(text: str) -> Clause:
    whole = Span(0, len(text))
    return Clause("第1段", "paragraph", None, None, whole, whole, 0, None)
