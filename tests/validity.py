"""What the rules read of the labelled documents, beside the labels: `python -m tests.validity [labels.jsonl]`."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kb.ingest.source import parse_source
from kb.raw import ParsedDocument
from kb.retrieve.validity import validity_on
from kb.text.keys import compare_key, title_key
from kb.types import Evidence, Metadata
from tests.corpus import corpus_dir

FOLDER = Path(__file__).parent / "data" / "validity"
LABELS = FOLDER / "labels.jsonl"
AFTERWARDS = FOLDER / "afterwards.jsonl"
_DAY_IN_NAME = re.compile(r"\(\d{4}-\d\d-\d\d\)")
_QUOTED = re.compile(r"《(.+)》")
_NUMBERED = re.compile(r"[（(]([^（()）]*\d[^（()）]*号)[）)]$")

Label = dict[str, Any]


@dataclass
class Score:
    """How many values were right, wrong where there is none or another, and missed."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, where: str, found: Iterable[str], wanted: Iterable[str]) -> None:
        """Count what was found of what is wanted."""
        got, want = set(found), set(wanted)
        self.right += len(got & want)
        self.wrong += [f"{where}: {one}" for one in sorted(got - want)]
        self.missed += [f"{where}: {one}" for one in sorted(want - got)]

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        found = self.right + len(self.wrong)
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """The share of what is wanted that was found; 1 where nothing is wanted."""
        wanted = self.right + len(self.missed)
        return self.right / wanted if wanted else 1.0


def labels(file: Path = LABELS) -> list[Label]:
    """Return the labels of a file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def read(label: Label, folder: Path) -> ParsedDocument:
    """Return the labelled document as it is read, under its file's name without the day: the text alone is labelled."""
    file = folder / label["path"]
    return parse_source(file.read_bytes(), _DAY_IN_NAME.sub("", file.name)).documents[0]


def measure(chosen: Sequence[Label], folder: Path) -> dict[str, Score]:
    """Return the score of every field over the labels."""
    scores: dict[str, Score] = {}
    for label in chosen:
        document = read(label, folder)
        where = Path(label["path"]).stem[:24]
        for name, found, wanted in _values(label, document):
            scores.setdefault(name, Score()).add(where, found, wanted)
    return scores


def _values(label: Label, document: ParsedDocument) -> Iterator[tuple[str, list[str], list[str]]]:
    metadata = document.metadata
    yield "title", [title_key(metadata.title)], [title_key(label["title"])]
    yield (
        "doc_number",
        [_number(one) for one in _one(metadata.doc_number)],
        [_number(one) for one in _known(label["doc_number"])],
    )
    yield "issuers", [one.value for one in metadata.issuers], label["issuers"]
    yield "published", _one(metadata.published), _known(label["published"])
    for name in ("effective_from", "effective_to"):
        yield name, _one(getattr(metadata, name)), _known(label[name]["value"])
        yield f"{name} span", *_spans(getattr(metadata, name), label[name], document.text)
    yield (
        "repeals",
        [_title(one.value) for one in metadata.repeals],
        [title_key(one["title"]) for one in label["repeals"]],
    )
    yield (
        "repeals: number",
        [_number(one.value) for one in metadata.repeals if _NUMBERED.search(one.value)],
        [_number(one["number"]) for one in label["repeals"] if one["number"]],
    )
    yield (
        "validity on a day",
        list(_states(metadata, label)),
        [f"{d['day']} {d['validity']}" for d in label["validity"]],
    )


def _one(evidence: Evidence | None) -> list[str]:
    return [evidence.value] if evidence else []


def _known(value: str | None) -> list[str]:
    return [value] if value else []


def _title(value: str) -> str:
    quoted = _QUOTED.search(value)
    return title_key(quoted[1] if quoted else value)


def _number(value: str) -> str:
    """Return a number by its figures and characters alone: the organ before 令 may be shortened or left out."""
    numbered = _NUMBERED.search(value)
    plain = compare_key(numbered[1] if numbered else value)
    order = re.search(r"令.*$", plain)
    return re.sub(r"[〔〕\[\]()（）第]", "", order[0] if order else plain)


def _spans(evidence: Evidence | None, stated: dict[str, str | None], text: str) -> tuple[list[str], list[str]]:
    """Compare where a value stands: the words that state it must lie in the sentence that was labelled."""
    if not (evidence and evidence.span and stated["value"] and stated["quote"]):
        return [], []
    words = "".join(evidence.span.of(text).split())
    said = "".join(stated["quote"].split())
    return [words], [words] if words in said or said in words else [said]


def _states(metadata: Metadata, label: Label) -> Iterator[str]:
    for one in label["validity"]:
        yield f"{one['day']} {validity_on(date.fromisoformat(one['day']), metadata).value}"


def table(scores: dict[str, Score]) -> str:
    """Return the scores as a Markdown table."""
    rows = ["| field | labelled | found | precision | recall |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, score in scores.items():
        found, wanted = score.right + len(score.wrong), score.right + len(score.missed)
        rows.append(f"| {name} | {wanted} | {found} | {score.precision:.3f} | {score.recall:.3f} |")
    return "\n".join(rows)


def main(arguments: Sequence[str]) -> None:
    """Print the table, then what was wrong and what was missed."""
    scores = measure(labels(Path(arguments[0]) if arguments else LABELS), corpus_dir())
    sys.stdout.write(table(scores) + "\n")
    for name, score in scores.items():
        for kind, cases in (("wrong", score.wrong), ("missed", score.missed)):
            for case in cases:
                sys.stdout.write(f"{name} {kind}: {case}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
