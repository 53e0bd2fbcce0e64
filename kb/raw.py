"""A file as it was read, and the documents cut out of it, before they are stored."""

from dataclasses import dataclass

from kb.types import Metadata, SourceMap


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points (1/72 inch) from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page of a file that has pages: its size in points, and how its characters were obtained.

    `characters` counts those read from the page; `confidence` (0 to 1) is set where they were recognised in an image.
    """

    width: float
    height: float
    characters: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class PlacedRun:
    """Where characters of the decoded file stand: text[start:start+length] on a page (counted from 1), in a box."""

    start: int
    length: int
    page: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A file as a reader decoded it: its characters and how they were obtained.

    `placed` is ordered by start and does not overlap; it is empty for formats without pages. With `is_reflowed` every
    line of the text is a whole paragraph, and nothing is left to join.
    """

    text: str
    encoding: str
    format: str
    warnings: tuple[str, ...] = ()
    pages: tuple[SourcePage, ...] = ()
    placed: tuple[PlacedRun, ...] = ()
    is_reflowed: bool = False


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """One document cut out of a file: its re-joined text, the way back to the file, and what it says of itself."""

    text: str
    source_map: SourceMap
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """A file read: its documents in file order, and what was left out with the reason."""

    raw: RawDocument
    documents: tuple[ParsedDocument, ...]
    unassigned: tuple[tuple[int, int], ...] = ()
    warnings: tuple[str, ...] = ()
