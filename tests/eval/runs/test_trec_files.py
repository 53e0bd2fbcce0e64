import subprocess
import sys
from pathlib import Path

import ir_measures
import pytest

from eval.collection import Dataset, GoldClause
from eval.datasets import GoldEvidence, Question
from eval.measures.estimates import estimates
from eval.measures.scoring import score_all
from eval.replies import RepliedPassage, Reply
from eval.runs.trec import qrels_lines, run_lines, safe, write_trec

MEASURES = ("R@1", "R@5", "nDCG@10", "RR@10", "Judged@10")


def _question(query_id: str, quote: str = "") -> Question:
    evidence = (GoldEvidence("", quote),) if quote else ()
    return Question(query_id, "sme", "amount", "？", bool(quote) or query_id.startswith("j"), "", (), evidence)


def _reply(*passages: RepliedPassage) -> Reply:
    return Reply("answered", "", (), passages, None, 0.0)


DATASET = Dataset(
    "set",
    Path("set"),
    (_question("j1"), _question("j 2"), _question("quoted", "乙句的全文在此。"), _question("none"), _question("j3")),
    {"j1": {"a@1#一": 2, "b@1#一": 1}, "j 2": {"a@1#第一 条": 1}, "j3": {"c@1#一": 0}},
    {"a@1#第一 条": GoldClause("a@1#第一 条", "办法", "第一 条", "")},
)
REPLIES = (
    _reply(
        RepliedPassage("无关", clause_id="x@1#一"),
        RepliedPassage("甲", clause_id="a@1#一"),
        RepliedPassage("甲又", clause_id="a@1#一、1"),
        RepliedPassage("丙", clause_id="b@1#二"),
    ),
    _reply(),
    _reply(RepliedPassage("前面。乙句的全文在此。"), RepliedPassage("别的话也有一些。")),
    _reply(RepliedPassage("什么", passage_id="p 9")),
    _reply(RepliedPassage("丙", clause_id="c@1#一")),
)


def test_the_files_hold_units_and_judgments() -> None:
    assert list(qrels_lines(DATASET)) == [
        "j1 0 a@1#一 2",
        "j1 0 b@1#一 1",
        "j%202 0 a@1#第一%20条 1",
        "quoted 0 quote:1 1",
    ]
    lines = list(run_lines(DATASET, REPLIES))
    assert lines[:3] == ["j1 Q0 x@1#一 1 1.0 eval", "j1 Q0 a@1#一 2 0.5 eval", "j1 Q0 b@1#二 3 0.3333333333333333 eval"]
    assert lines[3] == "quoted Q0 quote:1 1 1.0 eval"
    assert lines[5:] == ["none Q0 p%209 1 1.0 eval", "j3 Q0 c@1#一 1 1.0 eval"]


def test_another_tool_comes_to_the_reports_own_figures(tmp_path: Path) -> None:
    write_trec(tmp_path, DATASET, REPLIES)
    found = estimates(score_all(DATASET, REPLIES, ()))
    done = subprocess.run(
        [sys.executable, "-m", "ir_measures", "qrels.trec", "run.trec", *MEASURES, "-p", "12"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    told = dict(line.split("\t") for line in done.stdout.splitlines())
    assert {name: float(told[name]) for name in MEASURES} == pytest.approx(
        {name: found[name].value for name in MEASURES}
    )
    assert found["R@5"].questions == 3


def test_each_question_has_the_reports_own_figure() -> None:
    qrels = [
        ir_measures.Qrel(query_id, unit_id, int(grade))
        for query_id, _, unit_id, grade in map(str.split, qrels_lines(DATASET))
    ]
    run = [
        ir_measures.ScoredDoc(query_id, unit_id, float(score))
        for query_id, _, unit_id, _, score, _ in map(str.split, run_lines(DATASET, REPLIES))
    ]
    told = {one.query_id: one.value for one in ir_measures.iter_calc([ir_measures.RR @ 10], qrels, run)}
    rows = score_all(DATASET, REPLIES, ())
    scored = {safe(row.query_id): row.figures["RR@10"] for row in rows if "RR@10" in row.figures}
    assert told == scored == {"j1": 0.5, "j%202": 0.0, "quoted": 1.0}


def test_ids_are_safe_in_columns_and_stay_apart() -> None:
    assert (safe("问 题\t1"), safe("100%"), safe("a%20b")) == ("问%20题%091", "100%25", "a%2520b")
    assert safe("\u3000") == "%E3%80%80"
