"""kb docs show, diff and purge --version, as they are typed."""

import json
from pathlib import Path

import pytest

from kb.cli import main
from tests.kb.homes import LOANS

OLD = LOANS.replace("2022年6月26日起施行，有效期三年", "2018年6月26日起施行")
NEW = LOANS.replace("2022年6月26日起施行，有效期三年", "2024年6月26日起施行").replace("百分之五十", "百分之六十")


@pytest.fixture
def home(tmp_path: Path) -> list[str]:
    for name, text in (("a.txt", OLD), ("b.txt", NEW)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    options = ["--home", str(tmp_path / "home")]
    assert main([*options, "ingest", str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]) == 0
    return options


def test_versions_are_shown_compared_and_purged(
    home: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main([*home, "docs", "show", "d000001"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "《清河市小微企业贷款贴息办法》 d000001@2（b.txt）",
        "  第 1 版  2018-06-26 起施行，已被新版本取代，被第2版取代，2024-06-26 起，a.txt",
        "  第 2 版（今天适用）  2024-06-26 起施行，现行有效，b.txt",
    ]
    assert main([*home, "docs", "diff", "d000001"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "《清河市小微企业贷款贴息办法》  d000001@1 → d000001@2\n"
        "  第 1 版：2018-06-26 起施行，已被新版本取代，被第2版取代，2024-06-26 起\n"
        "  第 2 版：2024-06-26 起施行，现行有效\n"
        "  修改 2，未变 4\n"
        "\n【修改】第三条\n"
    )
    assert "[-百分之五十-]{+百分之六十+}" in out
    assert main([*home, "--json", "docs", "diff", "d000001", "--from", "2", "--to", "1"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["from"]["version"], record["to"]["version"], record["counts"]["changed"]) == (2, 1, 2)
    changed = next(one for one in record["changes"] if one["status"] == "changed")
    assert (changed["old"]["clause_id"], changed["new"]["clause_id"]) == ("d000001@2#第三条", "d000001@1#第三条")
    assert {"op": "removed", "text": "百分之六十"} in changed["runs"]
    page = tmp_path / "d.html"
    assert main([*home, "docs", "diff", "d000001", "--html", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert "<ins>百分之六十</ins>" in text
    assert "<style>" in text
    assert "http" not in text
    capsys.readouterr()
    assert main([*home, "docs", "purge", "d000001", "--version", "1"]) == 0
    assert capsys.readouterr().err == "已清除 d000001 的第 1 版\n"
    assert main([*home, "docs", "diff", "d000001"]) == 1
    assert capsys.readouterr().err == "错误：“d000001”只有第 2 版，没有可对照的版本\n"
    assert main([*home, "docs", "purge", "d000001", "--version", "1"]) == 1


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "9" * 30])
def test_a_number_that_is_no_version_is_bad_usage(
    tmp_path: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--home", str(tmp_path / "home"), "docs", "diff", "d000001", f"--from={number}"])
    assert ended.value.code == 2
    assert f"“{number}”不是版本号；请给 1 或更大的整数" in capsys.readouterr().err


def test_the_official_citation_of_every_clause_is_in_what_is_shown(
    home: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main([*home, "--json", "docs", "show", "d000001", "--version", "1"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [one["version"] for one in record["versions"]] == [1, 2]
    assert record["clauses"][3]["official_citation"] == "《清河市小微企业贷款贴息办法》第三条"
    assert main([*home, "--json", "clause", "《清河市小微企业贷款贴息办法》第三条"]) == 0
    clause = json.loads(capsys.readouterr().out)["clauses"][0]
    assert clause["official_citation"] == "《清河市小微企业贷款贴息办法》第三条"
    assert clause["link"] == "/d/d000001@2#%E7%AC%AC%E4%B8%89%E6%9D%A1"
