r"""Dotted paths into JSON: `data.items[*].text`, `answers[0]`, `a\.b` for a name with a dot, `.` for the value."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

_NAME = r"(?:\\.|[^.\[\]\\])+"
_PLACE = r"\[(?:-?\d+|\*)\]"
_WHOLE = re.compile(rf"\.|(?:{_NAME}|{_PLACE})(?:\.{_NAME}|{_PLACE})*")
_PART = re.compile(rf"(?P<name>{_NAME})|\[(?P<place>-?\d+|\*)\]")


class Every(Enum):
    """The step to every value of a list or object."""

    EVERY = "*"


EVERY = Every.EVERY


class PathError(ValueError):
    """A text that is no path; the message shows it."""


@dataclass(frozen=True, slots=True)
class JsonPath:
    """Where values stand in a JSON document: names, places in lists, and every one of a list or object."""

    text: str
    steps: tuple[str | int | Every, ...]

    def values(self, body: object) -> list[object]:
        """Return the values that the path leads to, in order; none where it leads nowhere."""
        return _followed(body, self.steps)

    def first(self, body: object) -> object:
        """Return the first value that the path leads to; None where there is none."""
        return next(iter(self.values(body)), None)

    def leads(self, body: object) -> bool:
        """Tell whether the path leads somewhere, be it to a list without items."""
        end = len(self.steps)
        while end and self.steps[end - 1] is EVERY:
            end -= 1
        return bool(_followed(body, self.steps[:end]))


def parse_path(text: str) -> JsonPath:
    """Return the path that a text is. Raises PathError."""
    if not _WHOLE.fullmatch(text):
        raise PathError(f"{text!r} is no path; write names with dots, [0] for a place in a list, [*] for all of it")
    return JsonPath(text, tuple(map(_step, _PART.finditer(text))))


def _step(match: re.Match[str]) -> str | int | Every:
    if match["name"] is not None:
        return re.sub(r"\\(.)", r"\1", match["name"])
    return EVERY if match["place"] == EVERY.value else int(match["place"])


def _followed(body: object, steps: tuple[str | int | Every, ...]) -> list[object]:
    found = [body]
    for step in steps:
        found = [value for whole in found for value in _inside(whole, step)]
    return found


def _inside(whole: object, step: str | int | Every) -> Iterator[object]:
    if step is EVERY:
        if isinstance(whole, Mapping):
            yield from whole.values()
        elif isinstance(whole, list):
            yield from whole
    elif isinstance(step, int):
        if isinstance(whole, list) and -len(whole) <= step < len(whole):
            yield whole[step]
    elif isinstance(whole, Mapping) and step in whole:
        yield whole[step]
