"""The printed lines of a file, and whether a line goes on in the next one.

Text extraction leaves one line of characters for each line of print. A line goes on where its sentence is not finished
and it is as wide as its column; a line that ends short, or that starts with a label, is a paragraph of its own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kb.ingest.labels import item_label, label_of

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_FINISHED = re.compile(r"[。！？!?；;：:…]['\"”’」』）)》】*]*$")
_HEADING = re.compile(r"^[^，、。；：,;:]{1,24}$")
_BRACKET_OPEN = re.compile(r"（[^）]*$|《[^》]*$")
LEADER = re.compile(r"(?:[.．·…]\s?){4,}\d*$")
"""The end of a line in a table of contents: dots that lead to a page number."""
OPENING = re.compile(r"^(?:#|\||>|```|[-*+] )")
# Typesetting squeezes these where two meet, and at the end of a line.
_SQUEEZED = re.compile(r"[，。、；：！？（）《》〈〉“”‘’【】〔〕]")
_NARROW = re.compile(r"[!-~]")
_SPACE = re.compile(r"\s")
# Differences of width, in full-width characters, that proportional Latin letters and forbidden line ends make.
RAGGED = 2.0
# A narrower line is no column of prose.
NARROWEST = 8.0


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line that is not blank: its text without the space around it, and where it stands in the file."""

    text: str
    start: int
    end: int
    indent: int
    blanks_before: int
    width: float

    @property
    def characters(self) -> int:
        """How many characters the line has, spaces left out: some files are wrapped at a number of characters."""
        return len(self.text) - len(_SPACE.findall(self.text))

    @property
    def measures(self) -> tuple[float, float, float]:
        """The line's width squeezed, its width unsqueezed and with blanks, and its number of characters."""
        narrow = len(self.text) - self.characters + len(_NARROW.findall(self.text))
        return self.width, len(self.text) - narrow / 2, float(self.characters)

    @property
    def finished(self) -> bool:
        """True where the line ends a sentence or a clause, with no bracket left open."""
        return bool(_FINISHED.search(self.text)) and not _BRACKET_OPEN.search(self.text)


def width_of(text: str) -> float:
    """Return about how wide the text is printed, in full-width characters; spaces take no room."""
    squeezed = len(_SQUEEZED.findall(text))
    width = len(text) - len(_SPACE.findall(text)) - 0.5 * len(_NARROW.findall(text)) - 0.25 * squeezed
    return width - 0.25 if _SQUEEZED.match(text[-1:]) else width


def read_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of the text that are not blank, in order."""
    lines: list[Line] = []
    start, blanks = 0, 0
    for end, following in _line_ends(text):
        whole = text[start:end]
        stripped = whole.strip()
        if stripped:
            first = start + len(whole) - len(whole.lstrip())
            lines.append(Line(stripped, first, first + len(stripped), first - start, blanks, width_of(stripped)))
            blanks = 0
        else:
            blanks += 1
        start = following
    return tuple(lines)


def _line_ends(text: str) -> list[tuple[int, int]]:
    ends = [(match.start(), match.end()) for match in _BREAK.finditer(text)]
    return [*ends, (len(text), len(text))]


def is_heading(text: str) -> bool:
    """Tell whether a line is short and has no punctuation behind its label, as headings and titles do."""
    label = label_of(text)
    if label is not None and label.style == "article":
        return False
    return bool(_HEADING.match(text[label.length :] if label else text))


def is_section_heading(text: str) -> bool:
    """Tell whether a line is a section's heading by itself, like `九、附则`."""
    label = label_of(text)
    return label is not None and label.style in ("part", "han") and is_heading(text)


def starts_item(line: Line, following: Line, seen: Mapping[str, int] | None = None) -> bool:
    """Tell whether the following line starts a numbered unit, rather than that a sentence wraps before a number.

    `seen` holds the last number of each style of label; by default what the line itself begins with.
    """
    label = item_label(following.text)
    if label is None:
        return False
    if label.style in ("part", "article", "markdown", "annex"):
        return True
    if line.finished:
        return True
    before = item_label(line.text)
    last = seen if seen is not None else {before.style: before.value} if before else {}
    return label.value == 1 or label.value == last.get(label.style, -1) + 1
