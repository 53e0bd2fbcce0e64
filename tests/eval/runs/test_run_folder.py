import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from eval.collection import Dataset
from eval.datasets import DatasetError, GoldEvidence, Question
from eval.replies import RepliedCitation, RepliedPassage, Reply, failed
from eval.runs.files import read_replies, write_figures
from eval.runs.finished import read_run
from eval.runs.folder import RunFolder, RunPlan
from eval.runs.provenance import dataset_sha256, folder_corpus, git_state, versions
from eval.scored import Estimate, Scored

QUESTIONS = tuple(
    Question(f"q{number}", "sme", "amount", f"问题{number}？", True, "", (), (GoldEvidence("a.txt", "甲句。"),))
    for number in range(3)
)
PLAN = RunPlan(
    Dataset("set", Path("set.jsonl"), QUESTIONS), date(2026, 11, 21), 5, "http", "http://server", {"depth": 9}
)
REPLY = Reply(
    "answered",
    "最高300万元\u2028 [1]",
    (RepliedCitation("甲句。", "d@1#一", "一", "办法"),),
    (RepliedPassage("甲句。", "p1", "d@1#一", "一", "d", "办法", 0.5),),
    0.5,
    0.25,
    fingerprint="f1",
    attempts=2,
    body={"answer": "最高300万元", "extra": [1, None]},
)

UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"), 0)


def _begin(path: Path, plan: RunPlan = PLAN, *, resume: bool = False) -> RunFolder:
    return RunFolder.begin(path, plan, resume=resume)


def _broken_off(path: Path, kept: Sequence[Reply]) -> None:
    with _begin(path) as run:
        for question, reply in zip(QUESTIONS, kept, strict=False):
            run.keep(question, reply)


def _manifest(path: Path) -> dict[str, object]:
    record = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(record, dict)
    return record


def test_a_reply_is_on_disk_the_moment_it_is_kept_and_read_back_whole(tmp_path: Path) -> None:
    with _begin(tmp_path) as run:
        run.keep(QUESTIONS[0], REPLY)
        found = read_replies(tmp_path)
    assert found == {"q0": REPLY}
    assert found["q0"].body == REPLY.body


def test_the_manifest_says_what_was_asked_of_whom_and_with_what(tmp_path: Path) -> None:
    folder = tmp_path / "first"
    _broken_off(folder, [REPLY, failed("HTTP 500", 0.1)])
    manifest = _manifest(folder)
    assert manifest["name"] == "first"
    assert manifest["dataset"] == {"path": "set.jsonl", "sha256": dataset_sha256(PLAN.dataset), "questions": 3}
    assert (manifest["as_of"], manifest["top_k"]) == ("2026-11-21", 5)
    assert manifest["system"] == {"kind": "http", "address": "http://server"}
    assert (manifest["settings"], manifest["fingerprint"]) == ({"depth": 9}, "f1")
    assert (manifest["replies"], manifest["errors"]) == (2, 1)
    assert manifest["errors_by_reason"] == {"HTTP 500": 1}
    assert manifest["corpus"] is None
    assert manifest["versions"] == versions()
    assert str(manifest["created"]).endswith("+00:00")


def test_a_run_goes_on_with_what_is_open_and_what_failed(tmp_path: Path) -> None:
    _broken_off(tmp_path, [REPLY, failed("HTTP 500", 0.1)])
    created = _manifest(tmp_path)["created"]
    with _begin(tmp_path, resume=True) as run:
        assert run.open_questions() == QUESTIONS[1:]
        for question in reversed(QUESTIONS[1:]):
            run.keep(question, replace(REPLY, text=question.text))
        replies = run.finish()
    assert [reply.text for reply in replies] == [REPLY.text, "问题1？", "问题2？"]
    lines = (tmp_path / "replies.jsonl").read_text(encoding="utf-8").split("\n")
    assert [json.loads(line)["query_id"] for line in lines if line] == ["q0", "q1", "q2"]
    assert (_manifest(tmp_path)["errors"], _manifest(tmp_path)["created"]) == (0, created)


