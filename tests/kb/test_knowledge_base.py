"""The facade: files in, and what is said of each; documents, versions, clauses; one writer at a time."""

import threading
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from kb.errors import ClauseReferenceError, HomeLocked, ModelUnusable, NotFound
from kb.holdings import DenseSearch, Stats
from kb.ingest.report import FileReport, IngestStatus
from kb.knowledge_base import KnowledgeBase
from kb.settings import load_settings
from kb.store.schema import SCHEMA_VERSION
from kb.types import AnswerStatus, Query, Validity
from tests.kb.homes import LOANS, RENT, SEEDS, TREES, open_base, policy, take


def _write(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_every_file_of_a_folder_is_reported_with_what_became_of_it(tmp_path: Path) -> None:
    folder = _write(
        tmp_path / "files",
        {
            "README.md": b"about",
            "a.txt": LOANS.encode(),
            "b.txt": LOANS.encode(),
            "c.txt": RENT.encode("gb18030"),
            "d.txt": b"",
            "e.txt": b"\x00\x01\x02",
            "f.exe": b"MZ",
            "g.txt": b"x" * 5001,
        },
    )
    seen: list[FileReport] = []
    with open_base(tmp_path / "home", source_bytes=5000) as base:
        report = base.ingest([folder, tmp_path / "gone.txt"], progress=seen.append)
        assert [(file.name, file.status.value) for file in report.files] == [
            ("README.md", "skipped"),
            ("a.txt", "added"),
            ("b.txt", "duplicate"),
            ("c.txt", "added"),
            ("d.txt", "failed"),
            ("e.txt", "failed"),
            ("f.exe", "skipped"),
            ("g.txt", "failed"),
            ("gone.txt", "failed"),
        ]
        assert tuple(seen) == report.files
        assert all(file.reason for file in report.files if file.status is not IngestStatus.ADDED)
        assert (report.generation, report.count(IngestStatus.FAILED)) == (1, 4)
        compared = DenseSearch(9, 0, None, None, "不到 8000 条的段逐条比较，结果精确，用概要也不会更快")
        assert base.stats() == Stats(1, 2, 2, 11, 9, 1, "policy-zh-static", "hash-64", SCHEMA_VERSION, compared)
        again = base.ingest([folder])
        assert [file.status.value for file in again.files if file.name in ("a.txt", "b.txt", "c.txt")] == [
            "unchanged",
            "duplicate",
            "unchanged",
        ]
        assert again.generation == 1


def test_a_new_version_answers_from_its_day_on(tmp_path: Path) -> None:
    def text(year: int, share: str) -> str:
        return policy("清河市贴息办法", f"贴息标准为贷款利息的百分之{share}。", f"本办法自{year}年1月1日起施行。")

    with open_base(tmp_path) as base:
        take(base, {"a.txt": text(2020, "三十")})
        (report,) = take(base, {"a.txt": text(2024, "五十")})
        assert (report.status, report.documents[0].version) == (IngestStatus.UPDATED, 2)

        def found(day: date) -> list[str]:
            return [hit.clause_id for hit in base.search(Query("贴息标准是百分之几", 1, day)).hits]

        assert found(date(2023, 12, 31)) == ["d000001@1#第一条"]
        assert found(date(2024, 1, 1)) == ["d000001@2#第一条"]
        assert "三十" in base.document("d000001", version=1).text
        assert "五十" in base.document("d000001").text
        assert base.source_file("d000001", version=1).data.decode() == text(2020, "三十")
        assert base.validity(base.document("d000001", version=2), date(2023, 12, 31)) is Validity.NOT_YET
        with pytest.raises(NotFound, match="文件“d000001”没有第 3 版，现有 1、2") as caught:
            base.document("d000001", version=3)
        assert caught.value.detail == {"document_id": "d000001", "version": 3}


def test_documents_are_listed_in_order_by_file_and_by_words_of_the_title(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT, "trees.txt": TREES})

        def listed(**chosen: object) -> tuple[list[str], int]:
            page = base.documents(**chosen)  # type: ignore[arg-type]  # each case names its own arguments
            return [one.document_id for one in page.documents], page.total

        assert listed() == (["d000001", "d000002", "d000003"], 3)
        assert listed(limit=1, offset=1) == (["d000002"], 3)
        assert listed(offset=3) == ([], 3)
        assert listed(source="rent.txt") == (["d000002"], 1)
        assert listed(text="租金 补助") == (["d000002"], 1)
        assert listed(text="办法") == (["d000001", "d000002"], 2)
        assert listed(text="飞机") == ([], 0)
        base.withdraw("d000002")
        assert listed() == (["d000001", "d000003"], 2)
        assert listed(include_withdrawn=True) == (["d000001", "d000002", "d000003"], 3)


def test_withdrawing_is_undone_by_restoring(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"rent.txt": RENT, "trees.txt": TREES})
        before = base.search(Query("房租补助")).hits
        base.withdraw("d000001")
        assert {hit.passage.document_id for hit in base.search(Query("房租补助")).hits} == {"d000002"}
        assert base.document("d000001").withdrawn is True
        base.withdraw("d000001")
        base.restore("d000001")
        assert base.search(Query("房租补助")).hits == before
        for change in (base.withdraw, base.restore):
            with pytest.raises(NotFound, match="没有编号为“d000009”的文件"):
                change("d000009")


