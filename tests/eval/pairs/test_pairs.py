import json
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from eval.corpora.keep_out import (
    KEPT_OUT_TEXT,
    KEPT_OUT_TITLE,
    NAMES_TITLE,
    NEAR_MEANING,
    NEAR_QUESTION,
    SAME_QUESTION,
    KeepOut,
    NearMeaning,
)
from eval.corpora.reading import Article, cut_articles, cut_items, passage_text, read_asked
from eval.datasets import DatasetError
from eval.pairs.makers import CLAUSES, SENTENCES, clause_pairs, keyword_pairs, sentence_pairs, substituted_pairs
from eval.pairs.material import STANDS_TWICE, Material, Pair, gather
from eval.pairs.mining import Rules
from eval.pairs.writing import Plan, write_pairs
from tests.corpus import corpus_dir
from tests.fakes import HashEncoder

LOAN = """# 某市贷款办法

2020年1月1日通过

## 第一章 总则

第一条 为了规范科技贷款，制定本办法。

第二条 借款人应当按期归还本金，逾期的计收罚息。

借款人可以申请展期，展期不收费用。
"""
KEPT = """# 保留条例

第一条 未经批准不得开挖河道，违者处以罚款。

第二条 河道管理机构负责巡查，发现问题及时报告。
"""
TWIN = """# 双生条例

第一条 未经批准，不得开挖河道；违者处以罚款！

第二条 机构每年公布名单，名单应当真实。
"""
REPAY = "借款人应当按期归还本金，逾期的计收罚息。\n借款人可以申请展期，展期不收费用。"
PARTS = """# 法
## 第一编 总则
### 第一章 范围
**第一条** 甲。
乙。
## 第二编 分则
第二条之一　丙。
第三条规定的，从其规定。
"""


