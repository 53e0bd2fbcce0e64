"""`python -m eval scale-home`: a home of any size, of real documents and varied ones."""

import argparse
import sys
from pathlib import Path

from eval.datasets import DatasetError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--base", type=Path, metavar="DIR", required=True, help="a home of real documents; only read")
    parser.add_argument("--home", type=Path, metavar="DIR", required=True, help="the new home")
    parser.add_argument("--clauses", type=int, metavar="N", required=True, help="the passages that it is to hold")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same one gives the same texts (1)")
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")


def run(options: argparse.Namespace) -> int:
    """Make the home. Raises DatasetError."""
    from eval.plain import as_json
    from eval.scale.home import make_home

    if options.clauses < 1:
        raise DatasetError(f"--clauses must be at least 1, got {options.clauses}")
    made = make_home(
        options.base,
        options.home,
        options.clauses,
        seed=options.seed,
        told=lambda line: print(f"eval: {line}", file=sys.stderr, flush=True),
    )
    line = (
        f"{made.passages} passages in {made.documents} texts, {made.made_documents} of them made; seconds: copied "
        f"{made.copied_seconds:.1f}, written {made.written_seconds:.1f}, published {made.published_seconds:.1f}"
    )
    print(as_json(made) if options.json else line)
    return 0
