"""Questions of other formats (JSON, JSON Lines, CSV, XLSX), read as a mapping file says."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.datasets import UNSTATED, DatasetError, Fault, RecordFaults, question_from, record_from, text_lines
from eval.json_paths import EVERY
from eval.readers import cells
from eval.readers.mapping import LISTS, TEXTS, Mapped, read_mapping
from eval.readers.reading import Placed, Reading
from eval.readers.tables import SPREADSHEETS, TEXT_TABLES, read_table


def read(path: Path, mapping: Path, sheet: str | None = None) -> Reading:
    """Return the questions of a file as a mapping file says. Raises DatasetError where either cannot be read."""
    mapped = read_mapping(mapping)
    placed: list[Placed] = []
    faults: list[Fault] = []
    for number, record in _records(path, mapped, sheet, faults):
        try:
            placed.append(Placed(question_from(_translated(record, mapped, number)), number))
        except RecordFaults as error:
            faults += [Fault(path, number, fault) for fault in error.faults]
    return Reading(path.stem, path, "mapped", tuple(placed), tuple(faults))


def _records(path: Path, mapped: Mapped, sheet: str | None, faults: list[Fault]) -> Iterator[tuple[int, object]]:
    suffix = path.suffix.lower()
    if suffix in (*SPREADSHEETS, *TEXT_TABLES):
        rows = read_table(path, sheet).rows
        names = rows[0].cells if rows else ()
        yield from ((row.number, dict(zip(names, row.cells, strict=False))) for row in rows[1:])
    elif suffix == ".json":
        yield from enumerate(_json_records(path, mapped), start=1)
    else:
        for line, text in text_lines(path):
            try:
                yield line, record_from(text)
            except RecordFaults as error:
                faults += [Fault(path, line, fault) for fault in error.faults]


def _json_records(path: Path, mapped: Mapped) -> Sequence[object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: cannot be read as JSON: {error}") from error
    records = mapped.records
    found = records.values(content) if records else [content]
    if len(found) == 1 and isinstance(found[0], list):
        return found[0]
    if records and records.steps[-1:] == (EVERY,) and found:
        return found
    where = f"at {records.text!r}" if records else "as a whole"
    raise DatasetError(f"{path}: is no list of records {where}; name the list as 'records' in {mapped.path}")


def _translated(record: object, mapped: Mapped, number: int) -> dict[str, object]:
    """Return the record of our question format that a record of another is."""
    ours: dict[str, object] = {"id": f"r{number}", "persona": UNSTATED, "type": UNSTATED, **mapped.constants}
    for name, path in mapped.fields.items():
        values = path.values(record)
        if name in TEXTS:
            _set_text(ours, name, path.text, values)
        elif name in LISTS:
            ours[name] = _texts(name, path.text, values, mapped.split.get(name))
    quotes, sources = _listed(ours.pop("evidence", [])), _listed(ours.pop("source", []))
    if len(sources) not in (0, 1, len(quotes)):
        raise RecordFaults([f"has {len(quotes)} pieces of evidence and {len(sources)} sources; one for each, or one"])
    each = sources if len(sources) == len(quotes) else (sources or [""]) * len(quotes)
    ours["evidence"] = [{"source": source, "quote": quote} for quote, source in zip(quotes, each, strict=True)]
    ours["source"] = sources[0] if len(set(sources)) == 1 else ""
    ours["answerable"] = _answerable(record, ours, mapped, bool(quotes or ours.get("clause_ids")))
    if not ours["answerable"] and ours["type"] == UNSTATED:
        ours["type"] = "unanswerable"
    return ours


def _set_text(ours: dict[str, object], name: str, path: str, values: Sequence[object]) -> None:
    said = [value for value in values if value not in (None, "")]
    if len(said) > 1:
        raise RecordFaults([f"{name} must be one text, but {path!r} leads to {len(said)}"])
    if said:
        value = said[0]
        ours[name] = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    elif name == "question":
        ours[name] = ""


def _texts(name: str, path: str, values: Sequence[object], split: str | None) -> list[str]:
    flat = [item for value in values for item in (value if isinstance(value, list) else [value])]
    texts: list[str] = []
    for value in flat:
        if value is None:
            continue
        if not isinstance(value, str):
            raise RecordFaults([f"{name} must be texts, but {path!r} leads to {value!r}"])
        texts += value.split(split) if split else [value]
    return [text.strip() for text in texts if text.strip()]


def _listed(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)] if value else []


def _answerable(record: object, ours: dict[str, object], mapped: Mapped, has_evidence: bool) -> bool:
    if "answerable" in mapped.constants:
        return mapped.constants["answerable"] is True
    if "answerable" not in mapped.fields:
        return has_evidence or not cells.says_nothing(str(ours.get("answer") or ""))
    values = mapped.fields["answerable"].values(record)
    wanted = mapped.true_values.get("answerable")
    if wanted is not None:
        return any(value in wanted for value in values)
    value = values[0] if len(values) == 1 else None
    said = value if isinstance(value, bool) else cells.flag(str(value)) if value is not None else None
    if said is None:
        path = mapped.fields["answerable"].text
        raise RecordFaults([f"answerable must be yes or no, but {path!r} is {value!r}; list [true_values] answerable"])
    return said
