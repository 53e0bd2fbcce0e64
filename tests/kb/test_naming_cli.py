"""Documents by name on the command line, corrections carried over, and texts shown without Markdown's marks."""

import json
from pathlib import Path

import pytest

from kb.cli import main
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT


class Kb:
    """The command line on one home."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._home = home
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = main(["--home", str(self._home), *arguments])
        out, err = self._capsys.readouterr()
        return code, out, err


MARKED = "\n\n".join(
    f"**{line.replace('　', '** ', 1)}" if line.startswith("第") else f"# {line}" for line in RENT.splitlines()
)


@pytest.fixture
def kb(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kb:
    monkeypatch.setattr("kb.index.model.load_encoder", lambda *given, **named: HashEncoder())
    (tmp_path / "贷款.txt").write_text(LOANS, encoding="utf-8")
    (tmp_path / "房租.md").write_text(MARKED, encoding="utf-8")
    kb = Kb(tmp_path / "home", capsys)
    # One after the other: the ids must not hang on the order of names.
    assert kb("ingest", str(tmp_path / "贷款.txt"))[0] == 0
    assert kb("ingest", str(tmp_path / "房租.md"))[0] == 0
    return kb


def test_a_title_does_as_well_as_an_id(kb: Kb) -> None:
    for command in (("docs", "show"), ("docs", "history"), ("docs", "references")):
        assert kb(*command, "小微企业贷款贴息办法") == kb(*command, "d000001"), command
    assert kb("docs", "diff", "小微企业贷款贴息办法") == kb("docs", "diff", "d000001")
    assert (
        kb("docs", "withdraw", "清河市小微企业贷款贴息办法")[2] == "已撤回 d000001；用 kb docs restore d000001 恢复\n"
    )
    assert kb("docs", "restore", "清河市小微企业贷款贴息办法")[2] == "已恢复 d000001\n"


def test_a_name_that_means_several_lists_them(kb: Kb) -> None:
    code, out, err = kb("--json", "docs", "show", "清河市办法")
    assert (code, err.splitlines()[0]) == (
        1,
        "错误：“清河市办法”可能指 2 份文件：d000001《清河市小微企业贷款贴息办法》（2022-06-26 起施行）；"
        "d000002《清河市创业场地租金补助办法》（2023-01-01 起施行）；请写全名、文号或编号，"
        "如“《清河市小微企业贷款贴息办法》”",
    )
    assert [one["document_id"] for one in json.loads(out)["error"]["detail"]["candidates"]] == ["d000001", "d000002"]


def test_the_clauses_that_may_be_meant_are_listed_with_what_to_type(kb: Kb) -> None:
    code, _, err = kb("clause", "第二条")
    assert (code, err.splitlines()[1:]) == (
        1,
        [
            '  《清河市小微企业贷款贴息办法》（编号 d000001）：kb clause "《清河市小微企业贷款贴息办法》第二条"',
            '  《清河市创业场地租金补助办法》（编号 d000002）：kb clause "《清河市创业场地租金补助办法》第二条"',
        ],
    )
    code, out, err = kb("clause", "d000002 第二条")
    assert (code, out.splitlines()[0]) == (0, "《清河市创业场地租金补助办法》第二条（现行有效）")
    assert err == ""
    assert kb("clause", "租金补助办法第二条")[2] == "注意：“租金补助办法”按《清河市创业场地租金补助办法》理解\n"


def test_what_is_purged_is_named_by_its_id(kb: Kb) -> None:
    assert kb("docs", "purge", "清河市小微企业贷款贴息办法")[0] == 1
    assert kb("docs", "show", "d000001")[0] == 0


def test_marks_of_markdown_are_not_printed_and_stay_in_json(kb: Kb) -> None:
    assert kb("clause", "清河市创业场地租金补助办法第二条")[1] == (
        "《清河市创业场地租金补助办法》第二条（现行有效）\n"
        "第二条 租用众创空间的创业团队，按每平方米十五元给予房租补助。\n\n"
    )
    shown = kb("docs", "show", "d000002")[1]
    assert "*" not in shown and "#" not in shown.partition("\n")[2]
    assert kb("--json", "docs", "show", "d000002")[1].count("**第二条**") == 1
    found = json.loads(kb("--json", "clause", "清河市创业场地租金补助办法第二条")[1])
    assert "**第二条** 租用" in json.dumps(found, ensure_ascii=False)


def test_corrections_are_told_and_carried_over(kb: Kb, tmp_path: Path) -> None:
    signed = ("--by", "王芳", "--reason", "核对原件")
    assert kb("docs", "set", "d000001", "--issuer", "清河市财政局", *signed)[0] == 0
    (tmp_path / "贷款.txt").write_text(LOANS.replace("百分之五十", "百分之六十"), encoding="utf-8")
    told = (
        "第 1 版的更正没有带到第 2 版：发文单位“清河市财政局”；核对后要带过去，请用 "
        "kb docs set d000001 --version 2 --from-version 1 --by 姓名"
    )
    assert told in kb("ingest", str(tmp_path / "贷款.txt"))[2]
    assert kb("docs", "history", "d000001")[1].splitlines()[-1] == f"注意：{told}"
    assert [one["field"] for one in json.loads(kb("--json", "docs", "history", "d000001")[1])["not_carried"]] == [
        "issuer"
    ]
    assert kb("docs", "set", "d000001", "--version", "2", "--from-version", "1", "--by", "李明") == (
        0,
        "d000001@2 发文单位：（空） → 清河市财政局\n",
        "",
    )
    assert "注意" not in kb("docs", "history", "d000001")[1]
