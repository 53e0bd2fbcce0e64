"""The printed heading of a clause: 一、工作机制, （一）支持对象。…, 1.导入名单：…, 第三条【适用范围】…, 第一章 总则."""

import re

from kb.clauses.marks import ATTACHMENTS, HEADING
from kb.clauses.nodes import ANNEX, DIVISIONS, TABLE, TITLE, Node

_CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_BLANKS_BETWEEN = re.compile(rf"(?<={_CJK})\s+(?={_CJK})")
_BRACKETED = re.compile(r"[【（(〔\[]([^【】（）()〔〕\[\]]{2,30})[】）)〕\]]")
_NUMERAL_ONLY = re.compile(r"[一二三四五六七八九十0-9０-９]+")
_SENTENCE_HEADING = re.compile(r"([^。；;：:！？!?]{2,30})。(?=.)")
_COLON_HEADING = re.compile(r"([^。；;：:，,！？!?]{2,16})[：:](?=.)")
_DECORATION = re.compile(r"[#*\s]+$|\s*[.．…·]{3,}\s*\d*$")


class Headings:
    """Reads the headings of a tree's nodes; those inside a line need the siblings as evidence."""

    def __init__(self, nodes: list[Node]) -> None:
        self._titles = [_own_line(node) for node in nodes]
        for siblings in _families(nodes):
            for node, title in zip(siblings, _in_line(siblings), strict=True):
                self._titles[node.position] = self._titles[node.position] or title

    def title(self, node: Node) -> str | None:
        """Return the heading without the label; None where none is printed."""
        return self._titles[node.position]

    def printed(self, node: Node) -> str | None:
        """Return label and heading as a path shows them; None where no heading is printed."""
        title, mark = self._titles[node.position], node.mark
        if node.style == TABLE:
            return None
        if title is None or mark is None or not mark.label:
            return title
        blank = " " if node.style in (*DIVISIONS, "条", *ATTACHMENTS) or mark.label[-1].isdigit() else ""
        return f"{mark.label}{blank}{title}"


def clean_heading(text: str) -> str | None:
    """Return a heading without decoration and without the blanks between Chinese characters; None for nothing."""
    return _BLANKS_BETWEEN.sub("", _DECORATION.sub("", text.strip().lstrip("#*")).strip()) or None


def _own_line(node: Node) -> str | None:
    """Return the heading that stands on a line of its own."""
    line = node.first_line
    if line is None:
        return None
    if node.style == TITLE:
        return clean_heading(line.body.strip("#* ") + node.second_line)
    if node.style == ANNEX:
        return clean_heading(line.body)
    if node.style == TABLE:
        return clean_heading(node.caption)
    if node.mark is None:
        return None
    if node.style == HEADING or node.style in DIVISIONS or (node.style in ATTACHMENTS and line.rest):
        return clean_heading(line.rest)
    if node.style in ATTACHMENTS:
        return clean_heading(node.second_line)
    if node.style == "条":
        bracketed = _BRACKETED.match(line.rest)
        if bracketed and not _NUMERAL_ONLY.fullmatch(bracketed[1]):
            return clean_heading(bracketed[1])
    return clean_heading(line.rest) if node.headed and (node.children or not node.bare) else None


def _families(nodes: list[Node]) -> list[list[Node]]:
    families: dict[tuple[int, str], list[Node]] = {}
    for node in nodes:
        if node.is_list:
            families.setdefault((node.parent.position if node.parent else -1, node.style), []).append(node)
    return list(families.values())


def _in_line(siblings: list[Node]) -> list[str | None]:
    """Return the headings that end in 。 or ： within the line, where most of the siblings have one."""
    best: list[str | None] = [None] * len(siblings)
    for shape in (_SENTENCE_HEADING, _COLON_HEADING):
        titles = []
        for node in siblings:
            found = shape.match(node.first_line.rest) if node.first_line else None
            titles.append(clean_heading(found[1]) if found else None)
        count = sum(title is not None for title in titles)
        if 2 * count > len(siblings) and count > sum(title is not None for title in best):
            best = titles
    return best
