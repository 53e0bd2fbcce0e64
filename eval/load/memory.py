"""The memory of a server while it works, as the system tells it or as the server does, and its curve."""

from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import httpx

from eval.html_report.svg import Axis, Plot, round_ticks

_PROC = Path("/proc")
_MEGABYTE = 1_000_000
_STYLE = (
    "<style>text{font:11px sans-serif;fill:#333}.grid{stroke:#ddd}"
    ".line{fill:none;stroke:#1f6feb;stroke-width:1.5}</style>"
)
# What is loaded with the first requests is no growth.
_WARM_SHARE = 0.25


@dataclass(slots=True)
class Memory:
    """Samples of (seconds since the start, bytes)."""

    samples: list[tuple[float, int]] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """How many bytes an hour it grows after the first quarter: the slope of the line nearest to the samples."""
        end = self.samples[-1][0] if self.samples else 0.0
        late = [(seconds, size) for seconds, size in self.samples if seconds >= _WARM_SHARE * end]
        if len(late) < 2:
            return 0.0
        middle = sum(seconds for seconds, _ in late) / len(late)
        level = sum(size for _, size in late) / len(late)
        spread = sum((seconds - middle) ** 2 for seconds, _ in late)
        rise = sum((seconds - middle) * (size - level) for seconds, size in late)
        return 3600 * rise / spread if spread else 0.0

    def as_record(self) -> dict[str, object]:
        """Return the samples in megabytes, with what they come to."""
        sizes = [size for _, size in self.samples]
        late = sizes[int(_WARM_SHARE * len(sizes)) :]
        return {
            "first_mb": round(sizes[0] / _MEGABYTE, 1) if sizes else None,
            "after_a_quarter_mb": round(late[0] / _MEGABYTE, 1) if late else None,
            "last_mb": round(sizes[-1] / _MEGABYTE, 1) if sizes else None,
            "most_mb": round(max(sizes) / _MEGABYTE, 1) if sizes else None,
            "growth_mb_an_hour": round(self.growth / _MEGABYTE, 1),
            "samples": [[round(seconds, 1), round(size / _MEGABYTE, 1)] for seconds, size in self.samples],
        }

    def drawn(self, title: str) -> str:
        """Return the curve as an SVG file."""
        most = max((size for _, size in self.samples), default=1) / _MEGABYTE
        end = max((seconds for seconds, _ in self.samples), default=1.0)
        down, across = round_ticks(most), round_ticks(end)
        plot = Plot(
            title, Axis("seconds", 0.0, across[-1][0], across), Axis("resident MB", 0.0, down[-1][0], down), left=60.0
        )
        plot.line([(seconds, size / _MEGABYTE) for seconds, size in self.samples], "first")
        head, rest = plot.drawn().split(">", 1)
        return f'{head} xmlns="http://www.w3.org/2000/svg">{_STYLE}<title>{escape(title)}</title>{rest}\n'


def of_processes(parent: int) -> int:
    """Return the bytes that a process and those it started hold in memory; 0 where the system does not tell."""
    children = _children()
    found, total = [parent], 0
    while found:
        pid = found.pop()
        found += children.get(pid, [])
        total += _resident(pid)
    return total


def children_of(parent: int) -> list[int]:
    """Return the processes that a process started, in the order of their numbers."""
    return sorted(_children().get(parent, []))


def as_told(metrics: httpx.Response) -> int:
    """Return the bytes that a server tells in its figures; 0 where it does not."""
    for line in metrics.text.splitlines():
        name, _, value = line.partition(" ")
        if name == "kb_resident_bytes":
            return int(float(value))
    return 0


def _children() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for stat in _PROC.glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    return children


def _resident(pid: int) -> int:
    try:
        for line in (_PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
