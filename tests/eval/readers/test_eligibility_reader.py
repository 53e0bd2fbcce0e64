import json
from pathlib import Path

import pytest

from eval.datasets import DatasetError
from eval.readers.detect import read_dataset, recognise
from eval.readers.eligibility import DecidingClause, EligibilityCase, read_eligibility, scan
from tests.corpus import corpus_dir


def _file(folder: Path, *profiles: object, policy: str | None = None) -> Path:
    path = folder / "profiles.json"
    path.write_text(json.dumps({"policy": policy, "profiles": profiles}, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_profile_of_one_policy_is_one_case(tmp_path: Path) -> None:
    profile = {
        "id": "E1",
        "profile": {"region": "示例市"},
        "text": "我们在示例市。",
        "verdict": "eligible",
        "accept_also": ["needs_review（如按尚未审核判断）"],
        "deciding_clauses": [{"address": "第五条", "quote": "示例市企业"}],
        "missing": ["成立年限"],
    }
    path = _file(tmp_path, profile, policy="示例办法")
    assert recognise(path).format == "eligibility"
    assert read_eligibility(path) == (
        EligibilityCase(
            "E1",
            "E1",
            "示例办法",
            "我们在示例市。",
            {"region": "示例市"},
            "eligible",
            frozenset({"eligible", "needs_review"}),
            (DecidingClause("第五条", "示例市企业"),),
            ("成立年限",),
        ),
    )


def test_a_profile_of_several_policies_is_a_case_of_each(tmp_path: Path) -> None:
    expected = [
        {"scheme": "甲", "verdict": "ineligible", "acceptable_verdicts": ["ineligible"], "clauses": ["二、"]},
        {"scheme": "乙", "verdict": "eligible", "evidence": [{"source": "a.txt", "quote": "引文"}]},
    ]
    cases = read_eligibility(_file(tmp_path, {"id": "e1", "facts": {"size": "小"}, "expected": expected}))
    assert [(case.case_id, case.profile_id, case.policy, case.text) for case in cases] == [
        ("e1/甲", "e1", "甲", ""),
        ("e1/乙", "e1", "乙", ""),
    ]
    assert cases[0].deciding == (DecidingClause("二、", ""),)
    assert cases[1].deciding == (DecidingClause("", "引文", "a.txt"),)


def test_every_fault_of_profiles_is_named(tmp_path: Path) -> None:
    fine = {"id": "E1", "profile": {}, "verdict": "eligible"}
    path = _file(tmp_path, fine, fine, {"id": ""}, {**fine, "id": "E2", "verdict": "yes"}, {**fine, "profile": 1})
    cases, faults = scan(path)
    assert [case.case_id for case in cases] == ["E1"]
    assert [fault.text for fault in faults] == [
        "profile 2: case 'E1' stands twice; each must be its own",
        "profile 3: field 'id' must be a text that is not empty, got ''",
        "profile 4: the verdict of E2 must be one of eligible, ineligible, needs_review, insufficient_information,"
        " got 'yes'",
        "profile 5: field 'profile' or 'facts' of E1 must be an object, got 1",
    ]
    with pytest.raises(DatasetError, match="profile 2: case 'E1' stands twice"):
        read_eligibility(path)


def test_profiles_are_no_questions(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="holds eligibility profiles, no questions"):
        read_dataset(_file(tmp_path))
    (tmp_path / "a.json").write_text("[]", encoding="utf-8")
    with pytest.raises(DatasetError, match="must be a JSON object whose 'profiles' is a list"):
        read_eligibility(tmp_path / "a.json")


@pytest.mark.corpus
def test_the_corpora_profiles_are_read() -> None:
    folder = corpus_dir() / "seeds_eval"
    assert len(read_eligibility(folder / "eligibility.json")) == 25
    assert len(read_eligibility(folder / "eligibility_more.json")) == 46
