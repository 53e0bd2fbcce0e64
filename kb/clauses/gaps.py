"""Gaps and repeats in the numbering of a text, as sentences."""

import re

from kb.clauses.lines import follows
from kb.clauses.marks import ATTACHMENTS, HEADING, OUTLINE
from kb.clauses.nodes import ANNEX, DIVISIONS, Node
from kb.clauses.steps import Step, format_step

_MOST_NAMED = 3
_LOOKED_BACK = 5000


def find_gaps(nodes: list[Node], text: str) -> tuple[str, ...]:
    """Return what is missing or doubled in the numbering: “第七条之后是第九条，缺第八条”."""
    last: dict[tuple[int, str], Node] = {}
    last_anywhere: dict[str, Node] = {}
    found = []
    for node in nodes:
        if not node.number or node.style in (HEADING, OUTLINE) or node.mark is None:
            continue
        family = _family(node)
        # Some texts count on from one section to the next instead of beginning anew.
        before = last.get(family, last_anywhere.get(node.style))
        if before is None or not follows(before.number, node.number):
            same_list = last.get(family)
            sentence = _compare(node.style, same_list.number if same_list else None, node.number)
            since = same_list or node.parent
            if sentence and not _stands_in_line(
                node, text[max(since.start if since else 0, node.start - _LOOKED_BACK) : node.start]
            ):
                found.append(_place(node) + sentence)
        last[family] = last_anywhere[node.style] = node
    return tuple(found)


def _stands_in_line(node: Node, before: str) -> bool:
    """Tell whether the number before this one is printed inside a line (1.甲 2.乙), so that nothing is missing."""
    if not node.is_list or node.number[0] < 2:
        return False
    printed = format_step(Step(node.style, (node.number[0] - 1,)))
    if node.style == "1.":
        return re.search(rf"(?<![0-9.]){printed}\s*[.．、]", before) is not None
    return printed in before.replace("(", "（").replace(")", "）")


def _family(node: Node) -> tuple[int, str]:
    """Return what the number counts on from: 条 and the like run through a whole annex, items through their list."""
    holder = node.parent
    if node.style == "条":
        while holder is not None and holder.style != ANNEX and holder.style not in ATTACHMENTS:
            holder = holder.parent
    return (holder.position if holder else -1, node.style)


def _place(node: Node) -> str:
    holder = node.parent
    while holder is not None and (not holder.mark or not holder.mark.label):
        holder = holder.parent
    if node.style in ("条", *DIVISIONS, *ATTACHMENTS) or holder is None or holder.style == ANNEX:
        return ""
    return f"{holder.mark.label if holder.mark else ''}之下，"


def _compare(style: str, last: tuple[int, ...] | None, number: tuple[int, ...]) -> str | None:
    name = _name(style, number)
    if last is None:
        if number[0] == 1 or style in ATTACHMENTS:
            return None
        return f"编号从{name}开始，缺{_missing(style, 1, number[0] - 1)}"
    if follows(last, number) or (number == (1,) and last != (1,)):
        return None
    before = _name(style, last)
    if number == last:
        return f"{name}重复出现"
    if number < last:
        return f"{before}之后又是{name}"
    if number[0] == last[0]:
        return f"{before}之后是{name}"
    first = last[0] + 1
    return f"{before}之后是{name}，缺{_missing(style, first, number[0] - 1)}" if first < number[0] else None


def _missing(style: str, first: int, last: int) -> str:
    if last - first < _MOST_NAMED:
        return "、".join(_name(style, (number,)).rstrip("、") for number in range(first, last + 1))
    return f"{_name(style, (first,)).rstrip('、')}至{_name(style, (last,)).rstrip('、')}"


def _name(style: str, number: tuple[int, ...]) -> str:
    return format_step(Step(style, number), in_article=True)
