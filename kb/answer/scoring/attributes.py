"""What a question asks of its topic (a fee, a deadline, the papers needed …), and whether a sentence can state it.

Read from `attributes.toml`. A sentence that states an attribute must show it in words or figures of its own; only
attributes whose absence can be seen that way are listed.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from kb.answer.scoring.texts import folded

BUNDLED = Path(__file__).parents[1] / "data" / "attributes.toml"
_SHAPE = re.compile(r"<([a-z_]+)>")
# The row of a table: what its figures are stands in the table's head, so that they may be anything.
_ROW = re.compile(
    r"^[^,，。;；:：\n]{1,40}(?:[|\t　]| {2,})[^,，。;；:：\n]{0,40}(?:[|\t　]| {2,})[ 　]*[0-9]", re.MULTILINE
)
# A question and its parts are asked for what they ask for by everything that reads the units.
_QUESTIONS_HELD = 64
_FIELDS = frozenset({"name", "said", "asks", "unless", "states", "ignore"})


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that a question may ask of its topic."""

    name: str
    said: str
    """Its name in Chinese, for telling a reader that it is not stated."""
    asks: re.Pattern[str]
    unless: re.Pattern[str] | None
    """A question that this matches asks for something else."""
    states: tuple[tuple[str, ...], ...]
    """Ways of stating it: all patterns of one way must be found. Compiled when a question first asks for it."""
    ignore: str | None
    """What a text says of something else, and is blind to when its ways of stating are looked for."""

    def asked_in(self, question: str) -> bool:
        """Tell whether a prepared question (simplified, lower case, half-width) asks for it."""
        return self.asks.search(question) is not None and not (self.unless and self.unless.search(question))

    def stated_in(self, text: str) -> bool:
        """Tell whether a sentence or list item, its headings and lead-in before it, can state it."""
        if _ROW.search(text):
            return True
        seen = _without_space(text)
        if self.ignore:
            seen = _pattern(self.ignore).sub("|", seen)
        return any(all(_pattern(part).search(seen) for part in way) for way in self.states)


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source)


# One question asks for several attributes of the same sentences.
@lru_cache(maxsize=512)
def _without_space(text: str) -> str:
    return "".join(map(folded, text.split("\n"))).replace(" ", "")


@lru_cache(maxsize=_QUESTIONS_HELD)
def asked_attributes(question: str) -> tuple[Attribute, ...]:
    """Return the attributes that a prepared question asks for, in the order of the rules; none for most questions."""
    return tuple(attribute for attribute in bundled_attributes() if attribute.asked_in(question))


def share_stated(attributes: Sequence[Attribute], text: str) -> float:
    """Return the share of the attributes that a text can state; 0 where there are none."""
    return sum(one.stated_in(text) for one in attributes) / len(attributes) if attributes else 0.0


@lru_cache(maxsize=1)
def bundled_attributes() -> tuple[Attribute, ...]:
    """Return the attributes that ship with the project."""
    return read_attributes(BUNDLED.read_text(encoding="utf-8"), checked=False)


def read_attributes(rules: str, *, checked: bool = True) -> tuple[Attribute, ...]:
    """Return the attributes that a TOML text describes. Raises ValueError naming what is malformed.

    Unless it is checked, a malformed pattern of a way of stating is found out only when it is first looked for.
    """
    table = tomllib.loads(rules)
    shapes: dict[str, str] = {}
    for name, pattern in table.get("shapes", {}).items():
        shapes[name] = f"(?:{_expanded(pattern, shapes, f'shape {name}')})"
    attributes = tuple(_attribute(entry, shapes, checked) for entry in table.get("attribute", []))
    names = [attribute.name for attribute in attributes]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"attributes described twice: {', '.join(twice)}")
    return attributes


def _attribute(entry: Mapping[str, Any], shapes: Mapping[str, str], checked: bool) -> Attribute:
    name = entry.get("name", "?")
    if unknown := sorted(entry.keys() - _FIELDS):
        raise ValueError(f"attribute {name} has unknown fields: {', '.join(unknown)}; known are {sorted(_FIELDS)}")
    if missing := [field for field in ("name", "said", "asks", "states") if not entry.get(field)]:
        raise ValueError(f"attribute {name} lacks {', '.join(missing)}")

    def joined(patterns: Sequence[str]) -> str:
        return "|".join(_expanded(pattern, shapes, f"attribute {name}") for pattern in patterns)

    def compiled(source: str) -> re.Pattern[str]:
        try:
            return re.compile(source)
        except re.error as error:
            raise ValueError(f"attribute {name}: {source!r} is no pattern: {error}") from error

    ways = [[way] if isinstance(way, str) else way for way in entry["states"]]
    states = tuple(tuple(joined([part]) for part in way) for way in ways)
    ignore = joined(entry["ignore"]) if entry.get("ignore") else None
    if checked:
        for source in (part for way in (*states, (ignore or "",)) for part in way):
            compiled(source)
    return Attribute(
        name=name,
        said=entry["said"],
        asks=compiled(joined(entry["asks"])),
        unless=compiled(joined(entry["unless"])) if entry.get("unless") else None,
        states=states,
        ignore=ignore,
    )


def _expanded(pattern: str, shapes: Mapping[str, str], owner: str) -> str:
    """Return the pattern with `<name>` replaced by the shape of that name."""

    def shape(match: re.Match[str]) -> str:
        if match[1] not in shapes:
            raise ValueError(f"{owner} names an unknown shape <{match[1]}>")
        return shapes[match[1]]

    return _SHAPE.sub(shape, pattern)
