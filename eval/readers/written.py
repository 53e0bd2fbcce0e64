"""A data set as the harness itself writes it (dataset.jsonl of a run folder): read back, it is the same."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from eval.collection import Dataset, GoldClause
from eval.datasets import DatasetError, Fault, RecordFaults, question_from, record_from, text_lines
from eval.readers.reading import Placed, Reading

HEADER = "dataset"
"""The field that only the first line of such a file has."""
_SHOWN = 3


def write_dataset(dataset: Dataset, path: Path) -> None:
    """Write a data set as JSON Lines: its name, its judged clauses, its questions with their judgments."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record in _records(dataset):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def read_written(path: Path) -> Dataset:
    """Return the data set that was written, whatever its questions lack: it was judged so. Raises DatasetError."""
    reading = read(path)
    if reading.faults or not reading.placed:
        said = "\n".join(map(str, reading.faults[:_SHOWN])) or f"{path}: holds no question"
        raise DatasetError(f"{said}; end the run with `run --out DIR --resume`")
    return Dataset(reading.name, reading.path, reading.questions, reading.judgments, reading.gold)


def read(path: Path) -> Reading:
    """Return what a written data set holds. Raises DatasetError where it does not begin with its name."""
    lines = iter(text_lines(path))
    try:
        header = record_from(next(lines, (0, "{}"))[1])
    except RecordFaults as error:
        raise DatasetError(f"{path}:1: {error}") from error
    name, origin = header.get(HEADER), header.get("path")
    if not isinstance(name, str) or not isinstance(origin, str):
        raise DatasetError(f"{path}:1: must hold the fields 'dataset' and 'path'; this is no data set of a run folder")
    placed: list[Placed] = []
    faults: list[Fault] = []
    judgments: dict[str, dict[str, int]] = {}
    gold: dict[str, GoldClause] = {}
    for line, text in lines:
        try:
            record = record_from(text)
            if "gold" in record:
                clause = _clause(record["gold"])
                gold[clause.gold_id] = clause
                continue
            if "judgments" in record:
                judgments[str(record.get("id"))] = _grades(record["judgments"])
            if "question" in record:
                placed.append(Placed(question_from(record), line))
        except RecordFaults as error:
            faults += [Fault(path, line, fault) for fault in error.faults]
    return Reading(name, Path(origin), "dataset", tuple(placed), tuple(faults), judgments, gold, path)


def _records(dataset: Dataset) -> Iterator[Mapping[str, object]]:
    yield {HEADER: dataset.name, "path": str(dataset.path)}
    for clause in dataset.gold.values():
        yield {"gold": asdict(clause)}
    judgments = dict(dataset.judgments)
    for question in dataset.questions:
        record: dict[str, object] = {
            "id": question.query_id,
            "persona": question.persona,
            "type": question.type,
            "question": question.text,
            "answerable": question.answerable,
            "answer": question.reference,
            "key_facts": list(question.key_facts),
            "evidence": [asdict(piece) for piece in question.evidence],
            "source": question.source,
            "clause_ids": list(question.clause_ids),
        }
        if question.doubt:
            record["doubt"] = question.doubt
        if question.query_id in judgments:
            record["judgments"] = dict(judgments.pop(question.query_id))
        yield record
    # Judged, but not asked: a cut of a larger set.
    for query_id, grades in judgments.items():
        yield {"id": query_id, "judgments": dict(grades)}


def _clause(value: object) -> GoldClause:
    if not isinstance(value, dict) or not all(isinstance(value.get(name), str) for name in GoldClause.__slots__):
        raise RecordFaults([f"field 'gold' must hold {', '.join(GoldClause.__slots__)} as texts, got {value!r}"])
    return GoldClause(**{name: value[name] for name in GoldClause.__slots__})


def _grades(value: object) -> dict[str, int]:
    if not isinstance(value, dict) or not all(type(grade) is int for grade in value.values()):
        raise RecordFaults([f"field 'judgments' must hold a whole number for each id, got {value!r}"])
    return dict(value)
