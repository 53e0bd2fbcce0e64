"""Question sheets as staff keep them: 问题, 依据, 答案 and what else they say, one question a row."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eval.datasets import DatasetError, Fault, RecordFaults, question_from
from eval.readers import cells
from eval.readers.columns import HEADER_ROWS, find_header, known_names
from eval.readers.reading import Placed, Reading
from eval.readers.tables import Row, read_table
from eval.readers.words import persona_of, type_of

_FILE_SUFFIXES = frozenset({".txt", ".md", ".markdown", ".pdf", ".doc", ".docx", ".html", ".htm", ".wps", ".ofd"})


def read(path: Path, sheet: str | None = None) -> Reading:
    """Return the questions of a CSV file or a workbook. Raises DatasetError where no row names the columns."""
    table = read_table(path, sheet)
    rows = table.rows
    header = find_header([row.cells for row in rows[:HEADER_ROWS]])
    if header is None:
        first = "、".join(cell for cell in rows[0].cells if cell) if rows else "nothing"
        raise DatasetError(
            f"{path}: none of the first {HEADER_ROWS} rows names the columns 问题 and 依据 or 答案"
            f" (the first holds {first}); name them so ({known_names()}), or give a mapping file with --mapping"
        )
    placed: list[Placed] = []
    faults: list[Fault] = []
    above, columns = header
    for number, texts in _records(rows[above + 1 :], columns):
        try:
            placed.append(Placed(question_from(record_of(texts, f"r{number}")), number))
        except RecordFaults as error:
            faults += [Fault(path, number, fault) for fault in error.faults]
    notes = (f"{path}: sheet {table.sheet!r} is read, the first that names the columns",) if table.sheet else ()
    return Reading(path.stem, path, "sheet", tuple(placed), tuple(faults), notes=notes)


def _records(rows: Sequence[Row], columns: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the texts by field of each question, with the row that it begins in.

    A question that is merged over several rows is one: what stands beside it goes together, line by line.
    """
    number, question = 0, dict[str, str]()
    for row in rows:
        texts = {name: row.cells[at] for name, at in columns.items() if at < len(row.cells)}
        if not any(texts[name] for name in texts if name != "id"):
            continue
        if question and columns["question"] in row.filled:
            for name, text in texts.items():
                if text and columns[name] not in row.filled:
                    question[name] = f"{question[name]}\n{text}" if question.get(name) else text
            continue
        if question:
            yield number, question
        number, question = row.number, texts
    if question:
        yield number, question


def record_of(texts: dict[str, str], own_id: str) -> dict[str, object]:
    """Return the record of our question format that a row is.

    A question without evidence whose answer says that the material does not say is unanswerable.
    Raises RecordFaults on an empty question and on a cell of yes and no that says neither.
    """
    source = texts.get("source", "")
    if not texts.get("question"):
        raise RecordFaults(["the question is empty; fill in 问题 or clear the row"])
    bases = cells.bases(texts.get("evidence", ""))
    title, file = title_of(source), source if is_file(source) else ""
    named = (basis.reference for basis in bases if basis.reference)
    clauses = cells.references("\n".join([*named, texts.get("clauses", "")]), title)
    quotes = [basis.quote for basis in bases if basis.quote]
    answerable = _answerable(texts, has_evidence=bool(quotes or clauses))
    return {
        "id": texts.get("id") or own_id,
        "persona": persona_of(texts.get("persona", "")),
        "type": type_of(texts.get("type", "")) if answerable or texts.get("type") else "unanswerable",
        "question": texts["question"],
        "answerable": answerable,
        "answer": texts.get("answer", ""),
        "key_facts": list(cells.items(texts.get("key_facts", ""))) if answerable else [],
        "evidence": [{"source": file, "quote": quote} for quote in quotes],
        "source": source,
        "clause_ids": list(dict.fromkeys(clauses)),
    }


def _answerable(texts: dict[str, str], *, has_evidence: bool) -> bool:
    given = texts.get("answerable", "")
    if given:
        said = cells.flag(given)
        if said is None:
            raise RecordFaults([f"可回答 must be 是 or 否, got {given!r}"])
        return said
    if has_evidence or not cells.says_nothing(texts.get("answer", "")):
        return True
    if not texts.get("answer") and not texts.get("evidence"):
        raise RecordFaults(["has neither 依据 nor 答案; write 材料未提及 as 答案 where the documents do not say"])
    return False


def is_file(source: str) -> bool:
    """Tell whether what a cell calls the source is a file's name and not a title."""
    return Path(source).suffix.lower() in _FILE_SUFFIXES


def title_of(source: str) -> str:
    """Return the title that a cell naming a source gives: without suffix and title marks."""
    return (Path(source).stem if is_file(source) else source).strip("《》")
