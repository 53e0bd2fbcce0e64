"""What a check of a home finds, and what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """Whether something is wrong, or only to be known: what a killed run left and the next one clears away."""

    FAULT = "fault"
    NOTE = "note"


class Mending(StrEnum):
    """What `--repair` does about a finding."""

    UPGRADE = "upgrade"
    SQLITE = "sqlite"
    ORIGINALS = "originals"
    ROWS = "rows"
    CACHE = "cache"
    GENERATION = "generation"
    PUBLISH = "publish"
    REINDEX = "reindex"
    LEFTOVERS = "leftovers"
    CHECKSUMS = "checksums"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: where, what it is, and what to do about it, in the words of whoever looks after the home."""

    code: str
    place: str
    problem: str
    remedy: str
    severity: Severity = Severity.FAULT
    mending: Mending | None = None
    """None where `--repair` can do nothing."""
    number: int = 0
    """The row that it is about: of a source, a version or a generation."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was looked at, how much of it, and what was found."""

    home: Path
    checked: Mapping[str, int]
    findings: tuple[Finding, ...]
    seconds: float
    repaired: tuple[str, ...] = ()
    """What a repair did before this check, in words."""

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that are wrong."""
        return tuple(one for one in self.findings if one.severity is Severity.FAULT)
