"""Single clauses that another text ended or changed: look-up, search, answers, any day; read anew where that is new."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.retrieve.standing.correction_values import Changes
from kb.types import AnswerStatus, Query, Validity
from kb.wire.results import standing_warnings
from tests.kb.homes import open_base, policy, take

OLD = policy(
    "清河市稳岗补助办法",
    "稳岗补助每人最高500元。",
    "困难企业可以申请稳岗补助展期，展期最长6个月。",
    "市财政局监督稳岗补助资金的使用。",
    "本办法自2023年3月1日起施行。",
)
NEW = (
    "清河市人力资源和社会保障局关于调整稳岗补助的通知\n\n"
    "一、《清河市稳岗补助办法》第二条自2025年6月1日起停止执行。\n"
    "二、将《清河市稳岗补助办法》第一条中“每人最高500元”调整为“每人最高800元”。\n"
    "三、本通知自2025年5月1日起施行。\n"
)
BY = "《清河市人力资源和社会保障局关于调整稳岗补助的通知》"
DAY = date(2026, 1, 1)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path / "home") as base:
        take(base, {"办法.txt": OLD, "通知.txt": NEW})
        yield base


def test_a_clause_stands_by_itself_on_its_day(base: KnowledgeBase) -> None:
    (gone,) = base.clauses("清河市稳岗补助办法第二条", as_of=DAY)
    assert gone.standing is not None
    assert (gone.validity, gone.standing.label, gone.standing.reason) == (
        Validity.REPEALED,
        "已废止",
        f"第二条被{BY}第一部分废止，2025-06-01 起",
    )
    (before,) = base.clauses("清河市稳岗补助办法第二条", as_of=date(2025, 5, 31))
    assert (before.validity, before.standing and before.standing.reason) == (Validity.IN_FORCE, None)
    (changed,) = base.clauses("清河市稳岗补助办法第一条", as_of=DAY)
    assert (changed.validity, changed.standing and changed.standing.told) == (
        Validity.IN_FORCE,
        f"第一条被{BY}第二部分修改，2025-05-01 起",
    )
    (other,) = base.clauses("清河市稳岗补助办法第三条", as_of=DAY)
    assert other.standing is not None
    assert (other.validity, other.standing.reason) == (Validity.IN_FORCE, None)


def test_what_is_gone_is_not_found_and_told_apart(base: KnowledgeBase) -> None:
    query = Query("困难企业申请稳岗补助展期最长几个月", as_of=DAY)
    result = base.search(query)
    assert "d000001@1#第二条" not in [hit.clause_id for hit in result.hits]
    told = [(one.version.key, one.clause and one.clause.address, one.reason) for one in result.left_out]
    assert told == [("d000001@1", "第二条", f"第二条被{BY}第一部分废止，2025-06-01 起")]
    all_of_it = base.search(Query(query.question, as_of=DAY, include_not_in_force=True))
    assert "d000001@1#第二条" in [hit.clause_id for hit in all_of_it.hits]
    before = base.search(Query(query.question, as_of=date(2025, 5, 31)))
    assert (before.hits[0].clause_id, before.left_out) == ("d000001@1#第二条", ())


def test_what_changed_is_quoted_with_what_changed_it(base: KnowledgeBase) -> None:
    found = base.ask(Query("稳岗补助每人最高多少元", as_of=DAY))
    assert found.status is AnswerStatus.ANSWERED
    assert [one.clause_id for one in found.citations] == ["d000001@1#第一条", "d000002@1#二、"]
    assert found.text.startswith("第一条 稳岗补助每人最高500元。[1]二、将")
    assert found.warnings[-1] == f"《清河市稳岗补助办法》第一条被{BY}第二部分修改，2025-05-01 起，引用时请核对"


def test_a_clause_asked_for_by_name_comes_with_the_words_that_changed_it(base: KnowledgeBase) -> None:
    found = base.ask(Query("清河市稳岗补助办法第一条", as_of=DAY))
    words = "二、将《清河市稳岗补助办法》第一条中“每人最高500元”调整为“每人最高800元”。"
    assert found.text == f"第一条 稳岗补助每人最高500元。[1]{words}[2]"
    before = base.ask(Query("清河市稳岗补助办法第一条", as_of=date(2025, 4, 30)))
    assert before.text == "第一条 稳岗补助每人最高500元。[1]"
    (clause,) = base.clauses("清河市稳岗补助办法第一条", as_of=DAY)
    assert standing_warnings(clause) == [f"《清河市稳岗补助办法》第一条被{BY}第二部分修改，2025-05-01 起：“{words}”"]


def test_a_wording_in_a_clause_that_is_gone_is_said_to_be(base: KnowledgeBase) -> None:
    found = base.phrases.find("困难企业可以申请稳岗补助展期", as_of=DAY)
    assert [(one.validity, one.standing and one.standing.label) for one in found.places] == [
        (Validity.REPEALED, "已废止")
    ]
    before = base.phrases.find("困难企业可以申请稳岗补助展期", as_of=date(2025, 5, 31))
    assert [one.validity for one in before.places] == [Validity.IN_FORCE]
    # What applies stands first: 稳岗补助 in 第二条 comes last.
    both = base.phrases.find("稳岗补助", as_of=DAY)
    gone = [one.clause.address == "第二条" for one in both.places]
    assert (sum(gone), gone[-1]) == (1, True)


def test_what_changed_clauses_is_listed_when_it_is_asked_for(base: KnowledgeBase) -> None:
    found = base.ask(Query("《清河市稳岗补助办法》被哪些文件修改过？", as_of=DAY))
    assert found.text.split("\n")[0] == (
        "《清河市稳岗补助办法》被其他文件修改、废止的规定共 2 处："
        f"第一条被{BY}第二部分修改，2025-05-01 起；第二条被{BY}第一部分废止，2025-06-01 起[1][2]"
    )
    one = base.ask(Query("《清河市稳岗补助办法》改了哪几条", as_of=DAY))
    assert one.text == found.text
    none = base.ask(Query("《清河市稳岗补助办法》第三条被哪些文件修改过？", as_of=DAY))
    assert (none.status, none.text) == (AnswerStatus.ABSTAINED, "收录的文件里没有修改《清河市稳岗补助办法》第三条的。")


def test_a_clause_that_is_gone_is_no_condition(tmp_path: Path) -> None:
    rule = policy(
        "清河市创业贷款办法",
        "申请创业贷款应当同时符合下列条件：\n（一）在本市注册满一年；\n（二）从业人员不超过50人。",
        "本办法自2023年3月1日起施行。",
    )
    ending = "清河市人民政府关于调整创业贷款的通知\n《清河市创业贷款办法》第一条第二项自2025年6月1日起停止执行。\n"
    with open_base(tmp_path / "home") as base:
        take(base, {"办法.txt": rule, "通知.txt": ending})
        story = "公司在清河市注册三年，从业人员80人，想申请创业贷款"
        told = {
            day: base.eligibility.check("d000001", story, as_of=day).policies[0].judgment
            for day in (date(2025, 5, 31), DAY)
        }
    assert [one.verdict.value for one in told.values()] == ["ineligible", "eligible"]
    by = "《清河市人民政府关于调整创业贷款的通知》"
    assert any(f"被{by}" in note and note.endswith("不作为条件") for note in told[DAY].notes)


def test_both_texts_show_what_became_of_the_clauses(base: KnowledgeBase) -> None:
    old, new = base.document("d000001"), base.document("d000002")
    assert [(one.clause.address, one.ends) for one in base.standings.amended(old, as_of=DAY)] == [
        ("第一条", False),
        ("第二条", True),
    ]
    assert base.standings.amended(old, as_of=date(2025, 4, 30)) == ()
    stated = base.standings.amends(new, as_of=DAY)
    assert [(one.clause_address, one.change.value, one.targets[0][1]) for one in stated] == [
        ("一、", "repealed", "第二条"),
        ("二、", "changed", "第一条"),
    ]


def test_texts_of_before_are_read_again_and_keep_what_staff_set(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_base(home) as base:
        take(base, {"办法.txt": OLD, "通知.txt": NEW})
        base.corrections.change("d000002", Changes({"region": "清河"}), by="王芳", reason="核对")
    with sqlite3.connect(home / "kb.sqlite3") as connection:
        (stored,) = connection.execute("SELECT metadata FROM versions WHERE version_row = 2").fetchone()
        kept = {name: value for name, value in json.loads(stored).items() if name != "amends"}
        change = "UPDATE versions SET metadata = ? WHERE version_row = 2"
        connection.execute(change, (json.dumps(kept, ensure_ascii=False),))
    connection.close()
    with open_base(home) as base:
        wanted = [
            (
                "d000002",
                [("amends", (), ("《清河市稳岗补助办法》第二条 repealed", "《清河市稳岗补助办法》第一条 changed"))],
            )
        ]

        def read(*, apply: bool) -> list[tuple[str, list[tuple[str, tuple[str, ...], tuple[str, ...]]]]]:
            found = base.rereading.run(apply=apply)
            return [(one.document_id, [(c.field, c.before, c.after) for c in one.changes]) for one in found]

        assert read(apply=False) == wanted
        assert base.standings.amended(base.document("d000001"), as_of=DAY) == ()
        assert read(apply=True) == wanted
        assert read(apply=True) == []
        assert len(base.standings.amended(base.document("d000001"), as_of=DAY)) == 2
        region = base.document("d000002").metadata.region
        assert (region and region.value) == "清河"
