"""What is wrong with a command line, said in Chinese."""

import pytest

from kb.cli import main
from kb.commands.parsing import Parser
from kb.commands.verify import given_text


def complaint(capsys: pytest.CaptureFixture[str], *line: str) -> str:
    parser = Parser(prog="kb")
    parser.add_argument("--number", type=int)
    parser.add_argument("--kind", choices=["a", "b"])
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--on", action="store_true")
    group.add_argument("--off", action="store_true")
    parser.add_argument("name", metavar="名称")
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(line)
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith("用法：kb")
    return err.splitlines()[-1]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ((), "还要给出 名称"),
        (("甲", "乙"), "没有看懂“乙”：没有这个选项，或者多给了内容"),
        (("甲", "--nothing"), "没有看懂“--nothing”：没有这个选项，或者多给了内容"),
        (("甲", "--number"), "--number 后面要跟一个值"),
        (("甲", "--number", "x"), "--number 要是整数，不能是 'x'"),
        (("甲", "--kind", "c"), "--kind 不能是 'c'；可以是 'a', 'b'"),
        (("甲", "--on", "--off"), "--off 不能和 --on 一起用"),
        (("甲", "--o"), "“--o”可以是好几个选项：--on, --off；请写全"),
        (("甲", "--on=1"), "--on 后面不跟值，却给了 '1'"),
    ],
)
def test_a_wrong_command_line_is_told_in_chinese(
    capsys: pytest.CaptureFixture[str], line: tuple[str, ...], said: str
) -> None:
    assert complaint(capsys, *line) == f"kb：错误：{said}；各选项见 kb --help"


def test_commands_below_complain_alike(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["log", "--action", "新"])
    assert ended.value.code == 2
    assert "kb log：错误：--action：没有“新”这种动作；可以是 added 新增、" in capsys.readouterr().err


def test_a_log_action_is_named_in_either_language(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("新增", "added"):
        assert main(["--home", f"{tmp_path}/home", "log", "--action", name]) == 1
        assert capsys.readouterr().out == "没有这样的记录\n"


def test_two_documents_are_not_compared(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", f"{tmp_path}/home", "docs", "diff", "d000001", "d000002"]) == 2
    assert capsys.readouterr().err == (
        "错误：docs diff 对照的是一份文件的两个版本，不能再给“d000002”；"
        "请写 kb docs diff d000001 --from 1 --to 2 的样子\n"
    )


def test_what_is_not_held_is_told_before_who_changes_it(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", f"{tmp_path}/home", "docs", "set", "d000099", "--title", "某办法"]) == 1
    assert capsys.readouterr().err.startswith("错误：没有编号为“d000099”的文件")


@pytest.mark.parametrize("text", ["车位" * 43, "车位" * 100, "车位" * 600, "甲\0乙"])
def test_a_text_that_no_file_is_called_is_the_text(text: str) -> None:
    assert given_text(text) == text
