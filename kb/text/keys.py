"""Keys under which texts are compared: what a reader would call the same words gives one key."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import opencc

_SPACE = re.compile(r"\s+")
# Marks that print alike or stand for one another but that NFKC keeps apart.
_LIKE = str.maketrans(
    {
        "∶": ":",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "「": '"',
        "」": '"',
        "『": '"',
        "』": '"',
        "—": "-",
        "–": "-",
        "−": "-",
        "〔": "[",
        "〕": "]",
        "【": "[",
        "】": "]",
        "［": "[",
        "］": "]",
        "·": "",
        "・": "",
    }
)


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=1)
def _traditional() -> frozenset[str]:
    """Return the characters that OpenCC would replace: nearly every text has none, and it is slow."""
    table = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    pairs = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines() if "\t" in line)
    return frozenset(old for old, new in pairs if old not in new.split())


def to_simplified(text: str) -> str:
    """Return the text with traditional characters replaced by simplified ones (OpenCC t2s)."""
    # A pattern of all these characters would take ten times as long.
    if _traditional().isdisjoint(text):
        return text
    converted: str = _simplifier().convert(text)
    return converted


def fold_width(text: str) -> str:
    """Return the text in lower case, full-width characters folded (NFKC), look-alike marks unified."""
    return unicodedata.normalize("NFKC", text).translate(_LIKE).lower()


def search_key(text: str) -> str:
    """Return the text's key for searching: simplified characters, folded widths, single spaces."""
    return _SPACE.sub(" ", to_simplified(fold_width(text))).strip()


def compare_key(text: str) -> str:
    """Return the text's key for telling whether two texts are the same: folded widths, no white space."""
    return _SPACE.sub("", fold_width(text))


def title_key(title: str) -> str:
    """Return a title's key: like compare_key, without the marks that people leave out or add."""
    return re.sub(r"[《》〈〉<>\"'()\[\]:,，。、\-]", "", to_simplified(compare_key(title)))
