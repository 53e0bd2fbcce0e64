"""Questions with their gold answers, as files hold them."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[1]
SEEDS = _PROJECT / "seeds"
"""The sample documents that stand in the repository."""

UNSTATED = "unstated"
"""The persona or type of a question that says none."""


class DatasetError(ValueError):
    """A question file that cannot be used; the message names the file, the line and the fault."""


@dataclass(frozen=True, slots=True)
class GoldEvidence:
    """A verbatim quotation (but for white space) that answers a question, and the file it stands in."""

    source: str
    """The file; empty where any may hold it."""
    quote: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question with everything that an answer to it is judged by."""

    query_id: str
    persona: str
    type: str
    text: str
    answerable: bool
    reference: str
    key_facts: tuple[str, ...]
    evidence: tuple[GoldEvidence, ...]
    source: str = ""
    """The file that is asked about, where that is said."""
    clause_ids: tuple[str, ...] = ()
    """Clauses of the knowledge base that answer, where these are named instead of quoted or besides."""
    doubt: str = ""
    """Why the gold is doubtful: a quote or clause that was looked up and stands nowhere, or an answer that a user found
    unhelpful. Empty where nothing is known against it."""

    @property
    def quotes(self) -> tuple[str, ...]:
        """The quotations of the evidence."""
        return tuple(piece.quote for piece in self.evidence)


def default_corpora() -> Path:
    """Return the folder of the corpora: KB_CORPUS_DIR, or the one beside the project; it need not be there."""
    return Path(os.environ.get("KB_CORPUS_DIR", _PROJECT.parent / "shared" / "data"))


def default_questions() -> Path | None:
    """Return the development questions over the seeds, where the corpora lie beside the project."""
    path = default_corpora() / "seeds_eval" / "questions.jsonl"
    return path if path.is_file() else None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a line of a file (a row of a sheet); line 0 is the file as a whole."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}" if self.line else f"{self.path}: {self.text}"


class RecordFaults(ValueError):
    """Everything that is wrong with one record."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


def read_questions(path: Path) -> tuple[Question, ...]:
    """Return the questions of a JSON Lines file in file order.

    Raises DatasetError on a missing or empty file, a line that is no JSON object, a missing or mistyped field,
    a doubled id, and an answerable question without evidence.
    """
    questions: dict[str, Question] = {}
    for number, line in text_lines(path):
        try:
            question = question_from(record_from(line))
            require_gold(question)
        except RecordFaults as fault:
            raise DatasetError(f"{path}:{number}: {fault}") from fault
        if question.query_id in questions:
            raise DatasetError(f"{path}:{number}: {doubled(question.query_id)}")
        questions[question.query_id] = question
    if not questions:
        raise DatasetError(f"{path}: holds no question")
    return tuple(questions.values())


def text_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a UTF-8 file that are not empty, with their numbers. Raises DatasetError."""
    try:
        # Not splitlines(): a JSON text may hold the other line separators unescaped.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def record_from(line: str) -> Mapping[str, object]:
    """Return the JSON object of a line. Raises RecordFaults."""
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise RecordFaults([f"is no JSON: {error}"]) from error
    if not isinstance(record, dict):
        raise RecordFaults([f"is no JSON object but {type(record).__name__}"])
    return record


def question_from(record: Mapping[str, object]) -> Question:
    """Return the question that a record of our format is. Raises RecordFaults with every fault of its fields."""
    fields = _Fields(record)
    question = Question(
        query_id=fields.text("id"),
        persona=fields.text("persona"),
        type=fields.text("type"),
        text=fields.text("question"),
        answerable=fields.flag("answerable"),
        reference=fields.text("answer", default=""),
        key_facts=fields.texts("key_facts"),
        evidence=fields.evidence("evidence"),
        source=fields.text("source", default=""),
        clause_ids=fields.texts("clause_ids"),
        doubt=fields.text("doubt", default=""),
    )
    if fields.faults:
        raise RecordFaults(fields.faults)
    return question


def require_gold(question: Question) -> None:
    """Raise RecordFaults where a question is answerable, nothing says by what, and nothing says that this is open."""
    if question.answerable and not (question.evidence or question.clause_ids or question.doubt):
        raise RecordFaults([f"question {question.query_id!r} is answerable but has no evidence; quote what answers it"])


def doubled(query_id: str) -> str:
    """Return what is said of an id that stands twice."""
    return f"id {query_id!r} stands twice; each must be its own"


class _Fields:
    """The fields of a record, read one by one; what is wrong with them is kept."""

    def __init__(self, record: Mapping[str, object]) -> None:
        self._record = record
        self.faults: list[str] = []

    def text(self, field: str, default: str | None = None) -> str:
        value = self._record.get(field, default)
        if value is None:
            self.faults.append(f"field {field!r} is missing")
        elif not isinstance(value, str) or (default is None and not value.strip()):
            self.faults.append(f"field {field!r} must be a text that is not empty, got {value!r}")
        else:
            return value
        return ""

    def flag(self, field: str) -> bool:
        value = self._record.get(field)
        if not isinstance(value, bool):
            self.faults.append(f"field {field!r} must be true or false, got {value!r}")
            return False
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        values = self._list(field)
        faults = [value for value in values if not isinstance(value, str) or not value.strip()]
        self.faults += [f"field {field!r} must hold texts that are not empty, got {value!r}" for value in faults]
        return tuple(value for value in values if isinstance(value, str))

    def evidence(self, field: str) -> tuple[GoldEvidence, ...]:
        pieces = []
        for piece in self._list(field):
            if not isinstance(piece, dict):
                self.faults.append(f"{field} must be objects with 'source' and 'quote', got {piece!r}")
                continue
            fields = _Fields(piece)
            pieces.append(GoldEvidence(source=fields.text("source", default=""), quote=fields.text("quote")))
            self.faults += fields.faults
        return tuple(pieces)

    def _list(self, field: str) -> list[object]:
        value = self._record.get(field, [])
        if not isinstance(value, list):
            self.faults.append(f"field {field!r} must be a list, got {value!r}")
            return []
        return value
