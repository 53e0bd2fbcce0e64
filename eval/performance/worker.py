"""One measurement in a process of its own, so that its memory is its own: `python -m eval.performance.worker`."""

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

_ARGUMENTS = 3


def main() -> None:
    """Read what to measure as JSON from standard input, write the figures into the file that is named."""
    if len(sys.argv) != _ARGUMENTS or sys.argv[1] not in _WORK:
        raise SystemExit(f"usage: python -m eval.performance.worker {'|'.join(_WORK)} FILE")
    figures = _WORK[sys.argv[1]](json.load(sys.stdin))
    Path(sys.argv[2]).write_text(json.dumps(asdict(figures), ensure_ascii=False), encoding="utf-8")


def _ingest(task: dict[str, Any]) -> Any:  # noqa: ANN401
    from eval.performance.ingesting import ingested

    return ingested(Path(task["home"]), Path(task["folder"]), task["most"])


def _ask(task: dict[str, Any]) -> Any:  # noqa: ANN401
    from eval.performance.asking import in_process
    from kb.types import Query

    day = date.fromisoformat(task["day"])
    queries = [Query(question, top_k=task["top_k"], as_of=day) for question in task["questions"]]
    return in_process(Path(task["home"]), queries, task["rounds"], task["bandwidth"])


_WORK = {"ingest": _ingest, "ask": _ask}


if __name__ == "__main__":
    main()
