"""What a reader makes of a file: the questions with their places, and everything that is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eval.collection import Dataset, GoldClause
from eval.datasets import DatasetError, Fault, Question, RecordFaults, doubled, require_gold

_SHOWN_FAULTS = 3
_JUDGED = "dataset"
# Formats of people who keep answers, not quotations.
_WITH_ANSWERS = ("sheet", "mapped")
_VALIDATE = "python -m eval validate"


@dataclass(frozen=True, slots=True)
class Placed:
    """A question and the line (row of a sheet) it was read from."""

    question: Question
    line: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One data set as far as it could be read. Several questions may still bear one id."""

    name: str
    path: Path
    """The file or folder that was named."""
    format: str
    placed: tuple[Placed, ...]
    faults: tuple[Fault, ...] = ()
    judgments: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    gold: Mapping[str, GoldClause] = field(default_factory=dict)
    questions_path: Path | None = None
    """The file that the lines are of, where it is not `path` itself."""
    notes: tuple[str, ...] = ()
    """What was chosen in reading and may have been meant otherwise."""

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions in file order."""
        return tuple(placed.question for placed in self.placed)

    def fault(self, line: int, text: str) -> Fault:
        """Return a fault at a line of the questions' file."""
        return Fault(self.questions_path or self.path, line, text)

    def dataset(self) -> Dataset:
        """Return the data set. Raises DatasetError where anything is wrong or there is no question."""
        faults = sorted((*self.faults, *structure_faults(self)), key=place_of)
        if faults:
            raise DatasetError(_told(self.path, faults))
        return Dataset(self.name, self.path, self.questions, self.judgments, self.gold)


def place_of(fault: Fault) -> tuple[str, int]:
    """Return what faults are put in order by."""
    return str(fault.path), fault.line


def structure_faults(reading: Reading) -> tuple[Fault, ...]:
    """Return what no run could be judged by: no question at all, ids that stand twice, answers resting on nothing."""
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for placed in reading.placed:
        question = placed.question
        if question.query_id in first:
            text = f"{doubled(question.query_id)} (first at line {first[question.query_id]})"
            faults.append(reading.fault(placed.line, text))
        first.setdefault(question.query_id, placed.line)
        if not reading.judgments.get(question.query_id):
            faults += faults_of(reading, placed)
    if not reading.placed and not reading.faults:
        faults.append(reading.fault(0, "holds no question"))
    return tuple(faults)


def faults_of(reading: Reading, placed: Placed) -> list[Fault]:
    """Return the fault of a question that is answerable and has nothing that says by what."""
    # What was judged once is read back, however little its gold was.
    if reading.format == _JUDGED or is_unsupported(reading, placed.question):
        return []
    try:
        require_gold(placed.question)
    except RecordFaults as error:
        return [reading.fault(placed.line, text) for text in error.faults]
    return []


def is_unsupported(reading: Reading, question: Question) -> bool:
    """Tell whether a row gives an answer and no evidence: then refusing is all that it is judged by."""
    bare = question.answerable and not question.evidence and not question.clause_ids
    return bare and reading.format in _WITH_ANSWERS and bool(question.reference)


def unsupported_note(reading: Reading) -> str:
    """Return what is said of questions that have an answer and no evidence; empty where there is none."""
    several = [placed for placed in reading.placed if is_unsupported(reading, placed.question)]
    if not several:
        return ""
    which = "1 question has" if len(several) == 1 else f"{len(several)} questions have"
    return f"{which} an answer but no evidence: judged by key facts, where given, and by whether they are refused"


def _told(path: Path, faults: Iterable[Fault]) -> str:
    lines = list(dict.fromkeys(map(str, faults)))
    told = "\n".join(lines[:_SHOWN_FAULTS])
    more = len(lines) - _SHOWN_FAULTS
    return f"{told}\n… and {more} more; `{_VALIDATE} {path}` names them all" if more > 0 else told
