"""`python -m eval compare`: two finished runs over the same questions."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("a", type=Path, metavar="A", help="the run folder to compare with")
    parser.add_argument("b", type=Path, metavar="B", help="the run folder that may be better or worse")
    parser.add_argument("--html", type=Path, metavar="FILE", help="also write the comparison as one HTML page")
    parser.add_argument("--json", action="store_true", help="print the comparison as JSON")
    parser.add_argument(
        "--force", action="store_true", help="compare runs of other data sets or days: the questions that both have"
    )


def run(options: argparse.Namespace) -> int:
    """Print which figures moved and which questions changed. Raises DatasetError where runs cannot be compared."""
    from eval.html_report.comparison import render
    from eval.plain import as_json
    from eval.results.compare import compare, lines
    from eval.runs.finished import read_run

    found = compare(read_run(options.a), read_run(options.b), force=options.force)
    print(as_json(found) if options.json else "\n".join(lines(found)))
    if options.html:
        options.html.write_text(render(found), encoding="utf-8")
    return 0
