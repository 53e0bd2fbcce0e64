"""Footnotes and endnotes: numbered where they are referred to, told at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.ingest.readers.docx.markup import Element, W, integer, value
from kb.ingest.readers.docx.numerals import write_number
from kb.ingest.readers.docx.tally import Tally

_SPECIAL = ("separator", "continuationSeparator", "continuationNotice")
_DEFAULT_STYLES = {"footnote": "decimal", "endnote": "lowerRoman"}


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was referred to: its mark as the text shows it, and where its own text stands."""

    mark: str
    body: Element


@dataclass(frozen=True, slots=True)
class _Kind:
    bodies: Mapping[str, Element]
    style: str
    start: int


class Notes:
    """The notes of a document, in the order in which they are referred to."""

    def __init__(self, roots: Mapping[str, Element | None], properties: Sequence[Element], tally: Tally) -> None:
        """Take the notes by kind (footnote, endnote), and the elements that may state how they are numbered."""
        self._kinds = {kind: _read_kind(kind, root, properties, tally) for kind, root in roots.items()}
        self._met: dict[tuple[str, str], Note] = {}
        self._counts = dict.fromkeys(roots, 0)

    def refer(self, kind: str, reference: Element, custom: str) -> str:
        """Return the mark of a reference in the text; `custom` is the mark that the author set, if any."""
        held = self._kinds[kind]
        note_id = value(reference, "id") or ""
        body = held.bodies.get(note_id)
        if body is None:
            return custom
        met = self._met.get((kind, note_id))
        if met is not None:
            return met.mark
        mark = custom or self._next(kind, held)
        self._met[kind, note_id] = Note(mark, body)
        return mark

    def _next(self, kind: str, held: _Kind) -> str:
        number = held.start + self._counts[kind]
        self._counts[kind] += 1
        written = write_number(number, held.style)
        # A plain figure is raised in print; in a line of characters it would join the figure or word before it.
        return f"[{written}]" if written.isascii() else written

    def met(self) -> list[Note]:
        """Return the notes that were referred to, footnotes first."""
        return [note for kind in self._kinds for (of, _), note in self._met.items() if of == kind]


def _read_kind(kind: str, root: Element | None, properties: Sequence[Element], tally: Tally) -> _Kind:
    bodies = {}
    if root is not None:
        for element in root.iterfind(W + kind):
            if value(element, "type") not in _SPECIAL:
                bodies[value(element, "id") or ""] = element
    style, start = None, None
    for holder in properties:
        stated = holder.find(f"{W}{kind}Pr")
        if stated is None:
            continue
        style = style or value(stated.find(W + "numFmt"))
        start = integer(stated.find(W + "numStart")) if start is None else start
        if bodies and value(stated.find(W + "numRestart")) == "eachPage":
            tally.pages_restart_notes = True
    return _Kind(bodies, style or _DEFAULT_STYLES[kind], 1 if start is None else start)
