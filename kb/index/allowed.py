"""Which passages may be found: the versions that a search is restricted to, as a mask over all positions."""

import numpy as np

from embeddings.types import AllowedMask
from kb.index.segments import Rows

# A mask takes a byte a passage; a day has few: all that is in force, that of a filter, what is left out beside it.
_HELD = 16
# Of so few versions the places of each are gone through; of more, all positions are asked at once.
_FEW = 200


class Allowed:
    """The positions of versions among those of a snapshot; safe to share between threads."""

    def __init__(self, version_rows: Rows) -> None:
        """Take the version of the passage at each position."""
        self._version_rows = version_rows
        changes = np.flatnonzero(np.diff(version_rows, prepend=-1))
        ends = np.append(changes[1:], len(version_rows))
        rows = version_rows[changes].tolist() if len(version_rows) else []
        self._places = dict(zip(rows, zip(changes.tolist(), ends.tolist(), strict=False), strict=False))
        # A version that was cut in two, which no builder does, would be looked for in one place only.
        self._is_whole = len(self._places) == len(rows)
        self._masks: dict[bytes, AllowedMask] = {}

    def of(self, rows: Rows) -> AllowedMask:
        """Return the mask of version rows in order; not to be written to."""
        if len(rows) <= _FEW and self._is_whole:
            return self._of_few(rows)
        # Held in a local: another thread may begin another dictionary at any moment.
        known, key = self._masks, rows.tobytes()
        mask = known.get(key)
        if mask is None:
            mask = np.isin(self._version_rows, rows)
            if len(known) >= _HELD:
                self._masks = known = {}
            known[key] = mask
        return mask

    def _of_few(self, rows: Rows) -> AllowedMask:
        mask = np.zeros(len(self._version_rows), dtype=np.bool_)
        for row in rows.tolist():
            start, end = self._places.get(row, (0, 0))
            mask[start:end] = True
        return mask
