"""Whether questions can be answered, looked at anew each time: what fails is named, and told as mended once it is."""

import shutil
import threading
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.readiness import Check, State, worst
from kb.settings import Settings
from tests.fakes import HashEncoder

NOTICE = "试验镇晒谷补助办法\n第一条 为了方便农户，制定本办法。\n第二条 晒谷面积超过三十平方米的，每年补助八十元。\n"
_Usage = namedtuple("_Usage", "total used free")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(64))
    base.ingest_files([("办法.txt", NOTICE.encode())])
    base.warm_up()
    yield base
    base.close()


def _states(base: KnowledgeBase) -> dict[str, str]:
    return {check.name: check.state.value for check in base.readiness.checks() if check.state is not State.OK}


def _message(base: KnowledgeBase, name: str) -> str:
    return next(check.message for check in base.readiness.checks() if check.name == name)


def test_a_home_is_ready_once_it_is_loaded(tmp_path: Path) -> None:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(64))
    assert _states(base) == {"indexes": "failed"}
    base.warm_up()
    assert _states(base) == {}
    base.ingest_files([("办法.txt", NOTICE.encode())])
    assert _states(base) == {}
    assert _message(base, "indexes") == "正在使用第 1 代索引"
    base.close()


def test_a_published_state_that_cannot_be_opened_is_named_until_it_can(base: KnowledgeBase, tmp_path: Path) -> None:
    other = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(64))
    other.ingest_files([("通知.txt", NOTICE.replace("晒谷", "晾衣").encode())])
    segments = sorted((tmp_path / "home" / "segments").iterdir())
    shutil.move(segments[-1], tmp_path / "away")
    assert _states(base) == {"indexes": "failed"}
    assert "kb doctor --repair" in _message(base, "indexes")
    shutil.move(tmp_path / "away", segments[-1])
    assert _states(base) == {}
    other.close()


def test_a_full_disk_and_one_that_cannot_be_written_keep_nobody_from_asking(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("kb.readiness.shutil.disk_usage", lambda path: _Usage(10, 1, 9_000_000))
        assert _states(base) == {"disk": "degraded"}
        assert "只剩 9 MB" in _message(base, "disk")
    with monkeypatch.context() as patched:

        def read_only(**_: object) -> None:
            raise OSError(30, "Read-only file system")

        patched.setattr("kb.readiness.tempfile.TemporaryFile", read_only)
        assert _states(base) == {"disk": "degraded"}
    assert _states(base) == {}


def test_a_writer_at_work_is_told_and_hinders_nothing(base: KnowledgeBase) -> None:
    began, let_go = threading.Event(), threading.Event()

    def write() -> None:
        with base._writing():
            began.set()
            assert let_go.wait(20)

    writing = threading.Thread(target=write)
    writing.start()
    assert began.wait(20)
    assert (_message(base, "writer"), _states(base)) == ("正在写入（导入、撤回或重建）", {})
    let_go.set()
    writing.join()
    assert _message(base, "writer") == "没有人在写"


def test_the_whole_does_as_its_worst_part() -> None:
    checks = [Check(state.value, state, "") for state in (State.OK, State.DEGRADED, State.FAILED)]
    assert [worst(tuple(checks[:count])) for count in (1, 2, 3)] == [State.OK, State.DEGRADED, State.FAILED]
