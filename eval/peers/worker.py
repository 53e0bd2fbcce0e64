"""One system on one set, in a process of its own: `python -m eval.peers.worker SYSTEM TASK_DIR HOME OUTCOME_FILE`."""

import os
import resource
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

from eval.peers.systems.registry import SYSTEMS
from eval.peers.task import Found, Outcome, read_questions, write_outcome

# Enough that what is loaded on first use is loaded.
_UNCOUNTED = 5
_KIB_A_MIB = 1024
_CONNECTING = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname"}


def go_offline() -> None:
    """Tell the libraries to report and to fetch nothing, and refuse every connection in this process from now on."""
    os.environ |= {"HAYSTACK_TELEMETRY_ENABLED": "False", "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    sys.addaudithook(_refuse_connections)


def _refuse_connections(event: str, arguments: tuple[object, ...]) -> None:
    if event in _CONNECTING:
        raise PermissionError(f"no system that is compared may use the network, but one tried {event} {arguments[1:]}")


def main(arguments: Sequence[str]) -> int:
    """Index, ask every question one after the other, write the outcome. Return 0."""
    name, task, home, out = arguments[0], *map(Path, arguments[1:4])
    go_offline()
    # What a peer says about its own future is no fault of ours.
    warnings.simplefilter("ignore", DeprecationWarning)
    system = SYSTEMS[name]()
    questions = read_questions(task)
    started = time.perf_counter()
    indexed = system.build(task, home)
    build_seconds = time.perf_counter() - started
    for asked in questions[:_UNCOUNTED]:
        system.search(asked.question)
    found = []
    for asked in questions:
        started = time.perf_counter()
        texts = system.search(asked.question)
        found.append(Found(asked.query_id, tuple(texts), (time.perf_counter() - started) * 1000))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_A_MIB
    write_outcome(out, Outcome(name, system.setting, indexed, build_seconds, peak, tuple(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
