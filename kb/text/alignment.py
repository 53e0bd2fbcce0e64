"""Where a wording nearly stands in a text, and how the two differ: edit distance to any part of it (Sellers 1980)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int32]
Step = tuple[int | None, int | None]
"""Positions in the wanted sequence and in the other that stand side by side; None where one has nothing."""

# What an insertion or deletion costs; finer differences decide between alignments of as many of them.
_STEP = 10_000


def distances(wanted: Codes, texts: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return for each row of texts the least number of insertions, deletions, replacements to a part of it."""
    best: npt.NDArray[np.int32] = _last_row(wanted, texts).min(axis=1)
    return best


def aligned(wanted: Codes, text: Codes, figures: Codes) -> list[Step]:
    """Return the steps along the part of a text that is nearest to what is wanted, in order.

    Of parts equally near it is the one that has more in common. A figure is replaced by a figure sooner than left out,
    and another character sooner left out than replaced, so that the part ends where the likeness does. `figures` are
    the codes that stand for figures.
    """
    wanted_figures, text_figures = np.isin(wanted, figures), np.isin(text, figures)
    table = np.zeros((len(wanted) + 1, len(text) + 1), dtype=np.int64)
    costs = np.zeros((len(wanted), len(text)), dtype=np.int64)
    columns = np.arange(len(text) + 1, dtype=np.int64) * _STEP
    for row, code in enumerate(wanted):
        replaced = np.where(text_figures == wanted_figures[row], _STEP + 1 - 2 * wanted_figures[row], 2 * _STEP)
        costs[row] = np.where(text == code, -1, replaced)
        table[row + 1] = table[row] + _STEP
        np.minimum(table[row + 1, 1:], table[row, :-1] + costs[row], out=table[row + 1, 1:])
        table[row + 1] = np.minimum.accumulate(table[row + 1] - columns) + columns
    return _traced(table, costs)


def _traced(table: npt.NDArray[np.int64], costs: npt.NDArray[np.int64]) -> list[Step]:
    """Return the steps that lead to the least value of a table's last row."""
    row, column = len(table) - 1, int(table[-1].argmin())
    steps: list[Step] = []
    while row:
        here = table[row, column]
        if column and table[row - 1, column - 1] + costs[row - 1, column - 1] == here:
            row, column = row - 1, column - 1
            steps.append((row, column))
        elif table[row - 1, column] + _STEP == here:
            row -= 1
            steps.append((row, None))
        else:
            column -= 1
            steps.append((None, column))
    return steps[::-1]


def codes_of(signs: Sequence[str]) -> Codes:
    """Return characters as numbers."""
    return np.fromiter(map(ord, signs), dtype=np.int32, count=len(signs))


def _last_row(wanted: Codes, texts: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    row = np.zeros((len(texts), texts.shape[1] + 1), dtype=np.int32)
    for code in wanted:
        row = _next_row(row, code, texts)
    return row


def _next_row(row: npt.NDArray[np.int32], code: np.int32, texts: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return the next row of the tables of edit distances, one table a text."""
    after = row + 1
    np.minimum(after[:, 1:], row[:, :-1] + (texts != code), out=after[:, 1:])
    # An insertion costs one a column: the running minimum of the distances less their columns.
    columns = np.arange(after.shape[1], dtype=np.int32)
    after -= columns
    np.minimum.accumulate(after, axis=1, out=after)
    after += columns
    return after
