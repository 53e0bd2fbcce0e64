"""What each part of the system brings: the same questions asked with one part off, under named settings."""

import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.collection import Dataset
from eval.datasets import DatasetError
from eval.measures.estimates import PairedDifference, estimates, paired_test
from eval.measures.scoring import score_all
from eval.scored import Estimate, Scored
from eval.systems.asking import Asking
from eval.systems.library import Library
from kb.errors import InvalidSetting
from kb.ingest.report import IngestStatus
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings, load_settings

SHIPPED = Path(__file__).resolve().parents[1] / "ablations"
"""The named settings that come with the project, a TOML file each."""
AS_INSTALLED = "as installed"
# What is written into the indexes: homes that agree in these can be shared.
_INDEXING = ("passage_chars", "embed_context", "embedding_model")


@dataclass(frozen=True, slots=True)
class NamedSettings:
    """Settings that differ from those installed, under a name."""

    name: str
    what: str
    settings: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Ablation:
    """What became of the figures under named settings."""

    named: NamedSettings
    passages: int
    index_seconds: float | None
    """What taking the files in took; None where the indexes of an earlier setting serve."""
    index_bytes: int
    """What the indexes take on the disk, and in memory once all of them was read."""
    estimates: Mapping[str, Estimate]
    differences: Mapping[str, PairedDifference]
    """Against the settings as installed, by measure; empty for those themselves."""


def read_named(path: Path) -> NamedSettings:
    """Read one file of named settings. Raises DatasetError naming the file and the fault."""
    try:
        record = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: cannot be read as TOML: {error}") from error
    what, settings = record.get("what"), record.get("settings")
    if (
        not isinstance(what, str)
        or not isinstance(settings, dict)
        or not settings
        or record.keys() - {"what", "settings"}
    ):
        raise DatasetError(f"{path}: must hold 'what' (a text) and a table 'settings' that is not empty, nothing else")
    try:
        load_settings(**settings)
    except InvalidSetting as error:
        raise DatasetError(f"{path}: {error.message}") from error
    return NamedSettings(path.stem, what, settings)


def read_all(paths: Sequence[Path]) -> tuple[NamedSettings, ...]:
    """Read files of named settings, and those in folders by name. Raises DatasetError where there is none, or two."""
    files = [file for path in paths for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]
    if not files:
        raise DatasetError(f"no .toml file of named settings in {', '.join(map(str, paths))}")
    named = tuple(map(read_named, files))
    names = [one.name for one in named]
    for name in names:
        if names.count(name) > 1 or name == AS_INSTALLED:
            raise DatasetError(f"settings named {name!r} stand twice; give one of the files another name")
    return named


def ablate(
    dataset: Dataset,
    files: Sequence[Path],
    sources: frozenset[str],
    named: Sequence[NamedSettings],
    asking: Asking,
    measures: Sequence[str],
) -> Iterator[Ablation]:
    """Yield the figures as installed, then those under each of the named settings, as they are had."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kb-ablate-")))
        homes: dict[tuple[object, ...], Path] = {}
        usual: tuple[Scored, ...] = ()
        for one in (NamedSettings(AS_INSTALLED, "", {}), *named):
            key = _index_key(one)
            seconds = None if key in homes else _build(folder / str(len(homes)), one, files)
            home = homes.setdefault(key, folder / str(len(homes)))
            with _opened(home, one) as knowledge:
                system = Library(knowledge, asking)
                replies = [system.ask(question.text) for question in dataset.questions]
                passages = knowledge.stats().passages
            held = sum(file.stat().st_size for file in (home / "segments").rglob("*") if file.is_file())
            scored = score_all(dataset, replies, sources)
            differences = {measure: paired_test(usual, scored, measure) for measure in measures} if usual else {}
            usual = usual or scored
            yield Ablation(one, passages, seconds, held, estimates(scored), differences)


def _index_key(named: NamedSettings) -> tuple[object, ...]:
    return tuple(named.settings.get(name, Settings.model_fields[name].default) for name in _INDEXING)


def _build(home: Path, named: NamedSettings, files: Sequence[Path]) -> float:
    started = time.perf_counter()
    with _opened(home, named) as knowledge:
        report = knowledge.ingest(files)
    faults = [f"{file.name}: {file.reason}" for file in report.files if file.status is IngestStatus.FAILED]
    if faults:
        raise DatasetError(f"files that could not be taken in: {'; '.join(faults)}")
    return time.perf_counter() - started


@contextmanager
def _opened(home: Path, named: NamedSettings) -> Iterator[KnowledgeBase]:
    knowledge = KnowledgeBase.open(load_settings(**{**named.settings, "home": home}))
    try:
        yield knowledge
    finally:
        knowledge.close()
