"""The XML of an Office package: parsed without entities, external or internal, and asked by short names."""

from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

from kb.errors import UnreadableSource

Element: TypeAlias = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
V = "{urn:schemas-microsoft-com:vml}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

# ISO/IEC 29500 strict names its parts differently; what is in them is the same.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)
_DECLARATION = "<!DOCTYPE"
_OFF = frozenset({"0", "false", "off", "none"})
_BIGGEST = 10**6


def parse_part(data: bytes, name: str, part: str) -> Element:
    """Return the root of a part.

    Raises UnreadableSource on XML that is not well formed, and on a document type declaration: no Office program writes
    one, and entities are declared there.
    """
    if any(_DECLARATION.encode(encoding) in data for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
        raise UnreadableSource(
            f"“{name}”里的“{part}”含有文档类型声明（DTD），出于安全考虑没有读取：请用 Word 或 WPS 另存为 DOCX 后再导入",
            name=name,
            part=part,
        )
    if b"purl.oclc.org" in data:
        for strict, transitional in _STRICT:
            data = data.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableSource(
            f"“{name}”已损坏（“{part}”不是完整的 XML）：请重新获取，或用 Word、WPS 修复并另存为 DOCX 后再导入",
            name=name,
            part=part,
        ) from error


def value(element: Element | None, attribute: str = "val") -> str | None:
    """Return an attribute of Word's own namespace; None where element or attribute is absent."""
    return None if element is None else element.get(W + attribute)


def integer(element: Element | None, attribute: str = "val") -> int | None:
    """Return an attribute as a whole number of sensible size; None where there is none."""
    text = value(element, attribute)
    try:
        number = int(text) if text is not None else None
    except ValueError:
        return None
    return number if number is not None and abs(number) <= _BIGGEST else None


def switch(properties: Element | None, name: str) -> bool | None:
    """Return a property that is on or off; None where it is not stated."""
    element = None if properties is None else properties.find(W + name)
    if element is None:
        return None
    return (element.get(W + "val") or "true").lower() not in _OFF


def chosen(alternatives: Element) -> Iterator[Element]:
    """Yield what is shown of mc:AlternateContent: its first choice, or the fallback where only that holds text."""
    branches = [child for child in alternatives if child.tag in (MC + "Choice", MC + "Fallback")]
    for branch in branches:
        if next(branch.iter(W + "txbxContent", W + "t"), None) is not None:
            yield branch
            return
    yield from branches[:1]
