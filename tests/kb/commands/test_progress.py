"""How far an encoding is, as it is written to a terminal and to a file."""

from io import StringIO

import pytest

from kb.commands.progress import Progress, _duration
from kb.ingest.report import FileReport, IngestStatus


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the times that the clock will show, in turn."""
    times: list[float] = []
    monkeypatch.setattr("kb.commands.progress.time.monotonic", lambda: times.pop(0))
    return times


def test_a_file_gets_a_line_now_and_then_with_rate_and_time_left(clock: list[float]) -> None:
    stream = StringIO()
    progress = Progress(stream)
    clock += [100.0, 101.0, 112.0, 120.0]
    for done in (0, 128, 1200, 20_000):
        progress.encoding(done, 20_000)
    assert stream.getvalue().splitlines() == [
        "计算向量 0/20000",
        "计算向量 1200/20000，每秒 100 条，还需 4 分钟",
        "计算向量 20000/20000，每秒 1000 条",
    ]


def test_what_the_cache_held_counts_for_no_rate(clock: list[float]) -> None:
    stream = StringIO()
    progress = Progress(stream)
    clock += [100.0, 110.0, 140.0]
    for done in (9_000, 9_004, 9_016):
        progress.encoding(done, 9_016)
    assert stream.getvalue().splitlines() == [
        "计算向量 9000/9016，9000 条取自缓存",
        "计算向量 9004/9016，9000 条取自缓存，每条 2 秒，还需 30 秒",
        "计算向量 9016/9016，9000 条取自缓存，每条 2 秒",
    ]


def test_nothing_to_encode_is_one_line(clock: list[float]) -> None:
    stream = StringIO()
    clock += [100.0]
    Progress(stream).encoding(12, 12)
    assert stream.getvalue() == "计算向量 12/12，12 条取自缓存\n"


def test_a_terminal_has_its_line_written_over(clock: list[float]) -> None:
    stream = Terminal()
    progress = Progress(stream)
    clock += [100.0, 100.1, 101.0, 102.0]
    for done in (0, 10, 100, 200):
        progress.encoding(done, 200)
    blank = " " * 12
    assert stream.getvalue() == (
        f"\r计算向量 0/200{blank}"
        f"\r计算向量 100/200，每秒 100 条，还需 1 秒{blank}"
        f"\r计算向量 200/200，每秒 100 条{blank}\n"
    )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "1 秒"),
        (119, "119 秒"),
        (121, "3 分钟"),
        (7140, "119 分钟"),
        (7200, "2 小时 0 分钟"),
        (9001, "2 小时 31 分钟"),
    ],
)
def test_times_are_said_in_the_unit_that_fits(seconds: float, text: str) -> None:
    assert _duration(seconds) == text


def test_the_reading_of_many_files_tells_its_rate_and_what_is_left(clock: list[float]) -> None:
    stream = StringIO()
    progress = Progress(stream, files=100)
    # Ten seconds between two tellings, and no word at the end: the report follows.
    clock += [100.0 + 0.5 * number for number in range(100)]
    for number in range(100):
        progress.file(FileReport(f"{number}.txt", IngestStatus.ADDED))
    told = [line for line in stream.getvalue().splitlines() if line.startswith("已读")]
    assert told == [
        "已读 21/100 个文件，每秒 2 个，还需 40 秒",
        "已读 41/100 个文件，每秒 2 个，还需 30 秒",
        "已读 61/100 个文件，每秒 2 个，还需 20 秒",
        "已读 81/100 个文件，每秒 2 个，还需 10 秒",
    ]


def test_megabytes_are_told_of_what_takes_its_time_only(clock: list[float]) -> None:
    stream = StringIO()
    tell = Progress(stream).bytes_of("解开")
    clock += [100.0, 100.1]
    for done in (1_000_000, 5_000_000):
        tell(done, 5_000_000)
    assert stream.getvalue() == ""
    clock += [100.0, 112.0, 113.0, 124.0]
    tell = Progress(stream).bytes_of("解开")
    for done in (0, 120_000_000, 130_000_000, 240_000_000):
        tell(done, 240_000_000)
    assert stream.getvalue().splitlines() == ["解开 120/240 MB，每秒 10 MB，还需 12 秒", "解开 240/240 MB，每秒 10 MB"]
