"""The lists that a document declares (word/numbering.xml): what each level's label looks like and where it starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.ingest.readers.docx.markup import Element, W, integer, switch, value

_CUSTOM = "custom"
PADDED = "padded:"
"""Begins a style that is decimal with leading zeros to a width."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    start: int
    style: str
    """How its number is written, by Word's name."""
    text: str
    """The label; %1 to %9 stand for the numbers of the levels."""
    restart: int | None
    """Count anew after this level (from 1) or one above it; 0 never, None after any level above."""
    legal: bool
    """Whether all numbers in the label are decimal."""
    gap: str
    """What follows the label: tab, space, nothing."""
    paragraph_style: str | None
    hidden: bool
    font: str | None


@dataclass(frozen=True, slots=True)
class List:
    """A list of a document; lists of one family count on together."""

    family: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int] = field(default_factory=dict)
    """The numbers that this list sets its levels to when it first uses them."""

    def level_of_style(self, style_id: str) -> int | None:
        """Return the level that is linked to a paragraph style."""
        return next((at for at, level in self.levels.items() if level.paragraph_style == style_id), None)


def read_lists(root: Element | None) -> Mapping[int, List]:
    """Return the lists by `w:numId`."""
    if root is None:
        return {}
    families = {value(element, "abstractNumId") or "": element for element in root.iterfind(W + "abstractNum")}
    linked = {value(element.find(W + "styleLink")): key for key, element in families.items()}
    levels: dict[str, Mapping[int, Level]] = {}
    lists = {}
    for element in root.iterfind(W + "num"):
        number = integer(element, "numId")
        family = value(element.find(W + "abstractNumId")) or ""
        if number is None or family not in families:
            continue
        borrowed = value(families[family].find(W + "numStyleLink"))
        if borrowed is not None and borrowed in linked:
            family = linked[borrowed]
        if family not in levels:
            levels[family] = _read_levels(families[family])
        lists[number] = _with_overrides(element, family, levels[family])
    return lists


def _with_overrides(element: Element, family: str, levels: Mapping[int, Level]) -> List:
    own, starts = dict(levels), {}
    for override in element.iterfind(W + "lvlOverride"):
        at = integer(override, "ilvl")
        if at is None:
            continue
        replaced = override.find(W + "lvl")
        if replaced is not None:
            own[at] = _read_level(replaced)
        start = integer(override.find(W + "startOverride"))
        if start is not None:
            starts[at] = start
    return List(family, own, starts)


def _read_levels(element: Element) -> Mapping[int, Level]:
    levels = {}
    for level in element.iterfind(W + "lvl"):
        at = integer(level, "ilvl")
        if at is not None:
            levels[at] = _read_level(level)
    return levels


def _read_level(element: Element) -> Level:
    start = integer(element.find(W + "start"))
    properties = element.find(W + "rPr")
    fonts = None if properties is None else properties.find(W + "rFonts")
    return Level(
        start=0 if start is None else start,
        style=_number_style(element),
        text=value(element.find(W + "lvlText")) or "",
        restart=integer(element.find(W + "lvlRestart")),
        legal=bool(switch(element, "isLgl")),
        gap=value(element.find(W + "suff")) or "tab",
        paragraph_style=value(element.find(W + "pStyle")),
        hidden=bool(switch(properties, "vanish")),
        font=value(fonts, "ascii") or value(fonts, "hAnsi"),
    )


def _number_style(element: Element) -> str:
    """Return how the level's numbers are written; Word puts its own formats (001, 002 …) beside a plainer fallback."""
    for number_format in element.iter(W + "numFmt"):
        style = value(number_format) or "decimal"
        if style != _CUSTOM:
            return style
        first = (value(number_format, "format") or "").split(",")[0].strip()
        if first.isdigit() and first.startswith("0") and len(first) < 10:
            return f"{PADDED}{len(first)}"
    return "decimal"
