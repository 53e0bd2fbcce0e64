"""`python -m eval latency`: what ask and search take in this process, warm."""

import argparse
from datetime import date
from pathlib import Path

from eval.datasets import SEEDS, DatasetError, default_questions

_PINNED_DAY = date(2026, 11, 21)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--questions", type=Path, metavar="FILE", help="a data set (default: the development questions over the seeds)"
    )
    parser.add_argument("--format", metavar="F", help="its format, where it cannot be recognised")
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="a home that holds the files already (default: a new one, thrown away)"
    )
    parser.add_argument(
        "--seeds", type=Path, default=SEEDS, metavar="DIR", help="the texts a new home is built from (default: seeds/)"
    )
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        default=_PINNED_DAY,
        metavar="DAY",
        help=f"the day asked about ({_PINNED_DAY})",
    )
    parser.add_argument("--top-k", type=int, default=5, metavar="K", help="passages asked for (5)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="times every question is asked (3)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(options: argparse.Namespace) -> int:
    """Print the latencies of both calls. Raises DatasetError."""
    from eval.benchmarks import latency
    from eval.plain import as_json
    from eval.readers.detect import read_dataset
    from eval.systems.opening import opened
    from kb.types import Query

    if options.rounds < 1:
        raise DatasetError(f"--rounds must be at least 1, got {options.rounds}")
    path = options.questions or default_questions()
    if path is None:
        raise DatasetError("the development questions are not beside this project; name a file with --questions")
    questions = read_dataset(path, options.format).questions
    queries = [Query(question.text, top_k=options.top_k, as_of=options.as_of) for question in questions]
    with opened(options.home, options.seeds) as knowledge:
        figures = latency.measure(knowledge, queries, options.rounds)
    print(as_json(figures) if options.json else "\n".join(latency.terminal_lines(figures)))
    return 0
