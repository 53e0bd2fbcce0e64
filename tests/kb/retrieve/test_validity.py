from datetime import date

import pytest

from kb.retrieve.validity import SEARCHED_BY_DEFAULT, day_of, validity_on
from kb.types import Evidence, Metadata, Validity

DAY = date(2024, 6, 30)


@pytest.mark.parametrize(
    ("value", "day"),
    [("2024-06-30", DAY), ("2024-06", None), ("2024", None), ("2024-02-30", None), ("明年", None), ("", None)],
)
def test_only_a_whole_day_is_a_day(value: str, day: date | None) -> None:
    assert day_of(Evidence(value)) == day


def test_no_statement_is_no_day() -> None:
    assert day_of(None) is None


@pytest.mark.parametrize(
    ("starts", "ends", "repealed", "validity"),
    [
        (None, None, None, Validity.UNKNOWN),
        ("2024-06-30", None, None, Validity.IN_FORCE),
        ("2024-07-01", None, None, Validity.NOT_YET),
        ("2020-01-01", "2024-06-30", None, Validity.IN_FORCE),
        ("2020-01-01", "2024-06-29", None, Validity.EXPIRED),
        (None, "2024-06-29", None, Validity.EXPIRED),
        (None, "2024-07-01", None, Validity.UNKNOWN),
        ("2020-01-01", None, date(2024, 6, 30), Validity.REPEALED),
        ("2020-01-01", None, date(2024, 7, 1), Validity.IN_FORCE),
        ("2020-01-01", "2021-01-01", date(2024, 6, 1), Validity.REPEALED),
        (None, None, date(2024, 6, 1), Validity.REPEALED),
        ("2024", None, None, Validity.UNKNOWN),
    ],
)
def test_only_what_a_text_states_changes_its_validity(
    starts: str | None, ends: str | None, repealed: date | None, validity: Validity
) -> None:
    metadata = Metadata(
        "甲",
        effective_from=Evidence(starts) if starts else None,
        effective_to=Evidence(ends) if ends else None,
    )
    assert validity_on(DAY, metadata, repealed) is validity


def test_what_is_in_force_or_unknown_is_searched() -> None:
    assert {Validity.IN_FORCE, Validity.UNKNOWN} == SEARCHED_BY_DEFAULT
