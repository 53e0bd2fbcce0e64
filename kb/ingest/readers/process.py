"""One process that reads files: started, asked, and ended with all that it started itself."""

import contextlib
import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb.ingest.readers.messages import Message, receive, send

# A busy machine takes its time to start a program; this is no part of a file's own time.
_START_SECONDS = 60.0
# How much later than the asker the system ends the process.
_GRACE_SECONDS = 5.0
_SECRETS = ("KEY", "TOKEN", "SECRET", "PASSWORD")


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """What reading one file may take."""

    seconds: float
    memory: int
    answer: int = 400_000_000


class ProcessTimedOut(Exception):
    """An answer that did not come in time; the process has been ended."""


class ProcessEnded(Exception):
    """A process that ended without an answer; `code` is what it ended with."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the reader's process ended with {code}")
        self.code = code


class ReaderProcess:
    """A process of kb.ingest.readers.worker. Used by one thread at a time; ended by any."""

    def __init__(self, limits: ReaderLimits) -> None:
        """Start it. Raises ProcessEnded, or OSError where it cannot be started."""
        self._limits = limits
        self.asked = 0
        self._has_ended = False
        worker = ("kb.ingest.readers.worker", str(limits.memory), str(limits.seconds + _GRACE_SECONDS))
        # A session of its own: Ctrl-C in the terminal is for the asker, which ends this one; and nothing but the
        # three standard streams is inherited, no lock and no socket.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", *worker],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            close_fds=True,
            start_new_session=sys.platform != "win32",
            creationflags=_windows_flags(),
        )
        try:
            self._converse(None, _START_SECONDS)
        except ProcessTimedOut:
            raise TimeoutError(errno.ETIMEDOUT, f"{_START_SECONDS:g} 秒内没有启动") from None

    def ask(self, function: str, data: bytes, *arguments: object) -> Message:
        """Call a function, named `module:name`, there; return its answer.

        Raises ProcessTimedOut, ProcessEnded or MessageTooLong; the process has then been ended.
        """
        self.asked += 1
        return self._converse(Message({"function": function, "arguments": list(arguments)}, data), self._limits.seconds)

    @property
    def has_ended(self) -> bool:
        """Tell whether it can be asked no more."""
        return self._has_ended or self._process.poll() is not None

    def kill(self) -> None:
        """End the process, and whatever it started, from any thread; the one that asks it learns that it ended."""
        self._has_ended = True
        self._kill()
        self._process.wait()

    def end(self) -> None:
        """End the process and give back what it took, in the thread that asked it last. Again is harmless."""
        self.kill()
        for stream in (self._process.stdin, self._process.stdout):
            # What was not yet written has nobody left to read it.
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()

    def _converse(self, question: Message | None, seconds: float) -> Message:
        expired = threading.Event()
        timer = threading.Timer(seconds, self._expire, [expired])
        timer.daemon = True
        timer.start()
        answer = None
        try:
            answer = self._exchange(question)
        finally:
            timer.cancel()
            if answer is None or expired.is_set():
                self.end()
        if answer is not None:
            return answer
        if expired.is_set():
            raise ProcessTimedOut
        raise ProcessEnded(self._process.returncode)

    def _exchange(self, question: Message | None) -> Message | None:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("a process without pipes")
        # It may end before it has read the question to the end: what it said by then is read all the same.
        with contextlib.suppress(BrokenPipeError):
            if question is not None:
                send(stdin, question)
        return receive(stdout, most=self._limits.answer)

    def _expire(self, expired: threading.Event) -> None:
        expired.set()
        self._kill()

    def _kill(self) -> None:
        if sys.platform == "win32":
            self._process.kill()
            return
        # Its process group holds what it started: a converter, a recogniser. It lives on where the leader is gone.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _environment() -> Mapping[str, Any]:
    """Return this process's environment without secrets, and the places that it imports from."""
    kept = {name: value for name, value in os.environ.items() if not any(word in name.upper() for word in _SECRETS)}
    return {**kept, "PYTHONPATH": os.pathsep.join(place or os.curdir for place in sys.path)}


def _windows_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0
