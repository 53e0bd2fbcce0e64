"""Measurement on the command line: `python -m eval run | latency | pages | pairs`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from eval import gate, latency, pages, pairs, report, risk, runs
from eval.answers import score
from eval.datasets import SEEDS, DatasetError, Question, default_questions, read_questions
from eval.matching import normalise
from eval.metrics import summarise
from eval.replies import Reply
from kb.errors import KnowledgeBaseError
from kb.types import Query

# Validity depends on the day asked about: figures are comparable only on one pinned day.
_PINNED_DAY = date(2026, 11, 21)
_WORSE = 1
_BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command; return 0, 1 where a gate is missed, 2 where the input cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (DatasetError, KnowledgeBaseError) as error:
        print(f"eval: {error}", file=sys.stderr)
        return _BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description="Measure a knowledge base.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="ask every question of a file and print what the answers are worth")
    _add_questions(run)
    system = run.add_mutually_exclusive_group()
    _add_home(system)
    system.add_argument("--url", metavar="BASE", help="a running server that speaks the HTTP contract")
    run.add_argument("--dump", type=Path, metavar="FILE", help="write every answer with its figures, one JSON a line")
    run.add_argument("--json", action="store_true", help="print the figures as JSON")
    run.add_argument("--curve", action="store_true", help="also print risk against coverage as a Markdown table")
    run.add_argument(
        "--gate", type=Path, metavar="FILE", help="end with 1 where a figure is worse than this file allows"
    )
    run.set_defaults(run=_run)

    timing = commands.add_parser("latency", help="print what ask and search take in this process, warm")
    _add_questions(timing)
    _add_home(timing)
    timing.add_argument("--rounds", type=int, default=3, metavar="N", help="times every question is asked (3)")
    timing.add_argument("--json", action="store_true", help="print the figures as JSON")
    timing.set_defaults(run=_latency)

    mined = commands.add_parser("pairs", help="write training pairs with mined negatives")
    pairs.add_arguments(mined)
    mined.set_defaults(run=pairs.run)

    read = commands.add_parser("pages", help="print how well newspaper pages are split into their articles")
    pages.add_arguments(read)
    read.set_defaults(run=pages.run)
    return parser


def _add_questions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--questions", type=Path, metavar="FILE", help="JSON Lines (default: the development questions over the seeds)"
    )
    parser.add_argument(
        "--seeds", type=Path, default=SEEDS, metavar="DIR", help="the files that are asked about (default: seeds/)"
    )
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        default=_PINNED_DAY,
        metavar="DAY",
        help=f"the day asked about ({_PINNED_DAY})",
    )
    parser.add_argument("--top-k", type=int, default=5, metavar="K", help="passages asked for (5)")


def _add_home(parser: "argparse._ActionsContainer") -> None:
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="a home that holds the files already (default: a new one, thrown away)"
    )


def _run(options: argparse.Namespace) -> int:
    questions = _questions(options)
    sources = _sources(options.seeds)
    replies = _replies(options, questions)
    rows = [score(question, reply, sources, options.top_k) for question, reply in zip(questions, replies, strict=True)]
    if options.dump:
        report.write_dump(options.dump, questions, replies, rows)
    figures = summarise(rows, options.top_k)
    print(report.as_json(figures) if options.json else "\n".join(report.terminal_lines(figures)))
    if options.curve:
        points = risk.risk_coverage(rows, replies)
        print(f"\n{risk.table(points)}\n\narea under the curve {risk.area_under(points):.3f}")
    faults = gate.read_gate(options.gate).faults(figures) if options.gate else ()
    for fault in faults:
        print(f"eval: gate: {fault}", file=sys.stderr)
    return _WORSE if faults else 0


def _latency(options: argparse.Namespace) -> int:
    if options.rounds < 1:
        raise DatasetError(f"--rounds must be at least 1, got {options.rounds}")
    queries = [Query(question.text, top_k=options.top_k, as_of=options.as_of) for question in _questions(options)]
    with runs.opened(options.home, options.seeds) as knowledge:
        figures = latency.measure(knowledge, queries, options.rounds)
    print(report.as_json(figures) if options.json else "\n".join(latency.terminal_lines(figures)))
    return 0


def _questions(options: argparse.Namespace) -> tuple[Question, ...]:
    path = options.questions or default_questions()
    if path is None:
        raise DatasetError("the development questions are not beside this project; name a file with --questions")
    return read_questions(path)


def _sources(folder: Path) -> frozenset[str]:
    texts = frozenset(normalise(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt")))
    if not texts:
        raise DatasetError(f"{folder}: holds no .txt file to look quotes up in; name the folder with --seeds")
    return texts


def _replies(options: argparse.Namespace, questions: Sequence[Question]) -> list[Reply]:
    if options.url:
        with runs.http_client(options.url) as client:
            return runs.ask_http(client, questions, as_of=options.as_of, top_k=options.top_k)
    with runs.opened(options.home, options.seeds) as knowledge:
        return runs.ask_library(knowledge, questions, as_of=options.as_of, top_k=options.top_k)


if __name__ == "__main__":
    sys.exit(main())
