import pytest

from kb.index.build import SegmentPlan, SegmentSize, plan_segments


def _size(name: str, versions: tuple[int, ...], passages: int, stale: bool = False) -> SegmentSize:
    return SegmentSize(name, versions, passages, stale)


EIGHT = [_size(f"s{n}", (n,), 30_000 - 1000 * n) for n in range(1, 9)]


@pytest.mark.parametrize(
    ("sizes", "missing", "added", "plan"),
    [
        pytest.param([], [], 0, SegmentPlan((), ()), id="nothing there, nothing new"),
        pytest.param([], [2, 1], 10, SegmentPlan((), (1, 2)), id="the first"),
        pytest.param([_size("s1", (1, 2), 19_000)], [3], 1000, SegmentPlan((), (1, 2, 3)), id="small: one"),
        pytest.param([_size("s1", (1, 2), 19_000)], [3], 1001, SegmentPlan(("s1",), (3,)), id="large: beside it"),
        pytest.param(
            [_size("s1", (1,), 30_000), _size("s2", (2,), 10)],
            [3],
            5,
            SegmentPlan(("s1", "s2"), (3,)),
            id="large: kept",
        ),
        pytest.param(
            EIGHT[:7], [9], 5, SegmentPlan(tuple(one.name for one in EIGHT[:7]), (9,)), id="seven are not many"
        ),
        pytest.param(EIGHT, [9], 5, SegmentPlan(("s1", "s2", "s3", "s4"), (5, 6, 7, 8, 9)), id="eight: half merged"),
        pytest.param(
            [_size("s1", (1,), 30_000, stale=True), _size("s2", (2,), 30_000)],
            [],
            0,
            SegmentPlan(("s2",), (1,)),
            id="stale",
        ),
        pytest.param(
            [_size("s1", (), 30_000, stale=True), _size("s2", (2,), 30_000)],
            [],
            0,
            SegmentPlan(("s2",), ()),
            id="stale and empty",
        ),
        pytest.param(
            [_size("s1", (1, 4), 5, stale=True), _size("s2", (2,), 7)],
            [3],
            1,
            SegmentPlan((), (1, 2, 3, 4)),
            id="stale, small",
        ),
    ],
)
def test_segments_are_kept_added_or_merged(
    sizes: list[SegmentSize], missing: list[int], added: int, plan: SegmentPlan
) -> None:
    assert plan_segments(sizes, missing, added) == plan
