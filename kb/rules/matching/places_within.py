"""Whether one place lies within another, by the codes of the divisions or, where the table has none, by their names."""

import re

from kb.text.places import Place, places_in

_DIVISION = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:自治区|自治州|街道|[省市州盟县区旗镇乡])")
_LEVELS = {
    "省": 1,
    "自治区": 1,
    "市": 2,
    "自治州": 2,
    "州": 2,
    "盟": 2,
    "县": 3,
    "区": 3,
    "旗": 3,
    "街道": 4,
    "镇": 4,
    "乡": 4,
}
_SUFFIX = re.compile(r"(?:壮族|回族|维吾尔)?(?:自治区|自治州|街道|特别行政区|[省市州盟县区旗镇乡])$")


def within(inner: str, outer: str) -> bool | None:
    """Tell whether a place lies within another; None where it is around it, or nobody can tell."""
    if not inner.strip() or not outer.strip():
        return None
    inside, outside = _codes(inner), _codes(outer)
    names = _names(outer)
    last = names[-1] if names else outer.strip()
    if inside and outside:
        if any(code.startswith(tuple(map(_stem, outside))) for code in inside):
            return True
        return None if any(code.startswith(tuple(map(_stem, inside))) for code in outside) else False
    if _named(last, inner):
        return True
    if inside:
        # The table knows where the applicant is, and nothing around that bears the name.
        return None if _named_any(_names(inner), outer) else False
    return _by_level(_names(inner), names, outer)


def _by_level(inner: list[str], outer: list[str], whole: str) -> bool | None:
    if not inner or not outer:
        return None
    if _named(inner[-1], whole):
        return None
    wanted = _level(outer[-1])
    beside = [name for name in inner if _level(name) == wanted]
    above = [name for name in inner if _level(name) < wanted]
    if beside:
        return False
    shared = [name for name in outer if _level(name) < wanted]
    return False if above and shared and not _named_any(above, whole) else None


def _named(name: str, text: str) -> bool:
    stem = _SUFFIX.sub("", name)
    return name in text or (len(stem) >= 2 and stem in text)


def _named_any(names: list[str], text: str) -> bool:
    return any(_named(name, text) for name in names)


def _names(text: str) -> list[str]:
    known = [place.name for place in places_in(text)]
    return known or _DIVISION.findall(text) or ([text.strip()] if len(text.strip()) <= 6 else [])


def _level(name: str) -> int:
    suffix = _SUFFIX.search(name)
    return _LEVELS.get(suffix.group(), 2) if suffix else 2


def _codes(text: str) -> tuple[str, ...]:
    """Return the codes of the last place of a chain that lies within those before it (某省某市某县)."""
    codes: tuple[str, ...] = ()
    for place in places_in(text):
        codes = _narrowed(codes, place)
    return codes


def _narrowed(codes: tuple[str, ...], place: Place) -> tuple[str, ...]:
    if not codes:
        return place.codes
    stems = tuple(map(_stem, codes))
    return tuple(code for code in place.codes if code.startswith(stems)) or codes


def _stem(code: str) -> str:
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
