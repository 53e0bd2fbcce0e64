"""Inner-product search by Milvus, under string ids: a part of a collection that may hold many."""

import json
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np

from embeddings.arguments import require_searchable
from embeddings.errors import DimensionMismatch, IndexDamaged
from embeddings.files import whole_folder
from embeddings.milvus_engine import MOST_HITS, Column, Found, MilvusEngine, Row
from embeddings.types import AllowedMask, EmbeddingMatrix

KEY, PART, PLACE, VECTOR = "id", "part", "place", "dense"
"""What the columns are called that the collection of an index has at least."""
_IDS_FILE = "milvus.json"
# Fetched beyond top_k, so that equal vectors around the last place are seen together.
_TIE_MARGIN = 16
_TIE_WIDTH = 1e-5
# So many stretches of allowed places are told in one condition; beyond, what is not allowed is dropped from the hits.
_MOST_STRETCHES = 200


def columns(dim: int, index: str = "FLAT") -> tuple[Column, ...]:
    """Return the columns that the collection of an index has at least; FLAT compares every vector."""
    return (
        Column(KEY, "name", 64),
        Column(PART, "name", 40),
        Column(PLACE, "number"),
        Column(VECTOR, "dense", dim, index),
    )


def key_of(part: str, place: int) -> str:
    """Return the primary key of the row at a place of a part."""
    return f"{part}:{place}"


def rounded(vectors: EmbeddingMatrix) -> EmbeddingMatrix:
    """Return vectors as they are held: in half precision, as the index in files has them, so that scores are equal."""
    return np.asarray(vectors, dtype=np.float16).astype(np.float32)


