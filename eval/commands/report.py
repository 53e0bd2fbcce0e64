"""`python -m eval report`: the figures of a finished run, in the terminal and as one HTML file."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder that `run --out` wrote")
    parser.add_argument("--html", type=Path, metavar="FILE", help="where the page goes (default: DIR/report.html)")


def run(options: argparse.Namespace) -> int:
    """Print the figures of a run, write its page and its overview.

    Raises DatasetError where the folder holds no whole run.
    """
    from eval.html_report import render
    from eval.html_report.overview import write_overview
    from eval.results.table import run_lines
    from eval.runs.failures import failures
    from eval.runs.finished import read_run

    finished = read_run(options.folder)
    path = options.html or options.folder / "report.html"
    print("\n".join(run_lines(finished.figures.estimates, finished.figures.scored)))
    if told := failures(finished.replies[question.query_id] for question in finished.dataset.questions).told():
        print(f"\n{told}")
    path.write_text(render(finished), encoding="utf-8")
    write_overview(finished)
    print(f"\n{path}")
    return 0
