"""The process that reads files of binary formats: asked on stdin, answering on stdout, ended with its asker.

    python -m kb.ingest.readers.worker BYTES SECONDS

It holds itself to the memory; SECONDS after a question it is ended by the system where nobody ended it before.
"""

import contextlib
import os
import pkgutil
import signal
import sys
from collections.abc import Callable
from types import TracebackType
from typing import BinaryIO

from kb.errors import SourceError
from kb.ingest.readers.messages import Message, document_message, error_message, receive, send
from kb.raw import RawDocument

# What the asker sends is its own; this only keeps a broken pipe of numbers from being taken for a length.
_MOST = 1 << 40
# Address space is reserved beyond what is used: by threads, allocators and mapped libraries.
_RESERVED_BYTES = 4_000_000_000

OUT_OF_MEMORY = "out of memory"
BROKE_OFF = "broke off"


def main() -> int:
    """Answer questions until the asker ends."""
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    answers = _private_stdout()
    _limit(memory)
    sys.excepthook = lambda kind, error, trace: _tell(answers, kind, error, trace)
    send(answers, Message({"ready": os.getpid()}))
    while question := receive(sys.stdin.buffer, most=_MOST):
        _alarm(seconds)
        try:
            answer = _answered(question)
        except SourceError as error:
            answer = error_message(error)
        except MemoryError:
            send(answers, Message({"error": OUT_OF_MEMORY}))
            return 1
        _alarm(0)
        send(answers, answer)
    return 0


def _answered(question: Message) -> Message:
    head = question.head
    function: Callable[..., object] = pkgutil.resolve_name(head["function"])
    found = function(question.body, *head["arguments"])
    if isinstance(found, RawDocument):
        return document_message(found)
    if isinstance(found, bytes):
        return Message({}, found)
    raise TypeError(f"{head['function']} gave a {type(found).__name__}")


def _private_stdout() -> BinaryIO:
    """Return the way to the asker; what libraries print goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  # a device, no file
        os.dup2(nowhere.fileno(), 1)
    return answers


def _limit(memory: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    limits = {resource.RLIMIT_DATA: memory, resource.RLIMIT_AS: memory + _RESERVED_BYTES, resource.RLIMIT_CORE: 0}
    for kind, most in limits.items():
        # A system may refuse a limit, or have set a lower one that counts as it is.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _alarm(seconds: float) -> None:
    """End this process after so long: the asker may have been killed before it could."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _tell(answers: BinaryIO, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    with contextlib.suppress(OSError):
        send(answers, Message({"error": BROKE_OFF, "what": f"{kind.__name__}：{error}"[:300]}))


if __name__ == "__main__":
    sys.exit(main())
