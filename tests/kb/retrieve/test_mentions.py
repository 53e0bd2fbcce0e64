import math

import numpy as np
import pytest

from kb.retrieve.naming.mentions import Names, mentions_in, spoken_of_in
from kb.store.rows import VersionRow
from kb.types import Evidence, Metadata


def _row(row: int, title: str, *, region: str | None = None, reports_on: tuple[str, ...] = ()) -> VersionRow:
    metadata = Metadata(
        title, region=Evidence(region) if region else None, reports_on=tuple(Evidence(name) for name in reports_on)
    )
    return VersionRow(row, f"d{row:06d}", 1, f"{row}.txt", metadata, 7, False)


NAMES = Names(
    [
        _row(1, "青田县种植贷款贴息办法", region="青田县"),
        _row(2, "安化县种植贷款贴息办法", region="安化县"),
        _row(3, "用工难怎么办", reports_on=("《湖南省稳岗扩岗三年行动方案》",)),
        _row(4, "出口十五条措施的通知"),
    ]
)
ALL = np.array([1, 2, 3, 4], dtype=np.int64)


@pytest.mark.parametrize(
    ("question", "mentions"),
    [
        ("《种植贷款办法》里利息怎么补?", ["种植贷款办法", "贷款办法"]),
        ("青田那份办法,哪条说了利息?", ["青田办法"]),
        ("按照稳岗扩岗方案,补多少", ["稳岗扩岗方案"]),
        ('"稳岗扩岗"给不给钱', ["稳岗扩岗"]),
        ("没钱怎么办", []),
        ("能贷多少", []),
    ],
)
def test_words_that_call_a_document(question: str, mentions: list[str]) -> None:
    found = mentions_in(question)
    assert found[:1] == mentions[:1]
    assert bool(found) == bool(mentions)


def test_a_document_is_meant_by_part_of_its_name_or_of_what_it_reports_on() -> None:
    assert list(NAMES.meant("青田那份种植贷款办法怎么说")) == [1]
    assert list(NAMES.meant("稳岗扩岗方案补多少")) == [3]


def test_a_name_that_two_documents_share_points_to_each_less() -> None:
    meant = NAMES.meant("《种植贷款贴息办法》")
    assert meant == {1: pytest.approx(1 / math.sqrt(2)), 2: pytest.approx(1 / math.sqrt(2))}


def test_a_number_in_a_name_is_not_another_number() -> None:
    assert list(NAMES.meant("出口15条措施")) == []
    assert list(NAMES.meant("出口十五条措施")) == [4]


def test_places_are_met_by_themselves_and_less_by_what_lies_within() -> None:
    assert NAMES.placed("青田能贷多少") == {1: 1.0}
    assert NAMES.placed("浙江能贷多少") == {1: 0.5}
    assert NAMES.placed("湖南能贷多少") == {2: 0.5}


def test_only_versions_that_may_be_found_are_spoken_of_and_name_counts_more_than_place() -> None:
    spoken_of = spoken_of_in("青田的种植贷款贴息办法", NAMES, ALL)
    assert max(spoken_of, key=lambda row: spoken_of[row]) == 1
    assert spoken_of_in("青田的种植贷款贴息办法", NAMES, ALL[1:]).keys() <= {2}
    assert spoken_of_in("湖南能贷多少", NAMES, ALL) == {2: pytest.approx(0.5 * 0.5 / 1.5)}


def test_a_place_of_very_many_documents_is_no_document_spoken_of() -> None:
    names = Names([_row(row, f"青田县第{row}号通告", region="青田县") for row in range(50)])
    assert spoken_of_in("青田能贷多少", names, np.arange(50, dtype=np.int64)) == {}
