"""Questions put to a system, several at a time, and what became of each."""

import queue
import threading
import time
import traceback
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import DatasetError, Question
from eval.progress import Progress, Silence
from eval.replies import Reply, failed
from eval.systems.asking import System

# As many as the machine that the budget is stated for has cores.
WORKERS = 2
# Where these many questions in a row from the first cannot be answered at all, no other will be.
_HOPELESS = 20
# How long a look at the keyboard may be put off: a wait without end cannot be interrupted everywhere.
_LOOK_SECONDS = 0.5
# How long questions under way may take when a run is broken off, before what they are asked of is closed.
_FAREWELL_SECONDS = 2.0


class SystemUnreachable(DatasetError):
    """No question can be answered: nobody listens, the key is refused, the path is unknown."""


@dataclass(frozen=True, slots=True)
class _Asked:
    question: Question
    reply: Future[Reply]


def ask_all(
    system: System,
    questions: Sequence[Question],
    *,
    workers: int = 1,
    keep: Callable[[Question, Reply], None] = lambda question, reply: None,
    progress: Progress | None = None,
) -> list[Reply]:
    """Return the reply to each question, in the order of the questions.

    Each reply is kept the moment it is there, in the order in which they come. Raises SystemUnreachable where none of
    the first questions can be answered and none will be.
    """
    replies: dict[str, Reply] = {}
    told = progress or Silence()
    errors = 0
    try:
        with closing(_replies(system, questions, workers)) as coming:
            for question, reply in coming:
                replies[question.query_id] = reply
                keep(question, reply)
                errors += reply.error is not None
                told.done(errors)
                if errors == len(replies) == min(_HOPELESS, len(questions)):
                    _look_for_hope(system, replies)
    finally:
        told.close()
    return [replies[question.query_id] for question in questions]


def _look_for_hope(system: System, replies: Mapping[str, Reply]) -> None:
    remedies = [system.hopeless(reply) for reply in replies.values()]
    if remedies and all(remedies):
        raise SystemUnreachable(f"{remedies[0]}; none of the first {len(remedies)} questions was answered")


def _replies(
    system: System, questions: Sequence[Question], workers: int
) -> Generator[tuple[Question, Reply], None, None]:
    """Give each reply as it comes.

    The threads are daemons: a request that hangs does not keep an interrupted run from ending.
    """
    waiting: queue.SimpleQueue[Question] = queue.SimpleQueue()
    for question in questions:
        waiting.put(question)
    ready: queue.SimpleQueue[_Asked] = queue.SimpleQueue()
    ended = threading.Event()

    def work() -> None:
        while not ended.is_set():
            try:
                question = waiting.get_nowait()
            except queue.Empty:
                return
            reply = _answered(system, question)
            ready.put(_Asked(question, reply))
            if reply.exception() is not None:
                return

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(workers, len(questions)))]
    for thread in threads:
        thread.start()
    try:
        for _ in questions:
            asked = _next(ready)
            yield asked.question, asked.reply.result()
    finally:
        ended.set()
        system.stop()
        until = time.monotonic() + _FAREWELL_SECONDS
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))


def _answered(system: System, question: Question) -> Future[Reply]:
    future: Future[Reply] = Future()
    started = time.perf_counter()
    try:
        future.set_result(system.ask(question.text))
    except Exception as error:
        # Whatever one question meets is its own error: the others still count.
        future.set_result(failed(_told(error), time.perf_counter() - started))
    except BaseException as error:  # raised again in the thread that waits for the result
        future.set_exception(error)
    return future


def _told(error: Exception) -> str:
    """Return what an exception says, and the line of the program that it came from."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f" at {Path(frame.filename).name}:{frame.lineno}" for frame in last)
    return f"{type(error).__name__}: {error}{where}"


def _next(ready: "queue.SimpleQueue[_Asked]") -> _Asked:
    while True:
        try:
            return ready.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            continue
