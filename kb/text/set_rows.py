"""Rows of tables that are set with tabs or wide spaces, without lines: A级　70—79分　不超过10万元."""

import re

_GAP = re.compile(r"\t+|\u3000+|[ \xa0]{2,}")
# What has one is running text.
_RUNNING = re.compile(r"[，。；：,;:](?!\d)")
_FEWEST, _LONGEST = 3, 120
_DIGIT = re.compile(r"\d")
# A table so long names its columns again.
_MOST_ROWS = 40


def cells_set(line: str) -> list[str]:
    """Return the cells of a line that is a row of a table set with tabs or wide spaces; empty for any other line.

    Two cells are a row where a tab parts them, three where wide spaces do.
    """
    said = line.strip()
    if len(said) > _LONGEST or (_RUNNING.search(said) and "\t" not in said):
        return []
    cells = [cell.strip() for cell in _GAP.split(said)]
    return cells if len(cells) >= (_FEWEST - 1 if "\t" in said else _FEWEST) else []


def names_above(text: str, start: int) -> str:
    """Return the names of the columns of the set row that begins at an offset, as they stand; empty where none do.

    They are the first line of the rows above that have as many cells, where it has no figure.
    """
    end = text.find("\n", start)
    cells = cells_set(text[start : end if end >= 0 else len(text)])
    names = ""
    for _ in range(_MOST_ROWS if cells else 0):
        before = text.rfind("\n", 0, max(start - 1, 0)) + 1
        line = text[before:start].strip()
        if not start or (line and len(cells_set(line)) != len(cells)):
            break
        names, start = line or names, before
    return names if names and not _DIGIT.search(names) else ""
