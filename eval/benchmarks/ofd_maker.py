"""OFD files hand-built from GB/T 33190-2016: pages of A4 as an office program sets them."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

SPACE = "http://www.ofdspec.org/2016"
LEFT, TOP, RIGHT, BOTTOM = 28.0, 37.0, 26.0, 35.0
WIDTH, HEIGHT = 210.0, 297.0


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes in millimetres: of the type, and from line to line."""

    size: float = 5.6
    pitch: float = 10.0


def text_object(text: str, x: float, baseline: float, size: float = 5.6, **attributes: str) -> str:
    """Return a text object whose characters stand side by side, half-width ones half as far."""
    top = baseline - size
    steps = [size if ord(character) > 0x2000 else size / 2 for character in text[:-1]]
    given = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    boundary = f"{x:.3f} {top:.3f} {len(text) * size:.3f} {size * 1.3:.3f}"
    return (
        f'<ofd:TextObject ID="1" Font="3" Size="{size}" Boundary="{boundary}"'
        f'{given}><ofd:TextCode X="0" Y="{size:.3f}" DeltaX="{_runs(steps)}">{escape(text)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def _runs(steps: Sequence[float]) -> str:
    """Return steps in the short form of the standard: `g n v` for n times v."""
    parts: list[str] = []
    start = 0
    for end in range(1, len(steps) + 1):
        if end == len(steps) or steps[end] != steps[start]:
            count = end - start
            parts.append(f"{steps[start]:.4g}" if count == 1 else f"g {count} {steps[start]:.4g}")
            start = end
    return " ".join(parts)


def page_xml(objects: str, *, templates: Sequence[str] = (), layer: str = "Body") -> str:
    """Return a page's content: one layer of objects on templates."""
    used = "".join(f'<ofd:Template TemplateID="{one}" ZOrder="Background"/>' for one in templates)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page xmlns:ofd="{SPACE}">{used}'
        f'<ofd:Content><ofd:Layer ID="10" Type="{layer}">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def package(pages: Sequence[str], *, templates: Mapping[str, str] | None = None, without: str = "") -> bytes:
    """Return an OFD package with one document of these pages, less one member."""
    templates = templates or {}
    listed = "".join(
        f'<ofd:Page ID="{100 + number}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(pages))
    )
    used = "".join(f'<ofd:TemplatePage ID="{one}" BaseLoc="Tpls/{one}/Content.xml"/>' for one in templates)
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Document xmlns:ofd="{SPACE}"><ofd:CommonData>'
        f"<ofd:MaxUnitID>999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 {WIDTH} {HEIGHT}</ofd:PhysicalBox>"
        f"</ofd:PageArea>{used}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )
    root = (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD xmlns:ofd="{SPACE}" Version="1.0" DocType="OFD">'
        "<ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )
    members: dict[str, bytes] = {"OFD.xml": root.encode(), "Doc_0/Document.xml": document.encode()}
    members |= {f"Doc_0/Pages/Page_{number}/Content.xml": page.encode() for number, page in enumerate(pages)}
    members |= {f"Doc_0/Tpls/{one}/Content.xml": content.encode() for one, content in templates.items()}
    return zipped({name: content for name, content in members.items() if name != without})


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a ZIP file of the members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def typeset(paragraphs: Sequence[str], *, numbered: bool = True, type_: Type | None = None) -> bytes:
    """Return an OFD file of the paragraphs: the first centred as a title, the others indented by two characters.

    Lines are filled as an office program fills them: no closing mark at a line's start, no opening one at its end.
    """
    type_ = type_ or Type()
    pages: list[list[str]] = [[]]
    baseline = TOP + type_.size
    for position, paragraph in enumerate(paragraphs):
        size = type_.size * 1.375 if position == 0 else type_.size
        indent = 0.0 if position == 0 else 2 * size
        for line in wrapped(paragraph, (WIDTH - LEFT - RIGHT) / size, indent / size):
            if baseline > HEIGHT - BOTTOM:
                pages.append([])
                baseline = TOP + type_.size
            offset = (WIDTH - LEFT - RIGHT - width(line) * size) / 2 if position == 0 else indent
            pages[-1].append(text_object(line, LEFT + offset, baseline, size))
            baseline += type_.pitch * size / type_.size
            indent = 0.0
    if numbered:
        for number, page in enumerate(pages, start=1):
            page.append(text_object(f"— {number} —", WIDTH / 2 - 8, HEIGHT - 25, 4.9))
    return package([page_xml("".join(page)) for page in pages])


def wrapped(paragraph: str, columns: float, indent: float) -> list[str]:
    """Return a paragraph's lines in a column of so many full-width characters, the first indented."""
    lines, line, room = [], "", columns - indent
    for unit in re.findall(r"[!-~]{1,30}|.", paragraph):
        step = width(unit)
        if step > room and not (unit in "，。、；：）》”？！" and room >= 0) and line:
            lines.append(line)
            line, room = "", columns
        line += unit
        room -= step
    return [*lines, line]


def width(text: str) -> float:
    """Return a line's width in full-width characters."""
    return sum(1.0 if ord(character) > 0x2000 else 0.5 for character in text)
