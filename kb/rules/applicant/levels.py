"""The level at which a name is given: 国家级, 省级, 市级, 县级, as said beside the name."""

import re
from dataclasses import dataclass

from kb.text.places import places_in

NATIONAL, PROVINCIAL, MUNICIPAL, COUNTY = "国家级", "省级", "市级", "县级"
LEVELS = (NATIONAL, PROVINCIAL, MUNICIPAL, COUNTY)
"""From the highest to the lowest."""

_LEVELS = {
    "国家": NATIONAL, "全国": NATIONAL, "部": NATIONAL, "部委": NATIONAL, "工信部": NATIONAL, "科技部": NATIONAL,
    "国": NATIONAL,
    "省": PROVINCIAL, "全省": PROVINCIAL, "自治区": PROVINCIAL, "省部": PROVINCIAL, "直辖市": PROVINCIAL,
    "市": MUNICIPAL, "全市": MUNICIPAL, "地市": MUNICIPAL, "设区市": MUNICIPAL, "地": MUNICIPAL, "州": MUNICIPAL,
    "盟": MUNICIPAL,
    "县": COUNTY, "区": COUNTY, "旗": COUNTY, "全县": COUNTY, "全区": COUNTY, "区县": COUNTY, "县区": COUNTY,
    "县市": COUNTY, "县市区": COUNTY, "县级市": COUNTY,
}  # fmt: skip
_GRADED = (
    r"(?P<graded>国家|部委|省部|省|自治区|直辖市|设区市|地市|县级市|县市区"
    r"|区县|县区|县市|县\([市区]\)|区\(县\)|市|州|盟|县|区|旗|部|国)级"
)
_WHOLE = r"(?P<whole>全国|国家|工信部|科技部|全省|全市|全县|省|市|县|区)(?:里|里面|上)?"
_PLACE = r"(?P<place>[\u4e00-\u9fff]{2,8}?(?:省|自治区|市|州|盟|县|区|旗))"
_BY = (
    r"(?:(?:科技|工信|经信|经信局|科技局|工信局|人社)(?:厅|局|委)?)?(?:(?:新)?(?:认定|评定|评选"
    r"|评|颁|批|授予|备案|入库|公布)(?:了|上|出)?的?(?:首批|第?[一二三四五六七八九十\d]+批)?的?)?"
)
_QUOTE = r"[“\"'‘]?"
_GRADED_BEFORE = re.compile(rf"{_GRADED}(?:以上|及以上)?(?:的|{_BY})?{_QUOTE}$")
_WHOLE_BEFORE = re.compile(rf"{_WHOLE}{_BY}{_QUOTE}$")
_PLACE_BEFORE = re.compile(rf"{_PLACE}{_BY}{_QUOTE}$")
_BEHIND = re.compile(
    rf"(?:企业|称号|资质|认定|证书)?[”\"'’]?[(（,，、\s]?(?:(?:级别|层级|等级)?(?:是|为|:|：|属于)?)?(?:{_GRADED}|国家(?=认定|批|评)|省(?=里认定|里评))(?:的|认定)?[)）]?"
)
_MUNICIPALITIES = frozenset({"北京市", "上海市", "天津市", "重庆市"})
_NO_PLACES = re.compile(
    r"(?:我们|本|该|咱们?|这个|在|全|地|设区|各|哪|为|是|被|了|成|家|的|年|评|打算|准备|计划|申报|申请|争取|想|要|拿|获|省级|市级|区级|县级)"
)


def level_of(word: str) -> str | None:
    """Return the level that a word for it means: 县（区）级 and 区 are 县级; None where it is none."""
    plain = re.sub(r"[()（）]", "", word.strip()).removesuffix("级")
    return _LEVELS.get(plain)


def level_of_place(name: str) -> str | None:
    """Return the level at which a division gives names: 某省 省级, 某县 县级; None where its kind is not known."""
    if name in _MUNICIPALITIES or name.endswith(("省", "自治区")):
        return PROVINCIAL
    known = next((place for place in places_in(name) if place.name == name), None)
    if known is not None:
        codes = known.codes
        if all(code.endswith("0000") for code in codes):
            return PROVINCIAL
        if all(code.endswith("00") for code in codes):
            return MUNICIPAL
        if not any(code.endswith("00") for code in codes):
            return COUNTY
    return level_of(name[-1])


@dataclass(frozen=True, slots=True)
class SaidLevel:
    """A level said beside a name, where its words begin and end, and whether they say 级 (省级, not 某省)."""

    level: str
    start: int
    end: int
    graded: bool = True


def level_before(text: str, end: int) -> SaidLevel | None:
    """Return the level said directly before an offset of a half-width text: 省级, 省里评的, 某市."""
    start = max(0, end - 24)
    words = text[start:end]
    if match := _GRADED_BEFORE.search(words):
        level = level_of(match["graded"])
        return SaidLevel(level, start + match.start(), end) if level else None
    if match := _PLACE_BEFORE.search(words):
        name, at = _division(match["place"], match.start("place"))
        if name and (level := level_of_place(name)):
            return SaidLevel(level, start + at, end, graded=False)
    if match := _WHOLE_BEFORE.search(words):
        level = level_of(match["whole"])
        return SaidLevel(level, start + match.start(), end, graded=False) if level else None
    return None


def level_behind(text: str, start: int) -> SaidLevel | None:
    """Return the level said directly behind an offset: 专精特新（省级）, 小巨人，国家级的."""
    match = _BEHIND.match(text, start)
    if match is None or not match["graded"]:
        return None
    # 高企、市级研发中心: the level belongs to the next name.
    rest = text[match.end() : match.end() + 1]
    if match.group()[-1] not in ")）的定" and rest and rest not in ",。;、!?)) 吧吗呢啊了":
        return None
    level = level_of(match["graded"])
    return SaidLevel(level, start, match.end()) if level else None


def _division(words: str, at: int) -> tuple[str, int]:
    """Return the name at the end of words that may begin with others (我们是某市), and where it begins."""
    known = [place.name for place in places_in(words) if words.endswith(place.name)]
    if known:
        name = max(known, key=len)
        return name, at + len(words) - len(name)
    cut = max((match.end() for match in _NO_PLACES.finditer(words)), default=0)
    name = words[cut:]
    return (name, at + cut) if len(name) >= 2 else ("", at)
