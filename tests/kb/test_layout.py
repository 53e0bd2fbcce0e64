"""From characters of a file to boxes on its pages."""

import pytest

from kb.layout import Layout, layout_of, pack, unpack
from kb.raw import Box, PlacedRun, RawDocument, SourcePage
from kb.types import PageBox

# Two lines of page 1 (the second in two runs with a gap between), one line of page 2, then a run without a box.
LAYOUT = Layout(
    "pdf",
    (SourcePage(595.0, 842.0, 30), SourcePage(595.0, 842.0, 15, 0.75)),
    (
        PlacedRun(0, 10, 1, Box(100.0, 100.0, 200.0, 112.0)),
        PlacedRun(11, 5, 1, Box(100.0, 120.0, 150.0, 132.0)),
        PlacedRun(16, 5, 1, Box(152.0, 121.0, 202.0, 132.5)),
        PlacedRun(22, 10, 2, Box(100.0, 50.0, 200.0, 62.0)),
        PlacedRun(33, 5, 2),
    ),
)


@pytest.mark.parametrize(
    ("ranges", "boxes"),
    [
        ([(0, 10)], [PageBox(1, 100.0, 100.0, 200.0, 112.0)]),
        # The part of a run that is meant, by its share of the characters.
        ([(2, 5)], [PageBox(1, 120.0, 100.0, 150.0, 112.0)]),
        # Runs of one line are one box, as high as the higher of them.
        ([(13, 19)], [PageBox(1, 120.0, 120.0, 182.0, 132.5)]),
        ([(8, 13)], [PageBox(1, 180.0, 100.0, 200.0, 112.0), PageBox(1, 100.0, 120.0, 120.0, 132.0)]),
        ([(20, 24)], [PageBox(1, 192.0, 121.0, 202.0, 132.5), PageBox(2, 100.0, 50.0, 120.0, 62.0)]),
        # The line break between two lines stands nowhere.
        ([(10, 11)], []),
        ([(34, 36)], []),
        # Ranges keep their order, whatever the order on the page.
        ([(22, 23), (0, 1)], [PageBox(2, 100.0, 50.0, 110.0, 62.0), PageBox(1, 100.0, 100.0, 110.0, 112.0)]),
        ([], []),
        ([(90, 99)], []),
    ],
)
def test_the_boxes_of_characters(ranges: list[tuple[int, int]], boxes: list[PageBox]) -> None:
    assert list(LAYOUT.boxes(ranges)) == boxes


def test_columns_beside_each_other_are_not_one_line() -> None:
    far = Layout("pdf", (), (PlacedRun(0, 5, 1, Box(50, 100, 100, 112)), PlacedRun(5, 5, 1, Box(300, 100, 350, 112))))
    assert [(box.left, box.right) for box in far.boxes([(0, 10)])] == [(50, 100), (300, 350)]


@pytest.mark.parametrize(("start", "page"), [(0, 1), (10, 1), (21, 2), (23, 2), (34, 2), (40, None)])
def test_the_page_of_characters_is_that_of_the_first_placed_one(start: int, page: int | None) -> None:
    assert LAYOUT.page([(start, start + 5)]) == page


def test_a_layout_comes_back_as_it_was_kept() -> None:
    assert unpack("pdf", pack(LAYOUT)) == LAYOUT


def test_places_are_kept_to_a_hundredth_of_a_point() -> None:
    fine = Layout("pdf", (), (PlacedRun(0, 1, 1, Box(1 / 3, 2 / 3, 1.005001, 2.0)),))
    assert unpack("pdf", pack(fine)).placed == (PlacedRun(0, 1, 1, Box(0.33, 0.67, 1.01, 2.0)),)


def test_a_layout_of_many_lines_is_small() -> None:
    lines = tuple(PlacedRun(40 * at, 39, 1 + at // 40, Box(90.0, 70.0 + at % 40, 505.0, 84.0)) for at in range(4000))
    assert len(pack(Layout("pdf", (), lines))) < 60_000


@pytest.mark.parametrize(("name", "is_kept"), [("text", False), ("markdown", False), ("docx", True), ("pdf", True)])
def test_a_file_that_is_its_own_text_has_no_layout(name: str, is_kept: bool) -> None:
    layout = layout_of(RawDocument("甲", "utf-8", name))
    assert layout == (Layout(name) if is_kept else None)
