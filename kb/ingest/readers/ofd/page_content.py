"""What stands on a page: its characters, lines and images, layer by layer (GB/T 33190-2016, 7.7 and 8.5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.errors import SourceTooLarge
from kb.ingest.readers.ofd.paths import rules_of
from kb.ingest.readers.ofd.placing import placing_of
from kb.ingest.readers.ofd.text_objects import first_place, glyphs_of, is_glyph_only, words_of
from kb.ingest.readers.ofd.xml import Element, children, local, numbers
from kb.ingest.readers.pdf.glyphs import MOST_GLYPHS, Glyph
from kb.ingest.readers.pdf.ruling import MOST_RULES, Rule

_NESTING = 32
# The sine of 5 degrees: what is printed slantwise is a watermark or a stamp.
_SLANTED = 0.087
_ON_END = 0.99
_DOUBLED = 0.15


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image on a page: the id of its resource, its width and height in millimetres."""

    resource: str
    width: float
    height: float


@dataclass(slots=True)
class PageContent:
    """What was found on a page and the templates that it stands on, in points, and what was left out."""

    name: str
    glyphs: list[Glyph] = field(default_factory=list)
    hidden: list[Glyph] = field(default_factory=list)
    """Characters of objects that are not shown."""
    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    images: list[PlacedImage] = field(default_factory=list)
    slanted: int = 0
    glyph_only: int = 0
    """Text objects that give shapes without characters."""
    _printed: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def add(self, root: Element, area: Sequence[float]) -> None:
        """Add what a page's or template's content holds. Raises SourceTooLarge."""
        for whole in children(root, "Content"):
            for layer in children(whole, "Layer"):
                self._add_block(layer, area, 0)

    def _add_block(self, block: Element, area: Sequence[float], depth: int) -> None:
        for element in block:
            kind = local(element)
            if kind == "TextObject":
                self._add_text(element, area)
            elif kind == "PathObject":
                self._add_path(element, area)
            elif kind == "ImageObject":
                box = numbers(element.get("Boundary"))
                if len(box) == 4:
                    self.images.append(PlacedImage(element.get("ResourceID", ""), box[2], box[3]))
            elif kind in ("PageBlock", "Layer") and depth < _NESTING:
                self._add_block(element, area, depth + 1)

    def _add_text(self, element: Element, area: Sequence[float]) -> None:
        if is_glyph_only(element):
            self.glyph_only += 1
            return
        placing = placing_of(element, area)
        if placing is None:
            return
        if _SLANTED < placing.slant < _ON_END:
            self.slanted += 1
            return
        glyphs = list(glyphs_of(element, placing))
        if not glyphs or self._is_doubled(words_of(element), glyphs):
            return
        if len(self.glyphs) + len(glyphs) > MOST_GLYPHS:
            raise SourceTooLarge(f"“{self.name}”有一页超过 {MOST_GLYPHS} 个字符；请拆分后再导入", name=self.name)
        shown = element.get("Visible", "true").lower() not in ("false", "0")
        (self.glyphs if shown else self.hidden).extend(glyphs)

    def _is_doubled(self, words: str, glyphs: Sequence[Glyph]) -> bool:
        """Tell whether the same words were printed there before, as programs do to feign bold type."""
        x, y, size = first_place(glyphs)
        places = self._printed.setdefault(words, [])
        if any(abs(x - left) <= _DOUBLED * size and abs(y - base) <= _DOUBLED * size for left, base in places):
            return True
        places.append((x, y))
        return False

    def _add_path(self, element: Element, area: Sequence[float]) -> None:
        placing = placing_of(element, area)
        if placing is None or len(self.level) + len(self.upright) > MOST_RULES:
            return
        for rule, is_level in rules_of(element, placing):
            (self.level if is_level else self.upright).append(rule)
