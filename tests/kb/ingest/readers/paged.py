"""Files with pages for tests: a TIFF of drawn pages with their lines written behind it, and a reader of those."""

import io
import json
from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw

from kb.ingest.readers.types import Reader
from kb.raw import Box, PlacedRun, RawDocument, SourcePage

_MARK = b"\0LINES\0"
WIDTH, HEIGHT = 600, 840
LEFT, TOP, STEP, SIZE = 60.0, 80.0, 20.0, 12.0


def paged_file(*pages: Sequence[str]) -> bytes:
    """Return a file whose pages hold the lines, each line a grey bar where its characters would be printed."""
    drawn = [_drawn(lines) for lines in pages]
    written = io.BytesIO()
    drawn[0].save(written, format="TIFF", save_all=True, append_images=drawn[1:])
    return written.getvalue() + _MARK + json.dumps([list(lines) for lines in pages]).encode()


def read_paged(data: bytes, name: str) -> RawDocument:
    """Read a file of paged_file."""
    lines_of = json.loads(data.rpartition(_MARK)[2])
    text, placed = "", []
    for number, lines in enumerate(lines_of, start=1):
        for at, line in enumerate(lines):
            placed.append(PlacedRun(len(text), len(line), number, Box(*line_box(at, line))))
            text += f"{line}\n"
    pages = tuple(SourcePage(WIDTH, HEIGHT, sum(map(len, lines))) for lines in lines_of)
    return RawDocument(text, "paged", "scan", (), pages, tuple(placed), is_reflowed=True)


READERS: Mapping[str, Reader] = {".tif": read_paged}
"""What tests put in the place of the table of readers."""


def line_box(at: int, line: str) -> tuple[float, float, float, float]:
    """Return where the line of that number stands: left, top, right, bottom."""
    top = TOP + STEP * at
    return LEFT, top, LEFT + SIZE * len(line), top + SIZE


def _drawn(lines: Sequence[str]) -> Image.Image:
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(page)
    for at, line in enumerate(lines):
        pen.rectangle(line_box(at, line), fill=128)
    return page
