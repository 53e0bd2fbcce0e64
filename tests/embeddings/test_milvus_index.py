import uuid
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pymilvus import MilvusClient

from embeddings.errors import CollectionMismatch, EngineFailed, EngineUnreachable, IndexDamaged
from embeddings.milvus_engine import MilvusEngine
from embeddings.milvus_index import MilvusIndex, columns
from tests.contracts.vector_index import AXES, MakeIndex, OpenIndex, VectorIndexContract, unit_rows
from tests.milvus import Line, MilvusServer, free_port


@pytest.fixture(scope="module")
def engine(milvus_server: MilvusServer) -> Iterator[MilvusEngine]:
    engine = MilvusEngine(milvus_server.address)
    yield engine
    engine.close()


def _made(engine: MilvusEngine, dim: int) -> MilvusIndex:
    name = f"vectors_{uuid.uuid4().hex[:8]}"
    engine.require(name, columns(dim))
    return MilvusIndex(engine, name, dim)


class TestMilvusIndex(VectorIndexContract):
    many = 1000

    @pytest.fixture
    def make_index(self, engine: MilvusEngine) -> MakeIndex:
        return lambda dim: _made(engine, dim)

    @pytest.fixture
    def open_index(self, engine: MilvusEngine) -> OpenIndex:
        return lambda folder: MilvusIndex.open(folder, engine)


def test_parts_of_one_collection_know_nothing_of_each_other(engine: MilvusEngine) -> None:
    engine.require("shared", columns(4))
    one, other = (MilvusIndex(engine, "shared", 4) for _ in range(2))
    one.add(["a", "b"], AXES[:2])
    other.add(["a"], AXES[2:3])
    assert one.search(AXES[:1], 9) == [[("a", 1.0), ("b", 0.0)]]
    assert other.search(AXES[:1], 9) == [[("a", 0.0)]]


def test_a_mask_with_more_holes_than_one_condition_names(engine: MilvusEngine) -> None:
    rows = unit_rows(900, 8, seed=4)
    index = _made(engine, 8)
    index.add([str(position) for position in range(900)], rows)
    allowed = np.arange(900) % 3 != 1
    (found,) = index.search(rows[:1], 5, allowed=allowed)
    scores = np.where(allowed, index.vectors(index.ids) @ rows[0], -np.inf)
    assert [name for name, _ in found] == [str(position) for position in np.argsort(-scores)[:5]]


def test_what_was_saved_must_be_there(engine: MilvusEngine, tmp_path: Path) -> None:
    index = _made(engine, 4)
    index.add(["a", "b"], AXES[:2])
    index.save(tmp_path / "index")
    index.remove(["a"])
    with pytest.raises(IndexDamaged, match=r"holds 1 vectors .* 2 were saved"):
        MilvusIndex.open(tmp_path / "index", engine)


def test_a_collection_of_another_dimension_or_of_other_fields_is_refused(engine: MilvusEngine) -> None:
    engine.require("narrow", columns(4))
    again = MilvusEngine(engine.address)
    with pytest.raises(CollectionMismatch, match="FLOAT_VECTOR of 4 dimensions as dense, not a FLOAT_VECTOR of 8"):
        again.require("narrow", columns(8))
    with pytest.raises(CollectionMismatch, match="a INT64 as place, not no field"):
        again.require("narrow", [one for one in columns(4) if one.name != "place"])


def test_a_server_that_is_not_there_is_named() -> None:
    engine = MilvusEngine(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(EngineUnreachable, match=f"Milvus at {engine.address} does not answer"):
        engine.ping()


def test_an_old_server_is_refused(milvus_server: MilvusServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MilvusClient, "get_server_version", lambda *_, **__: "v2.3.9")
    with pytest.raises(EngineFailed, match=r"is of version v2\.3\.9; at least 2\.4 is needed"):
        MilvusEngine(milvus_server.address).ping()


def test_a_call_is_tried_once_more_over_a_new_connection(milvus_server: MilvusServer) -> None:
    line = Line(milvus_server.port)
    engine = MilvusEngine(line.address)
    assert engine.ping() == "milvus_lite-3.2.2"
    line.cut()
    with pytest.raises(EngineUnreachable):
        engine.names()
    line.mend()
    assert isinstance(engine.names(), list)
    line.cut()
    line.mend()
    assert engine.ping() == "milvus_lite-3.2.2"
    line.cut()
    engine.close()
