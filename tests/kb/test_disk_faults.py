"""Disks that are full or may only be read, and files that were damaged: told by name, and never answered from."""

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from embeddings.cache import VectorCache
from kb.bundles.reading import opened
from kb.doctor.examining import examine
from kb.doctor.program import check_program
from kb.errors import HomeDamaged, HomeFull, HomeLocked, HomeReadOnly, ProgramDamaged
from kb.index.segments import Segment
from kb.retrieve.linear import read_linear, sealed
from kb.retrieve.standing.correction_values import Changes
from kb.settings import load_settings
from kb.store.audit import AuditQuery
from kb.store.disk_faults import home_error
from kb.types import Query
from tests.fakes import HashEncoder, LetterEncoder
from tests.kb.homes import LOANS, RENT, TREES, only_readable, open_base, take

ROOT = Path(__file__).resolve().parents[2]
QUESTION = Query("贷款贴息的标准是多少？", include_not_in_force=True)
QUOTES = ["第三条　贴息标准为贷款利息的百分之五十，单户每年最高1000万元。"]
_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="disks are filled as Linux does it")


def _may_mount() -> bool:
    command = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@_LINUX
def test_a_full_disk_is_told_and_nothing_is_half_done(tmp_path: Path) -> None:
    # Where no disk can be mounted files may not grow: the same errors but for the system's number.
    runner = ["unshare", "-rm"] if _may_mount() else []
    mode = "mount" if runner else "limit"
    command = [*runner, sys.executable, "-m", "tests.kb.disk_faults", mode, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = {record["what"]: record for record in map(json.loads, done.stdout.splitlines())}
    before = ["loans.txt", "rent.txt"]
    for what in ("ingest", "reindex", "withdraw"):
        assert told[what]["exit_code"] == 2
        assert f"写不进知识库 {tmp_path / 'home'}：磁盘已满或超出配额" in told[what]["said"]
        assert "请腾出空间" in told[what]["said"]
        assert told[what]["names"] == before
    assert told["backup"]["exit_code"] == 2
    assert (
        f"写出 {tmp_path / 'b.kbz'} 没有成功：磁盘已满，请腾出空间或换一个位置；没有留下半个文件"
        in told["backup"]["said"]
    )
    assert told["large"]["said"].startswith("HomeFull 写不进知识库")
    assert told["space again"]["exit_code"] == 0
    assert {*told["large"]["names"], "trees.txt"} == set(told["space again"]["names"])
    assert [record["quotes"] for record in told.values() if "quotes" in record] == [QUOTES] * 6
    assert told["doctor"]["left"] == ["files", "home"]
    assert told["doctor"]["faults"] == []


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/h/segments/x"), HomeFull),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), HomeFull),
        (ValueError("Failed to write: IoError(Os { … }, os error 28)"), HomeFull),
        (RuntimeError("Error: write error in /h/x: 3 != 5 (No space left on device)"), HomeFull),
        (RuntimeError("something else"), None),
        (PermissionError(errno.EACCES, "Permission denied", "/elsewhere/file.txt"), None),
    ],
)
def test_what_each_library_says_of_the_disk_is_one_error(error: Exception, kind: type[Exception] | None) -> None:
    found = home_error(error, Path("/h"))
    assert type(found) is kind if kind else found is None


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with open_base(tmp_path / "home") as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
    return tmp_path / "home"


def _asked(http: TestClient) -> int:
    return http.post("/v1/ask", json={"question": "房租补助每平方米多少？"}).status_code


def test_a_home_that_may_only_be_read_answers_and_refuses_changes(home: Path) -> None:
    with open_base(home) as base, TestClient(create_app(base), base_url="http://127.0.0.1:8000") as http:
        # Another user might not be able to load what Python loads late.
        assert _asked(http) == http.post("/v1/search", json={"question": "房租补助每平方米"}).status_code == 200
        http.delete("/v1/documents/none")
        with opened(base.bundles.write(home.parent / "before.kbz").file) as bundle:
            bundle.check()
    with only_readable(home) as still:
        before = {path: path.read_bytes() for path in still.rglob("*") if path.is_file()}
        with open_base(still) as base:
            assert [one.quote for one in base.ask(QUESTION).citations] == QUOTES
            for change in (
                lambda: base.ingest_files([("trees.txt", TREES.encode())]),
                lambda: base.withdraw("d000001"),
                lambda: base.purge("d000001"),
                lambda: base.reindex(),
                lambda: base.words.add("房租补助", ["房补钱"]),
            ):
                with pytest.raises(HomeReadOnly, match=f"知识库 {still} 只能读，不能改动.*重新挂载为可写"):
                    change()
            with tempfile.TemporaryDirectory() as folder:
                report = base.bundles.write(Path(folder) / "rescue.kbz")
                with opened(report.file) as bundle:
                    bundle.check()
            with TestClient(create_app(base), base_url="http://127.0.0.1:8000") as http:
                assert _asked(http) == 200
                refused = http.delete("/v1/documents/d000001")
                assert (refused.status_code, refused.json()["error"]["code"]) == (503, "read_only")
                assert str(still) not in refused.text
        assert {path: path.read_bytes() for path in still.rglob("*") if path.is_file()} == before


