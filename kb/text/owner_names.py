"""Whose a document is, by the shape of the words before its title: 某县, 某县人民政府印发的, 某市财政局, 财政部."""

import re
from dataclasses import dataclass

_UNIT = "(?:特别行政区|自治区|自治州|自治县|省|市|州|盟|县|区|旗|镇|乡|街道)"
# A name has two characters before the word for its kind, or one: 某某县, 某县.
_ONE_PLACE = rf"(?:[\u4e00-\u9fff]{{2,7}}?{_UNIT}|[\u4e00-\u9fff][市县区旗])(?![场级域内外])"
_PLACE = rf"(?:{_ONE_PLACE})+"
_ORGAN_END = "(?:政府|委员会|委|局|署|厅|部|院|办公室|办|会|中心|总行|分行|银行|交易所)"
_OWNED = re.compile(rf"(?P<place>{_PLACE})(?P<organ>(?:[\u4e00-\u9fff]{{0,14}}{_ORGAN_END})?)")
_BEGINS = re.compile(_PLACE)
_ORGAN = re.compile(rf"[\u4e00-\u9fff]{{2,16}}{_ORGAN_END}")
_ISSUED = re.compile(
    r"(?:的|[里中]|于|所|(?:在?(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?)|印发|发布|出台|制定|公布|颁布|下发|颁发|通过|实施|现行|新|旧"
    r"|[这那][份个部]|[,，:：、\s])+$"
)
_LEADING = re.compile(r"^(?:我们|咱们?|你们|他们|我|在|去|到|对|比如|例如|比如说|譬如|像|想|要|看|查|问|下|一)+")
# 本市, 各县, 开发区, 城市: not the name of any place.
_NO_NAME = re.compile(
    rf"(?:[本我该全各此这那哪某外同其当每两几多]|[这那哪某各每][个些几]|所在|不同|有的|一些|其他|别的|相关|有关)地?{_UNIT}(?!{_UNIT})"
    r"|[\u4e00-\u9fff]{0,4}(?:开发|园|社|小|示范|试验|城|市|辖)区|[城都超股楼夜早集上门菜]市"
)


@dataclass(frozen=True, slots=True)
class OwnerName:
    """A place, the organ of it that is named, or an organ without a place."""

    place: str
    organ: str = ""

    @property
    def text(self) -> str:
        """The name as it was said."""
        return self.place + self.organ


def bare_owner(words: str) -> str:
    """Return words without what leads to a place in front of them and what issues a document behind them."""
    return _LEADING.sub("", _ISSUED.sub("", words.strip(" 　（()）")))


def owner_named(words: str) -> OwnerName | None:
    """Return the place or organ that the words are; None where they are no name of one by their shape."""
    bare = bare_owner(words)
    owned = _OWNED.fullmatch(bare)
    if owned is not None:
        return None if _NO_NAME.match(bare) else OwnerName(owned["place"], owned["organ"])
    return OwnerName("", bare) if _ORGAN.fullmatch(bare) and not _NO_NAME.match(bare) else None


def places_led_by(name: str) -> tuple[str, ...]:
    """Return the place that a name begins with, and each place within it that it names: 甲市乙区 and 乙区."""
    found = _BEGINS.match(name)
    if found is None or _NO_NAME.match(name):
        return ()
    units = [one.end() for one in re.finditer(_ONE_PLACE, found[0])]
    return tuple(found[0][start:] for start in (0, *units[:-1]))


def short_place(place: str) -> str:
    """Return a place without the word for its kind; the place itself where hardly anything would be left."""
    short = re.sub(rf"{_UNIT}$", "", place)
    return short if len(short) > 1 else place
