"""What is published is whole, at any moment, for every reader."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kb.errors import HomeDamaged, ModelMismatch
from kb.index.segments import Segment
from kb.ingest.report import IngestStatus
from kb.knowledge_base import KnowledgeBase
from kb.store.store import Store
from kb.types import Query
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, TREES, open_base, take

ROOT = Path(__file__).resolve().parents[3]

# A writer that ends itself in the middle of an ingest: nothing after that line runs, no handler, no exit.
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.kb.homes import RENT, TREES, open_base, take
import {module} as module

def end(*given, **named):
    os.kill(os.getpid(), signal.SIGKILL)

{owner}.{name} = end
with open_base(Path(sys.argv[1])) as base:
    take(base, {{"rent.txt": RENT}})
"""


def _found(base: KnowledgeBase, question: str) -> set[str]:
    hits = base.search(Query(question, 100, include_not_in_force=True)).hits
    return {hit.passage.document_id for hit in hits}


def _names(home: Path) -> list[str]:
    return sorted(folder.name for folder in (home / "segments").iterdir())


def _published(home: Path) -> list[str]:
    store = Store(home / "kb.sqlite3")
    names = sorted({name for generation in store.generations() for name in generation.segments})
    store.close()
    return names


def test_publishing_without_a_change_keeps_the_generation(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        numbers = [base.ingest_files(files).generation for files in ([], [], [("a.txt", LOANS.encode())], [])]
        numbers.append(base.ingest_files([("a.txt", LOANS.encode())]).generation)
        numbers.append(base.ingest_files([("b.txt", RENT.encode())]).generation)
    assert numbers == [1, 1, 2, 2, 2, 3]


def test_a_document_without_a_passage_is_published_once(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        assert base.ingest_files([("a.md", "# 清河市办法\n".encode())]).generation == 1
        assert base.ingest_files([]).generation == 1
        assert [one.title for one in base.documents().documents] == ["清河市办法"]
        assert base.search(Query("清河市办法")).hits == ()


def test_the_last_three_generations_are_kept_with_their_segments(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        for number, text in enumerate((LOANS, RENT, TREES, LOANS.replace("1000", "2000")), start=1):
            assert base.ingest_files([(f"{number}.txt", text.encode())]).generation == number
        store = Store(tmp_path / "kb.sqlite3")
        assert [(one.number, one.segments) for one in store.generations()] == [
            (4, ("s000004",)),
            (3, ("s000003",)),
            (2, ("s000002",)),
        ]
        assert {one.fingerprint for one in store.generations()} == {"hash-64"}
        store.close()
    assert _names(tmp_path) == ["s000002", "s000003", "s000004"]


def test_large_segments_stay_and_a_new_one_stands_beside_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.index.build._MERGE_AT_ONCE", 4)
    with open_base(tmp_path) as base:
        take(base, {"loans.txt": LOANS})
        take(base, {"rent.txt": RENT})
        assert base.stats().segments == 2
        before = base.search(Query("按每平方米十五元给予房租补助", 100, include_not_in_force=True)).hits
        assert {hit.passage.document_id for hit in before} == {"d000001", "d000002"}
        assert before[0].clause_id == "d000002@1#第二条"
        base.purge("d000001")
        assert base.stats().segments == 1
    assert _names(tmp_path) == ["s000002"]


@pytest.mark.parametrize(
    ("module", "owner", "name", "unpublished"),
    [
        pytest.param("kb.index.build", "module.Publisher", "publish", 0, id="before the segment"),
        pytest.param("kb.index.keyword", "module.TantivyIndex", "build", 1, id="in the segment"),
        pytest.param("kb.store.writer", "module.StoreWriter", "publish", 1, id="before the generation"),
    ],
)
def test_a_writer_killed_on_its_way_leaves_the_published_state_and_the_next_one_completes_it(
    tmp_path: Path, module: str, owner: str, name: str, unpublished: int
) -> None:
    with open_base(tmp_path) as base:
        take(base, {"loans.txt": LOANS})
    code = KILLED.format(module=module, owner=owner, name=name)
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (-signal.SIGKILL, b"")
    assert len(_names(tmp_path)) == 1 + unpublished
    with open_base(tmp_path) as base:
        assert base.stats().generation == 1
        assert _found(base, "房租补助") == {"d000001"}
        assert [one.document_id for one in base.documents().documents] == ["d000001"]
        report = base.ingest_files([("rent.txt", RENT.encode())])
        assert (report.files[0].status, report.generation) == (IngestStatus.UNCHANGED, 2)
        assert _found(base, "房租补助") == {"d000001", "d000002"}
    assert _names(tmp_path) == _published(tmp_path)


def test_a_writer_killed_after_the_commit_has_published_and_what_it_left_is_cleaned(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"loans.txt": LOANS})
    (tmp_path / "segments" / "s000099").mkdir()
    (tmp_path / "segments" / ".s000098.0123.tmp").mkdir()
    code = KILLED.format(module="kb.index.build", owner="module.Publisher", name="_prune")
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (-signal.SIGKILL, b"")
    with open_base(tmp_path) as base:
        assert _found(base, "房租补助") == {"d000001", "d000002"}
        assert base.ingest_files([]).generation == 2
    assert _names(tmp_path) == _published(tmp_path) == ["s000001", "s000002"]


def test_a_reader_in_the_same_process_sees_every_change_at_once(tmp_path: Path) -> None:
    with open_base(tmp_path) as writer, open_base(tmp_path) as reader:
        take(writer, {"loans.txt": LOANS})
        assert _found(reader, "贷款贴息") == {"d000001"}
        take(writer, {"rent.txt": RENT})
        assert _found(reader, "贷款贴息") == {"d000001", "d000002"}
        writer.withdraw("d000001")
        assert _found(reader, "贷款贴息") == {"d000002"}
        assert reader.documents().total == 1
        assert reader.documents(include_withdrawn=True).documents[0].withdrawn is True
        writer.restore("d000001")
        assert _found(reader, "贷款贴息") == {"d000001", "d000002"}
        writer.purge("d000001")
        assert _found(reader, "贷款贴息") == {"d000002"}
        assert reader.documents(include_withdrawn=True).total == 1


def test_a_reader_sees_what_another_process_changes(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.kb.homes import open_base\n"
        "with open_base(Path(sys.argv[1])) as base: getattr(base, sys.argv[2])('d000001')"
    )

    def change(name: str) -> None:
        subprocess.run([sys.executable, "-c", code, str(tmp_path), name], cwd=ROOT, check=True, timeout=60)

    with open_base(tmp_path) as reader:
        take(reader, {"loans.txt": LOANS, "rent.txt": RENT})
        for name, found in (("withdraw", {"d000002"}), ("restore", {"d000001", "d000002"}), ("purge", {"d000002"})):
            change(name)
            assert _found(reader, "贷款贴息") == found


def test_a_reader_whose_segments_a_purge_removes_while_it_opens_them_takes_the_new_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_base(tmp_path) as writer, open_base(tmp_path) as reader:
        take(writer, {"loans.txt": LOANS, "rent.txt": RENT})
        opened = Segment.open
        purged: list[str] = []

        def purge_first(folder: Path, *, threads: int) -> Segment:
            if not purged:
                purged.append(folder.name)
                writer.purge("d000001")
            return opened(folder, threads=threads)

        monkeypatch.setattr(Segment, "open", purge_first)
        assert _found(reader, "贷款贴息") == {"d000002"}
        assert purged == ["s000001"]


def test_vectors_of_another_model_are_refused_until_reindex(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
    with open_base(tmp_path, encoder=HashEncoder(32)) as base:
        for use in (
            lambda: base.search(Query("房租补助")),
            lambda: base.ask(Query("房租补助多少")),
            lambda: base.ingest_files([("trees.txt", TREES.encode())]),
            base.warm_up,
        ):
            with pytest.raises(ModelMismatch, match="请运行 kb reindex 用当前模型重建") as caught:
                use()
            assert caught.value.detail == {
                "found": "hash-64",
                "expected": "hash-32",
                "found_model": "policy-zh-static",
                "expected_model": "policy-zh-static",
            }
        assert base.reindex() == 2
        assert base.stats().fingerprint == "hash-32"
        assert base.search(Query("房租补助每平方米十五元")).hits[0].clause_id == "d000002@1#第二条"
    with open_base(tmp_path) as base, pytest.raises(ModelMismatch):
        base.search(Query("房租补助"))


@pytest.mark.parametrize("damage", ["vectors/vectors.faiss", "rows.json", "keywords/meta.json", ""])
def test_a_damaged_home_says_so_and_reindex_mends_it(tmp_path: Path, damage: str) -> None:
    with open_base(tmp_path) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
    segment = tmp_path / "segments" / "s000001"
    if damage:
        data = (segment / damage).read_bytes()
        (segment / damage).write_bytes(data[: len(data) // 2])
    else:
        shutil.rmtree(segment)
    with open_base(tmp_path) as base:
        for use in (
            lambda: base.search(Query("房租补助")),
            lambda: base.documents(),
            lambda: base.ingest_files([("trees.txt", TREES.encode())]),
            lambda: base.purge("d000001"),
        ):
            with pytest.raises(HomeDamaged, match="请运行 kb reindex 重建"):
                use()
        assert base.reindex() == 2
        assert _found(base, "房租补助") == {"d000001", "d000002"}
        assert base.ingest_files([]).generation == 2
        assert base.stats().segments == 1
    assert _names(tmp_path) == _published(tmp_path)


def test_rebuilt_indexes_answer_as_the_old_ones_did(tmp_path: Path) -> None:
    questions = ("贷款贴息标准", "房租补助多少", "古树保护", "1000万元")
    with open_base(tmp_path) as base:
        for name, text in (("loans.txt", LOANS), ("rent.txt", RENT), ("trees.txt", TREES)):
            take(base, {name: text})
        before = [base.search(Query(question, 20, include_not_in_force=True)).hits for question in questions]
        calls: list[tuple[int, int]] = []
        base.reindex(progress=lambda done, total: calls.append((done, total)))
        after = [base.search(Query(question, 20, include_not_in_force=True)).hits for question in questions]
    assert after == before
    assert calls == [(12, 12)]  # every vector came from the cache
