"""Fields: what Word computes in a text. Their last result is what was printed, except for numbers of pages."""

import re
from dataclasses import dataclass

from kb.ingest.readers.docx.markup import Element, W, integer, switch, value
from kb.ingest.readers.docx.numerals import write_number

_PAGE_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF"})
# Word draws a figure in a circle as an equation of a circle over the figure.
_ENCLOSED = re.compile(r"\\o\s*(?:\\a[clr]\s*)?[(（]\s*[○〇◯Ｏ]\s*[,，;；]\s*([^)）]*?)\s*[)）]", re.IGNORECASE)


def is_page_field(instruction: str) -> bool:
    """Tell whether a field shows a page's number or how many pages there are."""
    words = instruction.split(None, 1)
    return bool(words) and words[0].upper() in _PAGE_FIELDS


@dataclass(slots=True)
class _Open:
    begin: Element
    instruction: str = ""
    in_result: bool = False


class Fields:
    """The fields that are open while the runs of a paragraph are read."""

    def __init__(self) -> None:
        self._open: list[_Open] = []

    @property
    def shows(self) -> bool:
        """Tell whether text met now is printed."""
        return all(one.in_result and not is_page_field(one.instruction) for one in self._open)

    def instruct(self, text: str) -> None:
        """Take a piece of the innermost field's instruction."""
        if self._open:
            self._open[-1].instruction += text

    def change(self, mark: Element) -> str:
        """Take `w:fldChar`; return what a field that ends prints without having a result."""
        kind = value(mark, "fldCharType")
        if kind == "begin":
            self._open.append(_Open(mark))
        elif kind == "separate" and self._open:
            self._open[-1].in_result = True
        elif kind == "end" and self._open:
            closed = self._open.pop()
            if self.shows:
                return _form_field(closed.begin) if closed.in_result or _is_form(closed) else _computed(closed)
        return ""

    def end_paragraph(self) -> None:
        """Forget fields that hide text: only a result that is shown, like a table of contents, spans paragraphs."""
        self._open = [one for one in self._open if one.in_result and not is_page_field(one.instruction)]


def _is_form(closed: _Open) -> bool:
    return closed.begin.find(W + "ffData") is not None


def _computed(closed: _Open) -> str:
    enclosed = _ENCLOSED.search(closed.instruction)
    if enclosed is None:
        return ""
    inner = enclosed[1]
    return write_number(int(inner), "decimalEnclosedCircle") if inner.isdigit() and len(inner) < 4 else inner


def _form_field(begin: Element) -> str:
    """Return what a check box or a drop-down list of an old form shows."""
    data = begin.find(W + "ffData")
    box = None if data is None else data.find(W + "checkBox")
    if box is not None:
        checked = switch(box, "checked")
        return "☑" if (switch(box, "default") if checked is None else checked) else "□"
    choices = None if data is None else data.find(W + "ddList")
    if choices is None:
        return ""
    entries = [value(entry) or "" for entry in choices.iterfind(W + "listEntry")]
    at = integer(choices.find(W + "result")) or 0
    return entries[at] if 0 <= at < len(entries) else ""
