"""`kb docs set` and `kb docs history`: what they print, and their exit codes."""

import json
from pathlib import Path

import pytest

from kb.cli import main
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS


class Kb:
    """The command line on one home."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._home = home
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        try:
            code = main(["--home", str(self._home), *arguments])
        except SystemExit as ended:
            code = int(str(ended.code))
        out, err = self._capsys.readouterr()
        return code, out, err


@pytest.fixture
def kb(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kb:
    monkeypatch.setattr("kb.index.model.load_encoder", lambda *given, **named: HashEncoder())
    (tmp_path / "贷款.txt").write_text(LOANS, encoding="utf-8")
    kb = Kb(tmp_path / "home", capsys)
    assert kb("ingest", str(tmp_path / "贷款.txt"))[0] == 0
    return kb


def test_a_change_shows_the_old_value_and_the_new_one(kb: Kb) -> None:
    signed = ("--by", "王芳", "--reason", "原件印发日")
    assert kb("docs", "set", "d000001", "--effective-from", "2022-07-01", *signed) == (
        0,
        "d000001@1 施行日期：2022-06-26 → 2022-07-01\n注意：失效日期是按它推算的，随之由 2025-06-25 改为 2025-06-30\n",
        "",
    )
    assert kb("docs", "set", "d000001", "--validity", "已废止", "--validity-from", "2024-01-01", *signed) == (
        0,
        "d000001@1 效力：已过有效期 → 已废止（自 2024-01-01 起）\n",
        "",
    )
    assert kb("docs", "set", "d000001", "--clear", "region", "--restore", "effective-from", *signed) == (
        0,
        "d000001@1 地区：清河市 → （空）\nd000001@1 施行日期：2022-07-01 → （恢复为文中所写）\n"
        "注意：失效日期是按它推算的，随之由 2025-06-30 改为 2025-06-25\n",
        "",
    )
    assert kb("docs", "set", "d000001", "--clear", "region", *signed) == (
        0,
        "没有改动：这些栏目已经是这样\n",
        "",
    )


def test_the_history_says_who_when_and_why(kb: Kb) -> None:
    assert kb("docs", "history", "d000001") == (1, "", "")
    kb("docs", "set", "d000001", "--doc-number", "清政发〔2022〕9号", "--by", "王芳", "--reason", "扫描件漏了文号")
    code, out, _ = kb("docs", "history", "d000001")
    when, told = out.split(" ", 1)
    assert (code, told) == (0, "d000001@1 文号：（空） → 清政发〔2022〕9号，王芳：扫描件漏了文号\n")
    assert when.endswith("+00:00")
    (change,) = json.loads(kb("--json", "docs", "history", "d000001")[1])["changes"]
    assert (change["field"], change["previous"], change["value"], change["by"]) == (
        "doc_number",
        None,
        "清政发〔2022〕9号",
        "王芳",
    )


def test_what_cannot_be_set_ends_with_2_and_an_unknown_document_with_1(kb: Kb) -> None:
    signed = ("--by", "王芳", "--reason", "核对")
    assert kb("docs", "set", "d000001", "--effective-to", "2022-01-01", *signed) == (
        2,
        "",
        "错误：失效日期 2022-01-01 早于施行日期 2022-06-26；请核对，或把两个日期一起更正\n",
    )
    assert kb("docs", "set", "d000001", "--region", "甲市", "--reason", "核对") == (
        2,
        "",
        "错误：请写明是谁改的（by 是空的）\n",
    )
    assert kb("docs", "set", "d000009", "--region", "甲市", *signed) == (
        1,
        "",
        "错误：没有编号为“d000009”的文件；请在文件列表里核对\n  文件列表：kb docs list\n",
    )
    assert kb("docs", "history", "d000009")[0] == 1


def test_as_of_takes_a_day_and_nothing_else(kb: Kb) -> None:
    code, out, err = kb("ask", "--as-of", "2024-02-30", "贴息标准是多少")
    assert (code, out) == (2, "")
    assert err.endswith("错误：--as-of：“2024-02-30”不是日期；请写成 2024-06-30 的样子；各选项见 kb ask --help\n")
    code, _, err = kb("ask", "--as-of", "2025-06-26", "清河市小微企业贷款贴息办法的贴息标准是多少")
    assert code == 0
    assert "不在效力期内：《清河市小微企业贷款贴息办法》（d000001@1）有效期到2025-06-25为止\n" in err
    code, out, err = kb("ask", "--as-of", "2025-06-25", "清河市小微企业贷款贴息办法的贴息标准是多少")
    assert (code, "不在效力期内" in err) == (0, False)
    assert "贷款利息的百分之五十" in out
