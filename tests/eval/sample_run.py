"""A small finished run in a folder, made by hand: one question for each way in which a question can end."""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.collection import Dataset, GoldClause
from eval.datasets import GoldEvidence, Question
from eval.measures.estimates import estimates
from eval.readers.written import write_dataset
from eval.replies import RepliedCitation, RepliedPassage, Reply, failed
from eval.runs.files import write_figures
from eval.scored import Scored

MARKUP = "<script>document.title='taken'</script><b>最高20万元</b>"
QUOTE = "单户企业每年最高20万元。"
PASSAGE = f"第二条 贴息比例为50%，{QUOTE}"

QUESTIONS = (
    Question(
        "q1", "sme", "amount", "最高多少？", True, "最高20万元。", ("20万元",), (GoldEvidence("办法.txt", QUOTE),)
    ),
    Question(
        "q2", "sme", "when", "何时施行？", True, "2024年。", ("2024年",), (GoldEvidence("办法.txt", "自2024年施行。"),)
    ),
    Question("q3", "staff", "who", "谁受理？", True, "金融办。", (), (GoldEvidence("办法.txt", "由市金融办受理。"),)),
    Question("q4", "staff", "unanswerable", "违约金多少？", False, "", (), ()),
    Question("q5", "staff", "unanswerable", "收费多少？", False, "", (), ()),
    Question("q6", "sme", "amount", "利率多少？", True, "", (), (GoldEvidence("办法.txt", "利率为百分之三。"),)),
)
_PASSAGES = (
    RepliedPassage(PASSAGE, "p1", "d1@1#第二条", "第二条", "d1", "甲市贴息办法", 1.0),
    RepliedPassage("第三条 由市金融办受理。", "p2", "d1@1#第三条", "第三条", "d1", "甲市贴息办法", 0.5),
)
REPLIES = {
    "q1": Reply("answered", MARKUP, (RepliedCitation(QUOTE, "d1@1#第二条", "第二条"),), _PASSAGES, 0.9, 0.010),
    "q2": Reply("answered", "第三条。", (RepliedCitation("由市金融办受理。"),), _PASSAGES, 0.8, 0.020),
    "q3": Reply("abstained", "文件没有说明。", (), _PASSAGES, 0.1, 0.030),
    "q4": Reply("abstained", "文件没有说明。", (), _PASSAGES, 0.1, 0.040),
    "q5": Reply("answered", "第二条。", (RepliedCitation("贴息比例为50%"),), _PASSAGES, 0.4, 0.050),
    "q6": failed("HTTP 500: broken", 0.060, attempts=4),
}
SCORED = (
    Scored("q1", "最高多少？", "sme", "amount", True, False, False, 0.9, 10.0,
           {"evidence@5": 1.0, "citation_precision": 1.0, "citation_recall": 1.0, "key_facts": 1.0,
            "false_refusals": 0.0, "wrong_answers": 0.0, "errors": 0.0}),
    Scored("q2", "何时施行？", "sme", "when", True, False, False, 0.8, 20.0,
           {"evidence@5": 0.0, "citation_precision": 0.0, "citation_recall": 0.0, "key_facts": 0.0,
            "false_refusals": 0.0, "wrong_answers": 1.0, "errors": 0.0}),
    Scored("q3", "谁受理？", "staff", "who", True, True, False, 0.1, 30.0,
           {"evidence@5": 1.0, "citation_recall": 0.0, "false_refusals": 1.0, "errors": 0.0}),
    Scored("q4", "违约金多少？", "staff", "unanswerable", False, True, False, 0.1, 40.0,
           {"refusal_recall": 1.0, "answered_unanswerable": 0.0, "errors": 0.0}),
    Scored("q5", "收费多少？", "staff", "unanswerable", False, False, False, 0.4, 50.0,
           {"refusal_recall": 0.0, "answered_unanswerable": 1.0, "wrong_answers": 1.0, "errors": 0.0}),
    Scored("q6", "利率多少？", "sme", "amount", True, False, True, None, 60.0,
           {"evidence@5": 0.0, "citation_recall": 0.0, "false_refusals": 0.0, "errors": 1.0}),
)  # fmt: skip


def manifest(name: str) -> dict[str, object]:
    """Return what a run says of itself."""
    return {
        "name": name,
        "created": "2026-11-21T08:00:00+00:00",
        "dataset": {"path": "questions.jsonl", "sha256": "0123456789abcdef", "questions": 6},
        "as_of": "2026-11-21",
        "top_k": 5,
        "system": {"kind": "library", "address": "home"},
        "fingerprint": "model-1",
        "settings": {"passage_chars": 500},
        "versions": {"numpy": "2.0"},
        "git": {"revision": "abc", "dirty": False},
        "seconds": 1.5,
        "errors": 1,
    }


def write_run(
    folder: Path,
    *,
    scored: Sequence[Scored] = SCORED,
    replies: dict[str, Reply] | None = None,
    changed: dict[str, object] | None = None,
) -> Path:
    """Write a run folder and return it."""
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({**manifest(folder.name), **(changed or {})}), encoding="utf-8")
    write_dataset(Dataset("questions", Path("questions.jsonl"), QUESTIONS), folder / "dataset.jsonl")
    write_replies(folder, replies or REPLIES)
    write_figures(folder, estimates(scored, samples=50), scored)
    return folder


def write_replies(folder: Path, replies: dict[str, Reply]) -> None:
    """Write the replies of a run folder."""
    lines = [
        json.dumps({"query_id": query_id, **dataclasses.asdict(reply)}, ensure_ascii=False)
        for query_id, reply in replies.items()
    ]
    (folder / "replies.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_retrieval_run(folder: Path, questions: int) -> Path:
    """Write a run over judged clauses without quotes: the first question finds its clause, the others do not."""
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(manifest(folder.name)), encoding="utf-8")
    asked = tuple(Question(f"r{n}", "reader", "law", f"问题{n}", True, "", (), ()) for n in range(questions))
    judgments = {question.query_id: {"law:1": 1} for question in asked}
    gold = {"law:1": GoldClause("law:1", "乙市条例", "第一条", "本条例适用于本市行政区域。")}
    write_dataset(Dataset("law", Path("law"), asked, judgments, gold), folder / "dataset.jsonl")
    hit = RepliedPassage("本条例适用于本市行政区域。", "p", "d9@1#第一条", "第一条", "d9", "乙市条例")
    replies = {one.query_id: Reply("answered", "", (), (), None, 0.01) for one in asked}
    replies["r0"] = replace(replies["r0"], found=(hit,))
    write_replies(folder, replies)
    scored = [
        Scored(one.query_id, one.text, "reader", "law", True, False, False, None, 10.0,
               dict.fromkeys(("R@5", "R@10", "nDCG@10"), float(one.query_id == "r0")))
        for one in asked
    ]  # fmt: skip
    write_figures(folder, estimates(scored, samples=20), scored)
    return folder
