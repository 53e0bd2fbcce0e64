"""Texts that several units share, each once."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from kb.answer.scoring.units import Unit

Figures: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Groups:
    """Texts that several units share (titles, headings with lead-ins, passages), each once."""

    texts: tuple[str, ...]
    of_unit: npt.NDArray[np.int64]

    @classmethod
    def by(cls, units: Sequence[Unit], key: Callable[[Unit], Hashable], text: Callable[[Unit], str]) -> "Groups":
        """Return the text of each group of units, those of one key together."""
        places: dict[Hashable, int] = {}
        texts: list[str] = []
        of_unit = np.zeros(len(units), dtype=np.int64)
        for row, unit in enumerate(units):
            name = key(unit)
            if name not in places:
                places[name] = len(texts)
                texts.append(text(unit))
            of_unit[row] = places[name]
        return cls(tuple(texts), of_unit)
