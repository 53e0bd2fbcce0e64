from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from kb.clauses.split import split_passages
from kb.ingest.report import FileReport, IngestStatus
from kb.ingest.source import Read, parse_source
from kb.raw import ParsedSource, RawDocument
from kb.store.intake import Intake
from kb.store.schema import metadata as tables
from kb.store.store import Store
from kb.types import ClauseTree, Passage, Span
from tests.kb.homes import LOANS, RENT, SEEDS, TREES, policy

PAGE = SEEDS / "003_76691701a8012c4a.txt"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "kb.sqlite3")
    yield store
    store.close()


@pytest.fixture
def intake(store: Store) -> Intake:
    return Intake(store, max_bytes=100_000, passage_chars=500)


def _rows(path: Path) -> dict[str, int]:
    engine = sa.create_engine(f"sqlite:///{path / 'kb.sqlite3'}")
    with engine.connect() as connection:
        found = {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in tables.tables.items()
            # That a file was refused is told there.
            if name != "audit"
        }
    engine.dispose()
    return found


def _take(intake: Intake, name: str, text: str) -> FileReport:
    return intake.take(name, text.encode())


def _ids(store: Store) -> list[str]:
    """Return the ids of documents, clauses and passages in the order the store holds them."""
    found: list[str] = []
    for row in store.version_rows():
        clauses = store.clause_tree(row.version_row).clauses
        found += [row.key, *(f"{row.key}#{clause.address}" for clause in clauses)]
        found += [held.passage.passage_id for held in store.passages_of([row.version_row])]
    return found


def test_a_file_is_held_as_it_was_read(store: Store, intake: Intake) -> None:
    report = _take(intake, "rent.txt", RENT)
    (row,) = store.version_rows()
    version = store.version(row.version_row)
    assert (report.status, report.name, report.warnings) == (IngestStatus.ADDED, "rent.txt", ())
    assert [(one.document_id, one.version, one.clauses, one.passages) for one in report.documents] == [
        ("d000001", 1, 5, 4)
    ]
    assert (row.key, row.source_name, row.clauses, row.withdrawn) == ("d000001@1", "rent.txt", 5, False)
    assert version.metadata == row.metadata
    assert version.metadata.title == "清河市创业场地租金补助办法"
    assert "".join(RENT[run[0] : run[1]] for run in version.source_map.ranges(Span(0, len(version.text)))) == RENT
    assert store.source_file(row.version_row).data == RENT.encode()
    addresses = [clause.address for clause in store.clause_tree(row.version_row).clauses]
    assert addresses == ["标题", "第一条", "第二条", "第三条", "第四条"]
    passages = list(store.passages_of([row.version_row]))
    assert [held.passage.passage_id for held in passages] == [f"d000001@1:{number}" for number in (1, 2, 3, 4)]
    assert [addresses[held.clause_position] for held in passages] == addresses[1:]
    assert all(held.passage.text == held.passage.span.of(version.text) for held in passages)
    assert store.passages([held.passage_row for held in passages]) == {held.passage_row: held for held in passages}
    assert store.passages([held.passage_row + 100 for held in passages]) == {}


def test_the_same_files_in_the_same_order_get_the_same_ids(tmp_path: Path) -> None:
    found = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        store = Store(tmp_path / name / "kb.sqlite3")
        intake = Intake(store, max_bytes=100_000, passage_chars=500)
        for file in sorted(SEEDS.glob("*.txt")):
            intake.take(file.name, file.read_bytes())
        _take(intake, "loans.txt", LOANS)
        found.append(_ids(store))
        store.close()
    assert found[0] == found[1]
    assert found[0][0] == "d000001@1"
    assert len(found[0]) == len(set(found[0]))


def test_an_id_is_never_given_twice(store: Store, intake: Intake) -> None:
    _take(intake, "loans.txt", LOANS)
    before = store.version_rows()[0].version_row
    with store.writing() as writer:
        writer.purge("d000001")
    assert store.version_rows() == []
    assert _take(intake, "loans.txt", LOANS).documents[0].document_id == "d000002"
    assert store.version_rows()[0].version_row > before


