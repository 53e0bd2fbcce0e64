"""The command line that all learning shares: read, learn, write the weights with how they do on what was left out."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import DatasetError
from kb.errors import KnowledgeBaseError
from kb.retrieve.linear import sealed

_BAD_INPUT = 2

Record = Mapping[str, object]
"""What was learned: weights and where they come from."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing that is learned by a command of its own."""

    module: str
    """The module that `python -m` runs; the record says it."""
    description: str
    measured: str
    """The part of the record that says how the weights do on what was left out; it is printed."""
    learn: Callable[[argparse.Namespace], Record]
    """Raises DatasetError, KnowledgeBaseError or OSError where the input cannot be used."""
    add_arguments: Callable[[argparse.ArgumentParser], None]
    """Declare what is read besides the corpora."""


def run(lesson: Lesson, arguments: Sequence[str] | None = None) -> int:
    """Learn, write the record and print how it does; return 0, or 2 where the input cannot be used."""
    parser = argparse.ArgumentParser(prog=f"python -m {lesson.module}", description=lesson.description)
    parser.add_argument("--corpora", type=Path, required=True, metavar="DIR", help="the folder of the corpora")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the weights are written")
    lesson.add_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        record = {"learned_by": f"python -m {lesson.module}", **lesson.learn(options)}
        options.out.write_text(json.dumps(sealed(record), indent=1) + "\n", encoding="utf-8")
    except (DatasetError, KnowledgeBaseError, OSError) as error:
        sys.stderr.write(f"{lesson.module}: {error}\n")
        return _BAD_INPUT
    sys.stdout.write(json.dumps(record[lesson.measured]) + "\n")
    return 0
