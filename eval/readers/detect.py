"""Data sets of every format: recognised by name, layout and columns, or read as the caller says."""

import sys
from dataclasses import dataclass
from pathlib import Path

from eval.collection import Dataset
from eval.datasets import DatasetError, RecordFaults, record_from, text_lines
from eval.readers import beir, eligibility, lay, mapped, questions, sheet, written
from eval.readers.reading import Reading, unsupported_note
from eval.readers.tables import SPREADSHEETS, TEXT_TABLES

FORMATS = {
    "questions": "our question file (JSON Lines with id, question, answerable, evidence)",
    "sheet": "a CSV file or workbook (.xlsx) with the columns 问题 and 依据 or 答案",
    "beir": "a BEIR folder (corpus.jsonl, queries.jsonl, qrels/<split>.tsv), FOLDER or FOLDER:SPLIT",
    "lay": "X.clauses.jsonl beside X.questions.jsonl",
    "dataset": "dataset.jsonl of a run folder",
    "mapped": "any JSON Lines, JSON, CSV or XLSX file with a mapping file (--mapping)",
    "eligibility": "eligibility profiles (a JSON object with 'profiles'); measured by the command eligibility",
}
"""The formats by the names that --format takes."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a path was taken for, and by what it was known."""

    format: str
    because: str


def read_dataset(
    path: Path,
    format: str | None = None,  # noqa: A002 - the name of the option
    mapping: Path | None = None,
    *,
    sheet: str | None = None,
    corpus: Path | None = None,
) -> Dataset:
    """Return the data set of a file or folder, its format recognised where none is given.

    What was chosen in reading goes to standard error. `sheet` names a workbook's sheet (else the first that names our
    columns), `corpus` the folder that holds a BEIR folder's documents where
    it does not itself. Raises DatasetError where the path cannot be recognised or read, with the faults found.
    """
    reading = scan(path, format, mapping, sheet=sheet, corpus=corpus)
    dataset = reading.dataset()
    note = unsupported_note(reading)
    for said in (*reading.notes, *([f"{path}: {note}"] if note else [])):
        sys.stderr.write(f"eval: {said}\n")
    return dataset


def scan(
    path: Path,
    format: str | None = None,  # noqa: A002
    mapping: Path | None = None,
    *,
    sheet: str | None = None,
    corpus: Path | None = None,
) -> Reading:
    """Return what could be read and every fault that was met. Raises DatasetError where nothing can be read."""
    chosen = Recognised(format, "it was said so") if format else recognise(path, mapping)
    if chosen.format not in FORMATS:
        raise DatasetError(f"{path}: unknown format {chosen.format!r}; known are {', '.join(FORMATS)}")
    if (chosen.format == "mapped") != (mapping is not None):
        lack = "needs a mapping file (--mapping)" if mapping is None else "takes no mapping file; leave out --mapping"
        raise DatasetError(f"{path}: format {chosen.format!r} {lack}")
    if chosen.format != "beir" and not path.exists() and not (chosen.format == "lay" and lay.pair_of(path)):
        raise DatasetError(f"{path}: there is no such file or folder")
    return _read(chosen.format, path, mapping, sheet, corpus)


def recognise(path: Path, mapping: Path | None = None) -> Recognised:
    """Return what a path holds. Raises DatasetError with what it could be where it cannot be told."""
    if mapping is not None:
        return Recognised("mapped", "a mapping file is given")
    if _folder_and_split(path)[0].is_dir():
        return _recognise_folder(path)
    if lay.pair_of(path) is not None:
        return Recognised("lay", f"{lay.CLAUSES} and {lay.QUESTIONS} lie beside each other")
    if not path.exists():
        raise DatasetError(f"{path}: there is no such file or folder")
    suffix = path.suffix.lower()
    if suffix in (*SPREADSHEETS, *TEXT_TABLES):
        return Recognised("sheet", f"its name ends in {suffix}")
    if suffix == ".xls":
        raise DatasetError(f"{path}: old workbooks (.xls) cannot be read; save it as .xlsx")
    if suffix == ".json":
        if eligibility.is_profiles(path):
            return Recognised("eligibility", "it holds 'profiles'")
        raise DatasetError(f"{path}: is JSON without 'profiles'; {_could_be()}")
    return _recognise_lines(path)


def _recognise_folder(path: Path) -> Recognised:
    folder, split = _folder_and_split(path)
    if (folder / "queries.jsonl").is_file() or beir.splits(folder):
        return Recognised("beir", "it holds queries.jsonl or qrels/*.tsv")
    if split is None and (folder / "dataset.jsonl").is_file():
        return Recognised("dataset", "it is a run folder")
    raise DatasetError(f"{path}: is no data set; {_could_be()}")


def _recognise_lines(path: Path) -> Recognised:
    _, first = next(iter(text_lines(path)), (0, ""))
    if not first:
        raise DatasetError(f"{path}: holds no question")
    try:
        fields = record_from(first).keys()
    except RecordFaults as error:
        raise DatasetError(f"{path}:1: {error}; {_could_be()}") from error
    if written.HEADER in fields:
        return Recognised("dataset", f"its first line has {written.HEADER!r}")
    if {"question", "answerable"} & fields:
        return Recognised("questions", "its records have 'question'")
    if "_id" in fields and (path.parent / "qrels").is_dir():
        raise DatasetError(f"{path}: is part of a BEIR folder; name the folder {path.parent}")
    raise DatasetError(f"{path}: its records have {', '.join(fields)}; {_could_be()}")


def _read(name: str, path: Path, mapping: Path | None, sheet_name: str | None, corpus: Path | None) -> Reading:
    if name == "mapped" and mapping is not None:
        return mapped.read(path, mapping, sheet_name)
    if name == "sheet":
        return sheet.read(path, sheet_name)
    if name == "beir":
        folder, split = _folder_and_split(path)
        return beir.read(folder, split, corpus)
    if name == "lay":
        return lay.read(path)
    if name == "dataset":
        return written.read(path / "dataset.jsonl" if path.is_dir() else path)
    if name == "eligibility":
        raise DatasetError(
            f"{path}: holds eligibility profiles, no questions; `python -m eval validate {path}` checks them,"
            f" `python -m eval eligibility --questions {path} --replies FILE` measures replies to them"
        )
    return questions.read(path)


def _folder_and_split(path: Path) -> tuple[Path, str | None]:
    """Return the folder and the split of FOLDER:SPLIT; a folder that is named so itself has none."""
    if path.is_dir() or ":" not in path.name:
        return path, None
    name, _, split = path.name.rpartition(":")
    return path.with_name(name) if name else path, split


def _could_be() -> str:
    return "it could be " + "; ".join(f"{name}: {what}" for name, what in FORMATS.items())
