"""`python -m eval bench`: what everything takes, at several sizes, as one JSON file and one page."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from eval.datasets import SEEDS, DatasetError, default_corpora

if TYPE_CHECKING:
    from eval.performance.bench import Plan
    from eval.performance.figures import Ingested

_PINNED_DAY = date(2026, 11, 21)
_SIZES = ("2000", "all", "1000000")
_SMOKE_SIZES = ("40", "150")
_PEER_SETS = ("seeds", "practice", "laws", "stard")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--out", type=Path, default=Path("work/bench"), metavar="DIR", help="bench.json and bench.md")
    parser.add_argument(
        "--work", type=Path, metavar="DIR", help="where homes are made and met again (default: homes below --out)"
    )
    parser.add_argument(
        "--files", type=Path, metavar="DIR", help="what homes are made of (default: laws/ of the corpora)"
    )
    parser.add_argument(
        "--sizes", nargs="+", default=None, metavar="N", help=f"passages, or all: of all files ({' '.join(_SIZES)})"
    )
    parser.add_argument(
        "--home", nargs="+", default=(), metavar="NAME=DIR", help="homes that are there, beside --sizes or without"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the varied texts of large homes (1)")
    parser.add_argument(
        "--questions", type=Path, metavar="FILE", help="a data set (default: everyday questions of the corpora)"
    )
    parser.add_argument("--count", type=int, default=200, metavar="N", help="of its questions the first so many (200)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="times every question is asked (3)")
    parser.add_argument("--clients", type=int, nargs="+", default=(1, 8, 32), metavar="N", help="at once (1 8 32)")
    parser.add_argument("--seconds", type=float, default=10.0, metavar="S", help="of each load; 0: no server (10)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes of the server (2)")
    parser.add_argument("--starts", type=int, default=3, metavar="N", help="times the server is started (3)")
    parser.add_argument(
        "--peers", nargs="*", choices=_PEER_SETS, default=(), metavar="SET", help="run bench-peers on these sets too"
    )
    parser.add_argument("--systems", nargs="*", default=(), metavar="SYSTEM", help="of bench-peers only these")
    parser.add_argument("--corpora", type=Path, metavar="DIR", help="the corpora (default: KB_CORPUS_DIR)")
    parser.add_argument(
        "--smoke", action="store_true", help="everything once and small, below a minute: two homes of the sample files"
    )


def run(options: argparse.Namespace) -> int:
    """Measure, write both files and print the page. Raises DatasetError."""
    from eval.performance import bench
    from eval.performance.page import page

    plan = _plan(options)
    homes = list(_homes(options))
    peers = bench.peers_of(options.peers, options.systems, options.corpora)
    found = bench.measured(homes, plan, peers, _told)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "bench.json").write_text(bench.as_json(found), encoding="utf-8")
    (options.out / "bench.md").write_text(page(found), encoding="utf-8")
    print(page(found), end="")
    return 0


def _told(line: str) -> None:
    print(f"eval: {line}", file=sys.stderr, flush=True)


def _plan(options: argparse.Namespace) -> "Plan":
    from eval.performance.bench import Plan
    from eval.readers.detect import read_dataset

    if min(options.count, options.rounds, options.workers, options.starts, *options.clients) < 1 or options.seconds < 0:
        raise DatasetError("--count, --rounds, --clients, --workers and --starts must be at least 1, --seconds 0")
    file = options.questions or _corpora(options) / ("seeds_eval" if options.smoke else "lay") / (
        "questions.jsonl" if options.smoke else "dev.questions.jsonl"
    )
    questions = tuple(question.text for question in read_dataset(file).questions)
    if options.smoke:
        return Plan(questions[:10], _PINNED_DAY, rounds=1, clients=(1, 2), seconds=0.5, workers=1, starts=1)
    return Plan(
        questions[: options.count],
        _PINNED_DAY,
        rounds=options.rounds,
        clients=tuple(options.clients),
        seconds=options.seconds,
        workers=options.workers,
        starts=options.starts,
    )


def _homes(options: argparse.Namespace) -> "list[tuple[str, Path, Ingested | None]]":
    from eval.performance.bench import EVERYTHING, Homes

    there: list[tuple[str, Path, Ingested | None]] = [(*_named(one), None) for one in options.home]
    if there and not options.sizes:
        return there
    files = options.files or (SEEDS if options.smoke else _corpora(options) / "laws")
    if not files.is_dir():
        raise DatasetError(f"{files}: there are no files to make homes of; name a folder with --files")
    sizes = options.sizes or (_SMOKE_SIZES if options.smoke else _SIZES)
    if wrong := [size for size in sizes if size != EVERYTHING and not (size.isdecimal() and int(size))]:
        raise DatasetError(f"--sizes takes numbers above 0 and {EVERYTHING}, not {', '.join(wrong)}")
    made = Homes(options.work or options.out / "homes", files, options.seed)
    return [*((size, made.made(size, _told), made.ingested(size)) for size in sizes), *there]


def _corpora(options: argparse.Namespace) -> Path:
    corpora: Path = options.corpora or default_corpora()
    return corpora


def _named(given: str) -> tuple[str, Path]:
    name, _, folder = given.partition("=")
    if not folder or not (Path(folder) / "kb.sqlite3").is_file():
        raise DatasetError(f"--home {given}: write NAME=DIR, DIR a home that kb ingest has filled")
    return name, Path(folder)
