import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from eval.__main__ import main
from eval.judging.matching import normalise
from eval.readers.detect import scan
from eval.validation.nearest import Nearest, Text, nearest
from eval.validation.sources import Source, Sources, read_sources
from eval.validation.validate import findings
from kb.ingest.readers.table import READERS
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.corpus import ROOT, corpus_dir

RULES = """示例市小微企业贷款办法

第一条 单个企业贷款额最高不超过300万元。

第二条 贷款期限原则上不超过1年；到期可以续贷一次。
"""
GOOD = {
    "id": "q1",
    "persona": "sme",
    "type": "amount",
    "question": "单个企业最高贷多少？",
    "answerable": True,
    "evidence": [{"source": "rules.txt", "quote": "单个企业贷款额最高 不超过300万元。"}],
    "key_facts": ["300万元"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "rules.txt").write_text(RULES, encoding="utf-8")
    (folder / "other.md").write_text("# 另一份通知\n\n另有规定的，从其规定。\n", encoding="utf-8")
    return folder


def _questions(folder: Path, *changes: Mapping[str, object]) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps({**GOOD, **change}, ensure_ascii=False) for change in changes), "utf-8")
    return path


def _validate(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str]]:
    code = main(["validate", *map(str, arguments)])
    return code, capsys.readouterr().out.splitlines()


