"""Where the characters of a file stand on its pages, and the way from a quotation to its boxes."""

import json
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kb.raw import Box, PlacedRun, RawDocument, SourcePage
from kb.types import PageBox

# Of files of these formats the text is the file itself, character for character.
VERBATIM_FORMATS = frozenset({"text", "markdown"})
# Two boxes are of one line where they share so much of the lower one's height, and no more than this lies between.
_SAME_LINE, _WIDEST_GAP = 0.5, 1.5


@dataclass(frozen=True, slots=True)
class Layout:
    """The pages of a file and the places of its characters; both are empty for formats without pages."""

    format: str
    pages: tuple[SourcePage, ...] = ()
    placed: tuple[PlacedRun, ...] = ()

    def boxes(self, ranges: Iterable[tuple[int, int]]) -> tuple[PageBox, ...]:
        """Return the boxes of ranges of the file's characters in their order, those of one line joined.

        Of a run that a range holds in part, the box is narrowed by the share of its characters.
        """
        found: list[PageBox] = []
        for start, end in ranges:
            for run in self._within(start, end):
                if run.box is not None:
                    _join(found, _part(run, run.box, start, end))
        return tuple(found)

    def page(self, ranges: Iterable[tuple[int, int]]) -> int | None:
        """Return the page on which the first of the ranges' characters stands that has one."""
        return next((run.page for start, end in ranges for run in self._within(start, end)), None)

    def _within(self, start: int, end: int) -> Iterable[PlacedRun]:
        first = max(bisect_right(self.placed, start, key=lambda run: run.start) - 1, 0)
        for run in self.placed[first:]:
            if run.start >= end:
                return
            if run.start + run.length > start:
                yield run


def layout_of(raw: RawDocument) -> Layout | None:
    """Return the layout of a file as it was read; None where its text is the file itself."""
    return None if raw.format in VERBATIM_FORMATS else Layout(raw.format, raw.pages, raw.placed)


def to_record(layout: Layout) -> dict[str, Any]:
    """Return a layout's pages and places as plain values, places to a hundredth of a point."""
    return {
        "pages": [[page.width, page.height, page.characters, page.confidence] for page in layout.pages],
        "placed": [_run_to_list(run) for run in layout.placed],
    }


def from_record(format_name: str, record: Mapping[str, Any]) -> Layout:
    """Return the layout that to_record made plain values of."""
    pages = tuple(SourcePage(*page) for page in record["pages"])
    return Layout(format_name, pages, tuple(map(_run_from_list, record["placed"])))


def pack(layout: Layout) -> bytes:
    """Return a layout's pages and places as compressed JSON."""
    return zlib.compress(json.dumps(to_record(layout), separators=(",", ":")).encode())


def unpack(format_name: str, data: bytes) -> Layout:
    """Return the layout that pack wrote."""
    return from_record(format_name, json.loads(zlib.decompress(data)))


def _run_to_list(run: PlacedRun) -> list[float]:
    place: list[float] = [run.start, run.length, run.page]
    if run.box is None:
        return place
    return [*place, *(round(side, 2) for side in (run.box.left, run.box.top, run.box.right, run.box.bottom))]


def _run_from_list(numbers: list[float]) -> PlacedRun:
    start, length, page = (int(number) for number in numbers[:3])
    return PlacedRun(start, length, page, Box(*numbers[3:]) if len(numbers) > 3 else None)


def _part(run: PlacedRun, box: Box, start: int, end: int) -> PageBox:
    width = (box.right - box.left) / run.length
    left = box.left + width * max(start - run.start, 0)
    right = box.right - width * max(run.start + run.length - end, 0)
    return PageBox(run.page, round(left, 2), box.top, round(right, 2), box.bottom)


def _join(found: list[PageBox], box: PageBox) -> None:
    """Add a box, or widen the last one where both are of one line."""
    last = found[-1] if found else None
    if last is None or last.page != box.page or not _are_of_one_line(last, box):
        found.append(box)
        return
    found[-1] = replace(
        last, top=min(last.top, box.top), right=max(last.right, box.right), bottom=max(last.bottom, box.bottom)
    )


def _are_of_one_line(last: PageBox, box: PageBox) -> bool:
    height = min(last.bottom - last.top, box.bottom - box.top)
    shared = min(last.bottom, box.bottom) - max(last.top, box.top)
    return shared > _SAME_LINE * height and last.left <= box.left <= last.right + _WIDEST_GAP * height
