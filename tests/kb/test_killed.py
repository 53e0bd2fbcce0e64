"""A writer that is killed at any moment leaves a whole home: ten seeded moments here, two hundred in `make soak`."""

import sys
from pathlib import Path

import pytest

from tests.kb.killing import run_series

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are killed as Linux does it")


def test_ten_killed_writers_leave_whole_homes(tmp_path: Path) -> None:
    series = run_series(10, 20261122, tmp_path)
    assert series.broken == []
    assert sum(series.killed.values()) + sum(series.finished.values()) == 10
    # Most moments lie inside of the operation.
    assert sum(series.killed.values()) >= 5


@pytest.mark.soak
def test_two_hundred_killed_writers_leave_whole_homes(tmp_path: Path) -> None:
    series = run_series(200, 1, tmp_path)
    assert series.broken == []
