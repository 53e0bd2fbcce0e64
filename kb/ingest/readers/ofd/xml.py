"""The XML parts of an OFD package (GB/T 33190-2016), parsed without entities and without network.

Elements are found by their local names: the namespace differs between drafts of the standard and its makers.
"""

import posixpath
from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

from kb.errors import UnreadableSource
from kb.ingest.readers.packed import Package

Element: TypeAlias = etree._Element


class Parts:
    """The package's XML parts by their places."""

    def __init__(self, package: Package) -> None:
        self._package = package
        # Some makers write the names in other cases than those that they refer to.
        self._names = {_normal(info.filename).casefold(): info.filename for info in package.members}

    def find(self, place: str) -> str | None:
        """Return the name of the member at a place, None where there is none."""
        return self._names.get(_normal(place).casefold())

    def read(self, place: str) -> bytes:
        """Return the bytes at a place. Raises UnreadableSource, SourceTooLarge."""
        return self._package.read(self.find(place) or _normal(place))

    def parse(self, place: str) -> Element:
        """Return the root of the XML part at a place. Raises UnreadableSource, SourceTooLarge."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self.read(place), parser)
        except etree.XMLSyntaxError as error:
            raise UnreadableSource(
                f"“{self._package.name}”里的“{place}”不是完好的 XML（{error.msg}）：请重新获取，或另存为 PDF 再导入",
                name=self._package.name,
                member=place,
            ) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise UnreadableSource(
                f"“{self._package.name}”里的“{place}”带有实体定义（DTD），OFD 标准不允许，出于安全没有读取；"
                "请从原程序重新导出",
                name=self._package.name,
                member=place,
            )
        return root


def resolved(place: str, beside: str) -> str:
    """Return the place that a reference in the part `beside` names: absolute from the package's root, else relative."""
    reference = place.strip().replace("\\", "/")
    if reference.startswith("/"):
        return _normal(reference)
    return _normal(posixpath.join(posixpath.dirname(beside), reference))


def local(element: Element) -> str:
    """Return an element's name without its namespace; empty for comments and instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: Element, name: str) -> Iterator[Element]:
    """Give the children of that name, in order."""
    return (child for child in element if local(child) == name)


def child(element: Element, *path: str) -> Element | None:
    """Return the first element along a path of names, None where it breaks off."""
    found: Element | None = element
    for name in path:
        if found is None:
            return None
        found = next(children(found, name), None)
    return found


def content(element: Element | None) -> str:
    """Return an element's own text without the space around it."""
    return (element.text or "").strip() if element is not None else ""


def numbers(value: str | None) -> list[float]:
    """Return the numbers of a list such as a box; those that are none are left out."""
    found = []
    for word in (value or "").replace(",", " ").split():
        try:
            found.append(float(word))
        except ValueError:
            continue
    return found


def _normal(place: str) -> str:
    return posixpath.normpath("/" + place.strip().replace("\\", "/")).lstrip("/")
