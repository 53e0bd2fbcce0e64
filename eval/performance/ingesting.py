"""Files taken into an empty home, stage by stage, and then once more."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from eval.performance.figures import Ingested
from eval.performance.machine import memory_mib
from eval.performance.stages import OTHER, timed_stages
from kb.ingest.source import is_supported
from kb.knowledge_base import KnowledgeBase
from kb.settings import load_settings

# So many files at a time, until a home holds as many passages as are wanted.
_AT_ONCE = 20


def ingested(home: Path, folder: Path, most: int | None) -> Ingested:
    """Take in a folder, or so many of its files in order that the home holds `most` passages; return what it took."""
    knowledge = KnowledgeBase.open(load_settings(home=home))
    try:
        started = time.perf_counter()
        with timed_stages() as stages:
            taken = _take(knowledge, folder, most)
        seconds = time.perf_counter() - started
        again = time.perf_counter()
        knowledge.ingest(taken)
        unchanged = time.perf_counter() - again
        stats = knowledge.stats()
    finally:
        knowledge.close()
    stages[OTHER] = max(seconds - sum(stages.values()), 0.0)
    rounded = {name: round(value, 3) for name, value in stages.items()}
    return Ingested(
        datetime.now(UTC).date().isoformat(),
        stats.documents,
        stats.passages,
        round(seconds, 3),
        rounded,
        round(memory_mib()[1], 1),
        round(unchanged, 3),
    )


def _take(knowledge: KnowledgeBase, folder: Path, most: int | None) -> Sequence[Path]:
    """Take files in; return what names them all."""
    if most is None:
        knowledge.ingest([folder])
        return [folder]
    files = sorted(file for file in folder.rglob("*") if file.is_file() and is_supported(file.name))
    for start in range(0, len(files), _AT_ONCE):
        knowledge.ingest(files[start : start + _AT_ONCE])
        if knowledge.stats().passages >= most:
            return files[: start + _AT_ONCE]
    return files
