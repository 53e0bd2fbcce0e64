"""What an OFD package holds: its documents, their pages, the templates that pages stand on (GB/T 33190-2016, 7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.errors import SourceTooLarge, UnreadableSource
from kb.ingest.readers.ofd.xml import Element, Parts, child, children, content, local, numbers, resolved

MOST_PAGES = 3000
_A4 = (0.0, 0.0, 210.0, 297.0)


@dataclass(frozen=True, slots=True)
class OfdPage:
    """A page of a document: its content, its area in millimetres, the places of the templates that it stands on."""

    place: str
    root: Element
    area: tuple[float, float, float, float]
    templates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfdDocument:
    """One document of a package: its pages, and the places of its images by their ids."""

    pages: tuple[OfdPage, ...]
    images: Mapping[str, str]
    missing: tuple[str, ...]
    """Pages whose content the package does not hold, or that cannot be parsed, by their places."""


def documents(parts: Parts, name: str) -> Iterator[OfdDocument]:
    """Give the package's documents in order. Raises UnreadableSource, SourceTooLarge."""
    if parts.find("OFD.xml") is None:
        raise UnreadableSource(f"“{name}”里没有 OFD.xml，不是 OFD 文件：请确认扩展名，或重新获取该文件", name=name)
    if any(parts.find(place) for place in ("Encryptions.xml", "encryptions.xml", "Decryptseed.dat")):
        raise UnreadableSource(f"“{name}”是加密的 OFD：请在阅读器里解密另存后再导入", name=name)
    roots = [content(child(body, "DocRoot")) for body in children(parts.parse("OFD.xml"), "DocBody")]
    if not any(roots):
        raise UnreadableSource(f"“{name}”的 OFD.xml 里没有文档（DocRoot）：请重新获取该文件", name=name)
    for root in filter(None, roots):
        yield _document(parts, resolved(root, "OFD.xml"), name)


def _document(parts: Parts, place: str, name: str) -> OfdDocument:
    root = parts.parse(place)
    common = child(root, "CommonData")
    listed = child(root, "Pages")
    references = [] if listed is None else list(children(listed, "Page"))
    if len(references) > MOST_PAGES:
        raise SourceTooLarge(f"“{name}”有 {len(references)} 页，超过上限 {MOST_PAGES} 页；请拆分后再导入", name=name)
    templates = {} if common is None else _templates(common, place)
    usual = (None if common is None else _area(child(common, "PageArea"))) or _A4
    pages, missing = [], []
    for reference in references:
        base = resolved(reference.get("BaseLoc", ""), place)
        # Some makers name the folder instead of the file.
        found = base if parts.find(base) else f"{base}/Content.xml"
        if not parts.find(found):
            missing.append(base)
            continue
        page = parts.parse(found)
        used = [templates.get(one.get("TemplateID", "")) for one in children(page, "Template")]
        pages.append(OfdPage(found, page, _area(child(page, "Area")) or usual, tuple(filter(None, used))))
    return OfdDocument(tuple(pages), _images(parts, common, place), tuple(missing))


def _templates(common: Element, place: str) -> dict[str, str]:
    return {
        template.get("ID", ""): resolved(template.get("BaseLoc", ""), place)
        for template in children(common, "TemplatePage")
    }


def _area(element: Element | None) -> tuple[float, float, float, float] | None:
    if element is None:
        return None
    for name in ("PhysicalBox", "ApplicationBox", "CropBox"):
        box = numbers(content(child(element, name)))
        if len(box) == 4 and box[2] > 0 and box[3] > 0:
            return box[0], box[1], box[2], box[3]
    return None


def _images(parts: Parts, common: Element | None, place: str) -> dict[str, str]:
    """Return where the images that the document's resources name stand in the package, by id."""
    found: dict[str, str] = {}
    for resource in [] if common is None else common:
        if local(resource) not in ("DocumentRes", "PublicRes"):
            continue
        at = resolved(content(resource), place)
        if not parts.find(at):
            continue
        root = parts.parse(at)
        base = root.get("BaseLoc", "")
        for media in root.iter():
            if local(media) == "MultiMedia" and media.get("Type", "Image") == "Image":
                file = content(child(media, "MediaFile"))
                inside = resolved(f"{base}/{file}" if base and not file.startswith("/") else file, at)
                found[media.get("ID", "")] = inside if parts.find(inside) else resolved(file, at)
    return found
