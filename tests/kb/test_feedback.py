"""What users think of answers: kept without words of the documents, listed, made into questions, purged."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from eval.datasets import read_questions
from kb.cli import main
from kb.errors import NotFound
from kb.store.feedback import Feedback, FeedbackQuery, FeedbackVerdict
from kb.types import AnswerStatus
from kb.wire.feedback import question_file
from tests.kb.homes import LOANS, RENT, open_base, take

GOOD, BAD = FeedbackVerdict.HELPFUL, FeedbackVerdict.UNHELPFUL
ANSWERED, ABSTAINED = AnswerStatus.ANSWERED, AnswerStatus.ABSTAINED
CITED = "d000001@1#第三条"


def test_an_entry_keeps_what_was_cited_and_of_the_answer_only_its_hash(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        given = base.feedback.give(
            GOOD,
            " 最高多少 ",
            "甲",
            ANSWERED,
            clause_ids=[CITED, CITED],
            as_of=date(2024, 5, 1),
            comment=" 谢谢\n",
        )
        digest = "c4e7ad1be53acaff1fb5bb9d7ba3bfe94a6fae96a1ee0e4c7e9cdb44d1d6c8a0"
        assert given.feedback == Feedback(
            GOOD, "最高多少", ANSWERED, given.feedback.answer_sha256, (CITED,), date(2024, 5, 1), "谢谢"
        )
        assert len(given.feedback.answer_sha256) == len(digest)
        page = base.feedback.list(FeedbackQuery())
        assert (page.entries, page.total, page.helpful, page.unhelpful) == ((given,), 1, 1, 0)
        # Nothing that is searched has changed, and nothing is written to the log of changes.
        assert base.stats().generation == 0


def test_the_same_showing_is_judged_once(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        base.feedback.give(GOOD, "甲？", "答", ANSWERED, key="0123456789abcdef")
        second = base.feedback.give(BAD, "甲？", "答", ANSWERED, comment="不对", key="0123456789abcdef")
        base.feedback.give(GOOD, "乙？", "答", ANSWERED)
        page = base.feedback.list(FeedbackQuery(BAD))
        assert (page.entries, page.total, page.helpful, page.unhelpful) == ((second,), 1, 1, 1)
        later = FeedbackQuery(since=date.today() + timedelta(days=2))
        assert base.feedback.list(later).entries == ()
        base.feedback.remove(second.number)
        with pytest.raises(NotFound, match=f"{second.number} 的评价"):
            base.feedback.remove(second.number)


def test_the_questions_are_read_by_the_evaluation(tmp_path: Path) -> None:
    with open_base(tmp_path / "home") as base:
        take(base, {"贷款.txt": LOANS, "租金.txt": RENT})
        book = base.feedback
        book.give(BAD, "每年最高多少?", "旧的回答", ANSWERED, clause_ids=["d000002@1#第二条"])
        book.give(GOOD, "每年最高多少？", "新的回答", ANSWERED, clause_ids=[CITED, "d000009@1#第一条"])
        book.give(GOOD, "养老金多少？", "没有说明", ABSTAINED)
        book.give(GOOD, "补到哪天？", "甲", ANSWERED, clause_ids=["d000002@1#第三条"])
        book.give(BAD, "补到哪天？", "甲", ANSWERED, clause_ids=["d000002@1#第三条"], comment="答非所问")
        book.give(GOOD, "早先的文件？", "甲", ANSWERED, clause_ids=["d000009@1#第一条"])
        file = tmp_path / "评价.jsonl"
        file.write_text(question_file(book), encoding="utf-8")
        helpful = book.questions(GOOD)
    found = read_questions(file)
    assert [(one.query_id, one.text, one.type, one.answerable, one.clause_ids) for one in found] == [
        ("f2", "每年最高多少？", "unstated", True, (CITED,)),
        ("f3", "养老金多少？", "unanswerable", False, ()),
        ("f5", "补到哪天？", "unstated", True, ()),
        ("f6", "早先的文件？", "unstated", True, ()),
    ]
    assert [one.doubt for one in found] == [
        "",
        "",
        "用户判为没用 1 次，有用 1 次，请核对并补上依据",
        "判为有用，但引用的条款已不在库里，请补上依据",
    ]
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[2])["comments"] == ["答非所问"]
    assert [one["id"] for one in helpful] == ["f2", "f3", "f6"]


def test_a_purge_takes_the_clauses_out(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"贷款.txt": LOANS, "租金.txt": RENT})
        base.feedback.give(GOOD, "问？", "答", ANSWERED, clause_ids=[CITED, "d000002@1#第二条"])
        base.purge("d000001", version=1)
        (entry,) = base.feedback.list(FeedbackQuery()).entries
        assert entry.feedback.clause_ids == ("d000002@1#第二条",)


def test_feedback_goes_with_a_bundle(tmp_path: Path) -> None:
    with open_base(tmp_path / "home") as base:
        take(base, {"贷款.txt": LOANS})
        base.feedback.give(GOOD, "问？", "答", ANSWERED, clause_ids=[CITED])
        base.bundles.write(tmp_path / "a.kbz")
    assert (
        main(["--home", str(tmp_path / "home"), "import", str(tmp_path / "a.kbz"), "--into", str(tmp_path / "b")]) == 0
    )
    with open_base(tmp_path / "b") as copied:
        assert [one.feedback.question for one in copied.feedback.list(FeedbackQuery()).entries] == ["问？"]


def test_the_command_line_lists_exports_and_removes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = str(tmp_path / "home")
    assert main(["--home", home, "feedback", "list"]) == 1
    assert "还没有这样的评价" in capsys.readouterr().err
    assert main(["--home", home, "feedback", "export"]) == 1
    capsys.readouterr()
    with open_base(tmp_path / "home") as base:
        base.feedback.give(BAD, "最高多少？", "答", ANSWERED, clause_ids=[CITED], comment="没说\n上限")
    assert main(["--home", home, "feedback", "list"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("1 ")
    assert told.out.endswith("没用 最高多少？ （d000001@1#第三条） ：没说 上限\n")
    assert told.err == "有用 0，没用 1\n"
    assert main(["--home", home, "--json", "feedback", "list", "--verdict", "unhelpful"]) == 0
    page = json.loads(capsys.readouterr().out)
    assert (page["counts"], page["entries"][0]["document_ids"]) == ({"helpful": 0, "unhelpful": 1}, ["d000001"])
    file = tmp_path / "q.jsonl"
    assert main(["--home", home, "feedback", "export", str(file)]) == 0
    assert "已写出 1 个问题" in capsys.readouterr().err
    assert read_questions(file)[0].doubt == "用户判为没用 1 次，请核对并补上依据"
    assert main(["--home", home, "feedback", "remove", "1"]) == 0
    assert main(["--home", home, "feedback", "remove", "1"]) == 1
