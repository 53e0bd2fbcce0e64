"""Homes over one PostgreSQL: the same answers as over SQLite, on several machines, with a writer at a time."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from kb.errors import BundleError, HomeDamaged, NotFound, StoreUnreachable
from kb.knowledge_base import KnowledgeBase
from kb.types import Answer, Query
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, SEEDS, TREES, open_base, take
from tests.postgres import Server

ASKED = ("《{}》的主要内容是什么？", "{}从什么时候开始？", "哪些企业可以申请{}？")


@pytest.fixture
def address(postgres_server: Server) -> Iterator[str]:
    with postgres_server.database(f"kb-{uuid4().hex[:8]}") as address:
        yield address


def segments(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "segments").iterdir())


def found(base: KnowledgeBase, question: str) -> list[tuple[str, float]]:
    return [
        (hit.passage.passage_id, round(hit.score, 6))
        for hit in base.search(Query(question, include_not_in_force=True)).hits
    ]


def test_another_machine_builds_its_own_indexes_and_finds_the_same(
    tmp_path: Path, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    with open_base(one, database_url=address) as writer, open_base(other, database_url=address) as reader:
        assert found(reader, "贷款贴息标准") == []
        take(writer, {"loans.txt": LOANS})
        with caplog.at_level(logging.WARNING, logger="kb.index.rebuilt"):
            assert found(reader, "贷款贴息标准") == found(writer, "贷款贴息标准") != []
        assert [record.getMessage() for record in caplog.records] == [
            f"segment s000001 is not in {other / 'segments'}: it is built here from the rows"
        ]
        # Either may write.
        take(reader, {"trees.txt": TREES})
        take(writer, {"rent.txt": RENT})
        assert [one.document_id for one in reader.documents().documents] == ["d000001", "d000002", "d000003"]
        for question in ("贷款贴息标准", "古树保护", "租金补助期限"):
            assert found(reader, question) == found(writer, question) != []
        assert segments(other)[-1] == segments(one)[-1]
        # What was purged on one machine goes from the other's folder when it next looks.
        writer.purge("d000001")
        assert found(reader, "古树保护") == found(writer, "古树保护") != []
        assert segments(one) == segments(other)
        data = b"".join(path.read_bytes() for path in (other / "segments").rglob("*") if path.is_file())
        assert "贴息标准".encode() not in data
        with pytest.raises(NotFound):
            reader.document("d000001")


def test_a_segment_of_another_model_is_not_built_with_this_one(tmp_path: Path, address: str) -> None:
    with open_base(tmp_path / "one", database_url=address) as writer:
        take(writer, {"loans.txt": LOANS})
    with (
        open_base(tmp_path / "other", encoder=HashEncoder(32), database_url=address) as reader,
        pytest.raises(HomeDamaged, match="另一个向量模型"),
    ):
        reader.stats()


@pytest.mark.parametrize(
    ("files", "most"),
    [((SEEDS / "001_979a40ac786872ea.txt",), 4), pytest.param((SEEDS,), 30, marks=pytest.mark.soak)],
)
def test_the_same_answers_as_over_sqlite(tmp_path: Path, address: str, files: tuple[Path, ...], most: int) -> None:
    told: list[list[Any]] = []
    for name, url in (("sqlite", None), ("postgres", address)):
        with open_base(tmp_path / name, database_url=url) as base:
            base.ingest(files)
            page = base.documents(limit=100)
            titles = [one.title for one in page.documents][:most]
            questions = [ASKED[number % len(ASKED)].format(title) for number, title in enumerate(titles)]
            told.append([page, *(comparable(base.ask(Query(question))) for question in questions)])
    assert 1 < len(told[0]) <= most + 1
    assert told[0] == told[1]


def comparable(answer: Answer) -> Answer:
    """Return an answer without how long it took."""
    return replace(answer, timings_ms={})


def test_a_connection_lost_while_a_generation_is_published_leaves_the_one_before(
    tmp_path: Path, address: str, postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_base(tmp_path / "home", database_url=address) as base:
        take(base, {"loans.txt": LOANS})
        before = found(base, "贷款贴息标准")
        from kb.store.writer import StoreWriter

        publish = StoreWriter.publish

        def lose(writer: StoreWriter, *given: Any) -> int:
            number = publish(writer, *given)
            postgres_server.run("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
            return number

        with monkeypatch.context() as lost:
            lost.setattr(StoreWriter, "publish", lose)
            with pytest.raises(StoreUnreachable, match=r"连不上数据库 PostgreSQL 127\.0\.0\.1"):
                take(base, {"trees.txt": TREES})
        assert base.stats().generation == 1
        assert found(base, "贷款贴息标准") == before
        # The file was taken in; it is published by whoever writes next.
        with open_base(tmp_path / "other", database_url=address) as other:
            # The server gives no number twice, not even one that was rolled back.
            assert other.ingest_files([]).generation == 3
            assert found(base, "古树保护") == found(other, "古树保护") != []


_KILLED = """
import sys
from pathlib import Path
from kb.index.build import Publisher
from tests.kb.homes import TREES, open_base, take
publish = Publisher.publish
def stop(self, **given):
    print("taken", flush=True)
    sys.stdin.readline()
