"""Questions that were written for clauses of laws: X.clauses.jsonl beside X.questions.jsonl."""

from collections.abc import Mapping
from pathlib import Path

from eval.collection import GoldClause
from eval.datasets import UNSTATED, DatasetError, Fault, Question, RecordFaults, record_from, text_lines
from eval.readers.reading import Placed, Reading

CLAUSES = ".clauses.jsonl"
QUESTIONS = ".questions.jsonl"


def pair_of(path: Path) -> tuple[Path, Path] | None:
    """Return the clauses and the questions that a path means: one of both files, or what their names begin with."""
    for suffix in (CLAUSES, QUESTIONS):
        if path.name.endswith(suffix):
            stem = path.name.removesuffix(suffix)
            break
    else:
        stem = path.name
    clauses, questions = path.with_name(stem + CLAUSES), path.with_name(stem + QUESTIONS)
    named = path in (clauses, questions) or not path.exists()
    return (clauses, questions) if named and (clauses.is_file() or questions.is_file()) else None


def read(path: Path) -> Reading:
    """Return the questions with the clause that each was written for. Raises DatasetError where a file is missing."""
    pair = pair_of(path)
    missing = path.with_name(path.name + CLAUSES) if pair is None else next((f for f in pair if not f.is_file()), None)
    if pair is None or missing is not None:
        raise DatasetError(f"{missing}: is missing; clauses and questions stand in two files, X{CLAUSES}, X{QUESTIONS}")
    clauses, questions = pair
    faults: list[Fault] = []
    gold = _gold(clauses, faults)
    placed: list[Placed] = []
    judgments: dict[str, dict[str, int]] = {}
    for line, text in text_lines(questions):
        try:
            record = record_from(text)
            clause_id, asked = _text(record, "clause_id"), _text(record, "question")
        except RecordFaults as error:
            faults += [Fault(questions, line, fault) for fault in error.faults]
            continue
        if clause_id not in gold:
            faults.append(Fault(questions, line, f"clause {clause_id!r} is not in {clauses.name}"))
            continue
        style = record.get("style")
        style = style if isinstance(style, str) and style else UNSTATED
        query_id = _own_id(f"{clause_id}-{style}", judgments)
        judgments[query_id] = {clause_id: 1}
        placed.append(Placed(Question(query_id, UNSTATED, style, asked, True, "", (), ()), line))
    name = questions.name.removesuffix(QUESTIONS)
    return Reading(name, path, "lay", tuple(placed), tuple(faults), judgments, gold, questions)


def _gold(path: Path, faults: list[Fault]) -> dict[str, GoldClause]:
    gold: dict[str, GoldClause] = {}
    for line, text in text_lines(path):
        try:
            record = record_from(text)
            clause_id = _text(record, "id")
            clause = GoldClause(clause_id, _text(record, "title"), _text(record, "clause"), _text(record, "text"))
        except RecordFaults as error:
            faults += [Fault(path, line, fault) for fault in error.faults]
            continue
        if clause_id in gold:
            faults.append(Fault(path, line, f"id {clause_id!r} stands twice; each must be its own"))
        gold[clause_id] = clause
    return gold


def _own_id(wanted: str, taken: Mapping[str, object]) -> str:
    """Return an id of its own: of several speakers in one style the second is called -2."""
    number, own = 1, wanted
    while own in taken:
        number += 1
        own = f"{wanted}-{number}"
    return own


def _text(record: Mapping[str, object], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value.strip():
        raise RecordFaults([f"field {name!r} must be a text that is not empty, got {value!r}"])
    return value
