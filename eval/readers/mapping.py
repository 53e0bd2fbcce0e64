"""Mapping files: which field of another format holds what (TOML or JSON).

records = "data.items"                    # where the list of records is; JSON only
[fields]                                  # ours = dotted path there; [*] is every element of a list
question = "query"
evidence = "contexts[*].content"
source = "contexts[*].file"               # one for all, or one for each piece of evidence
[constants]
persona = "staff"
[true_values]
answerable = ["Y", "有答案"]               # everything else is false
[split]
key_facts = "|"                           # what parts the pieces of one text
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import DatasetError
from eval.json_paths import JsonPath, PathError, parse_path

TEXTS = ("id", "persona", "type", "question", "answer")
LISTS = ("evidence", "source", "clause_ids", "key_facts")
FLAGS = ("answerable",)
FIELDS = (*TEXTS, *FLAGS, *LISTS)
_SECTIONS = ("records", "fields", "constants", "true_values", "split")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping file's content, checked."""

    path: Path
    records: JsonPath | None
    """Where the list of records is; None for the whole."""
    fields: Mapping[str, JsonPath]
    constants: Mapping[str, object]
    true_values: Mapping[str, tuple[object, ...]]
    split: Mapping[str, str]


def read_mapping(path: Path) -> Mapped:
    """Return a mapping file's content. Raises DatasetError naming the section and the entry that cannot be used."""
    content = _content(path)
    for section in content:
        if section not in _SECTIONS:
            raise DatasetError(f"{path}: unknown section {section!r}; known are {', '.join(_SECTIONS)}")
    records = content.get("records", "")
    if not isinstance(records, str):
        raise DatasetError(f"{path}: 'records' must be a dotted path, got {records!r}")
    where = _path(path, "records", records) if records else None
    fields = {
        name: _path(path, f"[fields] {name}", value)
        for name, value in _section(path, content, "fields", FIELDS).items()
    }
    constants = _section(path, content, "constants", FIELDS)
    if "question" not in fields:
        raise DatasetError(f"{path}: [fields] must say where 'question' is")
    if both := sorted(fields.keys() & constants.keys()):
        raise DatasetError(f"{path}: {', '.join(both)} stands in [fields] and in [constants]; leave one")
    true_values = {
        name: tuple(value) if isinstance(value, list) else (value,)
        for name, value in _section(path, content, "true_values", FLAGS).items()
    }
    split = {}
    for name, value in _section(path, content, "split", LISTS).items():
        if not isinstance(value, str) or not value:
            raise DatasetError(f"{path}: [split] {name} must be a text that is not empty, got {value!r}")
        split[name] = value
    return Mapped(path, where, fields, constants, true_values, split)


def _content(path: Path) -> Mapping[str, object]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: cannot be read as a mapping file (TOML, or JSON as .json): {error}") from error
    if not isinstance(content, dict):
        raise DatasetError(f"{path}: must hold the sections {', '.join(_SECTIONS)}, got {type(content).__name__}")
    return content


def _section(path: Path, content: Mapping[str, object], name: str, known: tuple[str, ...]) -> dict[str, object]:
    section = content.get(name, {})
    if not isinstance(section, dict):
        raise DatasetError(f"{path}: [{name}] must be a table, got {section!r}")
    for entry in section:
        if entry not in known:
            raise DatasetError(f"{path}: [{name}] has {entry!r}; known are {', '.join(known)}")
    return section


def _path(path: Path, name: str, value: object) -> JsonPath:
    if not isinstance(value, str):
        raise DatasetError(f"{path}: {name} must be a dotted path, got {value!r}")
    try:
        return parse_path(value)
    except PathError as error:
        raise DatasetError(f"{path}: {name}: {error}") from error
