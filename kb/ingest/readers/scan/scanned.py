"""The pages of a file that are images: each recognised, with what is to be said of it."""

import io
from dataclasses import dataclass, field

from PIL import Image

from kb.ingest.readers.positioned.assembly import PositionedPage
from kb.ingest.readers.scan.engine import RecognitionFailed, require_tesseract
from kb.ingest.readers.scan.page import recognise_picture
from kb.ingest.readers.scan.picture import Picture, ready
from kb.raw import SourcePage

SURE = 0.8
"""Below this confidence a page is worth a look at the original."""
_LISTED = 8


@dataclass(slots=True)
class ScannedPages:
    """Recognises pages one after the other and remembers those that failed, are unsure or were turned."""

    failed: str = ""
    """Why the last page that failed did, and what to do."""
    _failures: dict[str, list[int]] = field(default_factory=dict)
    _unsure: list[tuple[int, float]] = field(default_factory=list)
    _turned: list[int] = field(default_factory=list)

    def read(self, image: bytes, number: int, size: SourcePage) -> PositionedPage | None:
        """Return the page that an image shows, on a page of the given size; None where recognition failed."""
        try:
            with Image.open(io.BytesIO(image)) as opened:
                picture = ready(opened, max(opened.size) / max(size.width, size.height, 1.0) * 72)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            self._fail(number, "页面图像的格式读不出来；请导出为 PDF 或 PNG 再导入")
            return None
        return self.read_picture(picture, number)

    def read_picture(self, picture: Picture, number: int) -> PositionedPage | None:
        """Return the page that a picture shows; None where recognition failed."""
        try:
            found = recognise_picture(require_tesseract(), picture)
        except RecognitionFailed as error:
            self._fail(number, str(error))
            return None
        if found.confidence < SURE:
            self._unsure.append((number, found.confidence))
        if found.turned:
            self._turned.append(number)
        return found.page

    def warnings(self) -> list[str]:
        """Return what to tell of the pages that failed, are unsure or were turned."""
        told = [f"第 {_named(numbers)} 页没有识别出文字：{why}" for why, numbers in self._failures.items()]
        told += (
            f"第 {number} 页识别把握较低（{sure:.0%}），文字可能有错：请对照原件核对，或用 300 dpi 重新扫描"
            for number, sure in self._unsure
        )
        if self._turned:
            told.append(f"第 {_named(self._turned)} 页是横放的，转正后识别")
        return told

    def _fail(self, number: int, why: str) -> None:
        self.failed = why
        self._failures.setdefault(why, []).append(number)


def _named(numbers: list[int]) -> str:
    shown = "、".join(map(str, numbers[:_LISTED]))
    return shown if len(numbers) <= _LISTED else f"{shown} 等 {len(numbers)}"