def test_an_error_halfway_leaves_nothing_of_the_file(
    tmp_path: Path, store: Store, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    _take(intake, "loans.txt", LOANS)
    before, changes = _rows(tmp_path), store.changes()
    calls = []

    def fail_third(document_id: str, version: int, text: str, tree: ClauseTree, chars: int) -> list[Passage]:
        calls.append(document_id)
        if len(calls) == 3:
            raise ValueError("the third article cannot be split")
        return split_passages(document_id, version, text, tree, chars)

    with monkeypatch.context() as patch:
        patch.setattr("kb.store.intake.split_passages", fail_third)
        with pytest.raises(ValueError, match="the third article"):
            intake.take(PAGE.name, PAGE.read_bytes())
    assert calls == ["d000002", "d000003", "d000004"]
    assert _rows(tmp_path) == before
    assert store.changes() == changes
    assert intake.take(PAGE.name, PAGE.read_bytes()).documents[0].document_id == "d000002"


def test_each_file_is_one_counted_change(store: Store, intake: Intake) -> None:
    assert store.changes() == 0
    intake.take(PAGE.name, PAGE.read_bytes())
    assert store.changes() == 1
    intake.take(PAGE.name, PAGE.read_bytes())
    assert store.changes() == 1


def test_the_same_file_again_is_unchanged_and_under_another_name_a_duplicate(
    tmp_path: Path, store: Store, intake: Intake
) -> None:
    _take(intake, "loans.txt", LOANS)
    before = _rows(tmp_path)
    again, elsewhere = _take(intake, "loans.txt", LOANS), _take(intake, "copy.txt", LOANS)
    assert (again.status, again.reason) == (IngestStatus.UNCHANGED, "内容没有变化")
    assert elsewhere.status is IngestStatus.DUPLICATE
    assert elsewhere.reason == "与已导入的“loans.txt”内容完全相同"
    assert _rows(tmp_path) == before


def test_a_changed_file_is_a_new_version_of_its_document(store: Store, intake: Intake) -> None:
    _take(intake, "loans.txt", LOANS)
    changed = LOANS.replace("百分之五十", "百分之六十")
    report = _take(intake, "loans.txt", changed)
    assert report.status is IngestStatus.UPDATED
    assert [(one.document_id, one.version) for one in report.documents] == [("d000001", 2)]
    first, second = (store.version(row.version_row) for row in store.version_rows())
    assert ("百分之五十" in first.text, "百分之六十" in second.text) == (True, True)
    assert [held.passage.passage_id for held in store.passages_of([2])][:2] == ["d000001@2:1", "d000001@2:2"]


def test_a_file_that_goes_back_to_an_earlier_content_has_that_content_as_its_newest_version(
    store: Store, intake: Intake
) -> None:
    _take(intake, "loans.txt", LOANS)
    _take(intake, "loans.txt", LOANS.replace("百分之五十", "百分之六十"))
    report = _take(intake, "loans.txt", LOANS)
    assert (report.status, report.documents[0].version) == (IngestStatus.UPDATED, 3)
    rows = store.version_rows()
    assert store.version(rows[2].version_row).text == store.version(rows[0].version_row).text


def test_bytes_that_only_an_outdated_file_had_are_those_of_an_earlier_version(intake: Intake) -> None:
    _take(intake, "loans.txt", LOANS)
    _take(intake, "loans.txt", LOANS.replace("百分之五十", "百分之六十"))
    report = _take(intake, "archive.txt", LOANS)
    assert (report.status, report.reason) == (
        IngestStatus.DUPLICATE,
        "与已导入的 d000001@1 文字相同，没有另立一份",
    )


def test_other_bytes_of_the_same_text_change_no_document(store: Store, intake: Intake) -> None:
    _take(intake, "rent.txt", RENT)
    report = intake.take("rent.txt", RENT.encode("gb18030"))
    assert (report.status, report.documents[0].version) == (IngestStatus.UNCHANGED, 1)
    assert len(store.version_rows()) == 1


def test_an_article_that_vanished_from_its_file_is_kept_and_named(store: Store, intake: Intake) -> None:
    _take(intake, "a.txt", LOANS)
    report = _take(intake, "a.txt", RENT)
    assert report.status is IngestStatus.UPDATED
    assert [one.document_id for one in report.documents] == ["d000002"]
    assert report.warnings == ("旧文件里的 1 篇在新文件里没有了，仍保留着：d000001；如已作废，请撤回",)
    assert [row.document_id for row in store.version_rows()] == ["d000001", "d000002"]


def test_two_articles_of_one_title_stay_two_documents_when_their_file_changes(
    store: Store, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def two(data: bytes, name: str, *, read: Read) -> ParsedSource:
        parts = data.decode().split("====\n")
        parsed = [parse_source(part.encode(), name) for part in parts]
        return ParsedSource(parsed[0].raw, tuple(one.documents[0] for one in parsed))

    monkeypatch.setattr("kb.store.intake.parse_source", two)
    first, second = policy("图片新闻", "树已经种下。"), policy("图片新闻", "桥已经通车。")
    _take(intake, "page.txt", f"{first}====\n{second}")
    report = _take(intake, "page.txt", f"{first}====\n{second.replace('通车', '合龙')}")
    assert [(one.document_id, one.version) for one in report.documents] == [("d000001", 1), ("d000002", 2)]
    assert report.warnings == ()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "“a.txt”里没有文字：请确认文件内容后重新导入"),
        ("a.txt", b" \n\xe3\x80\x80\n", "“a.txt”里没有文字：请确认文件内容后重新导入"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "“a.txt”是二进制文件（含有空字节）"),
        ("a.exe", b"MZ", "不支持“a.exe”的文件格式"),
        ("a.txt", b"x" * 100_001, "“a.txt”有 100001 字节，超过上限 100000 字节；请拆分，或调大 KB_SOURCE_BYTES"),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_a_failure_with_its_reason(
    tmp_path: Path, intake: Intake, name: str, data: bytes, reason: str
) -> None:
    before = _rows(tmp_path)
    report = intake.take(name, data)
    assert (report.name, report.status, report.documents) == (name, IngestStatus.FAILED, ())
    assert report.reason is not None
    assert report.reason.startswith(reason)
    assert _rows(tmp_path) == before


def test_a_page_without_an_article_is_a_failure(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = RawDocument("甲", "utf-8", "text")
    monkeypatch.setattr("kb.store.intake.parse_source", lambda data, name, *, read: ParsedSource(raw, ()))
    report = _take(intake, "a.txt", "甲")
    assert (report.status, report.reason) == (
        IngestStatus.FAILED,
        "“a.txt”里没有找到一篇文章；请检查文件内容",
    )


def test_a_file_whose_document_was_withdrawn_says_so_when_it_comes_again(store: Store, intake: Intake) -> None:
    warning = "d000001 已撤回，不会出现在回答里；要恢复请用 kb docs restore"
    assert _take(intake, "loans.txt", LOANS).warnings == ()
    with store.writing() as writer:
        writer.set_withdrawn("d000001", True)
    reports = [
        _take(intake, "loans.txt", LOANS),
        _take(intake, "copy.txt", LOANS),
        _take(intake, "loans.txt", LOANS.replace("百分之五十", "百分之六十")),
    ]
    assert [(report.status.value, report.warnings) for report in reports] == [
        ("unchanged", (warning,)),
        ("duplicate", (warning,)),
        ("updated", (warning,)),
    ]


def test_a_file_of_headings_alone_is_held_with_a_warning(store: Store, intake: Intake) -> None:
    report = _take(intake, "title.md", "# 清河市办法\n")
    assert (report.status, report.documents[0].passages) == (IngestStatus.ADDED, 0)
    assert report.warnings == ("《清河市办法》只有标题、没有正文，检索不到；请检查文件内容",)
    assert [row.key for row in store.version_rows()] == ["d000001@1"]


def test_a_file_of_gb18030_is_read_and_led_back_to(store: Store, intake: Intake) -> None:
    report = intake.take("trees.txt", TREES.encode("gb18030"))
    assert report.status is IngestStatus.ADDED
    (row,) = store.version_rows()
    version = store.version(row.version_row)
    decoded = store.source_file(row.version_row).data.decode("gb18030")
    for run in version.source_map.runs:
        text = version.text[run.start : run.start + run.length]
        assert text == decoded[run.source_start : run.source_start + run.length]


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name)
def test_every_version_of_the_samples_is_whole_and_leads_back_to_its_file(
    path: Path, store: Store, intake: Intake
) -> None:
    intake.take(path.name, path.read_bytes())
    decoded = path.read_bytes().decode()
    for row in store.version_rows():
        version = store.version(row.version_row)
        clauses = store.clause_tree(row.version_row).clauses
        assert "".join(clause.own.of(version.text) for clause in clauses) == version.text
        covered = 0
        for run in version.source_map.runs:
            assert run.start >= covered
            assert (
                version.text[run.start : run.start + run.length]
                == decoded[run.source_start : run.source_start + run.length]
            )
            assert version.text[covered : run.start].strip() == ""
            covered = run.start + run.length
        assert version.text[covered:].strip() == ""
        for held in store.passages_of([row.version_row]):
            passage = held.passage
            assert passage.text == passage.span.of(version.text)
            assert 0 < len(passage.text) <= 500
            assert clauses[held.clause_position].span.contains(passage.span)
            led = "".join(decoded[start:end] for start, end in version.source_map.ranges(passage.span))
            assert "".join(led.split()) == "".join(passage.text.split())
