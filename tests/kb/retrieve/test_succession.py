from datetime import date

import pytest

from kb.retrieve.catalog import Catalog
from kb.retrieve.standing.succession import editions
from kb.store.rows import VersionRow
from kb.types import Evidence, Metadata, Validity


def _row(version: int, starts: str | None = None, published: str | None = None) -> VersionRow:
    metadata = Metadata(
        "清河市贷款办法",
        effective_from=Evidence(starts) if starts else None,
        published=Evidence(published) if published else None,
    )
    return VersionRow(version, "d000001", version, f"{version}.txt", metadata, 7, False)


@pytest.mark.parametrize(
    ("rows", "order", "begins"),
    [
        # Whatever order they came in, their own days decide.
        (
            [_row(1, "2022-06-01"), _row(2, "2013-01-01"), _row(3, "2018-03-01")],
            [2, 3, 1],
            [date(2013, 1, 1), date(2018, 3, 1), date(2022, 6, 1)],
        ),
        # An amended law keeps the day from which it first applied.
        (
            [_row(1, "1997-10-01", "2024-12-31"), _row(2, "1997-10-01", "2021-08-25")],
            [2, 1],
            [date(1997, 10, 1), date(2024, 12, 31)],
        ),
        # A text that begins before it was published begins when it says.
        ([_row(1, "2020-01-01", "2019-12-01"), _row(2, "2024-01-01", "2024-03-15")], [1, 2], None),
        # Without a day a version follows those that came before it.
        ([_row(1, "2018-01-01"), _row(2), _row(3, "2015-01-01")], [3, 1, 2], None),
        ([_row(1), _row(2), _row(3)], [1, 2, 3], [date.min] * 3),
        # The day of publication stands in for the first day.
        (
            [_row(1, None, "2017-09-22"), _row(2, "2024-01-01", "2023-11-24")],
            [1, 2],
            [date(2017, 9, 22), date(2024, 1, 1)],
        ),
    ],
)
def test_versions_stand_by_their_own_days(rows: list[VersionRow], order: list[int], begins: list[date] | None) -> None:
    found = editions(rows)
    assert [one.row.version for one in found] == order
    if begins is not None:
        assert [one.begins for one in found] == begins
    assert [one.replaced_by.version if one.replaced_by else None for one in found] == [*order[1:], None]
    assert [one.replaced_from for one in found] == [*(one.begins for one in found[1:]), None]


def test_a_version_is_repealed_from_the_day_on_which_the_next_begins() -> None:
    new, old = _row(1, "2022-06-01"), _row(2, "2013-01-01")
    catalog = Catalog([new, old])
    for day, current, validities in (
        (date(2012, 12, 31), old, (Validity.NOT_YET, Validity.NOT_YET)),
        (date(2013, 1, 1), old, (Validity.IN_FORCE, Validity.NOT_YET)),
        (date(2022, 5, 31), old, (Validity.IN_FORCE, Validity.NOT_YET)),
        (date(2022, 6, 1), new, (Validity.REPEALED, Validity.IN_FORCE)),
    ):
        assert catalog.current("d000001", day) is current, day
        assert (catalog.validity(old, day), catalog.validity(new, day)) == validities, day
    assert [row.version for row in catalog.versions("d000001")] == [2, 1]
