"""How Chinese characters sound: toneless pinyin, with the sounds that many speakers do not tell apart made one.

Readings come from pypinyin. It is imported where it is first needed: its tables take longer to load than most commands
take to run.
"""

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from itertools import product
from pathlib import Path

# zh, ch, sh said as z, c, s; final -ing, -eng as -in, -en. Initial n and l stay apart: fewer regions mix
# them, and too many words would sound alike.
_ALIKE = re.compile(r"(?<=^[zcs])h|(?<=[ie]n)g$")
# Further readings are rare or old; one who types by sound does not mean them.
_READINGS = 2
# The spellings of ü in names written without the umlaut: Lvliang, Lyuliang, Luliang.
_PLACES = Path(__file__).with_name("data") / "places.tsv"
_KIND = re.compile(r"(?<=..)(?:特别行政区|自治区|自治州|自治县|自治旗|地区|[省市区县州盟旗])$")
_UMLAUT = ("v", "yu", "u")


def sound(syllable: str) -> str:
    """Return the key of a toneless syllable: syllables that are often mixed up have one key."""
    return _ALIKE.sub("", syllable)


@lru_cache(maxsize=16384)
def sounds(character: str) -> frozenset[str]:
    """Return the keys of a character's two commonest readings; empty for what is no Han character."""
    from pypinyin.pinyin_dict import pinyin_dict

    readings = pinyin_dict.get(ord(character), "")
    keys = dict.fromkeys(sound(_toneless(reading)) for reading in readings.split(",") if reading)
    return frozenset(list(keys)[:_READINGS])


def homophones(character: str) -> tuple[str, ...]:
    """Return the characters in general use (GB 2312, level 1) that may sound like this one, itself among them."""
    by_sound = _by_sound()
    alike = {other for key in sounds(character) for other in by_sound.get(key, ())}
    return tuple(sorted(alike | {character}))


def sound_alike(one: str, other: str) -> bool:
    """Tell whether two strings of equal length may sound alike, character by character."""
    return len(one) == len(other) and all(
        a == b or not sounds(a).isdisjoint(sounds(b)) for a, b in zip(one, other, strict=True)
    )


def romanised(name: str) -> tuple[str, ...]:
    """Return the spellings of a name in toneless pinyin, lower case, without spaces; several where it holds ü."""
    from pypinyin import lazy_pinyin

    syllables = [_spellings(syllable) for syllable in lazy_pinyin(name)]
    return tuple(dict.fromkeys("".join(spelling) for spelling in product(*syllables)))


@lru_cache(maxsize=1)
def romanised_places() -> dict[str, tuple[str, ...]]:
    """Return the names of places, the word for their kind left out, by their spelling in pinyin: all that share one.

    Each is also known with that word (Pinyin: -shi, -xian). The table is the one that kb.text.places reads.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for line in _PLACES.read_text(encoding="utf-8").splitlines():
        name = line.split("\t")[1]
        short = _KIND.sub("", name)
        for form in (short, name):
            for spelling in romanised(form):
                found[spelling][short] = None
    return {spelling: tuple(names) for spelling, names in found.items()}


def _spellings(syllable: str) -> tuple[str, ...]:
    if "v" not in syllable:
        return (syllable,)
    return tuple(syllable.replace("v", umlaut) for umlaut in _UMLAUT)


def _toneless(reading: str) -> str:
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(maxsize=1)
def _by_sound() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for character in _general_characters():
        for key in sounds(character):
            found[key].append(character)
    return {key: tuple(characters) for key, characters in found.items()}


def _general_characters() -> str:
    """Return the 3,755 Han characters of GB 2312, level 1 (rows 16 to 55), which cover nearly all that is printed."""
    rows = (bytes((0xA0 + row, 0xA0 + cell)) for row in range(16, 56) for cell in range(1, 95))
    return "".join(code.decode("gb2312", errors="ignore") for code in rows)
