"""Knowledge bases to measure retrieval on.

`python -m eval.corpora.bases DATASET [--cache DIR]` builds one and prints its home.

A BEIR corpus becomes one text a law with its articles, or one text a document; questions written for clauses of laws
are asked of the latest versions of all laws. A home that is complete and of the same corpus, model and settings is
used again; one that was interrupted is gone on with.
"""

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

from eval.corpora.base_files import DocumentFile, law_files, read_files, texts_of_corpus
from eval.datasets import DatasetError
from eval.readers import beir, detect
from kb.errors import KnowledgeBaseError, SourceError
from kb.ingest.report import FileReport, IngestStatus
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings, load_settings
from kb.store.schema import SCHEMA_VERSION

__all__ = ["CACHE", "Base", "build", "corpus_home", "home_for", "law_files", "laws_home", "main"]

CACHE = Path(__file__).resolve().parents[2] / "work" / "bases"
"""Where homes are kept unless another folder is named; nothing in it is part of the project."""

_MARKER = "base.json"
_HOME = "home"
_TEXTS = "texts"
_BAD_INPUT = 2
_FILES_A_LINE = 100

Say = Callable[[str], object]
"""Called with a line of progress."""


@dataclass(frozen=True, slots=True)
class Base:
    """A home that was built from a corpus."""

    home: Path
    documents: int
    sha256: str
    """Of the texts that were taken in, with their names."""
    model: str
    passage_chars: int
    embed_context: bool
    schema: int
    complete: bool


def home_for(
    dataset: Path,
    cache: Path = CACHE,
    *,
    laws: Path | None = None,
    corpus: Path | None = None,
    limit: int | None = None,
    say: Say = lambda line: None,
) -> Base:
    """Return the base of a BEIR folder or of questions for clauses of laws, built in the cache where it is not there.

    `laws` is the folder of the laws with its meta.jsonl (by default `../laws` from the questions), `corpus` the one
    that holds a BEIR folder's documents, `limit` a number of documents for a trial. Raises DatasetError where there is
    no corpus.
    """
    name = detect.recognise(dataset).format
    cut = f"-{limit}" if limit else ""
    if name == "beir":
        source = beir.corpus_file(corpus or Path(str(dataset).rpartition(":")[0] if not dataset.is_dir() else dataset))
        return corpus_home(source, cache / f"{source.parent.name}{cut}", limit=limit, say=say)
    if name == "lay":
        return laws_home(laws or dataset.parent.parent / "laws", cache / f"laws{cut}", limit=limit, say=say)
    raise DatasetError(
        f"{dataset}: format {name!r} has no corpus of its own; take the files in with `kb ingest` and name the home"
    )


def corpus_home(path: Path, folder: Path, *, limit: int | None = None, say: Say = lambda line: None) -> Base:
    """Return the base of a BEIR corpus (its folder or file), kept in a folder; `limit` takes its first documents."""
    documents = islice(beir.corpus_documents(path), limit)
    return build(texts_of_corpus(documents), folder, say=say)


def laws_home(laws: Path, folder: Path, *, limit: int | None = None, say: Say = lambda line: None) -> Base:
    """Return the base of the latest versions of the laws that a meta.jsonl lists, kept in a folder."""
    return build(read_files(law_files(laws)[:limit]), folder, say=say)


def build(files: Iterable[DocumentFile], folder: Path, *, say: Say = lambda line: None) -> Base:
    """Return the base of some files, built in the folder unless it is there and complete.

    Raises DatasetError where there is no file, or the folder holds something else; SourceError where a file cannot be
    taken in.
    """
    ordered = sorted(files, key=lambda file: file.name)
    if not ordered:
        raise DatasetError(f"{folder}: there is no document to build a base from")
    settings = load_settings(home=folder / _HOME)
    wanted = _wanted(ordered, settings)
    before = _before(folder)
    if before == wanted:
        say(f"{folder}: {before.documents} documents, used again")
        return before
    if before is not None and replace(before, complete=True) != wanted:
        say(f"{folder}: is of another corpus, model or settings, and is built anew")
        shutil.rmtree(folder)
    elif before is not None:
        say(f"{folder}: was interrupted, and is gone on with")
    folder.mkdir(parents=True, exist_ok=True)
    _mark(folder, replace(wanted, complete=False))
    _ingest(ordered, settings, say)
    _mark(folder, wanted)
    return wanted


def _wanted(files: Sequence[DocumentFile], settings: Settings) -> Base:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\0{hashlib.sha256(file.data).hexdigest()}\n".encode())
    return Base(
        home=settings.home,
        documents=len(files),
        sha256=digest.hexdigest(),
        model=settings.embedding_model,
        passage_chars=settings.passage_chars,
        embed_context=settings.embed_context,
        schema=SCHEMA_VERSION,
        complete=True,
    )


def _before(folder: Path) -> Base | None:
    """Return what an earlier build left; None where the folder is new. Raises DatasetError on anybody else's folder."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return None
    try:
        record = json.loads((folder / _MARKER).read_text(encoding="utf-8"))
        return Base(**{**record, "home": folder / _HOME})
    except (OSError, ValueError, TypeError) as error:
        raise DatasetError(f"{folder}: holds something that no build left there; name another folder") from error


def _mark(folder: Path, base: Base) -> None:
    record = {**asdict(base), "home": _HOME}
    part = folder / f"{_MARKER}.part"
    part.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(folder / _MARKER)


def _ingest(files: Sequence[DocumentFile], settings: Settings, say: Say) -> None:
    taken: list[FileReport] = []

    def each_file(report: FileReport) -> None:
        taken.append(report)
        if len(taken) % _FILES_A_LINE == 0 or len(taken) == len(files):
            say(f"{len(taken)} of {len(files)} documents taken in")

    texts = settings.home.with_name(_TEXTS)
    texts.mkdir(exist_ok=True)
    for file in files:
        (texts / file.name).write_bytes(file.data)

    def each_encoding(done: int, of: int) -> None:
        say(f"{done} of {of} passages encoded")

    knowledge = KnowledgeBase.open(settings)
    try:
        report = knowledge.ingest(
            [texts / file.name for file in files],
            progress=each_file,
            encoding=each_encoding,
        )
    finally:
        knowledge.close()
    failed = [f"{file.name}: {file.reason}" for file in report.files if file.status is IngestStatus.FAILED]
    if failed:
        raise SourceError(f"{len(failed)} documents could not be taken in, the first: {failed[0]}")
    shutil.rmtree(texts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the base of a data set and print its home; return 0, or 2 where there is no corpus to build it from."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.corpora.bases", description="Build a base to measure retrieval on."
    )
    parser.add_argument("dataset", type=Path, help="a BEIR folder, or X.questions.jsonl beside X.clauses.jsonl")
    parser.add_argument("--cache", type=Path, default=CACHE, metavar="DIR", help=f"where homes are kept ({CACHE.name})")
    parser.add_argument("--laws", type=Path, metavar="DIR", help="the laws with their meta.jsonl (default: ../laws)")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="the corpus of a BEIR folder that has none itself")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N documents, for a trial")
    given = parser.parse_args(arguments)
    try:
        base = home_for(
            given.dataset,
            given.cache,
            laws=given.laws,
            corpus=given.corpus,
            limit=given.limit,
            say=lambda line: sys.stderr.write(f"{line}\n"),
        )
    except (DatasetError, KnowledgeBaseError) as error:
        sys.stderr.write(f"eval.corpora.bases: {error}\n")
        return _BAD_INPUT
    sys.stdout.write(f"{base.home}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
