"""When days begin, from the first day that there is to the last."""

import time
from datetime import date

import pytest

from kb.store.moments import first_moment


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        ("UTC", date(2026, 11, 22), "2026-11-22T00:00:00+00:00"),
        ("CST-8", date(2026, 11, 22), "2026-11-21T16:00:00+00:00"),
        ("CST-8", date.min, "0001-01-01T00:00:00+00:00"),
        ("UTC", date.min, "0001-01-01T00:00:00+00:00"),
        ("PST8", date.max, "9999-12-31T08:00:00+00:00"),
    ],
)
def test_a_day_begins_as_the_clock_of_the_machine_has_it(
    zone: str, day: date, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", zone)
        time.tzset()
        assert first_moment(day) == moment
    time.tzset()
