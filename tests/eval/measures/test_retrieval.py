import random
import re
import unicodedata
from pathlib import Path

import ir_measures
import pytest
import pytrec_eval
from ir_measures import RR, Judged, R, nDCG

from eval.collection import Dataset, GoldClause
from eval.datasets import Question
from eval.judging.units import Unit
from eval.measures.retrieval import RETRIEVAL_MEASURES, figures_of, retrieval_figures
from eval.replies import RepliedPassage, Reply, failed

Run = dict[str, tuple[Unit, ...]]
Qrels = dict[str, dict[str, int]]


def _units(*ids: str) -> tuple[Unit, ...]:
    return tuple(Unit(unit_id, rank, 1 / rank, 0) for rank, unit_id in enumerate(ids, start=1))


def _random_run(seed: int) -> tuple[Qrels, Run]:
    """Return graded judgments and results of 40 questions; some questions have no result or none that is judged."""
    draw = random.Random(seed)
    pool = [f"c{number}" for number in range(60)]
    qrels: Qrels = {}
    run: Run = {}
    for number in range(40):
        name = f"q{number}"
        qrels[name] = {one: draw.choice([0, 1, 1, 2, 3]) for one in draw.sample(pool, draw.randint(1, 8))}
        qrels[name][draw.choice(pool)] = 1
        run[name] = _units(*draw.sample(pool, draw.choice([0, 3, 10, 25])))
    return qrels, run


@pytest.mark.parametrize("seed", range(5))
def test_the_figures_are_those_of_ir_measures(seed: int) -> None:
    qrels, run = _random_run(seed)
    metrics = [R @ 1, R @ 5, R @ 10, nDCG @ 10, RR @ 10, Judged @ 10]
    scores = {name: {unit.unit_id: 1000.0 - unit.rank for unit in units} for name, units in run.items() if units}
    expected = {name: dict.fromkeys(RETRIEVAL_MEASURES, 0.0) for name in qrels}
    for one in ir_measures.iter_calc(metrics, qrels, scores):
        expected[one.query_id][str(one.measure)] = one.value
    assert figures_of(qrels, run) == expected
    means = ir_measures.calc_aggregate(metrics[:5], qrels, scores)
    found = figures_of(qrels, run)
    for metric, value in means.items():
        assert sum(row[str(metric)] for row in found.values()) / len(found) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_the_figures_are_those_of_pytrec_eval(seed: int) -> None:
    qrels, run = _random_run(seed)
    scores = {name: {unit.unit_id: 1000.0 - unit.rank for unit in units} for name, units in run.items()}
    cut = {name: dict(list(docs.items())[:10]) for name, docs in scores.items()}
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, {"recall.1,5,10", "ndcg_cut.10"})
    ranks = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank"}).evaluate(cut)
    by_query = evaluator.evaluate(scores)
    for name, row in figures_of(qrels, run).items():
        expected = by_query.get(name, {})
        assert row["R@1"] == expected.get("recall_1", 0.0)
        assert row["R@5"] == expected.get("recall_5", 0.0)
        assert row["R@10"] == expected.get("recall_10", 0.0)
        assert row["nDCG@10"] == pytest.approx(expected.get("ndcg_cut_10", 0.0), abs=1e-12)
        assert row["RR@10"] == ranks.get(name, {}).get("recip_rank", 0.0)


def test_a_judged_question_without_results_counts_zero() -> None:
    figures = figures_of({"q1": {"a": 1}, "q2": {"b": 1}}, {"q1": _units("x", "a")})
    assert figures["q2"] == dict.fromkeys(RETRIEVAL_MEASURES, 0.0)
    assert figures["q1"] == {
        "R@1": 0.0,
        "R@5": 1.0,
        "R@10": 1.0,
        "nDCG@10": pytest.approx(0.63093, abs=1e-5),
        "RR@10": 0.5,
        "Judged@10": 0.5,
    }


def test_no_results_at_all_are_zeros_and_no_judgments_are_no_figures() -> None:
    assert figures_of({"q1": {"a": 1}}, {}) == {"q1": dict.fromkeys(RETRIEVAL_MEASURES, 0.0)}
    assert figures_of({}, {"q1": _units("a")}) == {}


def _question(name: str) -> Question:
    return Question(name, "lay", "lay", "？", True, "", (), ())


def test_failed_requests_count_and_unjudged_questions_do_not() -> None:
    questions = (_question("q1"), _question("q2"), _question("q3"))
    gold = {"g": GoldClause("g", "", "", "判定的句子在此。")}
    dataset = Dataset("d", Path("d"), questions, {"q1": {"g": 1}, "q2": {"g": 1}, "q3": {"g": 0}}, gold)
    found = Reply("answered", "", (), (RepliedPassage("判定的句子在此。"),), None, 0.0)
    figures = retrieval_figures(dataset, [found, failed("HTTP 500", 1.0), found])
    assert {name: row["R@1"] for name, row in figures.items()} == {"q1": 1.0, "q2": 0.0}


# The rule of the outside scorer of everyday questions, written down once more.

_FORMS = str.maketrans("∶：；，（）“”‘’—－–", "::;,()\"\"''---")


def _norm(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(_FORMS))


def _scorer_rank(clause: str, passages: list[str]) -> int:
    pieces = [piece for piece in re.split(r"(?<=[。;；])", _norm(clause)) if len(piece) > 4] or [_norm(clause)]
    for rank, passage in enumerate(passages, start=1):
        held = sum(piece in _norm(passage[:500]) for piece in pieces)
        if held >= -(-len(pieces) // 3):
            return rank
    return 0


@pytest.mark.parametrize("seed", range(20))
def test_a_hit_is_what_the_outside_scorer_calls_one(seed: int) -> None:
    draw = random.Random(seed)
    characters = "企业贷款补贴申请期限材料审核标准比例金额部门规定办法"
    sentences = ["".join(draw.choices(characters, k=draw.randint(6, 40))) + draw.choice("。；") for _ in range(60)]
    clauses = {f"g{number}": "".join(sentences[number * 5 :][: draw.randint(1, 5)]) for number in range(8)}
    questions = tuple(_question(f"q{number}") for number in range(8))
    judgments = {f"q{number}": {f"g{number}": 1} for number in range(8)}
    gold = {name: GoldClause(name, "", "", text) for name, text in clauses.items()}
    replies, ranks = [], {}
    for number in range(8):
        near = sentences[number * 5 :][:5]
        # Each passage begins with words of its own, so that none lies within a clause.
        texts = [
            f"【{place}】"
            + " ".join(draw.sample(near, draw.randint(0, 2)) + draw.sample(sentences, draw.randint(1, 25)))
            for place in range(10)
        ]
        passages = tuple(RepliedPassage(text, f"p{place}") for place, text in enumerate(texts))
        replies.append(Reply("answered", "", (), passages, None, 0.0))
        ranks[f"q{number}"] = _scorer_rank(clauses[f"g{number}"], texts)
    figures = retrieval_figures(Dataset("d", Path("d"), questions, judgments, gold), replies)
    assert {name: row["RR@10"] for name, row in figures.items()} == {
        name: pytest.approx(1 / rank if rank else 0.0) for name, rank in ranks.items()
    }
    assert {name: row["R@5"] for name, row in figures.items()} == {
        name: float(0 < rank <= 5) for name, rank in ranks.items()
    }
