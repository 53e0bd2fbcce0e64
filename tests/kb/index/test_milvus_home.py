import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from zipfile import ZipFile

import pytest

from embeddings.milvus_engine import MilvusEngine, Row
from embeddings.milvus_index import PART, PLACE, part_of
from kb.errors import BundleError, HomeDamaged, IndexUnavailable, InvalidSetting, ModelMismatch
from kb.index.engine.address import IndexAddress
from kb.knowledge_base import KnowledgeBase
from kb.readiness import State
from kb.settings import load_settings
from kb.types import Query
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, TREES, open_base, take
from tests.milvus import Line, MilvusServer, free_port

QUESTIONS = ("房租补助多少", "贴息对象是谁", "古树树冠外几米内不得挖坑")
NUMBERS = count(1)


@pytest.fixture
def line(milvus_server: MilvusServer) -> Iterator[Line]:
    line = Line(milvus_server.port)
    yield line
    line.cut()


@pytest.fixture
def url(line: Line) -> str:
    return f"milvus+{line.address}?collection=home{next(NUMBERS)}"


def _found(base: KnowledgeBase, text: str) -> list[str]:
    return [hit.passage.passage_id for hit in base.search(Query(text)).hits]


def _parts(url: str, dim: int = 64) -> set[str]:
    """Return the segments of which the server holds passages."""
    address = IndexAddress.of(url)
    engine = MilvusEngine(address.server)
    found = {row[PART] for row in engine.rows(f"{address.collection}_rows_{dim}", f"{PLACE} >= 0", [PART])}
    engine.close()
    return found


def test_questions_have_the_same_answers_as_with_files(url: str, tmp_path: Path) -> None:
    with open_base(tmp_path / "files") as files, open_base(tmp_path / "server", index_url=url) as base:
        for given in ({"loans.txt": LOANS, "rent.txt": RENT}, {"trees.txt": TREES}):
            take(files, given)
            take(base, given)
        for question in QUESTIONS:
            expected, found = files.ask(Query(question)), base.ask(Query(question))
            assert (found.text, found.citations) == (expected.text, expected.citations)
            assert _found(base, question) == _found(files, question)
        places = files.phrases.find("贷款利息的百分之五十")
        assert base.phrases.find("贷款利息的百分之五十") == places
        assert places.total == 1
        assert base.stats().index.startswith("Milvus http://127.0.0.1:")


def test_another_machine_fetches_what_it_needs_from_the_server(url: str, tmp_path: Path) -> None:
    with open_base(tmp_path / "one", index_url=url) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
        expected = _found(base, "房租补助")
    (tmp_path / "other").mkdir()
    shutil.copy(tmp_path / "one" / "kb.sqlite3", tmp_path / "other")
    with open_base(tmp_path / "other", index_url=url) as base:
        assert _found(base, "房租补助") == expected != []
        assert [folder.name for folder in (tmp_path / "other" / "segments").iterdir()] == ["s000001"]


def test_what_is_purged_is_gone_from_the_server(url: str, tmp_path: Path) -> None:
    with open_base(tmp_path, index_url=url) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
        base.purge("d000001")
        assert _parts(url) == {"s000002"}
        address = IndexAddress.of(url)
        engine = MilvusEngine(address.server)
        assert engine.rows(f"{address.collection}_rows_64", 'words like "% 贴息 %"', [PLACE]) == []
        assert engine.count(f"{address.collection}_segments", part_of("s000001")) == 0
        engine.close()


def test_a_server_that_is_down_is_told_and_found_again(line: Line, url: str, tmp_path: Path) -> None:
    with open_base(tmp_path, index_url=url) as base:
        take(base, {"trees.txt": TREES})
    line.cut()
    with open_base(tmp_path, index_url=url) as base:
        for use in (lambda: base.ask(Query("古树树冠外几米内不得挖坑")), base.warm_up, lambda: base.stats()):
            with pytest.raises(
                IndexUnavailable, match=rf"索引服务器 {line.address} 连不上（已重试一次）.*KB_INDEX_URL"
            ):
                use()
        told = {check.name: check for check in base.readiness.checks()}["indexes"]
        assert (told.state, told.message[:18]) == (State.FAILED, "索引服务器（Milvus）没有应答；")
        line.mend()
        assert base.ask(Query("古树树冠外几米内不得挖坑")).citations
        assert {check.name: check.state for check in base.readiness.checks()}["indexes"] is State.OK
        line.cut()
        with pytest.raises(IndexUnavailable):
            base.search(Query("古树"))
        line.mend()
        assert _found(base, "古树") != []


