"""What the insured pays of a premium himself: 480元×35%×2亩＝336元."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.answer.calculation.choice import the_one
from kb.answer.calculation.terms import Lines, Reading, is_certain, is_money, money_result, printed
from kb.text.amounts import Figure

_ASKS = re.compile(
    r"(?:自己|自个|老百姓|农户|农民|养殖户|林农|牧民|[我咱俺])[^,。;?]{0,12}[掏出交缴花付][^,。;?]{0,6}(?:多少|几(?![成个]))"
)
_PREMIUM = re.compile(r"(?<!担)保(?:险)?费(?:标准)?(?:为|是)?(?:每一?[亩头只株台栋艘人户排])?(?:为|是)?$")
_OWN = re.compile(r"(?:自缴|自付|自担|自负|(?:农户|农民|林农|牧民|投保人|参保人|养殖户)(?:自行)?承担)(?:比例为?)?$")
_EACH = re.compile(r"每一?(?P<unit>亩|头|只|株|台|栋|艘|人|户|排)")
_ELSE = re.compile(r"再(?:由|给予|补)|另|免缴|全额|减免|脱贫|低保")


@dataclass(frozen=True, slots=True)
class _Premium:
    mark: int
    line: str | None
    words: str


def premium_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield what the insured pays himself of the one premium that a question means, for each or for so many."""
    if not _ASKS.search(question.text) or any(map(is_money, question.figures)):
        return
    found = [one for reading in readings for one in _premiums(question, reading)]
    distinct = list({one.line or one.words: one for one in reversed(found)}.values())
    place = the_one(question.text, [one.words for one in distinct])
    if place is not None and (line := distinct[place].line):
        yield line, (distinct[place].mark,)


def _premiums(question: Reading, reading: Reading) -> Iterator[_Premium]:
    for sentence in reading.sentences():
        inside = reading.within(sentence)
        whole = [one for one in inside if is_money(one) and _before(_PREMIUM, reading, one)]
        shares = [one for one in inside if one.unit == "%" and _before(_OWN, reading, one)]
        if not whole or not shares:
            continue
        each = _EACH.findall(reading.text[sentence.start : whole[0].span.start])
        sure = len(whole) == len(shares) == 1 and len(set(each)) == 1 and whole[0].span.start < shares[0].span.start
        sure = sure and is_certain(whole[0]) and is_certain(shares[0]) and not _ELSE.search(sentence.of(reading.text))
        line = _line(question, reading, whole[0], shares[0], each[0]) if sure else None
        yield _Premium(reading.mark, line, f"{reading.about} {sentence.of(reading.text)}")


def _before(words: re.Pattern[str], reading: Reading, figure: Figure) -> bool:
    return words.search(reading.text[: figure.span.start]) is not None


def _line(question: Reading, reading: Reading, premium: Figure, share: Figure, unit: str) -> str | None:
    """Return the product; None where the question's number is vague and it does not ask for each."""
    one, other = printed(reading, premium), printed(reading, share)
    counts = [figure for figure in question.figures if figure.unit == unit]
    each = re.search(f"[每一]{unit}", question.text) is not None
    said = printed(question, counts[0]) if len(counts) == 1 and is_certain(counts[0]) and not each else None
    if one is None or other is None or (said is None and counts and not each):
        return None
    value = premium.values[0] * share.values[0] / 100 * (counts[0].values[0] if said else 1)
    result, exact = money_result(value, one)
    return f"{'×'.join([one, other, *([said] if said else [])])}{'＝' if exact else '≈'}{result}"
