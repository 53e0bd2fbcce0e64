"""Names of provinces, cities and counties, from a table of administrative divisions (kb/text/data/places.tsv).

A row holds the division's six-digit code (GB/T 2260), its full name, and the short form people use; a short form that
is also an everyday word is left out of the table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).with_name("data") / "places.tsv"
_SUFFIXES = ("省", "市", "县", "区", "旗", "州", "盟")
_LEADS = re.compile(
    r"(?:^|[\W_]|[在到去从于是给和与跟及或比问住来由让把往离省市]|我们|咱们?|你们|一下|比较|对比|知道|了解)$"
)
_JOINS, _LONGEST = tuple("和与跟及、"), 16
_FOLLOWS = re.compile(r"(?:市|县|区|政府|的|人(?!工)|这边|那边|这里|那里|本地|当地|企业|公司|工厂|出台|发布)")
# 东溪沟县 names no 东溪, 海岭省 no district 海岭: the name goes on to a division that the table does not hold.
_GOES_ON = re.compile(r"(?P<middle>[\u4e00-\u9fff]?)(?P<kind>[省市县州旗区])(?![场域划间段位容民级政长委省市县区州旗])")
# 东溪城区, 东溪两县: what tells the parts of a place, or counts places, is no part of a name.
_NO_NAME = re.compile(
    r"[〇一二三四五六七八九十两几数多某各全本我该此原等和与及或的在是为有至到驻属辖设跨城郊市省县区园社景矿新老灾山海湖库牧林片战特港军学厂校街商小大"
    r"东西南北中地超股楼夜集门主心内外乡镇州旗盟]"
)
# What holds the letters of a name and is none: 和 between those who bear a cost (市级和县级, 财政和县), longer words of
# every day (真金白银); a fee and who pays it (担保费县里补).
_NO_PLACE = re.compile(
    r"(?:[里级]|财政|政府|(?:^|[由各从、，。；：])[省市])和[县区]|(?<![政太平云泰])和县(?=[里级]|[（(][市区])"
    r"|真金白银|黄金白银|大同小异|求同存大同|天下大同|三明治|大理石|来宾(?=登记|接待)|长治久安|朝阳(?=产业|行业)|经营口(?=径|岸)"
    r"|[保续务询运估学租房电水险计测训位用理证记流名料备路本]费县"
    r"|日照(?=时|充|强|量|条件)|[出入]海口|开封(?=条|后|前)"
)
# Parts that any city has: a division called no more than that is no name by itself.
_OF_ANY_CITY = frozenset({"城区", "郊区", "矿区"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a text names it: the name, and the codes of the divisions that bear it."""

    name: str
    codes: tuple[str, ...]

    def named_in(self, text: str) -> bool:
        """Tell whether the text names this place or one that lies within it."""
        return self.name in text or any(name in text for name in _names_within(self.codes))


def surely_names(text: str, place: Place) -> bool:
    """Tell whether words of the text can mean nothing but the place.

    The short form of a county is also what other words make by chance where they meet (那个旧版本): it counts
    only at the beginning of a phrase, behind a word that leads to a place, or before one that a place has behind it.
    """
    if place.name.endswith(_SUFFIXES) or any(code.endswith("00") for code in place.codes):
        return True
    return any(
        _LEADS.search(text[: one.start()]) or _FOLLOWS.match(text, one.end()) or _is_joined(text, one.end())
        for one in re.finditer(re.escape(place.name), text)
    )


def _is_joined(text: str, end: int) -> bool:
    """Tell whether what ends there is named together with another place behind it: 甲和乙."""
    behind = text[end + 1 : end + _LONGEST]
    return text[end : end + 1] in _JOINS and any(behind.startswith(name) for name, _ in _named(behind))


def places_in(text: str) -> list[Place]:
    """Return the places that a text names, in order of first occurrence, the longest name at each position."""
    names = _names()
    found = dict.fromkeys(name for name, end in _named(text) if not _goes_on(text, name, end))
    return [Place(name, names[name]) for name in found]


def _named(text: str) -> Iterator[tuple[str, int]]:
    """Give what reads as a name, the longest at each place, and where it ends."""
    names, lengths = _names(), _lengths()
    words = [one.span() for one in _NO_PLACE.finditer(text)]
    start = 0
    while start < len(text):
        for length in lengths.get(text[start : start + 2], ()):
            end = start + length
            if (name := text[start:end]) in names and not any(start < last and first < end for first, last in words):
                yield name, end
                start = end
                break
        else:
            start += 1


def _goes_on(text: str, name: str, end: int) -> bool:
    """Tell whether a short form that ends there in a text is but the beginning of another name."""
    names = _names()
    behind = _GOES_ON.match(text, end)
    if behind is None or name.endswith(_SUFFIXES) or behind.group() in names or _NO_NAME.match(behind["middle"]):
        return False
    if behind["middle"]:
        return True
    kinds = {_full_names()[code][-1] for code in names[name]}
    return behind["kind"] not in kinds


def codes_stem(code: str) -> str:
    """Return how the codes begin of a division and of all that lie within it."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


@lru_cache(maxsize=1024)
def _names_within(codes: tuple[str, ...]) -> tuple[str, ...]:
    stems = tuple(map(codes_stem, codes))
    return tuple(name for name, held in _names().items() if any(code.startswith(stems) for code in held))


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        code, name, short = line.split("\t")
        for form in {name, short} - {"-"} - _OF_ANY_CITY:
            names.setdefault(form, []).append(code)
    return {name: tuple(codes) for name, codes in names.items()}


@lru_cache(maxsize=1)
def _full_names() -> dict[str, str]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return {code: name for code, name, _ in (line.split("\t") for line in lines)}


@lru_cache(maxsize=1)
def _lengths() -> dict[str, tuple[int, ...]]:
    """Return how long the names are that begin with two characters, the longest first."""
    # One pattern of all names takes a fifth of a second to compile, and longer to look through a text.
    lengths: dict[str, set[int]] = {}
    for name in _names():
        lengths.setdefault(name[:2], set()).add(len(name))
    return {begin: tuple(sorted(found, reverse=True)) for begin, found in lengths.items()}
