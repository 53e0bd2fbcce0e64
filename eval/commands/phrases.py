"""`python -m eval phrases`: how fast wordings are found, and whether all of their places are."""

import argparse
from pathlib import Path

from eval.datasets import SEEDS, DatasetError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="a home that holds the files already (default: a new one, thrown away)"
    )
    parser.add_argument(
        "--seeds", type=Path, default=SEEDS, metavar="DIR", help="the texts a new home is built from (default: seeds/)"
    )
    parser.add_argument("--count", type=int, default=200, metavar="N", help="wordings of each kind (200)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="where the random choice begins (1)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(options: argparse.Namespace) -> int:
    """Print the figures; return 1 where a wording is found wrongly. Raises DatasetError."""
    from eval.benchmarks import phrases
    from eval.plain import as_json
    from eval.systems.opening import opened

    if options.count < 1:
        raise DatasetError(f"--count must be at least 1, got {options.count}")
    with opened(options.home, options.seeds) as knowledge:
        figures = phrases.measure(knowledge, options.count, options.seed)
    print(as_json(figures) if options.json else "\n".join(phrases.terminal_lines(figures)))
    return 1 if figures.exact.wrong else 0
