"""The log: written with the change it tells of, by whoever acts, and emptied of what is purged."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from kb.ingest.report import IngestStatus
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.standing.correction_values import Changes
from kb.store.acting import acting
from kb.store.audit import AuditAction, AuditQuery
from kb.store.engine import open_engine
from kb.store.migrations import m006_audit
from kb.store.store import Store
from tests.kb.homes import LOANS, RENT, TREES, open_base, take

PAGE = Path(__file__).resolve().parents[3] / "seeds"
CHANGED = LOANS.replace("每年三月底前", "每年五月底前")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path / "home") as base:
        yield base


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _told(base: KnowledgeBase, **asked: object) -> list[tuple[object, ...]]:
    page = base.log(AuditQuery(**asked))  # type: ignore[arg-type]  # the test's own names
    return [(one.who, one.action.value, one.document_id, one.version, one.title, one.source) for one in page.entries]


TITLE = "清河市小微企业贷款贴息办法"


def test_every_change_is_told_newest_first_with_who_made_it(base: KnowledgeBase) -> None:
    with acting("王芳"):
        take(base, {"贷款.txt": LOANS, "空.txt": ""})
    with acting("李强"):
        take(base, {"贷款.txt": CHANGED})
        base.withdraw("d000001")
        base.withdraw("d000001")
    base.restore("d000001")
    base.restore("d000001")
    base.corrections.change("d000001", Changes({"region": "甲市"}, [], [], None), by="赵敏", reason="核对", version=2)
    with acting("  "):
        base.words.add("贷款贴息", ["利息补贴款"])
    base.reindex()
    assert _told(base) == [
        ("unknown", "reindexed", None, None, None, None),
        ("unknown", "words_changed", None, None, None, None),
        ("赵敏", "corrected", "d000001", 2, TITLE, "贷款.txt"),
        ("unknown", "restored", "d000001", 2, TITLE, "贷款.txt"),
        ("李强", "withdrawn", "d000001", 2, TITLE, "贷款.txt"),
        ("李强", "new_version", "d000001", 2, TITLE, "贷款.txt"),
        ("王芳", "failed", None, None, None, "空.txt"),
        ("王芳", "added", "d000001", 1, TITLE, "贷款.txt"),
    ]
    entries = base.log(AuditQuery()).entries
    assert [one.sha256 for one in entries[2:]] == [*[_hash(CHANGED)] * 4, _hash(""), _hash(LOANS)]
    assert [dict(one.detail) for one in entries[:3]] == [
        {"generation": 3, "model": "policy-zh-static"},
        {"terms": ["贷款贴息"]},
        {"fields": ["region"], "reason": "核对"},
    ]
    assert entries[6].detail == {"reason": "“空.txt”里没有文字：请确认文件内容后重新导入"}
    assert datetime.fromisoformat(entries[0].at).tzinfo == UTC


def test_what_changes_nothing_is_not_told(base: KnowledgeBase) -> None:
    take(base, {"贷款.txt": LOANS})
    take(base, {"贷款.txt": LOANS, "副本.txt": LOANS, "空格.txt": LOANS + "\n"})
    assert [one[1] for one in _told(base)] == ["added"]


def test_entries_are_chosen_by_document_day_and_action_and_paged(base: KnowledgeBase) -> None:
    take(base, {"贷款.txt": LOANS, "租金.txt": RENT, "古树.txt": TREES})
    base.withdraw("d000002")
    assert [one[1:3] for one in _told(base, document_id="d000002")] == [("withdrawn", "d000002"), ("added", "d000002")]
    assert [one[2] for one in _told(base, action=AuditAction.ADDED, limit=2, offset=1)] == ["d000002", "d000001"]
    assert base.log(AuditQuery(action=AuditAction.ADDED, limit=1)).total == 3
    today = datetime.now().astimezone().date()
    assert base.log(AuditQuery(since=today)).total == 4
    assert base.log(AuditQuery(since=today + timedelta(days=1))).total == 0
    assert base.log(AuditQuery(since=date(2020, 1, 1))).total == 4


def test_a_purge_leaves_that_it_happened_and_nothing_of_what_it_took(base: KnowledgeBase, tmp_path: Path) -> None:
    take(base, {"小微贷款贴息.txt": LOANS, "租金.txt": RENT})
    take(base, {"小微贷款贴息.txt": CHANGED})
    base.corrections.change(
        "d000001", Changes({"title": "独有的标题甲乙丙"}, [], [], None), by="赵敏", reason="独有的理由"
    )
    with acting("王芳"):
        base.purge("d000001")
    assert _told(base, document_id="d000001") == [
        ("王芳", "purged", "d000001", None, None, None),
        ("赵敏", "corrected", "d000001", 2, None, None),
        ("unknown", "new_version", "d000001", 2, None, None),
        ("unknown", "added", "d000001", 1, None, None),
    ]
    purged, *others = base.log(AuditQuery(document_id="d000001")).entries
    # The hashes stay, so that the same files are recognised; nothing can be read out of them.
    assert (purged.sha256, purged.detail) == (_hash(CHANGED), {"files": [_hash(LOANS), _hash(CHANGED)]})
    assert all(one.sha256 is None and one.detail == {} for one in others)
    assert _told(base, document_id="d000002")[0][4:] == ("清河市创业场地租金补助办法", "租金.txt")
    held = b"".join(file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file())
    for words in ("独有的标题甲乙丙", "独有的理由", TITLE, "小微贷款贴息.txt"):
        assert words.encode() not in held, words


def test_a_purged_version_is_emptied_alone(base: KnowledgeBase) -> None:
    take(base, {"贷款.txt": LOANS})
    take(base, {"贷款.txt": CHANGED})
    base.purge("d000001", version=1)
    assert [(one[1], one[3], one[4]) for one in _told(base)] == [
        ("purged", 1, None),
        ("new_version", 2, TITLE),
        ("added", 1, None),
    ]


def test_a_purged_article_comes_in_again_with_the_same_file(base: KnowledgeBase) -> None:
    page = next(file for file in sorted(PAGE.rglob("*.txt")) if len(_documents(base, file)) > 1)
    before = {one.document_id: one.title for one in base.documents(limit=200, source=page.name).documents}
    gone, title = next(iter(before.items()))
    base.purge(gone)
    (again,) = base.ingest([page]).files
    assert again.status is IngestStatus.UPDATED
    after = {one.document_id: one.title for one in base.documents(limit=200, source=page.name).documents}
    (new,) = after.keys() - before.keys()
    assert (after[new], {key: after[key] for key in before if key != gone}) == (
        title,
        {key: name for key, name in before.items() if key != gone},
    )
    (third,) = base.ingest([page]).files
    assert third.status is IngestStatus.UNCHANGED


def _documents(base: KnowledgeBase, file: Path) -> tuple[object, ...]:
    return base.ingest([file]).files[0].documents


def test_files_cut_before_the_log_are_no_longer_known_by_their_hash(tmp_path: Path) -> None:
    file = tmp_path / "kb.sqlite3"
    engine = open_engine(file)
    with engine.begin() as connection:
        for table in ("audit", "sync_files", "sync_withdrawals"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        for name, data in (("whole", b"abc"), ("cut", b"a..")):
            connection.execute(
                sa.text(
                    "INSERT INTO sources (name, sha256, size, encoding, added_at, data)"
                    " VALUES (:name, :sha256, 3, 'utf-8', '2026', :data)"
                ),
                {"name": name, "sha256": hashlib.sha256(b"abc").hexdigest(), "data": data},
            )
        m006_audit.upgrade(connection)
        found = connection.exec_driver_sql("SELECT name, sha256 FROM sources").all()
    engine.dispose()
    assert [tuple(row) for row in found] == [("whole", hashlib.sha256(b"abc").hexdigest()), ("cut", "")]


_KILLED = """
import os, signal, sys
from pathlib import Path
from kb.store.store import Store
with Store(Path(sys.argv[1])).writing() as writer:
    {change}
    assert writer._connection.exec_driver_sql("SELECT COUNT(*) FROM audit").scalar_one() == {rows}
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize(
    ("change", "rows"),
    [('writer.set_withdrawn("d000001", True)', 2), ('writer.purge("d000001")', 2), ("writer.change_words([], [])", 2)],
)
def test_a_kill_before_the_commit_leaves_neither_the_change_nor_its_entry(
    tmp_path: Path, change: str, rows: int
) -> None:
    with open_base(tmp_path / "home") as base:
        take(base, {"贷款.txt": LOANS})
    file = tmp_path / "home" / "kb.sqlite3"
    code = _KILLED.format(change=change, rows=rows)
    assert subprocess.run([sys.executable, "-c", code, str(file)], check=False).returncode == -9
    store = Store(file)
    (row,) = store.version_rows()
    assert (row.document_id, row.withdrawn, store.words_revision()) == ("d000001", False, 0)
    assert [one.action for one in store.audit(AuditQuery()).entries] == [AuditAction.ADDED]
    store.close()
