"""The command line: what it prints where, and its exit codes."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.cli import main
from kb.ingest.report import IngestReport
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, TREES, open_base, take

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def hashing_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.index.model.load_encoder", lambda *given, **named: HashEncoder())


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("filled")
    with open_base(home) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT, "trees.txt": TREES})
    yield home


class Ran:
    """What one command did."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        try:
            self.code = main(arguments)
        except SystemExit as ended:
            self.code = int(str(ended.code))
        self.out, self.err = capsys.readouterr()


def _files(folder: Path, **texts: bytes) -> Path:
    folder.mkdir()
    for name, data in texts.items():
        (folder / f"{name}.txt").write_bytes(data)
    return folder


def test_ingest_reports_and_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _files(tmp_path / "files", a=LOANS.encode(), b=RENT.encode())
    ran = Ran(capsys, "--home", str(tmp_path / "home"), "ingest", str(folder))
    assert ran.code == 0
    assert ran.out == ""
    assert ran.err.splitlines()[-1].startswith("共 2 个文件：新增 2；用时 ")
    assert re.search(r"用时 [0-9.]+ 秒(，内存最多 [0-9]+ MB)?，第 1 代\n$", ran.err)
    assert ran.err.splitlines()[:2] == ["新增 a.txt，1 篇，6 条", "新增 b.txt，1 篇，5 条"]


def test_ingest_in_which_some_files_fail_ends_with_3_and_the_others_are_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _files(tmp_path / "files", a=LOANS.encode(), b=b"")
    ran = Ran(capsys, "--home", str(tmp_path / "home"), "ingest", str(folder), str(tmp_path / "gone.txt"))
    assert ran.code == 3
    assert "新增 1，失败 2" in ran.err
    assert "  失败 b.txt：“b.txt”里没有文字：请确认文件内容后重新导入\n" in ran.err
    assert "失败 gone.txt，读不到文件" in ran.err
    listed = Ran(capsys, "--home", str(tmp_path / "home"), "docs", "list")
    assert (listed.code, listed.out.split()[0]) == (0, "d000001@1")


def test_ingest_as_json_is_one_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _files(tmp_path / "files", a=LOANS.encode())
    ran = Ran(capsys, "--home", str(tmp_path / "home"), "--json", "ingest", str(folder))
    report = json.loads(ran.out)
    assert (ran.code, report["files"][0]["name"], report["files"][0]["status"]) == (0, "a.txt", "added")


@pytest.mark.parametrize("as_json", [False, True])
def test_a_folder_without_files_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    (tmp_path / "empty").mkdir()
    flags = ["--json"] if as_json else []
    ran = Ran(capsys, "--home", str(tmp_path / "home"), *flags, "ingest", str(tmp_path / "empty"))
    assert (ran.code, ran.err) == (2, "错误：给出的路径里没有文件\n")
    if as_json:
        assert json.loads(ran.out) == {"error": {"message": "给出的路径里没有文件", "detail": {}}}
    else:
        assert ran.out == ""


def test_search_prints_the_hits_best_first(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(
        capsys,
        "--home",
        str(filled),
        "search",
        "众创空间的房租补助每平方米多少元",
        "--top-k",
        "2",
        "--as-of",
        "2024-01-01",
    )
    lines = ran.out.splitlines()
    assert (ran.code, len(lines)) == (0, 4)
    assert lines[0].startswith("1. ")
    assert lines[0].endswith(" 《清河市创业场地租金补助办法》第二条（现行有效）")
    assert lines[1] == "    第二条 租用众创空间的创业团队，按每平方米十五元给予房租补助。"


def test_search_as_json_has_the_shape_of_the_contract(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capsys, "--home", str(filled), "--json", "search", "房租补助", "--top-k", "1", "--as-of", "2024-01-01")
    (passage,) = json.loads(ran.out)["passages"]
    assert ran.code == 0
    assert {"rank", "score", "passage_id", "clause_id", "text", "source", "validity", "retrieved_by"} <= set(passage)
    assert (passage["rank"], passage["document_id"]) == (1, "d000002")


def test_search_in_an_empty_base_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capsys, "--home", str(tmp_path), "search", "房租")
    assert (ran.code, ran.out) == (1, "")


