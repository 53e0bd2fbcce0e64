"""`kb check`: verdicts in words, as JSON, and with questions on a terminal; its exit codes."""

import io
import json
from pathlib import Path

import pytest

from kb.cli import main
from tests.fakes import HashEncoder
from tests.kb.rules.made_policies import FITTING, INTEREST, NOTHING


class Kb:
    """The command line on one home that holds a policy."""

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


class Terminal(io.StringIO):
    """Somebody who answers line by line."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def kb(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kb:
    monkeypatch.setattr("kb.index.model.load_encoder", lambda *given, **named: HashEncoder())
    kb = Kb(tmp_path / "home", capsys)
    for name, text in (("贴息.txt", INTEREST), ("古树.txt", NOTHING)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert kb("ingest", str(tmp_path / name))[0] == 0
    return kb


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(FITTING, ensure_ascii=False), encoding="utf-8")
    return file


def on_terminal(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("".join(f"{line}\n" for line in lines)))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)


def test_a_verdict_is_a_tree_of_conditions_with_their_clauses_and_words(kb: Kb, facts: Path) -> None:
    code, out, err = kb("check", "--document", "d000001", "--facts", str(facts), "--as-of", "2024-06-01")
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert "【可以享受】《青川市科技企业贷款贴息实施办法》（d000001）" in lines
    assert "  ✓ 符合一条即可（第二条）" in lines
    assert "    ✓ 第二条第一项 “高新技术企业”：是“高新技术企业”（国家级）" in lines
    assert "  ✓ 一条也不能有（第三条）" in lines
    assert any(line.startswith("    ✓ 第三条第二项 “拖欠职工工资的”") for line in lines)
    assert [line.partition("“")[0] for line in lines if "（第四条）" in line] == [
        "    不超过20万元；50%；不超过2年（第四条）"
    ]
    assert "    1. 申请。企业应当在每年3月31日前向市科技局提出申请（第五条第一项）" in lines


def test_a_title_names_the_document_and_json_is_one_value(kb: Kb, facts: Path) -> None:
    given = ("check", "--document", "贷款贴息实施办法", "--facts", str(facts), "--json")
    code, out, err = kb(*given)
    assert (code, err) == (0, "")
    assert [policy["verdict"] for policy in json.loads(out)["policies"]] == ["eligible"]
    assert kb("--json", *given[:-1]) == (code, out, err)


def test_not_on_a_terminal_nothing_is_waited_for(kb: Kb) -> None:
    code, out, _ = kb("check", "我们是青川市的一家公司", "--document", "d000001")
    assert code == 0
    assert "【还缺情况，不能判断】" in out
    assert "  还缺：" in out


def test_on_a_terminal_the_missing_facts_are_asked_one_by_one(
    kb: Kb, facts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {name: value for name, value in FITTING.items() if name not in ("size", "qualifications")}
    facts.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    # The number of a choice, words of none of them, then a choice in words.
    on_terminal(monkeypatch, "2", "巨型", "1")
    code, out, err = kb("check", "--document", "d000001", "--facts", str(facts))
    assert code == 0
    assert "【可以享受】" in out
    assert err.count("> ") == 3
    assert "没有“巨型”这一项" in err


def test_questions_end_when_no_more_is_answered(kb: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    for lines in (("", "q"), ()):
        on_terminal(monkeypatch, *lines)
        code, out, _ = kb("check", "我们是青川市的一家公司", "--document", "d000001")
        assert code == 0
        assert "【还缺情况，不能判断】" in out
    on_terminal(monkeypatch)
    code, _, err = kb("check", "我们是青川市的一家公司", "--document", "d000001", "--no-ask")
    assert (code, err) == (0, "")


def test_a_document_without_conditions_and_an_unknown_one_end_with_1(kb: Kb) -> None:
    code, out, err = kb("check", "我们是青川市的一家公司", "--document", "d000002")
    assert (code, err) == (1, "")
    assert "《青川市古树名木保护规定》没有写明谁可以享受、要什么条件，没法判断" in out
    code, out, err = kb("check", "--document", "没有的办法")
    assert (code, out) == (1, "")
    assert err == "错误：没有编号、标题或文号是“没有的办法”的文件；请在文件列表里核对\n  文件列表：kb docs list\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "不是 UTF-8 的 JSON"),
        ("[]", "应是一个对象"),
        ('{"established": "很早以前"}', "facts 的“established”是 '很早以前'，读不出来"),
    ],
)
def test_facts_that_cannot_be_read_end_with_2(kb: Kb, tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(content, encoding="utf-8")
    code, out, err = kb("check", "--facts", str(file))
    assert (code, out) == (2, "")
    assert told in err
    code, _, err = kb("check", "--facts", str(tmp_path / "gone.json"))
    assert code == 2
    assert err.startswith(f"错误：读写 {tmp_path / 'gone.json'} 时出错：")


@pytest.mark.parametrize("arguments", [["check", "--as-of", "明天"], ["check", "一", "二"]])
def test_bad_usage_of_check_ends_with_2(kb: Kb, arguments: list[str]) -> None:
    code, out, err = kb(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("用法：kb")


def test_the_figures_of_a_sentence_are_one_line_and_a_spread_names_its_base(
    kb: Kb, tmp_path: Path, facts: Path
) -> None:
    text = INTEREST.replace(
        "第五条",
        "第五条　贷款利率不超过同期LPR+90基点，贷款期限原则上不超过1年，超过1年的应当备案。\n\n第六条",
        1,
    )
    (tmp_path / "办法.txt").write_text(text.replace("青川市", "白川市"), encoding="utf-8")
    assert kb("ingest", str(tmp_path / "办法.txt"))[0] == 0
    own = tmp_path / "own.json"
    own.write_text(facts.read_text(encoding="utf-8").replace("青川", "白川"), encoding="utf-8")
    _, out, _ = kb("check", "--document", "d000003", "--facts", str(own), "--as-of", "2024-06-01")
    assert [line.partition("（第五条）")[0] for line in out.splitlines() if "（第五条）" in line and "LPR" in line] == [
        "    不超过LPR+90基点；原则上不超过1年；超过1年"
    ]
