"""A claim that says of one item what the words before the list say of all: 提供虚假材料的，不予扶持."""

import re
from collections.abc import Iterator

from kb.text.folding import fold

# Each of the items alone has the consequence: 有下列情形之一的，不予扶持：
_ANY_OF = re.compile(
    r"(?P<of>[^，。；：\n]*?)(?:有|具有|存在|属于|符合|具备|发生|出现|因)?(?:下列|以下|如下)[^，。；：\n]{0,16}之一(?:者|的)?"
    r"\s*，\s*(?P<then>[^。；：\n]+)：\s*$"
)
_ENDS = " \t\r\n\u3000。；;，,、"
_MOST_COMMAS = 6
_SHORTEST_ITEM = 4


def halves(claim: str) -> Iterator[tuple[str, str]]:
    """Yield a claim in two at each of its commas: what is the case, and what follows from it."""
    commas = [place for place, mark in enumerate(claim) if mark in "，,"][-_MOST_COMMAS:]
    for place in reversed(commas):
        head, tail = claim[:place].strip(_ENDS), claim[place + 1 :].strip(_ENDS)
        if len(head) >= _SHORTEST_ITEM and tail:
            yield head, tail


def is_item(head: str, words: str, label: str | None) -> bool:
    """Tell whether a wording is the whole of an item, with its label or without."""
    return fold(words.strip(_ENDS)) in (fold(head), fold(f"{label or ''}{head}"))


def says_of_each(lead_in: str, tail: str) -> bool:
    """Tell whether the words before a list say of each of its items what a claim says."""
    said = _ANY_OF.search(lead_in)
    return said is not None and fold(said["then"]) == fold(tail)
