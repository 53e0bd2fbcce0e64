"""The address of every node of a tree: unique within its version, as short as people write it."""

from collections import Counter, defaultdict
from dataclasses import replace

from kb.clauses.headings import Headings
from kb.clauses.marks import HEADING, OUTLINE
from kb.clauses.nodes import ANNEX, BODY, DIVISIONS, PARAGRAPH, ROW, TABLE, Node
from kb.clauses.steps import NAMED, Address, Step, format_address
from kb.clauses.tables import printed_number

_LONGEST_NAME = 40
_UNNAMEABLE = str.maketrans("【】〔〕．", "[][].")

Steps = tuple[Step, ...]


class Naming:
    """Gives each node its address, parents before children."""

    def __init__(self, nodes: list[Node], headings: Headings) -> None:
        self._headings = headings
        self._steps: list[Steps] = []
        self._used: dict[str, int] = {}
        self._top_paragraphs = 0
        self._top_tables = 0
        self._qualified = _to_qualify(nodes, headings)
        for node in nodes:
            self._steps.append(self._unique(self._steps_of(node)))

    def address(self, node: Node) -> str:
        """Return the address of a node."""
        return format_address(Address(self._steps[node.position]))

    def _unique(self, steps: Steps) -> Steps:
        printed = format_address(Address(steps))
        times = self._used.get(printed, 0) + 1
        self._used[printed] = times
        if times == 1:
            return steps
        return self._unique((*steps[:-1], replace(steps[-1], ordinal=steps[-1].ordinal + times - 1)))

    def _steps_of(self, node: Node) -> Steps:
        step = own_step(node, self._headings)
        if node.style == PARAGRAPH and (node.parent is None or node.parent.style == BODY):
            self._top_paragraphs += 1
            return (Step("段", (self._top_paragraphs,)),)
        if node.style == TABLE and node.parent is None:
            self._top_tables += 1
            return (Step(TABLE, (printed_number(node.caption) or self._top_tables,)),)
        if node.position not in self._qualified:
            holder = _short_holder(node)
            if holder is not node.parent:
                return (*self._of(holder), step)
        prefix = self._of(node.parent)
        if _in_first_of_several_paragraphs(node):
            prefix = (*prefix, Step("款", (1,)))
        return (*prefix, step)

    def _of(self, node: Node | None) -> Steps:
        return self._steps[node.position] if node is not None else ()


def own_step(node: Node, headings: Headings) -> Step:
    """Return the step from a node's parent to the node."""
    parent = node.parent
    if node.style in (HEADING, ANNEX):
        name = (headings.title(node) or node.style).translate(_UNNAMEABLE)[:_LONGEST_NAME]
        return Step(NAMED, name="".join(name.split()) or "无题")
    if node.style == PARAGRAPH and parent is not None:
        return Step(_paragraph_unit(parent), (2 + node.index,))
    if node.style == TABLE:
        return Step(TABLE, (printed_number(node.caption) or 1 + node.index,))
    if node.style == ROW:
        return Step(ROW, (1 + node.index,))
    if node.is_list and parent is not None and parent.within_article():
        unit = {"条": "项", PARAGRAPH: "项", "项": "目"}.get(_article_level(parent))
        return Step(unit or node.style, node.number)
    return Step(node.style, node.number)


def _article_level(node: Node) -> str:
    if not node.is_list:
        return node.style
    return "项" if node.parent is not None and node.parent.style in ("条", PARAGRAPH) else "目"


def _paragraph_unit(parent: Node) -> str:
    if parent.style == "条" or ((parent.is_list or parent.style == OUTLINE) and not parent.within_article()):
        return "款"
    return "段"


def _in_first_of_several_paragraphs(node: Node) -> bool:
    parent = node.parent
    if parent is None or parent.style != "条" or not node.is_list:
        return False
    return parent.counts.get(PARAGRAPH, 0) > 0


def _short_holder(node: Node) -> Node | None:
    """Return the node whose address a short address goes on from: the annex, or the divisions above."""
    holder = node.parent
    if node.style in DIVISIONS:
        skipped: tuple[str, ...] = (HEADING,)
    elif node.style == "条":
        skipped = (HEADING, *DIVISIONS, "一、", "（一）", "1.", "A.", "Ⅰ", PARAGRAPH)
    elif node.style == OUTLINE:
        skipped = (HEADING, OUTLINE, *DIVISIONS)
    elif node.style == HEADING or node.is_list:
        skipped = (HEADING,)
    else:
        return holder
    while holder is not None and holder.style in skipped:
        holder = holder.parent
    return holder


def _to_qualify(nodes: list[Node], headings: Headings) -> set[int]:
    """Return the positions of nodes that share a short address, where the addresses below their parents differ."""
    groups: dict[tuple[int, Step], list[Node]] = defaultdict(list)
    for node in nodes:
        holder = _short_holder(node)
        if holder is not node.parent:
            groups[holder.position if holder else -1, own_step(node, headings)].append(node)
    qualified: set[int] = set()
    for alike in groups.values():
        parents = Counter(node.parent.position if node.parent else -1 for node in alike)
        if len(alike) > 1 and max(parents.values()) == 1:
            qualified.update(node.position for node in alike)
    return qualified
