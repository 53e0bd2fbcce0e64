"""TREC files of a run: any tool that reads them comes to the report's own figures."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.collection import Dataset
from eval.judging.units import judgments_of, rolled_up
from eval.replies import Reply
from eval.runs.files import QRELS, RUN, write_lines

_TAG = "eval"
# The columns are separated by white space; an id may hold some.
_UNSAFE = re.compile(r"[\s%]")


def write_trec(folder: Path, dataset: Dataset, replies: Sequence[Reply]) -> None:
    """Write the units of the replies (`run.trec`) and the judgments of their questions (`qrels.trec`)."""
    write_lines(folder / QRELS, qrels_lines(dataset))
    write_lines(folder / RUN, run_lines(dataset, replies))


def qrels_lines(dataset: Dataset) -> Iterator[str]:
    """Give a line for each judged unit of the questions that have a relevant one; no other question is measured."""
    for question in dataset.questions:
        grades = judgments_of(question, dataset)
        if any(grade > 0 for grade in grades.values()):
            for unit_id, grade in grades.items():
                yield f"{safe(question.query_id)} 0 {safe(unit_id)} {grade}"


def run_lines(dataset: Dataset, replies: Sequence[Reply]) -> Iterator[str]:
    """Give a line for each unit of each reply."""
    for question, reply in zip(dataset.questions, replies, strict=True):
        for unit in rolled_up(question, reply, dataset):
            # repr: a score cut to some places could tie with the next one and lose the order.
            yield f"{safe(question.query_id)} Q0 {safe(unit.unit_id)} {unit.rank} {unit.score!r} {_TAG}"


def safe(identifier: str) -> str:
    """Return an id without white space: percent-encoded, `%` itself too."""
    return _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), identifier)
