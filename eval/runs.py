"""Questions put to a system: the library in this process, or any server that speaks the HTTP contract."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx

from eval.datasets import Question
from eval.replies import Reply, failed, from_answer, from_json
from kb.errors import KnowledgeBaseError, SourceError
from kb.ingest.report import IngestStatus
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import Query

# As many as the machine that the budget is stated for has cores.
_WORKERS = 2
_TIMEOUT_SECONDS = 120.0


@contextmanager
def opened(home: Path | None, seeds: Path) -> Iterator[KnowledgeBase]:
    """Open the knowledge base of a home, or of a temporary one built from a folder's texts where no home is given.

    Raises KnowledgeBaseError where the home cannot be opened or a seed cannot be taken in.
    """
    if home is not None:
        with _closing(home) as knowledge:
            yield knowledge
        return
    with tempfile.TemporaryDirectory(prefix="kb-eval-") as folder, _closing(Path(folder) / "home") as knowledge:
        # The texts only: what is said about them (SOURCES.md) is no document.
        report = knowledge.ingest(sorted(seeds.glob("*.txt")))
        faults = [f"{file.name}: {file.reason}" for file in report.files if file.status is IngestStatus.FAILED]
        if faults:
            raise SourceError(f"seeds that could not be taken in: {'; '.join(faults)}")
        yield knowledge


@contextmanager
def _closing(home: Path) -> Iterator[KnowledgeBase]:
    knowledge = KnowledgeBase.open(Settings(home=home))
    try:
        yield knowledge
    finally:
        knowledge.close()


def ask_library(
    knowledge: KnowledgeBase, questions: Sequence[Question], *, as_of: date | None, top_k: int
) -> list[Reply]:
    """Return the reply to each question, asked one after the other in this process."""
    return [_ask_library(knowledge, Query(question.text, top_k=top_k, as_of=as_of)) for question in questions]


def _ask_library(knowledge: KnowledgeBase, query: Query) -> Reply:
    started = time.perf_counter()
    try:
        answer = knowledge.ask(query)
    except KnowledgeBaseError as error:
        return failed(error.message, time.perf_counter() - started)
    return from_answer(answer, time.perf_counter() - started)


def ask_http(client: httpx.Client, questions: Sequence[Question], *, as_of: date | None, top_k: int) -> list[Reply]:
    """Return the reply to each question, in the order of the questions, two asked at a time."""
    day = as_of.isoformat() if as_of else None
    bodies = [{"question": question.text, "top_k": top_k, "as_of": day} for question in questions]
    with ThreadPoolExecutor(_WORKERS) as workers:
        return list(workers.map(lambda body: _ask_http(client, body), bodies))


def _ask_http(client: httpx.Client, body: dict[str, object]) -> Reply:
    started = time.perf_counter()
    try:
        response = client.post("/v1/ask", json=body)
    except httpx.HTTPError as error:
        return failed(f"{type(error).__name__}: {error}", time.perf_counter() - started)
    seconds = time.perf_counter() - started
    if response.status_code != httpx.codes.OK:
        return failed(f"HTTP {response.status_code}: {response.text[:200]}", seconds)
    try:
        return from_json(response.json(), seconds)
    except ValueError as error:
        return failed(f"the reply is no JSON: {error}", seconds)


def http_client(base_url: str) -> httpx.Client:
    """Return a client for a server at the address."""
    return httpx.Client(base_url=base_url, timeout=_TIMEOUT_SECONDS)
