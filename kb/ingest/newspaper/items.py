"""What a newspaper page is printed from: its blocks, each with what it is to the page."""

import re
from dataclasses import dataclass
from enum import StrEnum

from kb.ingest.furniture import has_dateline, is_spaced, undoubled
from kb.ingest.labels import label_of
from kb.ingest.newspaper.pieces import Pieced


class Role(StrEnum):
    """What a block is to the page."""

    BODY = "body"
    HEADLINE = "headline"
    BYLINE = "byline"
    JUMP = "jump"
    MASTHEAD = "masthead"
    CAPTION = "caption"
    CREDIT = "credit"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a line of its own, with what its shape says."""

    role: Role
    content: Pieced
    width: float
    apart: bool = False
    """True where a blank at the line's start parts it from the text box before it."""
    spaced: bool = False
    """True where a blank line stands before it."""
    closed: bool = False
    """True where a byline, a jump or a signature ended the article in this very paragraph."""
    opens: bool = False
    """True where an item of its own surely starts here."""
    indented: bool = False
    """True where the block's first line is indented as paragraphs are."""

    signature: bool = False
    """True where the names of bodies, or the day below them, sign the text above."""
    speaker: str | None = None
    """Who speaks in a paragraph of an interview."""

    @property
    def text(self) -> str:
        """The characters of the block."""
        return self.content.text

    @property
    def lines(self) -> int:
        """How many printed lines the block has."""
        return len(self.content.pieces)

    @property
    def longest(self) -> int:
        """How many characters the longest of its printed lines has."""
        return max(end - start for start, end in self.content.pieces)

    @property
    def labelled(self) -> bool:
        """True where a clause number opens the block."""
        label = label_of(self.text)
        return label is not None and label.style != "markdown"

    @property
    def dateline(self) -> bool:
        """True where the paper's or an agency's mark opens the block."""
        return has_dateline(self.text)

    @property
    def doubled(self) -> bool:
        """True where extraction printed the line twice."""
        return undoubled(self.text) is not None

    @property
    def letterspaced(self) -> bool:
        """True where the line is set wide, as names of columns are."""
        return is_spaced(self.text)

    @property
    def unfinished(self) -> bool:
        """True where a paragraph breaks off inside a sentence."""
        return self.role is Role.BODY and not self.closed and not re.search(r"[。！？!?；;：:…”’）)]\W*$", self.text)
