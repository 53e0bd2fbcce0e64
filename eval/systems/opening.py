"""The system that a command line names, open."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import DatasetError
from eval.judging.held import Holdings
from eval.systems.asking import Asking, System
from eval.systems.home_texts import HomeTexts
from eval.systems.http import Contract, Endpoint, HttpSystem, http_client
from eval.systems.library import Library
from eval.systems.mapped import Mapped
from eval.systems.mapping import read_mapping
from eval.systems.retry import Patience
from eval.systems.served_texts import ServedTexts
from kb.errors import SourceError
from kb.ingest.report import IngestStatus
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings


@dataclass(frozen=True, slots=True)
class Named:
    """What a command line says of the system: a home, an address, a mapping file, or none of them."""

    home: Path | None
    url: str | None
    mapping: Path | None
    seeds: Path
    """The texts that a temporary home is built from where nothing else is named."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A system that can be asked, and what is known of what it holds."""

    system: System
    holdings: Holdings | None = None
    """None for a system of another make."""
    knowledge: KnowledgeBase | None = None
    """Where it is in this process."""


@contextmanager
def open_system(named: Named, asking: Asking, *, retries: int, timeout: float, workers: int) -> Iterator[Opened]:
    """Open the system that is named. Raises DatasetError, KnowledgeBaseError."""
    if named.mapping is None and named.url is None:
        if named.home is not None and not named.home.is_dir():
            raise DatasetError(
                f"{named.home}: there is no such home; build one with `kb --home {named.home} ingest FILES`"
            )
        with opened(named.home, named.seeds) as knowledge:
            if not knowledge.stats().documents:
                raise DatasetError(f"{named.home}: holds no document; `kb --home {named.home} ingest FILES` fills it")
            # What the first question would wait for is not what a question takes.
            knowledge.warm_up()
            yield Opened(Library(knowledge, asking, str(named.home or named.seeds)), HomeTexts(knowledge), knowledge)
        return
    endpoint: Endpoint = Contract()
    url = named.url
    if named.mapping is not None:
        mapping = read_mapping(named.mapping)
        endpoint, url = Mapped(mapping), url or mapping.url
        if not url:
            raise DatasetError(f"{named.mapping}: url: is missing; write it there or give --url")
    with http_client(url or "", timeout=timeout, workers=workers) as client:
        # Patience of its own: what a system is told to stop is stopped for good.
        holdings = ServedTexts(client, Patience(retries), timeout) if isinstance(endpoint, Contract) else None
        yield Opened(HttpSystem(client, asking, endpoint, Patience(retries), timeout), holdings)


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
