"""Named settings, and what the figures do under them."""

from datetime import date
from pathlib import Path

import pytest

from eval.benchmarks.ablation import AS_INSTALLED, SHIPPED, NamedSettings, ablate, read_all, read_named
from eval.collection import Dataset
from eval.commands import ablate as command
from eval.datasets import DatasetError, GoldEvidence, Question
from eval.judging.matching import normalise
from eval.systems.asking import Asking

POLICY = (
    "清河市小微企业贷款贴息办法\n第一条　为了缓解小微企业融资困难，制定本办法。\n"
    "第二条　贴息标准为贷款利息的百分之五十，单户每年最高二十万元。\n第三条　本办法自2022年6月26日起施行。\n"
)
QUOTE = "贴息标准为贷款利息的百分之五十，单户每年最高二十万元。"


def _question(query_id: str, text: str, *, answerable: bool) -> Question:
    evidence = (GoldEvidence("a.txt", QUOTE),) if answerable else ()
    return Question(query_id, "sme", "amount", text, answerable, "", (), evidence)


def test_the_settings_that_come_with_the_project_can_all_be_read() -> None:
    named = read_all([SHIPPED])
    assert [one.name for one in named] == [
        "abstaining-by-rules",
        "even-fusion",
        "meaning-alone",
        "never-abstaining",
        "passages-200",
        "sentences-of-five",
        "without-named-documents",
        "without-plain-words",
        "without-ranking",
        "without-titles",
        "words-alone",
    ]
    assert dict(named[4].settings) == {"passage_chars": 200}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("what = ", "cannot be read as TOML"),
        ('what = "x"', "must hold 'what' (a text) and a table 'settings' that is not empty, nothing else"),
        ('what = "x"\nwhy = "y"\n[settings]\ntop_k = 3', "must hold 'what'"),
        ('what = "x"\n[settings]\npassage_chars = 9', "KB_PASSAGE_CHARS"),
        ('what = "x"\n[settings]\nno_such = 1', "KB_NO_SUCH"),
    ],
)
def test_settings_that_cannot_be_used_are_named(text: str, fault: str, tmp_path: Path) -> None:
    file = tmp_path / "one.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        read_named(file)
    assert str(file) in str(caught.value)
    assert fault in str(caught.value)


def test_a_name_stands_once_and_a_folder_holds_some(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"no \.toml file of named settings"):
        read_all([tmp_path])
    file = tmp_path / "one.toml"
    file.write_text('what = "x"\n[settings]\ntop_k = 3\n', encoding="utf-8")
    with pytest.raises(DatasetError, match="settings named 'one' stand twice"):
        read_all([file, file])


def test_each_setting_is_compared_with_the_settings_as_installed(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(POLICY, encoding="utf-8")
    questions = (
        _question("q1", "贷款贴息单户每年最高多少", answerable=True),
        _question("q2", "上海市的贷款贴息单户每年最高多少", answerable=False),
    )
    named = [
        NamedSettings("never", "no refusal", {"abstention": "never"}),
        NamedSettings("short", "short passages", {"passage_chars": 100}),
    ]
    usual, never, short = ablate(
        Dataset("d", tmp_path, questions),
        [file],
        frozenset({normalise(POLICY)}),
        named,
        Asking(date(2026, 1, 1), 10),
        ("evidence@5", "refusal_f1"),
    )
    assert (usual.named.name, usual.differences) == (AS_INSTALLED, {})
    assert (usual.estimates["evidence@5"].value, usual.estimates["refusal_f1"].value) == (1.0, 1.0)
    assert (never.index_seconds, never.passages) == (None, usual.passages)
    assert never.estimates["refusal_f1"].value == 0.0
    assert never.differences["refusal_f1"].difference == -1.0
    assert never.differences["evidence@5"].difference == 0.0
    assert short.index_seconds is not None
    cells = command.line(never, ("evidence@5", "refusal_f1")).split(" | ")
    assert cells[:3] == ["| never", "1.000 (+0.000)", "0.000 (-1.000)"]
    assert cells[4:] == [str(usual.passages), f"{usual.index_bytes / 1e6:.1f}", "as before |"]
    assert never.index_bytes == usual.index_bytes > 1000


def test_unknown_measures_and_names_are_refused() -> None:
    with pytest.raises(DatasetError, match="unknown measure 'recall'; known are "):
        command._require_known(["recall"])
    with pytest.raises(DatasetError, match="no settings are named 'x'; there are a"):
        command._only([NamedSettings("a", "b", {"top_k": 1})], ["x"])
