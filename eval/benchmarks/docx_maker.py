"""DOCX files made of raw WordprocessingML, so that a test sees every element that its reader meets."""

from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{W}"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_ROOTS = {
    "styles": "styles",
    "numbering": "numbering",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
    "settings": "settings",
}


def make_docx(body: str, parts: Mapping[str, str] | None = None, extra: Mapping[str, bytes] | None = None) -> bytes:
    """Return a DOCX whose body and further parts (numbering, styles, footnotes …) hold the given XML."""
    parts = parts or {}
    members = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _relationships({"rId1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": f"{_HEAD}<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relationships(
            {f"rId{at}": (kind, f"{kind}.xml") for at, kind in enumerate(parts, 1)}
        ),
        **{
            f"word/{kind}.xml": f"{_HEAD}<w:{_ROOTS[kind]} {_SPACES}>{inner}</w:{_ROOTS[kind]}>"
            for kind, inner in parts.items()
        },
    }
    return zipped({**{place: text.encode() for place, text in members.items()}, **(extra or {})})


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a ZIP file of the members."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as package:
        for place, content in members.items():
            package.writestr(place, content)
    return packed.getvalue()


def paragraph(text: str, *, number: tuple[int, int] | None = None, style: str = "", properties: str = "") -> str:
    """Return a paragraph of one run; `number` is the list's id and the level."""
    stated = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number is not None:
        stated += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    stated += properties
    return f"<w:p>{f'<w:pPr>{stated}</w:pPr>' if stated else ''}{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    """Return a run of text."""
    stated = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{stated}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def level(at: int, style: str, text: str, *, start: int = 1, gap: str = "nothing", more: str = "") -> str:
    """Return one level of a list."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:suff w:val="{gap}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(families: Mapping[int, str], lists: Mapping[int, tuple[int, str]]) -> str:
    """Return the inside of numbering.xml: levels by family, and by list its family with its overrides."""
    declared = "".join(
        f'<w:abstractNum w:abstractNumId="{key}">{levels}</w:abstractNum>' for key, levels in families.items()
    )
    return declared + "".join(
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="{family}"/>{overrides}</w:num>'
        for key, (family, overrides) in lists.items()
    )


def cell(text: str, properties: str = "") -> str:
    """Return a table cell of one paragraph; in `text` that begins with < as it stands."""
    stated = f"<w:tcPr>{properties}</w:tcPr>" if properties else ""
    return f"<w:tc>{stated}{text if text.startswith('<') else paragraph(text)}</w:tc>"


def table(*rows: str) -> str:
    """Return a table of rows, each the XML of its cells."""
    grid = '<w:gridCol w:w="2000"/>' * max(row.count("<w:tc>") for row in rows)
    width = '<w:tblPr><w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
    return f"<w:tbl>{width}<w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def _content_types(parts: Mapping[str, str]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides = "".join(f'<Override PartName="/word/{part}.xml" ContentType="{kind}.{part}+xml"/>' for part in parts)
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>{overrides}</Types>'
    )


def _relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
