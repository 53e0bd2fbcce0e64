"""What each stage of taking files in costs: the functions of the program that do it, timed while it runs."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pkgutil import resolve_name
from typing import Any
from unittest.mock import patch

_STAGES = {
    "read": ("kb.ingest.readers.isolation.IsolatedReaders.read",),
    "parse": ("kb.store.intake.parse_source", "kb.store.intake.parse_clauses"),
    "split": ("kb.store.intake.split_passages",),
    "write": ("kb.store.writer.StoreWriter.add_source", "kb.store.writer.StoreWriter.add_version"),
    "encode": ("kb.index.build.encode_passages_cached",),
    "keyword": ("kb.index.segments.build_shards",),
    "publish": ("kb.index.build.Publisher.publish",),
}
OTHER = "other"


@contextmanager
def timed_stages() -> Iterator[dict[str, float]]:
    """Give the seconds of each stage, without what stages inside it take; filled while the block runs."""
    seconds = dict.fromkeys(_STAGES, 0.0)
    inside: list[float] = []
    with ExitStack() as stack:
        for stage, names in _STAGES.items():
            for name in names:
                stack.enter_context(_timed(name, stage, seconds, inside))
        yield seconds


def _timed(name: str, stage: str, seconds: dict[str, float], inside: list[float]) -> Any:  # noqa: ANN401
    """Replace a function by one that adds what it takes to its stage, and to what the stage around it leaves out."""
    original = _found(name)

    def timing(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        inside.append(0.0)
        started = time.perf_counter()
        try:
            return original(*given, **named)
        finally:
            took = time.perf_counter() - started
            seconds[stage] += took - inside.pop()
            if inside:
                inside[-1] += took

    return patch(name, timing)


def _found(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = resolve_name(name)
    return found
