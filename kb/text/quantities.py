"""Quantities of a text: numbers with their units, ranges and ratios, told from dates, ordinals and labels."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kb.text.numerals import parse_numeral
from kb.text.written_numbers import HAN, ONES, STARTS, WrittenNumber, number_at


@dataclass(frozen=True, slots=True)
class Quantity:
    """Numbers with their unit and where the text has them: one, the two ends of a range, or the parts of a ratio."""

    start: int
    end: int
    values: tuple[Decimal, ...]
    unit: str
    vague: tuple[int, int] | None = None
    """Where it says 余, 多, 来, 几."""


# Counted things, with the characters that would make another word of them.
_COUNTED = {
    "户": "口籍主外均型", "家": "庭乡长属人具电政畜禽园里", "件": "数套", "条": "件例款文码形约幅理龙",
    "台": "账阶北湾河区市", "次": "性年日月贷级序数要生", "起": "步点草诉来始算到见至降", "批": "准复发次量评示文改",
    "笔": "记试者", "种": "植子苗养业粮源质畜猪牛羊田", "类": "似别型推比", "处": "理罚分置以于长级室方",
    "座": "谈落位椅", "届": "满时全人中大一二三四五六七八九十", "所": "有以属在得需述称列示长谓说占处",
    "场": "所地景外内馆合均", "套": "利取现路", "款": "项式额物", "份": "额子", "只": "能有要是需限适对",
    "支": "持付出撑部农小行柱取局线委", "轮": "候换流训", "辆": "", "篇": "", "张": "", "头": "", "株": "", "个": "",
}  # fmt: skip
COUNTS = frozenset({*_COUNTED, "人", "项", "人次", "场次"})
"""The units of what is counted one by one."""
_UNITS: tuple[tuple[str, str, str], ...] = (
    ("元", "1", r"元人民币|元(?![旦月宵素件器首化结宇催])|块钱|块(?![地田状链石板])|圆(?![形满桌])|人民币"),
    ("元", "1E8", r"个亿元?"),
    ("美元", "1", r"美[元金]"), ("港元", "1", r"港[元币]"), ("欧元", "1", r"欧元"), ("日元", "1", r"日元"),
    ("%", "1", r"%"), ("%", "0.1", r"‰"), ("%", "10", r"成(?![立员果为功本长交绩效品熟都分人就型套因])"),
    ("折", "1", r"折(?![旧算合叠价射断中线页腾磨抵])"),
    ("百分点", "1", r"个?百分点|个点(?!位)"),
    ("基点", "1", r"个? ?(?:基准?点|[bB][pP][sS]?(?![A-Za-z]))"),
    ("工作日", "1", r"个?(?:工作日|交易日)"),
    ("日", "1", r"个?(?:自然|日历)[日天]|天(?![津然空气使])|日(?![元本常均照产报用])"),
    ("周", "1", r"个?(?:星期|礼拜)|周(?![岁年边转期一二三四五六末])"),
    ("月", "1", r"个多?月"), ("季度", "1", r"个季度"),
    ("年", "1", r"个(?:会计|财政|纳税|自然)?年度|个?年(?![度级龄底末初均轻代青检审终薪鉴会糕一])"),
    ("小时", "1", r"(?:个多?)?(?:小时|钟头)"), ("分钟", "1", r"分钟"), ("岁", "1", r"周?岁"),
    ("倍", "1", r"倍(?![增数率])"),
    ("平方公里", "1", r"平方公里|平方千米"), ("平方米", "1", r"平方米|㎡|平米"), ("立方米", "1", r"立方米"),
    ("公顷", "1", r"公顷"), ("亩", "1", r"亩"), ("公里", "1", r"公里|千米"), ("吨", "1", r"吨(?!位)"),
    ("公斤", "1", r"公斤|千克"), ("千瓦时", "1", r"千瓦时|度电"), ("千瓦", "1", r"千瓦"), ("兆瓦", "1", r"兆瓦"),
    ("人次", "1", r"人次"), ("场次", "1", r"场次"),
    ("人", "1", r"个?人(?![民才大社文事均]|工智|力资)|名(?![列称单额义誉牌优师校城录次])|位(?![于居列置次数一])"),
    ("项", "1", r"项(?!目(?!标))"),
    *((unit, "1", f"{unit}(?![{others}])" if others else unit) for unit, others in _COUNTED.items()),
)  # fmt: skip
_UNIT = re.compile(r" ?[余多来几]? ?(?:" + "|".join(f"({pattern})" for _, _, pattern in _UNITS) + ")")
TIMES = frozenset({"工作日", "日", "周", "月", "季度", "年", "小时", "分钟"})
"""The units of a length of time."""
_RATES = frozenset({"%", "百分点", "基点"})
_BASES = {
    "年": ("月", 12), "季度": ("月", 3), "周": ("日", 7), "小时": ("分钟", 60), "百分点": ("基点", 100),
    "折": ("%", 10), "公顷": ("亩", 15), "平方公里": ("亩", 1500), "兆瓦": ("千瓦", 1000), "吨": ("公斤", 1000),
}  # fmt: skip
# 300万, 300w: money where nothing that could be counted follows.
_AFTER_MONEY = ' ,。;?!、)"”的额贷款授补奖资投借以左上起封内够能可要是吗呢吧么嘛行才就还也都算不有怎为'
_BARE = re.compile(rf"([余多来])?(?:$|(?=\d{{1,3}}(?:年|个月|天))|(?=[{_AFTER_MONEY}]))")
_PEOPLE = re.compile(r"(?:人口|人数|用户|客户|会员|粉丝|访问|播放|阅读)[^,。;]{0,8}$")
_MORE = re.compile("[余多来几]")
_HALF = re.compile(r"(?<![上下])半(?=年(?![度级])|个[月小]|小时|天|日)")
_FOR_SO_LONG = re.compile(
    r"(?:[不未]?超过|不[少低]于|[最至][长短多少]|为期|期限[为是]?|每满?|[不未]?满|延长|展期|逾期)$"
)
_AND_HALF = re.compile(r" ?个半(月|小时)")
_HALF_MORE = re.compile(r"半(?![载年月])")
_FRACTION = re.compile(rf"([百千万]|\d{{1,2}}|[{ONES}十]{{1,2}})分之$")
_PARTS_OF = re.compile(r"[百千万]分之")
_WHOLE = re.compile(r"百分之?百")
_RATIO = re.compile(rf"\d+(?:\.\d+)?(?: ?: ?\d+(?:\.\d+)?)+(?![\d:])|[{ONES}十](?:比[{ONES}十])+(?![{HAN}般些])")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4]) ?: ?[0-5]\d(?: ?: ?[0-5]\d)?")
_SHARES_BEFORE = re.compile(r"(?:比|分担|杠杆|放大)[^,。;]{0,8}$")
_SHARES_AFTER = re.compile(r"的?(?:比|分担|配)")
_JOIN = re.compile(r" ?(?:至|到|-+|~+) ?")
_LPR = re.compile(r"(?i:lpr)\)?(?:利率)? ?(?:[+\-加减]|下浮|上浮)[上去点]?$")
_LESS = re.compile(r"(?:[-减]|下浮)[去点]?$")
_SIGN = re.compile(r"(?<![\d%元年月日])[-+]$")
_LATIN = re.compile(r"[A-Za-z]$")
_AFTER_LATIN = _RATES | {"元", "美元"}
_NOT_ONE = tuple("同唯统专之单万某另任逐初不次")
_PARTS = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10000)}
# 三分之一 is no round share; it stays in words.
_TENTHS = frozenset({*_PARTS, "十", "10"})
_ONE_HALF = Decimal("0.5")

_N = r"[\d〇零一二两三四五六七八九十百千]"
_M = r"[\d一二三四五六七八九十廿卅]{1,3}"
_YEAR = r"(?:1[89]|20)\d\d"
_LEAD = re.compile(rf"[{STARTS}半《第月头前]")
# Titles, ordinals, labels, dates: their numbers are no quantities.
_BARRED = re.compile(
    r"《[^《》]*》"
    rf"|第 ?[(]?{_N}(?: ?{_N})*[)]?(?:[、,至到和~-]第?{_N}+)*(?:条(?:第?[(]?{_N}+[)]?[款项目])*)?"
    rf"|{_YEAR}(?: ?年? ?(?:-+|~|至|到) ?{_YEAR})? ?年[度代]?"
    r"|[一二][〇零九][〇零一二三四五六七八九]{2}年"
    r"|\d\d ?年(?=[底末初]|\d{1,2}月|上半年|下半年|全年|第?[一二三四1-4]季|前[一二三]季)"
    rf"|{_M}(?: ?[、~至到-]+ ?{_M})? ?月(?![龄供薪])(?: ?{_M}[日号](?: ?[、~至到-]+ ?(?:{_M}月)?{_M}[日号])*)?"
    r"|月 ?\d{1,2}[日号]"
    # A list mark that touches what it counts: 1.5家.
    r"|(?<![^\n])[1-9]\d?\.(?=\d+(?:[户家人名项件次条]|个(?!月|亿|小时|[百基点])))"
    # A bare day of the month, as news have it.
    r"|(?<![^,。;\n(“者昨今电])\d{1,2}日(?=,|上午|下午|晚|凌晨|从|在)"
    r"|\d{1,2}[时点]\d{1,2}分"
    rf"|前[一二三两\d][款条项]|一块(?!钱)|两头(?![牛猪羊])|头{_M}个月|(?<![^年,。;、\n(“])前{_M}个月"
)


def quantities_in(text: str) -> Iterator[Quantity]:
    """Yield the quantities of a half-width text in order; dates, ordinals, clause labels and titles hold none."""
    position = taken = 0
    while lead := _LEAD.search(text, position):
        if barred := _BARRED.match(text, lead.start()):
            position = taken = barred.end()
            continue
        found, position = _at(text, lead.start(), taken)
        if found:
            taken = found.end
            yield found


def in_base_unit(values: tuple[Decimal, ...], unit: str) -> tuple[tuple[Decimal, ...], str]:
    """Return values in the unit that they compare in: years in months, percentage points in basis points.

    A month is no number of days, nor is a working day a day.
    """
    base, factor = _BASES.get(unit, (unit, 1))
    return tuple(value * factor for value in values), base


def _at(text: str, start: int, taken: int) -> tuple[Quantity | None, int]:
    """Return the quantity that begins at an offset, if one does, and where to look on."""
    if found := _ratio(text, start) or _whole(text, start) or _half(text, start) or _one_quarter(text, start):
        return found, found.end
    number = number_at(text, start)
    if not number:
        return None, start + 1
    first = _measured(text, number, taken)
    found = _range(text, first, number) or first
    return (found, found.end) if found else (None, number.end)


def _ratio(text: str, start: int) -> Quantity | None:
    match = _RATIO.match(text, start)
    if not match or (start and text[start - 1] in "注表图./"):
        return None
    shares = _SHARES_BEFORE.search(text, max(0, start - 12), start) or _SHARES_AFTER.match(text, match.end())
    if _CLOCK.fullmatch(match.group()) and not shares:
        return None
    parts = re.split(" ?[:比] ?", match.group())
    return Quantity(start, match.end(), tuple(_plain(part) for part in parts), "比")


def _plain(digits: str) -> Decimal:
    return Decimal(digits) if digits[0].isdecimal() else Decimal(parse_numeral(digits))


def _whole(text: str, start: int) -> Quantity | None:
    whole = _WHOLE.match(text, start)
    return Quantity(start, whole.end(), (Decimal(100),), "%") if whole else None


def _half(text: str, start: int) -> Quantity | None:
    half = _HALF.match(text, start)
    unit = _UNIT.match(text, half.end()) if half else None
    return Quantity(start, unit.end(), (Decimal("0.5"),), _unit_of(unit)[0]) if unit else None


def _one_quarter(text: str, start: int) -> Quantity | None:
    """Return the three months that 一季度 is where a length of time is spoken of; else it is the first of a year."""
    if not text.startswith("一季度", start) or not _FOR_SO_LONG.search(text, max(0, start - 6), start):
        return None
    return Quantity(start, start + 3, (Decimal(1),), "季度")


def _unit_of(match: re.Match[str]) -> tuple[str, Decimal]:
    """Return the canonical unit that a match of the units found, and how many of it one is."""
    group = match.lastindex or 0
    unit, factor, _ = _UNITS[group - 1]
    return unit, Decimal(factor)


def _measured(text: str, number: WrittenNumber, taken: int) -> Quantity | None:
    """Return a number with its unit; None where it has none."""
    before = text[max(taken, number.start - 8) : number.start]
    # 数十家 is some dozens; 企业数20家 is how many they are.
    some = before.endswith("数") and not text[number.start].isascii()
    if some or before.endswith((".", "/", "·", "几")):
        return None
    is_one = text[number.start] == "一"
    fraction = _FRACTION.search(before)
    if fraction and (not is_one or fraction[1] in _TENTHS):
        whole = _PARTS.get(fraction[1]) or _plain(fraction[1])
        shares = tuple(value * 100 / whole for value in number.values) if whole else ()
        return Quantity(number.start - len(fraction[0]), number.end, shares, "%", number.vague) if shares else None
    if is_one and before.endswith(_NOT_ONE):
        return None
    lpr = _LPR.search(before) is not None
    found = _with_unit(text, number, lpr) or _without_unit(text, number, before, lpr)
    if not found or (not lpr and _LATIN.search(before) and found.unit not in _AFTER_LATIN):
        return None
    signed = found.unit in _RATES and _SIGN.search(before) is not None
    if (lpr and _LESS.search(before)) or (signed and before.endswith("-")):
        found = replace(found, values=tuple(-value for value in found.values))
    return replace(found, start=found.start - 1) if signed else found


def _with_unit(text: str, number: WrittenNumber, lpr: bool) -> Quantity | None:
    start, end, values = number.start, number.end, number.values
    if half := _AND_HALF.match(text, end):
        return Quantity(start, half.end(), tuple(value + _ONE_HALF for value in values), half[1], number.vague)
    match = _UNIT.match(text, end)
    if not match:
        return None
    unit, factor = _unit_of(match)
    # 十万三年: the digit belongs to what follows.
    if number.elided and unit in TIMES:
        return None
    more = _MORE.search(text, end, match.end())
    end = match.end()
    values = tuple(value * factor for value in values)
    if unit in TIMES and (half := _HALF_MORE.match(text, end)):
        values, end = tuple(value + _ONE_HALF for value in values), half.end()
    if unit == "折" and values[0] > 10:
        values = tuple(value / 10 for value in values)
    if match[0].strip() == "成" and values[-1] > 100:
        return None
    if lpr and unit == "%":
        unit = "百分点"
    return Quantity(start, end, values, unit, number.vague or (more.span() if more else None))


def _without_unit(text: str, number: WrittenNumber, before: str, lpr: bool) -> Quantity | None:
    """Return a number that goes without a unit: basis points behind LPR+, money where it is large."""
    start, end, values = number.start, number.end, number.values
    if lpr:
        return Quantity(start, end, values, "基点", number.vague)
    if before.endswith("¥"):
        return Quantity(start - 1, end, values, "元", number.vague)
    bare = _BARE.match(text, end) if not _LATIN.search(before) else None
    large = values[0] >= 10**4 and number.scale >= 1000
    if not bare or not large or _PEOPLE.search(text[max(0, start - 14) : start]):
        return None
    return Quantity(start, bare.end(), values, "元", number.vague or (bare.span(1) if bare[1] else None))


def _range(text: str, first: Quantity | None, number: WrittenNumber) -> Quantity | None:
    """Return the range that a number begins; None where it begins none."""
    join = _JOIN.match(text, first.end if first else number.end)
    if not join or _BARRED.match(text, join.end()):
        return None
    parts = _PARTS_OF.match(text, join.end())
    second = number_at(text, parts.end() if parts else join.end())
    if not second:
        return None
    last = _measured(text, second, join.end())
    if not last and first and first.unit == "%" and "分之" in text[first.start : first.end]:
        last = Quantity(second.start, second.end, second.values, "%")
    if not last or not second.values[-1]:
        return None
    low, high, unit = _lower_end(first, number, second, last), last.values[-1], last.unit
    if first and first.unit != unit:
        (low,), unit = in_base_unit((first.values[0],), first.unit)
        (high,), other = in_base_unit((high,), last.unit)
        if unit != other:
            return None
    start = first.start if first else number.start
    return Quantity(start, last.end, (low, high), unit, last.vague) if low <= high else None


def _lower_end(first: Quantity | None, number: WrittenNumber, second: WrittenNumber, last: Quantity) -> Decimal:
    """Return the lower end of a range; without a unit it has the upper end's, its scale included: 10至50万元."""
    if first:
        return first.values[0]
    low = number.values[0]
    if number.scale == 1 and low * second.scale <= second.values[-1]:
        low *= second.scale
    return low * last.values[-1] / second.values[-1]
