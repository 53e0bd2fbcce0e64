"""The practice questions and their documents (eval/practice): what answers are learned from.

Documents written for the purpose and public policies, asked by several writers; a third of the questions ask for
something that a document of the same topic does not state. The development questions over the sample documents are not
among them.
"""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from eval.datasets import DatasetError, Question

PRACTICE = Path(__file__).resolve().parents[1] / "practice"
PRACTICE_DAY = date(2025, 9, 20)
"""All documents of the practice base apply on this day."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where the practice questions lie."""
    parser.add_argument("--practice", type=Path, default=PRACTICE, metavar="DIR", help="questions and documents")


def practice_files(questions: Sequence[Question], practice: Path, corpora: Path) -> list[Path]:
    """Return the files that the questions are about, and those beside them. Raises DatasetError on a missing one."""
    files = {path.name: path for path in sorted((practice / "documents").glob("*.txt"))}
    public = {path.name: path for path in sorted((corpora / "policy").rglob("*.md"))}
    for name in sorted({question.source for question in questions} - files.keys()):
        if name not in public:
            raise DatasetError(f"{name}: is neither a practice document nor in {corpora / 'policy'}")
        files[name] = public[name]
    return list(files.values())
