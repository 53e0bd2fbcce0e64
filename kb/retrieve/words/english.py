"""English words, phrases and romanised place names in a question, and the Chinese words they stand for.

The glossary `english.tsv` holds a line a word or phrase: English TAB Chinese terms separated by |. A place is known by
its name in toneless pinyin.
"""

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from kb.text.keys import fold_width
from kb.text.pinyin import romanised_places
from kb.types import Expansion

_GLOSSARY = Path(__file__).parents[1] / "data" / "english.tsv"
# `&` joins an abbreviation (R&D); an apostrophe parts syllables in a place's name (Xi'an) or ends a possessor's.
_WORD = re.compile(r"[a-z]+(?:&[a-z]+)*(?:'[a-z]+)*")
_POSSESSIVE = re.compile(r"'s?$")
# What may stand between two words of one phrase.
_GAP = re.compile(r"[ \-]*")
# Shorter romanised names look like words and abbreviations.
_SHORTEST_PLACE = 5


def translate(question_text: str) -> list[Expansion]:
    """Return the English words and place names of a question with their Chinese terms, longest phrase first from left.

    Raises ValueError where the glossary is malformed.
    """
    text = fold_width(question_text)
    words = list(_WORD.finditer(text))
    found: dict[str, Expansion] = {}
    position = 0
    while position < len(words):
        length, targets = _match(text, words, position)
        if targets:
            source = text[words[position].start() : words[position + length - 1].end()]
            found.setdefault(source, Expansion(source, targets))
        position += length
    return list(found.values())


def _match(text: str, words: list[re.Match[str]], position: int) -> tuple[int, tuple[str, ...]]:
    """Return how many words from the position on are one entry, and its terms; (1, ()) where none is."""
    glossary, longest = _glossary()
    for length in range(min(longest, len(words) - position), 0, -1):
        phrase = words[position : position + length]
        gaps = (text[one.end() : other.start()] for one, other in pairwise(phrase))
        if all(_GAP.fullmatch(gap) for gap in gaps):
            targets = glossary.get(" ".join(_base(match.group()) for match in phrase))
            if targets:
                return length, targets
    name = _POSSESSIVE.sub("", words[position].group()).replace("'", "")
    return 1, romanised_places().get(name, ()) if len(name) >= _SHORTEST_PLACE else ()


def _base(word: str) -> str:
    """Return a word without the ending of the plural or the possessive."""
    word = _POSSESSIVE.sub("", word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and re.search(r"(?:ch|sh|ss|x)es$", word):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=1)
def _glossary() -> tuple[dict[str, tuple[str, ...]], int]:
    """Return the terms by phrase, words in their base form, and the number of words of the longest phrase."""
    glossary: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(_GLOSSARY.read_text(encoding="utf-8").splitlines(), start=1):
        phrase, tab, terms = line.partition("\t")
        if not (phrase and tab and terms):
            raise ValueError(f"{_GLOSSARY.name} line {number} is not `English TAB term|term`: {line!r}")
        key = " ".join(_base(word) for word in _WORD.findall(phrase))
        glossary[key] = tuple(dict.fromkeys((*glossary.get(key, ()), *terms.split("|"))))
    return glossary, max(len(key.split()) for key in glossary)
