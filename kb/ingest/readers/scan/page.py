"""A page that is an image, to its characters with their places."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from kb.ingest.lines import width_of
from kb.ingest.readers.pdf.glyphs import Glyph
from kb.ingest.readers.positioned.assembly import PositionedPage
from kb.ingest.readers.scan.engine import FoundLine, Layout, recognise, turned_by
from kb.ingest.readers.scan.picture import Picture, in_columns
from kb.ingest.readers.scan.tidy import tidied
from kb.ingest.readers.scan.turning import laid_back
from kb.raw import Box, SourcePage

_DOUBTFUL = 0.7
_FEW = 20
_FEWEST_WIDE = 4.0
_NOISE = 0.35
_DESCENT = 0.1
_SAME_SIZE = 0.2
_HALF_EMPTY = 0.4
_HAN = re.compile(r"[\u3400-\u9fff]")
_CLOSERS = frozenset("，。、；：！？）》〉”’】〕")
_OPENERS = frozenset("（《〈“‘【〔")


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """A page as it was recognised, and by how many degrees clockwise it was turned to be read."""

    page: PositionedPage
    turned: int = 0

    @property
    def confidence(self) -> float:
        """How sure its characters are (0 to 1)."""
        return self.page.source.confidence or 0.0


def recognise_picture(program: str, picture: Picture) -> RecognisedPage:
    """Recognise a picture of a page; where that fails and the page lies on its side, once more upright.

    Raises RecognitionFailed.
    """
    found = _recognised(program, picture)
    if found.page.source.characters >= _FEW and found.confidence >= _DOUBTFUL:
        return found
    turn = turned_by(program, picture.png(), dpi=picture.dpi)
    if not turn:
        return found
    again = _recognised(program, picture.turned(turn))
    return RecognisedPage(laid_back(again.page, turn), turn) if again.confidence > found.confidence else found


def _recognised(program: str, picture: Picture) -> RecognisedPage:
    ready = picture.straight().sized()
    layout = Layout.ANALYSED if in_columns(ready.image) else Layout.COLUMN
    found = recognise(program, ready.png(), dpi=ready.dpi, layout=layout)
    lines = [line for line in found if not _is_noise(line)]
    scale = 72 / ready.dpi
    texts = [tidied(line.text) for line in lines]
    sizes = _sizes(lines, texts, scale)
    glyphs = tuple(
        glyph
        for line, text, size in zip(lines, texts, sizes, strict=True)
        if text
        for glyph in _glyphs(line, text, size, scale, ready)
    )
    read = sum(len(line.text) for line in lines)
    sure = sum(line.confidence * len(line.text) for line in lines) / read if read else 0.0
    size = SourcePage(ready.image.width * scale, ready.image.height * scale, len(glyphs), round(sure, 4))
    return RecognisedPage(PositionedPage(size, glyphs))


def _is_noise(line: FoundLine) -> bool:
    """Tell whether a line is no print: specks, rules and edges are recognised with no confidence, without Chinese."""
    return line.confidence < _NOISE or (line.confidence < 2 * _NOISE and not _HAN.search(line.text))


def _sizes(lines: Sequence[FoundLine], texts: Sequence[str], scale: float) -> list[float]:
    """Return the height of each line's type; those near that of most lines are taken for the same."""
    sizes = [_size(text, line, scale) for line, text in zip(lines, texts, strict=True)]
    usual = median(size for size, text in zip(sizes, texts, strict=True) for _ in text or " ") if sizes else 0.0
    return [usual if abs(size - usual) <= _SAME_SIZE * usual else size for size in sizes]


def _size(text: str, line: FoundLine, scale: float) -> float:
    """Return about how high the type is: a line's height depends on its characters (一 is flat), its width does not."""
    height, wide = (line.bottom - line.top) * scale, width_of(text)
    width = (line.right - line.left) * scale
    return max(0.7 * height, min(width / wide if wide >= _FEWEST_WIDE else height, 1.25 * height))


def _glyphs(line: FoundLine, text: str, size: float, scale: float, picture: Picture) -> Iterator[Glyph]:
    """Give a line's characters spread evenly over its box: Tesseract's boxes of single words are no better."""
    # The ink of these marks fills but half of their square.
    left = line.left * scale - (_HALF_EMPTY * size if text[0] in _OPENERS else 0.0)
    right = line.right * scale + (_HALF_EMPTY * size if text[-1] in _CLOSERS else 0.0)
    unit = (right - left) / sum(map(_room, text))
    baseline = line.bottom * scale - _DESCENT * size
    for character in text:
        end = left + _room(character) * unit
        if not character.isspace():
            ink = picture.original(Box(left / scale, line.top, end / scale, line.bottom))
            box = Box(ink.left * scale, ink.top * scale, ink.right * scale, ink.bottom * scale)
            yield Glyph(character, left, end, baseline, size, box)
        left = end


def _room(character: str) -> float:
    if character == " ":
        return 0.75
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5
