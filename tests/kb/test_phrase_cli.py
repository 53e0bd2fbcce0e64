"""`kb phrase`: what it prints where, and its exit codes."""

import json
from pathlib import Path

import pytest

from kb.cli import main
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("kb.index.model.load_encoder", lambda *given, **named: HashEncoder())
    (tmp_path / "贷款.txt").write_text(LOANS, encoding="utf-8")
    assert main(["--home", str(tmp_path / "home"), "ingest", str(tmp_path / "贷款.txt")]) == 0
    capsys.readouterr()
    return tmp_path / "home"


def test_an_exact_wording_is_printed_with_its_clause(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "phrase", "单户每年最高", "--as-of", "2023-01-01"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "《清河市小微企业贷款贴息办法》第三条（现行有效）  d000001@1#第三条",
        "    第三条　贴息标准为贷款利息的百分之五十，单户每年最高1000万元。",
    ]
    assert err == ""


def test_the_nearest_wording_is_printed_with_marks_and_exit_code_1(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", str(home), "phrase", "单户每年最高500万元", "--as-of", "2023-01-01"]) == 1
    out, err = capsys.readouterr()
    before = "    第三条　贴息标准为贷款利息的百分之五十，"
    assert out.splitlines()[1] == f"{before}单户每年最高［有：1000万元］［无：500万元］。"
    assert err == (
        "没有一字不差的“单户每年最高500万元”；最接近的原文有 1 处，［有：…］是原文有而您没写的，［无：…］相反\n"
    )


def test_json_has_the_shape_of_the_interface(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "--json", "phrase", "小微企业", "--limit", "1", "--offset", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["total"], found["exact"], len(found["places"])) == (3, True, 1)
    assert found["places"][0]["clause_label"] == "第一条"


def test_what_cannot_be_looked_up_is_bad_input(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "phrase", "款"]) == 2
    assert capsys.readouterr().err == "错误：“款”太短，查不了原文；请至少写 2 个字\n"
    with pytest.raises(SystemExit, match="2"):
        main(["--home", str(home), "phrase", "贷款", "--limit", "-1"])


def test_a_figure_in_another_notation_is_told_as_the_same(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "phrase", "单户每年最高一千万元", "--as-of", "2023-01-01"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[1] == "    第三条　贴息标准为贷款利息的百分之五十，单户每年最高［写作：1000万元］。"
    assert err == "没有一字不差的“单户每年最高一千万元”；同一数额，写法不同的原文有 1 处\n"
