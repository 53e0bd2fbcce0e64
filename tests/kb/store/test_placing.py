"""Which document a text belongs to: another version of one that is held, or one of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.ingest.report import FileReport, IngestStatus
from kb.store.intake import Intake
from kb.store.store import Store
from tests.kb.homes import LOANS, policy

TITLE = "清河市小微企业贷款贴息办法"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "kb.sqlite3")
    yield store
    store.close()


@pytest.fixture
def intake(store: Store) -> Intake:
    return Intake(store, max_bytes=1_000_000, passage_chars=500)


def _loans(year: int, share: str = "百分之五十", title: str = TITLE) -> str:
    text = LOANS.replace(TITLE, title).replace("百分之五十", share)
    return text.replace("2022年6月26日起施行，有效期三年", f"{year}年6月26日起施行")


def _signed(text: str, issuer: str, day: str = "2021年3月1日") -> str:
    return f"{text}\n{issuer}\n{day}\n"


def _take(intake: Intake, name: str, text: str) -> FileReport:
    return intake.take(name, text.encode())


def _keys(store: Store) -> list[str]:
    return [row.key for row in store.version_rows()]


def test_a_newly_dated_text_of_one_title_is_a_version_under_whatever_file_name(store: Store, intake: Intake) -> None:
    _take(intake, "2018.txt", _loans(2018))
    report = _take(intake, "2022.txt", _loans(2022, "百分之六十"))
    assert (report.status, report.documents[0].document_id, report.documents[0].version) == (
        IngestStatus.UPDATED,
        "d000001",
        2,
    )
    assert report.warnings == (
        f"《{TITLE}》（2022-06-26 起施行）作为 d000001 的第 2 版收入（已有第 1 版（2018-06-26 起施行））",
    )
    earlier = _take(intake, "2013.txt", _loans(2013, "百分之四十"))
    assert (earlier.documents[0].document_id, earlier.documents[0].version) == ("d000001", 3)
    assert _keys(store) == ["d000001@1", "d000001@2", "d000001@3"]


def test_the_same_words_under_another_name_are_no_new_document(store: Store, intake: Intake) -> None:
    _take(intake, "a.txt", _loans(2018))
    _take(intake, "b.txt", _loans(2022, "百分之六十"))
    spaced = _loans(2018).replace("　", " ").replace("。\n", "。\n\n")
    for name, text in (("c.txt", _loans(2018) + "\n"), ("d.txt", spaced)):
        report = _take(intake, name, text)
        assert (report.status, report.reason) == (
            IngestStatus.DUPLICATE,
            "与已导入的 d000001@1 文字相同，没有另立一份",
        ), name
    assert _keys(store) == ["d000001@1", "d000001@2"]


def test_only_white_space_changed_is_unchanged_unless_it_cuts_the_clauses_otherwise(
    store: Store, intake: Intake
) -> None:
    _take(intake, "a.txt", _loans(2018))
    report = _take(intake, "a.txt", _loans(2018).replace("　", "  "))
    assert (report.status, report.documents[0].version) == (IngestStatus.UNCHANGED, 1)
    run_together = _loans(2018).replace("\n第三条", "第三条")
    report = _take(intake, "a.txt", run_together)
    assert (report.status, report.documents[0].version) == (IngestStatus.UPDATED, 2)
    assert _keys(store) == ["d000001@1", "d000001@2"]


def test_a_file_is_compared_with_what_it_held_itself(store: Store, intake: Intake) -> None:
    _take(intake, "old.txt", _loans(2018))
    _take(intake, "new.txt", _loans(2022, "百分之六十"))
    again = intake.take("old.txt", _loans(2018).encode("gb18030"))
    assert (again.status, again.documents[0].version) == (IngestStatus.UNCHANGED, 1)
    changed = _take(intake, "new.txt", _loans(2022, "百分之七十"))
    assert (changed.status, changed.documents[0].document_id, changed.documents[0].version) == (
        IngestStatus.UPDATED,
        "d000001",
        3,
    )


def test_one_name_with_quite_another_document_does_not_replace_the_first(store: Store, intake: Intake) -> None:
    _take(intake, "办法.txt", _loans(2018))
    other = policy("清河市古树保护办法", "古树实行一级保护。", "本办法自2020年1月1日起施行。")
    report = _take(intake, "办法.txt", other)
    assert [one.document_id for one in report.documents] == ["d000002"]
    assert report.warnings == ("旧文件里的 1 篇在新文件里没有了，仍保留着：d000001；如已作废，请撤回",)
    assert _keys(store) == ["d000001@1", "d000002@1"]


def test_one_name_and_a_generic_title_of_two_notices_stay_two(store: Store, intake: Intake) -> None:
    first = "通知\n\n各单位：\n\n明天上午九点在二楼会议室召开安全生产例会，请准时参加。\n"
    second = "通知\n\n全体职工：\n\n食堂自下周起调整供餐时间，早餐改为七点开始供应。\n"
    _take(intake, "通知.txt", first)
    report = _take(intake, "通知.txt", second)
    assert report.documents[0].document_id == "d000002"
    assert report.warnings[0] == "同名文件《通知》：与已有的不是同一份，另立一份（d000001：文字相差很大）"


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (
            _signed(_loans(2018, title="小微企业贷款贴息办法"), "清河县财政局"),
            _signed(_loans(2022, title="小微企业贷款贴息办法"), "安平县财政局"),
            "发布机关不同（安平县财政局；清河县财政局）",
        ),
        (
            _loans(2018, title="小微企业贷款贴息办法"),
            _loans(2022, title="小微企业贷款贴息办法"),
            "没有写明发布机关和地区，不能认定是同一份文件",
        ),
        (
            _loans(2018),
            policy(
                TITLE,
                "树龄满三百年的古树实行一级保护，由市园林部门设立石质标牌。",
                "禁止在古树树冠垂直投影外五米内挖坑取土、堆放物料、倾倒污水。",
                "违者责令限期恢复原状，并按照国家规定予以处罚。",
                "自2022年1月1日起施行。",
            ),
            "文字相差很大",
        ),
        (
            _loans(2018),
            LOANS.replace("自2022年6月26日起施行，有效期三年", "由市财政局解释"),
            "其中一份没有写明日期，分不清先后",
        ),
        (
            LOANS,
            "\n".join([*LOANS.splitlines()[:3], LOANS.splitlines()[-1]]) + "\n",
            "其中一份像是另一份的节录",
        ),
    ],
    ids=["issuers", "nothing-confirms", "other-words", "no-day", "excerpt"],
)
def test_what_does_not_fit_stays_two_documents_and_is_told(
    store: Store, intake: Intake, first: str, second: str, why: str
) -> None:
    _take(intake, "a.txt", first)
    report = _take(intake, "b.txt", second)
    title = report.documents[0].title
    assert (report.status, report.documents[0].document_id) == (IngestStatus.ADDED, "d000002")
    assert report.warnings == (f"同名文件《{title}》：与已有的不是同一份，另立一份（d000001：{why}）",)


def test_an_older_text_of_which_every_word_is_still_there_is_a_version_and_no_excerpt(
    store: Store, intake: Intake
) -> None:
    old = "\n".join([*_loans(2018).splitlines()[:3], _loans(2018).splitlines()[-1]]) + "\n"
    _take(intake, "2022.txt", _loans(2022))
    _take(intake, "2018.txt", old)
    assert _keys(store) == ["d000001@1", "d000001@2"]


@pytest.mark.parametrize("title", ["公告", "关于招聘工作人员的公告", "实施方案", "工作动态一览"])
def test_titles_that_name_no_document_never_make_versions(store: Store, intake: Intake, title: str) -> None:
    _take(intake, "a.txt", _loans(2018, title=title))
    _take(intake, "b.txt", _loans(2022, "百分之六十", title=title))
    assert _keys(store) == ["d000001@1", "d000002@1"]


def test_a_new_version_of_a_withdrawn_document_says_that_it_is_withdrawn(store: Store, intake: Intake) -> None:
    _take(intake, "a.txt", _loans(2018))
    with store.writing() as writer:
        writer.set_withdrawn("d000001", True)
    report = _take(intake, "b.txt", _loans(2022, "百分之六十"))
    assert report.documents[0].document_id == "d000001"
    assert any("d000001 已撤回，不会出现在回答里；要恢复请用 kb docs restore" in one for one in report.warnings)


def test_a_purged_version_leaves_its_number_and_the_others(store: Store, intake: Intake) -> None:
    for year, share in ((2018, "百分之四十"), (2020, "百分之五十"), (2022, "百分之六十")):
        _take(intake, f"{year}.txt", _loans(year, share))
    with store.writing() as writer:
        writer.purge_version("d000001", 3)
    assert _keys(store) == ["d000001@1", "d000001@2"]
    report = _take(intake, "2024.txt", _loans(2024, "百分之七十"))
    assert report.documents[0].version == 4
    again = _take(intake, "2022.txt", _loans(2022, "百分之六十"))
    assert (again.status, again.documents[0].version) == (IngestStatus.UPDATED, 5)
    with store.reading() as reader:
        assert (reader.highest_purged("d000001"), reader.next_version("d000001")) == (3, 6)
    with store.writing() as writer:
        writer.purge("d000001")
    assert _keys(store) == []
    with store.reading() as reader:
        assert (reader.highest_purged("d000001"), reader.next_document()) == (0, 2)


def test_the_same_files_in_the_same_order_get_the_same_versions(tmp_path: Path) -> None:
    found = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        store = Store(tmp_path / name / "kb.sqlite3")
        intake = Intake(store, max_bytes=100_000, passage_chars=500)
        for year in (2022, 2013, 2018):
            _take(intake, f"{year}.txt", _loans(year))
        found.append([(row.key, row.source_name) for row in store.version_rows()])
        store.close()
    assert found[0] == found[1] == [("d000001@1", "2022.txt"), ("d000001@2", "2013.txt"), ("d000001@3", "2018.txt")]
