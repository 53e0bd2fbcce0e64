import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from kb.errors import HomeDamaged, HomeVersionMismatch
from kb.store.engine import open_engine
from kb.store.migrations import MIGRATIONS
from kb.store.schema import SCHEMA_VERSION, meta, words
from kb.store.schema import metadata as tables

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kb.sqlite3"


@pytest.fixture
def engine(file: Path) -> Iterator[sa.Engine]:
    engine = open_engine(file)
    yield engine
    engine.dispose()


def _described(inspector: sa.Inspector, table: str) -> dict[str, object]:
    """Return what the database itself says of a table."""
    return {
        "columns": [
            (column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(table)
        ],
        "primary key": inspector.get_pk_constraint(table)["constrained_columns"],
        "unique": sorted(one["column_names"] for one in inspector.get_unique_constraints(table)),
        "indexes": sorted((one["column_names"], one["unique"]) for one in inspector.get_indexes(table)),
        "foreign keys": sorted(
            (one["constrained_columns"], one["referred_table"], one["referred_columns"])
            for one in inspector.get_foreign_keys(table)
        ),
    }


def test_the_migrations_make_the_tables_of_the_schema(engine: sa.Engine) -> None:
    migrated = sa.inspect(engine)
    expected_engine = sa.create_engine("sqlite://")
    tables.create_all(expected_engine)
    expected = sa.inspect(expected_engine)
    assert sorted(migrated.get_table_names()) == sorted(tables.tables)
    for table in tables.tables:
        assert _described(migrated, table) == _described(expected, table)
    expected_engine.dispose()


def test_rows_numbered_by_the_store_are_never_numbered_twice(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        statements = connection.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
    numbered = {name for name, statement in statements if "AUTOINCREMENT" in statement}
    assert numbered == {"sources", "versions", "passages", "generations", "corrections", "audit", "feedback"}


def test_there_is_one_migration_a_schema_version() -> None:
    assert len(MIGRATIONS) == SCHEMA_VERSION


def test_a_fresh_home_starts_its_counters(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        assert dict(connection.execute(sa.select(meta.c.key, meta.c.value)).all()) == {
            "schema_version": str(SCHEMA_VERSION),
            "changes": "0",
            "next_document": "1",
            "next_segment": "1",
            "words_revision": "0",
            "access_revision": "0",
        }


def test_opening_again_changes_nothing(file: Path, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(meta).where(meta.c.key == "next_document").values(value="7"))
    again = open_engine(file)
    with again.connect() as connection:
        assert connection.execute(sa.select(meta.c.value).where(meta.c.key == "next_document")).scalar_one() == "7"
    again.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 10000)],
)
def test_every_connection_is_set_up(engine: sa.Engine, pragma: str, value: object) -> None:
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_a_home_of_a_newer_schema_is_refused_with_both_numbers(file: Path) -> None:
    open_engine(file).dispose()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(SCHEMA_VERSION + 41),))
    connection.close()
    with pytest.raises(HomeVersionMismatch) as caught:
        open_engine(file)
    assert caught.value.detail == {
        "home": str(file.parent),
        "found": SCHEMA_VERSION + 41,
        "supported": SCHEMA_VERSION,
    }
    assert f"结构版本 {SCHEMA_VERSION + 41}，本程序支持到 {SCHEMA_VERSION}" in caught.value.message
    with sqlite3.connect(file) as connection:
        (kept,) = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    connection.close()
    assert kept == str(SCHEMA_VERSION + 41)


def test_a_migration_that_fails_leaves_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: sa.Connection) -> None:
        connection.execute(sa.text("CREATE TABLE half (a INTEGER)"))
        raise ValueError("broken off")

    monkeypatch.setattr("kb.store.engine.MIGRATIONS", (*MIGRATIONS, fail))
    with pytest.raises(ValueError, match="broken off"):
        open_engine(file)
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    connection.close()


def test_a_home_of_the_first_schema_is_brought_to_the_newest(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as old:
        old.setattr("kb.store.engine.MIGRATIONS", MIGRATIONS[:1])
        old.setattr("kb.store.engine.SCHEMA_VERSION", 1)
        engine = open_engine(file)
        with engine.begin() as connection:
            connection.execute(sa.update(meta).where(meta.c.key == "next_document").values(value="7"))
            assert not sa.inspect(connection).has_table("words")
        engine.dispose()
    engine = open_engine(file)
    with engine.connect() as connection:
        assert dict(connection.execute(sa.select(meta.c.key, meta.c.value)).all()) == {
            "schema_version": str(SCHEMA_VERSION),
            "changes": "0",
            "next_document": "7",
            "next_segment": "1",
            "words_revision": "0",
            "access_revision": "0",
        }
        assert connection.execute(sa.select(words)).all() == []
    engine.dispose()


def test_a_file_that_is_no_database_is_named(file: Path) -> None:
    file.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises(HomeDamaged, match="file is not a database") as caught:
        open_engine(file)
    assert str(file) in caught.value.message
    assert caught.value.detail == {"home": str(file.parent)}


def test_a_folder_with_marks_of_an_address_in_its_name_is_taken_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "a?b#c%20d"
    folder.mkdir()
    open_engine(folder / "kb.sqlite3").dispose()
    assert [path.name for path in folder.iterdir()] == ["kb.sqlite3"]
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_two_programs_may_open_a_fresh_home_at_once(file: Path) -> None:
    code = "import sys; from pathlib import Path; from kb.store.engine import open_engine; sys.stdin.readline(); "
    code += "open_engine(Path(sys.argv[1])).dispose()"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(file)], cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    errors = [process.communicate(timeout=60)[1] for process in started]
    assert errors == ["", ""]
    assert [process.returncode for process in started] == [0, 0]
