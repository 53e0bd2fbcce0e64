"""The fields of a mapping file, read one by one; every fault names the file, the field and what may stand there."""

import difflib
import re
from collections.abc import ItemsView, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import DatasetError
from eval.json_paths import JsonPath, PathError, parse_path


@dataclass(frozen=True, slots=True)
class Fields:
    """One table of a mapping file, and where it stands."""

    file: Path
    record: Mapping[str, object]
    place: str = ""

    def fault(self, field: str, said: str) -> DatasetError:
        """Return the error that names a field of this table."""
        name = f"{self.place}.{field}" if self.place else field
        return DatasetError(f"{self.file}: {name}: {said}")

    def only(self, *known: str) -> None:
        """Raise DatasetError where the table has a field of another name."""
        for name in self.record:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
                raise self.fault(name, f"unknown field; {hint}")

    def has(self, field: str) -> bool:
        """Tell whether the table has the field."""
        return field in self.record

    def inside(self, field: str) -> "Fields":
        """Return a table that must be there."""
        return Fields(self.file, dict(self.table(field, needed=True)), f"{self.place}.{field}" if self.place else field)

    def table(self, field: str, *, needed: bool = False) -> ItemsView[str, object]:
        """Return the items of a table, none where it is not there."""
        if needed and field not in self.record:
            raise self.fault(field, "this table is missing")
        value = self.record.get(field, {})
        if not isinstance(value, dict):
            raise self.fault(field, f"must be a table, got {value!r}")
        return value.items()

    def text(self, field: str, default: str | None = None) -> str:
        """Return a text that is not empty."""
        value = self.record.get(field, default)
        if value is None:
            raise self.fault(field, "is missing")
        if not isinstance(value, str) or not value.strip():
            raise self.fault(field, f"must be a text that is not empty, got {value!r}")
        return value

    def texts(self, field: str) -> dict[str, str]:
        """Return a table of texts."""
        found = {}
        for name, value in self.table(field):
            if not isinstance(value, str):
                raise self.fault(f"{field}.{name}", f"must be a text, got {value!r}")
            found[name] = value
        return found

    def one_of(self, field: str, known: tuple[str, ...], default: str) -> str:
        """Return one of several words, in capitals."""
        value = self.text(field, default).upper()
        if value not in known:
            raise self.fault(field, f"must be one of {', '.join(known)}, got {self.record[field]!r}")
        return value

    def number(self, field: str, default: int) -> int:
        """Return a whole number."""
        value = self.record.get(field, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fault(field, f"must be a whole number, got {value!r}")
        return value

    def values(self, field: str) -> tuple[object, ...]:
        """Return one plain value, or the values of a list."""
        if field not in self.record:
            raise self.fault(field, "is missing")
        value = self.record[field]
        return tuple(value) if isinstance(value, list) else (value,)

    def path(self, field: str) -> JsonPath:
        """Return a path that must be there."""
        return self._parsed(field, self.text(field))

    def optional_path(self, field: str) -> JsonPath | None:
        """Return a path, None where it is not there."""
        return self.path(field) if self.has(field) else None

    def paths(self, field: str) -> tuple[JsonPath, ...]:
        """Return one path, or the paths of a list."""
        value = self.record.get(field)
        if not isinstance(value, list):
            return (self.path(field),)
        if not value or not all(isinstance(item, str) for item in value):
            raise self.fault(field, f"must be a path or a list of paths, got {value!r}")
        return tuple(self._parsed(field, item) for item in value)

    def pattern(self, field: str) -> re.Pattern[str] | None:
        """Return a regular expression, None where it is not there."""
        if not self.has(field):
            return None
        value = self.text(field)
        try:
            return re.compile(value)
        except re.error as error:
            raise self.fault(field, f"{value!r} is no regular expression: {error}") from error

    def _parsed(self, field: str, text: str) -> JsonPath:
        try:
            return parse_path(text)
        except PathError as error:
            raise self.fault(field, str(error)) from error
