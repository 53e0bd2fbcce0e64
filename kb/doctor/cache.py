"""The vector cache of a home: derived, but what is wrong in it would be searched by."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from embeddings.cache import vector_checksum
from kb.doctor.findings import Finding, Mending
from kb.store.looking import connect

# Vectors are of length 1, those of empty texts 0; half precision in a model leaves an error far below this.
_TOLERANCE = 0.01


def check_cache(file: Path) -> Iterator[Finding]:
    """Yield what is wrong with the cache; one that is not there is made anew."""
    if not file.is_file():
        return
    try:
        problem = _problem(file)
    except sqlite3.DatabaseError as error:
        problem = str(error)
    if problem:
        yield Finding(
            "cache_damaged",
            file.name,
            f"向量缓存已损坏（{problem}）；它可以重新计算",
            "请运行 kb doctor --repair：删去它，重新计算向量并重建索引",
            mending=Mending.CACHE,
        )


def _problem(file: Path) -> str:
    with closing(connect(file)) as connection:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            return str(found)
        widths: dict[int, int] = {}
        columns = {row[1] for row in connection.execute("PRAGMA table_info(vectors)")}
        checksum = "checksum" if "checksum" in columns else "NULL"
        rows = connection.execute(f"SELECT encoder_id, text_sha256, vector, {checksum} FROM vectors")
        for encoder, key, vector, stated in rows:
            width = widths.setdefault(encoder, len(vector))
            if len(vector) != width or width % 4:
                return f"一条向量长 {len(vector)} 字节，其余为 {width}"
            length = float(np.linalg.norm(np.frombuffer(vector, dtype="<f4")))
            if not (abs(length - 1.0) < _TOLERANCE or length == 0.0):
                return f"一条向量的长度为 {length:.3f}，应为 1"
            if stated not in (None, vector_checksum(key, vector)):
                return "一条向量与写入时的校验值不符"
    return ""
