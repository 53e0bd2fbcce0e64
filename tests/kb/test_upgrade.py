"""Homes that earlier programs wrote (tests/data/homes): opened, brought to this schema, answering as they did."""

import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from kb.errors import HomeVersionMismatch, ModelMismatch
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.words.entries import WordEntry, WordState
from kb.settings import load_settings
from kb.store.migrations import MIGRATIONS
from kb.store.schema import SCHEMA_VERSION, metadata
from kb.types import Answer, AnswerStatus, Query

HOMES = Path(__file__).resolve().parents[1] / "data" / "homes"
SCHEMAS = (2, 7, 8)
# The dimensions that the homes were written with: schema 2 knew no fewer than all.
DIMENSIONS = {2: None, 7: 32, 8: 32}
DAY = date(2026, 11, 22)
# The clauses that each of the earlier programs quoted from its own home, with what is said of them today.
ANSWERED = {
    "贷款贴息单户每年最高多少": (
        "每年最高800万元（单户）[1]\n第三条 贴息标准为贷款利息的百分之五十，单户每年最高800万元。[1]",
        ("d000003@2#第三条", 69, 101, "第三条　贴息标准为贷款利息的百分之五十，单户每年最高800万元。"),
    ),
    "场地租金补助期限多长": (
        "不超过二十四个月[1]\n第三条 补助期限不超过二十四个月，由人力资源部门按季度拨付。[1]",
        ("d000002@1#第三条", 69, 99, "第三条　补助期限不超过二十四个月，由人力资源部门按季度拨付。"),
    ),
}
WITHDRAWN = "古树一级保护的条件"
DOCUMENTS = [
    ("d000002", 1, "清河市创业场地租金补助办法", "2023-01-01"),
    ("d000003", 2, "清河市小微企业贷款贴息办法", "2022-06-26"),
]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the homes, unpacked once."""
    place = tmp_path_factory.mktemp("homes")
    for schema in SCHEMAS:
        with tarfile.open(HOMES / f"schema-{schema}.tar.xz") as archive:
            archive.extractall(place / str(schema), filter="data")
    return place


@contextmanager
def _opened(home: Path, dimensions: int | None) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(load_settings(home=home, embedding_dim=dimensions))
    try:
        yield base
    finally:
        base.close()


@pytest.fixture(params=SCHEMAS)
def schema(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def home(schema: int, homes: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(homes / str(schema), tmp_path / "home"))


def _row_counts(file: Path) -> dict[str, int]:
    """Give the number of rows of each table of the file, and that of what is stored in `meta`."""
    with closing(sqlite3.connect(file)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def _schema_version(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()[0])


def _said(answer: Answer) -> tuple[str, tuple[str, int, int, str]]:
    (one,) = answer.citations
    return answer.text, (one.clause_id, one.span.start, one.span.end, one.quote)


def test_there_is_a_home_of_the_schema_before_the_newest_or_of_the_newest() -> None:
    found = sorted(int(path.name.removeprefix("schema-").split(".")[0]) for path in HOMES.glob("*.tar.xz"))
    assert found == list(SCHEMAS)
    assert found[-1] in {SCHEMA_VERSION - 1, SCHEMA_VERSION}


def test_an_earlier_home_is_brought_to_the_newest_schema_with_its_rows(home: Path, schema: int) -> None:
    file = home / "kb.sqlite3"
    before = _row_counts(file)
    assert (_schema_version(file), before["versions"], before["passages"], before["words"]) == (schema, 4, 17, 1)
    with _opened(home, DIMENSIONS[schema]) as base:
        assert base.stats().schema_version == SCHEMA_VERSION
        listed = base.documents(as_of=DAY).documents
        assert [(one.document_id, one.version, one.title, one.effective_from) for one in listed] == DOCUMENTS
        (added,) = base.words.list(changed_only=True).entries
        assert added == WordEntry("场地租金", "房钱", WordState.OWN)
    after = _row_counts(file)
    assert {name: after[name] for name in before if name != "meta"} == {
        name: count for name, count in before.items() if name != "meta"
    }
    with closing(sqlite3.connect(file)) as connection:
        engine = sa.create_engine("sqlite://", creator=lambda: connection, poolclass=sa.pool.StaticPool)
        assert set(sa.inspect(engine).get_table_names()) - {"sqlite_sequence"} == set(metadata.tables)


def test_an_earlier_home_answers_with_the_same_words_from_the_same_clauses(home: Path, schema: int) -> None:
    with _opened(home, DIMENSIONS[schema]) as base:
        if schema == 2:
            # Its vectors are of a model that no longer ships: said, with the remedy, and the remedy helps.
            with pytest.raises(ModelMismatch, match="kb reindex"):
                base.ask(Query("贷款贴息单户每年最高多少", as_of=DAY))
            base.reindex()
        answers = {question: base.ask(Query(question, as_of=DAY)) for question in (*ANSWERED, WITHDRAWN)}
        for answer in answers.values():
            for one in answer.citations:
                text = base.document(one.version.document_id, version=one.version.version).text
                assert text[one.span.start : one.span.end] == one.quote
    assert {question: _said(answers[question]) for question in ANSWERED} == ANSWERED
    assert answers[WITHDRAWN].status is AnswerStatus.ABSTAINED
    assert answers[WITHDRAWN].citations == ()


@pytest.mark.parametrize("schema", [7])
def test_an_earlier_home_takes_changes(home: Path, schema: int) -> None:
    with _opened(home, DIMENSIONS[schema]) as base:
        base.restore("d000001")
        (cited,) = base.ask(Query(WITHDRAWN, as_of=DAY)).citations
        assert cited.clause_id == "d000001@1#第二条"
        (report,) = base.ingest_files([("新办法.txt", "清河市新办法\n第一条　新事新办。\n".encode())]).files
        assert [one.document_id for one in report.documents] == ["d000004"]


def test_an_upgrade_that_breaks_off_leaves_the_home_as_it_was(
    home: Path, schema: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(connection: sa.Connection) -> None:
        connection.execute(sa.text("CREATE TABLE half (a INTEGER)"))
        connection.execute(sa.text("DELETE FROM words"))
        raise ValueError("broken off")

    file = home / "kb.sqlite3"
    before = _row_counts(file)
    with monkeypatch.context() as faulty:
        # As if there were one more migration, the last of which fails after those before it have run.
        faulty.setattr("kb.store.engine.MIGRATIONS", (*MIGRATIONS, broken))
        faulty.setattr("kb.store.engine.SCHEMA_VERSION", SCHEMA_VERSION + 1)
        with pytest.raises(ValueError, match="broken off"):
            KnowledgeBase.open(load_settings(home=home))
    assert _row_counts(file) == before
    assert _schema_version(file) == schema
    with _opened(home, DIMENSIONS[schema]) as base:
        assert base.stats().schema_version == SCHEMA_VERSION


def test_a_home_of_a_later_program_is_refused_and_not_touched(home: Path) -> None:
    file = home / "kb.sqlite3"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(SCHEMA_VERSION + 1),))
    before = _row_counts(file)
    with pytest.raises(HomeVersionMismatch) as caught:
        KnowledgeBase.open(load_settings(home=home))
    assert caught.value.message == (
        f"知识库 {home} 由较新版本的程序写成（结构版本 {SCHEMA_VERSION + 1}，本程序支持到 {SCHEMA_VERSION}）；"
        "请升级程序，或用 --home 指定另一个目录"
    )
    assert (_schema_version(file), _row_counts(file)) == (SCHEMA_VERSION + 1, before)
