"""What stands in a paragraph: its characters as they print, and the text boxes anchored in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kb.ingest.readers.docx.fields import Fields, is_page_field
from kb.ingest.readers.docx.formulas import formula
from kb.ingest.readers.docx.markup import MC, A, Element, M, V, W, chosen, switch, value
from kb.ingest.readers.docx.notes import Notes
from kb.ingest.readers.docx.styles import Styles
from kb.ingest.readers.docx.symbols import plain_symbols, symbol
from kb.ingest.readers.docx.tally import Tally

_TRANSPARENT = frozenset({"hyperlink", "smartTag", "customXml", "dir", "bdo", "sdtContent"})
_KEPT = frozenset({"ins", "moveTo"})
_DROPPED = frozenset({"del", "moveFrom"})
_BREAKS = frozenset({"br", "cr"})
_BLANKS = frozenset({"tab", "ptab"})
_DRAWN = frozenset({"drawing", "pict", "object"})
_NOTE_KINDS = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_SYMBOL_FONTS = frozenset({"symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings"})


@dataclass(frozen=True, slots=True)
class Box:
    """A text box: the words of a drawn heading, or an element that holds paragraphs."""

    content: Element | str
    leads: bool
    """Whether it is anchored before any character of its paragraph."""


@dataclass(frozen=True, slots=True)
class Inline:
    """A paragraph's characters, line breaks as line feeds, and its text boxes."""

    text: str
    boxes: tuple[Box, ...]


class InlineReader:
    """Reads the inside of paragraphs; fields may reach from one into the next."""

    def __init__(self, styles: Styles, notes: Notes, tally: Tally) -> None:
        self._styles = styles
        self._notes = notes
        self._tally = tally
        self._fields = Fields()

    def read(self, paragraph: Element, style_id: str | None) -> Inline:
        """Return what a paragraph of the style prints."""
        walk = _Walk(self._styles, self._notes, self._tally, self._fields, bool(self._styles.hides(style_id, True)))
        walk.visit(paragraph)
        self._fields.end_paragraph()
        return Inline("".join(walk.pieces), tuple(walk.boxes))


class _Walk:
    """One paragraph being read."""

    def __init__(self, styles: Styles, notes: Notes, tally: Tally, fields: Fields, is_hidden: bool) -> None:
        self._styles = styles
        self._notes = notes
        self._tally = tally
        self._fields = fields
        self._is_hidden = is_hidden
        self._custom_mark: str | None = None
        self.pieces: list[str] = []
        self.boxes: list[Box] = []
        self._in_run: Mapping[str, Callable[[Element, str | None], None]] = {
            "t": self._text,
            "sym": self._symbol,
            "ruby": self._ruby,
            **dict.fromkeys(_BREAKS, lambda _element, _font: self._write("\n")),
            **dict.fromkeys(_BLANKS, lambda _element, _font: self._write(" ")),
            "noBreakHyphen": lambda _element, _font: self._write("-"),
            **dict.fromkeys(_DRAWN, lambda element, _font: self._drawn(element)),
        }

    def visit(self, holder: Element) -> None:
        """Read what stands in a paragraph, or in what is transparent there."""
        for child in holder:
            name = child.tag.removeprefix(W)
            if name == "r":
                self._run(child)
            elif name in _TRANSPARENT:
                self.visit(child)
            elif name in _KEPT:
                self._tally.inserted += 1
                self.visit(child)
            elif name in _DROPPED:
                self._tally.deleted += 1
            elif name == "fldSimple":
                if not is_page_field(value(child, "instr") or ""):
                    self.visit(child)
            elif name == "sdt":
                for content in child.iterfind(W + "sdtContent"):
                    self.visit(content)
            elif child.tag == MC + "AlternateContent":
                for branch in chosen(child):
                    self.visit(branch)
            elif child.tag.startswith(M):
                self._write(formula(child))
            elif name == "subDoc":
                self._tally.embedded += 1

    def _run(self, run: Element) -> None:
        properties = run.find(W + "rPr")
        hidden = switch(properties, "vanish")
        if hidden is None and properties is not None:
            hidden = self._styles.hides(value(properties.find(W + "rStyle")), False)
        hidden = self._is_hidden if hidden is None else hidden
        if hidden and run.find(W + "t") is not None:
            self._tally.hidden += 1
        fonts = None if properties is None else properties.find(W + "rFonts")
        self._contents(run, hidden, value(fonts, "ascii") or value(fonts, "hAnsi"))

    def _contents(self, run: Element, hidden: bool, font: str | None) -> None:
        for child in run:
            name = child.tag.removeprefix(W)
            # A field's own marks count even where they are hidden.
            if name == "fldChar":
                shown = self._fields.change(child)
                self._write("" if hidden else shown)
            elif name == "instrText":
                self._fields.instruct(child.text or "")
            elif hidden or not self._fields.shows:
                continue
            elif name in _NOTE_KINDS:
                self._refer(_NOTE_KINDS[name], child, run)
            elif child.tag == MC + "AlternateContent":
                for branch in chosen(child):
                    self._contents(branch, hidden, font)
            elif name in self._in_run:
                self._in_run[name](child, font)

    def _write(self, text: str) -> None:
        if text:
            self.pieces.append(text)

    def _text(self, element: Element, font: str | None) -> None:
        text = element.text or ""
        if text == self._custom_mark:
            self._custom_mark = None
            return
        is_symbolic = (font or "").lower() in _SYMBOL_FONTS and not any("\u2e80" <= sign <= "\uffee" for sign in text)
        private = any("\uf020" <= sign <= "\uf0ff" for sign in text)
        self._write(plain_symbols(text, font) if private or is_symbolic else text)

    def _symbol(self, element: Element, _font: str | None) -> None:
        font, code = value(element, "font"), value(element, "char") or ""
        try:
            shown = symbol(font, int(code, 16))
        except ValueError:
            shown = None
        if shown is None:
            self._tally.unknown_symbols.add(f"{font or '未注明字体'} {code}")
        self._write(shown or "")

    def _ruby(self, element: Element, _font: str | None) -> None:
        """Write what a reading aid is set over, and the aid in brackets after it."""
        for part, opening, closing in (("rubyBase", "", ""), ("rt", "（", "）")):
            for content in element.iterfind(W + part):
                self._write(opening)
                self.visit(content)
                self._write(closing)

    def _refer(self, kind: str, reference: Element, run: Element) -> None:
        custom = ""
        if value(reference, "customMarkFollows") not in (None, "0", "false", "off"):
            custom = "".join(text.text or "" for text in run.iterfind(W + "t"))
            self._custom_mark = custom or None
        self._write(self._notes.refer(kind, reference, custom))

    def _drawn(self, element: Element) -> None:
        leads = not "".join(self.pieces).strip()
        found = len(self.boxes)
        self._search(element, leads)
        if element.tag == W + "object":
            self._tally.embedded += 1
        elif len(self.boxes) == found and next(element.iter(A + "blip", V + "imagedata"), None) is not None:
            self._tally.pictures += 1

    def _search(self, element: Element, leads: bool) -> None:
        """Find the text boxes in a drawing; of alternative drawings only the one that is shown."""
        for child in element:
            if child.tag == W + "txbxContent":
                self.boxes.append(Box(child, leads))
            elif child.tag == V + "textpath":
                self.boxes.append(Box(child.get("string", ""), leads))
            elif child.tag == MC + "AlternateContent":
                for branch in chosen(child):
                    self._search(branch, leads)
            else:
                self._search(child, leads)
