"""Whose rules a document states: which places a question names, and how a document stands to each of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from kb.text.owner_names import short_place
from kb.text.pinyin import sound_alike
from kb.text.placed_titles import RULES
from kb.text.places import Place, codes_stem, places_in, surely_names
from kb.text.remembered import remembered
from kb.text.tokens import bigrams
from kb.types import DocumentKind, Metadata

# A place by the shape of its name at the head of a title or an issuer: the table does not hold every zone and town.
_SHAPE = re.compile(
    r"^(?:关于)?(?:印发|发布|公布|转发)?\s*[《〈<]?(?:中共)?"
    r"(?P<name>[\u4e00-\u9fff]{2,3}?)(?P<kind>新区|[市县区旗镇]|街道)(?![场域划间段位容级民化里村]|外(?!贸)|小康|经济)"
)
# The same in a question, where words that lead to a place, or nothing, stand before it; of three characters only where
# it is sure that a place is named.
NEIGHBOUR = r"(?:隔壁|相邻|邻近|临近|附近|周边|旁边|对面|毗邻)的?(?:[省市县区镇乡]的?)?"
"""Words that lead to a place beside another one."""
_NEIGHBOURS = re.compile(NEIGHBOUR)
# A word that joins two places is no part of the second one's name (甲市和乙丙市, 甲市比乙丙市).
_NO_LINK = r"(?![和与跟及同比较对或是的有为把从至按已由将也都又还])"
_SAID = re.compile(
    rf"(?:(?:{NEIGHBOUR}|我是在?|(?<=[\u4e00-\u9fff]{{2}}[省市州])|[在到](?!{NEIGHBOUR})){_NO_LINK}(?P<sure>[\u4e00-\u9fff]{{2,3}}?)"
    r"|(?:^|[\W_]|[去从于给和与跟及同比较对问月末底日年]|季度|我们|咱们?|你们)(?P<name>[\u4e00-\u9fff]{2}))"
    r"(?P<kind>[省市县区旗镇乡])(?![场域划间段位容级民化里村长委钱时力事心得]|外(?!贸)|小康|经济|(?<=乡)[镇下亲音土])"
)
_AROUND = re.compile(r"(?P<name>[\u4e00-\u9fff]{2})[省市州]$")
# What names no place before 市 or 区: 上市, 全县, 示范区, 林区, 推进城镇….
_NO_NAME = re.compile(
    r"[我你他她这那本全各某该此其每两几多哪个省市县区乡镇村的]|^原|[和与及或]$|关于|行政|边远|偏远|革命|民族|沿海|经济|中心|试点|重点|产业|工业"
    r"|科技|生态|自然|国家|农村|旅游|推[进动]|加[快强]|完善|支持|促进|建设|发展|隔壁|相邻|邻近|旁边|附近|一般|相关|同一|加工|委托|跨设|[咱俺们]|一下|[今去明前每]年|企业|公司|[外邻隔别上超都股夜门集菜汇同在由到大小社郊城辖老旧强困心型]$"
)
_NO_COUNTRYSIDE = re.compile(r"[返下回家故还入离异他同老城水]$")
_NO_DISTRICT = re.compile(r"[园地示范验发新景灾库牧灌校片功保护核疫税险贸作能海林]$")
# What stands before the name of a rule in its title, and what kind of rule it is.
_BEFORE_NAME = re.compile(r"^.*(?:[省市县区州旗镇](?![场域级民政])|关于(?:印发|公布|发布)?|印发)")
_KIND_OF_RULE = re.compile(
    r"(?:实施|管理|暂行|若干|工作|操作)*(?:办法|细则|方案|意见|规定|措施|通知|条例|规则|指引|政策)[的）》(（试行)]*"
)
# Titles that share so much of what is left are of one thing.
_ONE_THING = 0.5
# A title says what it is about in so many tokens at least.
_LEAST_CALLED = 3


class Standing(Enum):
    """How a document stands to a place."""

    OWN = "own"
    WITHIN = "within"
    """It is of places within the place alone."""
    ABOVE = "above"
    """It is of a city or province that the place lies within."""
    OPEN = "open"
    """It does not tell of which place it is."""
    OTHER = "other"
    """It is of other places alone."""


class HeldPlaces:
    """The places of which a catalog holds documents and that the table of divisions does not know."""

    def __init__(self, documents: Iterable[Metadata]) -> None:
        names = dict.fromkeys(name for one in documents for text in _stated(one) for name in _shaped(text))
        # Of 松溪新 and 松溪 the longer one is looked for first.
        self._names = sorted(names, key=len, reverse=True)

    def named_in(self, question: str) -> tuple[Place, ...]:
        """Return the places that a prepared question surely names, those of the table first."""
        known = [place for place in places_in(question) if surely_names(question, place)]
        rest = question
        for place in places_in(question):
            rest = rest.replace(place.name, "，")
        held = []
        for name in self._names:
            if name in rest and surely_names(rest, Place(name, ())):
                held.append(Place(name, ()))
                rest = rest.replace(name, "，")
        return (*known, *held)

    def sounds_like_one(self, name: str) -> bool:
        """Tell whether a name may be one of these, mistyped by its sound."""
        return any(sound_alike(name, one) for one in self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._names


def said_by_shape(question: str) -> list[Place]:
    """Return what a prepared question calls a place by the shape of its name, whether anything knows it or not."""
    return [Place(one.name, ()) for one in shapes_said(question)]


@dataclass(frozen=True, slots=True)
class Shape:
    """A place as a question names it by its shape: 某县, 隔壁某县, 某市某县."""

    name: str
    kind: str
    is_beside: bool
    """True where the question says that it lies beside another."""
    around: str
    """What stands right before it as the place that it lies in; empty where nothing does."""


def shapes_said(question: str) -> list[Shape]:
    """Return what a prepared question calls places by the shape of their names, each once."""
    found: dict[str, Shape] = {}
    for match in _SAID.finditer(question):
        name = match["name"] or match["sure"]
        if _reads_as_name(name, match["kind"]):
            around = _AROUND.search(question[: match.start("sure")]) if match["sure"] else None
            is_beside = _NEIGHBOURS.match(match[0]) is not None
            found.setdefault(name, Shape(name, match["kind"], is_beside, around["name"] if around else ""))
    return list(found.values())


def standing_to(place: Place, metadata: Metadata) -> Standing:
    """Return how a document stands to a place, by its region, else its issuers, and by its title."""
    texts = _stated(metadata)
    if any(place.name in _shaped(text) for text in texts):
        return Standing.OWN
    homes = [home for text in texts for home in _codes_in(text)]
    inner = [codes for codes in homes if not any(_lies_within(other, codes) for other in homes)]
    if any(code in place.codes for codes in inner for code in codes):
        return Standing.OWN
    stems = tuple(codes_stem(code) for code in place.codes)
    if stems and any(code.startswith(stems) for codes in inner for code in codes):
        return Standing.WITHIN
    around = tuple(codes_stem(code) for codes in inner for code in codes if code.endswith("00"))
    if around and any(code.startswith(around) for code in place.codes):
        return Standing.ABOVE
    return Standing.OTHER if inner or any(_shaped(text) for text in texts) else Standing.OPEN


def states_rules(metadata: Metadata) -> bool:
    """Tell whether a document states rules, or reports on documents that do."""
    return metadata.kind in RULES or (metadata.kind is DocumentKind.NEWS and bool(metadata.reports_on))


def share_called(question: str, metadata: Metadata) -> float:
    """Return how much of what a document is titled, but for places and kind, a prepared question says."""
    mine = _bare_title(metadata.title)
    return len(mine & frozenset(bigrams(question))) / len(mine) if len(mine) >= _LEAST_CALLED else 0.0


def is_on_one_thing(one: Metadata, other: Metadata) -> bool:
    """Tell whether two documents are titled alike but for their places: 某县…实施办法, 某市…实施细则."""
    mine, others = _bare_title(one.title), _bare_title(other.title)
    return bool(mine and others) and len(mine & others) >= _ONE_THING * min(len(mine), len(others))


def _stated(metadata: Metadata) -> tuple[str, ...]:
    owners = [metadata.region] if metadata.region else metadata.issuers
    named = (metadata.title, *(one.value for one in metadata.reports_on))
    return (*(one.value for one in owners), *(named if states_rules(metadata) else ()))


@remembered
def _bare_title(title: str) -> frozenset[str]:
    return frozenset(bigrams(_KIND_OF_RULE.sub("", _BEFORE_NAME.sub("", title))))


@remembered
def _codes_in(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(place.codes for place in places_in(text) if surely_names(text, place))


@remembered
def _shaped(text: str) -> tuple[str, ...]:
    """Return the name that a title or owner begins with by its shape, where the table does not know it."""
    match = _SHAPE.match(text)
    if match is None or not _is_name(match):
        return ()
    whole = match["name"] + match["kind"]
    known = any(whole.startswith(place.name) or place.name in whole for place in places_in(text))
    name = match["name"] if match["kind"] == "新区" else short_place(whole)
    return () if known else (name,)


def _is_name(match: re.Match[str]) -> bool:
    return _reads_as_name(match["name"], match["kind"])


def _reads_as_name(name: str, kind: str) -> bool:
    if _NO_NAME.search(name) or (kind == "区" and _NO_DISTRICT.search(name)):
        return False
    return not (kind == "乡" and _NO_COUNTRYSIDE.search(name))


def _lies_within(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    """Tell whether one division lies within another of a higher level."""
    stems = tuple(codes_stem(code) for code in outer)
    return inner != outer and any(code.startswith(stems) and code not in outer for code in inner)
