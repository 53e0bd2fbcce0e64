"""`python -m eval pages`: how well newspaper pages are read, and the same with each page left out."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--gold", type=Path, required=True, metavar="FILE", help="gold articles of the pages, JSON")
    parser.add_argument("--pages", type=Path, metavar="DIR", help="the pages' files (default: beside the gold)")
    parser.add_argument("--leave-one-out", action="store_true", help="choose the weights without the page scored")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(options: argparse.Namespace) -> int:
    """Print the figures of each page and of all."""
    from eval.benchmarks import pages
    from eval.benchmarks.page_scores import read_gold
    from eval.plain import as_json

    gold = read_gold(options.gold, options.pages or options.gold.parent)
    figures = pages.measure(gold, leave_one_out=options.leave_one_out)
    print(as_json(figures) if options.json else "\n".join(pages.terminal_lines(figures.pages)))
    return 0
