from pathlib import Path

import pytest

from eval.__main__ import main
from eval.benchmarks import changes
from kb.knowledge_base import KnowledgeBase
from kb.settings import load_settings
from tests.kb.homes import LOANS, RENT

KINDS = ["add", "replace", "withdraw", "restore", "correct", "purge", "purge an old one"]


def test_every_kind_of_change_is_timed_on_a_copy_of_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(changes, "_by_command", lambda home: (1.0, 2.5))
    base = KnowledgeBase.open(load_settings(home=tmp_path))
    base.ingest_files([("loans.txt", LOANS.encode()), ("rent.txt", RENT.encode())])
    base.close()
    assert main(["changes", "--home", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "9 passages in 1 segments"
    assert [line[:16].strip() for line in lines[2:-1]] == KINDS
    assert lines[-1] == "kb ingest FILE: 2.50 s, of which starting and opening 1.00 s"
    base = KnowledgeBase.open(load_settings(home=tmp_path))
    assert (base.stats().generation, base.documents().total) == (1, 2)
    base.close()


def test_a_folder_without_a_base_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["changes", "--home", str(tmp_path)]) == 2
    assert "holds no knowledge base" in capsys.readouterr().err
