"""What a benchmark measures, as it is written down."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.measures.sets import percentile
from kb.holdings import DenseSearch


@dataclass(frozen=True, slots=True)
class Times:
    """What calls took, in milliseconds."""

    calls: int
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Machine:
    """What was measured on; the load is that before the run began."""

    processors: int
    memory_gib: float
    python: str
    system: str
    load: float
    bandwidth_gb_s: float
    """How fast one thread reads memory."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What taking files into an empty home took, by stage, and the same files again."""

    on: str
    files: int
    passages: int
    seconds: float
    stages: dict[str, float]
    peak_mib: float
    unchanged_seconds: float


@dataclass(frozen=True, slots=True)
class Dense:
    """The search by meaning alone, over the published vectors, beside comparing all of them."""

    how: DenseSearch
    p50_ms: float
    p95_ms: float
    exact_p50_ms: float
    recall_at_10: float
    recall_at_100: float
    scanned_mib: float
    floor_ms: float
    """Reading what is scanned once, at the measured bandwidth."""
    over_floor: float


@dataclass(frozen=True, slots=True)
class InProcess:
    """Questions one after the other in one process, warm."""

    passages: int
    documents: int
    segments: int
    search: Times
    ask: Times
    stages_ms: dict[str, float]
    """Of a search, the median of each stage."""
    dense: Dense
    resident_mib: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Load:
    """One route asked by so many clients at once."""

    route: str
    clients: int
    seconds: float
    requests: int
    """Answered with 200; the times are theirs."""
    refused: int
    """Answered with 429 or 503: the server sheds load."""
    failed: int
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Served:
    """A server of its own: from the start of its process until it is ready, and under load."""

    workers: int
    ready_seconds: tuple[float, ...]
    resident_mib: float
    """Of all its processes, after the load; what they share counts once for each."""
    peak_mib: float
    loads: tuple[Load, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """All that was measured of one home."""

    name: str
    disk_mib: dict[str, float]
    ingested: Ingested | None
    """None for a home that was not made of files here."""
    in_process: InProcess
    served: Served | None


@dataclass(frozen=True, slots=True)
class Peer:
    """Another system on the same questions, and how it stands to this project: above 1 it takes longer."""

    set_name: str
    system: str
    setting: str
    is_keyword_only: bool
    recall_at_10: float
    p50_ms: float
    p95_ms: float
    taken_in_seconds: float
    peak_mib: float
    p50_ratio: float
    taken_in_ratio: float


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A whole run."""

    on: str
    machine: Machine
    questions: int
    rounds: int
    sizes: tuple[Size, ...]
    peers: tuple[Peer, ...]


def times(milliseconds: Sequence[float]) -> Times:
    """Return the percentiles of what calls took."""
    return Times(len(milliseconds), *(percentile(milliseconds, share) for share in (0.5, 0.95, 0.99)))
