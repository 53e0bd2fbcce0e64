"""Which place a document is for, as its title or its issuer names it."""

import re

from kb.text.places import places_in
from kb.types import Evidence, Span

_PROVINCES = (
    "北京市|天津市|上海市|重庆市|河北省|山西省|辽宁省|吉林省|黑龙江省|江苏省|浙江省|安徽省|福建省|江西省|山东省|河南省|湖北省|湖南省"
    "|广东省|海南省|四川省|贵州省|云南省|陕西省|甘肃省|青海省|台湾省|内蒙古自治区|广西壮族自治区|西藏自治区|宁夏回族自治区"
    "|新疆维吾尔自治区|香港特别行政区|澳门特别行政区"
)
_FULL = {
    re.sub(r"(?:壮族|回族|维吾尔)?(?:自治区|特别行政区)|[省市]$", "", name): name
    for name in re.split(r"\|", _PROVINCES)
}
# A university or a firm is named after a place without being about it.
_INSTITUTION = re.compile(r"[\u4e00-\u9fff]{0,8}?(?:大学|学院|公司|集团|出版社|交易所)")
# A place that the table of divisions does not hold is known by its last character; these only look like one.
_SHAPE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,3}?(?:自治州|自治县|[省市县区旗]|州(?=人民政府|政府)))(?=[\u4e00-\u9fff：:，、])(?![场域划间段位容民级政])"
)
_NO_PLACE = re.compile(
    r"^(?:[全各本我该原贵某两外在对和]|关于|行政|贫困|边远|偏远|革命|民族|沿海|经济|城乡|中心|核心|试点|示范|重点|产业|工业|科技|生态|自然|国家|农村|城市"
    r"|历史|旅游|饮用|中小|大型)"
    r"|[全各本我年届季月度第半前后]|[城超上股楼夜都县省门集]市$|(?:[发新园社小校景地辖库海灾特林牧灌验护能作税胜洪郊术]|大湾|[心主老]城)区$|[一-龥](?:省|县)[市县区]$"
)
_OTHER_KIND = re.compile(r"[市县区旗](?![场域划间段位容级])")
_ENDS_IN_KIND = re.compile(r"[省市县区旗州盟]$")
_AROUND = re.compile(r"[省市州]$")
_WITHIN_IT = re.compile(r"[市县区旗]$")
_START = re.compile(
    r"^(?:关于)?(?:印发|发布|公布|转发|修订)?\s*[《〈<]?\s*(?:中共)?|关于(?:印发|发布|公布|转发)\s*[《〈<]?"
)


def region_of(title: str, span: Span | None, text: str, issuers: tuple[Evidence, ...]) -> Evidence | None:
    """Return the place that the title, or else an issuer, begins with; None where neither names one.

    The value is the chain of names as stated (上海市徐汇区), a province's short name made full.
    """
    named = _place(title)
    if named is not None:
        value, words = named
        at = text.find(words, span.start, span.end + 1) if span else -1
        return Evidence(value, Span(at, at + len(words)) if at >= 0 else None)
    for issuer in issuers:
        named = _place(issuer.value)
        if named is not None:
            value, words = named
            at = text.find(words, issuer.span.start, issuer.span.end) if issuer.span else -1
            return Evidence(value, Span(at, at + len(words)) if at >= 0 else None, inferred=issuer.inferred)
    return None


def _within(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    """Tell whether a division lies within another: its code (GB/T 2260) begins like the other's."""
    stems = tuple(re.sub(r"(?:00)+$", "", code) for code in outer)
    return any(code.startswith(stems) for code in inner)


def _place(text: str) -> tuple[str, str] | None:
    """Return the place's name in full and the characters that name it."""
    codes = {place.name: place.codes for place in places_in(text)}
    for start in _START.finditer(text):
        chain: list[str] = []
        at = start.end()
        while True:
            name = next((name for name in codes if text.startswith(name, at)), None)
            if name is None:
                break
            if chain and not _within(codes[name], codes[chain[-1]]):
                break
            chain.append(name)
            at += len(name)
        # 云溪县 where the table knows but a district 云溪: the character behind belongs to the name.
        kind = _OTHER_KIND.match(text, at) if chain and not _ENDS_IN_KIND.search(chain[-1]) else None
        if kind is not None:
            chain[-1] += kind.group()
            at = kind.end()
        if chain and not _INSTITUTION.match(text[at:]):
            return _FULL.get(chain[0], chain[0]) + "".join(chain[1:]), "".join(chain)
    return _shaped(text)


def _shaped(text: str) -> tuple[str, str] | None:
    """Return the place that a text begins with, by its shape alone."""
    for start in _START.finditer(text):
        match = _SHAPE.match(text, start.end())
        if match is None or _NO_PLACE.search(match["name"]):
            continue
        # 某市某县: the last of a chain is the place meant.
        end = match.end()
        while _AROUND.search(match["name"]) and (inner := _SHAPE.match(text, end)) is not None:
            if _NO_PLACE.search(inner["name"]) or not _WITHIN_IT.search(inner["name"]):
                break
            match, end = inner, inner.end()
        name = text[start.end() : end]
        if not _INSTITUTION.match(text[end:]):
            return name, name
    return None