@pytest.mark.parametrize("written", ["home_rows_64", "home_segments"])
def test_a_connection_lost_while_publishing_leaves_the_published_state(
    line: Line, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    insert = MilvusEngine.insert

    def torn(self: MilvusEngine, collection: str, rows: list[Row]) -> None:
        if collection.endswith(written.removeprefix("home")):
            insert(self, collection, rows[:1])
            line.cut()
        insert(self, collection, rows)

    with open_base(tmp_path, index_url=url) as base:
        take(base, {"trees.txt": TREES})
        expected = _found(base, "古树")
        with monkeypatch.context() as patch:
            patch.setattr(MilvusEngine, "insert", torn)
            with pytest.raises(IndexUnavailable):
                take(base, {"rent.txt": RENT})
        line.mend()
        assert base.stats().generation == 1
        assert _found(base, "古树") == expected != []
        assert _parts(url) == {"s000001", "s000002"}
        assert sorted(folder.name for folder in (tmp_path / "segments").iterdir()) == ["s000001"]
        # The next change takes in what was not published, and clears away what was left.
        assert base.ingest_files([]).generation == 2
        assert _parts(url) == {"s000001", "s000003"}
        assert _found(base, "房租补助") != []


def test_a_collection_of_another_knowledge_base_is_refused(url: str, tmp_path: Path) -> None:
    with open_base(tmp_path / "one", index_url=url) as base:
        take(base, {"trees.txt": TREES})
    with open_base(tmp_path / "other", index_url=url) as base:
        with pytest.raises(IndexUnavailable, match=r"属于另一个知识库；.*\?collection=名称"):
            take(base, {"rent.txt": RENT})
        assert base.stats().generation == 0
    assert _parts(url) == {"s000001"}


def test_another_model_is_refused_until_reindex_which_takes_a_collection_of_its_own(url: str, tmp_path: Path) -> None:
    with open_base(tmp_path, index_url=url) as base:
        take(base, {"trees.txt": TREES})
    with open_base(tmp_path, index_url=url, encoder=HashEncoder(32), keep_generations=1) as base:
        with pytest.raises(ModelMismatch, match="kb reindex"):
            base.ask(Query("古树树冠外几米内不得挖坑"))
        assert _parts(url) == {"s000001"}
        base.reindex()
        assert _parts(url, 32) == {"s000002"}
        address = IndexAddress.of(url)
        engine = MilvusEngine(address.server)
        assert [name for name in engine.names() if name.startswith(f"{address.collection}_rows")] == [
            f"{address.collection}_rows_32"
        ]
        engine.close()
        assert base.ask(Query("古树树冠外几米内不得挖坑")).citations


def test_rows_that_went_missing_are_told_and_built_again(url: str, tmp_path: Path) -> None:
    with open_base(tmp_path, index_url=url) as base:
        take(base, {"trees.txt": TREES})
    address = IndexAddress.of(url)
    engine = MilvusEngine(address.server)
    engine.delete(f"{address.collection}_rows_64", f"{PLACE} == 0")
    engine.close()
    with open_base(tmp_path, index_url=url) as base:
        with pytest.raises(HomeDamaged, match=r"s000001 有 \d 段，应有 \d 段；请运行 kb reindex 重建"):
            base.ask(Query("古树树冠外几米内不得挖坑"))
        base.reindex()
        assert base.ask(Query("古树树冠外几米内不得挖坑")).citations


def test_files_are_not_taken_for_what_is_on_a_server(url: str, tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"trees.txt": TREES})
    with open_base(tmp_path, index_url=url) as base:
        with pytest.raises(HomeDamaged, match=r"没有完整的索引段 s000001.*kb reindex"):
            base.ask(Query("古树树冠外几米内不得挖坑"))
        base.reindex()
        assert base.ask(Query("古树树冠外几米内不得挖坑")).citations


def test_a_bundle_has_the_rows_alone_and_its_copy_is_another_knowledge_base(url: str, tmp_path: Path) -> None:
    with open_base(tmp_path / "one", index_url=url) as base:
        take(base, {"trees.txt": TREES})
        with pytest.raises(BundleError, match="kb export --without-vectors"):
            base.bundles.write(tmp_path / "all.kbz")
        base.bundles.write(tmp_path / "rows.kbz", with_vectors=False)
    with ZipFile(tmp_path / "rows.kbz") as bundle:
        bundle.extract("kb.sqlite3", tmp_path / "copy")
    with open_base(tmp_path / "copy", index_url=url) as base, pytest.raises(IndexUnavailable, match="属于另一个知识库"):
        base.reindex()
    assert _parts(url) == {"s000001"}


def test_the_library_of_the_server_is_asked_for_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.index.places.find_spec", lambda _: None)
    settings = load_settings(home=tmp_path, index_url=f"milvus+http://127.0.0.1:{free_port()}")
    with pytest.raises(InvalidSetting, match=r"没有安装 pymilvus；请运行 pip install .*\[milvus\]"):
        KnowledgeBase.open(settings, encoder=HashEncoder())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("milvus+http://host:19530", IndexAddress("http://host:19530")),
        ("milvus+https://host/policies?collection=a1", IndexAddress("https://host", "policies", "a1")),
        ("milvus+http://host:1?index=HNSW", IndexAddress("http://host:1", index="HNSW")),
        ("milvus+file:///srv/kb", IndexAddress("/srv/kb/milvus.db")),
        ("milvus+file:///srv/%E5%BA%93.db", IndexAddress("/srv/库.db")),
    ],
)
def test_an_address_is_read(url: str, expected: IndexAddress) -> None:
    assert IndexAddress.of(url) == expected
    assert load_settings(index_url=url).index_url == url


@pytest.mark.parametrize(
    "url", ["http://host", "milvus+http://", "milvus+http://a:b@host", "milvus+file://srv", "faiss"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InvalidSetting, match=r"KB_INDEX_URL .*应是 milvus\+http://主机:端口"):
        load_settings(index_url=url)


@pytest.mark.parametrize("query", ["collection=a-b", "collection=库", "index=DISKANN", "metric=L2"])
def test_options_that_are_none_are_refused(query: str) -> None:
    with pytest.raises(InvalidSetting, match=r"KB_INDEX_URL .*只能是 collection=名称"):
        IndexAddress.of(f"milvus+http://host:1?{query}")
