"""Questions with their gold answers, as files hold them."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[1]
SEEDS = _PROJECT / "seeds"
"""The sample documents that stand in the repository."""


class DatasetError(ValueError):
    """A question file that cannot be used; the message names the file, the line and the fault."""


@dataclass(frozen=True, slots=True)
class GoldEvidence:
    """A verbatim quotation (but for white space) that answers a question, and the file it stands in."""

    source: str
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

    @property
    def quotes(self) -> tuple[str, ...]:
        """The quotations of the evidence."""
        return tuple(piece.quote for piece in self.evidence)


def default_questions() -> Path | None:
    """Return the development questions over the seeds, where the corpora lie beside the project."""
    corpora = Path(os.environ.get("KB_CORPUS_DIR", _PROJECT.parent / "shared" / "data"))
    path = corpora / "seeds_eval" / "questions.jsonl"
    return path if path.is_file() else None


def read_questions(path: Path) -> tuple[Question, ...]:
    """Return the questions of a JSON Lines file in file order.

    Raises DatasetError on a missing or empty file, a line that is no JSON object, a missing or mistyped field,
    a doubled id, and an answerable question without evidence.
    """
    try:
        # Not splitlines(): a JSON text may hold the other line separators unescaped.
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    questions: dict[str, Question] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = _question(_record(line))
        except _Fault as fault:
            raise DatasetError(f"{path}:{number}: {fault}") from fault
        if question.query_id in questions:
            raise DatasetError(f"{path}:{number}: id {question.query_id!r} stands twice; each must be its own")
        questions[question.query_id] = question
    if not questions:
        raise DatasetError(f"{path}: holds no question")
    return tuple(questions.values())


class _Fault(ValueError):
    """What is wrong with one line."""


def _record(line: str) -> Mapping[str, object]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise _Fault(f"is no JSON: {error}") from error
    if not isinstance(record, dict):
        raise _Fault(f"is no JSON object but {type(record).__name__}")
    return record


def _question(record: Mapping[str, object]) -> Question:
    question = Question(
        query_id=_text(record, "id"),
        persona=_text(record, "persona"),
        type=_text(record, "type"),
        text=_text(record, "question"),
        answerable=_flag(record, "answerable"),
        reference=_text(record, "answer", default=""),
        key_facts=_texts(record, "key_facts"),
        evidence=tuple(_evidence(piece) for piece in _list(record, "evidence")),
        source=_text(record, "source", default=""),
    )
    if question.answerable and not question.evidence:
        raise _Fault(f"question {question.query_id!r} is answerable but has no evidence; quote what answers it")
    return question


def _evidence(piece: object) -> GoldEvidence:
    if not isinstance(piece, dict):
        raise _Fault(f"evidence must be objects with 'source' and 'quote', got {piece!r}")
    return GoldEvidence(source=_text(piece, "source"), quote=_text(piece, "quote"))


def _text(record: Mapping[str, object], field: str, default: str | None = None) -> str:
    value = record.get(field, default)
    if value is None:
        raise _Fault(f"field {field!r} is missing")
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise _Fault(f"field {field!r} must be a text that is not empty, got {value!r}")
    return value


def _flag(record: Mapping[str, object], field: str) -> bool:
    value = record.get(field)
    if not isinstance(value, bool):
        raise _Fault(f"field {field!r} must be true or false, got {value!r}")
    return value


def _list(record: Mapping[str, object], field: str) -> list[object]:
    value = record.get(field, [])
    if not isinstance(value, list):
        raise _Fault(f"field {field!r} must be a list, got {value!r}")
    return value


def _texts(record: Mapping[str, object], field: str) -> tuple[str, ...]:
    values = _list(record, field)
    for value in values:
        if not isinstance(value, str) or not value.strip():
            raise _Fault(f"field {field!r} must hold texts that are not empty, got {value!r}")
    return tuple(str(value) for value in values)
