"""What every store promises. A test module derives from the class and supplies `place`: an empty place for rows."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from kb.clauses.references.stated import RULES
from kb.errors import HomeLocked, HomeVersionMismatch, NotFound
from kb.ingest.report import FileReport, IngestStatus
from kb.raw import Box, PlacedRun, RawDocument, SourcePage
from kb.store.audit import AuditAction, AuditQuery
from kb.store.corrections import Action, Correction, Field
from kb.store.database import Place
from kb.store.feedback import Feedback, FeedbackQuery, FeedbackVerdict
from kb.store.intake import Intake
from kb.store.migrations import MIGRATIONS
from kb.store.postgres import SESSION_SETTINGS
from kb.store.rows import Generation, WordRow
from kb.store.schema import SCHEMA_VERSION, meta
from kb.store.schema import metadata as tables
from kb.store.store import Store
from kb.text.title_names import name_key
from kb.types import AnswerStatus, Span
from tests.kb.homes import LOANS, RENT, TREES, policy

ROOT = Path(__file__).resolve().parents[2]
CHANGED = LOANS.replace("每年三月底前", "每年五月底前")
TITLE = "清河市小微企业贷款贴息办法"
CITING = policy(
    "𠀀𠀁市贴息资金管理细则",
    "𠮷事从简，贴息依照《清河市小微企业贷款贴息办法》第三条执行。",
    "其他事项依照本细则第一条办理。",
)
AT = "2024-06-30T08:00:00+00:00"
_KILLED = """
import os, signal, sys
from pathlib import Path
from kb.store.store import Store
place = sys.argv[1] if "://" in sys.argv[1] else Path(sys.argv[1])
store = Store(place)
with store.alone(), store.writing() as writer:
    writer.purge("d000001")
    writer.publish(["s000009"], "half")
    print("written", flush=True)
    sys.stdin.readline()
