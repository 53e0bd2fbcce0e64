"""Markup to a small tree of blocks: what only styles is dissolved, what is never read is left out."""

import re
from dataclasses import dataclass, field

from lxml import etree, html

from kb.errors import EmptySource, UnreadableSource

DEEPEST = 200
"""How deep blocks may lie in one another; what lies deeper is put into the last of them."""

_BLOCKS_NAMES = """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol p pre section summary table
    tbody td tfoot th thead tr ul
"""
_UNREAD_NAMES = """
    applet audio base button canvas col colgroup datalist embed frame frameset head iframe img input link map
    meta meter noscript object option progress script select style svg template textarea title video
"""
_BLOCKS = frozenset(_BLOCKS_NAMES.split())
_UNREAD = frozenset(_UNREAD_NAMES.split())
_UNREAD_ROLES = frozenset({"navigation", "search", "menu", "menubar", "toolbar", "tablist", "alert", "dialog"})
_KEPT = ("id", "class", "rowspan", "colspan", "type", "start", "value", "style")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_UNCOUNTED = re.compile(r"[^0-9+\-]")
SOFT = "\r"
"""A line break of the markup, which is no line break of the page."""
BREAK = "\n"
"""A line break of the page."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters, with the address that they link to."""

    text: str
    href: str = ""


@dataclass(slots=True)
class Block:
    """A block of the page: its tag, the attributes that are looked at, and what it holds in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Block | Run"] = field(default_factory=list)

    @property
    def names(self) -> str:
        """The id and the classes, in lower case."""
        return f"{self.attributes.get('id', '')} {self.attributes.get('class', '')}".lower()

    def number(self, attribute: str) -> int:
        """Return an attribute that counts something; 1 where it does not."""
        value = self.attributes.get(attribute, "").strip()
        return max(int(value), 1) if value.isascii() and value.isdigit() and len(value) < 6 else 1


@dataclass(frozen=True, slots=True)
class Page:
    """A page taken apart: its body, what its head says (title, named entries), and its own address."""

    body: Block
    title: str
    named: dict[str, str]
    address: str


def read_page(markup: str, name: str, *, hidden: bool = False) -> Page:
    """Return the page that markup describes, however broken; with `hidden` also what its styles hide.

    Raises UnreadableSource where elements lie thousands deep in one another, EmptySource where there is no element.
    """
    parser = html.HTMLParser(recover=True, huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise EmptySource(f"“{name}”里没有文字：请确认网页已完整保存后重新导入", name=name) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableSource(
            f"“{name}”的标签嵌套过深，无法完整读取：请在浏览器里打开后另存，或打印为 PDF 再导入", name=name
        )
    named: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or "").strip().lower()
        if key and meta.get("content"):
            named.setdefault(key, " ".join(meta.get("content").split()))
    title = next((" ".join(element.text_content().split()) for element in root.iter("title")), "")
    return Page(_Builder(hidden).build(root), title, named, _address(markup, root, named))


_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)", re.IGNORECASE)


def _address(markup: str, root: html.HtmlElement, named: dict[str, str]) -> str:
    saved = _SAVED_FROM.search(markup[:4000])
    base = next((element.get("href") for element in root.iter("base") if element.get("href")), None)
    canonical = next(
        (element.get("href") for element in root.iter("link") if (element.get("rel") or "").lower() == "canonical"),
        None,
    )
    return base or (saved[1] if saved else None) or canonical or named.get("og:url", "")


class _Builder:
    """Turns the elements of a document into blocks, in one walk without recursion."""

    def __init__(self, hidden: bool) -> None:
        self._hidden = hidden
        self._body = Block("body")
        self._open = [self._body]
        self._links: list[str] = []
        self._raised: list[str] = []
        self._preformatted = 0

    def build(self, root: html.HtmlElement) -> Block:
        walker = etree.iterwalk(root, events=("start", "end"))
        opened: list[bool] = []
        for event, element in walker:
            tag = element.tag.lower() if isinstance(element.tag, str) else ""
            if event == "start":
                if self._is_unread(tag, element):
                    walker.skip_subtree()
                    opened.append(False)
                    continue
                opened.append(self._start(tag, element))
                self._say(element.text)
            else:
                self._end(tag, opened.pop())
                self._say(element.tail)
        return self._body

    def _is_unread(self, tag: str, element: html.HtmlElement) -> bool:
        if tag in _UNREAD or not tag:
            return True
        if (element.get("role") or "").lower() in _UNREAD_ROLES:
            return True
        if self._hidden or tag == "body":
            return False
        return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))

    def _start(self, tag: str, element: html.HtmlElement) -> bool:
        """Take the beginning of an element; tell whether it opened a block."""
        if tag == "br":
            self._put(BREAK)
        elif tag == "a":
            self._links.append((element.get("href") or "").strip())
        elif tag in ("sup", "sub"):
            self._raised.append(tag)
        elif tag == "pre":
            self._preformatted += 1
        if tag not in _BLOCKS or tag == "body":
            return False
        attributes = {key: value for key in _KEPT if (value := element.get(key)) is not None}
        block = Block(tag, attributes)
        if len(self._open) > DEEPEST:
            self._put(BREAK)
            return False
        self._open[-1].children.append(block)
        self._open.append(block)
        return True

    def _end(self, tag: str, opened: bool) -> None:
        if tag == "a" and self._links:
            self._links.pop()
        elif tag in ("sup", "sub") and self._raised:
            self._raised.pop()
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        if opened:
            self._open.pop()
        elif tag in _BLOCKS and tag != "body":
            self._put(BREAK)

    def _say(self, text: str | None) -> None:
        if not text:
            return
        if self._preformatted:
            self._put(text.replace("\r\n", BREAK).replace("\r", BREAK))
            return
        self._put(_SPACES.sub(lambda run: SOFT if "\n" in run[0] else " ", text))

    def _put(self, text: str) -> None:
        if self._raised and text.strip() and not _UNCOUNTED.search(text.strip()):
            text = text.translate(_RAISED if self._raised[-1] == "sup" else _LOWERED)
        self._open[-1].children.append(Run(text, self._links[-1] if self._links else ""))
