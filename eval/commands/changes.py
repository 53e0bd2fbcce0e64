"""`python -m eval changes`: what one change to a large home takes until it is found."""

import argparse
from pathlib import Path

from eval.datasets import DatasetError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--home", type=Path, metavar="DIR", required=True, help="the home; a copy of it is changed")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(options: argparse.Namespace) -> int:
    """Print the times. Raises DatasetError."""
    from eval.benchmarks import changes
    from eval.plain import as_json

    if not (options.home / "kb.sqlite3").is_file():
        raise DatasetError(f"{options.home} holds no knowledge base; name a home that kb ingest has filled")
    report = changes.measure(options.home)
    print(as_json(report) if options.json else "\n".join(changes.terminal_lines(report)))
    return 0