def test_a_log_in_a_home_that_may_only_be_read_is_read_too(home: Path, tmp_path: Path) -> None:
    # A killed program leaves its log: read without it, the home would show what was withdrawn since.
    with open_base(home) as base:
        base.search(Query("房租补助每平方米"))
        base.withdraw("d000002")
        shutil.copytree(home, tmp_path / "killed")
    assert (tmp_path / "killed" / "kb.sqlite3-wal").stat().st_size > 0
    with only_readable(tmp_path / "killed") as still, open_base(still) as base:
        assert "d000002" not in {hit.version.document_id for hit in base.search(Query("房租补助每平方米")).hits}
        assert base.documents(include_withdrawn=True).total == 2


def _damaged(file: Path, how: str) -> None:
    data = bytearray(file.read_bytes())
    if how == "gone":
        file.unlink()
    elif how == "cut":
        file.write_bytes(data[: len(data) // 2])
    else:
        data[len(data) // 2] ^= 0x04
        file.write_bytes(data)


def test_every_file_of_a_segment_is_compared_before_it_is_read(tmp_path: Path) -> None:
    encoder: Any = LetterEncoder({"贷": (1.0, 0.0), "租": (0.0, 1.0)})
    with open_base(tmp_path / "home", encoder=encoder) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
    whole = tmp_path / "home" / "segments" / "s000001"
    names = sorted(path.relative_to(whole).as_posix() for path in whole.rglob("*") if path.is_file())
    names = [name for name in names if not name.endswith(".lock") and name != "checksums.json"]
    assert {Path(name).parts[0] for name in names} == {"keywords", "rows.json", "seams", "tokens", "vectors"}
    Segment.open(whole, threads=1)
    for number, name in enumerate(names):
        # Cut and gone in turn.
        for how in ("flipped", ("cut", "gone")[number % 2]):
            data = (whole / name).read_bytes()
            if how == "gone" or data:
                _damaged(whole / name, how)
                with pytest.raises(HomeDamaged, match="请运行 kb reindex 重建"):
                    Segment.open(whole, threads=1)
                (whole / name).write_bytes(data)
    Segment.open(whole, threads=1)


def test_a_damaged_segment_is_no_answer_over_http_and_names_itself_to_probes(home: Path) -> None:
    _damaged(home / "segments" / "s000001" / "seams" / "context.npy", "flipped")
    with open_base(home) as base, TestClient(create_app(base), base_url="http://127.0.0.1:8000") as http:
        for path, body in (("/v1/search", {"question": "房租补助"}), ("/v1/ask", {"question": "房租补助多少？"})):
            answer = http.post(path, json=body)
            assert (answer.status_code, answer.json()["error"]["code"]) == (503, "home_unusable")
        assert http.get("/readyz").status_code == 503
        base.reindex()
        assert http.post("/v1/search", json={"question": "房租补助"}).status_code == 200


def test_a_damaged_page_of_the_database_is_an_error_or_nothing_changes(home: Path) -> None:
    file = home / "kb.sqlite3"
    whole = file.read_bytes()
    size = int.from_bytes(whole[16:18], "big")
    told = 0
    for page in range(1, len(whole) // size, max(1, len(whole) // size // 12)):
        file.write_bytes(whole[: page * size] + b"\xff" * size + whole[(page + 1) * size :])
        try:
            with open_base(home) as base:
                assert [one.quote for one in base.ask(QUESTION).citations] == QUOTES
        except HomeDamaged as error:
            told += 1
            assert str(home) in error.message
            found = examine(load_settings(home=home), HashEncoder, {})
            assert "database_damaged" in {one.code for one in found.faults}
    assert told > 0


def test_a_vector_whose_bytes_changed_in_the_cache_is_computed_anew(home: Path) -> None:
    with open_base(home) as base:
        before = [hit.score for hit in base.search(Query("房租补助", 20)).hits]
    connection = sqlite3.connect(home / "vectors.sqlite3")
    rows = connection.execute("SELECT vector_id, vector FROM vectors").fetchall()
    for number, vector in rows:
        changed = bytes([vector[0] ^ 0x10]) + vector[1:]
        connection.execute("UPDATE vectors SET vector = ? WHERE vector_id = ?", (changed, number))
    connection.commit()
    connection.close()
    found = examine(load_settings(home=home), HashEncoder, {})
    assert [one.code for one in found.faults] == ["cache_damaged"]
    assert "一条向量与写入时的校验值不符" in found.faults[0].problem
    with open_base(home) as base:
        base.reindex()
        assert [hit.score for hit in base.search(Query("房租补助", 20)).hits] == before
    with VectorCache(home / "vectors.sqlite3") as cache:
        assert len(cache) == len(rows)
    assert examine(load_settings(home=home), HashEncoder, {}).faults == ()


def test_weights_of_the_program_that_are_not_those_shipped_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rank_weights.json"
    path.write_text(json.dumps(sealed({"weights": {"fused": 6.0529}})), encoding="utf-8")
    assert read_linear(path).weights == {"fused": 6.0529}
    path.write_text(path.read_text(encoding="utf-8").replace("6.0529", "6.0929"), encoding="utf-8")
    with pytest.raises(ProgramDamaged, match=r"程序自带的文件 rank_weights\.json 已损坏.*请重新安装程序"):
        read_linear(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ProgramDamaged, match="cannot be read"):
        read_linear(path)
    assert list(check_program()) == []


@_LINUX
def test_all_files_of_a_segment_are_on_the_disk_before_it_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with open_base(tmp_path) as base:
        take(base, {"loans.txt": LOANS})
    whole = tmp_path / "segments" / "s000001"
    inside = [path for path in (whole, *whole.rglob("*")) if path.suffix != ".lock"]
    drafts = [Path(one).relative_to(whole.parent).parts for one in synced if "/.s000001." in one]
    wanted = {path.relative_to(whole).parts for path in inside}
    assert wanted <= {parts[1:] for parts in drafts}
    # The folder's new name is synced last: it is what the row names.
    assert synced[-1] == str(tmp_path / "segments")


def test_two_writers_take_turns_and_neither_loses_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_base(tmp_path) as one, open_base(tmp_path) as other:
        for number in range(3):
            writer = one if number % 2 else other
            take(writer, {f"trees{number}.txt": TREES.replace("清河市", f"清河{'甲乙丙'[number]}市")})
        monkeypatch.setattr("kb.store.sqlite.LOCK_SECONDS", 0.05)
        with one._store.alone(), pytest.raises(HomeLocked, match="另一个程序正在写知识库"):
            other.withdraw("d000001")
        other.withdraw("d000001")
        assert (one.documents().total, one.documents(include_withdrawn=True).total) == (2, 3)
    # What a program that is gone left of its lock keeps nobody out.
    (tmp_path / "write.lock").write_text("4711", encoding="utf-8")
    with open_base(tmp_path) as base:
        base.restore("d000001")
        assert base.documents().total == 3


class _Backwards(datetime):
    """A clock that goes back by a day each time that it is looked at."""

    looks = 0

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_Backwards":
        cls.looks += 1
        return cls(2026, 6, 30, tzinfo=tz) - timedelta(days=cls.looks)


def test_a_clock_that_goes_back_changes_no_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("kb.store.writer", "kb.store.audit_rows", "kb.retrieve.standing.corrections"):
        monkeypatch.setattr(f"{module}.datetime", _Backwards)
    with open_base(tmp_path) as base:
        take(base, {"trees.txt": TREES})
        take(base, {"trees.txt": TREES.replace("五米内", "八米内")})
        for issuer in ("甲局", "乙局"):
            base.corrections.change("d000001", Changes({"issuer": issuer}), by="王芳", reason="见红头文件")
        made = base.corrections.history("d000001")
        kept = base._store.generations()
        entries = base.log(AuditQuery()).entries
        # The times are those of the clock; which one counts and comes last is what was done last.
        assert made[0].at > made[1].at
        assert [one.value for one in made] == ["甲局", "乙局"]
        assert [one.value for one in base.document("d000001").metadata.issuers] == ["乙局"]
        assert "八米内" in base.document("d000001").text
        assert ([one.number for one in kept], kept[0].created_at < kept[1].created_at) == ([2, 1], True)
        assert [one.number for one in entries] == sorted((one.number for one in entries), reverse=True)
        assert base.generations.rollback().again == 1
