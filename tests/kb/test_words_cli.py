"""`kb words`: what it prints where, and its exit codes."""

import json
from pathlib import Path

import pytest

from kb.cli import main
from kb.retrieve.expand import shipped_words
from tests.fakes import HashEncoder


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
    return Kb(tmp_path / "home", capsys)


def test_words_are_added_listed_and_removed(kb: Kb) -> None:
    assert kb("words", "list", "财神钱") == (1, "", "")
    assert kb("words", "add", "创业补贴", "财神钱", "财神补") == (0, "", "口语词典：新增 2\n")
    assert kb("words", "add", "创业补贴", "财神钱") == (0, "", "口语词典：未变 1\n")
    assert kb("words", "list", "财神") == (0, "创业补贴：财神补（自加）、财神钱（自加）\n", "")
    assert kb("words", "remove", "创业补贴", "财神钱") == (0, "", "口语词典：移除 1\n")
    assert kb("words", "list", "--own") == (0, "创业补贴：财神补（自加）\n", "")


def test_a_shipped_word_is_marked_when_it_is_removed(kb: Kb) -> None:
    term, said = next((term, said) for term, said in shipped_words().items() if len(said) == 3)
    assert kb("words", "remove", term) == (0, "", "口语词典：移除 3\n")
    assert kb("words", "list", "--own") == (0, f"{term}：{'、'.join(f'{one}（已移除）' for one in sorted(said))}\n", "")
    assert kb("words", "add", term, said[0]) == (0, "", "口语词典：恢复 1\n")
    assert kb("words", "remove", "没有的术语") == (
        1,
        "",
        "错误：词典里没有术语“没有的术语”；请在词典列表里核对\n  词典列表：kb words list\n",
    )


def test_words_as_json_are_one_value(kb: Kb) -> None:
    code, out, err = kb("--json", "words", "add", "创业补贴", "财神钱")
    change = {"term": "创业补贴", "expression": "财神钱", "outcome": "added", "note": None}
    assert (code, json.loads(out), err) == (0, {"changes": [change], "revision": 1, "faults": []}, "")
    code, out, _ = kb("--json", "words", "list", "财神钱")
    listed = {
        "words": [{"term": "创业补贴", "expression": "财神钱", "state": "own"}],
        "total": 1,
        "revision": 1,
    }
    assert (code, json.loads(out)) == (0, listed)
    assert json.loads(kb("--json", "words", "export")[1]) == listed


def test_a_word_of_no_use_ends_with_2(kb: Kb) -> None:
    assert kb("words", "add", "创业补贴", "钱") == (
        2,
        "",
        "错误：说法“钱”只有一个字，会在很多词里误中；请写至少 2 个字\n",
    )


def test_a_file_with_bad_lines_ends_with_3_and_the_others_are_in(kb: Kb, tmp_path: Path) -> None:
    file = tmp_path / "词.csv"
    file.write_bytes("术语,说法\n创业补贴,财神钱|财神补\n只有一列\n".encode("gb18030"))
    assert kb("words", "import", str(file)) == (
        3,
        "",
        "口语词典：新增 2，有误 1\n  第 3 行“只有一列”：应是“术语”和“说法”两列，用英文逗号隔开，这一行有 1 列\n",
    )
    assert kb("words", "list", "财神")[1] == "创业补贴：财神补（自加）、财神钱（自加）\n"
    code, _, err = kb("words", "import", str(tmp_path / "gone.csv"))
    assert code == 2
    assert err.startswith(f"错误：读写 {tmp_path / 'gone.csv'} 时出错：")


@pytest.mark.parametrize("name", ["词.tsv", "词.csv"])
def test_what_one_home_exports_another_imports(
    kb: Kb, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    term, (first, *_) = next(iter(shipped_words().items()))
    kb("words", "add", "创业补贴", "财神钱", "财神补")
    kb("words", "remove", term, first)
    code, out, err = kb("words", "export")
    assert (code, sorted(out.splitlines()), err) == (0, sorted([f"-{term}\t{first}", "创业补贴\t财神补|财神钱"]), "")
    file = tmp_path / name
    assert kb("words", "export", str(file)) == (0, "", f"已写出 3 条到 {file}\n")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf") is (name == "词.csv")
    other = Kb(tmp_path / "other", capsys)
    assert other("words", "import", str(file)) == (0, "", "口语词典：新增 2，移除 1\n")
    assert other("words", "list", "--own") == kb("words", "list", "--own")


def test_the_whole_dictionary_is_exported_on_request(kb: Kb, tmp_path: Path) -> None:
    kb("words", "add", "创业补贴", "财神钱")
    file = tmp_path / "全部.tsv"
    assert kb("words", "export", "--all", str(file))[0] == 0
    written = dict(line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    assert {term: sorted(set(said.split("|")) - {"财神钱"}) for term, said in written.items()} == {
        term: sorted(said) for term, said in shipped_words().items()
    } | ({} if "创业补贴" in shipped_words() else {"创业补贴": []})
    assert "财神钱" in written["创业补贴"].split("|")


@pytest.mark.parametrize("arguments", [["words"], ["words", "add", "术语"], ["words", "import"], ["words", "remove"]])
def test_bad_usage_of_words_ends_with_2(kb: Kb, arguments: list[str]) -> None:
    code, out, err = kb(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("用法：kb")
