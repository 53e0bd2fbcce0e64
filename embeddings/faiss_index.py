"""Inner-product search over all vectors by FAISS, under string ids."""

import copy
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar, Self

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.arguments import require_searchable
from embeddings.errors import DimensionMismatch, IndexDamaged
from embeddings.files import sha256_of, whole_folder
from embeddings.sketch import Sketch, SketchQuality
from embeddings.types import AllowedMask, EmbeddingMatrix

Positions = npt.NDArray[np.int64]

VECTORS_FILE = "vectors.faiss"
IDS_FILE = "ids.json"
MANIFEST_FILE = "manifest.json"
SKETCHES_FILE = "sketches.faiss"
FORMAT = 3
# Format 1 held four bytes a number; it is read, and written anew as the others. Format 2 knew no sketches.
_FULL_PRECISION, _WITHOUT_SKETCHES = 1, 2

SKETCH_FROM = 8_000
"""An index of so many vectors has sketches, by which it is searched together with others."""
ALONE_FROM = 64_000
"""By itself one of so many is searched by sketches: there this takes half the time of comparing every vector. In one
of 32,000 it takes as long as that, in smaller ones longer."""

# Up to here gathering the allowed rows costs less than handing FAISS a bitmap over all of them.
_GATHER_AT_MOST = 2000
# By sketches so many times as many are fetched as are compared, where only some are allowed; beyond, all are compared.
_MOST_BEYOND = 5
# Rows made full precision at a time.
_BLOCK = 8192
# Fetched beyond top_k, so that equal vectors around the last place are seen together.
_TIE_MARGIN = 16
# FAISS sums in another order for a batch than for one query; scores nearer than this may be a tie.
_TIE_WIDTH = 1e-5


