"""`python -m eval load`: many clients that read and change at once, and check whatever the server tells them."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from eval.datasets import SEEDS, DatasetError, default_questions

if TYPE_CHECKING:
    from eval.load.run import Load

_QUESTIONS_ASKED = 400
_SHIPPED = (
    "申请补助需要哪些条件",
    "贷款贴息的比例是多少",
    "每户企业每年最高可以补助多少万元",
    "在试验镇晒谷每年补助多少元",
    "应当向哪个部门提出申请",
    "本办法自什么时候起施行",
    "火星上的土地怎么登记",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--url", metavar="BASE", help="a server that runs; documents are added to it and removed from it"
    )
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="without --url: a copy of this home is served (default: a new home)"
    )
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="without --url: processes that serve (2)")
    parser.add_argument(
        "--seeds", type=Path, default=SEEDS, metavar="DIR", help="the texts a new home is built from (default: seeds/)"
    )
    parser.add_argument(
        "--questions", type=Path, metavar="FILE", help="a data set (default: the development questions)"
    )
    parser.add_argument("--seconds", type=float, default=60.0, metavar="S", help="how long (60)")
    parser.add_argument("--clients", type=int, default=32, metavar="N", help="clients at once (32)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="what is drawn by chance starts from it (1)")
    parser.add_argument("--read-only", action="store_true", help="change nothing")
    parser.add_argument(
        "--kill-every", type=float, default=0.0, metavar="S", help="without --url: kill a worker after so many seconds"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="write load.json and memory.svg there")


def run(options: argparse.Namespace) -> int:
    """Put the load on a server and print the figures; return 1 where something happened that should not."""
    import httpx

    from eval.load.run import Load
    from eval.load.server import serving

    if options.clients < 1 or options.seconds <= 0:
        raise DatasetError(f"--clients and --seconds must be above 0, got {options.clients} and {options.seconds}")
    load = Load(
        options.url or "",
        options.seconds,
        options.clients,
        options.seed,
        _questions(options.questions),
        changes=not options.read_only,
    )
    try:
        if options.url:
            return _put(load, options.out)
        with serving(options.home, options.seeds, workers=options.workers) as served:
            return _put(replace(load, url=served.url, pid=served.pid, kill_every=options.kill_every), options.out)
    except httpx.TransportError as error:
        raise DatasetError(f"no server at {load.url}: {error}; start one with `kb serve`") from error


def _put(load: "Load", folder: Path | None) -> int:
    import asyncio
    import json

    from eval.load.run import put_load, write_report

    outcome = asyncio.run(put_load(load))
    if folder is not None:
        write_report(outcome, load, folder)
    record = outcome.as_record()
    memory = record["memory"]
    assert isinstance(memory, dict)
    print(json.dumps({**record, "memory": {**memory, "samples": len(memory["samples"])}}, ensure_ascii=False, indent=2))
    return 0 if outcome.is_sound else 1


def _questions(file: Path | None) -> tuple[str, ...]:
    from eval.readers.detect import read_dataset

    path = file or default_questions()
    if path is None:
        return _SHIPPED
    return (*_SHIPPED, *(question.text for question in read_dataset(path, None).questions[:_QUESTIONS_ASKED]))
