"""A home of a wanted size: a real one copied, and variations of its texts added through the store's writer."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from eval.datasets import DatasetError
from eval.scale.varied import varied_document
from kb.clauses.parse import parse_clauses
from kb.clauses.split import split_passages
from kb.index.model import HomeModel
from kb.index.places import segments_of
from kb.raw import ParsedDocument, RawDocument
from kb.settings import load_settings
from kb.store.store import Store
from kb.store.writer import StoreWriter
from kb.types import DocumentKind, Metadata, SourceMap, SourceRun

_DIGITS = "〇一二三四五六七八九"
# Documents written in one transaction.
_WRITE_AT_ONCE = 200
# A document with fewer passages is hardly one that its sentences can be exchanged in.
_FEWEST = 3

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ScaleReport:
    """What was made, in seconds by stage."""

    passages: int
    documents: int
    made_documents: int
    copied_seconds: float
    written_seconds: float
    published_seconds: float


@dataclass(frozen=True, slots=True)
class _Original:
    title: str
    clauses: tuple[str, ...]


def make_home(base: Path, home: Path, passages: int, *, seed: int, told: Told = lambda line: None) -> ScaleReport:
    """Copy a home and add varied documents until it holds so many passages, then publish. The base is only read.

    Raises DatasetError where the base is no home or holds nothing that can be varied, or the new home is there already.
    """
    if not (base / "kb.sqlite3").is_file():
        raise DatasetError(f"{base} holds no knowledge base; name a home that kb ingest has filled")
    if home.exists():
        raise DatasetError(f"{home} is already there; name a new folder or remove it")
    started = time.perf_counter()
    _copy(base, home)
    copied = time.perf_counter()
    settings = load_settings(home=home)
    store = Store(home / "kb.sqlite3")
    try:
        held = sum(store.passage_counts().values())
        made = _add(store, passages - held, seed, settings.passage_chars, told)
        written = time.perf_counter()
        model = HomeModel(settings, store, segments_of(settings, store))
        try:
            every = 50_000
            step = [every]

            def progress(done: int, of: int) -> None:
                if done >= step[0]:
                    step[0] += every
                    told(f"published {done} of {of}")

            model.publisher_anew().publish(anew=True, progress=progress)
        finally:
            model.close()
        ended = time.perf_counter()
        counts = store.passage_counts()
        return ScaleReport(sum(counts.values()), len(counts), made, copied - started, written - copied, ended - written)
    finally:
        store.close()


def _copy(base: Path, home: Path) -> None:
    """Copy a home as it stands, without the log that a running server may have open."""
    home.mkdir(parents=True)
    for name in ("kb.sqlite3", "vectors.sqlite3"):
        if (base / name).is_file():
            with (
                closing(sqlite3.connect(f"{(base / name).resolve().as_uri()}?mode=ro", uri=True)) as source,
                closing(sqlite3.connect(home / name)) as target,
            ):
                source.backup(target)
    shutil.copytree(base / "segments", home / "segments")


def _originals(store: Store) -> Iterator[_Original]:
    for row in store.version_rows():
        clauses = tuple(passage.passage.text for passage in store.passages_of([row.version_row]))
        if len(clauses) >= _FEWEST:
            yield _Original(row.metadata.title, clauses)


def _add(store: Store, wanted: int, seed: int, passage_chars: int, told: Told) -> int:
    """Add documents with at least so many passages; return how many documents were made."""
    if wanted <= 0:
        return 0
    originals = list(_originals(store))
    if not originals:
        raise DatasetError("the base holds no document with several clauses that could be varied")
    added = made = 0
    for turn in count():
        for start in range(0, len(originals), _WRITE_AT_ONCE):
            with store.writing() as writer:
                for place, original in enumerate(originals[start : start + _WRITE_AT_ONCE], start=start):
                    if added >= wanted:
                        break
                    added += _add_one(writer, original, f"{seed}-{turn}-{place}", made, passage_chars)
                    made += 1
            if added >= wanted:
                return made
            told(f"written {added} of {wanted} passages in {made} documents")
    raise AssertionError("count() does not end")


def _add_one(writer: StoreWriter, original: _Original, seed: str, number: int, passage_chars: int) -> int:
    title, clauses = varied_document(original.title, original.clauses, seed)
    # No two of them bear one title: they would be taken for issues of one text.
    title = f"{title}（第{number + 1}号）"
    text = "\n".join((title, *(f"第{numeral(place)}条　{one}" for place, one in enumerate(clauses, start=1))))
    name = f"varied/{number + 1:06d}.txt"
    source_id = writer.add_source(name, text.encode(), RawDocument(text, "utf-8", "text"))
    document_id = writer.add_document(title, name)
    document = ParsedDocument(text, SourceMap((SourceRun(0, 0, len(text)),)), Metadata(title, kind=DocumentKind.OTHER))
    tree = parse_clauses(text)
    passages = split_passages(document_id, 1, text, tree, passage_chars)
    writer.add_version(document_id, 1, source_id, 0, document, tree, passages)
    return len(passages)


def numeral(number: int) -> str:
    """Return a number below 10,000 as clauses are numbered: 一, 十, 二十一, 一百零三."""
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += _DIGITS[digit] + name
        elif text and not text.endswith("零") and number % unit:
            text += "零"
    return text[1:] if text.startswith("一十") else text
