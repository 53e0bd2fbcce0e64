"""What a table holds as one number that does not depend on the order of its rows, nor on who keeps them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

_MODULUS = 1 << 256


@dataclass(slots=True)
class TableDigest:
    """The number of rows and the sum of their SHA-256, modulo 2**256 (AdHash, Bellare and Micciancio 1997)."""

    rows: int = 0
    total: int = 0

    def add(self, row: Sequence[object]) -> None:
        """Count a row in. Raises TypeError on a value that no column has."""
        self.rows += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(canonical(row)).digest())) % _MODULUS


def canonical(row: Sequence[object]) -> bytes:
    """Return the values of a row as bytes that are equal only where the values are."""
    parts = []
    for value in row:
        kind, data = _written(value)
        parts += [kind, len(data).to_bytes(8), data]
    return b"".join(parts)


def _written(value: object) -> tuple[bytes, bytes]:
    if value is None:
        return b"n", b""
    if isinstance(value, str):
        return b"s", value.encode("utf-8", "surrogatepass")
    if isinstance(value, bool | int):
        return b"i", str(int(value)).encode()
    if isinstance(value, bytes):
        return b"x", value
    raise TypeError(f"a value of {type(value).__name__} in a row: {value!r}")
