"""What a load came to: requests, times, what was refused, and everything that should not have happened."""

from collections import Counter
from dataclasses import dataclass, field

from eval.measures.sets import percentile

_FAULTS_KEPT = 20

SHED = frozenset({"overloaded", "too_many_requests"})
"""The codes of a server that has more to do than it can, and says when to come again."""


@dataclass(slots=True)
class Figures:
    """The counts of a load."""

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    shed: int = 0
    busy: int = 0
    """Changes that were refused because another one was being made."""
    dropped: int = 0
    """Connections that ended without an answer."""
    server_errors: int = 0
    torn_reads: int = 0
    lost: int = 0
    """Acknowledged documents that were not found."""
    ghosts: int = 0
    """Withdrawn or purged documents that were found."""
    quotes: int = 0
    faults: list[str] = field(default_factory=list)

    def took(self, operation: str, seconds: float) -> None:
        """Note what one request took."""
        self.milliseconds.setdefault(operation, []).append(seconds * 1000)

    def fault(self, text: str) -> None:
        """Keep what went wrong, the first times."""
        if len(self.faults) < _FAULTS_KEPT:
            self.faults.append(text)

    @property
    def requests(self) -> int:
        """The number of requests that were answered."""
        return sum(map(len, self.milliseconds.values()))

    @property
    def is_sound(self) -> bool:
        """True where nothing happened that should not; a dropped connection is for the caller to judge."""
        return not (self.server_errors or self.torn_reads or self.lost or self.ghosts)

    def as_record(self, seconds: float) -> dict[str, object]:
        """Return the counts and times as plain values."""
        return {
            "seconds": round(seconds, 1),
            "requests": self.requests,
            "requests_per_second": round(self.requests / seconds, 1) if seconds else 0.0,
            "quotes_checked": self.quotes,
            "server_errors": self.server_errors,
            "torn_reads": self.torn_reads,
            "acknowledged_lost": self.lost,
            "removed_found": self.ghosts,
            "shed": self.shed,
            "busy": self.busy,
            "dropped_connections": self.dropped,
            "statuses": dict(sorted(self.outcomes.items())),
            "milliseconds": {name: _times(times) for name, times in sorted(self.milliseconds.items())},
            "faults": self.faults,
        }


def _times(times: list[float]) -> dict[str, float]:
    held = {f"p{share}": round(percentile(times, share / 100), 1) for share in (50, 95, 99)}
    return {"count": len(times), **held, "max": round(max(times), 1)}
