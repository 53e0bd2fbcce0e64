"""What every system that is put side by side offers, and what several of them share."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from embeddings.loading import bundled_folder, load_encoder
from embeddings.types import Encoder
from eval.peers.task import TitledText

DEPTH = 10
"""From which neighbours an answer would be made: what every system is asked for."""


class PeerSystem(Protocol):
    """A system that indexes a set and finds the pieces for a question."""

    setting: str

    def build(self, task: Path, home: Path) -> int:
        """Index the set of a task folder, keeping files under `home`; return how many pieces are held."""

    def search(self, question: str) -> Sequence[TitledText]:
        """Return the best pieces, best first, at most `DEPTH`."""


def jieba_words(text: str) -> list[str]:
    """Return the words that jieba finds for a search engine, shorter ones within longer ones too."""
    import rjieba

    return [word for word in rjieba.cut_for_search(text) if word.strip()]


def shipped_encoder() -> Encoder:
    """Return the embedding model that ships with this project: every system that takes one gets it."""
    return load_encoder(str(bundled_folder()))
