"""What paragraphs and characters inherit from their styles: numbering, and whether they are hidden."""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.ingest.readers.docx.markup import Element, W, integer, switch, value

_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class ListPlace:
    """The list that a paragraph belongs to (`w:numId`), and its level there; None where it is not stated."""

    list_id: int | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class _Style:
    parent: str | None
    place: ListPlace
    hidden: bool | None


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._styles: Mapping[str, _Style] = {}
        self._default: str | None = None
        self._hidden = False
        if root is None:
            return
        found = {}
        for element in root.iterfind(W + "style"):
            style_id = value(element, "styleId") or ""
            found[style_id] = _read_style(element)
            if value(element, "type") == "paragraph" and value(element, "default") in ("1", "true", "on"):
                self._default = style_id
        self._styles = found
        self._hidden = bool(switch(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"), "vanish"))

    def place(self, style_id: str | None) -> tuple[ListPlace, str | None]:
        """Return where the paragraph style puts its paragraphs, and the style that says so."""
        level: int | None = None
        for holder, style in self._chain(style_id or self._default):
            level = style.place.level if level is None else level
            if style.place.list_id is not None:
                return ListPlace(style.place.list_id, level), holder
        return ListPlace(None, level), None

    def hides(self, style_id: str | None, is_paragraph: bool) -> bool | None:
        """Tell whether the style hides its characters; None where neither it nor those it is based on say so."""
        for _, style in self._chain(style_id or (self._default if is_paragraph else None)):
            if style.hidden is not None:
                return style.hidden
        return self._hidden if is_paragraph else None

    def _chain(self, style_id: str | None) -> list[tuple[str, _Style]]:
        chain: list[tuple[str, _Style]] = []
        # A style may be based on itself by way of others, in a damaged file.
        while style_id in self._styles and len(chain) < _DEEPEST:
            assert style_id is not None
            chain.append((style_id, self._styles[style_id]))
            style_id = self._styles[style_id].parent
        return chain


def read_place(properties: Element | None) -> ListPlace:
    """Return the list and level that paragraph properties state themselves."""
    numbering = None if properties is None else properties.find(W + "numPr")
    if numbering is None:
        return ListPlace()
    return ListPlace(integer(numbering.find(W + "numId")), integer(numbering.find(W + "ilvl")))


def _read_style(element: Element) -> _Style:
    return _Style(
        parent=value(element.find(W + "basedOn")),
        place=read_place(element.find(W + "pPr")),
        hidden=switch(element.find(W + "rPr"), "vanish"),
    )
