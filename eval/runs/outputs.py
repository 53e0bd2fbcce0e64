"""What a measured run is written as besides its report: JSON, one line an answer, the risk curve."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

from eval.datasets import DatasetError
from eval.measures.abstention import risk_coverage
from eval.plain import finite
from eval.runs.failures import failures
from eval.runs.measuring import Measured
from eval.scored import Scored

_TENTHS = 10


def require_writable(file: Path) -> None:
    """Raise DatasetError where a file cannot be written, before anything is asked; one that is there stays as it is."""
    there = file.exists()
    try:
        with file.open("a", encoding="utf-8"):
            pass
        if not there:
            file.unlink()
    except OSError as error:
        raise DatasetError(f"{file}: cannot be written: {error.strerror}; make its folder or name another") from error


def require_folder(folder: Path) -> None:
    """Make a folder. Raises DatasetError where it cannot be made or written into."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatasetError(f"{folder}: cannot be made a folder: {error.strerror}; name another one") from error
    require_writable(folder / ".writable")


def summary(measured: Measured) -> dict[str, object]:
    """Return the figures of the whole run; one that could not be measured is null."""
    scored = measured.scored
    return {
        "name": measured.dataset.name,
        "questions": len(scored),
        "answerable": sum(row.answerable for row in scored),
        "errors": sum(row.failed for row in scored),
        "errors_by_reason": dict(failures(measured.replies).reasons),
        "estimates": {name: finite(dataclasses.asdict(one)) for name, one in measured.estimates.items()},
    }


def write_dump(path: Path, measured: Measured) -> None:
    """Write one JSON line a question: its figures, the reference, and what was replied."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for question, reply, row in zip(measured.dataset.questions, measured.replies, measured.scored, strict=True):
            fields = {one.name: getattr(row, one.name) for one in dataclasses.fields(row) if one.name != "figures"}
            record = {
                **fields,
                **row.figures,
                "reference": question.reference,
                "status": reply.status,
                "answer": reply.text,
                "quotes": reply.quotes,
                "passages": reply.passages,
                "error": reply.error,
            }
            file.write(json.dumps(finite(record), ensure_ascii=False) + "\n")


def curve_table(scored: Sequence[Scored]) -> str:
    """Return risk against coverage as a Markdown table, one row a tenth of the questions."""
    lines = ["| questions answered | of these wrong | least confidence |", "|---|---|---|"]
    points = risk_coverage(scored)
    for tenth in range(1, _TENTHS + 1):
        reached = [point for point in points if point.coverage <= tenth / _TENTHS + 1e-9]
        beyond = not points or points[-1].coverage < (tenth - 1) / _TENTHS
        if reached and not beyond:
            point = reached[-1]
            lines.append(f"| {point.coverage:.0%} | {point.risk:.1%} | {point.least_confidence:.2f} |")
    return "\n".join(dict.fromkeys(lines))
