import io

from eval.progress import Bar, Lines, Silence, progress


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_has_a_line_every_tenth_with_rate_and_time_left() -> None:
    stream = io.StringIO()
    times = iter([0.0, *(float(second) for second in range(100, 2100, 100))])
    lines = Lines(1000, stream, clock=lambda: next(times))
    for number in range(1, 1001):
        lines.done(errors=number // 100)
    lines.close()
    printed = stream.getvalue().splitlines()
    assert len(printed) == 10
    assert printed[0] == "eval: 100 of 1000 questions, 1.0 a second, 15:00 left, errors 1"
    assert printed[-1] == "eval: 1000 of 1000 questions, 1.0 a second, 0:00 left, errors 10"


def test_few_questions_have_a_line_each() -> None:
    stream = io.StringIO()
    times = iter([0.0, 4000.0, 4000.0])
    lines = Lines(2, stream, clock=lambda: next(times))
    lines.done(0)
    lines.done(0)
    assert stream.getvalue().splitlines()[0] == "eval: 1 of 2 questions, 0.0 a second, 1:06:40 left, errors 0"


def test_a_terminal_has_a_bar_that_counts_errors() -> None:
    stream = _Terminal()
    bar = progress(3, stream)
    assert isinstance(bar, Bar)
    for errors in (0, 1, 1):
        bar.done(errors)
    bar.close()
    assert "3/3" in stream.getvalue()
    assert "errors=1" in stream.getvalue()


def test_nothing_to_do_says_nothing() -> None:
    assert isinstance(progress(0, _Terminal()), Silence)
    assert isinstance(progress(3, io.StringIO()), Lines)
