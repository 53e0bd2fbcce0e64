"""One Milvus server, or Milvus Lite in a folder: the few calls that an index needs, each with one retry."""

import logging
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from pymilvus import DataType, MilvusClient
from pymilvus.exceptions import MilvusException

from embeddings.errors import CollectionMismatch, EngineFailed, EngineUnreachable
from embeddings.types import EmbeddingMatrix

Row: TypeAlias = dict[str, Any]
Result = TypeVar("Result")

MOST_HITS = 16_384
"""Milvus gives at most so many hits of a search, and rows of a page."""
_READ_SECONDS, _WRITE_SECONDS, _PING_SECONDS = 20.0, 120.0, 3.0
# Rows of one call: with their words and vectors they stay far below the 64 MB of a message.
_BATCH = 1_000
# What gRPC and the client say where nobody answers; other codes come from a server that does.
_CONNECTION_CODE = 2
_CONNECTION_WORDS = ("connect", "unavailable", "deadline", "timeout", "closed", "socket", "retry")
_LITE = "milvus_lite"
# Sparse vectors are searched from here on.
_OLDEST = (2, 4)
# A server that came back is found within a second, not after ever longer pauses.
_OPTIONS = {
    "grpc.use_local_subchannel_pool": 1,
    "grpc.initial_reconnect_backoff_ms": 200,
    "grpc.min_reconnect_backoff_ms": 200,
    "grpc.max_reconnect_backoff_ms": 1000,
}
_KINDS = {
    "name": DataType.VARCHAR,
    "text": DataType.VARCHAR,
    "number": DataType.INT64,
    "dense": DataType.FLOAT_VECTOR,
    "sparse": DataType.SPARSE_FLOAT_VECTOR,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a collection: its name, kind (name, text, number, dense or sparse), and its length or dimensions.

    Names and numbers are searched for, texts are not; the first column is the primary key.
    """

    name: str
    kind: str
    size: int = 0
    index: str = ""
    """How vectors are indexed; both kinds are compared by their inner product."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row that a search found, with its inner product."""

    score: float
    row: Mapping[str, Any]


class MilvusEngine:
    """Collections of one server, connected when it is first needed; safe to share between threads.

    A call that fails for want of a connection is tried once more over a new one. Raises EngineUnreachable where
    nobody answers, EngineFailed where the server refuses.
    """

    def __init__(self, address: str, *, token: str = "", database: str = "") -> None:
        """Take http://host:port, or the folder of Milvus Lite, whose name ends in .db."""
        self.address = address
        self._token = token
        self._database = database
        self._lock = threading.Lock()
        self._client: MilvusClient | None = None
        self._loaded: set[str] = set()

    def close(self) -> None:
        """Close the connection; the next call opens one again."""
        with self._lock:
            client, self._client = self._client, None
            self._loaded.clear()
        if client is not None:
            client.close()

    def ping(self) -> str:
        """Return the version of the server."""
        return self._tried(lambda client: str(client.get_server_version(timeout=_PING_SECONDS)))

    def names(self) -> list[str]:
        """Return the names of all collections."""
        return self._tried(lambda client: list(client.list_collections(timeout=_READ_SECONDS)))

    def has(self, collection: str) -> bool:
        """Tell whether there is a collection."""
        return self._tried(lambda client: bool(client.has_collection(collection, timeout=_READ_SECONDS)))

    def require(self, collection: str, columns: Sequence[Column]) -> None:
        """Create a collection where there is none. Raises CollectionMismatch where there is one of other columns."""
        if collection in self._loaded:
            return
        if not self.has(collection):
            self._tried(lambda client: self._create(client, collection, columns))
        self._check(collection, columns)
        self._tried(lambda client: client.load_collection(collection, timeout=_WRITE_SECONDS))
        self._loaded.add(collection)

    def drop(self, collection: str) -> None:
        """Remove a collection where there is one."""
        self._loaded.discard(collection)
        self._tried(lambda client: client.drop_collection(collection, timeout=_WRITE_SECONDS))

    def insert(self, collection: str, rows: Sequence[Row]) -> None:
        """Put rows in, in place of those with the same key: what was done twice is there once."""
        for start in range(0, len(rows), _BATCH):
            self._insert(collection, list(rows[start : start + _BATCH]))

    def delete(self, collection: str, condition: str) -> None:
        """Remove the rows that fit."""
        self._tried(lambda client: client.delete(collection, filter=condition, timeout=_WRITE_SECONDS))

    def settle(self, collection: str) -> None:
        """Have Milvus Lite put what was written into its files; a server does so by itself and limits who asks."""
        if _LITE in self.ping():
            self._tried(lambda client: client.flush(collection, timeout=_WRITE_SECONDS))

    def count(self, collection: str, condition: str) -> int:
        """Return how many rows fit; all that was written before is counted, on every node that answers."""
        found = self._query(collection, condition, ["count(*)"], {"consistency_level": "Strong"})
        return int(found[0]["count(*)"])

    def rows(self, collection: str, condition: str, fields: Sequence[str], *, limit: int | None = None) -> list[Row]:
        """Return the rows that fit, at most `limit`, in no order."""
        if limit is not None and limit < MOST_HITS:
            return self._query(collection, condition, fields, {"limit": limit})
        found = self._query(collection, condition, fields, {"limit": MOST_HITS})
        return found if len(found) < MOST_HITS else list(self._paged(collection, condition, fields, limit))

    def search(
        self,
        collection: str,
        field: str,
        queries: Sequence[object] | EmbeddingMatrix,
        limit: int,
        condition: str,
        fields: Sequence[str],
    ) -> list[list[Found]]:
        """Return of each query at most `limit` rows that fit, the greatest inner products first."""
        found = self._tried(
            lambda client: client.search(
                collection,
                list(queries),
                anns_field=field,
                limit=min(limit, MOST_HITS),
                filter=condition,
                output_fields=list(fields),
                search_params={"metric_type": "IP"},
                timeout=_READ_SECONDS,
            )
        )
        return [[Found(float(hit["distance"]), hit["entity"]) for hit in hits] for hits in found]

    def _insert(self, collection: str, rows: list[Row]) -> None:
        # A server takes a second row with the same key as another one: what may have arrived is put in its place.
        self._tried(
            lambda client: client.insert(collection, rows, timeout=_WRITE_SECONDS),
            lambda client: client.upsert(collection, rows, timeout=_WRITE_SECONDS),
        )

    def _query(self, collection: str, condition: str, fields: Sequence[str], options: Row) -> list[Row]:
        asked = {"filter": condition, "output_fields": list(fields), "timeout": _READ_SECONDS, **options}
        return self._tried(lambda client: [dict(row) for row in client.query(collection, **asked)])

    def _paged(self, collection: str, condition: str, fields: Sequence[str], limit: int | None) -> Iterator[Row]:
        pages = self._tried(
            lambda client: client.query_iterator(
                collection, batch_size=_BATCH, limit=limit or -1, filter=condition, output_fields=list(fields)
            )
        )
        try:
            while page := self._told(pages.next):
                yield from map(dict, page)
        finally:
            pages.close()

    def _create(self, client: MilvusClient, collection: str, columns: Sequence[Column]) -> None:
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        indexes = client.prepare_index_params()
        for place, column in enumerate(columns):
            size = {"dim": column.size} if column.kind == "dense" else {}
            size |= {"max_length": column.size} if column.kind in ("name", "text") else {}
            schema.add_field(column.name, _KINDS[column.kind], is_primary=place == 0, **size)
            if column.index:
                indexes.add_index(column.name, index_type=column.index, metric_type="IP", params=_parameters(column))
            elif column.kind in ("name", "number") and place:
                indexes.add_index(column.name, index_type="INVERTED")
        client.create_collection(collection, schema=schema, index_params=indexes, timeout=_WRITE_SECONDS)

    def _check(self, collection: str, columns: Sequence[Column]) -> None:
        described = self._tried(lambda client: client.describe_collection(collection, timeout=_READ_SECONDS))
        held = {field["name"]: (field["type"], int(field["params"].get("dim", 0))) for field in described["fields"]}
        wanted = {one.name: (_KINDS[one.kind], one.size if one.kind == "dense" else 0) for one in columns}
        if held != wanted:
            wrong = next(name for name in sorted(held.keys() | wanted.keys()) if held.get(name) != wanted.get(name))
            raise CollectionMismatch(
                f"the collection {collection} at {self.address} has {_told_of(held.get(wrong))} as {wrong}, not "
                f"{_told_of(wanted.get(wrong))}; name another collection, or drop this one"
            )

    def _tried(
        self, call: Callable[[MilvusClient], Result], again: Callable[[MilvusClient], Result] | None = None
    ) -> Result:
        try:
            return self._told(lambda: call(self._connected()))
        except EngineUnreachable:
            self.close()
            return self._told(lambda: (again or call)(self._connected()))

    def _connected(self) -> MilvusClient:
        with self._lock:
            if self._client is None:
                # The client writes what failed to the log as well, with a whole trace; here it is raised.
                logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
                if "://" not in self.address:
                    Path(self.address).parent.mkdir(parents=True, exist_ok=True)
                client = MilvusClient(
                    self.address,
                    token=self._token,
                    db_name=self._database,
                    timeout=_PING_SECONDS,
                    grpc_options=_OPTIONS,
                )
                self._require_version(str(client.get_server_version(timeout=_PING_SECONDS)))
                self._client = client
            return self._client

    def _require_version(self, version: str) -> None:
        numbers = [int(number) for number in re.findall(r"\d+", version)[:2]]
        if _LITE not in version and tuple(numbers) < _OLDEST:
            oldest = ".".join(map(str, _OLDEST))
            raise EngineFailed(f"Milvus at {self.address} is of version {version}; at least {oldest} is needed")

    def _told(self, call: Callable[[], Result]) -> Result:
        try:
            return call()
        except MilvusException as error:
            text = error.message or str(error)
            if error.code == _CONNECTION_CODE or any(word in text.lower() for word in _CONNECTION_WORDS):
                raise EngineUnreachable(f"Milvus at {self.address} does not answer: {text}") from error
            raise EngineFailed(f"Milvus at {self.address} refuses: {text}") from error
        except (ConnectionError, TimeoutError, ValueError) as error:
            # A channel that another thread closed meanwhile raises ValueError.
            raise EngineUnreachable(f"Milvus at {self.address} does not answer: {error}") from error


def _parameters(column: Column) -> dict[str, int]:
    if column.index.startswith("IVF"):
        return {"nlist": 1024}
    return {"M": 32, "efConstruction": 200} if column.index.startswith("HNSW") else {}


def _told_of(field: tuple[Any, int] | None) -> str:
    if field is None:
        return "no field"
    kind, dim = field
    return f"a {DataType(kind).name} of {dim} dimensions" if dim else f"a {DataType(kind).name}"
