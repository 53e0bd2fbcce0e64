import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from embeddings.cache import VectorCache
from embeddings.types import EmbeddingMatrix
from eval.benchmarks.model_table import markdown, record
from eval.benchmarks.models import (
    KEYWORDS,
    MEASURES,
    Model,
    Row,
    SetTable,
    dense_ranking,
    figures,
    keyword_ranking,
    open_model,
    tables,
)
from eval.benchmarks.sets import BenchSet, Passages, lay_sets, seeds_sets, stard_sets
from eval.commands import bench_models
from eval.datasets import DatasetError
from eval.measures.estimates import PairedDifference
from eval.scored import Estimate
from kb.index.keyword import KeywordEntry
from tests.corpus import corpus_dir
from tests.fakes import HashEncoder


class Counting(HashEncoder):
    """Keeps what it had to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded: list[str] = []

    def encode_passages(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        self.encoded.extend(texts)
        return super().encode_passages(texts)


def bench_set(name: str, bodies: Sequence[str], relevant: dict[str, str]) -> BenchSet:
    """A set whose units are the bodies themselves."""
    entries = tuple(KeywordEntry(0, "办法", "", body) for body in bodies)
    passages = Passages(tuple(f"办法\n{body}" for body in bodies), entries, tuple(bodies))
    questions = {f"q{place}": question for place, question in enumerate(relevant)}
    return BenchSet(name, passages, questions, {f"q{p}": frozenset({r}) for p, r in enumerate(relevant.values())})


BODIES = ("逾期计收罚息", "名单每年公布", "申请书写明用途", "名单每年公布")
SMALL = bench_set("small", BODIES, {"逾期罚息怎么计收": "逾期计收罚息", "名单哪年公布": "名单每年公布"})


def test_measures_are_those_of_ir_measures_and_no_result_counts_0() -> None:
    second, none = figures(SMALL, {"q0": ["申请书写明用途", "逾期计收罚息"]})
    assert dict(second.figures) == pytest.approx(
        {"R@1": 0, "R@5": 1, "R@10": 1, "R@100": 1, "nDCG@10": 0.6309297535714575, "RR@10": 0.5}
    )
    assert dict(none.figures) == dict.fromkeys(MEASURES, 0.0)
    assert [dict(row.figures) for row in figures(SMALL, {})] == [dict.fromkeys(MEASURES, 0.0)] * 2


def test_a_text_that_stands_twice_counts_once(tmp_path: Path) -> None:
    with VectorCache(tmp_path / "vectors.sqlite3") as cache:
        ranking = dense_ranking(SMALL, HashEncoder(), cache)
    assert ranking["q1"][0] == "名单每年公布"
    assert sorted(ranking["q1"]) == sorted(set(BODIES))


def test_passages_are_encoded_once_for_all_runs(tmp_path: Path) -> None:
    encoder = Counting()
    for _ in range(2):
        with VectorCache(tmp_path / "vectors.sqlite3") as cache:
            dense_ranking(SMALL, encoder, cache)
    assert encoder.encoded == ["办法\n逾期计收罚息", "办法\n名单每年公布", "办法\n申请书写明用途"]


def test_keywords_find_by_the_words_of_the_question_and_keep_their_index(tmp_path: Path) -> None:
    first = keyword_ranking(SMALL, tmp_path / "keywords")
    assert first == {"q0": ["逾期计收罚息"], "q1": ["名单每年公布"]}
    (folder,) = (tmp_path / "keywords").iterdir()
    before = folder.stat().st_mtime_ns
    assert keyword_ranking(SMALL, tmp_path / "keywords") == first
    assert folder.stat().st_mtime_ns == before


def test_every_model_is_tested_against_the_first(tmp_path: Path) -> None:
    models = [Model(name, HashEncoder(dim), 1.0, 1.0, 1.0) for name, dim in (("one", 64), ("same", 64), ("tiny", 1))]
    (table,) = tables([SMALL], models, tmp_path)
    assert [row.model for row in table.rows] == ["one", "same", "tiny", KEYWORDS]
    assert (table.name, table.questions, table.passages) == ("small", 2, 4)
    first, same, tiny, keywords = table.rows
    assert first.against_first == {}
    assert first.estimates["R@1"] == Estimate(1.0, 1.0, 1.0, 2)
    assert same.against_first["R@1"] == PairedDifference("R@1", 1.0, 1.0, 0.0, 1.0, 0, 0, 2)
    # All vectors of one dimension are the same: the order is that of the passages.
    assert tiny.against_first["R@1"] == PairedDifference("R@1", 1.0, 0.5, -0.5, 1.0, 0, 1, 2)
    assert keywords.estimates["RR@10"].value == 1.0


def test_the_table_reads_as_markdown_and_as_json() -> None:
    estimate = Estimate(0.5, 0.25, 1.0, 8)
    worse = PairedDifference("R@1", 0.9, 0.5, -0.4, 0.01, 0, 4, 8)
    better = PairedDifference("R@5", 0.1, 0.5, 0.4, 0.04, 4, 0, 8)
    unsure = PairedDifference("R@10", 0.1, 0.5, 0.4, 0.05, 4, 0, 8)
    rows = (
        Row("one", dict.fromkeys(MEASURES, estimate), {}),
        Row("two", dict.fromkeys(MEASURES, estimate), {"R@1": worse, "R@5": better, "R@10": unsure}),
    )
    models = [Model("one", HashEncoder(), 31.84, 0.126, 0.3)]
    table = SetTable("lay", 8, 2, 141991, rows)
    lines = markdown(models, [table]).splitlines()
    assert lines[2] == "| one | 64 | 31.8 | 0.13 | 0.30 |"
    assert lines[4] == "**lay** (8 questions over 141,991 passages; 2 name no passage and are left out)"
    cell = ".500 [.250–1.000]"
    assert lines[8] == f"| one | {' | '.join([cell] * 6)} |"
    assert lines[9] == f"| two | {cell} ▼ | {cell} ▲ | {' | '.join([cell] * 4)} |"
    written = json.loads(json.dumps(record(models, [table])))
    assert written["models"][0] == {
        "model": "one",
        "fingerprint": "hash-64",
        "dimensions": 64,
        "megabytes": 31.8,
        "question_ms": 0.126,
        "clause_ms": 0.3,
    }
    assert written["sets"][0]["rows"][1]["against_first"]["R@10"]["p_value"] == 0.05


def rows(path: Path, records: Iterable[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    root = tmp_path / "data"
    laws = root / "laws"
    rows(
        laws / "meta.jsonl",
        [
            {"path": "new.md", "title": "新办法", "latest_in_corpus": True},
            {"path": "copy.md", "title": "别处办法", "latest_in_corpus": True},
            {"path": "old.md", "title": "旧办法", "latest_in_corpus": False},
        ],
    )
    (laws / "new.md").write_text("第一条 逾期的计收罚息。\n第二条 名单每年公布。\n", encoding="utf-8")
    (laws / "copy.md").write_text("第九条 逾期的\n计收罚息。\n", encoding="utf-8")
    (laws / "old.md").write_text("第一条 只有旧版才有的话。\n", encoding="utf-8")
    clauses = [
        {"id": "a", "path": "new.md", "title": "新办法", "clause": "第一条", "text": "逾期的计收罚息。"},
        {"id": "b", "path": "old.md", "title": "旧办法", "clause": "第一条", "text": "只有旧版才有的话。"},
    ]
    rows(root / "lay" / "dev.clauses.jsonl", clauses)
    asked = [("a", "lay", "还晚了要多给钱不"), ("a", "term", "逾期罚息"), ("b", "term", "旧版的话")]
    rows(
        root / "lay" / "dev.questions.jsonl",
        [{"clause_id": clause, "style": style, "question": question} for clause, style, question in asked],
    )
    stard = root / "bench" / "stard"
    rows(stard / "queries.jsonl", [{"_id": "1", "text": "罚息怎么算"}, {"_id": "2", "text": "只在训练里"}])
    rows(
        stard / "corpus.jsonl",
        [{"_id": f"a{n}", "law": "办法", "title": f"办法第{n}条", "text": text} for n, text in enumerate(("甲", "乙"))],
    )
    (stard / "qrels").mkdir()
    (stard / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta0\t1\n1\ta1\t1\n", encoding="utf-8")
    return root


def test_everyday_and_clerks_questions_are_two_sets_over_the_latest_versions(corpora: Path) -> None:
    everyday, clerk = lay_sets(corpora)
    assert (everyday.name, clerk.name) == ("lay dev, everyday", "lay dev, clerk")
    assert everyday.passages.texts == (
        "新办法\n逾期的计收罚息。",
        "新办法\n名单每年公布。",
        "别处办法\n逾期的\n计收罚息。",
    )
    assert everyday.passages.units[0] == everyday.passages.units[2]
    assert everyday.questions == {"lay-0": "还晚了要多给钱不"}
    assert everyday.relevant == {"lay-0": {everyday.passages.units[0]}}
    # A clause of an old version is no passage here.
    assert (len(clerk.questions), clerk.left_out) == (1, 1)


def test_stard_has_every_article_of_a_question(corpora: Path) -> None:
    (stard,) = stard_sets(corpora)
    assert stard.passages.texts == ("办法\n甲", "办法\n乙")
    assert stard.questions == {"1": "罚息怎么算"}
    assert stard.relevant == {"1": frozenset(stard.passages.units)}


@pytest.mark.corpus
def test_every_answerable_question_over_the_sample_pages_names_a_passage() -> None:
    (seeds,) = seeds_sets(corpus_dir())
    assert (seeds.name, len(seeds.questions), seeds.left_out) == ("seeds dev", 187, 0)
    assert len(seeds.passages.texts) == len(seeds.passages.entries) == len(seeds.passages.units)


def run(*given: str) -> int:
    parser = argparse.ArgumentParser()
    bench_models.add_arguments(parser)
    return bench_models.run(parser.parse_args(given))


def test_the_command_measures_the_shipped_model_and_names_what_is_missing(
    corpora: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    shared = ("--corpora", str(corpora), "--cache", str(tmp_path / "cache"))
    assert run(*shared, "--out", str(tmp_path / "new" / "table.json")) == 0
    shown = capsys.readouterr()
    missing = corpora / "seeds_eval" / "questions.jsonl"
    assert shown.err == f"eval: seeds is left out: {missing} is not there; name the corpora with --corpora\n"
    assert "**STARD dev** (1 questions over 2 passages)" in shown.out
    written = json.loads((tmp_path / "new" / "table.json").read_text(encoding="utf-8"))
    assert [table["name"] for table in written["sets"]] == ["lay dev, everyday", "lay dev, clerk", "STARD dev"]
    assert [row["model"] for row in written["sets"][0]["rows"]] == ["policy-zh-static", KEYWORDS]
    assert written["models"][0]["dimensions"] == 384
    assert run(*shared, "--sets", "stard", "--no-keywords", "--out", str(tmp_path / "table.md")) == 0
    assert (tmp_path / "table.md").read_text(encoding="utf-8") == capsys.readouterr().out
    dims = ("--dims", "192,96", "--out", str(tmp_path / "cut.json"))
    assert run(*shared, "--sets", "stard", "--no-keywords", *dims) == 0
    cut = json.loads((tmp_path / "cut.json").read_text(encoding="utf-8"))
    assert [(model["model"], model["dimensions"]) for model in cut["models"]] == [
        ("policy-zh-static", 384),
        ("policy-zh-static @192", 192),
        ("policy-zh-static @96", 96),
    ]
    assert run(*shared, "--sets", "seeds") == 1
    monkeypatch.setenv("CI", "true")
    assert run(*shared) == 1


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (("--sets", "lay,law"), r"--sets 'lay,law': law is no set; there are lay, stard, seeds"),
        (("--sets", ","), "nothing is no set"),
        (("--out", "table.txt"), r"--out table\.txt: the name must end in \.md or \.json"),
        (("--sets", "stard", "no-such-model"), "no-such-model: is neither a folder nor the shipped model"),
    ],
)
def test_what_cannot_be_used_is_named(corpora: Path, given: Sequence[str], fault: str) -> None:
    with pytest.raises(DatasetError, match=fault):
        run("--corpora", str(corpora), *given)


def test_a_folder_that_is_no_model_is_named(corpora: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DatasetError, match=r"empty"):
        run("--corpora", str(corpora), "--sets", "stard", str(tmp_path / "empty"))


def test_the_shipped_model_is_timed_and_weighed() -> None:
    model = open_model("policy-zh-static", "shipped", ["能贷多少"], ["办法\n最高三十万元"])
    assert (model.name, model.encoder.dim, round(model.megabytes)) == ("shipped", 384, 16)
    assert model.question_ms > 0
    assert model.clause_ms > 0
