"""Whose the documents of one name are: told apart by the place or issuer that words name beside the title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.store.rows import VersionRow
from kb.text.keys import compare_key
from kb.text.owner_names import bare_owner, owner_named, places_led_by, short_place
from kb.text.remembered import remembered
from kb.types import Metadata

_COUNTRY = ("中华人民共和国", "全国人民代表大会")
# A title's own place may be taken for words that only look like one: 关于加强城市…, 公司上市…
_TITLE_PLACE = re.compile(
    r"(?:中共)?(?P<place>(?:(?:[\u4e00-\u9fff]{2,3}?(?:省|市|县|区|旗|州|盟)|[\u4e00-\u9fff][市县])(?![场级域内外区化容政]))+)"
)
_NO_PLACE = re.compile(
    r"关于|[^省市县区]{0,3}(?:[上城都超股楼夜早集门菜]市)|(?:开发|园|社|小|示范|市|城)区|[本全各我该][市县]"
)


@dataclass(frozen=True, slots=True)
class Owned:
    """Which of several documents words mean by whose they are, or what to tell where none is of that place."""

    rows: tuple[VersionRow, ...]
    said: str = ""
    """The place or issuer that was named; empty where the words name none."""
    note: str = ""
    """What to tell of the documents that are left."""
    is_other: bool = False
    """True where every document is known to be of another place."""


def owned(words: str, rows: Sequence[VersionRow]) -> Owned:
    """Return which of the documents are of the place or issuer that the words name.

    A place that none of them is of leaves those that do not tell whose they are; an issuer by another name leaves all,
    which is said.
    """
    bare = bare_owner(words)
    if near := _nearest(bare, rows):
        return Owned(near, bare)
    said = owner_named(words)
    if said is None or not rows:
        return Owned(tuple(rows))
    if said.place and said.organ and (near := _nearest(said.place, rows)):
        return Owned(near, said.text, f"收录的是{_whose(near)}的，没有写明由{said.text}印发")
    unknown = [row for row in rows if not owner_names(row.metadata)]
    if unknown:
        return Owned(tuple(unknown), said.text, f"文中没有写明是哪里、由谁印发的，不能确定是{said.text}的")
    if said.place:
        return Owned((), said.text, is_other=True)
    return Owned(tuple(rows), said.text, f"收录的是{_whose(rows)}的，没有写明由{said.text}印发")


def of_owner(words: str, row: VersionRow) -> bool:
    """Tell whether all of the words name the place or the issuer of a document."""
    bare = bare_owner(words)
    return bool(bare) and _reach(bare, row.metadata) == len(bare)


def have_one_owner(rows: Sequence[VersionRow]) -> bool:
    """Tell whether documents are of one place or issuer, as far as they say whose they are."""
    names = [set(owner_names(row.metadata)) for row in rows]
    return not any(names) or bool(set.intersection(*names))


def owner_of(metadata: Metadata) -> str:
    """Return whose a document is, as it is said before its title; empty where the text does not tell."""
    if metadata.issuers:
        return "、".join(issuer.value for issuer in metadata.issuers)
    if metadata.region:
        return metadata.region.value
    return next(iter(owner_names(metadata)), "")


def owner_names(metadata: Metadata) -> tuple[str, ...]:
    """Return the places and issuers that a document is of, as it writes them; of the country where its title is."""
    if metadata.title.startswith(_COUNTRY):
        return ("国家",)
    stated = [*(issuer.value for issuer in metadata.issuers), *([metadata.region.value] if metadata.region else [])]
    place = _TITLE_PLACE.match(metadata.title)
    if place is not None and not _NO_PLACE.match(metadata.title):
        stated.append(place["place"])
    return tuple(dict.fromkeys(compare_key(one) for one in stated if one))


def _reach(bare: str, metadata: Metadata) -> int:
    """Return how many characters of the words, at their end, are a name of whose the document is; 0 where none."""
    said, named = compare_key(bare), owner_named(bare)
    placed = named is not None and bool(named.place)
    return max(
        (
            len(form)
            for name in owner_names(metadata)
            for form in (_forms(name) if placed else (*_forms(name), *_organs(name)))
            # One character before it makes it another name: 大某县 is not 某县.
            if said.endswith(form) and len(said) - len(form) != 1
        ),
        default=0,
    )


def _nearest(bare: str, rows: Sequence[VersionRow]) -> tuple[VersionRow, ...]:
    reach = {row.version_row: _reach(bare, row.metadata) for row in rows}
    best = max(reach.values(), default=0)
    return tuple(row for row in rows if best and reach[row.version_row] == best)


def _whose(rows: Sequence[VersionRow]) -> str:
    return "、".join(dict.fromkeys(owner_of(row.metadata) for row in rows))


@remembered
def _forms(name: str) -> tuple[str, ...]:
    """Return what a place or issuer is called: in full, without the places above it, in short, without its organ."""
    places = places_led_by(name)
    spoken = (*places, *map(short_place, places))
    return tuple(dict.fromkeys([name, *spoken, *(place + organ for place in spoken for organ in _organs(name))]))


@remembered
def _organs(name: str) -> tuple[str, ...]:
    """Return what an issuer is called without its place's name: 财政局, 县财政局."""
    places = places_led_by(name)
    organ = name.removeprefix(places[0]) if places else name
    bare = [one for one in (organ, organ.replace("人民政府", "政府")) if len(one) > 1]
    levels = [f"{place[-1]}{one}" for place in places for one in bare]
    return tuple(dict.fromkeys([*bare, *levels]))
