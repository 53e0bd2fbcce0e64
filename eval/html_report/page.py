"""One HTML file out of the template, the style sheet and the script: nothing is fetched when it is opened."""

import base64
import hashlib
import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

_DATA = Path(__file__).parent / "data"
# What would end the script element, or be markup, is written as its number.
_NUMBERED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def page(title: str, main: str, data: Mapping[str, object] | None = None) -> str:
    """Return a whole page; `main` is markup, `data` is what the script of the questions shows (without it, none runs).

    The policy in its head allows this very script and no request at all.
    """
    script = _file("script.js") if data is not None else ""
    return Template(_file("page.html")).substitute(
        title=escape(title),
        style=_file("style.css"),
        main=main,
        script_source=f"'sha256-{_digest(script)}'" if script else "'none'",
        script=_scripts(script, data) if data is not None else "",
    )


def _scripts(script: str, data: Mapping[str, object]) -> str:
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_NUMBERED)
    return f'<script type="application/json" id="data">{written}</script>\n<script>{script}</script>'


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _file(name: str) -> str:
    return (_DATA / name).read_text(encoding="utf-8")
