"""What stands behind a list of its items: of one by its number (第三类人员每人补贴…), or of them all."""

import re
from collections.abc import Sequence

from kb.text.numerals import parse_numeral
from kb.text.sentences import sentence_spans
from kb.types import Clause, ClauseTree, Span

_NUMBER = r"[一二三四五六七八九十\d]{1,3}"
_LABEL = re.compile(rf"[（(]?({_NUMBER})[)）]?[.．、]?")
_NAMES_ITEM = re.compile(rf"第[（(]?({_NUMBER})[)）]?[类种项档]")
# 第三条第一款第（二）项 is an item of another clause; 前款第（二）项 is one of the list before it.
_OF_OTHER_CLAUSE = re.compile(r"(?<![前本])[条款]$")
_FIGURE = re.compile(r"\d")
_LOOKED_AT = 12


def said_of_item(tree: ClauseTree, position: int, text: str) -> tuple[int, Span] | None:
    """Return the first sentence behind a numbered item that states a figure for it, with its clause's position.

    None where there is none, where another list begins before it, and where the clause is no item.
    """
    number = _number(tree.clauses[position].label)
    parent = tree.clauses[position].parent
    if number is None or parent is None:
        return None
    above = {parent, tree.clauses[parent].parent}
    for place in range(position + 1, min(position + 1 + _LOOKED_AT, len(tree.clauses))):
        clause = tree.clauses[place]
        if clause.parent not in above:
            return None
        for span in sentence_spans(text, clause.own) if len(clause.own) else []:
            if _names(span.of(text), number):
                return place, span
    return None


def behind_list(clauses: Sequence[Clause], position: int) -> list[int]:
    """Return the positions of the paragraphs behind the list that a clause is an item of; none for what is no item."""
    item = clauses[position]
    if item.label is None:
        return []
    later = range(position + 1, len(clauses))
    return [place for place in later if clauses[place].parent == item.parent and clauses[place].label is None]


def _number(label: str | None) -> int | None:
    match = _LABEL.fullmatch(label.strip()) if label else None
    return parse_numeral(match[1]) if match else None


def _names(said: str, number: int) -> bool:
    """Tell whether a sentence with a figure of its own names the item of a number."""
    named = [one for one in _NAMES_ITEM.finditer(said) if not _OF_OTHER_CLAUSE.search(said[: one.start()])]
    rest = _NAMES_ITEM.sub("", said)
    return _FIGURE.search(rest) is not None and any(parse_numeral(one[1]) == number for one in named)
