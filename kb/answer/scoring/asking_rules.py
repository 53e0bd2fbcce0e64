"""The rules of what questions ask for, read from a TOML text: attributes, steps, kinds of things counted, askers."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.answer.scoring.attribute import NOUN, STEP, Attribute
from kb.answer.scoring.counted import CountedKinds, Kind
from kb.answer.scoring.narrowed import Narrowing
from kb.answer.scoring.steps import Step, Steps

_SHAPE = re.compile(r"<([a-z_]+)>")
# The shapes of the words that ask how long, when or who, and of those that ask for a number.
_ASKING, _COUNTING = "asking", "counting"
_KIND_FIELDS = ("name", "asks", "shows")
_STEP_FIELDS = (*_KIND_FIELDS, "topic", "vague")
# The first four are needed.
_ATTRIBUTE_FIELDS = ("name", "said", "asks", "states", "unless", "ignore", "of_step", "of_noun", "of_matter")
# Where no shape says how something is asked for, nothing asks for it.
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class AskingRules:
    """What questions can ask for."""

    attributes: tuple[Attribute, ...]
    steps: Steps
    counted: CountedKinds
    askers: tuple[Kind, ...]
    """Groups that a question names as those it is asked for."""
    qualities: tuple[Kind, ...]
    """What a question names that rules have to name to hold for it: qualities of who asks, and what is pledged."""
    narrowings: tuple[Narrowing, ...]


def read_rules(rules: str, *, checked: bool = True) -> AskingRules:
    """Return the rules that a TOML text describes. Raises ValueError naming what is malformed.

    Unless it is checked, a malformed pattern of a way of stating is found out only when it is first looked for.
    """
    table = tomllib.loads(rules)
    shapes = _shapes(table)
    attributes = tuple(_attribute(entry, shapes, checked) for entry in table.get("attribute", []))
    names = [attribute.name for attribute in attributes]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"attributes described twice: {', '.join(twice)}")
    steps, counted = table.get("step", []), table.get("counted", [])
    return AskingRules(
        attributes,
        Steps(
            tuple(_step(entry, shapes) for entry in steps),
            _shape(_ASKING, shapes, "what asks for a step", needed=bool(steps)),
        ),
        CountedKinds(
            tuple(_kind(entry, shapes, "counted") for entry in counted),
            _shape(_COUNTING, shapes, "what asks for a number", needed=bool(counted)),
        ),
        tuple(_kind(entry, shapes, "asker") for entry in table.get("asker", [])),
        tuple(_kind(entry, shapes, "quality") for entry in table.get("quality", [])),
        tuple(_narrowing(entry, shapes, frozenset(names)) for entry in table.get("narrowed", [])),
    )


def _shape(name: str, shapes: Mapping[str, str], meant: str, *, needed: bool) -> re.Pattern[str]:
    if name in shapes:
        return _compiled(shapes[name], f"shape {name}")
    if needed:
        raise ValueError(f"no shape {name}: {meant} is not known")
    return _NEVER


def _shapes(table: Mapping[str, Any]) -> dict[str, str]:
    shapes: dict[str, str] = {}
    for name, pattern in table.get("shapes", {}).items():
        shapes[name] = f"(?:{_expanded(pattern, shapes, f'shape {name}')})"
    return shapes


def _step(entry: Mapping[str, Any], shapes: Mapping[str, str]) -> Step:
    owner = f"step {entry.get('name', '?')}"
    _check_fields(entry, owner, _STEP_FIELDS, _KIND_FIELDS)
    asks, shows, topic = (_expanded(entry.get(field, ""), shapes, owner) for field in ("asks", "shows", "topic"))
    for source in (shows, topic):
        _compiled(source, owner)
    # Within a way of stating, an alternative must not reach beyond the step.
    return Step(entry["name"], _compiled(asks, owner), f"(?:{shows})", topic or None, entry.get("vague", False))


def _kind(entry: Mapping[str, Any], shapes: Mapping[str, str], table: str) -> Kind:
    owner = f"{table} {entry.get('name', '?')}"
    _check_fields(entry, owner, _KIND_FIELDS, _KIND_FIELDS)
    asks, shows = (_expanded(entry[field], shapes, owner) for field in ("asks", "shows"))
    _compiled(shows, owner)
    return Kind(entry["name"], _compiled(asks, owner), f"(?:{shows})")


def _narrowing(entry: Mapping[str, Any], shapes: Mapping[str, str], names: frozenset[str]) -> Narrowing:
    owner = f"narrowed {entry.get('name', '?')}"
    _check_fields(entry, owner, (*_KIND_FIELDS, "attributes"), (*_KIND_FIELDS, "attributes"))
    if unknown := sorted(set(entry["attributes"]) - names):
        raise ValueError(f"{owner} names unknown attributes: {', '.join(unknown)}")
    asks, shows = (_expanded(entry[field], shapes, owner) for field in ("asks", "shows"))
    _compiled(shows, owner)
    return Narrowing(entry["name"], frozenset(entry["attributes"]), _compiled(asks, owner), shows)


def _check_fields(entry: Mapping[str, Any], owner: str, known: Sequence[str], needed: Sequence[str]) -> None:
    if unknown := sorted(entry.keys() - set(known)):
        raise ValueError(f"{owner} has unknown fields: {', '.join(unknown)}; known are {', '.join(known)}")
    if missing := [field for field in needed if not entry.get(field)]:
        raise ValueError(f"{owner} lacks {', '.join(missing)}")


def _compiled(source: str, owner: str) -> re.Pattern[str]:
    try:
        return re.compile(source)
    except re.error as error:
        raise ValueError(f"{owner}: {source!r} is no pattern: {error}") from error


def _attribute(entry: Mapping[str, Any], shapes: Mapping[str, str], checked: bool) -> Attribute:
    owner = f"attribute {entry.get('name', '?')}"
    _check_fields(entry, owner, _ATTRIBUTE_FIELDS, _ATTRIBUTE_FIELDS[:4])

    def joined(patterns: Sequence[str]) -> str:
        return "|".join(_expanded(pattern, shapes, owner) for pattern in patterns)

    def ways_of(field: str) -> tuple[tuple[str, ...], ...]:
        ways = [[way] if isinstance(way, str) else way for way in entry.get(field, [])]
        return tuple(tuple(joined([part]) for part in way) for way in ways)

    states, of_step, of_noun = ways_of("states"), ways_of("of_step"), ways_of("of_noun")
    ignore = joined(entry["ignore"]) if entry.get("ignore") else None
    if checked:
        for source in (part for way in (*states, *of_step, *of_noun, (ignore or "",)) for part in way):
            _compiled(source.replace(STEP, ".").replace(NOUN, "."), owner)
    return Attribute(
        name=entry["name"],
        said=entry["said"],
        asks=_compiled(joined(entry["asks"]), owner),
        unless=_compiled(joined(entry["unless"]), owner) if entry.get("unless") else None,
        states=states,
        ignore=ignore,
        of_step=of_step,
        of_noun=of_noun,
        of_matter=entry.get("of_matter", False),
    )


def _expanded(pattern: str, shapes: Mapping[str, str], owner: str) -> str:
    """Return the pattern with `<name>` replaced by the shape of that name."""

    def shape(match: re.Match[str]) -> str:
        if match[0] in (STEP, NOUN):
            return match[0]
        if match[1] not in shapes:
            raise ValueError(f"{owner} names an unknown shape <{match[1]}>")
        return shapes[match[1]]

    return _SHAPE.sub(shape, pattern)
