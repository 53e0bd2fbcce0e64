"""Requests and programs as the pages show them."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SHOWN_ADDRESS = "http://127.0.0.1:8000"
_BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<content>.*?)^```$", re.MULTILINE | re.DOTALL)
_REQUEST = re.compile(r"json (?P<method>[A-Z]+) (?P<path>/\S+)")


@dataclass(slots=True)
class Request:
    """A request that a page shows."""

    method: str
    url: str
    content: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


def blocks(page: Path, language: str) -> list[str]:
    """Return the code blocks of a language on a page."""
    text = page.read_text(encoding="utf-8")
    return [found["content"] for found in _BLOCK.finditer(text) if found["info"].split(" ")[0] == language]


def requests(page: Path) -> Iterator[Request]:
    """Give the requests that a page shows: calls of curl, and JSON bodies with their method and path."""
    for found in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        named = _REQUEST.fullmatch(found["info"])
        if named:
            json.loads(found["content"])
            headers = {"Content-Type": "application/json"}
            yield Request(named["method"], SHOWN_ADDRESS + named["path"], found["content"].encode(), headers)
        elif found["info"] == "sh":
            lines = found["content"].replace("\\\n", " ").splitlines()
            yield from (_curl(shlex.split(line, comments=True)) for line in lines if line.startswith("curl "))


def _curl(words: list[str]) -> Request:
    """Return what curl would send. Raises ValueError on an option that no page has used so far."""
    request = Request("", "")
    given = iter(words[1:])
    for word in given:
        match word:
            case "-s" | "-sN" | "-N":
                continue
            case "-X":
                request.method = next(given)
            case "-H":
                name, _, value = next(given).partition(": ")
                request.headers[name] = value
            case "-d":
                request.content = next(given).encode()
            case "-F":
                request.files.append(next(given).removeprefix("files=@"))
            case _ if word.startswith("-"):
                raise ValueError(f"curl {word}: teach tests/documented.py what it sends")
            case _:
                request.url = word
    request.method = request.method or ("POST" if request.content or request.files else "GET")
    return request
