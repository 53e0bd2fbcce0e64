import json
from pathlib import Path

import pytest

from eval.__main__ import main

_PROFILES = (
    {"id": "E1", "profile": {}, "verdict": "eligible", "accept_also": ["needs_review"],
     "deciding_clauses": [{"address": "第五条", "quote": ""}]},
    {"id": "E2", "profile": {}, "verdict": "insufficient_information", "missing": ["注册地", "成立年限"]},
    {"id": "E3", "facts": {}, "expected": [{"scheme": "甲办法", "verdict": "ineligible"},
                                           {"scheme": "乙办法", "verdict": "eligible"}]},
)  # fmt: skip


@pytest.fixture
def profiles(tmp_path: Path) -> Path:
    path = tmp_path / "eligibility.json"
    path.write_text(json.dumps({"policy": "办法", "profiles": _PROFILES}, ensure_ascii=False), encoding="utf-8")
    return path


def _replies(folder: Path, *records: object) -> Path:
    path = folder / "replies.jsonl"
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


def _policy(title: str, verdict: str, **fields: object) -> dict[str, object]:
    return {"title": title, "verdict": verdict, **fields}


def _reply(name: str, *policies: dict[str, object]) -> dict[str, object]:
    return {"id": name, "reply": {"policies": list(policies)}}


REPLIES = (
    _reply("E1", _policy("办法", "needs_review", conditions={"op": "leaf", "clause_label": "第五条"})),
    _reply("E2", _policy("办法", "insufficient_information", ask=[{"fact": "region", "question": "注册地在哪里？"}])),
    # Of a profile that several policies are asked about, one reply holds them all.
    _reply("E3", _policy("甲办法", "eligible"), _policy("乙办法", "eligible")),
)


def test_accuracy_and_confusion_are_printed(profiles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replies = _replies(tmp_path, *REPLIES)
    assert main(["eligibility", "--questions", str(profiles), "--replies", str(replies)]) == 0
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    told = {words[0]: words[1] for words in map(str.split, lines[4:9])}
    assert told == {
        "eligibility_accuracy": "0.750",
        "deciding_clauses_cited": "1.000",
        "missing_facts_asked": "0.500",
        "unneeded_questions": "0.000",
        "errors": "0.000",
    }
    start = lines.index(next(line for line in lines if line.startswith("| expected")))
    assert lines[start:] == [
        "| expected \\ given | eligible | ineligible | needs_review | insufficient_information | none |",
        "|---|---|---|---|---|---|",
        "| eligible | 2 | 0 | 0 | 0 | 0 |",
        "| ineligible | 1 | 0 | 0 | 0 | 0 |",
        "| insufficient_information | 0 | 0 | 0 | 1 | 0 |",
        "missing facts asked 1 of 2; questions not needed 0 of 1",
        "",
        "1 judged wrongly",
        "  E3/甲办法  ineligible, given eligible",
    ]
    assert "latency" not in printed.out
    assert printed.err == ""


def test_a_case_without_a_reply_counts_as_wrong_and_is_named(
    profiles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["eligibility", "--questions", str(profiles), "--json", "--replies"]
    assert main([*command, str(_replies(tmp_path, REPLIES[0]))]) == 0
    printed = capsys.readouterr()
    assert printed.err == "eval: 3 of 4 cases have no reply and count as wrong: E2, E3/甲办法, E3/乙办法\n"
    record = json.loads(printed.out)
    assert record["estimates"]["eligibility_accuracy"]["value"] == 0.25
    assert record["confusion"]["insufficient_information"]["none"] == 1
    assert record["cases"][0] == {
        "id": "E1",
        "accepted": ["eligible", "needs_review"],
        "given": "needs_review",
        "right": True,
        "deciding_clauses_cited": 1.0,
        "missing_facts_asked": None,
        "asked": 0,
        "asked_needed": 0,
    }
    assert main([*command, str(_replies(tmp_path))]) == 1


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"id": "E1"}, ':1: must be {"id": a text, "reply": an object}, got {"id": "E1"}'),
        (_reply("E9"), ":1: no case or profile is called 'E9'; take the ids of --questions"),
        ([1], ":1: is no JSON object but list"),
    ],
)
def test_replies_that_cannot_be_used_are_named(
    profiles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], record: object, said: str
) -> None:
    replies = _replies(tmp_path, record)
    assert main(["eligibility", "--questions", str(profiles), "--replies", str(replies)]) == 2
    assert capsys.readouterr().err == f"eval: {replies}{said}\n"


def test_two_replies_to_one_case_are_refused(
    profiles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replies = _replies(tmp_path, REPLIES[0], REPLIES[0])
    assert main(["eligibility", "--questions", str(profiles), "--replies", str(replies)]) == 2
    assert capsys.readouterr().err == f"eval: {replies}:2: 'E1' stands twice; keep one reply to each\n"
