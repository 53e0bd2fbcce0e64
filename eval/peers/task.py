"""What a system is given to index and to answer, and what it found: files in one folder, read by its own process.

Each system runs in a process of its own, so that its memory is its own.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.corpora.reading import read_json_lines

TEXTS = "texts.jsonl"
QUESTIONS = "questions.jsonl"
FILES = "files.json"


@dataclass(frozen=True, slots=True)
class TitledText:
    """A piece of a document with the document's title."""

    title: str
    text: str

    @property
    def indexed(self) -> str:
        """The text as the other systems index it: the title in front, as each of them would be told to."""
        return f"{self.title}\n{self.text}" if self.title else self.text


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question of the set."""

    query_id: str
    question: str


@dataclass(frozen=True, slots=True)
class Found:
    """What one question brought, best first, and how long it took."""

    query_id: str
    texts: tuple[TitledText, ...]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one system did with a set."""

    system: str
    setting: str
    """How it was configured, in a line."""
    indexed: int
    """How many pieces it holds."""
    build_seconds: float
    peak_mib: float
    """The most memory its process held, indexing and searching."""
    found: tuple[Found, ...]


def write_task(
    folder: Path, texts: Iterable[TitledText], questions: Iterable[AskedQuestion], files: Sequence[Path]
) -> None:
    """Write a set into a folder: the pieces for systems that take pieces, the files for those that take files."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_lines(folder / TEXTS, map(asdict, texts))
    _write_lines(folder / QUESTIONS, map(asdict, questions))
    (folder / FILES).write_text(json.dumps([str(file) for file in files], ensure_ascii=False), encoding="utf-8")


def read_texts(folder: Path) -> list[TitledText]:
    """Return the pieces of a set."""
    return [TitledText(**record) for record in read_json_lines(folder / TEXTS)]


def read_questions(folder: Path) -> list[AskedQuestion]:
    """Return the questions of a set."""
    return [AskedQuestion(**record) for record in read_json_lines(folder / QUESTIONS)]


def read_files(folder: Path) -> list[Path]:
    """Return the files of a set."""
    return [Path(name) for name in json.loads((folder / FILES).read_text(encoding="utf-8"))]


def write_outcome(path: Path, outcome: Outcome) -> None:
    """Write what a system did as JSON."""
    path.write_text(json.dumps(asdict(outcome), ensure_ascii=False), encoding="utf-8")


def read_outcome(path: Path) -> Outcome:
    """Read what a system did."""
    record = json.loads(path.read_text(encoding="utf-8"))
    found = tuple(
        Found(one["query_id"], tuple(TitledText(**text) for text in one["texts"]), one["milliseconds"])
        for one in record.pop("found")
    )
    return Outcome(**record, found=found)


def _write_lines(path: Path, records: Iterable[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
