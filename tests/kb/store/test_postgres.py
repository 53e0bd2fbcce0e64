"""What only a server can do: break off, be too old, be of another encoding."""

import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from kb.errors import HomeLocked, InvalidSetting, StoreUnreachable, StoreUnsuitable
from kb.settings import Settings, load_settings
from kb.store.postgres import SESSION_SETTINGS, PostgresDatabase
from kb.store.postgres_tables import finish_tables
from kb.store.store import Store
from tests.contracts.store import counts, look, take
from tests.kb.homes import RENT, TREES
from tests.postgres import Server

_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'policy-knowledge-base'"


@pytest.fixture
def address(postgres_server: Server) -> Iterator[str]:
    with postgres_server.database(f"kb-{uuid4().hex[:8]}") as address:
        yield address


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    store = Store(address)
    yield store
    store.close()


def test_what_is_read_is_read_once_more_where_the_connection_was_lost(store: Store, postgres_server: Server) -> None:
    take(store, "rent.txt", RENT)
    postgres_server.run(_OTHERS)
    assert store.changes() == 1
    postgres_server.run(_OTHERS)
    assert [row for row, _ in store.texts([1])] == [1]


def test_rows_go_on_where_they_were(store: Store, postgres_server: Server) -> None:
    take(store, "rent.txt", RENT)
    take(store, "trees.txt", TREES)
    expected = [row.passage_row for row in store.passages_of([1, 2])]
    rows = store.passages_of([1, 2])
    got = [next(rows).passage_row]
    postgres_server.run(_OTHERS)
    got += [row.passage_row for row in rows]
    assert got == expected
    assert len(got) == 7


def test_a_change_is_not_made_again_but_leaves_nothing(store: Store, address: str, postgres_server: Server) -> None:
    take(store, "rent.txt", RENT)
    before = counts(address)
    with pytest.raises(StoreUnreachable, match="恢复后重新运行会接着做"), store.writing() as writer:
        writer.purge("d000001")
        postgres_server.run(_OTHERS)
        writer.take_segment_name()
    assert counts(address) == before
    with store.writing() as writer:
        assert writer.take_segment_name() == "s000001"


def test_a_writer_that_lost_its_lock_writes_no_more(store: Store, address: str, postgres_server: Server) -> None:
    other = Store(address)
    with store.alone():
        with store.writing() as writer:
            writer.add_document("甲", "a.txt")
        postgres_server.run(_OTHERS)
        with other.alone(), other.writing() as writer:
            writer.add_document("乙", "b.txt")
        for _ in range(2):
            with pytest.raises(StoreUnreachable), store.writing() as writer:
                writer.add_document("丙", "c.txt")
    with store.alone(), store.writing() as writer:
        assert writer.add_document("丁", "d.txt") == "d000003"
    other.close()


def test_two_changes_at_once_wait_for_each_other(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SESSION_SETTINGS, "lock_timeout", "200ms")
    refused: list[str] = []

    def change() -> None:
        try:
            with store.noting() as writer:
                writer.add_document("乙", "b.txt")
        except HomeLocked as error:
            refused.append(error.message)

    with store.writing() as writer:
        writer.add_document("甲", "a.txt")
        thread = threading.Thread(target=change)
        thread.start()
        thread.join()
    assert [message.partition(" ")[0] for message in refused] == ["另一个程序正在写知识库"]


def test_several_bases_may_share_a_database(address: str, postgres_server: Server) -> None:
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE SCHEMA other")
    other = Store(f"{address}?options=-csearch_path%3Dother")
    store = Store(address)
    take(store, "rent.txt", RENT)
    # The lock of one keeps nobody out of the other.
    with store.alone(), other.alone():
        take(other, "trees.txt", TREES)
    titles = [[row.metadata.title for row in one.version_rows()] for one in (store, other)]
    assert titles == [["清河市创业场地租金补助办法"], ["清河市古树名木保护规定"]]
    store.close()
    other.close()