def rows(path: Path, records: Iterable[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def made(corpora: Path, out: Path, seed: int = 1, **changed: Any) -> dict[str, Any]:
    return write_pairs(Plan(corpora, out, seed, HashEncoder(), **{"rules": Rules(negatives=0), **changed}))


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    root = tmp_path / "data"
    for name, text in {"loan": LOAN, "kept": KEPT, "twin": TWIN}.items():
        path = root / "laws" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    titles = {"loan": "某市贷款办法", "kept": "保留条例", "twin": "双生条例"}
    rows(
        root / "laws" / "meta.jsonl",
        [{"path": f"{name}.md", "title": title, "region": None} for name, title in titles.items()],
    )
    (root / "policy").mkdir()
    (root / "policy" / "n.md").write_text("关于减税的通知\n一、小微企业减半征收。\n二、从2023年起执行本通知。\n")
    rows(root / "policy" / "meta.jsonl", [{"path": "n.md", "title": "关于减税的通知", "source": "gov"}])
    clause = {"title": "某市贷款办法", "path": "loan.md", "clause": "第二条", "id": "a"}
    kept = {
        "title": "保留条例",
        "path": "kept.md",
        "clause": "第一条",
        "id": "k",
        "text": "未经批准不得开挖河道，违者处以罚款。",
    }
    rows(root / "lay" / "train1.clauses.jsonl", [{**clause, "text": REPAY}, kept])
    rows(
        root / "lay" / "train1.questions.jsonl",
        [
            {"clause_id": "a", "style": "lay", "question": "还不上钱要多交吗"},
            {"clause_id": "a", "style": "lay", "question": "欠的钱到期能不能晚点还呀？"},
            {"clause_id": "k", "style": "lay", "question": "能自己挖河不"},
        ],
    )
    rows(root / "lay" / "dev.clauses.jsonl", [kept])
    rows(
        root / "lay" / "dev.questions.jsonl",
        [{"clause_id": "k", "style": "lay", "question": "欠的钱到期能不能晚点还？"}],
    )
    (root / "lay" / "keep_out_titles.txt").write_text("保留条例\n", encoding="utf-8")
    (root / "plain_words").mkdir()
    (root / "plain_words" / "plain_words.tsv").write_text("展期\t晚点还|缓一缓\n", encoding="utf-8")
    rows(
        root / "pairs" / "stard.jsonl",
        [
            {"query": "贷款逾期怎么办？", "positive": "应当支付利息。", "title": "某市贷款办法第三条"},
            {"query": "贷款逾期怎么办？", "positive": "应当支付利息。", "title": "某市贷款办法第三条"},
            {"query": "挖河道罚多少？", "positive": "处以罚款。", "title": "保留条例第十条"},
            {"query": "保留条例第二条的内容是什么？", "positive": "巡查。"},
        ],
    )
    stard = root / "bench" / "stard"
    rows(stard / "queries.jsonl", [{"_id": "0", "text": "利率怎么算？"}, {"_id": "1", "text": "开发问题一条"}])
    rows(stard / "corpus.jsonl", [{"_id": "a1", "title": "某市贷款办法第四条", "text": "利率由双方约定。"}])
    (stard / "qrels").mkdir()
    (stard / "qrels" / "train.tsv").write_text("query-id\tcorpus-id\tscore\n0\ta1\t1\n")
    (stard / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta1\t1\n")
    rows(root / "bench" / "lawbench_3-2" / "queries.jsonl", [{"_id": "x", "text": "某人挖了河道"}])
    rows(root / "seeds_eval" / "questions.jsonl", [{"question": "最高能贷多少"}])
    return root


def test_nothing_of_kept_out_documents_is_written(corpora: Path, tmp_path: Path) -> None:
    made(corpora, tmp_path / "out")
    written = [path for path in (tmp_path / "out").iterdir() if path.name not in {"sentences.jsonl", "manifest.json"}]
    text = "".join(path.read_text(encoding="utf-8") for path in written)
    assert "河道" not in text
    assert "保留条例" not in text
    assert "每年公布名单" in text


def test_questions_near_a_development_question_are_left_out(corpora: Path, tmp_path: Path) -> None:
    made(corpora, tmp_path / "out")
    (only,) = lines(tmp_path / "out" / "asked.jsonl")
    assert only == {
        "query": "还不上钱要多交吗",
        "positive": f"某市贷款办法\n第一章 总则\n{REPAY}",
        "negatives": ["某市贷款办法\n第一章 总则\n为了规范科技贷款，制定本办法。"],
        "source": "lay",
    }


def test_published_pairs_are_written_once(corpora: Path, tmp_path: Path) -> None:
    made(corpora, tmp_path / "out")
    assert [(row["query"], row["positive"], row["source"]) for row in lines(tmp_path / "out" / "given.jsonl")] == [
        ("贷款逾期怎么办？", "某市贷款办法\n应当支付利息。", "stard"),
        ("利率怎么算？", "某市贷款办法\n利率由双方约定。", "stard_train_qrels"),
    ]


def test_everyday_expressions_lead_to_terms_and_clauses(corpora: Path, tmp_path: Path) -> None:
    made(corpora, tmp_path / "out")
    assert [(row["query"], row["positive"]) for row in lines(tmp_path / "out" / "words.jsonl")] == [
        ("晚点还", "展期"),
        ("缓一缓", "展期"),
    ]
    (row,) = lines(tmp_path / "out" / "substituted.jsonl")
    assert row["query"] in {
        said.join(parts) for said in ("晚点还", "缓一缓") for parts in (("借款人可以申请", ""), ("", "不收费用"))
    }
    assert row["positive"].endswith("展期不收费用。")


def test_one_seed_gives_one_result(corpora: Path, tmp_path: Path) -> None:
    mining = {"rules": Rules(negatives=2), "sample": 5}
    manifest = made(corpora, tmp_path / "one", seed=3, **mining)
    made(corpora, tmp_path / "two", seed=3, **mining)
    assert manifest["written"] == {
        "asked": 1,
        "clauses": 896,
        "fragments": 3,
        "given": 2,
        "keywords": 1,
        "passages": 4,
        "sentences": 3300,
        "substituted": 1,
        "words": 2,
    }
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted([*(f"{name}.jsonl" for name in manifest["written"]), "manifest.json"])
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_manifest_says_what_was_left_out_and_from_what_the_rest_was_made(corpora: Path, tmp_path: Path) -> None:
    manifest = made(corpora, tmp_path / "out")
    assert manifest["left_out"] == {
        "asked": {NEAR_QUESTION: 1, KEPT_OUT_TITLE: 1},
        "given": {STANDS_TWICE: 1, KEPT_OUT_TITLE: 1, NAMES_TITLE: 1},
        "passages": {KEPT_OUT_TITLE: 2, KEPT_OUT_TEXT: 1},
    }
    assert manifest["mining"] is None
    assert manifest["seed"] == 1
    assert manifest["encoder"] == "hash-64"
    inputs = manifest["inputs_sha256"]
    assert {"laws/*", "policy/*", "lay/dev.questions.jsonl", "bench/stard/qrels/dev.tsv"} < set(inputs)
    (corpora / "laws" / "loan.md").write_text(LOAN + "\n第三条 本办法自发布之日起施行。\n", encoding="utf-8")
    changed = made(corpora, tmp_path / "out")["inputs_sha256"]
    assert {name for name in inputs if inputs[name] != changed[name]} == {"laws/*"}


def test_questions_that_mean_nearly_a_development_question_are_left_out(corpora: Path, tmp_path: Path) -> None:
    rows(corpora / "seeds_eval" / "questions.jsonl", [{"question": "贷款要是逾期了会怎么办呢"}])
    words = "贷款逾期怎么办？"
    similarity = float(
        HashEncoder().encode_queries([words])[0] @ HashEncoder().encode_queries(["贷款要是逾期了会怎么办呢"])[0]
    )
    assert made(corpora, tmp_path / "out", similar=similarity + 0.01)["written"]["given"] == 2
    manifest = made(corpora, tmp_path / "out", similar=similarity - 0.01)
    assert manifest["left_out"]["given"][NEAR_MEANING] == 1
    assert words not in {row["query"] for row in lines(tmp_path / "out" / "given.jsonl")}
    near = NearMeaning(HashEncoder(), ["欠的钱到期能不能晚点还？"], least=0.9)
    assert near.of(["欠的钱到期能不能晚点还", "最高能贷多少", ""]) == [True, False, False]
    assert NearMeaning(HashEncoder(), [], least=0.9).of(["最高能贷多少"]) == [False]


def test_mined_passages_come_before_the_neighbours_with_their_ranks(corpora: Path, tmp_path: Path) -> None:
    manifest = made(corpora, tmp_path / "out", rules=Rules(negatives=2, depth=10), sample=40)
    every = [
        row for name in ("asked", "clauses", "sentences", "given") for row in lines(tmp_path / "out" / f"{name}.jsonl")
    ]
    mined = [row for row in every if "mined" in row]
    assert manifest["mining"]["pairs"] == 40
    assert manifest["mining"]["negatives"] == sum(len(row["mined"]) for row in mined)
    assert len(mined) == 40 - manifest["mining"]["pairs_without"]
    for row in mined:
        # Behind them stand the passages beside the right one: one sentence, or up to three clauses.
        assert 0 <= len(row["negatives"]) - len(row["mined"]) <= (3 if row["source"] == "lay" else 1)
        assert row["positive"] not in row["negatives"]
        for found in row["mined"]:
            assert found["dense_rank"] or found["keyword_rank"]
            assert found["of_positive"] < 0.95


def test_absent_corpora_are_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"meta\.jsonl.*--corpora"):
        made(tmp_path, tmp_path / "out")


def test_articles_carry_their_headings() -> None:
    assert [(a.label, a.headings, a.text) for a in cut_articles(PARTS, {"path": "p", "title": "法"})] == [
        ("第一条", ("第一编 总则", "第一章 范围"), "甲。\n乙。"),
        ("第二条之一", ("第二编 分则",), "丙。\n第三条规定的，从其规定。"),
    ]


def test_items_are_cut_where_no_article_is() -> None:
    text = "通知\n一、第一项内容在这里说明。\n细节也在这里。\n二、第二项内容在这里说明。\n"
    assert [a.text for a in cut_items(text, {"path": "p", "title": "通知"})] == [
        "一、第一项内容在这里说明。\n细节也在这里。",
        "二、第二项内容在这里说明。",
    ]


def test_a_passage_has_a_line_for_title_headings_and_text() -> None:
    assert passage_text("办法", ("第一章 总则", "第一节"), "甲") == "办法\n第一章 总则 第一节\n甲"
    assert passage_text("办法", (), "甲") == "办法\n甲"


def test_kept_out_titles_are_met_with_and_without_article_and_state() -> None:
    keep_out = KeepOut(["中华人民共和国某某法"], [], [])
    assert keep_out.title("某某法第十二条")
    assert keep_out.title("《中华人民共和国某某法》")
    assert not keep_out.title("某某法实施办法")
    assert keep_out.names_title("请问《某某法》的内容") is False
    assert KeepOut(["物业管理条例"], [], []).names_title("《物业管理条例》第三条是什么")


def test_every_reason_against_a_question_or_a_text_has_its_name() -> None:
    kept = Article("k", "保留条例", "第一条", (), "未经批准不得开挖河道。")
    keep_out = KeepOut(["保留条例"], [kept], ["欠的钱到期能不能晚点还？"])
    assert keep_out.why_question("欠的钱，到期能不能晚点还") == SAME_QUESTION
    assert keep_out.why_question("欠的钱到期能不能晚点还呀") == NEAR_QUESTION
    assert keep_out.why_question("最高能贷多少") is None
    assert keep_out.why_text("保留条例", "任何文字") == KEPT_OUT_TITLE
    assert keep_out.why_text("别的条例", "未经批准，不得开挖河道") == KEPT_OUT_TEXT
    assert keep_out.why_article(Article("o", "别的条例", "第一条", (), "其他文字")) is None


def test_sources_made_of_clauses_are_empty_without_clauses() -> None:
    material = Material((), {}, KeepOut([], [], []), Random(1))
    assert list(keyword_pairs(material)) == []
    assert list(substituted_pairs({"展期": ("晚点还",)}, material)) == []


@pytest.mark.corpus
def test_no_training_question_file_uses_a_kept_out_title() -> None:
    corpora = corpus_dir()
    titles = (corpora / "lay" / "keep_out_titles.txt").read_text(encoding="utf-8").split("\n")
    keep_out = KeepOut([title for title in titles if title], [], [])
    by_label: dict[tuple[str, str], Article] = {}
    asked = read_asked(corpora, r"(train|more)\d", by_label)
    assert len(asked) == 12_472
    assert [question for question in asked if keep_out.title(question.article.title)] == []


def test_questions_to_single_sentences_come_with_the_sentence_beside(corpora: Path, tmp_path: Path) -> None:
    written = tmp_path / "sentences.jsonl"
    row = {"title": "某县贷款办法", "clause": "单户最高30万元。", "near": "利率按市场定价。"}
    rows(written, [{**row, "questions": ["一家能借多少", "欠的钱到期能不能晚点还呀？"]}])
    material = gather(corpora, seed=1)
    (only,) = sentence_pairs(material, written)
    assert material.removed["sentences"] == {NEAR_QUESTION: 1}
    assert only == Pair(
        "一家能借多少", "某县贷款办法\n单户最高30万元。", ("某县贷款办法\n利率按市场定价。",), "sentences"
    )


def test_every_everyday_sentence_has_two_questions_and_another_beside_it() -> None:
    lines = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 1650
    assert {len(line["questions"]) for line in lines} == {2}
    assert [line["clause"] for line in lines if line["clause"] == line["near"]] == []
    assert len({line["clause"] for line in lines}) == 1650


def test_questions_to_clauses_come_with_other_clauses_of_the_document(corpora: Path, tmp_path: Path) -> None:
    written = tmp_path / "clauses.jsonl"
    row = {"title": "某县贷款办法", "path": "policy/a.md"}
    rows(
        written,
        [
            {**row, "clause": "单户最高30万元。", "questions": ["一家能借多少", "欠的钱到期能不能晚点还呀？"]},
            {**row, "clause": "利率按市场定价。", "questions": ["利息谁说了算"]},
            {"title": "另一办法", "path": "policy/b.md", "clause": "按季付息。", "questions": ["几个月交一回"]},
        ],
    )
    material = gather(corpora, seed=1)
    cap, rate, quarter = clause_pairs(material, written)
    assert material.removed["clauses"] == {NEAR_QUESTION: 1}
    assert cap == Pair("一家能借多少", "某县贷款办法\n单户最高30万元。", ("某县贷款办法\n利率按市场定价。",), "lay")
    assert (rate.negatives, quarter.negatives) == (("某县贷款办法\n单户最高30万元。",), ())


def test_every_clause_asked_about_has_two_questions_of_its_own() -> None:
    lines = [json.loads(line) for line in CLAUSES.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 448
    assert {len(line["questions"]) for line in lines} == {2}
    assert len({question for line in lines for question in line["questions"]}) == 896
    assert len({(line["path"], line["clause"]) for line in lines}) == 448