Publisher.publish = stop
with open_base(Path(sys.argv[1]), database_url=sys.argv[2]) as base:
    take(base, {"trees.txt": TREES})
"""


@pytest.mark.soak
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_writer_that_is_killed_is_taken_over_from(tmp_path: Path, address: str) -> None:
    with open_base(tmp_path / "home", database_url=address) as base:
        take(base, {"loans.txt": LOANS})
        root = SEEDS.parent
        program = [sys.executable, "-c", _KILLED, str(tmp_path / "other"), address]
        writing = subprocess.Popen(program, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        with writing:
            assert writing.stdout is not None
            assert writing.stdout.readline() == "taken\n"
            assert [one.document_id for one in base.documents().documents] == ["d000001"]
            os.kill(writing.pid, signal.SIGKILL)
        report = take(base, {"rent.txt": RENT})
        assert [one.document_id for one in report[0].documents] == ["d000003"]
        assert [one.document_id for one in base.documents().documents] == ["d000001", "d000002", "d000003"]
        assert found(base, "古树保护")[0][0].startswith("d000002@1")


def test_the_home_opens_while_the_server_is_down_and_works_when_it_is_up(
    tmp_path: Path, address: str, postgres_server: Server
) -> None:
    postgres_server.stop()
    try:
        with open_base(tmp_path / "home", database_url=address) as base:
            with pytest.raises(
                StoreUnreachable, match=r"连不上数据库 PostgreSQL 127\.0\.0\.1:\d+/kb-.*KB_DATABASE_URL"
            ):
                base.warm_up()
            assert not base.ready
            store = next(check for check in base.readiness.checks() if check.name == "store")
            assert f"PostgreSQL 127.0.0.1:{postgres_server.port}" in store.message
            postgres_server.start()
            base.warm_up()
            assert base.ready
            take(base, {"loans.txt": LOANS})
            # Connections of before are noticed to be gone, and questions go on.
            before = found(base, "贷款贴息标准")
            postgres_server.stop()
            postgres_server.start()
            assert found(base, "贷款贴息标准") == before != []
    finally:
        if not (postgres_server.data / "postmaster.pid").exists():
            postgres_server.start()


def test_what_copies_files_of_the_home_says_so(tmp_path: Path, address: str) -> None:
    with (
        open_base(tmp_path / "home", database_url=address) as base,
        pytest.raises(BundleError, match=r"kb export --without-vectors.*pg_dump"),
    ):
        base.bundles.write(tmp_path / "copy.kbz")


def test_the_password_is_in_no_error(tmp_path: Path, address: str) -> None:
    url = sa.make_url(address).set(password="geheim77", port=9).render_as_string(hide_password=False)
    with open_base(tmp_path / "home", database_url=url) as base, pytest.raises(StoreUnreachable) as caught:
        base.stats()
    told = (
        f"{caught.value} {caught.value.detail} {base.settings!r} {caught.value.__cause__} {base.settings.rows == url}"
    )
    assert "geheim77" not in told
    assert told.endswith("True")