"""


def opened(place: Place) -> sa.Engine:
    """Return an engine that looks at the rows past the store."""
    return sa.create_engine(f"sqlite:///{place}" if isinstance(place, Path) else place, poolclass=sa.pool.NullPool)


def counts(place: Place) -> dict[str, int]:
    """Return how many rows each table has."""
    with opened(place).connect() as connection:
        query = sa.select(sa.func.count())
        return {
            name: int(connection.execute(query.select_from(one)).scalar_one()) for name, one in tables.tables.items()
        }


def holding(place: Place, words: str) -> list[str]:
    """Return the columns in which words stand, as text or as bytes of it."""
    found = []
    with opened(place).connect() as connection:
        for table in tables.tables.values():
            for row in connection.execute(sa.select(table)).mappings():
                for column, value in row.items():
                    data = value if isinstance(value, bytes) else str(value).encode()
                    if words.encode() in data or words.encode("gb18030") in data:
                        found.append(f"{table.name}.{column}")
    return found


def take(store: Store, name: str, text: str) -> FileReport:
    """Take a text in."""
    return Intake(store, max_bytes=1_000_000, passage_chars=500).take(name, text.encode())


def look(place: Place) -> int:
    """Open a store and ask it for something; return its count of changes."""
    store = Store(place)
    try:
        return store.changes()
    finally:
        store.close()


def given(question: str, *clause_ids: str, verdict: FeedbackVerdict = FeedbackVerdict.HELPFUL) -> Feedback:
    """Return feedback on an answer that cited some clauses."""
    return Feedback(verdict, question, AnswerStatus.ANSWERED, "0" * 64, clause_ids)


class StoreContract:
    @pytest.fixture
    def store(self, place: Place) -> Iterator[Store]:
        store = Store(place)
        yield store
        store.close()

    @pytest.fixture
    def other(self, place: Place) -> Iterator[Store]:
        """Another program's."""
        store = Store(place)
        yield store
        store.close()

    def test_a_new_store_is_empty(self, place: Place, store: Store) -> None:
        assert (store.changes(), store.words_revision(), store.generation(), store.generations()) == (0, 0, None, [])
        assert (store.version_rows(), store.word_rows(), store.unsearched(), store.passage_counts()) == ([], [], [], {})
        assert {name: count for name, count in counts(place).items() if count} == {"meta": 6}
        with store.reading() as reader:
            assert reader.next_document() == 1

    def test_a_document_comes_back_as_it_was_read(self, store: Store) -> None:
        report = take(store, "rent.txt", RENT)
        assert (report.status, [one.document_id for one in report.documents]) == (IngestStatus.ADDED, ["d000001"])
        (row,) = store.version_rows()
        version = store.version(row.version_row)
        assert (row.key, row.source_name, row.clauses, row.withdrawn) == ("d000001@1", "rent.txt", 5, False)
        assert (version.metadata, version.metadata.title) == (row.metadata, "清河市创业场地租金补助办法")
        assert "".join(RENT[run[0] : run[1]] for run in version.source_map.ranges(Span(0, len(version.text)))) == RENT
        assert store.source_file(row.version_row).data == RENT.encode()
        tree = store.clause_tree(row.version_row)
        addresses = [clause.address for clause in tree.clauses]
        assert addresses == ["标题", "第一条", "第二条", "第三条", "第四条"]
        assert [store.clause(row.version_row, place) for place in range(5)] == list(tree.clauses)
        offset = version.text.index("二十四个月")
        assert {place: one.address for place, one in store.clauses_at(row.version_row, offset).items()} == {3: "第三条"}
        passages = list(store.passages_of([row.version_row]))
        assert [held.passage.passage_id for held in passages] == [f"d000001@1:{number}" for number in (1, 2, 3, 4)]
        assert all(held.passage.text == held.passage.span.of(version.text) for held in passages)
        assert [held.passage_row for held in passages] == sorted(held.passage_row for held in passages)
        assert store.passages([held.passage_row for held in passages]) == {held.passage_row: held for held in passages}
        assert store.passage_counts() == {row.version_row: 4}
        assert store.bearing(["第三条", "第九条"]) == {row.version_row}
        assert list(store.texts([row.version_row, 99])) == [(row.version_row, version.text)]
        assert store.stated(row.version_row) == row.metadata

    def test_what_there_is_not_is_said(self, store: Store) -> None:
        for ask in (store.version, store.clause_tree, store.source_file, store.stated):
            with pytest.raises(NotFound):
                ask(7)
        with pytest.raises(NotFound):
            store.clause(7, 0)
        assert (store.passages([7]), list(store.passages_of([7])), store.references_of(7)) == ({}, [], None)

    def test_files_and_their_pages_come_back_byte_for_byte(self, store: Store) -> None:
        data = bytes(range(256)) * 5
        placed = (PlacedRun(0, 4, 1, Box(1.5, 2.25, 3.0, 4.0)),)
        raw = RawDocument(RENT, "utf-8", "pdf", (), (SourcePage(595.0, 842.0, 4, 0.5),), placed)
        parsed = Intake(store, max_bytes=1_000_000, passage_chars=500, read=lambda *_: raw).take("a.pdf", data)
        assert [one.document_id for one in parsed.documents] == ["d000001"]
        (row,) = store.version_rows()
        assert store.source_file(row.version_row).data == data
        layout = store.layout("d000001", 1)
        assert layout is not None
        assert (layout.format, layout.pages, layout.placed) == ("pdf", raw.pages, placed)
        assert store.layout("d000001", 2) is None

    def test_the_same_files_in_the_same_order_are_the_same_rows(self, store: Store, tmp_path: Path) -> None:
        """As SQLite holds them: the ids, texts and numbers of rows."""
        plain = Store(tmp_path / "plain.sqlite3")
        for one in (store, plain):
            assert [take(one, *file).status for file in (("a.txt", LOANS), ("b.txt", RENT), ("a.txt", CHANGED))] == [
                IngestStatus.ADDED,
                IngestStatus.ADDED,
                IngestStatus.UPDATED,
            ]
            take(one, "citing.txt", CITING)
        assert store.version_rows() == plain.version_rows()
        rows = [row.version_row for row in plain.version_rows()]
        assert list(store.passages_of(rows)) == list(plain.passages_of(rows))
        assert [store.clause_tree(row) for row in rows] == [plain.clause_tree(row) for row in rows]
        assert [store.references_of(row) for row in rows] == [plain.references_of(row) for row in rows]
        assert list(store.texts(rows)) == list(plain.texts(rows))
        plain.close()

    def test_more_rows_than_one_statement_asks_for(self, store: Store) -> None:
        text = "\n".join(["清河市长办法", *(f"第{number}条　甲乙丙丁，数目是{number}。" for number in range(1, 561))])
        take(store, "long.txt", f"{text}\n")
        (row,) = store.version_rows()
        rows = [held.passage_row for held in store.passages_of([row.version_row])]
        assert len(rows) == store.passage_counts()[row.version_row] > 500
        shuffled = rows[::-1]
        assert sorted(store.passages(shuffled)) == rows
        starts = [start for _, start, _ in store.passage_texts(shuffled)]
        assert starts == sorted(starts)
        assert len(starts) == len(rows)

    def test_an_error_leaves_nothing_of_the_change(self, place: Place, store: Store) -> None:
        take(store, "rent.txt", RENT)
        before = counts(place)
        with pytest.raises(ValueError, match="broken off"), store.writing() as writer:
            writer.purge("d000001")
            writer.add_document("甲", "a.txt")
            writer.change_words([WordRow("贷款贴息", "补利息", removed=False)], [])
            raise ValueError("broken off")
        assert (counts(place), store.changes(), store.words_revision()) == (before, 1, 0)
        assert take(store, "trees.txt", TREES).documents[0].document_id == "d000002"

    def test_a_reader_sees_what_is_committed_and_then_all_of_it(self, store: Store, other: Store) -> None:
        take(store, "rent.txt", RENT)
        (row,) = other.version_rows()
        with store.writing() as writer:
            writer.set_withdrawn("d000001", True)
            writer.publish(["s000001"], "print")
            assert [(one.withdrawn, other.changes()) for one in other.version_rows()] == [(False, 1)]
            assert other.generation() is None
            assert other.version(row.version_row).text.startswith("清河市创业场地租金补助办法")
        assert [(one.withdrawn, other.changes()) for one in other.version_rows()] == [(True, 2)]
        held = other.generation()
        assert held is not None
        assert (held.segments, held.fingerprint) == (("s000001",), "print")

    def test_nothing_written_while_reading_is_kept(self, place: Place, store: Store) -> None:
        with store.reading() as reader:
            reader.add_document("甲", "a.txt")
        assert counts(place)["documents"] == 0

    def test_no_number_is_given_twice(self, store: Store) -> None:
        take(store, "rent.txt", RENT)
        row = store.version_rows()[0].version_row
        passages = [held.passage_row for held in store.passages_of([row])]
        with store.writing() as writer:
            writer.purge("d000001")
            names = [writer.take_segment_name(), writer.take_segment_name()]
        assert names == ["s000001", "s000002"]
        take(store, "rent.txt", RENT)
        (again,) = store.version_rows()
        assert (again.document_id, again.version_row > row) == ("d000002", True)
        assert min(held.passage_row for held in store.passages_of([again.version_row])) > max(passages)

    def test_changes_by_several_at_once_are_all_counted(self, store: Store, other: Store) -> None:
        def change(one: Store) -> None:
            for _ in range(10):
                with one.alone(), one.writing() as writer:
                    writer.take_segment_name()
                with one.noting() as writer:
                    writer.feedback.add(given("同一问题"), "k" * 64)

        threads = [threading.Thread(target=change, args=(one,)) for one in (store, other, store)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.changes() == 30
        with store.writing() as writer:
            assert writer.take_segment_name() == "s000031"
        with store.reading() as writer:
            assert writer.feedback.read(FeedbackQuery()).total == 1

    def test_generations(self, store: Store) -> None:
        with store.writing() as writer:
            numbers = [writer.publish([f"s00000{number}", "s000009"], f"print-{number}") for number in (1, 2, 3)]
        assert numbers == [1, 2, 3]
        newest = store.generation()
        assert newest == store.generations()[0]
        assert newest == Generation(3, ("s000003", "s000009"), "print-3", newest.created_at)
        with store.writing() as writer:
            writer.forget_generations([2, 3])
        assert [one.number for one in store.generations()] == [3, 2]

    def test_texts_sort_by_their_characters(self, store: Store) -> None:
        terms = ["贷款", "Zebra", "apple", "_x", "一", "Ａ", "é", "𠀀", "10", "9"]
        with store.writing() as writer:
            writer.change_words([WordRow(term, "某词", removed=False) for term in terms], [])
        found = [row.term for row in store.word_rows()]
        # Keys of terms are in one case and width.
        keys = {"Zebra": "zebra", "Ａ": "a"}
        assert found == sorted(terms, key=lambda term: keys.get(str(term), str(term)).encode())

    def test_words(self, store: Store) -> None:
        interest, guarantee = WordRow("贷款贴息", "补利息", removed=False), WordRow("担保", "作保", removed=True)
        for kept, dropped, left in (
            ([interest, guarantee], [], [guarantee, interest]),
            (
                [WordRow("貸款貼息", "补利息", removed=True)],
                [],
                [guarantee, WordRow("貸款貼息", "补利息", removed=True)],
            ),
            ([], [guarantee, interest], []),
        ):
            with store.writing() as writer:
                writer.change_words(kept, dropped)
            assert store.word_rows() == left
        assert (store.words_revision(), store.changes()) == (3, 3)

    def test_corrections(self, store: Store) -> None:
        take(store, "rent.txt", RENT)
        (row,) = store.version_rows()
        made = [
            Correction("d000001", 1, Field.TITLE, Action.SET, "清河市房租补助办法", None, "王芳", AT, "核对原件"),
            Correction("d000001", 1, Field.VALIDITY, Action.SET, "repealed", None, "王芳", AT, "已废止", "2024-01-01"),
        ]
        with store.writing() as writer:
            writer.correct(row.version_row, made)
        assert store.corrections("d000001") == made
        assert store.titles(row.version_row) == {"清河市房租补助办法", "清河市创业场地租金补助办法"}
        assert store.stated(row.version_row).title == "清河市创业场地租金补助办法"
        assert [(one.metadata.title, one.stated_title) for one in store.version_rows()] == [
            ("清河市房租补助办法", "清河市创业场地租金补助办法")
        ]
        with store.reading() as reader:
            (held,) = reader.texts_titled("清河市房租补助办法")
            assert (held.document_id, held.metadata.title) == ("d000001", "清河市房租补助办法")

    def test_the_log(self, store: Store) -> None:
        take(store, "rent.txt", RENT)
        take(store, "trees.txt", TREES)
        take(store, "empty.txt", "")
        with store.writing() as writer:
            writer.set_withdrawn("d000002", True)
        page = store.audit(AuditQuery(limit=2))
        assert page.total == 4
        assert [(one.action, one.document_id) for one in page.entries] == [
            (AuditAction.WITHDRAWN, "d000002"),
            (AuditAction.FAILED, None),
        ]
        assert [one.title for one in store.audit(AuditQuery(document_id="d000001")).entries] == [
            "清河市创业场地租金补助办法"
        ]
        assert store.audit(AuditQuery(action=AuditAction.FAILED, limit=1, offset=1)).entries == ()
        assert store.audit(AuditQuery(since=date.today() - timedelta(days=1))).total == 4
        assert store.audit(AuditQuery(since=date.today() + timedelta(days=2))).total == 0

    def test_references(self, store: Store) -> None:
        take(store, "loans.txt", LOANS)
        take(store, "citing.txt", CITING)
        found = store.references_of(2)
        assert found is not None
        # Offsets count characters, those beyond the basic plane too.
        assert [(one.clause_address, one.text) for one in found] == [
            ("第一条", "《清河市小微企业贷款贴息办法》第三条"),
            ("第二条", "本细则第一条"),
        ]
        assert store.references_to([name_key(TITLE), "没有"]) == found[:1]
        assert store.unsearched() == []
        with store.writing() as writer:
            writer.set_references(2, [one.citing for one in found[1:]])
        assert store.references_of(2) == found[1:]
        assert RULES > 0

    def test_feedback(self, store: Store) -> None:
        take(store, "rent.txt", RENT)
        with store.noting() as writer:
            first = writer.feedback.add(given("补多少%_？", "d000001@1#第二条", "d000002@1#第一条"))
            second = writer.feedback.add(given("补多久？", "d000001@1#第三条"), "k" * 64)
            third = writer.feedback.add(given("补多久？", verdict=FeedbackVerdict.UNHELPFUL), "k" * 64)
        assert first.number < second.number < third.number
        with store.reading() as reader:
            page = reader.feedback.read(FeedbackQuery())
            assert [one.number for one in page.entries] == [third.number, first.number]
            assert (page.total, page.helpful, page.unhelpful) == (2, 1, 1)
            assert reader.feedback.held(["d000001@1#第二条", "d000001@2#第二条", "d000001@1#第九条"]) == {
                "d000001@1#第二条"
            }
        with store.writing() as writer:
            writer.purge("d000001")
            assert not writer.feedback.remove(second.number)
            assert writer.feedback.remove(third.number)
        with store.reading() as reader:
            (left,) = reader.feedback.read(FeedbackQuery()).entries
        assert left.feedback.clause_ids == ("d000002@1#第一条",)
        # Changes to what users think are none of what is searched.
        assert store.changes() == 2

    def test_a_purge_leaves_no_word(self, place: Place, store: Store) -> None:
        words = "租用众创空间的创业团队"
        take(store, "rent.txt", RENT)
        take(store, "copy.txt", RENT + "\n\n")
        take(store, "trees.txt", TREES)
        with store.writing() as writer:
            writer.correct(1, [Correction("d000001", 1, Field.TITLE, Action.SET, words, None, "王芳", AT, "核对原件")])
        assert set(holding(place, words)) >= {"versions.text", "passages.text", "sources.data", "corrections.value"}
        with store.writing() as writer:
            writer.purge("d000001")
        store.scrub()
        assert holding(place, words) == []
        assert [row.document_id for row in store.version_rows()] == ["d000002"]
        left = counts(place)
        assert (left["sources"], left["versions"], left["clauses"], left["documents"]) == (1, 1, 4, 1)

    def test_a_purged_version_leaves_its_number_taken(self, place: Place, store: Store) -> None:
        take(store, "loans.txt", LOANS)
        take(store, "loans.txt", CHANGED)
        with store.writing() as writer:
            writer.purge_version("d000001", 2)
        assert holding(place, "每年五月底前") == []
        with store.reading() as reader:
            assert (reader.next_version("d000001"), reader.highest_purged("d000001")) == (3, 2)
            assert reader.purged.holds(hashlib.sha256(CHANGED.encode()).hexdigest())

    def test_folders_that_are_kept_in_step(self, store: Store) -> None:
        take(store, "rent.txt", RENT)
        take(store, "trees.txt", TREES)
        with store.writing() as writer:
            for source_id, name in ((1, "rent.txt"), (2, "trees.txt")):
                writer.sync.track("/data", name, source_id)
            writer.sync.set_absent("/data", ["trees.txt"])
        with store.writing() as writer:
            files = writer.sync.files("/data")
            assert {name: one.present for name, one in files.items()} == {"rent.txt": True, "trees.txt": False}
            assert writer.sync.without_file("/data") == ["d000002"]
            writer.set_withdrawn("d000002", True)
            writer.sync.set_withdrawn("d000002")
            writer.sync.track("/data", "trees.txt", 2)
            assert writer.sync.with_file_again() == {"d000002": False}
            assert writer.sync.name_for("/data", "rent.txt") == "rent.txt"
            assert writer.sync.name_for("/other", "rent.txt") == "other/rent.txt"

    def test_long_names_and_titles(self, store: Store) -> None:
        letters = [chr(0x4E00 + number * 7919 % 20000) for number in range(3000)]
        title, name = "".join(letters[:1500]), "".join(letters[1500:]) + ".txt"
        with store.writing() as writer:
            document_id = writer.add_document(title, name)
            writer.add_source(name, b"x", RawDocument("x", "utf-8", "text"))
            assert writer.last_sha256(name) == hashlib.sha256(b"x").hexdigest()
            assert writer.documents_of_source(name)[0][0] == document_id

    def test_the_tables_are_those_of_the_schema(self, place: Place, store: Store) -> None:
        assert store.changes() == 0
        found = sa.inspect(opened(place))
        assert sorted(found.get_table_names()) == sorted(tables.tables)
        for name, table in tables.tables.items():
            columns = {one["name"]: bool(one["nullable"]) for one in found.get_columns(name)}
            assert columns == {one.name: bool(one.nullable) for one in table.columns}
            assert found.get_pk_constraint(name)["constrained_columns"] == [one.name for one in table.primary_key]
            foreign = {one["referred_table"] for one in found.get_foreign_keys(name)}
            assert foreign == {one.column.table.name for one in table.foreign_keys}
            indexed = {tuple(one["column_names"]) for one in found.get_indexes(name) if not one["unique"]}
            assert indexed == {tuple(column.name for column in one.columns) for one in table.indexes}
        with opened(place).connect() as connection:
            kept = connection.execute(sa.select(meta.c.value).where(meta.c.key == "schema_version")).scalar_one()
        assert kept == str(SCHEMA_VERSION)

    def test_rows_of_no_table_are_refused(self, store: Store) -> None:
        with pytest.raises(sa.exc.IntegrityError), store.writing() as writer:
            writer.sync.track("/data", "a.txt", 4711)

    def test_an_older_schema_is_brought_up_to_date(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as old:
            old.setattr("kb.store.engine.MIGRATIONS", MIGRATIONS[:1])
            old.setattr("kb.store.engine.SCHEMA_VERSION", 1)
            assert look(place) == 0
        store = Store(place)
        assert (store.word_rows(), store.words_revision()) == ([], 0)
        store.close()
        assert sorted(sa.inspect(opened(place)).get_table_names()) == sorted(tables.tables)

    def test_a_migration_that_fails_leaves_nothing(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(connection: sa.Connection) -> None:
            connection.execute(sa.text("CREATE TABLE half (a INTEGER)"))
            raise ValueError("broken off")

        monkeypatch.setattr("kb.store.engine.MIGRATIONS", (*MIGRATIONS, fail))
        with pytest.raises(ValueError, match="broken off"):
            look(place)
        assert sa.inspect(opened(place)).get_table_names() == []

    def test_a_newer_schema_is_refused(self, place: Place, store: Store) -> None:
        assert store.changes() == 0
        with opened(place).begin() as connection:
            newer = sa.update(meta).where(meta.c.key == "schema_version")
            connection.execute(newer.values(value=str(SCHEMA_VERSION + 41)))
        with pytest.raises(HomeVersionMismatch, match=f"结构版本 {SCHEMA_VERSION + 41}") as caught:
            look(place)
        assert (caught.value.detail["found"], caught.value.detail["supported"]) == (SCHEMA_VERSION + 41, SCHEMA_VERSION)

    def test_several_may_open_a_new_place_at_once(self, place: Place) -> None:
        found: list[int] = []

        threads = [threading.Thread(target=lambda: found.append(look(place))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [0, 0, 0, 0]

    def test_one_writer_keeps_the_others_out(self, store: Store, other: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("kb.store.sqlite.LOCK_SECONDS", 0.2)
        monkeypatch.setattr("kb.store.postgres.LOCK_SECONDS", 0.2)
        monkeypatch.setitem(SESSION_SETTINGS, "lock_timeout", "200ms")
        refused: list[str] = []

        def try_both() -> None:
            for one in (store, other):
                try:
                    with one.alone():
                        refused.append("let in")
                except HomeLocked as error:
                    refused.append(error.message)

        with store.alone(), store.alone():
            thread = threading.Thread(target=try_both)
            thread.start()
            thread.join()
            with store.writing() as writer:
                writer.take_segment_name()
            # Who only notes something is not kept out.
            with other.noting() as writer:
                writer.feedback.add(given("问题"))
        assert [message.partition(" ")[0] for message in refused] == ["另一个程序正在写知识库"] * 2
        with other.alone(), other.writing() as writer:
            assert writer.take_segment_name() == "s000002"

    @pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
    def test_a_killed_writer_leaves_nothing_half_written_and_lets_the_next_one_go_on(
        self, place: Place, store: Store
    ) -> None:
        take(store, "rent.txt", RENT)
        before = counts(place)
        program = [sys.executable, "-c", _KILLED, str(place)]
        writing = subprocess.Popen(program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        with writing:
            assert writing.stdout is not None
            assert writing.stdout.readline() == "written\n"
            os.kill(writing.pid, signal.SIGKILL)
        with store.alone(), store.writing() as writer:
            assert writer.take_segment_name() == "s000001"
        assert counts(place) == before
        assert (store.generation(), [row.document_id for row in store.version_rows()]) == (None, ["d000001"])
