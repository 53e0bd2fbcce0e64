"""`kb docs references`, and references and repeals in `kb clause` and `kb docs show`."""

import json
from pathlib import Path

import pytest

from kb.cli import main
from tests.fakes import HashEncoder
from tests.kb.homes import policy

OLD = policy("清河市贷款贴息办法", "贴息对象应当在本市登记注册满一年。", "本办法自2015年3月1日起施行。")
NEW = policy(
    "清河市融资支持办法",
    "本办法自2024年5月1日起施行。《清河市贷款贴息办法》和《清河市补偿办法》同时废止。",
)
CITING = policy(
    "清河市扶持细则", "依照《清河市贷款贴息办法》第一条和本细则第九条办理。", "本细则自2016年1月1日起施行。"
)


@pytest.fixture
def kb(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> "Kb":
    monkeypatch.setattr("kb.index.model.load_encoder", lambda *given, **named: HashEncoder())
    found = Kb(tmp_path / "home", capsys)
    for name, text in (("citing.txt", CITING), ("new.txt", NEW), ("old.txt", OLD)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert found("ingest", str(tmp_path / name))[0] == 0
    return found


class Kb:
    """The command line on one home."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._home = home
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = main(["--home", str(self._home), *arguments])
        out, err = self._capsys.readouterr()
        return code, out, err


def test_references_are_listed_from_both_ends(kb: Kb) -> None:
    assert kb("docs", "references", "d000001", "--as-of", "2025-06-01") == (
        0,
        "引用：\n"
        "  第一条  《清河市贷款贴息办法》第一条 → 《清河市贷款贴息办法》第一条（已废止）\n"
        "  第一条  本细则第九条 → 第九条（没有这一条）\n",
        "",
    )
    assert kb("docs", "references", "d000003", "--clause", "第一条", "--as-of", "2025-06-01") == (
        0,
        "被引用：\n  第一条  ← d000001《清河市扶持细则》第一条  《清河市贷款贴息办法》第一条\n",
        "",
    )
    assert kb("docs", "references", "d000003", "--clause", "第二条") == (1, "", "")


def test_references_as_json_are_one_value(kb: Kb) -> None:
    code, out, err = kb("--json", "docs", "references", "d000001")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert [(one["address"], one["status"]) for one in found["outgoing"]] == [
        ("第一条", "resolved"),
        ("第九条", "absent"),
    ]
    assert found["incoming"] == []


def test_a_clause_is_shown_with_what_it_cites_and_a_warning(kb: Kb) -> None:
    code, out, err = kb("clause", "清河市扶持细则第一条", "--as-of", "2025-06-01")
    assert code == 0
    assert out.splitlines()[-1] == "第一条引用：《清河市贷款贴息办法》第一条（已废止）；第九条（没有这一条）"
    assert (
        err
        == "注意：本条引用的《清河市贷款贴息办法》第一条已废止（被《清河市融资支持办法》第一条废止，2024-05-01 起）\n"
    )
    code, out, err = kb("clause", "清河市贷款贴息办法第一条", "--as-of", "2024-04-30")
    assert (code, out.splitlines()[-1], err) == (0, "第一条被引用：《清河市扶持细则》第一条", "")


def test_a_document_is_shown_with_its_repeals(kb: Kb) -> None:
    _, out, _ = kb("docs", "show", "d000003")
    assert (
        "  被 d000002《清河市融资支持办法》第一条废止，自 2024-05-01 起：第一条 本办法自2024年5月1日起施行。"
        "《清河市贷款贴息办法》和《清河市补偿办法》同时废止。\n"
        "  仍被这些条款引用：d000001《清河市扶持细则》第一条\n"
    ) in out
    _, out, _ = kb("docs", "show", "d000002")
    assert (
        "  废止 《清河市贷款贴息办法》，自 2024-05-01 起（第一条；已收入：d000003《清河市贷款贴息办法》）\n"
        "  废止 《清河市补偿办法》，自 2024-05-01 起（第一条；未收入）\n"
    ) in out
    record = json.loads(kb("--json", "docs", "show", "d000003")[1])
    assert (record["repealed_by"]["document_id"], record["repeals"]) == ("d000002", [])
    assert [one["clause_id"] for one in record["still_cited"]] == ["d000001@1#第一条"]