def test_a_line_that_was_being_written_is_dropped(tmp_path: Path) -> None:
    _broken_off(tmp_path, [REPLY, REPLY])
    path = tmp_path / "replies.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    with _begin(tmp_path, resume=True) as run:
        assert run.open_questions() == QUESTIONS[1:]
        run.keep(QUESTIONS[1], REPLY)
    assert path.read_bytes() == whole


def test_the_first_line_torn_leaves_nothing(tmp_path: Path) -> None:
    _broken_off(tmp_path, [])
    (tmp_path / "replies.jsonl").write_text('{"query_id": "q0', encoding="utf-8")
    with _begin(tmp_path, resume=True) as run:
        assert run.open_questions() == QUESTIONS


def test_a_broken_line_in_the_middle_is_named(tmp_path: Path) -> None:
    _broken_off(tmp_path, [REPLY])
    path = tmp_path / "replies.jsonl"
    path.write_text("{}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(DatasetError, match=r"replies\.jsonl:1: is no reply of a run: KeyError\('cited'\)"):
        _begin(tmp_path, resume=True)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (replace(PLAN, top_k=6), "top_k was 5, now it is 6"),
        (replace(PLAN, as_of=None), "as_of was 2026-11-21, now it is None"),
        (
            replace(PLAN, address="http://b"),
            r"system was \{'address': 'http://server'\}, now it is \{'address': 'http://b'\}",
        ),
        (replace(PLAN, settings={"depth": 8}), r"settings was \{'depth': 9\}, now it is \{'depth': 8\}"),
        (
            replace(PLAN, corpus={"files": 1, "sha256": "b"}),
            r"corpus was None, now it is \{'files': 1, 'sha256': 'b'\}",
        ),
        (replace(PLAN, dataset=replace(PLAN.dataset, questions=QUESTIONS[:2])), "dataset was .*'questions': 3"),
    ],
)
def test_another_run_does_not_go_on_there(plan: RunPlan, said: str, tmp_path: Path) -> None:
    _broken_off(tmp_path, [REPLY])
    before = (tmp_path / "replies.jsonl").read_bytes()
    with pytest.raises(DatasetError, match=f"is another run and cannot go on: .*{said}.*; name another folder"):
        _begin(tmp_path, plan, resume=True)
    assert (tmp_path / "replies.jsonl").read_bytes() == before


def test_a_copy_of_the_questions_is_as_good(tmp_path: Path) -> None:
    _broken_off(tmp_path, [REPLY])
    moved = replace(PLAN, dataset=replace(PLAN.dataset, path=Path("elsewhere.csv"), name="copy"))
    with _begin(tmp_path, moved, resume=True) as run:
        assert run.open_questions() == QUESTIONS[1:]


def test_a_run_is_never_written_over(tmp_path: Path) -> None:
    _broken_off(tmp_path, [REPLY])
    with pytest.raises(DatasetError, match="holds a run already; go on with it by --resume, or name another folder"):
        _begin(tmp_path)


def test_two_do_not_go_on_with_one_run_at_once(tmp_path: Path) -> None:
    with _begin(tmp_path), pytest.raises(DatasetError, match="another run is going on in this folder"):
        _begin(tmp_path, resume=True)
    with _begin(tmp_path, resume=True):
        pass


def test_a_run_that_is_refused_holds_no_folder(tmp_path: Path) -> None:
    _broken_off(tmp_path, [REPLY])
    with pytest.raises(DatasetError, match="holds a run already"):
        _begin(tmp_path)
    with _begin(tmp_path, resume=True) as run:
        assert run.open_questions() == QUESTIONS[1:]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"out: cannot be made a folder: .*; name another one"):
        _begin(tmp_path / "out")


def test_an_infinite_confidence_of_an_older_run_is_none(tmp_path: Path) -> None:
    with _begin(tmp_path) as run:
        run.keep(QUESTIONS[0], replace(REPLY, confidence=float("inf")))
        assert read_replies(tmp_path)["q0"].confidence is None


