"""An answer's text in the pieces in which it is sent."""

import re

# A sentence with the marks of its citations and the line's end, or a line without marks.
_PIECE = re.compile(r".+?(?:(?:\[\d{1,3}\])+\n*|\n+|\Z)", re.DOTALL)


def answer_pieces(text: str) -> tuple[str, ...]:
    """Return the pieces in order; joined they are the text, and no mark is parted from its sentence."""
    return tuple(_PIECE.findall(text))
