"""`kb log`, `kb sync` and the question before a purge: what they print, and their exit codes."""

import hashlib
import io
import json
import re
from pathlib import Path

import pytest

from kb.cli import main
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT

AT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ")


LOANS_SHA256 = hashlib.sha256(LOANS.encode()).hexdigest()


class Kb:
    """The command line on one home; answers what it asks."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._home = home
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = main(["--home", str(self._home), *arguments])
        out, err = self._capsys.readouterr()
        return code, AT.sub("", out), err


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def kb(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kb:
    monkeypatch.setattr("kb.index.model.load_encoder", lambda *given, **named: HashEncoder())
    monkeypatch.setenv("KB_ACTOR", "李强")
    (tmp_path / "政策").mkdir()
    (tmp_path / "政策" / "租金.txt").write_text(RENT, encoding="utf-8")
    (tmp_path / "政策" / "贷款.txt").write_text(LOANS, encoding="utf-8")
    return Kb(tmp_path / "home", capsys)


def test_the_log_is_readable(kb: Kb, tmp_path: Path) -> None:
    folder = tmp_path / "政策"
    assert kb("log") == (1, "没有这样的记录\n", "")
    assert kb("sync", str(folder), "--by", "王芳")[0] == 0
    kb("docs", "set", "d000001", "--clear", "region", "--by", "赵敏", "--reason", "核对原件")
    (folder / "贷款.txt").unlink()
    code, _, told = kb("sync", str(folder))
    assert code == 0
    assert told.endswith(
        "不见了 1 个：\n  贷款.txt\n已撤回（文件回来就恢复，也可用 kb docs restore） 1 个：\n"
        "  d000002 《清河市小微企业贷款贴息办法》\n"
    )
    kb("docs", "purge", "d000002")
    assert kb("log") == (
        0,
        f"李强 彻底清除 d000002 （{LOANS_SHA256[:12]}）\n"
        f"李强 同步文件夹 {folder}：撤回 1\n"
        "李强 撤回 d000002@1\n"
        "赵敏 更正 d000001@1 《清河市创业场地租金补助办法》 来自 租金.txt （5d7ec771d975）"
        " 地区：核对原件（新旧值见 kb docs history d000001）\n"
        f"王芳 同步文件夹 {folder}：新增 2\n"
        "王芳 新增 d000002@1\n"
        "王芳 新增 d000001@1 《清河市创业场地租金补助办法》 来自 租金.txt （5d7ec771d975）\n",
        "",
    )
    code, out, _ = kb("log", "--document", "d000002", "--limit", "1")
    assert (code, out) == (
        0,
        f"李强 彻底清除 d000002 （{LOANS_SHA256[:12]}）\n共 3 条，以上 1 条；更早的用 --offset 1\n",
    )
    (entry,) = json.loads(kb("--json", "log", "--action", "corrected")[1])["entries"]
    assert (entry["who"], entry["title"], entry["detail"]) == (
        "赵敏",
        "清河市创业场地租金补助办法",
        {"fields": ["region"], "reason": "核对原件"},
    )


def test_a_sync_ends_as_an_ingest_does(kb: Kb, tmp_path: Path) -> None:
    folder = tmp_path / "政策"
    code, out, _ = kb("--json", "sync", str(folder))
    found = json.loads(out)
    assert (code, [file["status"] for file in found["files"]], found["withdrawn"]) == (0, ["added", "added"], [])
    (folder / "空.txt").write_text("", encoding="utf-8")
    assert kb("sync", str(folder))[0] == 3
    for file in folder.iterdir():
        file.unlink()
    code, _, err = kb("sync", str(folder))
    assert (code, err) == (
        2,
        f"错误：文件夹 {folder} 里原有的 2 个文件有 2 个不见了，超过一半，没有撤回任何文件；请确认磁盘已接好、"
        "路径没有写错；确实要撤回请加 --yes，只看会发生什么请加 --dry-run\n",
    )
    code, _, err = kb("sync", str(folder), "--dry-run")
    assert (code, "将撤回" in err, "以上只是预演，什么也没有改" in err) == (0, True, True)
    assert kb("sync", str(folder), "--yes")[0] == 0
    assert kb("docs", "list")[0] == 1
    assert kb("sync", str(tmp_path / "没有"))[0] == 2


def test_a_purge_asks_on_a_terminal(kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kb("ingest", str(tmp_path / "政策"))
    monkeypatch.setattr("sys.stdin", _Terminal("n\n"))
    assert kb("docs", "purge", "d000001") == (
        2,
        "",
        "将彻底清除 d000001《清河市创业场地租金补助办法》：原文、索引、缓存全部删除，不可恢复。\n"
        "确定请输入 y：已取消，什么也没有清除\n",
    )
    assert kb("docs", "show", "d000001")[0] == 0
    monkeypatch.setattr("sys.stdin", _Terminal("y\n"))
    assert kb("docs", "purge", "d000001")[0] == 0
    assert kb("docs", "purge", "d000002", "--yes")[2] == "已清除 d000002\n"
    assert kb("docs", "list")[0] == 1


def test_without_a_name_the_user_of_the_system_acts(kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KB_ACTOR")
    monkeypatch.setattr("getpass.getuser", lambda: "zhang")
    kb("ingest", str(tmp_path / "政策" / "租金.txt"))

    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    kb("docs", "withdraw", "d000001")
    out = kb("log")[1]
    assert [line.split()[0] for line in out.splitlines()] == ["（未写明）", "zhang"]


def test_bundles_stand_in_the_log_with_their_hash(kb: Kb, tmp_path: Path) -> None:
    kb("ingest", str(tmp_path / "政策"))
    file = tmp_path / "备份.kbz"
    assert kb("backup", str(file), "--by", "王芳")[0] == 0
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    size = f"{file.stat().st_size / 1_000_000:.1f} MB"
    told = f"备份 来自 备份.kbz （{sha256[:12]}） 2 份文件，{size}\n"
    assert kb("log", "--limit", "1")[1].splitlines(keepends=True)[0] == f"王芳 {told}"
    assert kb("import", str(file), "--into", str(tmp_path / "新"), "--by", "赵敏")[0] == 0
    code, out, _ = kb("--home", str(tmp_path / "新"), "--json", "log", "--limit", "1")
    (entry,) = json.loads(out)["entries"]
    assert (code, entry["who"], entry["action"], entry["source"], entry["sha256"]) == (
        0,
        "赵敏",
        "imported",
        "备份.kbz",
        sha256,
    )
    assert (entry["detail"]["documents"], entry["detail"]["bytes"]) == (2, file.stat().st_size)
    assert kb("export", str(file))[0] == 0
    assert kb("log", "--limit", "1", "--action", "exported")[1].startswith("李强 导出 来自 备份.kbz")
