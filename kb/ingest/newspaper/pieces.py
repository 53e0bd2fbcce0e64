"""Joined pieces of a file, cut and searched as one string."""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.ingest.compose import Piece
from kb.ingest.lines import Line


@dataclass(frozen=True, slots=True)
class Pieced:
    """A string put together from ranges of the file; `text` is the pieces' characters without anything between."""

    text: str
    pieces: tuple[Piece, ...]

    def cut(self, at: int) -> tuple["Pieced", "Pieced"]:
        """Return the part before the offset and the part from it on."""
        before: list[Piece] = []
        after: list[Piece] = []
        done = 0
        for start, end in self.pieces:
            middle = min(max(start + at - done, start), end)
            if start < middle:
                before.append((start, middle))
            if middle < end:
                after.append((middle, end))
            done += end - start
        return Pieced(self.text[:at], tuple(before)), Pieced(self.text[at:], tuple(after))

    def strip(self) -> "Pieced":
        """Return the same without white space and bold marks at both ends."""
        left = len(self.text) - len(self.text.lstrip(" \t\u3000\u00a0*"))
        _, rest = self.cut(left)
        trimmed, _ = rest.cut(len(rest.text.rstrip(" \t\u3000\u00a0*")))
        return trimmed


def pieced(lines: Iterable[Line]) -> Pieced:
    """Return the lines' texts as one string."""
    kept = list(lines)
    return Pieced("".join(line.text for line in kept), tuple((line.start, line.end) for line in kept))
