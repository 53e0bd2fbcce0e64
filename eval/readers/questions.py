"""Our own question files: JSON Lines, one question a line."""

from pathlib import Path

from eval.datasets import Fault, RecordFaults, question_from, record_from, text_lines
from eval.readers.reading import Placed, Reading


def read(path: Path) -> Reading:
    """Return the questions of a file in our format. Raises DatasetError where it is no text."""
    placed: list[Placed] = []
    faults: list[Fault] = []
    for line, text in text_lines(path):
        try:
            placed.append(Placed(question_from(record_from(text)), line))
        except RecordFaults as error:
            faults += [Fault(path, line, fault) for fault in error.faults]
    return Reading(path.stem, path, "questions", tuple(placed), tuple(faults))
