"""BEIR folders: corpus.jsonl, queries.jsonl and qrels/<split>.tsv (Thakur et al. 2021, arXiv:2104.08663)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.collection import GoldClause
from eval.datasets import UNSTATED, DatasetError, Fault, Question, RecordFaults, record_from, text_lines
from eval.readers.reading import Placed, Reading

_SPLITS = ("test", "dev")
CORPUS = "corpus.jsonl"


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """One document of a corpus; law and article where the corpus says them."""

    document_id: str
    title: str
    text: str
    law: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class _Judgment:
    line: int
    query_id: str
    document_id: str
    grade: int


def read(folder: Path, split: str | None = None, corpus: Path | None = None) -> Reading:
    """Return the questions of one split that have a relevant document, and the judged documents of the corpus.

    `corpus` is the folder or file that holds the documents where it is not the folder itself. Raises DatasetError
    where a file of the layout is missing.
    """
    faults: list[Fault] = []
    qrels = _qrels(folder, split)
    judged = list(_judgments(qrels, faults))
    queries = _queries(folder / "queries.jsonl", faults)
    wanted = {judgment.document_id for judgment in judged}
    gold = _gold(corpus_file(corpus or folder), wanted, faults)
    judgments: dict[str, dict[str, int]] = {}
    for judgment in judged:
        if judgment.query_id not in queries:
            faults.append(Fault(qrels, judgment.line, f"query {judgment.query_id!r} is not in queries.jsonl"))
        elif judgment.document_id not in gold:
            faults.append(Fault(qrels, judgment.line, f"document {judgment.document_id!r} is not in the corpus"))
        elif judgment.document_id in judgments.get(judgment.query_id, {}):
            faults.append(Fault(qrels, judgment.line, f"{judgment.query_id} {judgment.document_id} is judged twice"))
        else:
            judgments.setdefault(judgment.query_id, {})[judgment.document_id] = judgment.grade
    placed = tuple(
        # Nothing relevant is known of a query whose grades are all 0: nothing can be judged.
        queries[query_id]
        for query_id in queries
        if any(grade > 0 for grade in judgments.get(query_id, {}).values())
    )
    name = f"{folder.name}-{qrels.stem}"
    return Reading(name, folder, "beir", placed, tuple(faults), judgments, gold, folder / "queries.jsonl")


def corpus_documents(path: Path) -> Iterator[CorpusDocument]:
    """Yield the documents of a corpus one by one, so that it need not fit into memory. Raises DatasetError."""
    file = corpus_file(path)
    for line, text in _streamed(file):
        try:
            yield _document(record_from(text))
        except RecordFaults as error:
            raise DatasetError(f"{file}:{line}: {error}") from error


def corpus_file(path: Path) -> Path:
    """Return the corpus of a folder, or the file itself. Raises DatasetError where there is none."""
    file = path / CORPUS if path.is_dir() else path
    if not file.is_file():
        raise DatasetError(f"{file}: there is no corpus; put it there, or name the folder that holds it with --corpus")
    return file


def splits(folder: Path) -> tuple[str, ...]:
    """Return the names of the splits that a folder has judgments for."""
    return tuple(sorted(file.stem for file in (folder / "qrels").glob("*.tsv")))


def _qrels(folder: Path, split: str | None) -> Path:
    found = splits(folder)
    chosen = split or next((name for name in _SPLITS if name in found), None) or (found[0] if len(found) == 1 else None)
    if chosen is None or chosen not in found:
        have = ", ".join(found) or "none"
        wanted = f"split {split!r}" if split else "split test or dev"
        raise DatasetError(f"{folder / 'qrels'}: has no {wanted}; it has {have}; choose one as {folder}:NAME")
    return folder / "qrels" / f"{chosen}.tsv"


def _judgments(path: Path, faults: list[Fault]) -> Iterator[_Judgment]:
    for line, text in text_lines(path):
        cells = text.rstrip("\r").split("\t")
        if line == 1 and not _is_grade(cells[-1]):
            continue
        # TREC's own form has a column more, between query and document.
        if len(cells) == 4:
            del cells[1]
        if len(cells) != 3:
            faults.append(Fault(path, line, f"must be query, document, grade, separated by tabs, got {text!r}"))
        elif not _is_grade(cells[2]):
            faults.append(Fault(path, line, f"the grade must be an integer, got {cells[2]!r}"))
        else:
            yield _Judgment(line, cells[0], cells[1], int(cells[2]))


def _is_grade(text: str) -> bool:
    return text.strip().removeprefix("-").isdecimal()


def _queries(path: Path, faults: list[Fault]) -> dict[str, Placed]:
    queries: dict[str, Placed] = {}
    for line, text in text_lines(path):
        try:
            record = record_from(text)
            query_id, asked = _said(record, "_id"), _said(record, "text")
        except RecordFaults as error:
            faults += [Fault(path, line, fault) for fault in error.faults]
            continue
        if query_id in queries:
            faults.append(Fault(path, line, f"id {query_id!r} stands twice; each must be its own"))
            continue
        answer = record.get("answer")
        reference = answer if isinstance(answer, str) else ""
        queries[query_id] = Placed(Question(query_id, UNSTATED, UNSTATED, asked, True, reference, (), ()), line)
    return queries


def _gold(file: Path, wanted: set[str], faults: list[Fault]) -> dict[str, GoldClause]:
    gold: dict[str, GoldClause] = {}
    seen: set[str] = set()
    for line, text in _streamed(file):
        try:
            document = _document(record_from(text))
        except RecordFaults as error:
            faults += [Fault(file, line, fault) for fault in error.faults]
            continue
        if document.document_id in seen:
            faults.append(Fault(file, line, f"id {document.document_id!r} stands twice; each must be its own"))
        seen.add(document.document_id)
        if document.document_id in wanted:
            title = document.law or document.title
            gold[document.document_id] = GoldClause(document.document_id, title, document.article, document.text)
    return gold


def _streamed(file: Path) -> Iterator[tuple[int, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="\n") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, line
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{file}: cannot be read as UTF-8 text: {error}") from error


def _document(record: Mapping[str, object]) -> CorpusDocument:
    return CorpusDocument(
        document_id=_said(record, "_id"),
        title=_said(record, "title", needed=False),
        text=_said(record, "text"),
        law=_said(record, "law", needed=False),
        article=_said(record, "article", needed=False),
    )


def _said(record: Mapping[str, object], name: str, *, needed: bool = True) -> str:
    value = record.get(name, "")
    if isinstance(value, int) and name == "_id" and not isinstance(value, bool):
        return str(value)
    if value is None or not isinstance(value, str):
        if not needed:
            return ""
        raise RecordFaults([f"field {name!r} must be a text, got {value!r}"])
    if needed and not value.strip():
        raise RecordFaults([f"field {name!r} is missing or empty"])
    return value
