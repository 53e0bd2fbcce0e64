"""Where two characters of a text stand side by side that no passage's words have side by side.

The keyword index knows phrases inside one passage. What it cannot know is kept here: every place where a text goes on
from one passage into the next, through a heading (headings are in no passage), or across white space inside a word.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from kb.errors import HomeDamaged
from kb.text.folding import DROPPED, Folded
from kb.types import Span

_FILES = ("pairs", "versions", "offsets", "context")
_WORD = r"[0-9A-Za-z〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff10-\uff5a\U00020000-\U0003ffff]"
_INSIDE = re.compile(rf"(?<={_WORD})[{DROPPED}]+(?={_WORD})")
# So many characters of the text are looked at beside a seam; white space may leave fewer of them.
_BESIDE = 12
# Which characters beside a pair are kept, counted from the second of the pair.
_CONTEXT = (-3, -2, 1, 2)


@dataclass(frozen=True, slots=True)
class SeamTable:
    """The seams of a segment's versions, by the pair of characters that stand at them."""

    pairs: npt.NDArray[np.uint32]
    """The two characters (the low 16 bits of each), ascending."""
    versions: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int32]
    """Where in the version's text the second character stands."""
    context: npt.NDArray[np.uint16]
    """Shape (n, 4): the two characters before the pair and the two behind it; 0 where they are not known."""

    def __len__(self) -> int:
        return len(self.pairs)

    @classmethod
    def build(cls, texts: Iterable[tuple[int, str, Sequence[Span]]]) -> Self:
        """Return the seams of versions, each given as its row, its text and the spans of its passages in order."""
        parts = [np.zeros((0, 7), dtype=np.uint32)]
        for version, text, spans in texts:
            rows = [(version, *seam) for seam in _seams(text, spans)]
            parts.append(np.array(rows, dtype=np.uint32).reshape(len(rows), 7))
        table = np.concatenate(parts)
        table = table[np.lexsort((table[:, 1], table[:, 0], table[:, 2]))]
        return cls(
            table[:, 2].copy(),
            table[:, 0].astype(np.int32),
            table[:, 1].astype(np.int32),
            table[:, 3:].astype(np.uint16),
        )

    def kept(self, version_rows: Iterable[int]) -> "SeamTable":
        """Return the seams of some versions alone."""
        places = np.isin(self.versions, list(version_rows))
        return SeamTable(self.pairs[places], self.versions[places], self.offsets[places], self.context[places])

    def save(self, folder: Path) -> None:
        """Write the table into a new folder."""
        folder.mkdir()
        for name in _FILES:
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """Read a table; None where there is none: the segment was built before there were any.

        Raises HomeDamaged where it cannot be read.
        """
        if not folder.is_dir():
            return None
        try:
            return cls(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in _FILES))
        except (OSError, ValueError) as error:
            raise HomeDamaged(
                f"索引段的接缝表 {folder} 无法读取（{error}）；请运行 kb reindex 重建", folder=str(folder)
            ) from error

    def places(self, key: str) -> set[tuple[int, int, int]]:
        """Return (version row, offset, place) of each seam that a folded phrase may lie over.

        At the offset of the version's text would stand the character of the phrase at that place. What is returned is
        to be checked in the text.
        """
        codes = [ord(character) & 0xFFFF for character in key]
        found: set[tuple[int, int, int]] = set()
        for place in range(1, len(codes)):
            pair = np.uint32(codes[place - 1] << 16 | codes[place])
            low, high = (int(np.searchsorted(self.pairs, pair, side)) for side in ("left", "right"))
            rows = np.arange(low, high)
            for column, distance in enumerate(_CONTEXT):
                if len(rows) and 0 <= place + distance < len(codes):
                    beside = self.context[rows, column]
                    rows = rows[(beside == 0) | (beside == codes[place + distance])]
            found.update((int(self.versions[row]), int(self.offsets[row]), place) for row in rows)
        return found


def _seams(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, int, int, int, int, int]]:
    """Yield the offset, the pair and the context of each seam of a text."""
    for region in _regions(text, spans):
        base = max(0, region.start - _BESIDE)
        window = Folded(text[base : region.end + _BESIDE])
        codes = [ord(character) & 0xFFFF for character in window.key]
        starts = window.starts
        for place in range(1, len(codes)):
            if base + starts[place] < region.start or base + starts[place - 1] >= region.end:
                continue
            beside = (codes[place + one] if 0 <= place + one < len(codes) else 0 for one in _CONTEXT)
            first, second, third, fourth = beside
            yield base + starts[place], codes[place - 1] << 16 | codes[place], first, second, third, fourth


def _regions(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the stretches that no passage holds, empty ones between passages too, and white space inside words."""
    last = 0
    for span in spans:
        yield Span(min(last, span.start), span.start)
        for match in _INSIDE.finditer(text, span.start, span.end):
            yield Span(*match.span())
        last = max(last, span.end)
    yield Span(last, len(text))
