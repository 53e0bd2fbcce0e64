"""What `kb reindex` says of documents that a model does not read to the end."""

import pytest

from kb.printing.results import model_warnings


def test_twenty_warnings_are_shown_and_the_others_counted(capsys: pytest.CaptureFixture[str]) -> None:
    model_warnings([f"第{number}份" for number in range(20)])
    shown = "".join(f"  注意 第{number}份\n" for number in range(20))
    assert capsys.readouterr() == ("", shown)
    model_warnings([f"第{number}份" for number in range(23)])
    assert capsys.readouterr() == ("", f"{shown}  注意 另有 3 份文件也有超过长度上限的条款\n")
