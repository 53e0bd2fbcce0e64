import pytest

from kb.index.build import SegmentPlan, SegmentSize, plan_segments


def _size(name: str, versions: tuple[int, ...], passages: int, stale: bool = False) -> SegmentSize:
    return SegmentSize(name, versions, passages, stale)


LARGE = _size("s0", (1,), 30_000)
SMALL = [_size(f"s{n}", (n,), 10 * n) for n in range(2, 10)]


@pytest.mark.parametrize(
    ("sizes", "missing", "added", "plan"),
    [
        pytest.param([], [], 0, SegmentPlan((), ()), id="nothing there, nothing new"),
        pytest.param([], [2, 1], 10, SegmentPlan((), (1, 2)), id="the first"),
        pytest.param([_size("s1", (1, 2), 900)], [3], 100, SegmentPlan((), (1, 2, 3)), id="small: one"),
        pytest.param([_size("s1", (1, 2), 900)], [3], 101, SegmentPlan(("s1",), (3,)), id="large: beside it"),
        pytest.param([LARGE, SMALL[0]], [3], 5, SegmentPlan(("s0", "s2"), (3,)), id="large: kept"),
        pytest.param(
            [LARGE, *SMALL[:7]],
            [10],
            5,
            SegmentPlan(("s0", *(one.name for one in SMALL[:7])), (10,)),
            id="seven small ones are not many",
        ),
        pytest.param(
            [LARGE, *SMALL], [10], 5, SegmentPlan(("s0",), (*range(2, 10), 10)), id="eight small ones are merged"
        ),
        pytest.param(
            [LARGE, *SMALL[:7], _size("s9", (9,), 900)],
            [10],
            5,
            SegmentPlan(("s0", "s9"), (*range(2, 9), 10)),
            id="as far as that costs little",
        ),
        pytest.param(
            [LARGE, *SMALL[:7], _size("s9", (9,), 9_000)],
            [10],
            3_000,
            SegmentPlan(("s0",), (*range(2, 10), 10)),
            id="a large change merges more",
        ),
        pytest.param(
            [_size("s1", (1,), 30_000, stale=True), _size("s2", (2,), 30_000)],
            [],
            0,
            SegmentPlan(("s2",), (), ("s1",)),
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
def test_segments_are_kept_added_merged_or_written_again(
    sizes: list[SegmentSize], missing: list[int], added: int, plan: SegmentPlan
) -> None:
    assert plan_segments(sizes, missing, added) == plan
