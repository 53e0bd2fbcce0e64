"""The places that a question names: those of the table of divisions, and what has the shape of a place's name."""

import re

from kb.text.places import Place, places_in

# 市级, 县域 and 区政府 name no place.
_PLACE_SHAPE = re.compile(r"([\u4e00-\u9fff]{2})(?:县|市|区|镇)(?![级域场民政])")
_KINDS = "省市县区"
# What stands before 县 or 市 in words that name no place (我们县, 上市, 全区, 交给县里, 想去市里).
_NO_PLACE = re.compile(
    r"[和与跟及或我你他这那本全各外邻隔壁别哪该上超都股夜门集菜汇同个在由到大小园社郊城地示校片辖]"
    r"|[去给从向往找让被把递交报]$"
)


def places_asked(question: str) -> tuple[Place, ...]:
    """Return the places that a prepared question names; one that the table does not hold is known by its name alone."""
    named = {place.name.rstrip(_KINDS): place for place in places_in(question)}
    shaped = [match[1] for match in _PLACE_SHAPE.finditer(question) if not _NO_PLACE.search(match[1])]
    unknown = {name: Place(name, ()) for name in shaped if name.rstrip(_KINDS) not in named}
    return (*named.values(), *unknown.values())


def without_places(question: str) -> str:
    """Return a prepared question without the names of the places that it names."""
    for place in places_asked(question):
        question = re.sub(rf"{re.escape(place.name)}[{_KINDS}]?", "", question)
    return question
