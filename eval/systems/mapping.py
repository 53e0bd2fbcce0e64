"""A mapping file: how to ask a system of another make over HTTP, and where in its JSON the answer stands."""

import hashlib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import DatasetError
from eval.json_paths import JsonPath
from eval.systems.fields import Fields
from kb.types import AnswerStatus

PLACEHOLDERS = ("question", "top_k", "as_of")
_PLACEHOLDER = re.compile(r"(?<!\$)\{(\w+)\}")
_VARIABLE = re.compile(r"\$\{(\w*)\}")
_METHODS = ("POST", "GET", "PUT")
_REPLY_FIELDS = (
    *("answer", "status", "statuses", "abstained_when", "confidence", "fingerprint"),
    *("citations", "passages", "success"),
)
_STATUSES = tuple(status.value for status in AnswerStatus)


@dataclass(frozen=True, slots=True)
class ItemPaths:
    """Where the items of a list stand, and inside an item its text and what else is known of it.

    Where the text has several paths, what stands there is joined line by line.
    """

    items: JsonPath
    text: tuple[JsonPath, ...]
    others: Mapping[str, JsonPath]
    """Path by field: passage_id, clause_id, clause_label, document_id, title, score."""
    marks: re.Pattern[str] | None = None
    """How an answer points to an item; its group is the item's number. Only what is pointed to then counts."""
    first_mark: int = 1
    """The number of the first item."""


@dataclass(frozen=True, slots=True)
class Success:
    """Where a system says in its JSON whether it could answer at all, and why not."""

    path: JsonPath
    equals: tuple[object, ...]
    message: JsonPath | None


@dataclass(frozen=True, slots=True)
class ReplyPaths:
    """Where the parts of a reply stand."""

    answer: JsonPath
    status: JsonPath | None
    statuses: Mapping[str, str]
    """Our status by the system's own value."""
    abstained: re.Pattern[str] | None
    """What an answer says that says nothing."""
    confidence: JsonPath | None
    fingerprint: JsonPath | None
    citations: ItemPaths | None
    passages: ItemPaths | None
    success: Success | None


@dataclass(frozen=True, slots=True)
class SystemMapping:
    """A mapping file as it is understood, the environment's values put in."""

    name: str
    url: str
    """The base address; empty where the file leaves it to the command line."""
    method: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, object]
    body: object
    reply: ReplyPaths
    sha256: str
    """Of the file, so without the environment's values."""


def read_mapping(path: Path, environment: Mapping[str, str] = os.environ) -> SystemMapping:
    """Read a mapping file (TOML).

    Raises DatasetError naming the file, the field and what may stand there: on unknown fields, paths and patterns that
    are none, placeholders that do not exist, environment variables that are not set.
    """
    try:
        content = path.read_text(encoding="utf-8")
        record = tomllib.loads(content)
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read: {error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: is no TOML: {error}") from error
    fields = Fields(path, record)
    fields.only("name", "url", "method", "path", "headers", "query", "body", "response")
    return SystemMapping(
        name=fields.text("name", path.stem),
        url=_filled(fields, "url", fields.text("url"), environment) if fields.has("url") else "",
        method=fields.one_of("method", _METHODS, "POST"),
        path=_filled(fields, "path", fields.text("path", "/"), environment),
        headers={
            name: _filled(fields, f"headers.{name}", value, environment)
            for name, value in fields.texts("headers").items()
        },
        query={name: _template(fields, f"query.{name}", value, environment) for name, value in fields.table("query")},
        body=_template(fields, "body", record.get("body"), environment),
        reply=_reply(fields.inside("response")),
        sha256=hashlib.sha256(content.encode()).hexdigest(),
    )


def fill(template: object, values: Mapping[str, object]) -> object:
    """Return a template with the question's values put in; a text that is one placeholder becomes the value itself."""
    if isinstance(template, dict):
        return {name: fill(value, values) for name, value in template.items()}
    if isinstance(template, list):
        return [fill(value, values) for value in template]
    if not isinstance(template, str):
        return template
    alone = _PLACEHOLDER.fullmatch(template)
    if alone and alone[1] in values:
        return values[alone[1]]
    return _PLACEHOLDER.sub(lambda match: _written(values, match), template)


def _written(values: Mapping[str, object], match: re.Match[str]) -> str:
    if match[1] not in values:
        return match[0]
    value = values[match[1]]
    return "" if value is None else str(value)


def _template(fields: Fields, field: str, value: object, environment: Mapping[str, str]) -> object:
    if isinstance(value, dict):
        return {name: _template(fields, f"{field}.{name}", item, environment) for name, item in value.items()}
    if isinstance(value, list):
        return [_template(fields, f"{field}[{place}]", item, environment) for place, item in enumerate(value)]
    if not isinstance(value, str):
        return value
    for match in _PLACEHOLDER.finditer(value):
        if match[1] not in PLACEHOLDERS:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise fields.fault(field, f"unknown placeholder {match[0]}; known are {known}")
    return _filled(fields, field, value, environment)


def _filled(fields: Fields, field: str, value: str, environment: Mapping[str, str]) -> str:
    """Put the values of environment variables in."""
    for match in _VARIABLE.finditer(value):
        if match[1] not in environment:
            raise fields.fault(field, f"the environment variable {match[1]!r} is not set; set it before the run")
    return _VARIABLE.sub(lambda match: environment[match[1]], value)


def _reply(fields: Fields) -> ReplyPaths:
    fields.only(
        "answer",
        "status",
        "statuses",
        "abstained_when",
        "confidence",
        "fingerprint",
        "citations",
        "passages",
        "success",
    )
    statuses = fields.texts("statuses")
    for value, status in statuses.items():
        if status not in _STATUSES:
            raise fields.fault(f"statuses.{value}", f"{status!r} is no status; known are {', '.join(_STATUSES)}")
    if statuses and not fields.has("status"):
        raise fields.fault("statuses", "says what a status means, but `status` does not say where it stands")
    return ReplyPaths(
        answer=fields.path("answer"),
        status=fields.optional_path("status"),
        statuses=statuses,
        abstained=fields.pattern("abstained_when"),
        confidence=fields.optional_path("confidence"),
        fingerprint=fields.optional_path("fingerprint"),
        citations=_items(fields.inside("citations"), "quote") if fields.has("citations") else None,
        passages=_items(fields.inside("passages"), "text") if fields.has("passages") else None,
        success=_success(fields.inside("success")) if fields.has("success") else None,
    )


def _items(fields: Fields, text: str) -> ItemPaths:
    others = {
        "quote": ("clause_id", "clause_label", "title"),
        "text": ("passage_id", "clause_id", "clause_label", "document_id", "title", "score"),
    }[text]
    pointing = ("marks", "first_mark") if text == "quote" else ()
    fields.only("items", text, *others, *pointing)
    marks = fields.pattern("marks") if pointing else None
    if marks is not None and marks.groups != 1:
        raise fields.fault("marks", f"{marks.pattern!r} needs one group, (\\d+), that is the number of the item")
    return ItemPaths(
        items=fields.path("items"),
        text=fields.paths(text),
        others={name: fields.path(name) for name in others if fields.has(name)},
        marks=marks,
        first_mark=fields.number("first_mark", 1) if pointing else 1,
    )


def _success(fields: Fields) -> Success:
    fields.only("path", "equals", "message")
    return Success(fields.path("path"), fields.values("equals"), fields.optional_path("message"))
