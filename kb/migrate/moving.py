"""A base moved to another place: its rows copied and compared, its indexes built there from the vectors it has."""

import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from kb.errors import NotFound, StoreUnsuitable
from kb.index.model import VECTORS_FILE
from kb.index.places import SEGMENTS
from kb.migrate.copying import Progress, copy_rows
from kb.migrate.tables import given_numbers, moment
from kb.migrate.target import claim, finish, finish_rows
from kb.rules.applicant.qualifications import OWN_NAMES
from kb.settings import Settings
from kb.store.database import Database
from kb.store.opening import opened_database
from kb.store.store import Store

_ROWS = "kb.sqlite3"

Rebuild = Callable[[Settings], int]
"""Builds every index of the settings' base; returns the generation's number."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A base that lies in another place now; the one it was copied from is as it was."""

    settings: Settings
    """Those of the new place."""
    source: str
    target: str
    rows: dict[str, int]
    """The rows of each table, equal on both sides."""
    generation: int
    is_resumed: bool
    seconds: float


def move(source: Settings, target: Settings, rebuild: Rebuild, progress: Progress | None = None) -> Moved:
    """Copy a base to the place of other settings, or go on where a run was broken off.

    Nobody writes documents to the source meanwhile. Raises NotFound where there is no base, StoreUnsuitable where the
    target holds another or cannot hold this one, HomeDamaged where the copy differs, HomeLocked, what `rebuild` raises.
    """
    started = time.perf_counter()
    _require_source(source)
    _require_apart(source, target)
    identity = _identity(source)
    target.home.mkdir(parents=True, exist_ok=True)
    name = place_name(target)
    with (
        closing(opened_database(source.rows)) as ours,
        closing(opened_database(target.rows, filling=True)) as theirs,
        ours.alone(),
    ):
        with theirs.alone():
            begun = claim(theirs, identity, name)
            rows = begun.rows
            if rows is None:
                _require_no_segments(target)
                rows = _copied(ours, theirs, identity, progress)
        _copy_files(source.home, target.home)
        generation = rebuild(target)
        detail = {"rows": sum(rows.values()), "generation": generation}
        finish(theirs, place_name(source), detail)
    seconds = time.perf_counter() - started
    return Moved(target, place_name(source), name, dict(rows), generation, begun.has_begun, seconds)


def place_name(settings: Settings) -> str:
    """Return what people are told of where a base's rows lie, without a password."""
    if settings.database_url is None:
        return str(settings.home)
    url = sa.make_url(settings.database_url.get_secret_value())
    schema = url.query.get("options", "")
    inside = f"?{schema}" if schema else ""
    return f"PostgreSQL {url.host or 'localhost'}:{url.port or 5432}/{url.database}{inside}"


def _copied(ours: Database, theirs: Database, identity: str, progress: Progress | None) -> dict[str, int]:
    rows = copy_rows(ours, theirs, progress)
    with moment(ours) as connection:
        numbers = given_numbers(connection)
    finish_rows(theirs, identity, rows, numbers)
    return rows


def _require_source(source: Settings) -> None:
    if source.database_url is None and not (source.home / _ROWS).is_file():
        raise NotFound(f"{source.home} 里没有知识库；请检查 --home、KB_HOME 和 KB_DATABASE_URL", home=str(source.home))


def _require_apart(source: Settings, target: Settings) -> None:
    if source.home.resolve() == target.home.resolve():
        raise StoreUnsuitable(
            f"新旧知识库不能用同一个文件夹 {source.home}：索引会互相覆盖；请用 --into 指定另一个文件夹",
            home=str(source.home),
        )
    if target.database_url is not None and (target.home / _ROWS).is_file():
        raise StoreUnsuitable(
            f"{target.home} 里已经有一个知识库；请用 --into 指定一个新的或空的文件夹", home=str(target.home)
        )


def _require_no_segments(target: Settings) -> None:
    folder = target.home / SEGMENTS
    if folder.is_dir() and any(folder.iterdir()):
        raise StoreUnsuitable(
            f"{target.home} 里已经有别的知识库的索引；请用 --into 指定一个新的或空的文件夹", home=str(target.home)
        )


def _identity(source: Settings) -> str:
    with closing(Store(source.rows)) as store:
        return store.identity()


def _copy_files(source: Path, target: Path) -> None:
    """Copy the vectors that were computed, so that none is computed again, and what else the home has of its own."""
    for name in (VECTORS_FILE, OWN_NAMES):
        if not (source / name).is_file() or (target / name).exists():
            continue
        draft = target / f"{name}.moving"
        draft.unlink(missing_ok=True)
        if name == VECTORS_FILE:
            # Page by page of one moment: others may be writing it.
            with closing(sqlite3.connect(source / name)) as read, closing(sqlite3.connect(draft)) as copied:
                read.backup(copied)
        else:
            shutil.copyfile(source / name, draft)
        draft.replace(target / name)
