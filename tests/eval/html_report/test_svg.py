import pytest

from eval.html_report.svg import Axis, Plot, interval, round_ticks


def _plot() -> Plot:
    return Plot("<title>", Axis("across"), Axis("up", high=2.0, ticks=((0.0, "0"), (2.0, "2"))))


def test_values_lie_between_the_axes_and_never_beyond() -> None:
    plot = _plot()
    assert [plot.at_x(value) for value in (0.0, 0.5, 1.0, 9.0)] == [44.0, 193.0, 342.0, 342.0]
    assert [plot.at_y(value) for value in (0.0, 1.0, 2.0, -1.0)] == [190.0, 101.0, 12.0, 190.0]


def test_an_axis_without_width_puts_everything_at_its_beginning() -> None:
    assert Axis("", low=1.0, high=1.0).share(1.0) == 0.0


def test_words_are_escaped_wherever_they_stand() -> None:
    plot = _plot()
    plot.dot(0.5, 1.0, "first", "<b>&")
    plot.text(0.5, 1.0, "<i>")
    plot.bar(0.0, 0.5, 1.0, "first", "<u>")
    drawn = plot.drawn()
    assert 'aria-label="&lt;title&gt;"' in drawn
    assert "<title>&lt;b&gt;&amp;</title>" in drawn
    assert ">&lt;i&gt;</text>" in drawn
    assert 'height="89.0"><title>&lt;u&gt;</title>' in drawn


def test_a_line_joins_its_points() -> None:
    plot = _plot()
    plot.line([(0.0, 0.0), (1.0, 2.0)], "second")
    assert plot.shapes == ['<polyline class="line second" points="44.0,190.0 342.0,12.0"/>']


@pytest.mark.parametrize(
    ("high", "ticks"),
    [(0, [0, 1]), (3, [0, 1, 2, 3]), (8, [0, 2, 4, 6, 8]), (9, [0, 5, 10]), (1040, [0, 500, 1000, 1500])],
)
def test_ticks_are_round_and_reach_the_highest_value(high: float, ticks: list[float]) -> None:
    assert [value for value, _ in round_ticks(high)] == ticks
    assert round_ticks(5000)[-1] == (6000.0, "6,000")


def test_an_interval_is_drawn_from_end_to_end() -> None:
    drawn = interval(0.5, 0.25, 1.0)
    assert 'x1="32.0" x2="116.0"' in drawn
    assert 'cx="60.0"' in drawn
