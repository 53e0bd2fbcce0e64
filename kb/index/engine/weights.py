"""BM25 as an inner product: what a word weighs in a passage, and what it weighs in a question.

A server's own BM25 takes a text alone, without a weight for each word, counts how rare a word is inside each of its
own segments, and splits Chinese by words or characters. Here a passage is a sparse vector with a number for each word
of its text, headings and title; a question is one with the rareness of each word times its weight. Their inner product
is BM25 (Robertson and Zaragoza 2009), with the figures that the index in files has.
"""

import math
import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

BODY, HEADING, TITLE = 0, 1, 2
FIELDS = (BODY, HEADING, TITLE)
K1, B = 1.2, 0.75

# Numbers of words below are pairs of Han characters, told apart for certain; the others are hashed into what is left.
_OTHERS = 3 << 30
_NO_WORD = _OTHERS
_BITS = 15
_PAIR = re.compile(r"[〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2}")
_BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x3007, 0x3007))


@lru_cache(maxsize=1 << 17)
def number_of(field: int, token: str) -> int:
    """Return the dimension of a token in a field: two pairs of characters never share one."""
    if _PAIR.fullmatch(token):
        return field << 2 * _BITS | _place(token[0]) << _BITS | _place(token[1])
    hashed = zlib.crc32(f"{field}:{token}".encode()) & (1 << 2 * _BITS) - 1
    # 0 is that of a passage without a word, and the last dimension is none.
    return _OTHERS | min(max(hashed, 1), (1 << 2 * _BITS) - 3)


def _place(character: str) -> int:
    code, before = ord(character), 0
    for first, last in _BLOCKS:
        if first <= code <= last:
            return before + code - first
        before += last - first + 1
    raise ValueError(f"{character!r} is no Han character of the basic plane")


def _lengths() -> npt.NDArray[np.int64]:
    """Return the lengths that are told apart, as tantivy and Lucene keep them in one byte: up to 40 every one."""
    found = list(range(41))
    step = 2
    while len(found) < 256:
        found += [found[-1] + step * one for one in range(1, 9)]
        step *= 2
    return np.array(found[:256], dtype=np.int64)


_LENGTHS = _lengths()


def length_of(count: int) -> int:
    """Return the length that a text of so many tokens is taken to have."""
    return int(_LENGTHS[np.searchsorted(_LENGTHS, count, side="right") - 1])


def weights_of(tokens: Sequence[Sequence[str]], means: Sequence[float]) -> dict[int, float]:
    """Return what each word weighs in a passage, given its tokens and the mean lengths by field."""
    found: dict[int, float] = {}
    for field, some in zip(FIELDS, tokens, strict=True):
        norm = K1 * (1 - B + B * length_of(len(some)) / max(means[field], 1e-9))
        for token, count in Counter(some).items():
            found[number_of(field, token)] = count * (K1 + 1) / (count + norm)
    # A sparse vector without a number is refused.
    return found or {_NO_WORD: 1.0}


def rareness(passages: int, holding: int) -> float:
    """Return the inverse document frequency of a word that so many passages hold."""
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def asked(terms: Mapping[int, float], held: Mapping[int, int], passages: int) -> dict[int, float]:
    """Return the sparse vector of a question from the weight of each word and the passages that hold it."""
    return {number: weight * rareness(passages, held[number]) for number, weight in terms.items() if held[number]}


def spaced(tokens: Sequence[str]) -> str:
    """Return the tokens of a text as they are kept for phrases; a percent sign means anything in a condition."""
    return f" {' '.join(tokens)} ".replace("%", "％")
