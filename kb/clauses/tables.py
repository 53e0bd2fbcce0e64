"""What a table says of its rows: its caption, its number, and the names of its columns."""

import re
from collections.abc import Sequence

LONGEST_HEADER = 160
"""How many characters the names of a table's columns may take above a row."""

SEPARATOR = "｜"
"""What stands between the names of columns."""

_LONGEST_CAPTION = 40
_CAPTION = re.compile(r"^(?:[#*\s]*)(?P<caption>附?表\s?(?P<number>\d{1,3})?.*)$")
_UNIT = re.compile(r"^[（(]?\s*(?:计量|金额|货币)?单位\s*[:：]")
_STOPS = "。；;：:，,、"
_CELL_END = re.compile(r"(?<!\\)\|")
_SHORTEST_NAME, _LONGEST_NAME = 2, 40
_SAID = re.compile(r"[。；;]")
_FIGURE = re.compile(r"[\d.,，%％]+$")


def caption_of(above: Sequence[str]) -> str:
    """Return what a table is called by the last lines above it; empty where no line reads like a caption."""
    for line in reversed(above):
        plain = line.strip("#* \u3000")
        if _UNIT.match(plain):
            continue
        named = _CAPTION.match(plain)
        short = 0 < len(plain) <= _LONGEST_CAPTION and plain[-1] not in _STOPS
        return plain if short or (named is not None and len(plain) <= 2 * _LONGEST_CAPTION) else ""
    return ""


def printed_number(caption: str) -> int | None:
    """Return the number that a caption gives its table (表3 …); None where it gives none."""
    named = _CAPTION.match(caption)
    return int(named["number"]) if named and named["number"] else None


def cells_of(line: str) -> list[str]:
    """Return the cells of a row of a Markdown table."""
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [cell.strip().replace("\\|", "|") for cell in _CELL_END.split(inner)]


def header_of(own: str) -> str:
    """Return the names of a table's columns on one line, cut where they are too long.

    `own` is what stands in the table before its second row. Empty where it names no columns: it is a row like others.
    """
    first, _, rule = own.strip().partition("\n")
    names = cells_of(first)
    if not any(names) or not (rule or _may_name(names)):
        return ""
    whole = SEPARATOR.join(names)
    if len(whole) <= LONGEST_HEADER:
        return whole
    each = max(_SHORTEST_NAME, LONGEST_HEADER // len(names) - 2)
    cut = SEPARATOR.join(name if len(name) <= each else f"{name[:each]}…" for name in names)
    return cut if len(cut) <= LONGEST_HEADER else f"{cut[: LONGEST_HEADER - 1]}…"


def _may_name(names: Sequence[str]) -> bool:
    """Tell whether cells of a row without a rule below it name columns: short, no sentences, no figures."""
    return all(len(name) <= _LONGEST_NAME and not _SAID.search(name) and not _FIGURE.match(name) for name in names)
