"""The attachments of a page: links to files, each with the address that it leads to."""

import re
from collections.abc import Iterable
from urllib.parse import unquote, urljoin, urlsplit

from kb.ingest.readers.grid import Table
from kb.ingest.readers.html.lines import Line, Shown

_FILE = re.compile(r"\.(?:docx?|wps|wpt|rtf|odt|pdf|ofd|ceb|cebx|xlsx?|et|csv|pptx?|zip|rar|7z|txt)$", re.IGNORECASE)
_NAMED = re.compile(r"^(?:附\s?[件表录图]|点击下载|下载)")
_ATTACHED = re.compile(r"^附\s?[件表录]")
_SCRIPT = re.compile(r"^(?:javascript|mailto|tel|data|vbscript)\s*:|^#|^$", re.IGNORECASE)


def with_targets(line: Line, address: str) -> str:
    """Return a line's text with the address of each attachment in brackets behind the words that link to it."""
    text = line.text
    for label, href in line.links:
        target = target_of(label, href, address)
        at = text.rfind(label)
        if target and at >= 0 and target not in text:
            text = f"{text[: at + len(label)]}（{target}）{text[at + len(label) :]}"
    return text


def attachment_lines(shown: Iterable[Shown], text: str, address: str) -> list[str]:
    """Return lines for the attachments that stand beside the document and that its text does not list."""
    found: dict[str, str] = {}
    for one in shown:
        for label, href in () if isinstance(one, Table) else one.links:
            target = target_of(label, href, address)
            if target and _FILE.search(urlsplit(target).path) and target not in text:
                found.setdefault(target, label)
    return [f"{label if _ATTACHED.match(label) else f'附件：{label}'}（{target}）" for target, label in found.items()]


def target_of(label: str, href: str, address: str) -> str | None:
    """Return the address of the file that a link leads to; None where it leads to no file."""
    if _SCRIPT.match(href):
        return None
    try:
        target = urljoin(address, href)
        path = urlsplit(target).path
    except ValueError:
        return None
    is_file = _FILE.search(unquote(path)) or _FILE.search(label)
    return target if is_file or _NAMED.match(label) else None
