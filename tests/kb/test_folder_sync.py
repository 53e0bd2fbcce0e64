"""A folder and the home kept in step: withdrawn, restored and renamed by what lies in the folder, nothing else."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from kb.errors import SyncRefused
from kb.ingest.report import FileReport, IngestStatus
from kb.knowledge_base import KnowledgeBase
from kb.store.audit import AuditAction, AuditQuery
from kb.sync_report import SyncReport
from tests.kb.homes import LOANS, RENT, TREES, open_base, policy, take

CHANGED = LOANS.replace("每年三月底前", "每年五月底前")
OTHERS = [policy(f"清河市第{name}号管理规定", f"为了加强{name}管理，制定本规定。") for name in ("甲", "乙", "丙")]


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path / "home") as base:
        yield base


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return _folder(tmp_path / "政策", {"a租金.txt": RENT, "b贷款.txt": LOANS, "sub/c古树.txt": TREES})


def _folder(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _files(report: SyncReport) -> list[tuple[str, str]]:
    return [(file.name, file.status.value) for file in report.ingest.files]


def _withdrawn(base: KnowledgeBase) -> set[str]:
    return {one.document_id for one in base.documents(limit=100, include_withdrawn=True).documents if one.withdrawn}


def _held(base: KnowledgeBase) -> list[tuple[str, int, str]]:
    found = base.documents(limit=100, include_withdrawn=True).documents
    return [(one.document_id, one.version, one.source) for one in found]


def test_added_then_unchanged(base: KnowledgeBase, folder: Path) -> None:
    report = base.sync.run(folder)
    assert _files(report) == [("a租金.txt", "added"), ("b贷款.txt", "added"), ("sub/c古树.txt", "added")]
    assert _held(base) == [("d000001", 1, "a租金.txt"), ("d000002", 1, "b贷款.txt"), ("d000003", 1, "sub/c古树.txt")]
    again = base.sync.run(folder)
    assert {status for _, status in _files(again)} == {"unchanged"}
    assert (again.vanished, again.withdrawn, again.restored, again.by_hand) == ((), (), (), 0)
    assert base.log(AuditQuery(action=AuditAction.SYNCED)).total == 1


def test_a_changed_file_is_a_new_version(base: KnowledgeBase, folder: Path) -> None:
    base.sync.run(folder)
    _folder(folder, {"b贷款.txt": CHANGED})
    assert _files(base.sync.run(folder))[1] == ("b贷款.txt", "updated")
    assert [one.version for one in base.versions.of("d000002")] == [1, 2]
    _folder(folder, {"b贷款.txt": LOANS})
    assert _files(base.sync.run(folder))[1] == ("b贷款.txt", "updated")
    assert (_withdrawn(base), len(base.versions.of("d000002"))) == (set(), 3)


def test_what_is_gone_is_withdrawn_and_restored_when_it_is_back(base: KnowledgeBase, folder: Path) -> None:
    base.sync.run(folder)
    (folder / "b贷款.txt").unlink()
    report = base.sync.run(folder)
    assert (report.vanished, [(one.document_id, one.title) for one in report.withdrawn]) == (
        ("b贷款.txt",),
        [("d000002", "清河市小微企业贷款贴息办法")],
    )
    assert _withdrawn(base) == {"d000002"}
    assert base.sync.run(folder).withdrawn == ()
    _folder(folder, {"b贷款.txt": LOANS})
    report = base.sync.run(folder)
    assert (report.returned, [one.document_id for one in report.restored]) == (("b贷款.txt",), ["d000002"])
    assert _withdrawn(base) == set()
    (folder / "b贷款.txt").unlink()
    base.sync.run(folder)
    _folder(folder, {"新名.txt": CHANGED})
    report = base.sync.run(folder)
    assert ([one.document_id for one in report.restored], _withdrawn(base)) == (["d000002"], set())
    actions = [one.action.value for one in base.log(AuditQuery(document_id="d000002")).entries]
    assert actions == ["restored", "new_version", "withdrawn", "restored", "withdrawn", "added"]


def test_a_renamed_file_is_no_new_document(base: KnowledgeBase, folder: Path) -> None:
    base.sync.run(folder)
    for name in ("a租金.txt", "b贷款.txt"):
        (folder / name).rename(folder / f"2024-{name}")
    report = base.sync.run(folder)
    assert report.renamed == (("a租金.txt", "2024-a租金.txt"), ("b贷款.txt", "2024-b贷款.txt"))
    assert (report.vanished, report.withdrawn, len(_held(base)), _withdrawn(base)) == ((), (), 3, set())
    (folder / "2024-b贷款.txt").unlink()
    assert [one.document_id for one in base.sync.run(folder).withdrawn] == ["d000002"]


def test_a_dry_run_tells_the_same_and_changes_nothing(base: KnowledgeBase, folder: Path) -> None:
    base.sync.run(folder)
    (folder / "a租金.txt").unlink()
    (folder / "sub/c古树.txt").rename(folder / "d.txt")
    _folder(folder, {"b贷款.txt": CHANGED, "新.txt": OTHERS[0]})
    before, log = _held(base), base.log(AuditQuery()).total
    told = base.sync.run(folder, dry_run=True)
    assert (_held(base), _withdrawn(base), base.log(AuditQuery()).total) == (before, set(), log)
    done = base.sync.run(folder)
    assert _files(told) == _files(done)
    assert told.renamed == done.renamed == (("sub/c古树.txt", "d.txt"),)
    assert told.vanished == done.vanished == ("a租金.txt",)
    assert told.withdrawn == done.withdrawn
    assert [one.document_id for one in done.withdrawn] == ["d000001"]
    assert (told.dry_run, done.dry_run) == (True, False)


def test_more_than_half_gone_is_refused_unless_confirmed(base: KnowledgeBase, folder: Path) -> None:
    base.sync.run(folder)
    (folder / "a租金.txt").unlink()
    (folder / "b贷款.txt").unlink()
    _folder(folder, {"新.txt": OTHERS[0]})
    with pytest.raises(SyncRefused) as refused:
        base.sync.run(folder)
    assert refused.value.detail == {
        "folder": str(folder),
        "vanished": ["a租金.txt", "b贷款.txt"],
        "held": 3,
    }
    assert (len(_held(base)), _withdrawn(base)) == (3, set())
    assert base.sync.run(folder, dry_run=True).refused == refused.value.message
    report = base.sync.run(folder, confirmed=True)
    assert ([one.document_id for one in report.withdrawn], len(_held(base))) == (["d000001", "d000002"], 4)


def test_a_folder_that_is_not_there_withdraws_nothing(base: KnowledgeBase, folder: Path) -> None:
    base.sync.run(folder)
    folder.rename(folder.with_name("移走"))
    with pytest.raises(SyncRefused, match="没有文件夹"):
        base.sync.run(folder, confirmed=True)
    folder.mkdir()
    with pytest.raises(SyncRefused, match="有 3 个不见了"):
        base.sync.run(folder)
    assert _withdrawn(base) == set()


def test_two_folders_and_files_by_hand_do_not_disturb_each_other(base: KnowledgeBase, tmp_path: Path) -> None:
    one = _folder(tmp_path / "one", {"同名.txt": LOANS, "共有.txt": TREES, "x.txt": OTHERS[0]})
    two = _folder(tmp_path / "two", {"同名.txt": RENT, "共有.txt": TREES, "手工.txt": OTHERS[1], "y.txt": OTHERS[2]})
    take(base, {"手工.txt": OTHERS[1]})
    base.sync.run(one)
    report = base.sync.run(two)
    assert _files(report) == [
        ("y.txt", "added"),
        ("共有.txt", "unchanged"),
        ("同名.txt", "added"),
        ("手工.txt", "unchanged"),
    ]
    assert report.by_hand == 1
    names = {one.title: one.source for one in base.documents(limit=100).documents}
    assert names["清河市小微企业贷款贴息办法"] == "同名.txt"
    assert names["清河市创业场地租金补助办法"] == "two/同名.txt"
    assert {status for _, status in _files(base.sync.run(one))} == {"unchanged"}
    for folder in (one, two):
        for file in folder.glob("*.txt"):
            if file.name != "共有.txt" or folder == one:
                file.unlink()
    gone = [d.title for d in base.sync.run(one, confirmed=True).withdrawn]
    assert gone == ["清河市第甲号管理规定", "清河市小微企业贷款贴息办法"]
    gone = [d.title for d in base.sync.run(two, confirmed=True).withdrawn]
    assert gone == ["清河市第丙号管理规定", "清河市创业场地租金补助办法"]
    (two / "共有.txt").unlink()
    assert [d.title for d in base.sync.run(two, confirmed=True).withdrawn] == ["清河市古树名木保护规定"]


def test_a_file_given_by_hand_stays_unless_it_is_adopted(base: KnowledgeBase, folder: Path) -> None:
    base.ingest([folder])
    assert base.sync.run(folder).by_hand == 3
    (folder / "a租金.txt").unlink()
    report = base.sync.run(folder)
    assert (report.vanished, report.withdrawn) == ((), ())
    assert base.sync.run(folder, adopt=True).by_hand == 0
    (folder / "b贷款.txt").unlink()
    assert [one.document_id for one in base.sync.run(folder).withdrawn] == ["d000002"]
    _folder(folder, {"b贷款.txt": LOANS})
    base.sync.run(folder)
    take(base, {"别处.txt": LOANS})
    (folder / "b贷款.txt").unlink()
    assert base.sync.run(folder).withdrawn == ()


def test_what_somebody_withdrew_or_restored_stays_so(base: KnowledgeBase, folder: Path) -> None:
    base.sync.run(folder)
    base.withdraw("d000001")
    base.sync.run(folder)
    assert _withdrawn(base) == {"d000001"}
    (folder / "b贷款.txt").unlink()
    base.sync.run(folder)
    base.restore("d000002")
    assert base.sync.run(folder).withdrawn == ()
    assert _withdrawn(base) == {"d000001"}


def test_a_purged_document_comes_back_only_where_that_is_said(base: KnowledgeBase, folder: Path) -> None:
    base.sync.run(folder)
    (folder / "a租金.txt").unlink()
    base.sync.run(folder)
    base.purge("d000001")
    base.purge("d000002")
    told = base.sync.run(folder, dry_run=True)
    report = base.sync.run(folder)
    assert _files(told) == _files(report) == [("b贷款.txt", "skipped"), ("sub/c古树.txt", "unchanged")]
    assert told.purged == report.purged == ("b贷款.txt",)
    assert report.ingest.files[0].reason == (
        "内容此前已彻底清除，没有收回来；确要收回请加 --restore-purged，否则请从文件夹里删去"
    )
    assert ([one[0] for one in _held(base)], report.withdrawn) == (["d000003"], ())
    # Under another name it is the same file; changed it is another one.
    (folder / "b贷款.txt").rename(folder / "c贷款.txt")
    assert base.sync.run(folder).purged == ("c贷款.txt",)
    report = base.sync.run(folder, restore_purged=True)
    assert (_files(report)[0], report.purged) == (("c贷款.txt", "added"), ())
    assert [one[0] for one in _held(base)] == ["d000003", "d000004"]
    assert _files(base.sync.run(folder))[0] == ("c贷款.txt", "unchanged")


def test_a_purged_file_that_changed_or_is_given_by_hand_comes_in(base: KnowledgeBase, folder: Path) -> None:
    base.sync.run(folder)
    base.purge("d000001")
    base.purge("d000002")
    _folder(folder, {"b贷款.txt": CHANGED})
    (report,) = take(base, {"租金.txt": RENT})
    assert report.warnings == ("这份文件的内容此前彻底清除过，现在重新收入，文件编号是新的",)
    report_of_sync = base.sync.run(folder)
    assert _files(report_of_sync)[:2] == [("a租金.txt", "unchanged"), ("b贷款.txt", "added")]
    assert (report_of_sync.purged, report_of_sync.by_hand) == ((), 1)


def test_a_file_that_fails_today_is_not_gone(base: KnowledgeBase, folder: Path) -> None:
    base.sync.run(folder)
    (folder / "b贷款.txt").write_bytes(b"\0\1\2")
    report = base.sync.run(folder)
    assert (_files(report)[1], report.vanished, _withdrawn(base)) == (("b贷款.txt", "failed"), (), set())
    _folder(folder, {"b贷款.txt": LOANS})
    assert _files(base.sync.run(folder))[1] == ("b贷款.txt", "unchanged")


def test_an_interrupted_walk_is_taken_up_where_it_was(base: KnowledgeBase, folder: Path) -> None:
    def interrupt(report: FileReport) -> None:
        if report.name == "b贷款.txt":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        base.sync.run(folder, progress=interrupt)
    report = base.sync.run(folder)
    assert _files(report) == [("a租金.txt", "unchanged"), ("b贷款.txt", "unchanged"), ("sub/c古树.txt", "added")]
    assert (report.by_hand, report.ingest.count(IngestStatus.ADDED), len(_held(base))) == (0, 1, 3)
    (folder / "b贷款.txt").unlink()
    assert [one.document_id for one in base.sync.run(folder).withdrawn] == ["d000002"]
