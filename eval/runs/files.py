"""The files of a run folder, each read as it was written."""

import dataclasses
import json
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import DatasetError
from eval.lenient import number, read_object
from eval.plain import finite
from eval.replies import RepliedCitation, RepliedPassage, Reply
from eval.runs.failures import failures
from eval.scored import Estimate, Scored

MANIFEST = "manifest.json"
DATASET = "dataset.jsonl"
REPLIES = "replies.jsonl"
FIGURES = "figures.json"
RUN = "run.trec"
QRELS = "qrels.trec"
REPORT = "report.html"


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a run: of the whole with intervals, and of every question."""

    estimates: Mapping[str, Estimate]
    scored: tuple[Scored, ...]


def read_replies(folder: Path) -> dict[str, Reply]:
    """Return the replies of a run folder by question id, the last of each. Raises DatasetError with file and line."""
    path = folder / REPLIES
    replies: dict[str, Reply] = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    for place, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            record = json.loads(line)
            replies[record["query_id"]] = _reply(record)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DatasetError(f"{path}:{place}: is no reply of a run: {error!r}; delete the line") from error
    return replies


def reply_line(query_id: str, reply: Reply) -> str:
    """Return a reply as a line of `replies.jsonl`."""
    fields = {one.name: getattr(reply, one.name) for one in dataclasses.fields(reply)}
    fields["cited"] = [dataclasses.asdict(one) for one in reply.cited]
    fields["found"] = [dataclasses.asdict(one) for one in reply.found]
    return json.dumps({"query_id": query_id, **fields}, ensure_ascii=False) + "\n"


def _reply(record: Mapping[str, object]) -> Reply:
    given = {name: value for name, value in record.items() if name != "query_id"}
    cited, found = given.pop("cited"), given.pop("found")
    if not isinstance(cited, list) or not isinstance(found, list):
        raise TypeError("'cited' and 'found' must be lists")
    given["confidence"] = number(given["confidence"])
    parts = (tuple(RepliedCitation(**one) for one in cited), tuple(RepliedPassage(**one) for one in found))
    return Reply(cited=parts[0], found=parts[1], **given)  # type: ignore[arg-type]  # what this module wrote


def write_figures(
    folder: Path, estimates: Mapping[str, Estimate], scored: Iterable[Scored], replies: Iterable[Reply] = ()
) -> None:
    """Write `figures.json`, with why replies failed; a figure that could not be measured is null."""
    record = {
        "failures": dataclasses.asdict(failures(replies)),
        "estimates": {name: finite(dataclasses.asdict(one)) for name, one in estimates.items()},
        "scored": [finite(dataclasses.asdict(row)) for row in scored],
    }
    replace_file(folder / FIGURES, json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def read_figures(path: Path) -> Figures:
    """Read the `figures.json` of a run. Raises DatasetError naming what cannot be used."""
    record = read_object(path)
    try:
        return figures_of(record)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DatasetError(f"{path}: is no figures.json of a run: {error!r}; write one with `run --out DIR`") from error


def figures_of(record: Mapping[str, object]) -> Figures:
    """Return the figures that a record holds; what could not be measured is null there and NaN here.

    Raises KeyError, TypeError, ValueError or AttributeError where it holds something else.
    """
    estimates, scored = _objects(record["estimates"]), record["scored"]
    if not isinstance(scored, list):
        raise TypeError(f"'scored' must be a list, got {type(scored).__name__}")
    return Figures({name: _estimate(fields) for name, fields in estimates.items()}, tuple(map(_scored, scored)))


def _objects(value: object) -> Mapping[str, Mapping[str, object]]:
    if not isinstance(value, dict) or not all(isinstance(item, dict) for item in value.values()):
        raise TypeError("'estimates' must be an object of objects")
    return value


def _estimate(fields: Mapping[str, object]) -> Estimate:
    return Estimate(
        _number(fields["value"]), _number(fields["low"]), _number(fields["high"]), int(_number(fields["questions"]))
    )


def _scored(fields: Mapping[str, object]) -> Scored:
    figures = fields["figures"]
    if not isinstance(figures, dict):
        raise TypeError(f"'figures' must be an object, got {type(figures).__name__}")
    confidence = fields["confidence"]
    return Scored(
        query_id=str(fields["query_id"]),
        question=str(fields["question"]),
        persona=str(fields["persona"]),
        type=str(fields["type"]),
        answerable=bool(fields["answerable"]),
        abstained=bool(fields["abstained"]),
        failed=bool(fields["failed"]),
        confidence=None if confidence is None else _number(confidence),
        milliseconds=_number(fields["milliseconds"]),
        figures={str(name): _number(value) for name, value in figures.items() if value is not None},
    )


def _number(value: object) -> float:
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"must be a number, got {value!r}")
    return float(value)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines, each ended."""
    replace_file(path, "".join(f"{line}\n" for line in lines))


def replace_file(path: Path, text: str) -> None:
    """Write a file in one piece: whoever reads it finds the old or the new text."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
