"""Which clause stands below which: the levels of a text are read from the text itself."""

import re
from collections import deque
from collections.abc import Iterable

from kb.clauses.lines import Line, Role, follows
from kb.clauses.marks import ATTACHMENTS, HEADING, OUTLINE, Mark
from kb.clauses.nodes import (
    ANNEX,
    ATTACHED,
    BODY,
    CLOSING,
    CONTENTS,
    DIVISIONS,
    NOTE,
    PARAGRAPH,
    ROW,
    TABLE,
    TITLE,
    USUAL_ORDER,
    Node,
)
from kb.clauses.tables import caption_of

# A list may hold a list of the same marks; deeper than that the marks repeat by mistake.
_MOST_NESTED = 2
_COLON = re.compile(r"[：:][\s*_”’」』）)]*$")
_ENDS_SENTENCE = re.compile(r"[。；;：:，,！!？?、…][\s*_”’」』）)]*$")
_LONGEST_BARE_HEADING = 50


class Nesting:
    """Takes the lines of a text in order and hangs each below its clause."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._stack: list[Node] = []
        self._parent_style: dict[str, str | None] = {}
        self._tail = ""
        self._lines: deque[Line] = deque(maxlen=2)

    def add(self, line: Line, next_mark: Mark | None) -> None:
        """Take the next line; `next_mark` is the first mark after it."""
        if line.role is Role.MARK and line.mark is not None:
            self._add_mark(line, line.mark)
        elif line.role in _APART:
            self._add_apart(line, _APART[line.role])
        elif line.role is Role.CONTINUED and self.nodes and not self.nodes[-1].bare:
            self.nodes[-1].last_text = line.body
        elif line.role is Role.ROW:
            self._add_row(line, next_mark)
        else:
            self._add_text(line, next_mark)
        self._pass(line)

    def lead(self, line: Line, style: str) -> None:
        """Take a line before the first mark, gathered below a node of the style (题注, 引言, 正文)."""
        holder = self.nodes[-1] if self.nodes else None
        while holder is not None and holder.style in (PARAGRAPH, ROW, TABLE):
            holder = holder.parent
        if line.role is Role.ROW:
            self._lead_row(line, style, holder)
        elif line.role is Role.CONTINUED and self.nodes and self.nodes[-1].style != TITLE:
            self.nodes[-1].last_text = line.body
        elif holder is None or holder.style != style:
            holder = self._push(Node(style, (), line.start, first_line=line, last_text=line.body), None)
            if style == BODY:
                self._push(Node(PARAGRAPH, (), line.start, first_line=line, last_text=line.body), holder)
        elif style != NOTE:
            self._stack = [holder]
            self._push(Node(PARAGRAPH, (), line.start, first_line=line, last_text=line.body), holder)
        self._pass(line)

    def _lead_row(self, line: Line, style: str, holder: Node | None) -> None:
        """Take a row before the first mark; rows that follow one another are one table."""
        last = self.nodes[-1] if self.nodes else None
        table = last.parent if last is not None and last.style == ROW else last
        if table is not None and table.style == TABLE:
            self._stack = [node for node in (table.parent, table) if node is not None]
        elif holder is not None and holder.style == style:
            self._stack = [holder]
        else:
            self._stack.clear()
            if style == BODY:
                self._push(Node(BODY, (), line.start, first_line=line, last_text=line.body), None)
        self._add_row(line, None)

    def close_lead(self) -> None:
        """End what stands before the first mark."""
        self._stack.clear()

    def _pass(self, line: Line) -> None:
        self._tail = line.body
        self._lines.append(line)

    def _push(self, node: Node, parent: Node | None) -> Node:
        while self._stack and self._stack[-1] is not parent:
            self._stack.pop()
        node.parent = parent
        node.position = len(self.nodes)
        if parent is not None:
            node.index = parent.counts.get(node.style, 0)
            parent.counts[node.style] = node.index + 1
            parent.children.append(node)
        self.nodes.append(node)
        self._stack.append(node)
        return node

    # Marks

    def _add_mark(self, line: Line, mark: Mark) -> None:
        if mark.style in ATTACHMENTS:
            self._parent_style.clear()
        parent = self._parent_of(mark)
        siblings = parent.children if parent else []
        introduced = _COLON.search(self._tail) is not None
        if siblings and siblings[-1].style == mark.style and follows(siblings[-1].number or (0,), mark.number or (0,)):
            introduced = siblings[-1].introduced
        self._parent_style.setdefault(mark.style, parent.style if parent else None)
        node = Node(mark.style, mark.number, line.start, mark=mark, first_line=line, introduced=introduced)
        node.bare = not _ENDS_SENTENCE.search(line.rest) and len(line.rest) <= _LONGEST_BARE_HEADING
        node.headed = node.bare
        node.last_text = line.body
        self._push(node, parent)

    def _parent_of(self, mark: Mark) -> Node | None:
        if mark.style in ATTACHMENTS:
            return None
        stack = self._stack
        if mark.level:
            stack = [n for n in stack if not (n.style == HEADING and n.mark and n.mark.level >= mark.level)]
            stack = stack[: _first_gap(self._stack, stack)]
        if mark.style == HEADING:
            return _last(n for n in stack if n.style == ANNEX or n.style in ATTACHMENTS or _outranks(n, mark.level))
        if mark.style in DIVISIONS:
            return _last(n for n in stack if _above_division(n, mark.style))
        if mark.style == "条":
            return self._parent_of_article(stack)
        if mark.style == OUTLINE:
            return self._parent_of_outline(mark, stack)
        return self._parent_of_item(mark, stack)

    def _parent_of_article(self, stack: list[Node]) -> Node | None:
        for node in stack:
            if node.style == "条":
                return node.parent
        hosts = [n for n in stack if n.style != PARAGRAPH]
        if hosts and hosts[-1].is_list and (hosts[-1].bare or _COLON.search(self._tail)):
            return hosts[-1]
        return _last(n for n in hosts if not n.is_list and n.style not in (OUTLINE, TABLE, ROW))

    def _parent_of_outline(self, mark: Mark, stack: list[Node]) -> Node | None:
        for node in reversed(stack):
            if node.style == OUTLINE and node.number == mark.number[: len(node.number)] != mark.number:
                return node
        outlines = [n for n in stack if n.style == OUTLINE]
        if outlines:
            return outlines[0].parent
        hosts = [n for n in stack if n.style not in (PARAGRAPH, TABLE, ROW)]
        return hosts[-1] if hosts else None

    def _parent_of_item(self, mark: Mark, stack: list[Node]) -> Node | None:
        hosts = [n for n in stack if n.style not in (TABLE, ROW)]
        if not hosts:
            return None
        opens = mark.number == (1,)
        if opens and _COLON.search(self._tail) and sum(node.style == mark.style for node in hosts) < _MOST_NESTED:
            return self._host(hosts, mark)
        for node in reversed(hosts):
            if node.style == mark.style:
                return node.parent
        for node in reversed(hosts):
            last = next((child for child in reversed(node.children) if child.style == mark.style), None)
            if last is not None and follows(last.number, mark.number):
                return node
        if mark.style in self._parent_style:
            usual = self._parent_style[mark.style]
            for node in reversed(hosts):
                if node.style == usual and usual != PARAGRAPH:
                    return self._host(hosts[: hosts.index(node) + 1], mark)
        if hosts[-1].bare:
            return hosts[-1]
        rank = USUAL_ORDER[mark.style]
        kept = [n for n in hosts if USUAL_ORDER.get(n.style, -1) < rank]
        cut = hosts[: _first_gap(hosts, kept)]
        return self._host(cut, mark) if cut else None

    def _host(self, hosts: list[Node], mark: Mark) -> Node | None:
        """Return what the list hangs below: an unnumbered paragraph of a 条, elsewhere the clause it belongs to."""
        if hosts[-1].style != PARAGRAPH:
            return hosts[-1]
        paragraph, owner = hosts[-1], hosts[-1].parent
        if owner is None or paragraph.within_article():
            return paragraph
        return paragraph if owner.counts.get(mark.style) else owner

    # Text

    def _add_apart(self, line: Line, style: str) -> None:
        last = self.nodes[-1] if self.nodes else None
        if last is not None and last.style == style and style != ANNEX:
            last.last_text = line.body
            last.second_line += line.body
            return
        annexes = [n for n in self._stack if n.style == ANNEX or n.style in ATTACHMENTS]
        parent = annexes[-1] if annexes and style == CONTENTS else None
        node = Node(style, (), line.start, first_line=line, last_text=line.body, bare=style == ANNEX)
        self._push(node, parent)
        if style == ANNEX:
            self._parent_style.clear()
        else:
            self._stack.pop()

    def _add_row(self, line: Line, next_mark: Mark | None) -> None:
        table = self._stack[-1] if self._stack and self._stack[-1].style == TABLE else None
        if self._stack and self._stack[-1].style == ROW:
            table = self._stack[-1].parent
        if table is None:
            above = [] if any(one.role is Role.ROW for one in self._lines) else self._lines
            caption = caption_of([one.body for one in above if one.role is not Role.TITLE])
            self._push(Node(TABLE, (), line.start, first_line=line, caption=caption), self._host_of_text(next_mark))
        elif _RULE.fullmatch(line.body) and not table.children:
            table.last_text = line.body
        else:
            self._push(Node(ROW, (), line.start, first_line=line), table)

    def _add_text(self, line: Line, next_mark: Mark | None) -> None:
        deepest = self._stack[-1] if self._stack else None
        if deepest is not None and deepest.bare and not deepest.children and not _is_short_item(deepest, next_mark):
            unfinished = not _ENDS_SENTENCE.search(line.body)
            deepest.bare = deepest.style in (*ATTACHMENTS, ANNEX) and unfinished
            deepest.last_text = line.body
            deepest.second_line = deepest.second_line or (line.body if unfinished else "")
            return
        node = Node(PARAGRAPH, (), line.start, first_line=line, last_text=line.body)
        self._push(node, self._host_of_text(next_mark))

    def _host_of_text(self, next_mark: Mark | None) -> Node | None:
        hosts = [n for n in self._stack if n.style not in (PARAGRAPH, TABLE, ROW)]
        if not hosts:
            return None
        deepest = hosts[-1]
        if not deepest.is_list:
            return deepest
        if next_mark and next_mark.style == deepest.style and follows(deepest.number, next_mark.number):
            return deepest
        if deepest.within_article():
            return _last(n for n in hosts if not n.is_list)
        keeps_paragraphs = any(sibling.counts.get(PARAGRAPH) for sibling in _siblings(deepest))
        if deepest.introduced and not deepest.headed and not keeps_paragraphs and deepest.parent is not None:
            return deepest.parent if deepest.parent.style != PARAGRAPH else deepest.parent.parent
        return deepest


_APART = {
    Role.TITLE: TITLE,
    Role.CONTENTS: CONTENTS,
    Role.CLOSING: CLOSING,
    Role.ATTACHED: ATTACHED,
    Role.ANNEX: ANNEX,
}
_RULE = re.compile(r"\|?[\s:|-]+\|?")


def _last(nodes: Iterable[Node]) -> Node | None:
    found = None
    for node in nodes:
        found = node
    return found


def _first_gap(whole: list[Node], kept: list[Node]) -> int:
    """Return how many nodes from the outermost on are kept without a gap."""
    for position, node in enumerate(whole):
        if position >= len(kept) or kept[position] is not node:
            return position
    return len(whole)


def _outranks(node: Node, level: int) -> bool:
    return node.mark is not None and 0 < node.mark.level < level


def _above_division(node: Node, style: str) -> bool:
    if node.style in DIVISIONS:
        return DIVISIONS.index(node.style) < DIVISIONS.index(style)
    return node.style in (HEADING, ANNEX) or node.style in ATTACHMENTS


def _siblings(node: Node) -> list[Node]:
    return [child for child in (node.parent.children if node.parent else []) if child.style == node.style]


def _is_short_item(node: Node, next_mark: Mark | None) -> bool:
    """Tell whether a line without end mark is an item of a list of such lines, and no heading."""
    if not node.is_list or (next_mark and next_mark.style == node.style and follows(node.number, next_mark.number)):
        return False
    earlier = _siblings(node)[:-1]
    return any(sibling.bare and not sibling.children for sibling in earlier)
