"""`python -m eval fabrication`: what made-up sentences of a language model get past the checks."""

import argparse
from pathlib import Path

from eval.datasets import SEEDS, DatasetError, default_corpora


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="a home that holds the files already (default: a new one, thrown away)"
    )
    parser.add_argument(
        "--corpora", type=Path, metavar="DIR", help="the folder of the corpora (KB_CORPUS_DIR, else ../shared/data)"
    )
    parser.add_argument("--each", type=int, default=6, metavar="N", help="sentences asked for of each document (6)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="where the random choice begins (1)")
    parser.add_argument("--examples", action="store_true", help="print some of the sentences decided wrongly on")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(options: argparse.Namespace) -> int:
    """Print the counts; return 1 where a made-up figure is let through. Raises DatasetError."""
    from eval.language_models import fabrication
    from eval.plain import as_json
    from eval.systems.opening import opened

    if options.each < 1:
        raise DatasetError(f"--each must be at least 1, got {options.each}")
    corpora = options.corpora or default_corpora()
    questions = corpora / "seeds_eval" / "questions.jsonl"
    with opened(options.home, SEEDS) as knowledge:
        if options.home is None and (corpora / "policy").is_dir():
            knowledge.ingest(sorted((corpora / "policy").rglob("*.md")))
        asked = questions if questions.is_file() else None
        report = fabrication.measure(knowledge, asked, each=options.each, seed=options.seed)
    print(as_json(report) if options.json else "\n".join(fabrication.terminal_lines(report, examples=options.examples)))
    return 1 if report.figures_let_through else 0
