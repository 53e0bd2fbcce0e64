"""Bases moved between SQLite and PostgreSQL: everything there, nothing twice, nothing over another base."""

import json
import shutil
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

from kb.bundles.unpacking import unpack
from kb.cli import main
from kb.errors import HomeDamaged, HomeVersionMismatch, NotFound, StoreUnsuitable
from kb.knowledge_base import KnowledgeBase
from kb.migrate import copying
from kb.migrate.digests import TableDigest, canonical
from kb.migrate.moving import Moved, move
from kb.migrate.tables import TABLES, digest_of
from kb.retrieve.standing.correction_values import Changes
from kb.settings import Settings, load_settings
from kb.store.access import Role
from kb.store.audit import AuditAction, AuditQuery
from kb.store.database import Place
from kb.store.feedback import FeedbackQuery, FeedbackVerdict
from kb.store.store import Store
from kb.types import AnswerStatus, Query
from tests.contracts.store import opened
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, TREES, open_base, policy, take
from tests.postgres import Server

ROOT = Path(__file__).resolve().parents[3]
MARKET = policy("清河市夜市管理办法", "为了规范夜市，制定本办法。")
TEA = policy("清河市制茶办法", "为了支持制茶，制定本办法。", "制茶每户补助四万元。")
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


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a base whose numbers have gaps, at their ends too: something is purged."""
    home = tmp_path_factory.mktemp("template") / "home"
    with open_base(home) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT, "trees.txt": TREES, "gone.txt": MARKET})
        take(base, {"loans.txt": LOANS.replace("百分之五十", "百分之六十")})
        base.withdraw("d000002")
        base.purge("d000004")
    return home


@pytest.fixture
def source(template: Path, tmp_path: Path) -> Settings:
    shutil.copytree(template, tmp_path / "file")
    return at(tmp_path / "file")


def answers(base: KnowledgeBase) -> list[Any]:
    """Return all that users see of a base, without how long it took."""
    asked = [replace(base.ask(Query(one)), timings_ms={}) for one in QUESTIONS]
    return [base.documents(include_withdrawn=True), *asked]


def seen(settings: Settings) -> list[Any]:
    with open_base(settings.home, database_url=_plain(settings)) as base:
        return answers(base)


def take_at(settings: Settings, files: dict[str, str]) -> None:
    with open_base(settings.home, database_url=_plain(settings)) as base:
        take(base, files)


def digests(place: Place) -> dict[str, TableDigest]:
    with opened(place).connect() as connection:
        return {table.name: digest_of(connection, table) for table in TABLES if table.name not in _OF_A_PLACE}


def _plain(settings: Settings) -> str | None:
    return settings.database_url.get_secret_value() if settings.database_url else None


def moved(source: Settings, target: Settings) -> Moved:
    return move(source, target, rebuild)


def test_a_base_goes_into_postgresql_and_back(tmp_path: Path, source: Settings, address: str) -> None:
    server, back = at(tmp_path / "server", address), at(tmp_path / "back")
    told = seen(source)
    there = moved(source, server)
    assert seen(server) == told
    again = moved(server, back)
    assert seen(back) == told
    assert digests(source.rows) == digests(server.rows) == digests(back.rows)
    assert (there.generation, again.generation) == (4, 5)
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
        report = take(base, {"new.txt": TEA})
        assert [one.document_id for one in report[0].documents] == ["d000005"]
    take_at(server, {"new.txt": TEA})
    for place in (back.rows, address):
        assert connection_rows(place, "SELECT max(version_row), max(source_id) FROM versions") == [(6, 6)]
    # Three bases, not one: each has its own collections on an index server.
    names = set()
    for settings in (source, server, back):
        with closing(Store(settings.rows)) as store:
            names.add(store.identity())
    assert len(names) == 3


def connection_rows(place: Place, query: str) -> list[tuple[Any, ...]]:
    with opened(place).connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


@pytest.mark.soak
def test_keys_words_opinions_and_corrections_go_along(tmp_path: Path, source: Settings, address: str) -> None:
    target = at(tmp_path / "server", address)
    with open_base(source.home) as base:
        key = base.access.add("柜台", Role.EDIT, groups=["财政"])
        base.words.add("房租补助", ["房补钱"])
        base.feedback.give(FeedbackVerdict.HELPFUL, QUESTIONS[0], "答", AnswerStatus.ANSWERED, comment="不错𠮷")
        base.corrections.change("d000001", Changes({"issuer": "清河市金融办"}), by="李四", reason="核对")
        shown = base.feedback.list(FeedbackQuery()), base.words.list(), base.corrections.history("d000001")
    moved(source, target)
    found = digests(address)
    assert found == digests(source.rows)
    assert [found[name].rows for name in ("access_keys", "words", "feedback", "corrections")] == [1, 1, 1, 1]
    with open_base(target.home, database_url=address) as base:
        assert (base.feedback.list(FeedbackQuery()), base.words.list(), base.corrections.history("d000001")) == shown
        assert base.access.check(key.secret).name == "柜台"


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
    tmp_path: Path, source: Settings, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = at(tmp_path / "server", address)
    told = seen(source)
    program = [sys.executable, "-c", _KILLED, str(source.home), str(target.home), address]
    assert subprocess.run(program, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert connection_rows(address, "SELECT count(*) FROM passages") == [(6,)]
    # Nobody takes it for a base.
    with pytest.raises(HomeVersionMismatch, match=r"还没有迁移完.*kb migrate"):
        seen(target)
    written: list[str] = []
    batches = copying._batches

    def watched(rows: Iterator[Any]) -> Iterator[Any]:
        for batch in batches(rows):
            written.append(",".join(sorted(map(str, batch[0]._mapping)))[:20])
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


@pytest.mark.soak
def test_a_source_that_changed_meanwhile_is_copied_as_it_is_now(
    tmp_path: Path, source: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = at(tmp_path / "other")
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


def test_a_move_that_was_broken_off_while_indexes_were_built_builds_them(tmp_path: Path, source: Settings) -> None:
    target = at(tmp_path / "other")
    with pytest.raises(KeyboardInterrupt):
        move(source, target, _interrupt)
    done = moved(source, target)
    assert (done.is_resumed, done.generation) == (True, 4)
    assert done.rows["versions"] == 4
    assert seen(target) == seen(source)
    with pytest.raises(StoreUnsuitable, match="里已经有一个知识库，不会覆盖"):
        moved(source, target)


def _interrupt(*_: object) -> int:
    raise KeyboardInterrupt


def test_rows_that_are_read_back_otherwise_are_told(tmp_path: Path, source: Settings) -> None:
    target = at(tmp_path / "bad")
    target.home.mkdir()
    Store(target.home / "kb.sqlite3").close()
    with closing(sqlite3.connect(target.home / "kb.sqlite3")) as connection:
        connection.execute(
            "CREATE TRIGGER spoil AFTER INSERT ON passages WHEN new.passage_row = 3 "
            "BEGIN UPDATE passages SET text = 'x' WHERE passage_row = 3; END"
        )
    with pytest.raises(HomeDamaged, match=r"核对不一致：表 passages 原有 17 行，.*校验值不同；目标没有启用"):
        moved(source, target)
    with pytest.raises(HomeVersionMismatch, match="还没有迁移完"):
        Store(target.home / "kb.sqlite3")


def test_a_digest_depends_on_values_and_not_on_their_order() -> None:
    one, other = TableDigest(), TableDigest()
    rows: list[tuple[object, ...]] = [(1, "甲", None), (2, "", b"\x00")]
    for row in rows:
        one.add(row)
    for row in reversed(rows):
        other.add(row)
    assert one == other
    assert len({canonical(row) for row in [(1, "甲"), ("1", "甲"), (b"1", "甲"), (None, "1甲"), ("1", "", "甲")]}) == 5
    # Of one database a truth value comes as a number.
    assert canonical((True,)) == canonical((1,))
    with pytest.raises(TypeError, match="float"):
        canonical((1.5,))


def test_what_holds_another_base_is_refused_and_left_as_it_was(tmp_path: Path, source: Settings, address: str) -> None:
    with open_base(tmp_path / "one", database_url=address) as base:
        take(base, {"rent.txt": RENT})
    before = digests(address)
    with pytest.raises(StoreUnsuitable, match="已经有一个知识库，不会覆盖；请换一个新的文件夹或空的数据库"):
        moved(source, at(tmp_path / "target", address))
    assert digests(address) == before
    # One whose documents were all purged counts too: their ids are not given again.
    with open_base(tmp_path / "one", database_url=address) as base:
        base.purge("d000001")
    with pytest.raises(StoreUnsuitable, match="不会覆盖"):
        moved(source, at(tmp_path / "target", address))
    with pytest.raises(StoreUnsuitable, match=r"不能用同一个文件夹.*--into"):
        moved(source, at(source.home, address))
    with open_base(tmp_path / "third") as base:
        take(base, {"rent.txt": RENT})
    with pytest.raises(StoreUnsuitable, match="已经有一个知识库；请用 --into"):
        moved(source, at(tmp_path / "third", address))
    with pytest.raises(NotFound, match="nothing 里没有知识库"):
        moved(at(tmp_path / "nothing"), at(tmp_path / "target"))


@pytest.mark.soak
def test_what_another_base_began_to_fill_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "other"):
        with open_base(tmp_path / name) as base:
            take(base, {"rent.txt": RENT})
    with monkeypatch.context() as broken:
        broken.setattr("kb.migrate.moving.finish_rows", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            moved(at(tmp_path / "one"), at(tmp_path / "target"))
    with pytest.raises(StoreUnsuitable, match="另一个知识库迁移到一半的数据"):
        moved(at(tmp_path / "other"), at(tmp_path / "target"))


def test_characters_that_postgresql_refuses_are_named(tmp_path: Path, source: Settings, address: str) -> None:
    with closing(sqlite3.connect(source.rows)) as connection, connection:
        connection.execute("UPDATE clauses SET title = 'a' || char(0) WHERE version_row = 1 AND position = 2")
    with pytest.raises(StoreUnsuitable, match=r"有 1 处文字含空字符.*clauses\.title（1、2）"):
        moved(source, at(tmp_path / "target", address))
    # A folder takes them.
    moved(source, at(tmp_path / "other"))
    assert digests(source.rows) == digests(tmp_path / "other" / "kb.sqlite3")


def test_the_command_moves_and_says_what_to_set(
    tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_base(tmp_path / "home") as base:
        take(base, {"rent.txt": RENT})
    url = sa.make_url(address).set(password="geheim77").render_as_string(hide_password=False)
    assert main(["--home", str(tmp_path / "home"), "--json", "migrate", "--to", url, "--by", "张三"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert told["home"] == str(tmp_path / "home-postgresql")
    assert (told["rows"]["documents"], told["generation"], told["resumed"]) == (1, 2, False)
    assert f"KB_HOME={tmp_path / 'home-postgresql'}" in err
    assert "KB_DATABASE_URL=迁移时 --to 给的地址" in err
    assert "geheim77" not in out + err
    with open_base(tmp_path / "home-postgresql", database_url=address) as base:
        assert base.log(AuditQuery(limit=1)).entries[0].who == "张三"
    assert main(["--home", str(tmp_path / "home"), "migrate", "--to", "postgres://x"]) == 2
    assert "KB_DATABASE_URL 的值不行" in capsys.readouterr().err


def test_a_server_s_rows_go_into_a_bundle_that_is_imported_into_a_folder(
    tmp_path: Path, source: Settings, address: str
) -> None:
    server = at(tmp_path / "server", address)
    moved(source, server)
    with open_base(server.home, database_url=address) as base:
        report = base.bundles.write(tmp_path / "rows.kbz", with_vectors=False)
        told = answers(base)
    assert (report.manifest.counts.documents, report.manifest.generation) == (3, 0)
    there = at(tmp_path / "there")
    generations: list[int] = []
    unpack(tmp_path / "rows.kbz", there, lambda home: generations.append(rebuild(at(home))))
    assert generations == [5]
    assert seen(there) == told
    assert digests(there.rows) == digests(address)
