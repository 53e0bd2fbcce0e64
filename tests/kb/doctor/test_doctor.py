"""`kb doctor`: each kind of damage is named with its remedy, and mended where the sources allow it."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kb.cli import main
from kb.doctor.examining import examine
from kb.doctor.findings import Checkup
from kb.errors import ModelUnusable, NotFound
from kb.settings import load_settings
from kb.store.audit import AuditQuery
from kb.types import Query
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, TREES, only_readable, open_base, take

QUESTION = "贷款贴息的标准是多少？"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    with open_base(home) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
        take(base, {"trees.txt": TREES})
    return home


class Doctor:
    """The command line on one home."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, home: Path, *arguments: str) -> tuple[int, str]:
        code = main(["--home", str(home), "doctor", *arguments])
        return code, self._capsys.readouterr().out

    def repair(self, home: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
        code = main(["--home", str(home), "--json", "doctor", "--repair", "--by", "王芳", *arguments])
        return code, json.loads(self._capsys.readouterr().out)


@pytest.fixture
def doctor(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Doctor:
    monkeypatch.setattr("kb.index.model.load_encoder", lambda *given, **named: HashEncoder())
    for name in [name for name in os.environ if name.startswith("KB_")]:
        monkeypatch.delenv(name)
    return Doctor(capsys)


def checkup(home: Path) -> Checkup:
    return examine(load_settings(home=home), HashEncoder, {})


def codes(home: Path) -> list[str]:
    return [one.code for one in checkup(home).findings]


def change(home: Path, statement: str, name: str = "kb.sqlite3") -> None:
    with closing(sqlite3.connect(home / name)) as connection, connection:
        assert connection.execute(statement).rowcount > 0


def answers(home: Path) -> list[str]:
    with open_base(home) as base:
        return [one.quote for one in base.ask(Query(QUESTION, include_not_in_force=True)).citations]


def spoil(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)


def segment(home: Path) -> Path:
    with open_base(home) as base:
        return home / "segments" / base._store.generations()[0].segments[0]


def test_a_sound_home_has_nothing_to_tell_and_stays_as_it_is(home: Path, doctor: Doctor) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    code, out = doctor(home)
    assert code == 0
    assert out.splitlines()[0].startswith(f"检查了 {home}：第 2 代，3 份文件，3 个版本，")
    assert out.splitlines()[1:] == ["结论：没有发现问题"]
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
    found = checkup(home)
    assert (found.findings, found.checked["passages"], found.checked["sources"]) == ((), 12, 3)


def test_an_absent_home_is_not_made(tmp_path: Path, doctor: Doctor) -> None:
    assert doctor(tmp_path / "none")[0] == 1
    assert not (tmp_path / "none").exists()
    with pytest.raises(NotFound, match="没有知识库"):
        checkup(tmp_path / "none")


def _keywords(home: Path) -> None:
    spoil(max((segment(home) / "keywords").iterdir(), key=lambda file: file.stat().st_size))


def _vectors(home: Path) -> None:
    spoil(segment(home) / "vectors" / "vectors.faiss")


def _gone(home: Path) -> None:
    shutil.rmtree(segment(home))


def _passage(home: Path) -> None:
    change(home, "UPDATE passages SET text = replace(text, '百分之五十', '百分之九十') WHERE text LIKE '%百分之五十%'")


def _clause(home: Path) -> None:
    change(home, "UPDATE clauses SET label = '第九条' WHERE label = '第二条' AND version_row = 1")


def _text(home: Path) -> None:
    change(home, "UPDATE versions SET text = replace(text, '百分之五十', '百分之九十') WHERE version_row = 1")


def _cache(home: Path) -> None:
    file = home / "vectors.sqlite3"
    file.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)


def _cached_vector(home: Path) -> None:
    change(home, "UPDATE vectors SET vector = zeroblob(8) WHERE vector_id = 1", "vectors.sqlite3")


@pytest.mark.parametrize(
    ("damage", "code", "told"),
    [
        (_keywords, "segment_damaged", "与写入时的校验值不符"),
        (_vectors, "segment_damaged", "的文件“vectors/vectors.faiss”与写入时的校验值不符"),
        (_gone, "segment_damaged", "不见了"),
        (_passage, "rows_differ", "d000001@1（loans.txt）的条款、段落或文件信息与写入时的校验值不符"),
        (_clause, "rows_differ", "d000001@1（loans.txt）的条款、段落或文件信息与写入时的校验值不符"),
        (_text, "text_differs", "d000001@1（loans.txt）的文字与收入时的校验值不符"),
        (_cache, "cache_damaged", "向量缓存已损坏"),
        (_cached_vector, "cache_damaged", "一条向量与写入时的校验值不符"),
    ],
)
def test_what_is_derived_is_named_and_built_again(
    home: Path, doctor: Doctor, damage: Callable[[Path], None], code: str, told: str
) -> None:
    before = answers(home)
    damage(home)
    found = checkup(home).faults
    assert [one.code for one in found] == [code]
    assert told in found[0].problem
    assert "kb doctor --repair" in found[0].remedy
    assert doctor(home)[0] == 3
    exit_code, record = doctor.repair(home)
    assert (exit_code, record["healthy"], record["findings"]) == (0, True, [])
    assert record["repaired"] != []
    assert answers(home) == before
    with open_base(home) as base:
        (entry,) = base.log(AuditQuery(limit=1)).entries
        assert (entry.who, entry.action.value, entry.detail) == ("王芳", "repaired", {"done": record["repaired"]})
        assert base.source_file("d000001").data == LOANS.encode()


def test_a_damaged_original_is_named_and_put_back_from_a_copy(home: Path, tmp_path: Path, doctor: Doctor) -> None:
    change(home, "UPDATE sources SET data = CAST('别的' AS BLOB) WHERE name = 'rent.txt'")
    (found,) = checkup(home).faults
    assert (found.code, found.place) == ("source_differs", "rent.txt")
    assert "--originals" in found.remedy
    # Nothing to put it back from: it stays as it is, and stays told.
    assert doctor.repair(home)[0] == 3
    (tmp_path / "原件").mkdir()
    (tmp_path / "原件" / "别名.txt").write_text(RENT, encoding="utf-8")
    (tmp_path / "原件" / "无关.txt").write_text(TREES, encoding="utf-8")
    code, record = doctor.repair(home, "--originals", str(tmp_path / "原件"))
    assert (code, record["repaired"]) == (0, ["补回了原件“别名.txt”"])
    with open_base(home) as base:
        assert base.source_file("d000002").data == RENT.encode()


def test_a_text_whose_file_is_damaged_too_is_left_to_the_backup(home: Path, doctor: Doctor) -> None:
    _text(home)
    change(home, "UPDATE sources SET data = CAST('别的' AS BLOB) WHERE name = 'loans.txt'")
    code, record = doctor.repair(home)
    assert (code, [one["code"] for one in record["findings"]]) == (3, ["source_differs", "text_differs"])
    assert all("备份" in one["remedy"] for one in record["findings"])


def test_a_database_that_is_none_is_told_with_the_way_to_a_backup(home: Path, doctor: Doctor) -> None:
    (home / "kb.sqlite3").write_bytes(b"no database at all" * 500)
    code, out = doctor(home)
    assert code == 3
    assert "数据库文件读不出来" in out
    assert "kb import 备份.kbz --into 新目录" in out


def test_an_index_of_the_database_alone_is_built_again(home: Path, doctor: Doctor) -> None:
    with closing(sqlite3.connect(home / "kb.sqlite3", isolation_level=None)) as connection:
        # The index is said to be one of another column: its entries are not those of the rows.
        connection.execute("PRAGMA writable_schema=ON")
        other = "CREATE INDEX ix_sources_name ON sources (encoding)"
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'ix_sources_name'", (other,))
    found = [one.code for one in checkup(home).faults]
    assert found == ["database_index"]
    assert doctor.repair(home)[0] == 0


def test_what_a_killed_run_leaves_is_harmless_and_cleared_away(home: Path, doctor: Doctor) -> None:
    (home / "segments" / ".s000009.abc.tmp").mkdir()
    (home / "segments" / "s000009").mkdir()
    left = home.parent / f".home.{'a' * 32}.tmp"
    left.mkdir()
    os.utime(left, (1, 1))
    with open_base(home) as base, base._store.writing() as writer:
        writer._connection.exec_driver_sql("DELETE FROM version_digests WHERE version_row = 2")
    (segment(home) / "checksums.json").unlink()
    found = checkup(home)
    assert found.faults == ()
    assert [one.code for one in found.findings] == [
        "draft_left",
        "digests_missing",
        "checksums_missing",
        "segments_left",
    ]
    assert doctor(home)[0] == 0
    assert doctor.repair(home)[1]["findings"] == []
    assert not left.exists()


def test_what_is_stored_and_not_published_is_told_and_published(home: Path, doctor: Doctor) -> None:
    with open_base(home) as base:
        base.generations.rollback(1)
    assert codes(home) == ["unpublished"]
    assert doctor.repair(home)[1]["repaired"] == ["发布了已入库的内容"]
    assert codes(home) == []


def test_an_older_generation_that_cannot_be_read_is_taken_out(home: Path, doctor: Doctor) -> None:
    with open_base(home) as base:
        older = base._store.generations()[1]
    shutil.rmtree(home / "segments" / older.segments[0])
    assert codes(home) == ["generation_damaged"]
    assert doctor.repair(home)[0] == 0
    with open_base(home) as base:
        assert [one.number for one in base._store.generations()] == [2]


def test_the_model_and_the_settings_are_looked_at_too(home: Path) -> None:
    def unusable() -> HashEncoder:
        raise ModelUnusable("向量模型“x”不能用：没有这个文件夹；请检查 KB_EMBEDDING_MODEL", model="x")

    found = examine(load_settings(home=home), unusable, {"KB_TOPK": "3", "KB_TOP_K": "3"})
    assert [(one.code, one.place) for one in found.findings] == [
        ("unknown_setting", "KB_TOPK"),
        ("model_unusable", "policy-zh-static"),
    ]
    other = examine(load_settings(home=home), lambda: HashEncoder(32), {})
    assert [one.code for one in other.faults] == ["model_mismatch"]
    assert "kb reindex" in other.faults[0].remedy


def test_a_damaged_weight_file_of_the_model_is_named(home: Path, tmp_path: Path, doctor: Doctor) -> None:
    from embeddings.loading import bundled_folder
    from kb.index.model import load_model

    shutil.copytree(bundled_folder(), tmp_path / "model")
    spoil(tmp_path / "model" / "model.safetensors")
    settings = load_settings(home=home, embedding_model=str(tmp_path / "model"))
    with pytest.MonkeyPatch.context() as patch:
        from embeddings.loading import load_encoder

        patch.setattr("kb.index.model.load_encoder", load_encoder)
        found = examine(settings, lambda: load_model(settings), {})
    assert [one.code for one in found.faults] == ["model_unusable"]
    assert "model.safetensors 与 checksums.json 不符" in found.faults[0].problem


@pytest.fixture
def readable_home(home: Path) -> Iterator[Path]:
    """Give a home that another user may read and not write, and become that user where we are the system's."""
    with only_readable(home) as readable:
        yield readable


def test_a_home_that_may_only_be_read_is_checked_and_gets_the_right_advice(readable_home: Path) -> None:
    found = checkup(readable_home)
    assert [one.code for one in found.findings] == ["read_only"]
    assert "当前用户没有写权限" in found.faults[0].problem
    assert "用拥有该目录的用户运行" in found.faults[0].remedy
    assert found.checked["passages"] == 12
