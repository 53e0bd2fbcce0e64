"""Files of binary formats read in processes of their own, so that a hostile or broken one harms nothing else."""

import signal
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kb.errors import ReaderStopped, SourceTooLarge
from kb.ingest.readers.messages import Message, MessageTooLong, document_of, error_of
from kb.ingest.readers.process import ProcessEnded, ProcessTimedOut, ReaderLimits, ReaderProcess
from kb.ingest.readers.types import Reader
from kb.ingest.readers.worker import BROKE_OFF, OUT_OF_MEMORY
from kb.raw import RawDocument

# Libraries leak: a process that has read so many files makes room for a fresh one.
_MOST_FILES = 100
_MEGABYTE = 1_000_000
# Readers of plain text: they decode, and cost less than to ask another process.
_HARMLESS = frozenset({"kb.ingest.readers.text"})


class _OutOfMemory(Exception):
    """An answer that says that memory ran out."""


class _BrokeOff(Exception):
    """An answer that tells of an error that the reader did not foresee."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class IsolatedReaders:
    """Processes that read files: started when first needed, kept for the next file, ended by close.

    Safe to share between threads; `processes` of them read at the same time.
    """

    def __init__(self, limits: ReaderLimits, *, processes: int = 2) -> None:
        self._limits = limits
        self._room = threading.BoundedSemaphore(processes)
        self._lock = threading.Lock()
        self._idle: list[ReaderProcess] = []
        self._started: set[ReaderProcess] = set()
        self._is_closed = False
        # Whoever forgets to close leaves no process behind, neither now nor when the program ends.
        weakref.finalize(self, _end_all, self._started)

    def read(self, reader: Reader, data: bytes, name: str) -> RawDocument:
        """Return what the reader reads; plain text is read in this process.

        Raises what the reader raises, and ReaderStopped or SourceTooLarge.
        """
        if _path(reader).partition(":")[0] in _HARMLESS:
            return reader(data, name)
        return self.read_apart(reader, data, name)

    def read_apart(self, reader: Reader, data: bytes, name: str) -> RawDocument:
        """Return what the reader reads in a process of its own, whatever it reads. Raises as read does."""
        return document_of(self._asked(_path(reader), data, name, name))

    def render(self, renderer: Callable[..., bytes], data: bytes, name: str, *arguments: object) -> bytes:
        """Return what a function of the file's bytes and plain values gives. Raises as read does."""
        return self._asked(_path(renderer), data, name, *arguments).body

    def close(self) -> None:
        """End the processes, those at work too."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
            at_work = self._started.difference(idle)
            self._started.clear()
        for process in idle:
            process.end()
        for process in at_work:
            process.kill()

    def _asked(self, function: str, data: bytes, name: str, *arguments: object) -> Message:
        try:
            answer = self._answer(function, data, name, *arguments)
        except ProcessTimedOut:
            raise ReaderStopped(
                f"读取“{name}”超过 {self._limits.seconds:g} 秒还没有完成，已停止；文件可能已损坏或过于复杂："
                "请用原软件打开并另存一份再导入，或调大 KB_READER_SECONDS",
                name=name,
                seconds=self._limits.seconds,
            ) from None
        except _OutOfMemory:
            most = self._limits.memory // _MEGABYTE
            raise ReaderStopped(
                f"读取“{name}”要用的内存超过 {most} MB 的上限，已停止；请拆分文件，或调大 KB_READER_BYTES",
                name=name,
                memory=self._limits.memory,
            ) from None
        except MessageTooLong as error:
            raise SourceTooLarge(
                f"“{name}”读出的内容有 {error.length} 字节，超过上限 {self._limits.answer} 字节；请拆分文件后再导入",
                name=name,
                size=error.length,
                limit=self._limits.answer,
            ) from error
        except _BrokeOff as error:
            raise _broken_off(name, error.what) from None
        except ProcessEnded as error:
            raise _broken_off(name, _how_it_ended(error.code)) from error
        except OSError as error:
            raise _broken_off(name, f"读取程序无法启动：{error.strerror}") from error
        if error_found := error_of(answer):
            raise error_found
        return answer

    def _answer(self, function: str, data: bytes, name: str, *arguments: object) -> Message:
        with self._room:
            is_fresh = False
            try:
                with self._process() as process:
                    is_fresh = process.asked == 0
                    return _sound(process.ask(function, data, *arguments))
            except (ProcessEnded, _BrokeOff, _OutOfMemory):
                if is_fresh or self._is_closed:
                    raise
            # What went wrong in a process that has read other files before may be their doing.
            self._drop_idle()
            with self._process() as process:
                return _sound(process.ask(function, data, *arguments))

    @contextmanager
    def _process(self) -> Iterator[ReaderProcess]:
        process = self._taken()
        try:
            yield process
        except BaseException:
            # Ctrl-C in the middle of an answer, too: what is left of it must not be taken for the next one.
            process.end()
            raise
        finally:
            self._give_back(process)

    def _taken(self) -> ReaderProcess:
        with self._lock:
            if self._is_closed:
                raise ProcessEnded(0)
            while self._idle:
                process = self._idle.pop()
                if not process.has_ended:
                    return process
                self._started.discard(process)
                process.end()
        process = ReaderProcess(self._limits)
        with self._lock:
            self._started.add(process)
        return process

    def _give_back(self, process: ReaderProcess) -> None:
        with self._lock:
            if not (self._is_closed or process.has_ended or process.asked >= _MOST_FILES):
                self._idle.append(process)
                return
            self._started.discard(process)
        process.end()

    def _drop_idle(self) -> None:
        with self._lock:
            dropped, self._idle = self._idle, []
            self._started.difference_update(dropped)
        for process in dropped:
            process.end()


def _end_all(started: set[ReaderProcess]) -> None:
    for process in list(started):
        process.end()


def _path(function: Callable[..., object]) -> str:
    return f"{function.__module__}:{function.__qualname__}"


def _sound(answer: Message) -> Message:
    """Return an answer that leaves its process fit for the next file. Raises _OutOfMemory, _BrokeOff."""
    if answer.head.get("error") == OUT_OF_MEMORY:
        raise _OutOfMemory
    if answer.head.get("error") == BROKE_OFF:
        raise _BrokeOff(answer.head["what"])
    return answer


def _broken_off(name: str, why: str) -> ReaderStopped:
    return ReaderStopped(
        f"读取“{name}”时读取程序中断（{why}）；文件可能已损坏：请用原软件打开并另存一份再导入", name=name, why=why
    )


def _how_it_ended(code: int) -> str:
    if code < 0:
        return f"被信号 {signal.Signals(-code).name} 终止"
    return f"退出码 {code}"
