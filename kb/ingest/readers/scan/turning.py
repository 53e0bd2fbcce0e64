"""A page that was turned to be recognised, laid back as it lies in its file."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from kb.ingest.readers.pdf.glyphs import Glyph
from kb.ingest.readers.positioned.assembly import PositionedPage
from kb.raw import Box

_Place = Callable[[float, float, float, float], tuple[float, float]]
# From a point of the turned page and the turned page's width and height to the point of the page as it lies.
_BACK: Mapping[int, _Place] = MappingProxyType(
    {
        90: lambda x, y, width, height: (y, width - x),
        180: lambda x, y, width, height: (width - x, height - y),
        270: lambda x, y, width, height: (height - y, x),
    }
)


def laid_back(page: PositionedPage, clockwise: int) -> PositionedPage:
    """Return a page, recognised after a turn clockwise, with its boxes and its size as the file has them."""
    if clockwise not in _BACK:
        return page
    width, height = page.source.width, page.source.height
    # Along and across a line that is not level one counts from the page's corner in the line's own direction.
    along, across = {90: (-width, 0.0), 180: (-width, -height), 270: (0.0, -height)}[clockwise]
    place = _BACK[clockwise]

    def moved(glyph: Glyph) -> Glyph:
        one = place(glyph.box.left, glyph.box.top, width, height)
        other = place(glyph.box.right, glyph.box.bottom, width, height)
        (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
        return replace(
            glyph,
            left=glyph.left + along,
            right=glyph.right + along,
            baseline=glyph.baseline + across,
            box=Box(x0, y0, x1, y1),
        )

    size = page.source if clockwise == 180 else replace(page.source, width=height, height=width)
    return replace(page, source=size, glyphs=tuple(map(moved, page.glyphs)), turn=4 - clockwise // 90)
