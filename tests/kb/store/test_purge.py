"""Purged text is gone: from the rows, from the indexes, from every byte of the home."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import HomeLocked, NotFound
from kb.ingest.report import IngestStatus
from kb.knowledge_base import KnowledgeBase
from kb.store.store import Store
from kb.text.sentences import sentence_spans
from kb.types import Query, Version
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, SEEDS, TREES, open_base, take

PAGE = SEEDS / "003_76691701a8012c4a.txt"


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path / "home") as base:
        yield base


def _sentences(version: Version) -> list[str]:
    found = {span.of(version.text) for span in sentence_spans(version.text)}
    return sorted(sentence for sentence in found if len(sentence) >= 8)


def _bytes_in(home: Path, encoding: str = "utf-8", *, sentences: list[str]) -> set[str]:
    """Return which of the sentences stand in some file of the home, also across the lines of the source."""
    wanted = {sentence: sentence.encode(encoding) for sentence in sentences}
    held = [file.read_bytes() for file in home.rglob("*") if file.is_file()]
    return {sentence for sentence, raw in wanted.items() if any(raw in data for data in held)}


def _led_back(base: KnowledgeBase, document_id: str, encoding: str = "utf-8") -> str:
    """Return a document's characters as the source map finds them in the stored file."""
    version = base.document(document_id)
    decoded = base.source_file(document_id).data.decode(encoding).removeprefix("\ufeff")
    return "".join(decoded[run.source_start : run.source_start + run.length] for run in version.source_map.runs)


def _own_runs(version: Version) -> str:
    return "".join(version.text[run.start : run.start + run.length] for run in version.source_map.runs)