def test_texts_are_known_by_their_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("甲", encoding="utf-8")
    first = folder_corpus(tmp_path)
    (tmp_path / "README.md").write_text("说明", encoding="utf-8")
    assert folder_corpus(tmp_path) == first == {"files": 1, "sha256": first["sha256"]}
    (tmp_path / "a.txt").write_text("乙", encoding="utf-8")
    edited = folder_corpus(tmp_path)
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    assert len({one["sha256"] for one in (first, edited, folder_corpus(tmp_path))}) == 3


def test_there_need_be_no_run_to_go_on_with(tmp_path: Path) -> None:
    with _begin(tmp_path / "new", resume=True) as run:
        assert run.open_questions() == QUESTIONS


@pytest.mark.parametrize(
    ("text", "said"), [("{", "cannot be read as JSON"), ("[]", "must hold a JSON object, got list")]
)
def test_a_manifest_that_is_none_is_named(text: str, said: str, tmp_path: Path) -> None:
    _broken_off(tmp_path, [REPLY])
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=rf"manifest\.json: {said}.*; begin anew in another folder"):
        _begin(tmp_path, resume=True)


def test_a_finished_run_is_read_by_whatever_reads_runs(tmp_path: Path) -> None:
    scored = [
        Scored(question.query_id, question.text, "sme", "amount", True, False, False, None, 250.0, {"key_facts": 0.5})
        for question in QUESTIONS
    ]
    with _begin(tmp_path) as run:
        for question in QUESTIONS:
            run.keep(question, REPLY)
        run.finish()
        write_figures(
            tmp_path, {"key_facts": Estimate(0.5, 0.5, 0.5, 3), "ece": UNKNOWN}, scored, [failed("HTTP 500", 1.0)]
        )
    finished = read_run(tmp_path)
    assert finished.dataset == PLAN.dataset
    assert finished.replies == dict.fromkeys(("q0", "q1", "q2"), REPLY)
    assert finished.figures.scored == tuple(scored)
    assert finished.figures.estimates["key_facts"] == Estimate(0.5, 0.5, 0.5, 3)
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert figures["estimates"]["ece"]["value"] is None
    assert figures["failures"] == {"reasons": {"HTTP 500": 1}, "tries": 1, "retried": 0}


def test_the_hash_is_of_the_questions_with_their_gold() -> None:
    dataset = PLAN.dataset
    other = replace(QUESTIONS[0], key_facts=("300万元",))
    assert dataset_sha256(dataset) == dataset_sha256(replace(dataset, name="x", path=Path("y")))
    assert dataset_sha256(dataset) != dataset_sha256(replace(dataset, questions=(other, *QUESTIONS[1:])))
    assert dataset_sha256(dataset) != dataset_sha256(replace(dataset, judgments={"q0": {"d@1#一": 1}}))


def test_a_work_tree_has_a_revision_and_says_whether_it_is_changed(tmp_path: Path) -> None:
    assert git_state(tmp_path) is None

    def git(*arguments: str) -> str:
        named = ("-c", "user.name=a", "-c", "user.email=a@b")
        done = subprocess.run(
            ["git", "-C", str(tmp_path), *named, *arguments], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    git("init", "-q")
    assert git_state(tmp_path) is None
    (tmp_path / "a").write_text("a", encoding="utf-8")
    git("add", "a")
    git("commit", "-q", "-m", "a")
    revision = git("rev-parse", "HEAD")
    assert git_state(tmp_path) == {"revision": revision, "dirty": False}
    (tmp_path / "b").write_text("b", encoding="utf-8")
    assert git_state(tmp_path) == {"revision": revision, "dirty": True}
    (tmp_path / "inside").mkdir()
    assert git_state(tmp_path / "inside") is None


def test_the_versions_name_what_figures_depend_on() -> None:
    assert {"policy-knowledge-base", "numpy", "faiss-cpu", "tantivy"} <= versions().keys()
