"""Corrupted and honest sentences of a small home, counted by kind, and what each corruption makes."""

import random
from pathlib import Path

import pytest

from eval.language_models.corruptions import FIGURES, KINDS, Pool, corrupted
from eval.language_models.fabrication import measure, terminal_lines
from eval.language_models.paraphrases import paraphrased
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.kb.answer.conftest import MEASURES, NOTICE

SENTENCE = "贷款额度最高不超过300万元，由市财政局自2023年5月1日起拨付，企业应当提交证明。"
POOL = Pool(
    [("这一句说的是别的文件里的事情。", "别的办法"), (SENTENCE, "本办法")],
    ["别的办法", "本办法"],
    ["东水利局", "南水利局"],
)


def test_each_kind_of_corruption_makes_a_false_sentence() -> None:
    made = dict(corrupted(SENTENCE, [SENTENCE], "本办法", POOL, random.Random(1)))
    assert set(made) == set(KINDS) - {"figures swapped", "body", "no mark", "unknown mark"}
    assert made["unit"] == SENTENCE.replace("万元", "亿元")
    assert made["yes and no"] == SENTENCE.replace("应当", "无需")
    assert made["limit"] == SENTENCE.replace("最高", "最低")
    assert made["title"] == f"根据《别的办法》，{SENTENCE}"
    assert made["other document"] == "这一句说的是别的文件里的事情。"


def test_what_a_clause_happens_to_state_is_no_corruption() -> None:
    quotes = [SENTENCE, "贷款额度为300亿元。"]
    made = [kind for kind, _ in corrupted(SENTENCE, quotes, "本办法", POOL, random.Random(1))]
    assert "unit" not in made


def test_paraphrases_say_the_same() -> None:
    made = list(paraphrased("（一）贷款额度最高不超过300万元。", "本办法"))
    assert made == [
        ("verbatim", "（一）贷款额度最高不超过300万元。"),
        ("without its label", "贷款额度最高不超过300万元。"),
        ("document named", "根据《本办法》，贷款额度最高不超过300万元。"),
        ("other notation", "贷款额度最高不超过三百万元。"),
        ("word alike", "贷款额度最高不高于300万元。"),
    ]


@pytest.fixture
def knowledge(tmp_path: Path) -> KnowledgeBase:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"))
    base.ingest_files([("办法.txt", MEASURES.encode()), ("通知.txt", NOTICE.encode())])
    return base


def test_no_made_up_figure_is_let_through_and_nothing_verbatim_is_dropped(knowledge: KnowledgeBase) -> None:
    report = measure(knowledge, None, each=6, seed=1)
    knowledge.close()
    assert report.documents == 2
    assert report.figures_let_through == 0
    assert sum(report.let_through[kind].tried for kind in FIGURES) >= 8
    assert report.let_through["no mark"].wrong == report.let_through["unknown mark"].wrong == 0
    assert report.dropped["verbatim"].wrong == 0
    assert report.dropped["verbatim"].tried >= 8
    lines = terminal_lines(report, examples=True)
    assert lines[0] == f"{report.answers} answers from 2 documents"
    assert f"  verbatim: 0 of {report.dropped['verbatim'].tried} (0.0%)" in lines
