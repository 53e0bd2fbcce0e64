"""Values to JSON text and back, for the columns that hold structures."""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from kb.types import Amended, ClauseChange, DocumentKind, Evidence, Extended, Metadata, SourceMap, SourceRun, Span

_SINGLE = ("doc_number", "region", "published", "effective_from", "effective_to", "not_before")
_STRINGS_HELD = 4096
_SEVERAL = ("issuers", "repeals", "basis", "reports_on")


def metadata_to_json(metadata: Metadata) -> str:
    """Return the metadata as JSON; unknown fields are left out."""
    record: dict[str, object] = {"title": metadata.title, "kind": metadata.kind.value}
    for name in ("subtitle", "byline"):
        if (value := getattr(metadata, name)) is not None:
            record[name] = value
    for name in _SINGLE:
        if (evidence := getattr(metadata, name)) is not None:
            record[name] = _evidence_to_list(evidence)
    for name in _SEVERAL:
        if several := getattr(metadata, name):
            record[name] = [_evidence_to_list(evidence) for evidence in several]
    if metadata.extends:
        record["extends"] = [_extended_to_list(extended) for extended in metadata.extends]
    if metadata.amends:
        record["amends"] = [_amended_to_list(amended) for amended in metadata.amends]
    return json.dumps(record, ensure_ascii=False)


def metadata_from_json(text: str) -> Metadata:
    """Return the metadata that metadata_to_json wrote."""
    record = json.loads(text)
    fields: dict[str, Any] = {name: _evidence_from_list(record[name]) for name in _SINGLE if name in record}
    fields |= {name: tuple(map(_evidence_from_list, record[name])) for name in _SEVERAL if name in record}
    fields["extends"] = tuple(map(_extended_from_list, record.get("extends", ())))
    fields["amends"] = tuple(map(_amended_from_list, record.get("amends", ())))
    return Metadata(
        title=record["title"],
        subtitle=record.get("subtitle"),
        byline=record.get("byline"),
        kind=DocumentKind(record["kind"]),
        **fields,
    )


def source_map_to_json(source_map: SourceMap) -> str:
    """Return the runs as a flat JSON list, three numbers a run."""
    return json.dumps([number for run in source_map.runs for number in (run.start, run.source_start, run.length)])


def source_map_from_json(text: str) -> SourceMap:
    """Return the source map that source_map_to_json wrote."""
    numbers: list[int] = json.loads(text)
    return SourceMap(tuple(SourceRun(*numbers[i : i + 3]) for i in range(0, len(numbers), 3)))


def strings_to_json(strings: Sequence[str]) -> str:
    """Return the strings as a JSON list."""
    return json.dumps(list(strings), ensure_ascii=False)


def groups_to_text(groups: Iterable[str]) -> str:
    """Return groups of readers as a text that any one of them is found in: |a|b|."""
    return f"|{'|'.join(sorted(groups))}|"


def groups_from_text(text: str | None) -> frozenset[str]:
    """Return the groups that groups_to_text wrote; none for a document that is public."""
    return frozenset((text or "").strip("|").split("|")) - {""}


@lru_cache(maxsize=_STRINGS_HELD)
def strings_from_json(text: str) -> tuple[str, ...]:
    """Return the strings that strings_to_json wrote; the headings above clauses come again and again."""
    return tuple(json.loads(text))


def _evidence_to_list(evidence: Evidence) -> list[object]:
    span = None if evidence.span is None else [evidence.span.start, evidence.span.end]
    return [evidence.value, span, evidence.inferred]


def _evidence_from_list(record: list[object]) -> Evidence:
    value, span, inferred = record
    return Evidence(str(value), Span(*span) if isinstance(span, list) else None, bool(inferred))


def _extended_to_list(extended: Extended) -> list[object]:
    until = None if extended.until is None else _evidence_to_list(extended.until)
    return [_evidence_to_list(extended.named), until, extended.months]


def _extended_from_list(record: list[Any]) -> Extended:
    named, until, months = record
    return Extended(_evidence_from_list(named), None if until is None else _evidence_from_list(until), months)


def _amended_to_list(amended: Amended) -> list[object]:
    day = None if amended.day is None else _evidence_to_list(amended.day)
    return [_evidence_to_list(amended.named), list(amended.addresses), amended.change.value, day]


def _amended_from_list(record: list[Any]) -> Amended:
    named, addresses, change, day = record
    return Amended(
        _evidence_from_list(named),
        tuple(addresses),
        ClauseChange(change),
        None if day is None else _evidence_from_list(day),
    )
