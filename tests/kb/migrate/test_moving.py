"""Bases moved between SQLite and PostgreSQL: everything there, nothing twice, nothing over another base."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from kb.cli import main
from kb.errors import HomeDamaged, HomeVersionMismatch, NotFound, StoreUnsuitable
from kb.feedback import FeedbackBook
from kb.knowledge_base import KnowledgeBase
from kb.migrate import copying
from kb.migrate.copying import verify_rows
from kb.migrate.digests import TableDigest, canonical
from kb.migrate.moving import Moved, move
from kb.migrate.tables import TABLES, digest_of
from kb.settings import Settings, load_settings
from kb.store.audit import AuditAction, AuditQuery
from kb.store.database import Place
from kb.store.opening import opened_database
from kb.store.store import Store
from kb.types import Query
from tests.contracts.store import opened
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, TREES, open_base, policy, take
from tests.postgres import Server

ROOT = Path(__file__).resolve().parents[3]
QUESTIONS = ("贷款贴息的标准是多少？", "古树树冠外几米内不得挖坑？", "房租补助多少？")
# What every move adds, leaves out, or counts on.
_OF_A_PLACE = {"meta", "audit", "generations"}


@pytest.fixture
def address(postgres_server: Server) -> Iterator[str]:
    with postgres_server.database(f"kb-{uuid4().hex[:8]}") as address:
        yield address


def rebuild(settings: Settings) -> int:
    base = KnowledgeBase.open(settings, encoder=HashEncoder())
    try:
        return base.reindex()
    finally:
        base.close()


def at(home: Path, address: str | None = None) -> Settings:
    return load_settings(home=home, database_url=address)


def filled(home: Path, **settings: object) -> None:
    """Make a base with something of everything, some of it purged: its numbers have gaps at their ends."""
    with open_base(home, **settings) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
        take(base, {"trees.txt": TREES, "gone.txt": policy("清河市夜市管理办法", "为了规范夜市，制定本办法。")})
        take(base, {"loans.txt": LOANS.replace("百分之五十", "百分之六十")})
        base.withdraw("d000002")
        base.purge("d000004")


def answers(base: KnowledgeBase) -> list[Any]:
    """Return all that users see of a base, without how long it took."""
    asked = [replace(base.ask(Query(one)), timings_ms={}) for one in QUESTIONS]
    return [base.documents(include_withdrawn=True), *asked]


def seen(settings: Settings) -> list[Any]:
    with open_base(settings.home, database_url=_plain(settings)) as base:
        return answers(base)


def digests(place: Place) -> dict[str, TableDigest]:
    with opened(place).connect() as connection:
        return {table.name: digest_of(connection, table) for table in TABLES if table.name not in _OF_A_PLACE}


def _plain(settings: Settings) -> str | None:
    return settings.database_url.get_secret_value() if settings.database_url else None


def moved(source: Settings, target: Settings) -> Moved:
    return move(source, target, rebuild)


def test_a_base_goes_into_postgresql_and_back(tmp_path: Path, address: str) -> None:
    file, server, back = at(tmp_path / "file"), at(tmp_path / "server", address), at(tmp_path / "back")
    filled(file.home)
    told = seen(file)
    there = moved(file, server)
    assert seen(server) == told
    again = moved(server, back)
    assert seen(back) == told
    assert digests(file.rows) == digests(server.rows) == digests(back.rows)
    assert (there.generation, again.generation) == (5, 6)
    assert (there.is_resumed, again.is_resumed) == (False, False)
    assert {name: there.rows[name] for name in ("documents", "versions", "sources", "audit")} == {
        "documents": 3,
        "versions": 4,
        "sources": 4,
        "audit": 7,
    }
    with open_base(back.home) as base:
        log = [(one.action, one.source) for one in base.log(AuditQuery(limit=3)).entries]
        name = f"PostgreSQL 127.0.0.1:{sa.make_url(address).port}/{sa.make_url(address).database}"
        assert log[0] == (AuditAction.IMPORTED, name)
        # No number is given twice, not even one whose document was purged.
        report = take(base, {"new.txt": policy("清河市制茶办法", "为了支持制茶，制定本办法。", "制茶每户补助四万元。")})
        assert [one.document_id for one in report[0].documents] == ["d000005"]
    rows = [connection_rows(place, "SELECT max(version_row), max(source_id) FROM versions") for place in (back.rows,)]
    assert rows == [[(6, 6)]]
    # Three bases, not one: each has its own collections on an index server.
    names = set()
    for settings in (file, server, back):
        with closing(Store(settings.rows)) as store:
            names.add(store.identity())
    assert len(names) == 3


def connection_rows(place: Place, query: str) -> list[tuple[Any, ...]]:
    with opened(place).connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_a_server_gives_the_next_numbers_too(tmp_path: Path, address: str) -> None:
    filled(tmp_path / "file")
    moved(at(tmp_path / "file"), at(tmp_path / "server", address))
    with open_base(tmp_path / "server", database_url=address) as base:
        take(base, {"new.txt": policy("清河市制茶办法", "为了支持制茶，制定本办法。", "制茶每户补助四万元。")})
    assert connection_rows(address, "SELECT max(version_row), max(source_id) FROM versions") == [(6, 6)]


def test_keys_words_opinions_and_corrections_go_along(tmp_path: Path, address: str) -> None:
    source, target = at(tmp_path / "file"), at(tmp_path / "server", address)
    filled(source.home)
    with open_base(source.home) as base:
        key = base.access.keys.add("柜台", role="edit") if hasattr(base.access, "keys") else None
        base.words.add("房补", ["租金补助"]) if hasattr(base.words, "add") else None
        assert isinstance(base.feedback, FeedbackBook)
    moved(source, target)
    assert digests(source.rows) == digests(address)
    assert key is None or digests(address)["access_keys"].rows == 1


_KILLED = """
import os, signal, sys
from pathlib import Path
from kb.migrate import copying
from kb.migrate.moving import move
from kb.settings import load_settings
copying._BATCH_ROWS = 3
batches = copying._batches
def stop(rows):
    for number, batch in enumerate(batches(rows)):
        yield batch
        if batch and number == 1 and "lead_in" in batch[0]._mapping:
            os.kill(os.getpid(), signal.SIGKILL)
