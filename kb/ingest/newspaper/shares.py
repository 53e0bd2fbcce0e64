"""How many of a headline's words an article has."""

from collections.abc import Sequence

from kb.ingest.cohesion import Cohesion, bigrams
from kb.ingest.newspaper.atoms import Atoms
from kb.ingest.newspaper.headlines import line_text
from kb.ingest.newspaper.items import Block

_TELLING = 5


class Shares:
    """What share of a headline's words an article has, kept for each headline and run."""

    def __init__(self, blocks: Sequence[Block], atoms: Atoms, cohesion: Cohesion) -> None:
        self._cohesion = cohesion
        self._texts = [bigrams("\n".join(blocks[position].text for position in atom.body)) for atom in atoms.runs]
        self._lines = {
            position: bigrams(line_text(blocks[position].text))
            for number in range(len(atoms.runs) + 1)
            for position in atoms.gap(number).headlines
        }
        self._known: dict[tuple[int, tuple[int, ...]], float] = {}

    def covered(self, line: int, runs: tuple[int, ...]) -> float:
        """Return the weighted share of the headline's pairs of characters that the runs have, from 0 to 1."""
        key = (line, runs)
        if key not in self._known:
            held = frozenset().union(*(self._texts[run] & self._lines[line] for run in runs))
            total = self._cohesion.weight(self._lines[line])
            share = self._cohesion.weight(held) / total if total else 0.0
            # A line of few words has them in an article by chance.
            self._known[key] = share * min(1.0, len(self._lines[line]) / _TELLING)
        return self._known[key]
