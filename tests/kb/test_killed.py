"""A writer that is killed at any moment leaves a whole home: ten seeded moments here, two hundred in `make soak`."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.kb.killing import ROOT, Series, run_series
from tests.kb.killing_worker import OPERATIONS

_REPORTS = ROOT / "work" / "soak"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are killed as Linux does it")


def test_ten_killed_writers_leave_whole_homes(tmp_path: Path) -> None:
    series = run_series(10, 20261122, tmp_path)
    assert series.broken == []
    assert sum(series.killed.values()) + sum(series.finished.values()) == 10
    # Most moments lie inside of the operation.
    assert sum(series.killed.values()) >= 5


@pytest.mark.soak
def test_two_hundred_killed_writers_leave_whole_homes(tmp_path: Path) -> None:
    started = time.monotonic()
    series = run_series(200, 1, tmp_path)
    _report(series, time.monotonic() - started)
    assert series.broken == []


def _report(series: Series, seconds: float) -> None:
    """Write what was killed, and what was found afterwards, to a dated file."""
    now = datetime.now(UTC)
    lines = [
        f"# Killed writers, {now:%Y-%m-%d %H:%M} UTC",
        "",
        f"{series.killed.total()} killed inside an operation, {series.finished.total()} after its end,"
        f" in {seconds:.0f} s; {len(series.broken)} homes broken.",
        "",
        "| operation | killed inside | finished before |",
        "| --- | --- | --- |",
        *(f"| {one} | {series.killed[one]} | {series.finished[one]} |" for one in OPERATIONS),
        "",
        *(f"- noted right after: {code}, {count} times" for code, count in series.notes.most_common()),
        *(f"- broken: {one}" for one in series.broken),
    ]
    _REPORTS.mkdir(parents=True, exist_ok=True)
    (_REPORTS / f"kills-{now:%Y-%m-%dT%H%M}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
