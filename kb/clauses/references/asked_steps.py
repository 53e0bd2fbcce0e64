"""Runs of address steps in running text, lists and ranges within them spread out: 第三、四条, 第三条至第五条."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from kb.text.numerals import NUMERAL_CHARS, parse_numeral

# Longer than any number of a clause; without an end each character of a long row would be tried to its end.
CHINESE = f"[{NUMERAL_CHARS}○]{{1,20}}"
"""A Chinese numeral in a pattern."""

# 大写: the digits that cannot be altered, as on cheques.
FORMAL = "[壹贰叁肆伍陆柒捌玖拾佰仟零]+"
NUMBER = f"(?:{CHINESE}|[0-9０-９]{{1,20}})"
ROUND = rf"(?:[（(]\s*{NUMBER}\s*[)）]|[㈠-㈩⑴-⒇])"
"""A number in round brackets in a pattern."""

PARTS = "引言|正文|落款|题注|附件说明"
"""Parts of a text that are called by a word, in a pattern; a title may end in the other ones."""

_ANY = f"(?:{NUMBER}|{FORMAL}|{ROUND})"
_AND = "、|和|与|及|以及|或者?|跟"
_TO = "至|到|-|–|—|~|～|－"
_UNIT = "分编|编|篇|部分|章|节|条|款|项(?!目)|目(?![的标])|段|行|[大小][点项款]|点"
# Units that are also counted (三点钟, 两段路) are named with 第 only.
_COUNTED_UNIT = "分编|编|篇|部分|章|节|条|款|项(?!目)|目(?![的标])"
_FORMAL_DIGITS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
# 五大点, 第二小点: as they are called in talk.
_SPOKEN_UNITS = {"大点": "部分", "小点": "项", "大项": "项", "小项": "目", "大款": "款", "小款": "项"}

# What may stand behind a number that is a mark: 1. as well as 1、.
_POINT = "[、.．]"
# What only counts: 3个, 5年, 30%.
_COUNTS = r"(?![0-9０-９]|[.．]\s*[0-9０-９]|\s*[个天年月日元家次万亿人名岁%％])"
_STEP = re.compile(
    rf"""
      \s*的?\s*
      (?:
        (?P<word>{PARTS})
      | (?P<attachment>附[件录表图])\s*(?P<which>{NUMBER}|[A-Z](?![A-Za-z]))?\s*[：:]?
      | 第\s*(?P<several>{_ANY}(?:\s*(?:{_AND}|{_TO})\s*第?\s*{_ANY})+)\s*(?P<several_unit>{_UNIT})
      | 第\s*(?P<number>{_ANY})\s*(?P<unit>{_UNIT})(?P<after>(?:\s*之\s*{NUMBER})*)
      | 第\s*(?P<inserted>{NUMBER})\s*(?P<times>(?:之\s*{NUMBER})+)\s*条
      | (?P<counted>{NUMBER}|{ROUND})\s*(?P<counted_unit>{_COUNTED_UNIT})(?P<counted_after>(?:之{NUMBER})*)
      | 表\s*(?P<table>[0-9]+)
      | (?P<round>{ROUND})
      | (?P<circled>[①-⑳])
      | 、?\s*(?P<heading>(?:{CHINESE}|{FORMAL})(?=\s*{_POINT}?\s*{ROUND}|、\s*(?:第|[0-9]|表|〔))
          |[0-9]+(?=\s*{_POINT}?\s*{ROUND}))\s*{_POINT}?
      | 第?\s*(?P<outline>[0-9]{{1,2}}(?:\.[0-9]{{1,3}}){{1,5}})(?:\s*[条款节项])?
      | 、?(?P<dot>[0-9０-９]{{1,3}}){_COUNTS}[.．]?
      | (?P<letter>[a-zA-Z])[)）]
      )
    """,
    re.VERBOSE,
)
_ORDINAL = re.compile(r"〔[0-9]+〕")
_MARKS = ("table", "round", "circled", "heading", "outline", "dot", "letter")
# How deep in a text steps of a unit stand, for those that are written with their unit.
_RANKS = {"编": 1, "篇": 1, "部分": 1, "分编": 2, "章": 3, "节": 4, "条": 5, "款": 6, "点": 7, "项": 8, "目": 9}
_ARTICLE = "条"
# （三） goes on a list of 项, and the other way round.
_ALIKE = {"round": "项", "heading": "部分"}
_MOST_SPREAD = 400
_JOINT = re.compile(rf"\s*(?:(?P<to>{_TO})|{_AND}|还有|[，,;；])\s*(?:其\s*)?")
_OPENS_FURTHER = re.compile(rf"第\s*{_ANY}|{ROUND}|附[件录表图]|[0-9]{{1,2}}\.[0-9]|{CHINESE}\s*、?\s*{ROUND}")
_NUMBERS = re.compile(rf"(?:(?P<to>{_TO})|{_AND})?\s*第?\s*(?P<number>{_ANY})")
_NOT_FIRST = frozenset({"table", "circled", "dot", "letter"})


@dataclass(frozen=True, slots=True)
class Place:
    """One address that text names, and where a range that begins there ends; empty where it is no range."""

    address: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """The places that one run of steps names, the units of its first place, and where the run ends."""

    places: tuple[Place, ...]
    units: tuple[str, ...]
    end: int


@dataclass(frozen=True, slots=True)
class _Link:
    """One step of a run: what it is counted in, and what it may be; `until` where it is a range."""

    unit: str
    texts: tuple[str, ...]
    until: str = ""


def read_chain(text: str, start: int) -> Chain | None:
    """Return the places that the steps from an offset on name; None where no step stands there."""
    links, end = _links(text, start)
    if not links or (links[0].unit in _NOT_FIRST and [link.unit for link in links] != ["table", "行"]):
        return None
    if links[0].unit == "round" and len(links) == 1:
        return None
    units = tuple(link.unit for link in links)
    places = list(_spread(links))
    while (joint := _JOINT.match(text, end)) is not None:
        if not joint["to"] and not _OPENS_FURTHER.match(text, joint.end()):
            break
        further, after = _links(text, joint.end())
        above = _shared(links, further) if further else None
        if above is None:
            break
        links = [*above, *further]
        spread = list(_spread(links))
        if joint["to"] and len(spread) == 1 and not places[-1].until:
            places[-1] = Place(places[-1].address, spread[0].address)
        else:
            places.extend(spread)
        end = after
    return Chain(tuple(places), units, end)


def _shared(links: Sequence[_Link], further: Sequence[_Link]) -> list[_Link] | None:
    """Return the steps that are said once for both runs (第二条第一款和第三款); None where that cannot be.

    Articles are counted through the chapters: 第三章第五条和第七条 says nothing of the chapter of 第七条.
    """
    first = _ALIKE.get(further[0].unit, further[0].unit)
    for position, link in enumerate(links):
        if _ALIKE.get(link.unit, link.unit) == first:
            return [one for one in links[:position] if first != _ARTICLE or one.unit.startswith("附")]
    if first.startswith("附"):
        return []
    rank = _RANKS.get(first)
    if rank is None or rank > max(_RANKS.get(_ALIKE.get(link.unit, link.unit), 0) for link in links):
        return None
    return [one for one in links if _RANKS.get(one.unit, rank) < rank and (first != _ARTICLE)]


def _links(text: str, start: int) -> tuple[list[_Link], int]:
    links: list[_Link] = []
    end = start
    while (found := _STEP.match(text, end)) is not None:
        link = _link(found)
        if link.unit == "heading" and links and not links[-1].unit.startswith("附"):
            if not found["heading"].isdigit():
                break
            # 四、4（三）: a number before a bracket is a point of its own below a heading.
            link = _Link("dot", (f"、{_plain(found['heading'])}",))
        # 2、1 may be point 1 of point 2; whether it is, or is 2 and 1, the text that is meant tells.
        pointed = link.unit == "dot" and "、" in found[0] and links and links[-1].unit == "dot"
        if links and not pointed and not _below(links[-1], link):
            break
        end = found.end()
        if (ordinal := _ORDINAL.match(text, end)) is not None:
            link = replace(link, texts=tuple(one + ordinal[0] for one in link.texts))
            end = ordinal.end()
        links.append(link)
    return links, end


def _below(above: _Link, link: _Link) -> bool:
    """Tell whether one step may stand right below another."""
    if above.unit == link.unit or link.unit.startswith("附") or link.unit in PARTS.split("|"):
        return False
    if above.unit in _RANKS and link.unit in _RANKS:
        return _RANKS[above.unit] < _RANKS[link.unit]
    return above.unit.startswith("附") or link.unit not in _RANKS or _RANKS[link.unit] > _RANKS[_ARTICLE]


def _link(found: re.Match[str]) -> _Link:
    if found["word"]:
        return _Link(found["word"], (found["word"],))
    if found["attachment"]:
        # Without a number, a colon keeps the next step's number from being taken for it.
        return _Link(found["attachment"], (found["attachment"] + _plain(found["which"] or "："),))
    if found["several"]:
        return _several(found["several"], _unit(found["several_unit"]))
    if found["unit"] or found["counted_unit"]:
        unit = _unit(found["unit"] or found["counted_unit"])
        number = _plain(found["number"] or found["counted"])
        return _Link(unit, (f"第{number}{unit}{_plain(found['after'] or found['counted_after'] or '')}",))
    if found["inserted"]:
        return _Link(_ARTICLE, (f"第{_plain(found['inserted'])}条{_plain(found['times'])}",))
    mark = next(name for name in _MARKS if found[name])
    written = _plain(found[mark])
    if mark == "heading" and not written.isdigit():
        written += "、"
    return _Link(mark, ({"dot": f"、{written}", "letter": f"{written}）", "table": f"表{written}"}.get(mark, written),))


def _unit(written: str) -> str:
    return _SPOKEN_UNITS.get(written, written)


def _several(text: str, unit: str) -> _Link:
    """Return the step that names several: 三、四、五 of 条; two numbers may be a range."""
    numbers: list[str] = []
    ranges = 0
    for found in _NUMBERS.finditer(text):
        number = _plain(found["number"])
        if found["to"]:
            ranges += 1
            numbers.extend(_between(numbers.pop(), number))
        else:
            numbers.append(number)
    if ranges == 1 and len(_NUMBERS.findall(text)) == 2:
        return _Link(unit, (f"第{numbers[0]}{unit}",), f"第{numbers[-1]}{unit}")
    return _Link(unit, tuple(f"第{number}{unit}" for number in numbers))


def _between(first: str, last: str) -> list[str]:
    """Return the numbers of a range; its two ends where it is none that can be counted."""
    try:
        low, high = parse_numeral(first), parse_numeral(last)
    except ValueError:
        return [first, last]
    if not low <= high < low + _MOST_SPREAD:
        return [first, last]
    return [first, *(str(number) for number in range(low + 1, high)), last]


def _spread(links: Sequence[_Link]) -> Iterator[Place]:
    *above, last = links
    # A range above the last step (第三至五条第一款) is that many addresses.
    choices = [_numbered(link) if link.until else link.texts for link in above]
    for steps in product(*choices, last.texts):
        address = "".join(steps).strip("、：")
        yield Place(address, "".join((*steps[:-1], last.until)) if last.until else "")


def _numbered(link: _Link) -> tuple[str, ...]:
    first, last = (text[1 : -len(link.unit)] for text in (link.texts[0], link.until))
    return tuple(f"第{number}{link.unit}" for number in _between(first, last))


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).translate(_FORMAL_DIGITS)
