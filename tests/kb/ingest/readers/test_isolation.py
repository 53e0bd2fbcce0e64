"""What a reader does to its process, and what becomes of the file and of the next one."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import ReaderStopped, SourceTooLarge, UnreadableSource
from kb.ingest.readers.isolation import IsolatedReaders
from kb.ingest.readers.process import ReaderLimits
from kb.ingest.readers.types import Reader
from tests.kb.ingest.readers import misbehaving

LIMITS = ReaderLimits(seconds=10.0, memory=300_000_000, answer=5_000_000)
HASTY = ReaderLimits(seconds=0.4, memory=300_000_000, answer=5_000_000)
NAME = "办法.pdf"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


@pytest.fixture
def readers() -> Iterator[IsolatedReaders]:
    readers = IsolatedReaders(LIMITS)
    yield readers
    readers.close()


@pytest.fixture
def hasty() -> Iterator[IsolatedReaders]:
    readers = IsolatedReaders(HASTY)
    yield readers
    readers.close()


def _process(readers: IsolatedReaders) -> int:
    return int(readers.read(misbehaving.process_id, b"", NAME).text)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not state.exists() or state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def _ends(process: int) -> bool:
    """Tell whether a process ends soon: one that was killed is gone once the system has got round to it."""
    until = time.monotonic() + 5
    while _is_running(process) and time.monotonic() < until:
        time.sleep(0.01)
    return not _is_running(process)


def _wait_for(condition: threading.Event) -> None:
    assert condition.wait(10)


def test_what_is_read_there_is_what_was_read(readers: IsolatedReaders) -> None:
    assert readers.read(misbehaving.behaved, b"%PDF", NAME) == misbehaving.RAW


def test_a_picture_is_drawn_there(readers: IsolatedReaders) -> None:
    assert readers.render(misbehaving.drawn, b"\x89PNG", NAME, 3) == b"\x89PNG" * 3


def test_one_process_reads_one_file_after_another(readers: IsolatedReaders) -> None:
    first = _process(readers)
    assert first != os.getpid()
    assert [_process(readers) for _ in range(3)] == [first] * 3


def test_a_process_that_has_read_many_files_makes_room(readers: IsolatedReaders) -> None:
    numbers = [_process(readers) for _ in range(101)]
    assert len(set(numbers[:100])) == 1
    assert numbers[100] != numbers[99]


def test_a_refusal_is_the_reader_s_own(readers: IsolatedReaders) -> None:
    first = _process(readers)
    with pytest.raises(UnreadableSource) as refused:
        readers.read(misbehaving.refused, b"12345", NAME)
    assert refused.value.message == "“办法.pdf”有密码：请去掉密码再导入"
    assert refused.value.detail == {"name": NAME, "size": 5}
    assert _process(readers) == first


@pytest.mark.parametrize(
    ("reader", "why"),
    [
        (misbehaving.unforeseen, "IndexError：list index out of range"),
        (misbehaving.crashing, "被信号 SIGSEGV 终止"),
        (misbehaving.exiting, "退出码 7"),
    ],
)
def test_a_reader_that_breaks_off_is_a_named_failure_of_its_file(
    readers: IsolatedReaders, reader: Reader, why: str
) -> None:
    first = _process(readers)
    with pytest.raises(ReaderStopped) as stopped:
        readers.read(reader, b"", NAME)
    assert stopped.value.message == (
        f"读取“办法.pdf”时读取程序中断（{why}）；文件可能已损坏：请用原软件打开并另存一份再导入"
    )
    assert stopped.value.detail == {"name": NAME, "why": why}
    assert _process(readers) != first


def test_a_reader_that_does_not_end_is_stopped(hasty: IsolatedReaders) -> None:
    first = _process(hasty)
    started = time.monotonic()
    with pytest.raises(ReaderStopped) as stopped:
        hasty.read(misbehaving.looping, b"", NAME)
    assert time.monotonic() - started < 5
    assert stopped.value.message == (
        "读取“办法.pdf”超过 0.4 秒还没有完成，已停止；文件可能已损坏或过于复杂："
        "请用原软件打开并另存一份再导入，或调大 KB_READER_SECONDS"
    )
    assert _ends(first)
    assert _process(hasty) != first


def test_what_a_reader_started_ends_with_it(tmp_path: Path) -> None:
    readers = IsolatedReaders(ReaderLimits(seconds=2.0, memory=300_000_000))
    left = tmp_path / "number"
    with pytest.raises(ReaderStopped):
        readers.read(misbehaving.starting_another, str(left).encode(), NAME)
    assert _ends(int(left.read_text(encoding="ascii")))
    readers.close()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold a process to the limit")
def test_a_reader_that_wants_too_much_memory_is_stopped(readers: IsolatedReaders) -> None:
    with pytest.raises(ReaderStopped) as stopped:
        readers.read(misbehaving.eating_memory, b"", NAME)
    assert stopped.value.message == (
        "读取“办法.pdf”要用的内存超过 300 MB 的上限，已停止；请拆分文件，或调大 KB_READER_BYTES"
    )
    assert readers.read(misbehaving.behaved, b"", NAME) == misbehaving.RAW


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold a process to the limit")
def test_what_an_earlier_file_left_behind_is_not_laid_to_the_next(readers: IsolatedReaders) -> None:
    first, second = (int(readers.read(misbehaving.eating_once, b"", NAME).text) for _ in range(2))
    assert first != second


def test_too_much_text_is_not_taken_over(readers: IsolatedReaders) -> None:
    with pytest.raises(SourceTooLarge) as refused:
        readers.read(misbehaving.endless_text, b"", NAME)
    assert refused.value.message.startswith("“办法.pdf”读出的内容有 6000")
    assert refused.value.message.endswith("字节，超过上限 5000000 字节；请拆分文件后再导入")
    assert readers.read(misbehaving.behaved, b"", NAME) == misbehaving.RAW


def test_what_libraries_print_does_not_disturb(readers: IsolatedReaders) -> None:
    assert readers.read(misbehaving.printing, b"", NAME) == misbehaving.RAW
    assert readers.read(misbehaving.behaved, b"", NAME) == misbehaving.RAW


def test_a_process_that_was_killed_while_idle_is_replaced(readers: IsolatedReaders) -> None:
    first = _process(readers)
    os.kill(first, signal.SIGKILL)
    assert readers.read(misbehaving.behaved, b"", NAME) == misbehaving.RAW
    assert _process(readers) != first


def test_secrets_locks_and_sockets_stay_with_the_asker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readers: IsolatedReaders
) -> None:
    monkeypatch.setenv("KB_LLM_API_KEY", "s3cret")
    monkeypatch.setenv("KB_HOME", str(tmp_path))
    with socket.socket() as listener, (tmp_path / "write.lock").open("w") as lock:
        listener.bind(("127.0.0.1", 0))
        os.set_inheritable(listener.fileno(), True)
        os.set_inheritable(lock.fileno(), True)
        names = readers.read(misbehaving.environment, b"", NAME).text.split("\n")
        assert ("KB_HOME" in names, "KB_LLM_API_KEY" in names) == (True, False)
        # Its own way back to the asker alone.
        assert readers.read(misbehaving.open_files, b"", NAME).text == "pipe"


def test_several_threads_read_at_once_no_more_processes_than_allowed(readers: IsolatedReaders) -> None:
    found: list[int] = []

    def read() -> None:
        found.extend(_process(readers) for _ in range(5))

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 30
    assert len(set(found)) <= 2


def test_closing_ends_the_processes_those_at_work_too() -> None:
    readers = IsolatedReaders(LIMITS)
    first = _process(readers)
    failed, done = [], threading.Event()

    def read() -> None:
        try:
            readers.read(misbehaving.looping, b"", NAME)
        except ReaderStopped as error:
            failed.append(error.message)
        done.set()

    thread = threading.Thread(target=read)
    thread.start()
    while not readers._started or readers._idle:  # until it is at work
        time.sleep(0.01)
    readers.close()
    _wait_for(done)
    thread.join()
    assert failed == [
        "读取“办法.pdf”时读取程序中断（被信号 SIGKILL 终止）；文件可能已损坏：请用原软件打开并另存一份再导入"
    ]
    assert _ends(first)
    with pytest.raises(ReaderStopped):
        readers.read(misbehaving.behaved, b"", NAME)


_ASKER = """
import sys
from kb.ingest.readers.isolation import IsolatedReaders
from kb.ingest.readers.process import ReaderLimits
from tests.kb.ingest.readers import misbehaving
readers = IsolatedReaders(ReaderLimits(seconds=60.0, memory=300_000_000))
print(readers.read(misbehaving.process_id, b"", "a.pdf").text, flush=True)
try:
    readers.read(misbehaving.looping, b"", "a.pdf")
finally:
    readers.close()
"""


def test_ctrl_c_ends_asker_and_reader_at_once() -> None:
    root = Path(__file__).resolve().parents[4]
    with subprocess.Popen(
        [sys.executable, "-c", _ASKER], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as asker:
        assert asker.stdout is not None
        reader = int(asker.stdout.readline())
        time.sleep(0.1)
        asker.send_signal(signal.SIGINT)
        _, complaints = asker.communicate(timeout=10)
    assert complaints.rstrip().endswith("KeyboardInterrupt")
    assert _ends(reader)
