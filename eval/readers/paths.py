r"""Dotted paths into JSON: `data.items[*].text`, `answers[0]`, `a\.b` for a name that holds a dot."""

import re
from collections.abc import Mapping

_STEP = re.compile(r"(?P<name>(?:\\.|[^.\[\]\\])+)|\[(?P<index>-?\d+|\*)\]|(?P<dot>\.)")


class PathError(ValueError):
    """A path that cannot be read; the message shows where."""


def values_at(record: object, path: str) -> list[object]:
    """Return what stands at a path, in order: nothing where a name is absent, several where the path holds `[*]`.

    Raises PathError on a path that is none.
    """
    found = [record]
    for step in steps(path):
        found = [below for value in found for below in _below(value, step)]
    return found


def steps(path: str) -> list[str | int | None]:
    """Return the steps of a path: a name, a position, or None for all of a list. Raises PathError."""
    result: list[str | int | None] = []
    at = 0
    while at < len(path):
        step = _STEP.match(path, at)
        misplaced = step is None or (step["dot"] and (at == 0 or step.end() == len(path) or path[at - 1] == "."))
        if step is None or misplaced:
            raise PathError(
                f"path {path!r} cannot be read at {path[at:]!r}; write names with dots, lists as [*] or [0]"
            )
        at = step.end()
        if step["name"]:
            result.append(re.sub(r"\\(.)", r"\1", step["name"]))
        elif step["index"]:
            result.append(None if step["index"] == "*" else int(step["index"]))
    if not result:
        raise PathError("a path is empty; name the field")
    return result


def _below(value: object, step: str | int | None) -> list[object]:
    if isinstance(step, str):
        return [value[step]] if isinstance(value, Mapping) and step in value else []
    if not isinstance(value, list):
        return []
    if step is None:
        return list(value)
    return [value[step]] if -len(value) <= step < len(value) else []
