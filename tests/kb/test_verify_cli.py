"""`kb verify`: what it prints, what it reads, and its exit codes."""

import io
import json
import shlex
from pathlib import Path
from types import SimpleNamespace

import pytest

from kb.cli import main
from tests.documented import blocks
from tests.fakes import HashEncoder
from tests.generated_docs import ROOT
from tests.kb.homes import LOANS

TITLE = "《清河市小微企业贷款贴息办法》"
RIGHT = f"{TITLE}第四条规定，申请人应当在每年三月底前向市金融办提出书面申请。"


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("kb.index.model.load_encoder", lambda *given, **named: HashEncoder())
    (tmp_path / "贷款.txt").write_text(LOANS, encoding="utf-8")
    assert main(["--home", str(tmp_path / "home"), "ingest", str(tmp_path / "贷款.txt")]) == 0
    capsys.readouterr()
    return tmp_path / "home"


def test_each_sentence_is_told_with_its_clause(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"{RIGHT}\n单户每年最高500万元。"
    assert main(["--home", str(home), "verify", text, "--as-of", "2024-06-01"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"1. 〔逐字相符〕{RIGHT}",
        f"   依据：{TITLE}第四条（现行有效） /d/d000001@1#%E7%AC%AC%E5%9B%9B%E6%9D%A1",
        "   申请人应当在每年三月底前向市金融办提出书面申请",
        "2. 〔没有依据〕单户每年最高500万元。",
        "   为什么：写的是“500万元”，原文是“1000万元”",
        f"   原文：{TITLE}第三条（现行有效） /d/d000001@1#%E7%AC%AC%E4%B8%89%E6%9D%A1",
        "   单户每年最高［有：1000万元］［无：500万元］",
        "按 2024-06-01 的效力核对 2 句：逐字相符 1 句，没有依据 1 句",
    ]


def test_a_file_and_standard_input_are_read(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = home.parent / "答复.txt"
    file.write_bytes(b"\xef\xbb\xbf" + RIGHT.encode())
    arguments = ["--home", str(home), "verify", "--as-of", "2024-06-01", "--json"]
    assert main([*arguments, str(file)]) == 0
    read = json.loads(capsys.readouterr().out)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(RIGHT.encode())))
    assert main([*arguments, "-"]) == 0
    assert json.loads(capsys.readouterr().out) == read
    assert (read["supported"], read["counts"]["verbatim"], read["sentences"][0]["text"]) == (True, 1, RIGHT)


def test_what_cannot_be_read_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home.parent / "gbk.txt"
    file.write_bytes(RIGHT.encode("gb18030"))
    assert main(["--home", str(home), "verify", str(file)]) == 2
    assert capsys.readouterr().err == f"错误：{file} 不是 UTF-8 文字；请另存为 UTF-8 后再核对\n"
    assert main(["--home", str(home), "verify", "。"]) == 2
    assert capsys.readouterr().err == "错误：没有要核对的文字；请给出要核对的句子\n"


def test_the_commands_that_the_page_shows_are_carried_out(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.parent / "答复.txt").write_text(RIGHT, encoding="utf-8")
    monkeypatch.chdir(home.parent)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(RIGHT.encode())))
    shown = [
        shlex.split(line) for block in blocks(ROOT / "docs" / "verification.md", "sh") for line in block.splitlines()
    ]
    commands = [words for words in shown if words[0] == ".venv/bin/kb"]
    assert [words[1] for words in commands] == ["verify"] * 3
    given = [words[1 : words.index("<")] if "<" in words else words[1:] for words in commands]
    assert [main(["--home", str(home), *words]) for words in given] == [1, 0, 1]
    assert "《某市小微企业贷款贴息办法》" in capsys.readouterr().out