class FaissIndex:
    """Vectors under string ids. Searches may run beside each other, changes may not.

    A vector is held in half precision (two bytes a number): half the memory is read for a search, which takes half the
    time, and on 155,000 clauses the best 200 are the same. Every one is compared, unless the index was opened from a
    folder with sketches: then those are, the vectors stay mapped from their file, and only the most promising are
    looked at. Changed in memory, an index has no sketches until it is saved.
    Raises ValueError on a dimension below 1 or fewer than one thread.
    """

    sketch_from: ClassVar[int] = SKETCH_FROM
    alone_from: ClassVar[int] = ALONE_FROM
    most_compared: ClassVar[int] = 4000
    """Where more are wanted by sketches than this, comparing every vector takes no longer."""

    def __init__(self, dim: int, *, threads: int = 1) -> None:
        if dim < 1 or threads < 1:
            raise ValueError(f"an index needs dim >= 1 and threads >= 1, not {dim} and {threads}")
        # FAISS's stubs do not know the methods that Python adds to its classes.
        self._index: Any = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        self._ids: list[str] = []
        self._positions: dict[str, int] = {}
        self._frozen_ids: tuple[str, ...] | None = None
        self._sketch: Sketch | None = None
        self._quality: SketchQuality | None = None
        self._is_mapped = False
        self._dim = dim
        self._threads = threads

    @classmethod
    def open(cls, folder: Path, *, threads: int = 1) -> Self:
        """Read an index that `save` wrote. Raises FileNotFoundError where none is, IndexDamaged on any disagreement."""
        manifest = _read_manifest(folder)
        for name in manifest["sha256"].keys() | {VECTORS_FILE, IDS_FILE}:
            if not (folder / name).is_file() or sha256_of(folder / name) != manifest["sha256"].get(name):
                raise IndexDamaged(f"{folder / name} is missing or not the file that was saved; rebuild the index")
        ids = json.loads((folder / IDS_FILE).read_text(encoding="utf-8"))
        is_mapped = SKETCHES_FILE in manifest["sha256"]
        flags = faiss.IO_FLAG_MMAP_IFC if is_mapped else 0
        index: Any = faiss.read_index(str(folder / VECTORS_FILE), flags)
        if not (index.ntotal == len(ids) == manifest["count"] and index.d == manifest["dim"]):
            raise IndexDamaged(
                f"{folder} holds {index.ntotal} vectors of {index.d} dimensions and {len(ids)} ids, its manifest says "
                f"{manifest['count']} of {manifest['dim']}; rebuild the index"
            )
        found = cls(index.d, threads=threads)
        if manifest["format"] == _FULL_PRECISION:
            found._index.add(faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d).reshape(index.ntotal, index.d))
        else:
            found._index, found._is_mapped = index, is_mapped
        if manifest["sketch"] is not None:
            found._quality = SketchQuality(**manifest["sketch"])
        if is_mapped and found._quality is not None:
            found._sketch = Sketch.open(folder / SKETCHES_FILE, found._quality)
        found._ids = ids
        found._positions = {name: position for position, name in enumerate(ids)}
        return found

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def dim(self) -> int:
        """The number of dimensions of every vector."""
        return self._dim

    @property
    def is_sketched(self) -> bool:
        """True where a search looks at the sketches first."""
        return self._sketch is not None

    @property
    def quality(self) -> SketchQuality | None:
        """What the sketches were measured to find, also where that was too little; None where none were made."""
        return self._quality

    @property
    def sketch_bytes(self) -> int:
        """The bytes of the sketches, all of which a search reads; 0 where there are none."""
        return self._sketch.bytes if self._sketch is not None else 0

    def compared(self) -> Self:
        """Return the same index without its sketches, to measure them by; it is not to be changed."""
        other = copy.copy(self)
        other._sketch = None
        return other

    @property
    def ids(self) -> Sequence[str]:
        """The ids in insertion order, removed ones left out: position i is bit i of an allowed mask."""
        if self._frozen_ids is None:
            self._frozen_ids = tuple(self._ids)
        return self._frozen_ids

    def add(self, ids: Sequence[str], vectors: EmbeddingMatrix, /) -> None:
        """Add one vector an id. Raises ValueError on a known id, a doubled id or a wrong shape."""
        if vectors.shape != (len(ids), self._dim):
            raise DimensionMismatch(
                f"{len(ids)} ids need vectors of shape ({len(ids)}, {self._dim}), not {vectors.shape}; "
                "rebuild the index when the model was changed"
            )
        fresh = dict(zip(ids, range(len(self._ids), len(self._ids) + len(ids)), strict=True))
        if len(fresh) < len(ids):
            raise ValueError(f"an id is given twice: {_first_doubled(ids)!r}")
        known = next((name for name in ids if name in self._positions), None)
        if known is not None:
            raise ValueError(f"the id {known!r} is already in the index; remove it first")
        self._begin_change()
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        self._ids.extend(ids)
        self._frozen_ids = None
        self._positions.update(fresh)

    def remove(self, ids: Sequence[str], /) -> int:
        """Remove the ids that are there; return how many were. One call for many ids costs what one id costs."""
        gone = np.zeros(len(self._ids), dtype=np.bool_)
        gone[[self._positions[name] for name in ids if name in self._positions]] = True
        count = int(gone.sum())
        if count:
            self._begin_change()
            bits = np.packbits(gone, bitorder="little")
            self._index.remove_ids(faiss.IDSelectorBitmap(len(gone), faiss.swig_ptr(bits)))
            self._ids = [name for name, out in zip(self._ids, gone, strict=True) if not out]
            self._positions = {name: position for position, name in enumerate(self._ids)}
            self._frozen_ids = None
        return count

    def search(
        self, queries: EmbeddingMatrix, top_k: int, /, *, allowed: AllowedMask | None = None
    ) -> list[list[tuple[str, float]]]:
        """Return at most top_k (id, inner product) a query, best first, ties in insertion order, no padding ids.

        Raises ValueError on a wrong width, a mask of another length or top_k below 1.
        """
        require_searchable(queries, top_k, allowed, dim=self._dim, count=len(self._ids))
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        reachable = len(self._ids) if allowed is None else int(np.count_nonzero(allowed))
        if reachable == 0:
            return [[] for _ in queries]
        if allowed is not None and reachable <= max(_GATHER_AT_MOST, top_k):
            few = np.flatnonzero(allowed)
            return [self._best(query, few, top_k) for query in queries]
        if self._sketch is not None and len(self._ids) >= self.alone_from:
            return self._search_sketched(self._sketch, queries, top_k, reachable, allowed)
        return self._search_wide(queries, top_k, reachable, allowed)

    def estimated(self, query: EmbeddingMatrix, count: int) -> tuple[EmbeddingMatrix, Positions]:
        """Return the estimated inner products of about the best vectors with one query, and their positions.

        For indexes that are searched together: the best of all are then compared by `inner_products`. Raises ValueError
        where there are no sketches.
        """
        if self._sketch is None:
            raise ValueError("the index has no sketches")
        # OpenMP keeps this number for each calling thread, so it is set where it is used. The work is small: one does.
        faiss.omp_set_num_threads(1)
        return self._sketch.estimated(query, count)

    def inner_products(self, query: EmbeddingMatrix, positions: Positions) -> EmbeddingMatrix:
        """Return the inner products of some vectors, by position, with one query: the very scores of a search."""
        scores: EmbeddingMatrix = (self._rows()[positions].astype(np.float32) * query).sum(axis=1)
        return scores

    def vectors(self, ids: Sequence[str], /) -> EmbeddingMatrix:
        """Return the stored vectors, shape (len(ids), dim). Raises KeyError on an unknown id."""
        rows = self._rows()[[self._positions[name] for name in ids]]
        return rows.astype(np.float32).reshape(len(ids), self._dim)

    def save(self, folder: Path, /) -> None:
        """Write the index into a folder that does not exist yet; a crash leaves no half-written folder there."""
        self.make_sketches()
        with whole_folder(folder) as draft:
            names = [VECTORS_FILE, IDS_FILE]
            faiss.write_index(self._index, str(draft / VECTORS_FILE))
            if self._sketch is not None:
                names.append(SKETCHES_FILE)
                self._sketch.save(draft / SKETCHES_FILE)
            (draft / IDS_FILE).write_text(json.dumps(self._ids, ensure_ascii=False), encoding="utf-8")
            manifest = {
                "format": FORMAT,
                "dim": self._dim,
                "count": len(self._ids),
                "sketch": asdict(self._quality) if self._quality else None,
                "sha256": {name: sha256_of(draft / name) for name in names},
            }
            (draft / MANIFEST_FILE).write_text(json.dumps(manifest, indent=1), encoding="utf-8")

    def make_sketches(self) -> None:
        """Sketch the vectors where there are enough of them and the sketches find enough."""
        if self._sketch is None and len(self._ids) >= self.sketch_from:
            sketch = Sketch.build(self._rows(), threads=self._threads)
            self._quality = sketch.quality
            self._sketch = sketch if sketch.quality.is_enough else None

    def _begin_change(self) -> None:
        """Let go of the sketches, and of the file: FAISS ends the process where a mapped index is changed."""
        self._sketch = self._quality = None
        if self._is_mapped:
            mapped, rows = self._index, self._rows()
            self._index = faiss.IndexScalarQuantizer(
                self._dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
            )
            for start in range(0, len(rows), _BLOCK):
                self._index.add(rows[start : start + _BLOCK].astype(np.float32))
            self._is_mapped = False
            del rows, mapped

    def _rows(self) -> npt.NDArray[np.float16]:
        """Return the vectors in insertion order without copying; the view dies with the next change."""
        if not self._ids:
            return np.zeros((0, self._dim), dtype=np.float16)
        size = len(self._ids) * self._dim * np.dtype(np.float16).itemsize
        codes: npt.NDArray[np.uint8] = faiss.rev_swig_ptr(self._index.codes.data(), size)
        return codes.view(np.float16).reshape(len(self._ids), self._dim)

    def _best(self, query: EmbeddingMatrix, positions: Positions, top_k: int) -> list[tuple[str, float]]:
        """Rank some positions by scores that do not depend on where a vector stands, so equal vectors tie exactly."""
        scores = self.inner_products(query, positions)
        order = np.lexsort((positions, -scores))[:top_k]
        return [(self._ids[positions[i]], float(scores[i])) for i in order]

    def _search_sketched(
        self, sketch: Sketch, queries: EmbeddingMatrix, top_k: int, reachable: int, allowed: AllowedMask | None
    ) -> list[list[tuple[str, float]]]:
        """Compare exactly what the sketches find; where they find too little that is allowed, compare everything."""
        compared = min(sketch.quality.oversampling * top_k, reachable)
        if compared > self.most_compared or reachable * _MOST_BEYOND < len(self._ids):
            return self._search_wide(queries, top_k, reachable, allowed)
        # OpenMP keeps this number for each calling thread, so it is set where it is used.
        faiss.omp_set_num_threads(self._threads)
        found: list[list[tuple[str, float]]] = []
        # What is allowed does not lie evenly: twice as many as its share asks for.
        fetch = compared if allowed is None else 2 * compared * len(self._ids) // reachable
        for query, positions in zip(queries, sketch.nearest(queries, fetch), strict=True):
            kept = positions if allowed is None else positions[allowed[positions]]
            if len(kept) < compared and len(positions) < len(self._ids):
                found += self._search_wide(query[np.newaxis], top_k, reachable, allowed)
            else:
                found.append(self._best(query, kept[:compared], top_k))
        return found

    def _search_wide(
        self, queries: EmbeddingMatrix, top_k: int, reachable: int, allowed: AllowedMask | None
    ) -> list[list[tuple[str, float]]]:
        # The bits must outlive the search: FAISS keeps only a pointer to them.
        bits = None if allowed is None else np.packbits(allowed, bitorder="little")
        selector = None if bits is None else faiss.IDSelectorBitmap(len(self._ids), faiss.swig_ptr(bits))
        # FAISS's stubs do not know the keyword arguments of its parameter classes.
        make_parameters: Any = faiss.SearchParameters
        parameters = None if selector is None else make_parameters(sel=selector)
        # OpenMP keeps this number for each calling thread, so it is set where it is used.
        faiss.omp_set_num_threads(self._threads)
        found: list[list[tuple[str, float]]] = [[] for _ in queries]
        waiting = np.arange(len(queries))
        fetch = min(top_k + _TIE_MARGIN, reachable)
        while len(waiting):
            scores, positions = self._index.search(queries[waiting], fetch, params=parameters)
            open_ended = fetch < reachable
            again = [
                query
                for query, row in zip(waiting, scores, strict=True)
                if open_ended and row[top_k - 1] - row[-1] < _TIE_WIDTH
            ]
            for query, row in zip(waiting, positions, strict=True):
                found[query] = self._best(queries[query], row[row >= 0], top_k)
            waiting = np.array(again, dtype=np.int64)
            fetch = min(4 * fetch, reachable)
        return found


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST_FILE
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest["format"] not in (_FULL_PRECISION, _WITHOUT_SKETCHES, FORMAT):
            raise IndexDamaged(f"{path} is of format {manifest['format']}, newer than this program's; rebuild it")
        return (
            {"sketch": None}
            | {name: manifest[name] for name in ("format", "dim", "count", "sha256")}
            | {name: manifest[name] for name in ("sketch",) if manifest["format"] == FORMAT}
        )
    except FileNotFoundError as error:
        raise FileNotFoundError(f"no index in {folder}: {MANIFEST_FILE} is not there") from error
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise IndexDamaged(f"{path} is no index manifest ({error}); rebuild the index") from error


def _first_doubled(ids: Sequence[str]) -> str:
    return next(name for position, name in enumerate(ids) if name in ids[:position])
