"""Quantities as people say them: 二十来号人, 八百多万, 三年半, 快两年, 几十万, 一年零三个月."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kb.text.written_numbers import STARTS, WrittenNumber, number_at

MONEY, PEOPLE, SHARE, MONTHS, YEARS_OLD = "元", "人", "%", "月", "岁"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A quantity in 元, 人, %, 月 or 岁, with its upper end where it is said as a range or by its lower end."""

    start: int
    end: int
    value: Decimal
    unit: str
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    low: Decimal
    high: Decimal | None
    large: bool
    """Whether it is written with 万 or 亿, so that money needs no unit."""


_PER_HUNDRED = re.compile(r"百分之")
_NUMBER_BEGINS = re.compile(rf"[{STARTS}几数半]")
_SEVERAL = re.compile(
    r"(?:几|数)(?P<tens>[十百千]?)(?P<scale>万亿|[万亿]|(?=[个名号位年]))|好?几(?P<bare>)(?=[个名号位年])"
)
_ROUGHLY = re.compile(r"(?P<scale>[百千万])(?:把|八十|十来|来)(?P<more>万?)")
_TENS = {"": 1, "十": 10, "百": 100, "千": 1000}
_SCALES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_NOT_QUANTITIES = re.compile(
    r"(?:19|20)\d\d ?年?(?:度|底|初|末)?(?: ?\d{1,2} ?月(?:份)?(?: ?\d{1,2} ?[日号])?)?(?!\d|万|人|个|多|亿|元)"
    r"|(?:19|20)\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?|第\s?[\d一二三四五六七八九十百]+|[一二]?[〇零九][〇零一二三四五六七八九]{2}年"
    r"|(?<!\d)\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号])?|(?<![一二三四五六七八九十])[一二三四五六七八九十]{1,2}月(?:份|[一二三四五六七八九十]{1,3}[日号])?|\d{7,}"
    r"|(?<=[一二三四五六七八九])代|一(?:直|些|下|点|般|定|样|起|共|路|切|旦|边|来|家|次|笔|线|手|部|批|套)|[零〇](?=[售件部])|万(?:一|分|能)|千(?:万别|万要|万不)|百(?:货|姓|强)"
)
_TO = re.compile(r" ?(?:到|至|-+|~+|、) ?")
_MORE = re.compile(r"[多余]")
_MONEY = re.compile(r" ?(?P<more>[多余来])? ?(?:万|个?亿)?(?:块钱|块(?!地|板)|元(?!旦|月|素|件)|人民币|个?亿)?")
_UNITLESS_STOP = re.compile(
    r" ?[多余来]? ?(?:[人户家件台吨个辆亩平头只株条份张份号名羽斤]|公里|公斤|平米|小时|粉丝|会员|次|用户|平方)"
)
_PEOPLE = re.compile(
    r"\s?(?P<more>[多余来几])?\s?(?:号|个|名|位|口)?(?:子)?(?P<who>人(?!民|才|次|均|家|工智)|员工|职工|工人|伙计|师傅|工友|雇员|女工|老师|教师|店员|服务员|司机|帮工|学徒|工(?=[,。;]|$))"
)
_SHARE = re.compile(r" ?(?P<more>多)? ?(?:%|个百分点|个点|成(?![立员本了为功])(?P<tenth>[半一二两三四五六七八九])?)")
_TENTHS = {"半": 5} | {digit: at for at, digit in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
# 员工三十多, 工人四十来个: what is counted stands before.
_STAFF_BEFORE = re.compile(
    r"(?:员工|职工|工人|从业人员|人手|伙计|师傅|用工)(?:大概|一共|总共|现在|现有|目前|差不多|将近|约|有|是|就|才|共|:)*$"
)
_BARE_COUNT = re.compile(r" ?(?P<more>[多余来几])? ?(?:[个名位](?!月|人|小))?(?=[,。;]|$|左右|上下)")
_AGE_BEFORE = re.compile(
    r"(?:^|[,。;])\s*(?:我|本人|俺)?(?:今年|都|已经|年龄|年纪)(?:都|已经|快|是|有)*$|(?:^|[,。;])\s*(?:我|本人)$"
)
_BARE_AGE = re.compile(r" ?(?=[,。;]|$|了)")
_LEAD, _LONGEST = 2, 32
_TIME_FOLLOWS = re.compile(r" ?个?[年月]")
_A_HUNDRED_MILLION = re.compile(r" ?个多 ?亿(?:元)?")
_YEARS_OLD = re.compile(r" ?(?:多)?(?:周?岁)")
_YEARS = re.compile(
    r" ?(?P<more>[多余来])? ?个?(?:整)?年(?![度级底末初龄代纪]|前(?!成立|注册|开|办|创|建|设))(?P<half>半)?"
    r"(?P<after>多|有余|出头|以上|左右)?"
)
_MONTHS = re.compile(r" ?(?P<more>[多余来])? ?个(?P<half>半)?(?:多)?月(?P<after>多|出头)?|(?<=\d)[mM](?![a-zA-Z])")
_INSTALMENTS = re.compile(r" ?期(?!限|间|货|权)")
_AND = re.compile(r" ?[零又加] ?")
_NEARLY = re.compile(r"(?:快要?|将近|接近|差不多快|马上|眼看|就要)(?:满|到|有|上|够)?$|(?<![最附])近$")
_UNDER = re.compile(r"(?:不到|不满|不足|未满|没到|还没满|没满|还不到|未到)$")
_HALF_YEAR = re.compile(r"(?:大|小)?半年(?!度)(?P<more>多)?")


def quantities_of(plain: str) -> list[Spoken]:
    """Return the quantities of a half-width text, in order."""
    found: list[Spoken] = []
    position = 0
    while lead := _NUMBER_BEGINS.search(plain, position):
        start = lead.start()
        barred = _NOT_QUANTITIES.match(plain, start)
        if barred and not _PEOPLE.match(plain, barred.end()):
            position = barred.end()
            continue
        one = _half_year(plain, start) or _per_hundred(plain, start) or next(_at(plain, start), None)
        position = one.end if one else start + 1
        if one:
            found.append(one)
        elif number := _number(plain, start):
            position = number.end
    return found


def _per_hundred(plain: str, start: int) -> Spoken | None:
    match = _PER_HUNDRED.match(plain, start)
    number = _number(plain, match.end()) if match else None
    return Spoken(start, number.end, number.low, SHARE, number.high) if number else None


def _half_year(plain: str, start: int) -> Spoken | None:
    match = _HALF_YEAR.match(plain, start)
    if match is None:
        return None
    low, high = Decimal(6), Decimal(11) if match["more"] else None
    return _with(plain, start, match.end(), low, high, 6)


def _with(plain: str, start: int, end: int, low: Decimal, high: Decimal | None, step: int = 12) -> Spoken:
    low, high = _nearly(plain, start, low, high, step)
    return Spoken(start, end, low, MONTHS, high)


def _nearly(
    plain: str, start: int, low: Decimal, high: Decimal | None, step: int = 12
) -> tuple[Decimal, Decimal | None]:
    """Return the ends of a time with what is said before it: 快三年 lies between two and three."""
    before = plain[max(0, start - 6) : start]
    if _NEARLY.search(before):
        return max(low - step, Decimal(0)), low - 1
    if _UNDER.search(before):
        return Decimal(0), low - 1
    return low, high


def _at(plain: str, start: int) -> Iterator[Spoken]:
    """Yield the quantity that begins at an offset."""
    number = _number(plain, start)
    if number is None:
        return
    if join := _TO.match(plain, number.end):
        second = _number(plain, join.end())
        if second and second.low > 0:
            low = number.low
            scale = second.low / low if low else Decimal(0)
            if not number.large and second.large and scale > 1000:
                low *= 10**8 if second.low >= 10**8 and low < 100 else 10**4
            both = _Number(start, second.end, low, second.high or second.low, number.large or second.large)
            if (one := _measured(plain, both)) and one.value <= (one.upper or one.value):
                yield one
                return
    if one := _measured(plain, number):
        yield one


def _number(plain: str, start: int) -> _Number | None:
    if several := _SEVERAL.match(plain, start):
        unit = Decimal(_TENS[several["tens"] or ""] * _SCALES[several["scale"] or ""])
        return _Number(start, several.end(), 2 * unit, 9 * unit, bool(several["scale"]))
    if roughly := _ROUGHLY.match(plain, start):
        value = Decimal(_TENS.get(roughly["scale"], 10**4) * _SCALES[roughly["more"]])
        return _Number(start, roughly.end(), value, None, bool(roughly["more"]))
    # A number is short: a long run of numerals is not read again from each of them.
    lead = max(0, start - _LEAD)
    found = number_at(plain[lead : start + _LONGEST], start - lead)
    if found is None:
        return None
    number = _moved(found, lead)
    text = plain[number.start : number.end]
    low, high = number.values[0], number.values[-1] if len(number.values) > 1 else None
    end = number.end
    if number.elided and _TIME_FOLLOWS.match(plain, end):
        # 一百万三年: the digit belongs to what follows.
        end, text = end - 1, text[:-1]
        shorter = number_at(plain[lead:end], start - lead)
        low, high = (shorter.values[0], None) if shorter else (low, high)
    if number.vague and plain[number.vague[0]] in "多余几":
        high = _above(low)
    return _Number(start, end, _tidy(low), high, any(scale in text for scale in "万亿wW"))


def _moved(number: WrittenNumber, by: int) -> WrittenNumber:
    vague = (number.vague[0] + by, number.vague[1] + by) if number.vague else None
    return replace(number, start=number.start + by, end=number.end + by, vague=vague)


def _above(value: Decimal) -> Decimal:
    """Return how far 多 may reach: 39 of 30多, 8999999 of 800多万."""
    exponent = int(value.normalize().as_tuple().exponent) if value else 0
    return _tidy(value + Decimal(1).scaleb(exponent) - (1 if exponent > 0 else 0))


def _tidy(value: Decimal) -> Decimal:
    return value.to_integral_value() if value == value.to_integral_value() else value


def _measured(plain: str, number: _Number) -> Spoken | None:
    if (time := _duration(plain, number)) is not None:
        return time
    found = _counted(plain, number)
    if found and _UNDER.search(plain[max(0, number.start - 6) : number.start]):
        return Spoken(found.start, found.end, Decimal(0), found.unit, found.value)
    return found


def _counted(plain: str, number: _Number) -> Spoken | None:
    start, end, low, high = number.start, number.end, number.low, number.high
    if match := _PEOPLE.match(plain, end):
        return Spoken(start, match.end(), low, PEOPLE, _open(low, high, match["more"]))
    if match := _SHARE.match(plain, end):
        factor = 10 if "成" in match.group() else 1
        tenth = _TENTHS[match["tenth"]] if match["tenth"] else 0
        return Spoken(start, match.end(), low * factor + tenth, SHARE, high * factor if high else None)
    if match := _YEARS_OLD.match(plain, end):
        return Spoken(start, match.end(), low, YEARS_OLD, high)
    if match := _A_HUNDRED_MILLION.match(plain, end):
        return Spoken(start, match.end(), low * 10**8, MONEY, _above(low * 10**8))
    if (bare := _of_words_before(plain, number)) is not None:
        return bare
    match = _MONEY.match(plain, end)
    unit = match.group() if match else ""
    if "亿" in unit and not number.large:
        low, high = _tidy(low * 10**8), high * 10**8 if high else None
    if match and re.search(r"[块元币亿]", unit):
        return Spoken(start, match.end(), low, MONEY, _open(low, high, match["more"]))
    if number.large and low >= 1000 and not _UNITLESS_STOP.match(plain, end):
        more = plain[end : end + 1] if plain[end : end + 1] in "多余" else None
        return Spoken(start, end + (1 if more else 0), low, MONEY, _open(low, high, more))
    return None


def _of_words_before(plain: str, number: _Number) -> Spoken | None:
    """Return people or years of age counted without a unit, where the words before say what is counted."""
    before = plain[max(0, number.start - 12) : number.start]
    if _STAFF_BEFORE.search(before) and (match := _BARE_COUNT.match(plain, number.end)):
        return Spoken(number.start, match.end(), number.low, PEOPLE, _open(number.low, number.high, match["more"]))
    if _AGE_BEFORE.search(before) and 16 <= number.low <= 90 and (match := _BARE_AGE.match(plain, number.end)):
        return Spoken(number.start, match.end(), number.low, YEARS_OLD, number.high)
    return None


def _open(low: Decimal, high: Decimal | None, more: str | None) -> Decimal | None:
    if high is None and more and more in "多余几":
        return _above(low)
    return high


def _duration(plain: str, number: _Number) -> Spoken | None:
    start, low, high = number.start, number.low, number.high
    if match := _YEARS.match(plain, number.end):
        if number.large or low > 150:
            return None
        months, end = low * 12 + (6 if match["half"] else 0), match.end()
        top = high * 12 if high else None
        if match["more"] in ("多", "余") or match["after"] in ("多", "有余", "出头", "以上"):
            top = months + (5 if match["half"] else 11)
        join = _AND.match(plain, end)
        second = _number(plain, join.end() if join else end)
        if second and (rest := _MONTHS.match(plain, second.end)) and second.low < 12:
            months, end, top = months + second.low, rest.end(), None
        return _with(plain, start, end, months, top)
    if match := _MONTHS.match(plain, number.end):
        months = low + (Decimal("0.5") if match["half"] else 0)
        return _with(plain, start, match.end(), months, high, 1)
    if (match := _INSTALMENTS.match(plain, number.end)) and plain[max(0, start - 1) : start] == "分":
        return Spoken(start, match.end(), low, MONTHS, high)
    return None
