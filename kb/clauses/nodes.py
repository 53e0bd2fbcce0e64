"""A clause in the making, and the names of the styles that it may have."""

from dataclasses import dataclass, field

from kb.clauses.lines import Line
from kb.clauses.marks import STRUCTURE, Mark

ANNEX = "【】"
"""The style of a document printed after the closing of another, named by its title."""

PARAGRAPH, TABLE, ROW = "段", "表", "行"
TITLE, CONTENTS, NOTE, PREAMBLE, BODY = "标题", "目录", "题注", "引言", "正文"
CLOSING, ATTACHED = "落款", "附件说明"

DIVISIONS = STRUCTURE[:-1]
"""Named divisions above the 条."""

# The order in which official documents nest their marks; asked only where the text itself gives no evidence.
USUAL_ORDER = {
    "一、": 0,
    "（一）": 1,
    "1.": 2,
    "A.": 2,
    "Ⅰ": 0,
    "（1）": 3,
    "1）": 3,
    "①": 4,
    "a）": 4,
    "a.": 4,
    "（a）": 4,
}


@dataclass(slots=True)
class Node:
    """A clause in the making. `start` is where its own text starts; it ends where the next node starts."""

    style: str
    number: tuple[int, ...]
    start: int
    parent: "Node | None" = None
    mark: Mark | None = None
    first_line: Line | None = None
    bare: bool = False
    """Whether the node so far is a heading line and nothing else."""
    headed: bool = False
    """Whether its first line is a heading, whatever came after."""
    introduced: bool = False
    """Whether it belongs to a list that words ending in a colon introduce."""
    last_text: str = ""
    second_line: str = ""
    """What stands in its own text on the line after the first."""
    children: list["Node"] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    """How many children of each style it has."""
    caption: str = ""
    """What a table is called on the line above it."""
    position: int = 0
    index: int = 0
    """How many siblings of its style stand before it."""

    @property
    def is_list(self) -> bool:
        """Tell whether the node is an item of a list (一、, （一）, 1. …)."""
        return self.style in USUAL_ORDER

    def within_article(self) -> bool:
        """Tell whether the node is a 条 or lies in one."""
        node: Node | None = self
        while node is not None:
            if node.style == "条":
                return True
            node = node.parent
        return False