copying._batches = stop
source, target, address = sys.argv[1:]
move(load_settings(home=Path(source)), load_settings(home=Path(target), database_url=address), lambda _: 0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_move_goes_on_where_it_was(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = at(tmp_path / "file"), at(tmp_path / "server", address)
    filled(source.home)
    told = seen(source)
    program = [sys.executable, "-c", _KILLED, str(source.home), str(target.home), address]
    assert subprocess.run(program, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert connection_rows(address, "SELECT count(*) FROM passages") == [(6,)]
    # Nobody takes it for a base.
    with pytest.raises(HomeVersionMismatch, match="还没有迁移完.*kb migrate"):
        seen(target)
    written: list[str] = []
    batches = copying._batches

    def watched(rows: Iterator[Any]) -> Iterator[Any]:
        for batch in batches(rows):
            written.append(",".join(sorted(batch[0]._mapping))[:20])
            yield batch

    monkeypatch.setattr(copying, "_batches", watched)
    done = moved(source, target)
    assert done.is_resumed
    assert done.rows == {name: digest.rows for name, digest in digests(source.rows).items()} | {
        name: done.rows[name] for name in _OF_A_PLACE
    }
    assert connection_rows(address, "SELECT count(*) FROM passages") == [(done.rows["passages"],)]
    assert digests(source.rows) == digests(address)
    assert seen(target) == told
    # What was there was compared, not written again: of the documents nothing was.
    assert not any(columns.startswith("document_id,source_n") for columns in written)


def test_a_source_that_changed_meanwhile_is_copied_as_it_is_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = at(tmp_path / "file"), at(tmp_path / "other")
    filled(source.home)
    with monkeypatch.context() as broken:
        broken.setattr("kb.migrate.moving.finish_rows", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            moved(source, target)
    with open_base(source.home) as base:
        base.purge("d000001")
        take(base, {"loans.txt": LOANS})
    done = moved(source, target)
    assert done.is_resumed
    assert digests(source.rows) == digests(target.rows)
    assert seen(target) == seen(source)


def test_a_move_that_was_broken_off_while_indexes_were_built_builds_them(tmp_path: Path) -> None:
    source, target = at(tmp_path / "file"), at(tmp_path / "other")
    filled(source.home)
    with pytest.raises(KeyboardInterrupt):
        move(source, target, _interrupt)
    done = moved(source, target)
    assert (done.is_resumed, done.generation) == (True, 5)
    assert done.rows["versions"] == 4
    assert seen(target) == seen(source)
    with pytest.raises(StoreUnsuitable, match="里已经有一个知识库，不会覆盖"):
        moved(source, target)


def _interrupt(*_: object) -> int:
    raise KeyboardInterrupt


def test_rows_that_are_read_back_otherwise_are_told(tmp_path: Path) -> None:
    source, target = at(tmp_path / "file"), at(tmp_path / "bad")
    filled(source.home)
    target.home.mkdir()
    Store(target.home / "kb.sqlite3").close()
    with closing(sqlite3.connect(target.home / "kb.sqlite3")) as connection:
        connection.execute(
            "CREATE TRIGGER spoil AFTER INSERT ON passages WHEN new.passage_row = 3 "
            "BEGIN UPDATE passages SET text = 'x' WHERE passage_row = 3; END"
        )
    with pytest.raises(HomeDamaged, match="核对不一致：表 passages 原有 .* 校验值不同；目标没有启用"):
        moved(source, target)
    with pytest.raises(HomeVersionMismatch, match="还没有迁移完"):
        Store(target.home / "kb.sqlite3")


def test_one_character_is_enough_to_differ(tmp_path: Path) -> None:
    source, target = at(tmp_path / "file"), at(tmp_path / "other")
    filled(source.home)
    with monkey_copy(source, target) as (ours, theirs):
        verify_rows(ours, theirs)
        with theirs.writing() as connection:
            connection.execute(sa.text("UPDATE clauses SET title = '' WHERE title IS NULL AND position = 0"))
        with pytest.raises(HomeDamaged, match="表 clauses"):
            verify_rows(ours, theirs)


class monkey_copy:
    """Two databases, one the copy of the other."""

    def __init__(self, source: Settings, target: Settings) -> None:
        target.home.mkdir()
        with closing(sqlite3.connect(source.rows)) as one, closing(sqlite3.connect(target.rows)) as other:
            one.backup(other)
        self._both = opened_database(source.rows), opened_database(target.rows)

    def __enter__(self) -> tuple[Any, Any]:
        return self._both

    def __exit__(self, *_: object) -> None:
        for one in self._both:
            one.close()
