"""What a question asks of its topic (a fee, a deadline, the papers needed …), and whether a sentence can state it.

Read from `attributes.toml`. A sentence that states an attribute must show it in words or figures of its own; only
attributes whose absence can be seen that way are listed.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from kb.answer.scoring.counted import CountedKinds, Kind
from kb.answer.scoring.steps import Step, Steps
from kb.answer.scoring.texts import folded

BUNDLED = Path(__file__).parents[1] / "data" / "attributes.toml"
_SHAPE = re.compile(r"<([a-z_]+)>")
# The row of a table: what its figures are stands in the table's head, so that they may be anything.
_ROW = re.compile(
    r"^[^,，。;；:：\n]{1,40}(?:[|\t　]| {2,})[^,，。;；:：\n]{0,40}(?:[|\t　]| {2,})[ 　]*[0-9]", re.MULTILINE
)
# A question and its parts are asked for what they ask for by everything that reads the units.
_QUESTIONS_HELD = 64
_FIELDS = frozenset({"name", "said", "asks", "unless", "states", "ignore", "of_step", "of_noun", "of_matter"})
_KIND_FIELDS = frozenset({"name", "asks", "shows"})
_STEP_FIELDS = frozenset({"name", "asks", "shows", "topic", "vague"})
# In a way of stating: what shows the step asked about.
_STEP = "<step>"
# In a way of stating: what shows the things counted.
_NOUN = "<noun>"
# The shape of the words that ask how long, when or who.
_ASKING = "asking"
# The shape of the words that ask for a number.
_COUNTING = "counting"
# The attribute that asks for what was achieved; what it ignores are plans.
_RESULT = "result"


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
    of_step: tuple[tuple[str, ...], ...] = ()
    """Its ways of stating it of the step asked about, where `<step>` stands for what shows that."""
    of_noun: tuple[tuple[str, ...], ...] = ()
    """Its ways of stating it of the things counted, where `<noun>` stands for what shows them."""
    of_matter: bool = False
    """Whether a matter that the question names (复核, 展期) has to be named where it is stated."""

    def asked_by(self, question: str, steps: Steps, counted: CountedKinds) -> "Attribute":
        """Return the attribute with the ways of stating it that a prepared question leaves, which asks for it."""
        if self.of_noun and (kind := counted.asked_in(question)):
            return replace(
                self, states=tuple(tuple(part.replace(_NOUN, kind.shows) for part in way) for way in self.of_noun)
            )
        match = self.asks.search(question)
        if not (self.of_step or self.of_matter) or match is None:
            return self
        step = steps.asked_in(question, match.start()) if self.of_step else steps.matter_in(question)
        if step is None:
            return self
        ways = [tuple(part.replace(_STEP, step.shows) for part in way) for way in self.of_step or self.states]
        topic = (step.topic,) if step.topic else ()
        return replace(self, states=tuple((*way, *topic) for way in ways))

    def blind_to(self, spans: str) -> "Attribute":
        """Return the attribute that no span of this pattern can state."""
        return replace(self, ignore=f"{self.ignore}|{spans}" if self.ignore else spans)

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
    steps, counted = bundled_steps(), bundled_counted()
    asked = [one.asked_by(question, steps, counted) for one in bundled_attributes() if one.asked_in(question)]
    plans = next((one.ignore for one in asked if one.name == _RESULT), None)
    # How many there are now is not stated by how many there are to be.
    return tuple(one.blind_to(plans) if plans and one.of_noun else one for one in asked)


def share_stated(attributes: Sequence[Attribute], text: str) -> float:
    """Return the share of the attributes that a text can state; 0 where there are none."""
    return sum(one.stated_in(text) for one in attributes) / len(attributes) if attributes else 0.0


@lru_cache(maxsize=1)
def bundled_attributes() -> tuple[Attribute, ...]:
    """Return the attributes that ship with the project."""
    return read_attributes(BUNDLED.read_text(encoding="utf-8"), checked=False)


@lru_cache(maxsize=1)
def bundled_steps() -> Steps:
    """Return the steps that ship with the project."""
    return read_steps(BUNDLED.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def bundled_counted() -> CountedKinds:
    """Return the kinds of things counted that ship with the project."""
    return read_counted(BUNDLED.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def bundled_askers() -> tuple[Kind, ...]:
    """Return the groups of askers that ship with the project."""
    return read_askers(BUNDLED.read_text(encoding="utf-8"))


@lru_cache(maxsize=_QUESTIONS_HELD)
def askers_named(question: str) -> tuple[Kind, ...]:
    """Return the groups that a prepared question names as those it is asked for; none for most questions."""
    return tuple(one for one in bundled_askers() if one.asks.search(question))


def read_steps(rules: str) -> Steps:
    """Return the steps that a TOML text describes. Raises ValueError naming what is malformed."""
    table = tomllib.loads(rules)
    shapes = _shapes(table)
    if _ASKING not in shapes:
        raise ValueError(f"no shape {_ASKING}: what asks for a step is not known")
    return Steps(tuple(_step(entry, shapes) for entry in table.get("step", [])), _compiled(shapes[_ASKING], "shape"))


def read_counted(rules: str) -> CountedKinds:
    """Return the kinds of things counted that a TOML text describes. Raises ValueError naming what is malformed."""
    table = tomllib.loads(rules)
    shapes = _shapes(table)
    if _COUNTING not in shapes:
        raise ValueError(f"no shape {_COUNTING}: what asks for a number is not known")
    kinds = tuple(_kind(entry, shapes, "counted") for entry in table.get("counted", []))
    return CountedKinds(kinds, _compiled(shapes[_COUNTING], "shape"))


def read_askers(rules: str) -> tuple[Kind, ...]:
    """Return the groups of askers that a TOML text describes. Raises ValueError naming what is malformed."""
    table = tomllib.loads(rules)
    shapes = _shapes(table)
    return tuple(_kind(entry, shapes, "asker") for entry in table.get("asker", []))


def read_attributes(rules: str, *, checked: bool = True) -> tuple[Attribute, ...]:
    """Return the attributes that a TOML text describes. Raises ValueError naming what is malformed.

    Unless it is checked, a malformed pattern of a way of stating is found out only when it is first looked for.
    """
    table = tomllib.loads(rules)
    shapes = _shapes(table)
    attributes = tuple(_attribute(entry, shapes, checked) for entry in table.get("attribute", []))
    names = [attribute.name for attribute in attributes]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"attributes described twice: {', '.join(twice)}")
    return attributes


def _shapes(table: Mapping[str, Any]) -> dict[str, str]:
    shapes: dict[str, str] = {}
    for name, pattern in table.get("shapes", {}).items():
        shapes[name] = f"(?:{_expanded(pattern, shapes, f'shape {name}')})"
    return shapes


def _step(entry: Mapping[str, Any], shapes: Mapping[str, str]) -> Step:
    owner = f"step {entry.get('name', '?')}"
    _check_fields(entry, owner, _STEP_FIELDS)
    asks, shows, topic = (_expanded(entry.get(field, ""), shapes, owner) for field in ("asks", "shows", "topic"))
    for source in (shows, topic):
        _compiled(source, owner)
    # Within a way of stating, an alternative must not reach beyond the step.
    return Step(entry["name"], _compiled(asks, owner), f"(?:{shows})", topic or None, entry.get("vague", False))


def _kind(entry: Mapping[str, Any], shapes: Mapping[str, str], table: str) -> Kind:
    owner = f"{table} {entry.get('name', '?')}"
    _check_fields(entry, owner, _KIND_FIELDS)
    asks, shows = (_expanded(entry[field], shapes, owner) for field in ("asks", "shows"))
    _compiled(shows, owner)
    return Kind(entry["name"], _compiled(asks, owner), f"(?:{shows})")


def _check_fields(entry: Mapping[str, Any], owner: str, known: frozenset[str]) -> None:
    if unknown := sorted(entry.keys() - known):
        raise ValueError(f"{owner} has unknown fields: {', '.join(unknown)}; known are {sorted(known)}")
    if missing := [field for field in ("name", "asks", "shows") if not entry.get(field)]:
        raise ValueError(f"{owner} lacks {', '.join(missing)}")


def _compiled(source: str, owner: str) -> re.Pattern[str]:
    try:
        return re.compile(source)
    except re.error as error:
        raise ValueError(f"{owner}: {source!r} is no pattern: {error}") from error


def _attribute(entry: Mapping[str, Any], shapes: Mapping[str, str], checked: bool) -> Attribute:
    name = entry.get("name", "?")
    if unknown := sorted(entry.keys() - _FIELDS):
        raise ValueError(f"attribute {name} has unknown fields: {', '.join(unknown)}; known are {sorted(_FIELDS)}")
    if missing := [field for field in ("name", "said", "asks", "states") if not entry.get(field)]:
        raise ValueError(f"attribute {name} lacks {', '.join(missing)}")

    def joined(patterns: Sequence[str]) -> str:
        return "|".join(_expanded(pattern, shapes, f"attribute {name}") for pattern in patterns)

    def compiled(source: str) -> re.Pattern[str]:
        return _compiled(source, f"attribute {name}")

    def ways_of(field: str) -> tuple[tuple[str, ...], ...]:
        ways = [[way] if isinstance(way, str) else way for way in entry.get(field, [])]
        return tuple(tuple(joined([part]) for part in way) for way in ways)

    states, of_step, of_noun = ways_of("states"), ways_of("of_step"), ways_of("of_noun")
    ignore = joined(entry["ignore"]) if entry.get("ignore") else None
    if checked:
        for source in (part for way in (*states, *of_step, *of_noun, (ignore or "",)) for part in way):
            compiled(source.replace(_STEP, ".").replace(_NOUN, "."))
    return Attribute(
        name=name,
        said=entry["said"],
        asks=compiled(joined(entry["asks"])),
        unless=compiled(joined(entry["unless"])) if entry.get("unless") else None,
        states=states,
        ignore=ignore,
        of_step=of_step,
        of_noun=of_noun,
        of_matter=entry.get("of_matter", False),
    )


def _expanded(pattern: str, shapes: Mapping[str, str], owner: str) -> str:
    """Return the pattern with `<name>` replaced by the shape of that name."""

    def shape(match: re.Match[str]) -> str:
        if match[0] in (_STEP, _NOUN):
            return match[0]
        if match[1] not in shapes:
            raise ValueError(f"{owner} names an unknown shape <{match[1]}>")
        return shapes[match[1]]

    return _SHAPE.sub(shape, pattern)