def test_a_sound_file_passes(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _questions(tmp_path, {})
    assert _validate(capsys, path, "--sources", folder) == (
        0,
        [f"{path}: questions, 1 questions, 0 faults, 0 warnings"],
    )
    assert _validate(capsys, path) == (
        0,
        [f"{path}: questions, 1 questions, 0 faults, 0 warnings; quotes were not looked up: give --sources or --home"],
    )


def test_all_faults_are_named_with_their_lines(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evidence = GOOD["evidence"]
    term = {"source": "rules.txt", "quote": "期限原则上不超过1年"}
    absent = {"source": "absent.txt", "quote": "从其规定。"}
    elsewhere = {"source": "other.md", "quote": "单个企业贷款额"}
    path = _questions(
        tmp_path,
        {},
        {"question": "甲？"},
        {"id": "q3", "question": " "},
        {"id": "q4", "question": "丁？", "evidence": []},
        {"id": "q5", "question": "戊？", "answerable": False},
        {"id": "q6", "question": "单个企业最高贷多少?", "evidence": [term]},
        {"id": "q 7", "question": "庚？", "type": "price", "persona": "robot", "key_facts": ["3年"]},
        {"id": "q8", "question": "辛？", "evidence": [absent], "key_facts": []},
        {"id": "q9", "question": "壬？", "evidence": [elsewhere], "key_facts": []},
        {"id": "q10", "question": "甲？", "evidence": evidence},
    )
    code, lines = _validate(capsys, path, "--sources", folder)
    assert code == 1
    assert lines == [
        f"{path}:2: id 'q1' stands twice; each must be its own (first at line 1)",
        f"{path}:3: field 'question' must be a text that is not empty, got ' '",
        f"{path}:4: question 'q4' is answerable but has no evidence; quote what answers it",
        f"{path}:5: is unanswerable but has evidence; take the evidence out, or say that it is answerable",
        f"{path}:6: the question of line 1 is asked again with other gold; make both agree",
        f"{path}:6: warning: key fact '300万元' stands in no evidence",
        f"{path}:7: warning: unknown type 'price' (1 questions); known are amount, clause_lookup, comparison,"
        " definition, eligibility, list, multi_hop, number, paraphrase, process, rate, term, unanswerable, unstated,"
        " validity, when, who, wording",
        f"{path}:7: warning: unknown persona 'robot' (1 questions); known are analyst, sme, staff, unstated",
        f"{path}:7: warning: key fact '3年' stands in no evidence",
        f"{path}:8: source 'absent.txt' is none of the 2 files given",
        f"{path}:9: quote “单个企业贷款额” is not in other.md but in rules.txt",
        f"{path}:10: warning: the question of line 2 is asked again with the same gold",
        f"{path}: questions, 9 questions, 7 faults, 5 warnings",
    ]


def test_a_wrong_quote_is_shown_beside_what_stands_there(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _questions(
        tmp_path,
        {"evidence": [{"source": "rules.txt", "quote": "单个企业贷款额最高不超过500万元。"}], "key_facts": []},
        {
            "id": "q2",
            "question": "乙？",
            "evidence": [{"source": "", "quote": "贷款利率按市场报价确定"}],
            "key_facts": [],
        },
        {
            "id": "q3",
            "question": "丙？",
            "evidence": [{"source": "rules.txt", "quote": "到期可以续贷一次。单个企业贷款额最高不超过300万元。"}],
            "key_facts": [],
        },
    )
    code, lines = _validate(capsys, path, "--sources", folder)
    assert (code, lines[:-1]) == (
        1,
        [
            f"{path}:1: quote “单个企业贷款额最高不超过500万元。” is not in rules.txt;"
            " nearest is “单个企业贷款额最高不超过300万元。” (rules.txt): “5” is “3” there",
            f"{path}:2: quote “贷款利率按市场报价确定” is in no file given, nor is anything like it",
            f"{path}:3: warning: quote “到期可以续贷一次。单个企业贷款额最高不超过300万元。”:"
            " its sentences stand there, but not in a row",
        ],
    )


def test_rows_of_a_sheet_are_named(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "问题.xlsx"
    workbook = openpyxl.Workbook()
    for row in (
        ["问题", "依据", "答案", "文件"],
        ["能续贷几次？", "到期可以续贷两次。", "两次", "示例市小微企业贷款办法"],
    ):
        workbook.active.append(row)
    workbook.save(path)
    code, lines = _validate(capsys, path, "--sources", folder)
    assert code == 1
    assert lines[0] == f"{path}:2: source '示例市小微企业贷款办法' is none of the 2 files given"
    assert lines[1] == (
        f"{path}:2: quote “到期可以续贷两次。” is in no file given;"
        " nearest is “到期可以续贷一次。” (rules.txt): “两” is “一” there"
    )


def test_clauses_are_looked_up_in_a_home(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "home"
    knowledge = KnowledgeBase.open(Settings(home=home))
    knowledge.ingest([folder / "rules.txt"])
    document = knowledge.documents().documents[0].document_id
    knowledge.close()
    clauses = [f"{document}@1#第一条", "《示例市小微企业贷款办法》第二条"]
    wrong = [f"{document}@1#第九条", "ffff@1#第一条", "《示例市小微企业贷款办法》第九条", "第一条", "不知道"]
    named = {"clause_ids": clauses, "source": "示例市小微企业贷款办法"}
    path = _questions(tmp_path, named, {"id": "q2", "question": "乙？", "clause_ids": wrong})
    code, lines = _validate(capsys, path, "--home", home)
    assert code == 1
    assert lines == [
        f"{path}:2: clause '{wrong[0]}': is not in the home",
        f"{path}:2: clause '{wrong[1]}': is not in the home",
        f"{path}:2: clause '{wrong[2]}': names no clause of the home",
        f"{path}:2: clause '第一条': names no document; put its title in 《》 before it",
        f"{path}:2: clause '不知道': is neither a clause id (document@version#address) nor a reference such as"
        " 《…办法》第五条",
        f"{path}: questions, 2 questions, 5 faults, 0 warnings",
    ]


def test_clauses_that_nobody_looked_up_are_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _questions(tmp_path, {"clause_ids": ["《示例市小微企业贷款办法》第九条"]})
    told = "1 clauses that are named were not looked up: give --home"
    assert _validate(capsys, path, "--sources", folder) == (
        0,
        [f"{path}: questions, 1 questions, 0 faults, 0 warnings; {told}"],
    )


def test_what_cannot_be_read_ends_with_2_and_the_rest_is_read(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _questions(tmp_path, {})
    code, lines = _validate(capsys, tmp_path / "absent.jsonl", path, "--sources", folder)
    assert (code, lines[0]) == (2, f"{tmp_path / 'absent.jsonl'}: there is no such file or folder")
    assert lines[1] == f"{path}: questions, 1 questions, 0 faults, 0 warnings"
    assert main(["validate", str(path), "--sources", str(tmp_path / "none")]) == 2
    assert main(["validate", str(path), "--home", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"eval: {tmp_path / 'none'}: holds no file to look quotations up in ({', '.join(READERS)})",
        f"eval: {tmp_path / 'none'}: there is no such home; build one with `kb ingest`",
    ]


def test_eligibility_profiles_are_validated(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = {
        "id": "E1",
        "profile": {},
        "verdict": "eligible",
        "deciding_clauses": [{"address": "一", "quote": "贷款额最高不超过200万元"}],
    }
    path = tmp_path / "profiles.json"
    path.write_text(json.dumps({"profiles": [profile, {**profile, "id": ""}]}), encoding="utf-8")
    code, lines = _validate(capsys, path, "--sources", folder)
    assert code == 1
    assert lines == [
        f"{path}: profile 2: field 'id' must be a text that is not empty, got ''",
        f"{path}: E1: quote “贷款额最高不超过200万元” is in no file given;"
        " nearest is “贷款额最高不超过300万元” (rules.txt): “2” is “3” there",
        f"{path}: eligibility, 1 cases, 2 faults, 0 warnings",
    ]


def test_differences_are_told_up_to_three() -> None:
    raw = "前文。甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未。后文。"
    found = nearest("甲乙丙丁，戊己庚辛癸子丑寅卯辰辰巳未申", {"a": Text(raw, normalise(raw))})
    assert found is not None
    assert (found.source, found.differences[-1]) == ("a", "and 2 more")
    assert found.differences[:3] == ("“,” is not there", "“壬” is left out", "“辰” is not there")
    assert nearest("全然不同的一句话", {"a": Text(raw, raw)}) is None
    assert nearest("甲乙丙丁戊己", {"a": Text(raw, raw)}) == Nearest("a", "甲乙丙丁戊己", ())


def test_a_source_is_known_by_its_name_stem_and_titles() -> None:
    sources = Sources([Source("laws/甲办法.md", "甲文", ("示例甲办法",)), Source("laws/甲办法.md", "乙文")])
    names = ("laws/甲办法.md", "甲办法.md", "甲办法", "《示例甲办法》", "其他/甲办法.txt")
    assert [sources.called(name) for name in names] == [frozenset({"laws/甲办法.md"})] * 5
    assert sources.called("乙办法") == frozenset()
    assert sources.holding("甲 文") == sources.holding("乙文") == frozenset({"laws/甲办法.md"})


@pytest.mark.corpus
def test_the_development_questions_are_sound() -> None:
    reading = scan(corpus_dir() / "seeds_eval" / "questions.jsonl")
    found = findings(reading, Sources(read_sources(ROOT / "seeds")), None)
    assert [str(finding) for finding in found if not finding.warning] == []


def test_the_practice_questions_are_sound() -> None:
    found = findings(scan(ROOT / "eval" / "practice" / "questions.jsonl"), None, None)
    # What is computed, and the label of a clause, stand in no quotation.
    assert [str(one) for one in found if not one.fault.text.endswith("stands in no evidence")] == []
