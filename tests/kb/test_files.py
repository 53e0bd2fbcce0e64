import os
from pathlib import Path
from typing import IO, Any

import pytest

from kb.files import FoundFile, find_files
from kb.ingest.report import FileReport, IngestStatus


def _tree(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def _skipped(name: str, reason: str) -> FoundFile:
    return FoundFile(name, report=FileReport(name, IngestStatus.SKIPPED, reason=reason))


def test_a_folder_is_walked_in_name_order_and_files_are_named_below_it(tmp_path: Path) -> None:
    _tree(tmp_path, "b.txt", "a/c.md", "a/b/a.TXT", "a.txt", "二.txt", "一.txt")
    found = list(find_files([tmp_path]))
    assert [file.name for file in found] == ["a/b/a.TXT", "a/c.md", "a.txt", "b.txt", "一.txt", "二.txt"]
    assert [file.data.decode() for file in found] == [file.name for file in found]
    assert all(file.report is None for file in found)


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    _tree(tmp_path, ".hidden.txt", ".git/a.txt", "a/.b/c.txt", "a.txt")
    assert [file.name for file in find_files([tmp_path])] == ["a.txt"]


def test_a_folder_below_a_hidden_one_can_be_named_itself(tmp_path: Path) -> None:
    _tree(tmp_path, ".data/a.txt")
    assert [file.name for file in find_files([tmp_path / ".data"])] == ["a.txt"]


def test_unsupported_files_and_those_about_the_folder_are_skipped_with_the_reason(tmp_path: Path) -> None:
    _tree(tmp_path, "README.md", "README.zh-CN.md", "SOURCES.md", "LICENSE", "a.exe", "noend", "readme.md")
    assert list(find_files([tmp_path])) == [
        _skipped("LICENSE", "文件夹的说明文件"),
        _skipped("README.md", "文件夹的说明文件"),
        _skipped("README.zh-CN.md", "文件夹的说明文件"),
        _skipped("SOURCES.md", "文件夹的说明文件"),
        _skipped("a.exe", "不支持的格式“.exe”"),
        _skipped("noend", "不支持的格式“（无扩展名）”"),
        FoundFile("readme.md", b"readme.md"),
    ]


def test_a_file_that_was_named_itself_is_read_whatever_it_is(tmp_path: Path) -> None:
    _tree(tmp_path, "README.md", ".hidden.txt", "a.exe")
    paths = [tmp_path / name for name in ("a.exe", "README.md", ".hidden.txt")]
    assert [(file.name, file.data) for file in find_files(paths)] == [
        ("a.exe", b"a.exe"),
        ("README.md", b"README.md"),
        (".hidden.txt", b".hidden.txt"),
    ]


def test_a_path_that_is_not_there_is_a_failure_and_the_others_are_read(tmp_path: Path) -> None:
    _tree(tmp_path, "a.txt")
    missing, there = find_files([tmp_path / "gone.txt", tmp_path / "a.txt"])
    assert there == FoundFile("a.txt", b"a.txt")
    assert missing.name == "gone.txt"
    assert missing.report is not None
    assert missing.report.status is IngestStatus.FAILED
    assert missing.report.reason == f"读不到文件 {tmp_path / 'gone.txt'}：No such file or directory；请检查路径和权限"


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert list(find_files([tmp_path])) == []


@pytest.mark.skipif(os.name == "nt", reason="file names are text there")
def test_a_file_name_in_gb18030_is_read_as_the_text_it_was(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/" + "政策.txt".encode("gb18030")
    descriptor = os.open(raw, os.O_WRONLY | os.O_CREAT)
    os.write(descriptor, b"a")
    os.close(descriptor)
    assert list(find_files([tmp_path])) == [FoundFile("政策.txt", b"a")]
    assert list(find_files([Path(os.fsdecode(raw))])) == [FoundFile("政策.txt", b"a")]


def test_a_file_over_the_limit_is_a_failure_and_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = tmp_path / "大.txt"
    with large.open("wb") as written:
        written.truncate(500_000_001)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was opened"))
    (found,) = find_files([large], max_bytes=20_000_000)
    assert found == FoundFile(
        "大.txt",
        report=FileReport(
            "大.txt",
            IngestStatus.FAILED,
            reason="“大.txt”有 500000001 字节，超过上限 20000000 字节；请拆分，或调大 KB_SOURCE_BYTES",
        ),
    )


@pytest.mark.parametrize("change", ["longer", "shorter", "touched"])
def test_a_file_that_changes_while_it_is_read_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"first")
    opened = Path.open

    def meanwhile(path: Path, mode: str) -> IO[Any]:
        if change == "touched":
            os.utime(path, ns=(1, 1))
        else:
            with opened(path, "wb") as other:
                other.write({"longer": b"a longer one", "shorter": b"1"}[change])
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", meanwhile)
    (found,) = find_files([file], max_bytes=1000)
    assert found.data == b""
    assert found.report is not None
    assert found.report.status is IngestStatus.FAILED
    assert found.report.reason == "“a.txt”在读取时被改动，没有导入；请等写入完成后再导入一次"


@pytest.mark.skipif(os.name == "nt", reason="there are no named pipes of this kind")
def test_a_pipe_is_a_failure_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (found,) = find_files([tmp_path / "a.txt"], max_bytes=1000)
    assert found.report is not None
    assert found.report.reason == "“a.txt”不是普通文件，没有读取；请给出文件或文件夹的路径"
