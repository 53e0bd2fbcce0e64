"""When a quoted piece of evidence counts as found in a text."""

import re
import unicodedata
from collections.abc import Iterable

_LOOK_ALIKES = str.maketrans(
    {
        "∶": ":",
        "：": ":",
        "；": ";",
        "，": ",",
        "（": "(",
        "）": ")",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "—": "-",
        "－": "-",
        "–": "-",
    }
)
_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"(?<=[。;；])")
# Shorter pieces (a number, a bare label) would be found in almost any text.
_SHORTEST_SENTENCE = 5


def normalise(text: str) -> str:
    """Return the text as it is compared: one width, one form of each punctuation mark, no white space."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES))


def sentences(quote: str) -> tuple[str, ...]:
    """Return the normalised sentences of a quote, or the whole quote where all of them are short."""
    whole = normalise(quote)
    kept = tuple(piece for piece in _SENTENCE_END.split(whole) if len(piece) >= _SHORTEST_SENTENCE)
    return kept or (whole,)


def coverage(quotes: Iterable[str], texts: Iterable[str]) -> float:
    """Return the share of the quotes' sentences that stand whole in one of the texts; 1.0 without quotes."""
    wanted = [sentence for quote in quotes for sentence in sentences(quote)]
    if not wanted:
        return 1.0
    normalised = [normalise(text) for text in texts]
    return sum(any(sentence in text for text in normalised) for sentence in wanted) / len(wanted)


def rests_on(quote: str, evidence: Iterable[str]) -> bool:
    """Tell whether a cited quote holds a sentence of the evidence, or lies within a piece of it."""
    cited = normalise(quote)
    return any(
        cited in normalise(piece) or any(sentence in cited for sentence in sentences(piece)) for piece in evidence
    )
