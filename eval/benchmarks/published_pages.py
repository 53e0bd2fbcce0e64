"""Web pages as they were served, each with the text that was published of it and the fields of its head."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from eval.benchmarks.made_word import MadeFile

_FOLDER = "html_raw"
_TEXTS = "policy"
_ADDRESS = re.compile(r"<!-- (\S+) \|")
_FIELD = re.compile(r"<b>([^<]{2,12})[:：]</b></td>\s*<td[^>]*>([^<]*)</td>")
_BLANKS = re.compile(r"[\s\u3000]+")
_TAGS = re.compile(r"<[^>]+>")
_MOST_TITLE_LINES = 6
_WHOLE = 0.7


def page_files(corpora: Path, *, only: str = "") -> Iterator[MadeFile]:
    """Give every page whose name holds `only` and whose text was published whole, the fields below the title."""
    listed = [json.loads(line) for line in (corpora / _TEXTS / "meta.jsonl").read_text(encoding="utf-8").splitlines()]
    by_address = {one["url"]: one for one in listed if one.get("url")}
    for path in sorted((corpora / _FOLDER).rglob("*.html")):
        markup = path.read_text(encoding="utf-8")
        address = _ADDRESS.match(markup)
        known = by_address.get(address[1]) if address else None
        if only not in path.name or known is None:
            continue
        text = (corpora / _TEXTS / known["path"]).read_text(encoding="utf-8")
        # Of pages whose text begins with a row only the tables, and what follows them, were published.
        if not text.startswith("|") and len(_BLANKS.sub("", text)) >= _WHOLE * _size(markup):
            yield MadeFile("html", path.name, path.read_bytes(), _with_fields(text, known["title"], markup))


def _size(markup: str) -> int:
    return len(_BLANKS.sub("", unescape(_TAGS.sub("", markup.partition("UCAP-CONTENT")[2].partition("enpcontent")[0]))))


def _with_fields(text: str, title: str, markup: str) -> str:
    """Return a text with its title on one line and below it what the page says in its table of fields."""
    stated = [(_BLANKS.sub("", name), unescape(value).strip()) for name, value in _FIELD.findall(markup)]
    fields = [f"{name}：{value}" for name, value in stated if value and name != "标题"]
    lines = text.split("\n")
    for used in range(1, _MOST_TITLE_LINES):
        if _BLANKS.sub("", "".join(lines[:used])) == _BLANKS.sub("", title):
            return "\n".join([title, *fields, *lines[used:]])
    # An order stands above what it publishes: its number goes with its name.
    opened = 2 if len(lines) > 1 and lines[1].strip().endswith("号") else 1
    return "\n".join([*lines[:opened], *fields, *lines[opened:]])
