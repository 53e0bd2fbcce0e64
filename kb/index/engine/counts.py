"""What a segment's words add up to: which are in how many passages, how long the fields are, which titles have them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from kb.errors import HomeDamaged
from kb.index.engine.weights import FIELDS, TITLE, number_of

_FILES = ("numbers", "counts", "lengths", "titles")
Tokens = Sequence[Sequence[str]]
"""The tokens of a passage by field: text, heading, title."""


@dataclass(frozen=True, slots=True)
class WordCounts:
    """The words of a segment, counted."""

    numbers: npt.NDArray[np.uint32]
    """The dimensions of the words in order."""
    counts: npt.NDArray[np.int64]
    """How many passages hold each of them."""
    lengths: npt.NDArray[np.int64]
    """The passages, then the sums of the lengths of each field."""
    titles: npt.NDArray[np.int64]
    """Shape (n, 2), in order: the version, and the dimension of a word of its title."""

    @property
    def passages(self) -> int:
        """The number of passages."""
        return int(self.lengths[0])

    @classmethod
    def of(cls, passages: Sequence[Tokens], version_rows: Sequence[int]) -> Self:
        """Count the words of passages, given with the version of each."""
        held: Counter[int] = Counter()
        sums = [len(passages), *(0 for _ in FIELDS)]
        titles: dict[int, Sequence[str]] = {}
        for tokens, version_row in zip(passages, version_rows, strict=True):
            titles[version_row] = tokens[TITLE]
            for field in FIELDS:
                held.update({number_of(field, token) for token in tokens[field]})
                sums[1 + field] += len(tokens[field])
        numbers = np.array(sorted(held), dtype=np.uint32)
        pairs = {(row, number_of(TITLE, token)) for row, title in titles.items() for token in title}
        return cls(
            numbers,
            np.array([held[int(number)] for number in numbers], dtype=np.int64),
            np.array(sums, dtype=np.int64),
            np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2),
        )

    def count_of(self, number: int) -> int:
        """Return in how many passages a word stands."""
        place = int(np.searchsorted(self.numbers, number))
        return int(self.counts[place]) if place < len(self.numbers) and self.numbers[place] == number else 0

    def has_title(self, version_row: int, number: int) -> bool:
        """Tell whether a version's title has a word."""
        low, high = np.searchsorted(self.titles[:, 0], [version_row, version_row + 1])
        return bool(np.isin(number, self.titles[low:high, 1]))

    def save(self, folder: Path) -> None:
        """Write the counts into a new folder."""
        folder.mkdir()
        for name in _FILES:
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read the counts. Raises HomeDamaged where they cannot be read."""
        try:
            return cls(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in _FILES))
        except (OSError, ValueError) as error:
            raise HomeDamaged(
                f"索引段的词频表 {folder} 无法读取（{error}）；请运行 kb reindex 重建", folder=str(folder)
            ) from error


def mean_lengths(counts: Sequence[WordCounts]) -> list[float]:
    """Return the mean length of each field over all passages of some segments."""
    sums = np.sum([one.lengths for one in counts], axis=0)
    return [float(total) / max(int(sums[0]), 1) for total in sums[1:]]
