"""The system that a command line names, open."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import DatasetError
from eval.runs import opened
from eval.systems.asking import Asking, System
from eval.systems.http import Contract, Endpoint, HttpSystem, http_client
from eval.systems.library import Library
from eval.systems.mapped import Mapped
from eval.systems.mapping import read_mapping
from eval.systems.retry import Patience
from kb.knowledge_base import KnowledgeBase


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
    """A system that can be asked, and the knowledge base behind it where that is in this process."""

    system: System
    knowledge: KnowledgeBase | None = None


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
            yield Opened(Library(knowledge, asking, str(named.home or named.seeds)), knowledge)
        return
    endpoint: Endpoint = Contract()
    url = named.url
    if named.mapping is not None:
        mapping = read_mapping(named.mapping)
        endpoint, url = Mapped(mapping), url or mapping.url
        if not url:
            raise DatasetError(f"{named.mapping}: url: is missing; write it there or give --url")
    with http_client(url or "", timeout=timeout, workers=workers) as client:
        yield Opened(HttpSystem(client, asking, endpoint, Patience(retries), timeout))
