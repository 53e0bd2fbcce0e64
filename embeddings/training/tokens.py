"""Pair files as token ids: every distinct text once, in one flat array."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Ids = npt.NDArray[np.int64]

PASSAGES_FILE = "passages.jsonl"


@dataclass(frozen=True, slots=True)
class PairTexts:
    """The texts of pair files, each once, and the pairs of each source as positions among them."""

    texts: tuple[str, ...]
    passages: Ids
    pairs: dict[str, list[tuple[int, int, tuple[int, ...]]]]


@dataclass(frozen=True, slots=True)
class Source:
    """The pairs of one source as positions of texts."""

    queries: Ids
    positives: Ids
    negatives: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        return len(self.queries)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token ids of many texts: text i has flat[offsets[i]:offsets[i + 1]]."""

    flat: Ids
    offsets: Ids

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def lengths(self, texts: Ids) -> Ids:
        """Return how many tokens each of the texts has."""
        return self.offsets[texts + 1] - self.offsets[texts]

    def gather(self, texts: Ids, at_most: int | None = None) -> tuple[Ids, Ids]:
        """Return the texts' tokens behind each other, and where each text begins."""
        lengths = self.lengths(texts)
        if at_most is not None:
            lengths = np.minimum(lengths, at_most)
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        places = np.repeat(self.offsets[texts] - starts, lengths) + np.arange(int(lengths.sum()))
        return self.flat[places], starts


def read_pairs(folder: Path, mixture: dict[str, float]) -> PairTexts:
    """Read every pair file of a folder and passages.jsonl.

    Raises FileNotFoundError where passages.jsonl or every pair is missing, ValueError on a source that has a share
    of the mixture and no pair.
    """
    positions: dict[str, int] = {}
    pairs: dict[str, list[tuple[int, int, tuple[int, ...]]]] = {}

    def place(text: str) -> int:
        return positions.setdefault(text, len(positions))

    for path in sorted(folder.glob("*.jsonl")):
        if path.name == PASSAGES_FILE:
            continue
        for row in _rows(path):
            source = row["source"] if row["source"] in mixture else path.stem
            pair = (place(row["query"]), place(row["positive"]), tuple(place(text) for text in row["negatives"]))
            pairs.setdefault(source, []).append(pair)
    missing = sorted(mixture.keys() - pairs.keys())
    if missing:
        raise ValueError(f"no pairs of {', '.join(missing)} in {folder}; write them with `python -m eval pairs`")
    passages = np.array([place(row["text"]) for row in _rows(folder / PASSAGES_FILE)], dtype=np.int64)
    return PairTexts(tuple(positions), passages, {source: pairs[source] for source in mixture})


def tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> Tokens:
    """Return the token ids of every text."""
    encodings = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    offsets = np.concatenate(([0], np.cumsum([len(encoding.ids) for encoding in encodings]))).astype(np.int64)
    flat = np.fromiter((token for encoding in encodings for token in encoding.ids), np.int64, int(offsets[-1]))
    return Tokens(flat, offsets)


def concatenate(first: Tokens, second: Tokens) -> Tokens:
    """Return the texts of both: text i of the second is text len(first) + i."""
    offsets = np.concatenate((first.offsets, second.offsets[1:] + first.offsets[-1]))
    return Tokens(np.concatenate((first.flat, second.flat)), offsets)


def usable_sources(texts: PairTexts, tokens: Tokens) -> dict[str, Source]:
    """Return the pairs whose question and passage have a token each."""
    sources = {}
    for name, pairs in texts.pairs.items():
        kept = [pair for pair in pairs if tokens.lengths(np.array(pair[:2])).all()]
        sources[name] = Source(
            np.array([pair[0] for pair in kept], dtype=np.int64),
            np.array([pair[1] for pair in kept], dtype=np.int64),
            tuple(pair[2] for pair in kept),
        )
    return sources


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
