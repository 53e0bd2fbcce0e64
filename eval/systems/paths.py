"""Dotted paths into JSON: `data.reference.chunks[*]`, `choices[0].message.content`, `.` for the value itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PART = re.compile(r"(?P<name>[^.\[\]]+)|\[(?P<place>\d+|\*)\]")
_WHOLE = re.compile(r"\.|(?:[^.\[\]]+|\[(?:\d+|\*)\])(?:\.[^.\[\]]+|\[(?:\d+|\*)\])*")
EVERY = "*"


@dataclass(frozen=True, slots=True)
class JsonPath:
    """Where values stand in a JSON document: names, places in lists, and `*` for every one of a list or object."""

    text: str
    steps: tuple[str | int, ...]

    @property
    def many(self) -> bool:
        """Tell whether it may lead to several values."""
        return EVERY in self.steps

    def values(self, body: object) -> list[object]:
        """Return the values that the path leads to, in order; none where it leads nowhere."""
        found = [body]
        for step in self.steps:
            found = [value for whole in found for value in _inside(whole, step)]
        return found

    def first(self, body: object) -> object:
        """Return the first value that the path leads to; None where there is none."""
        return next(iter(self.values(body)), None)


def parse_path(text: str) -> JsonPath:
    """Return the path that a text is. Raises ValueError."""
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{text!r} is no path; write names with dots, [0] for a place in a list, [*] for all of it")
    steps = (_step(match) for match in _PART.finditer(text))
    return JsonPath(text, tuple(steps))


def _step(match: re.Match[str]) -> str | int:
    if match["name"] is not None:
        return match["name"]
    return EVERY if match["place"] == EVERY else int(match["place"])


def _inside(whole: object, step: str | int) -> Iterator[object]:
    if step == EVERY:
        if isinstance(whole, dict):
            yield from whole.values()
        elif isinstance(whole, list):
            yield from whole
    elif isinstance(step, int):
        if isinstance(whole, list) and step < len(whole):
            yield whole[step]
    elif isinstance(whole, dict) and step in whole:
        yield whole[step]