def test_ask_prints_an_answer_with_its_citations(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = "租用众创空间的创业团队房租补助每平方米多少元？"
    ran = Ran(capsys, "--home", str(filled), "ask", question, "--as-of", "2024-01-01")
    assert ran.code == 0
    assert "[1] 《清河市创业场地租金补助办法》第二条（现行有效，2023-01-01 起施行；rent.txt）" in ran.out
    asked = Ran(capsys, "--home", str(filled), "--json", "ask", question, "--as-of", "2024-01-01")
    assert (json.loads(asked.out)["status"], json.loads(asked.out)["question"]) == ("answered", question)


def test_an_abstention_ends_with_1_only_when_asked_to(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = "海南省的古树保护有什么规定？"
    assert Ran(capsys, "--home", str(filled), "ask", question).code == 0
    ran = Ran(capsys, "--home", str(filled), "ask", question, "--fail-on-abstain")
    assert ran.code == 1
    assert ran.out.startswith("（没有答案）")


def test_clause_prints_the_text_or_says_what_there_is(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = Ran(capsys, "--home", str(filled), "clause", "租金补助办法第三条", "--as-of", "2024-01-01")
    assert (found.code, found.out) == (
        0,
        "《清河市创业场地租金补助办法》第三条（现行有效）\n"
        "第三条　补助期限不超过二十四个月，由人力资源部门按季度拨付。\n\n",
    )
    absent = Ran(capsys, "--home", str(filled), "clause", "租金补助办法第九条")
    assert (absent.code, absent.out, absent.err) == (
        1,
        "",
        "错误：《清河市创业场地租金补助办法》里没有“第九条”；它只有第一条到第四条\n",
    )
    as_json = Ran(capsys, "--home", str(filled), "--json", "clause", "租金补助办法第九条")
    assert json.loads(as_json.out)["error"]["detail"] == {"reference": "租金补助办法第九条"}


def test_docs_list_and_show(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = Ran(capsys, "--home", str(filled), "docs", "list", "--text", "古树")
    assert (listed.code, listed.out) == (0, "d000003@1 《清河市古树名木保护规定》 4 条，效力未写明，trees.txt\n")
    assert Ran(capsys, "--home", str(filled), "docs", "list", "--text", "飞机").code == 1
    as_json = json.loads(Ran(capsys, "--home", str(filled), "--json", "docs", "list").out)
    assert (as_json["total"], [one["document_id"] for one in as_json["documents"]]) == (
        3,
        ["d000001", "d000002", "d000003"],
    )
    shown = Ran(capsys, "--home", str(filled), "docs", "show", "d000003")
    assert shown.out.splitlines()[0] == "《清河市古树名木保护规定》 d000003@1（trees.txt）"
    assert "第二条  第二条 树龄满三百年的古树实行一级保护，设立石质标牌。" in shown.out
    shown_as_json = json.loads(Ran(capsys, "--home", str(filled), "--json", "docs", "show", "d000003").out)
    assert shown_as_json["text"] == TREES
    assert [one["address"] for one in shown_as_json["clauses"]] == ["标题", "第一条", "第二条", "第三条"]


def test_docs_withdraw_restore_purge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_base(tmp_path) as base:
        take(base, {"trees.txt": TREES})
    home = ("--home", str(tmp_path))
    withdrawn = Ran(capsys, *home, "docs", "withdraw", "d000001")
    assert (withdrawn.code, withdrawn.out, withdrawn.err) == (
        0,
        "",
        "已撤回 d000001；用 kb docs restore d000001 恢复\n",
    )
    assert Ran(capsys, *home, "docs", "list").code == 1
    assert "，已撤回，" in Ran(capsys, *home, "docs", "list", "--withdrawn").out
    assert Ran(capsys, *home, "docs", "restore", "d000001").err == "已恢复 d000001\n"
    assert Ran(capsys, *home, "docs", "list").code == 0
    assert Ran(capsys, *home, "docs", "purge", "d000001").err == "已清除 d000001\n"
    assert Ran(capsys, *home, "docs", "list", "--withdrawn").code == 1


@pytest.mark.parametrize("action", ["show", "withdraw", "restore", "purge"])
def test_an_unknown_document_ends_with_1(filled: Path, capsys: pytest.CaptureFixture[str], action: str) -> None:
    ran = Ran(capsys, "--home", str(filled), "docs", action, "d000009")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "错误：没有编号为“d000009”的文件；请在文件列表里核对\n  文件列表：kb docs list\n"


def test_reindex_and_stats(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stats = json.loads(Ran(capsys, "--home", str(filled), "--json", "stats").out)
    assert (stats["documents"], stats["passages"], stats["fingerprint"]) == (3, 12, "hash-64")
    ran = Ran(capsys, "--home", str(filled), "reindex")
    assert ran.code == 0
    assert ran.err.endswith(f"已用模型 policy-zh-static 重建，第 {stats['generation'] + 1} 代\n")
    assert f"{'documents':16} 3\n" in Ran(capsys, "--home", str(filled), "stats").out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["ingest"],
        ["search"],
        ["docs"],
        ["search", "房租", "--top-k", "0"],
        ["search", "房租", "--top-k", "101"],
        ["search", "房租", "--top-k", "-1"],
        ["search", "房租", "--top-k", "五"],
        ["ask", "房租", "--as-of", "明天"],
        ["ask", "房租", "--as-of", "2024-02-30"],
    ],
)
def test_bad_usage_ends_with_2(filled: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    ran = Ran(capsys, "--home", str(filled), *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("用法：kb")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", ""], "错误：问题是空的；请写下想问的内容\n"),
        (["search", "？！"], "错误：问题是空的；请写下想问的内容\n"),
        (["search", "贷" * 2001], "错误：问题有 2001 个字，超过上限 2000 个字；请缩短后再问\n"),
        (["search", "贷\x07款"], "错误：问题的第 2 个字是不能显示的控制字符（U+0007）；请删去后再问\n"),
    ],
)
def test_what_is_no_question_ends_with_2(
    filled: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    ran = Ran(capsys, "--home", str(filled), *arguments)
    assert (ran.code, ran.out, ran.err) == (2, "", message)


def test_a_setting_of_the_environment_that_cannot_be_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_PORT", "eighty")
    ran = Ran(capsys, "settings")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("错误：设置 KB_PORT 的值 'eighty' 不行：")
    assert ran.err.endswith("；kb settings 列出各项设置\n")


def test_settings_are_listed_with_their_variables(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KB_TOP_K", "7")
    monkeypatch.setenv("KB_HOME", str(tmp_path))
    ran = Ran(capsys, "--json", "settings")
    values = json.loads(ran.out)
    assert (ran.code, values["KB_TOP_K"], values["KB_HOME"], values["KB_PORT"]) == (0, 7, str(tmp_path), 8000)
    assert f"{'KB_TOP_K':24} 7\n" in Ran(capsys, "settings").out
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_is_a_file_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    ran = Ran(capsys, "--home", str(tmp_path / "home"), "stats")
    assert ran.code == 2
    assert ran.err == f"错误：读写 {tmp_path / 'home'} 时出错：File exists；请检查路径、权限和磁盘空间\n"


def test_a_home_of_another_model_ends_with_2(
    filled: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.index.model.load_encoder", lambda *given, **named: HashEncoder(32))
    ran = Ran(capsys, "--home", str(filled), "--json", "search", "房租")
    assert ran.code == 2
    assert "请运行 kb reindex 用当前模型重建" in ran.err
    name = "policy-zh-static"
    models = {"found_model": name, "expected_model": name}
    assert json.loads(ran.out)["error"]["detail"] == {"found": "hash-64", "expected": "hash-32", **models}


def test_an_interruption_ends_with_130(
    filled: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*given: object, **named: object) -> IngestReport:
        raise KeyboardInterrupt

    monkeypatch.setattr("kb.knowledge_base.KnowledgeBase.ingest", interrupt)
    ran = Ran(capsys, "--home", str(filled), "ingest", "x.txt")
    assert (ran.code, ran.out) == (130, "")
    assert ran.err == "错误：已中断；已发布的内容不受影响，重新运行会接着做\n"


def _run(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kb", "--home", str(home), *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def test_the_program_as_a_whole(tmp_path: Path) -> None:
    folder = _files(tmp_path / "files", rent=RENT.encode())
    home = tmp_path / "home"
    ingested = _run(home, "ingest", str(folder))
    assert (ingested.returncode, ingested.stderr.splitlines()[-1].partition("；")[0]) == (0, "共 1 个文件：新增 1")
    found = _run(home, "--json", "search", "房租补助每平方米多少元", "--as-of", "2024-01-01")
    assert found.returncode == 0
    assert json.loads(found.stdout)["passages"][0]["clause_id"] == "d000001@1#第二条"
    assert _run(home, "docs", "show", "d000009").returncode == 1
    assert _run(home, "fly").returncode == 2
    assert _run(home, "ingest", str(tmp_path / "gone.txt")).returncode == 3


def test_a_terminal_of_a_narrow_encoding_gets_escapes_instead_of_an_error(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"trees.txt": TREES})
    listed = _run(tmp_path, "docs", "list", PYTHONIOENCODING="ascii")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert listed.stdout.startswith("d000001@1 \\u300a\\u6e05\\u6cb3\\u5e02")


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to another process there")
def test_ctrl_c_in_the_middle_of_an_ingest_leaves_a_home_that_goes_on(tmp_path: Path) -> None:
    waiting = (
        "import sys, time; from kb.cli import main; from kb.store.intake import Intake\n"
        "def wait(*given):\n    print('taking', flush=True); time.sleep(60)\n"
        "Intake.take = wait\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    file = _files(tmp_path / "files", rent=RENT.encode()) / "rent.txt"
    arguments = [sys.executable, "-c", waiting, "--home", str(tmp_path / "home"), "ingest", str(file)]
    started = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    assert started.stdout is not None
    assert started.stdout.readline() == "taking\n"
    started.send_signal(signal.SIGINT)
    _, errors = started.communicate(timeout=60)
    assert (started.returncode, errors) == (130, "错误：已中断；已发布的内容不受影响，重新运行会接着做\n")
    assert _run(tmp_path / "home", "ingest", str(file)).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"trees.txt": TREES})
    program = [sys.executable, "-m", "kb", "--home", str(tmp_path), "docs", "show", "d000001"]
    reading, writing = os.pipe()
    started = subprocess.Popen(program, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, encoding="utf-8")
    os.close(writing)
    os.close(reading)
    _, errors = started.communicate(timeout=60)
    assert (started.returncode, errors) == (0, "")