def test_texts_sort_by_their_characters_in_every_database(postgres_server: Server) -> None:
    like = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'zh' LOCALE 'C.UTF-8'"
    with postgres_server.database("sorted", like=like) as address:
        assert look(address) == 0
        engine = sa.create_engine(address, poolclass=sa.pool.NullPool)
        with engine.begin() as connection:
            columns = "SELECT DISTINCT data_type, collation_name FROM information_schema.columns"
            kinds = {tuple(row) for row in connection.exec_driver_sql(f"{columns} WHERE table_schema = 'public'")}
            assert kinds == {("text", "C"), ("integer", None), ("boolean", None), ("bytea", None)}
            # It leaves alone what is as it should be.
            finish_tables(connection)


def test_an_old_server_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.store.postgres.OLDEST_SERVER", 99)
    with pytest.raises(StoreUnsuitable, match=r"的版本是 \d+，需要 99 或更新") as caught:
        look(address)
    assert caught.value.detail["supported"] == 99
    assert counts_of_tables(address) == 0


def test_a_database_of_another_encoding_is_refused(postgres_server: Server) -> None:
    like = "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'"
    with postgres_server.database("ascii", like=like) as address:
        with pytest.raises(StoreUnsuitable, match=r"编码是 SQL_ASCII.*createdb -E UTF8"):
            look(address)
        assert counts_of_tables(address) == 0


def test_a_user_who_may_not_make_tables_is_told(address: str, postgres_server: Server) -> None:
    postgres_server.run("DROP ROLE IF EXISTS guest")
    postgres_server.run("CREATE ROLE guest LOGIN")
    guest = sa.make_url(address).set(username="guest").render_as_string()
    with pytest.raises(StoreUnsuitable, match="ALTER DATABASE … OWNER TO"):
        look(guest)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"port": 9}, "refused"),
        ({"database": "nowhere"}, 'database "nowhere" does not exist'),
        ({"username": "nobody"}, 'role "nobody" does not exist'),
    ],
)
def test_a_server_that_cannot_be_had_is_named_with_the_reason(
    address: str, change: dict[str, object], said: str
) -> None:
    url = sa.make_url(address).set(password="geheim", **change)  # type: ignore[arg-type]  # the cases above
    with pytest.raises(StoreUnreachable, match=said) as caught:
        look(url.render_as_string(hide_password=False))
    assert caught.value.message.startswith(f"连不上数据库 PostgreSQL 127.0.0.1:{url.port}/{url.database}")
    assert "geheim" not in caught.value.message


def test_without_the_driver_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(InvalidSetting, match=r"pip install 'policy-knowledge-base\[postgres\]'"):
        PostgresDatabase("postgresql://localhost/kb")


def test_the_setting_takes_addresses_of_postgresql_and_shows_no_password() -> None:
    url = "postgresql+psycopg://kb:geheim@db.example:5432/kb?sslmode=require"
    settings = load_settings(database_url=url)
    assert settings.rows == url
    assert "geheim" not in f"{settings!r} {settings.model_dump(mode='json')}"
    assert load_settings(database_url=" ").rows == Path(".kb/kb.sqlite3")
    assert Settings(database_url=url).fingerprint("x") == Settings().fingerprint("x")
    for wrong in ("mysql://kb:geheim@host/kb", "postgresql://kb:geh@eim@host/kb", "geheim", "postgresql://host"):
        with pytest.raises(InvalidSetting, match="KB_DATABASE_URL") as caught:
            load_settings(database_url=wrong)
        assert "geh" not in f"{caught.value} {caught.value.detail} {caught.value.__cause__}"


def counts_of_tables(address: str) -> int:
    engine = sa.create_engine(address, poolclass=sa.pool.NullPool, connect_args={"client_encoding": "utf8"})
    return len(sa.inspect(engine).get_table_names())