def test_of_a_purged_article_nothing_is_left_and_the_rest_of_its_page_stays_whole(
    base: KnowledgeBase, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    base.ingest([PAGE])
    take(base, {"loans.txt": LOANS})
    documents = base.documents().documents
    gone = max((one for one in documents if one.source == PAGE.name), key=lambda one: one.clauses).document_id
    rest = [one.document_id for one in documents if one.document_id != gone]
    kept = {document_id: base.document(document_id) for document_id in rest}
    elsewhere = "".join(version.text for version in kept.values())
    own = [sentence for sentence in _sentences(base.document(gone)) if sentence not in elsewhere]
    assert len(own) > 30
    assert _bytes_in(home, sentences=own) == set(own)
    source = base.source_file(rest[0]).data

    base.purge(gone)

    assert _bytes_in(home, sentences=own) == set()
    for sentence in own:
        hits = base.search(Query(sentence, 100, include_not_in_force=True)).hits
        assert [hit.passage.text for hit in hits if sentence in hit.passage.text] == []
        assert gone not in {hit.passage.document_id for hit in hits}
    with pytest.raises(NotFound):
        base.document(gone)
    for document_id, version in kept.items():
        assert base.document(document_id).text == version.text
        assert _led_back(base, document_id) == _own_runs(version)
    overwritten = base.source_file(rest[0]).data.decode()
    assert len(overwritten) == len(source.decode())
    assert {new for old, new in zip(source.decode(), overwritten, strict=True) if old != new} == {"■"}
    assert len(list((home / "segments").iterdir())) == 1


def test_the_segments_and_generations_before_a_purge_are_gone(base: KnowledgeBase, tmp_path: Path) -> None:
    for name, text in (("loans.txt", LOANS), ("rent.txt", RENT), ("trees.txt", TREES)):
        take(base, {name: text})
    store = Store(tmp_path / "home" / "kb.sqlite3")
    assert [one.number for one in store.generations()] == [3, 2, 1]
    base.purge("d000002")
    (only,) = store.generations()
    assert only.number == 4
    assert [folder.name for folder in (tmp_path / "home" / "segments").iterdir()] == list(only.segments)
    store.close()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_purge_reaches_every_character_in_any_encoding(
    base: KnowledgeBase, tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    base.ingest_files([(PAGE.name, page.encode(encoding))])
    documents = base.documents().documents
    gone = max(documents, key=lambda one: one.clauses).document_id
    kept = {one.document_id: base.document(one.document_id) for one in documents if one.document_id != gone}
    runs = base.document(gone).source_map.runs
    covered = {at for run in runs for at in range(run.source_start, run.source_start + run.length)}
    other = next(iter(kept))
    base.purge(gone)
    decoder = {"utf-8-sig": "utf-8-sig", "utf-16": "utf-16"}.get(encoding, encoding)
    after = base.source_file(other).data.decode(decoder)
    assert len(after) == len(page)
    assert {at for at, (old, new) in enumerate(zip(page, after, strict=True)) if old != new} == covered
    for document_id, version in kept.items():
        assert _led_back(base, document_id, decoder) == _own_runs(version)


def test_a_purge_reaches_later_files_in_which_the_text_stood_unchanged(base: KnowledgeBase, tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    base.ingest_files([(PAGE.name, page.encode())])
    documents = base.documents().documents
    gone = max(documents, key=lambda one: one.clauses).document_id
    own = _sentences(base.document(gone))
    (again,) = base.ingest_files([(PAGE.name, page.encode("utf-8-sig"))]).files
    assert again.status is IngestStatus.UNCHANGED
    base.purge(gone)
    elsewhere = "".join(base.document(one.document_id).text for one in base.documents().documents)
    assert _bytes_in(tmp_path / "home", sentences=[one for one in own if one not in elsewhere]) == set()


def test_a_file_of_which_nothing_is_left_goes_with_its_last_document(base: KnowledgeBase, tmp_path: Path) -> None:
    take(base, {"loans.txt": LOANS, "trees.txt": TREES})
    take(base, {"loans.txt": LOANS.encode("gb18030")})
    take(base, {"loans.txt": LOANS.replace("百分之五十", "百分之六十")})
    base.purge("d000001")
    words = ["清河市小微企业贷款贴息办法", "贷款贴息", "缓解小微企业融资困难", "loans.txt"]
    for encoding in ("utf-8", "gb18030"):
        assert _bytes_in(tmp_path / "home", encoding, sentences=words) == set()
    assert [one.document_id for one in base.documents().documents] == ["d000002"]


def test_a_purged_file_that_comes_again_is_new(base: KnowledgeBase) -> None:
    take(base, {"loans.txt": LOANS})
    base.purge("d000001")
    assert base.documents().total == 0
    assert base.search(Query("贷款贴息")).hits == ()
    (report,) = take(base, {"loans.txt": LOANS})
    assert (report.status, report.documents[0].document_id) == (IngestStatus.ADDED, "d000002")


def test_an_unknown_document_cannot_be_purged(base: KnowledgeBase) -> None:
    take(base, {"loans.txt": LOANS})
    with pytest.raises(NotFound, match="没有编号为“d000009”的文件；请在文件列表里核对") as caught:
        base.purge("d000009")
    assert caught.value.detail == {"document_id": "d000009"}
    assert base.documents().total == 1


def test_a_reader_that_keeps_the_log_from_being_emptied_is_said(tmp_path: Path) -> None:
    store = Store(tmp_path / "kb.sqlite3")
    reader = Store(tmp_path / "kb.sqlite3")
    with store.writing() as writer:
        writer.add_document("甲", "a.txt")
    with reader._database.reading() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("SELECT count(*) FROM documents").scalar_one()
        with store.writing() as writer:
            writer.add_document("乙", "b.txt")
        with store._database.reading() as own:
            own.exec_driver_sql("PRAGMA busy_timeout=0")
        with pytest.raises(HomeLocked, match="请等它结束后运行 kb reindex"):
            store.scrub()
    store.scrub()
    assert (tmp_path / "kb.sqlite3-wal").stat().st_size == 0
    reader.close()
    store.close()


def test_a_purge_cut_off_before_it_was_published_is_finished_by_the_next_ingest(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_base(home) as base:
        take(base, {"loans.txt": LOANS})
        take(base, {"trees.txt": TREES})
    store = Store(home / "kb.sqlite3")
    with store.writing() as writer:
        writer.purge("d000001")
    with open_base(home, encoder=HashEncoder()) as base:
        assert (
            base.search(Query("贷款贴息标准", 100, include_not_in_force=True)).hits[0].passage.document_id == "d000002"
        )
        assert base.ingest_files([]).generation == 3
    assert [one.number for one in store.generations()] == [3]
    assert len(list((home / "segments").iterdir())) == 1
    store.close()
