"""What is read of one text again and again, worked out once: its folded words, and which tokens it holds."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from embeddings.types import TokenEncoder
from kb.text.keys import compare_key, search_key
from kb.text.remembered import forget_remembered_texts, remembered_texts
from kb.text.tokens import bigrams

# The sentences, headings and passages of one question are some hundred, of a small base some thousand.
_TEXTS_HELD = 4096
# Whole documents; the ones quoted together are few.
_DOCUMENTS_HELD = 64

TokenIds: TypeAlias = npt.NDArray[np.int64]


@remembered_texts(_TEXTS_HELD)
def folded(text: str) -> str:
    """Return the text's key for searching."""
    return search_key(text)


@remembered_texts(_DOCUMENTS_HELD)
def folded_document(text: str) -> str:
    """Return the key for searching of a whole document."""
    return search_key(text)


@remembered_texts(_DOCUMENTS_HELD)
def compared(text: str) -> str:
    """Return the key for comparing of a whole document."""
    return compare_key(text)


@remembered_texts(_TEXTS_HELD)
def _lone(text: str) -> frozenset[str]:
    return frozenset(token for token in bigrams(text) if not _is_pair(token))


class _TokenMemory:
    """The token numbers of the texts read last, under the fingerprint of the encoder that gave them."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, str], TokenIds] = OrderedDict()
        self._lock = Lock()

    def read(self, texts: Sequence[str], encoder: TokenEncoder, fingerprint: str) -> list[TokenIds]:
        with self._lock:
            found = {text: ids for text in texts if (ids := self._held.get((fingerprint, text))) is not None}
        new = list(dict.fromkeys(text for text in texts if text not in found))
        if new:
            read = zip(new, encoder.token_ids(new), strict=True)
            found.update((text, np.array(ids, dtype=np.int64)) for text, ids in read)
        with self._lock:
            for text, ids in found.items():
                self._held[fingerprint, text] = ids
                self._held.move_to_end((fingerprint, text))
            while len(self._held) > _TEXTS_HELD:
                self._held.popitem(last=False)
        return [found[text] for text in texts]

    def forget(self) -> None:
        with self._lock:
            self._held.clear()


_TOKENS = _TokenMemory()


def token_ids(texts: Sequence[str], encoder: TokenEncoder, fingerprint: str) -> list[TokenIds]:
    """Return the numbers of each text's tokens, as the encoder of this fingerprint gives them."""
    return _TOKENS.read(texts, encoder, fingerprint)


def forget_texts() -> None:
    """Drop what is kept of texts, after any change: a purged one is to be gone from memory too."""
    forget_remembered_texts()
    _TOKENS.forget()


def folded_below(above: str, text: str) -> str:
    """Return the key of a text with what stands above it."""
    return f"{folded(above)} {folded(text)}".strip()


def holdings(tokens: Sequence[str], texts: Sequence[str]) -> list[list[bool]]:
    """Tell of each text which of the tokens are among its own, as bigrams gives them.

    Two Han characters are a token wherever they stand together, so that most texts need not be taken apart.
    """
    looked_for = [(token, _is_pair(token), token[:1].isdigit()) for token in tokens]
    rows: list[list[bool]] = []
    for text in texts:
        key = folded(text)
        # The digits of 1,000 do not stand together.
        grouped = "," in key
        rows.append(
            [
                token in key if pair else (token in key or (number and grouped)) and token in _lone(text)
                for token, pair, number in looked_for
            ]
        )
    return rows


def _is_pair(token: str) -> bool:
    return len(token) == 2 and not token[0].isascii()