class MilvusIndex:
    """Vectors under string ids in one part of a collection. Searches may run beside each other, changes may not.

    The ids stay here, in the order of their places; the server holds the vectors. With an index other than FLAT the
    server compares only some of them. Raises EngineError.
    """

    def __init__(
        self, engine: MilvusEngine, collection: str, dim: int, *, part: str = "", ids: Sequence[str] = ()
    ) -> None:
        """Take a collection with the columns above; of a part that is filled already, the ids by place."""
        self._engine = engine
        self._collection = collection
        self._part = part or uuid.uuid4().hex
        self._dim = dim
        self._ids = tuple(ids)
        self._places = np.arange(len(ids))
        self._next = len(ids)

    @classmethod
    def open(cls, folder: Path, engine: MilvusEngine) -> Self:
        """Read what `save` wrote. Raises IndexDamaged where the server holds another number of vectors."""
        try:
            saved = json.loads((folder / _IDS_FILE).read_text(encoding="utf-8"))
            found = cls(engine, saved["collection"], saved["dim"], part=saved["part"], ids=saved["ids"])
            found._places = np.array(saved["places"], dtype=np.int64)
            found._next = saved["next"]
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise IndexDamaged(f"{folder / _IDS_FILE} is no list of ids ({error}); rebuild the index") from error
        held = engine.count(found._collection, found._own())
        if held != len(found):
            raise IndexDamaged(f"{found._collection} holds {held} vectors of {found._part}, {len(found)} were saved")
        return found

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def address(self) -> str:
        """Where the server is."""
        return self._engine.address

    @property
    def dim(self) -> int:
        """The number of dimensions of every vector."""
        return self._dim

    @property
    def ids(self) -> Sequence[str]:
        """The ids in insertion order, removed ones left out: position i is bit i of an allowed mask."""
        return self._ids

    def add(self, ids: Sequence[str], vectors: EmbeddingMatrix, /) -> None:
        """Add one vector an id. Raises ValueError on a known id, a doubled id or a wrong shape."""
        if vectors.shape != (len(ids), self._dim):
            raise DimensionMismatch(
                f"{len(ids)} ids need vectors of shape ({len(ids)}, {self._dim}), not {vectors.shape}; "
                "rebuild the index when the model was changed"
            )
        if len(set(ids)) < len(ids) or not set(ids).isdisjoint(self._ids):
            raise ValueError("an id is given twice or is already in the index; remove it first")
        places = np.arange(self._next, self._next + len(ids))
        self._engine.insert(self._collection, vector_rows(self._part, vectors, start=self._next))
        self._ids = (*self._ids, *ids)
        self._places = np.concatenate([self._places, places])
        self._next += len(ids)

    def remove(self, ids: Sequence[str], /) -> int:
        """Remove the ids that are there; return how many were."""
        gone = set(ids)
        positions = [position for position, name in enumerate(self._ids) if name in gone]
        if positions:
            self._engine.delete(self._collection, self._own(_listed(self._places[positions])))
            self._ids = tuple(name for name in self._ids if name not in gone)
            self._places = np.delete(self._places, positions)
        return len(positions)

    def search(
        self, queries: EmbeddingMatrix, top_k: int, /, *, allowed: AllowedMask | None = None
    ) -> list[list[tuple[str, float]]]:
        """Return at most top_k (id, inner product) a query, best first, ties in insertion order, no padding ids.

        Raises ValueError on a wrong width, a mask of another length or top_k below 1.
        """
        require_searchable(queries, top_k, allowed, dim=self._dim, count=len(self._ids))
        places = self._places if allowed is None else self._places[allowed]
        if not len(places) or not len(queries):
            return [[] for _ in queries]
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        conditions = [self._own()] if len(places) == len(self._ids) else list(self._conditions(places))
        found: list[list[Found]] = [[] for _ in queries]
        for condition in conditions:
            for best, more in zip(found, self._fetched(queries, top_k, condition), strict=True):
                best.extend(more)
        return [self._best(best, top_k) for best in found]

    def vectors(self, ids: Sequence[str], /) -> EmbeddingMatrix:
        """Return the stored vectors, shape (len(ids), dim). Raises KeyError on an unknown id."""
        positions = {name: position for position, name in enumerate(self._ids)}
        places = self._places[[positions[name] for name in ids]].tolist()
        held: dict[int, Sequence[float]] = {}
        for start in range(0, len(places), MOST_HITS // 4):
            some = np.array(places[start : start + MOST_HITS // 4])
            for row in self._engine.rows(self._collection, self._own(_listed(some)), [PLACE, VECTOR]):
                held[int(row[PLACE])] = row[VECTOR]
        return np.array([held[place] for place in places], dtype=np.float32).reshape(len(ids), self._dim)

    def save(self, folder: Path, /) -> None:
        """Write where the vectors are, and their ids, into a folder that does not exist yet."""
        with whole_folder(folder) as draft:
            saved = {
                "collection": self._collection,
                "dim": self._dim,
                "part": self._part,
                "ids": list(self._ids),
                "places": self._places.tolist(),
                "next": self._next,
            }
            (draft / _IDS_FILE).write_text(json.dumps(saved, ensure_ascii=False), encoding="utf-8")

    def _own(self, condition: str = "") -> str:
        return part_of(self._part) + (f" and {condition}" if condition else "")

    def _conditions(self, places: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Iterator[str]:
        """Yield conditions that name each of the places once."""
        breaks = np.flatnonzero(np.diff(places) != 1) + 1
        stretches = [(int(some[0]), int(some[-1])) for some in np.split(places, breaks)]
        for start in range(0, len(stretches), _MOST_STRETCHES):
            some = stretches[start : start + _MOST_STRETCHES]
            alone = [first for first, last in some if first == last]
            parts = [f"({PLACE} >= {first} and {PLACE} <= {last})" for first, last in some if first < last]
            parts += [_listed(np.array(alone))] if alone else []
            yield self._own(f"({' or '.join(parts)})")

    def _fetched(self, queries: EmbeddingMatrix, top_k: int, condition: str) -> list[list[Found]]:
        fetch = min(top_k + _TIE_MARGIN, MOST_HITS)
        while True:
            found = self._engine.search(self._collection, VECTOR, queries, fetch, condition, [PLACE])
            open_ended = [hits for hits in found if len(hits) == fetch]
            tied = any(hits[top_k - 1].score - hits[-1].score < _TIE_WIDTH for hits in open_ended)
            if not tied or fetch == MOST_HITS or top_k >= MOST_HITS:
                return found
            fetch = min(4 * fetch, MOST_HITS)

    def _best(self, found: Sequence[Found], top_k: int) -> list[tuple[str, float]]:
        places = np.array([int(hit.row[PLACE]) for hit in found], dtype=np.int64)
        scores = np.array([hit.score for hit in found])
        order = np.lexsort((places, -scores))[:top_k]
        positions = np.searchsorted(self._places, places[order])
        return [(self._ids[position], float(scores[one])) for one, position in zip(order, positions, strict=True)]


def part_of(*parts: str) -> str:
    """Return the condition that a row belongs to one of some parts."""
    return f"{PART} in [{', '.join(json.dumps(part) for part in parts)}]"


def vector_rows(part: str, vectors: EmbeddingMatrix, *, start: int = 0) -> list[Row]:
    """Return the rows of vectors at the places from `start` on."""
    return [
        {KEY: key_of(part, place), PART: part, PLACE: place, VECTOR: vector}
        for place, vector in enumerate(rounded(vectors), start=start)
    ]


def _listed(places: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> str:
    return f"{PLACE} in {places.tolist()}"