def test_a_clause_is_had_by_its_address(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"rent.txt": RENT})
        assert base.clause("d000001", "第二条").text == "第二条　租用众创空间的创业团队，按每平方米十五元给予房租补助。"
        assert base.clause("d000001", "第2条").clause_id == "d000001@1#第二条"
        for address in ("第九条", "没有这种"):
            with pytest.raises(ClauseReferenceError, match=address):
                base.clause("d000001", address)
        with pytest.raises(NotFound):
            base.clause("d000009", "第二条")


def test_an_answer_quotes_its_clause_and_an_unknown_matter_is_abstained_on(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"rent.txt": RENT, "trees.txt": TREES})
        answer = base.ask(Query("租用众创空间的创业团队房租补助每平方米多少元？", as_of=date(2024, 1, 1)))
        assert answer.status is AnswerStatus.ANSWERED
        assert "d000001@1#第二条" in [citation.clause_id for citation in answer.citations]
        for citation in answer.citations:
            assert citation.quote == citation.span.of(citation.version.text)
        assert base.ask(Query("海南省的古树保护有什么规定？")).status is AnswerStatus.ABSTAINED


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name)
def test_hits_on_the_samples_are_verbatim_and_lead_back_to_the_file(path: Path, tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        base.ingest([path])
        decoded = path.read_bytes().decode()
        for document in base.documents(limit=100).documents:
            for hit in base.search(Query(document.title, 5, include_not_in_force=True)).hits:
                passage = hit.passage
                assert passage.text == passage.span.of(base.document(passage.document_id).text)
                led = "".join(decoded[start:end] for start, end in hit.version.source_map.ranges(passage.span))
                assert "".join(led.split()) == "".join(passage.text.split())


def test_a_second_writer_is_told_so_and_reading_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.store.sqlite.LOCK_SECONDS", 0.05)
    with open_base(tmp_path) as base:
        take(base, {"rent.txt": RENT})
        with FileLock(tmp_path / "write.lock"):
            for change in (
                lambda: take(base, {"trees.txt": TREES}),
                lambda: base.withdraw("d000001"),
                lambda: base.purge("d000001"),
                base.reindex,
            ):
                with pytest.raises(HomeLocked, match=r"另一个程序正在写知识库.*请等它结束后再试") as caught:
                    change()
                assert caught.value.detail == {"home": str(tmp_path)}
            assert base.search(Query("房租补助")).hits[0].passage.document_id == "d000001"
            assert base.documents().total == 1
        assert take(base, {"trees.txt": TREES})[0].status is IngestStatus.ADDED


def test_questions_asked_while_files_come_in_see_only_whole_states(tmp_path: Path) -> None:
    states: list[tuple[int, int]] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def read(base: KnowledgeBase) -> None:
        try:
            while not done.is_set():
                hits = base.search(Query("补助办法", 100)).hits
                states.append((len({hit.passage.document_id for hit in hits}), len(hits)))
        except BaseException as error:
            errors.append(error)
            raise

    with open_base(tmp_path) as base:
        take(base, {"0.txt": policy("0号补助办法", "补助0元。", "办法0自发文。")})
        readers = [threading.Thread(target=read, args=(base,)) for _ in range(2)]
        for reader in readers:
            reader.start()
        for number in range(1, 5):
            take(base, {f"{number}.txt": policy(f"{number}号补助办法", f"补助{number}元。", f"办法{number}自发文。")})
        base.purge("d000001")
        done.set()
        for reader in readers:
            reader.join()
        assert len(base.search(Query("补助办法", 100)).hits) == 8
    assert errors == []
    assert all(passages == 2 * documents for documents, passages in states)


def test_a_home_that_is_not_there_is_made(tmp_path: Path) -> None:
    home = tmp_path / "a" / "b"
    with open_base(home) as base:
        nothing = DenseSearch(0, 0, None, None, "还没有向量")
        assert base.stats() == Stats(0, 0, 0, 0, 0, 0, "policy-zh-static", "", SCHEMA_VERSION, nothing)
        assert base.documents().total == 0
    assert (home / "kb.sqlite3").is_file()


def test_the_model_is_loaded_when_it_is_needed_and_named_when_it_cannot_be(tmp_path: Path) -> None:
    model = tmp_path / "broken-model"
    model.mkdir()
    (model / "modules.json").write_text("{", encoding="utf-8")
    base = KnowledgeBase.open(load_settings(home=tmp_path / "home", embedding_model=str(model)))
    try:
        assert (base.ready, base.documents().total) == (False, 0)
        with pytest.raises(ModelUnusable, match="请检查 KB_EMBEDDING_MODEL") as caught:
            base.search(Query("贷款"))
        assert caught.value.detail == {"model": str(model)}
        with pytest.raises(ModelUnusable):
            base.ingest_files([("a.txt", RENT.encode())])
        assert base.documents().total == 0
    finally:
        base.close()


def test_a_base_is_ready_once_model_and_indexes_are_in_memory(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        assert base.ready is False
        base.warm_up()
        assert base.ready is True
