"""An amount split among those who bear it: 500万元按4∶4∶2分：甲200万元、乙200万元、丙100万元."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.answer.calculation.choice import leaves_open, the_one
from kb.answer.calculation.terms import Lines, Reading, is_certain, is_money, money_result, plain_number, printed
from kb.text.amounts import Figure, figures_in
from kb.types import Span

_ASKS = re.compile(
    r"损失多少|亏多少|承担|分担|负担|分摊|摊|兜|扛|背|赔|代偿|认|出多少|出几|各|掏|自付|自己出|自缴|怎么分|咋分|如何分|分给|补多少"
)
_AMOUNT = re.compile(r"多少|几[十百千万块]|怎么[分摊算]|咋[分摊算]|如何分|各[自家方]?[分承负]?")
_NO_AMOUNT = re.compile(
    r"(?<![按照])(?<!按分担)(?<!按承担)(?<!按规定)(?<!按这个)比例|几成|百分之[几多]|几个点|占比|多大比|多少个点|多少%|平均"
    r"|(?<!是否)(?<!会不会)(?<!有没有)(?<!碰到)(?<!超过)(?<!超出)(?<!达到)(?<!触及)(?:上限|封顶)"
)
_LOST = re.compile(r"损失|风险|坏账|代偿|不良")
_LOST_ASKED = re.compile(
    r"坏|烂账|呆账|损失|亏|还不[上了起出]|不良|代偿|违约|收不回|没[有能]?收回|要不回|全损|逾期|风险|打了?水漂|黄了|跑路|窟窿|赔"
)
_OTHER_COSTS = ("保费", "保险费", "租金", "培训", "利息", "运费", "经费", "学费", "担保费", "评估费")
_NOT_LOST = re.compile(r"注册|营收|营业|销售|产值|收入|流水|资产|利润|年[入营]")
# 风险补偿金 and 补贴资金 name who bears.
_BEARS = r"(?:承担|分担|负担|分摊|共担|补偿|代偿|补贴|补助|自缴|自付|自担|出资|负责)(?!金|款|资金|基金)"
_RATIO = r"\d+(?:\.\d+)?(?:[ ]?:[ ]?\d+(?:\.\d+)?)+"
_PERCENTS = r"\d+(?:\.\d+)?%(?:(?:、|和|与|及|,)\d+(?:\.\d+)?%)+"
_NAMES = r"[^,。;:%\d由按]{1,60}?"
_LISTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:按照?|以)(?P<shares>{_RATIO}|{_PERCENTS})的?(?:比例|比率)?,?(?:分别)?由(?P<names>{_NAMES})"
        rf"(?:分别|按比例|各自|共同|三方|双方|各方)*{_BEARS}",
        rf"(?:^|[,;:。由])(?P<names>{_NAMES})(?:三方|双方|各方|分别|共同)*(?:按照?|以)(?P<shares>{_RATIO}|{_PERCENTS})"
        rf"的?(?:比例|比率)?(?:共同|分别|来|进行)*{_BEARS}",
        rf"(?:^|[,;:。由])(?P<names>{_NAMES})(?:分别|各自){_BEARS}(?:损失的|其中的)?(?P<shares>{_PERCENTS})",
        rf"(?:^|[,;:。由])(?P<names>{_NAMES})各自?{_BEARS}(?P<shares>\d+(?:\.\d+)?%)",
    )
)
_PAIR = re.compile(
    rf"(?:^|[,;:、。由])(?:其中)?(?P<name>[^,。;:、由%\d]{{1,16}}?)(?:分别|各自|则|按)?{_BEARS}"
    r"(?:其中的|(?:本金)?损失的|比例为?|的)?(?P<share>\d+(?:\.\d+)?%)"
)
_TURNED_PAIR = re.compile(rf"(?P<share>\d+(?:\.\d+)?%)(?:的[^,由]{{0,8}})?由(?P<name>[^,。;:、由%\d]{{1,16}}?){_BEARS}")
_NO_NAME = re.compile(
    r"(?:风险|部分|比例|金额|贷款)$|损失(?!补偿|准备)|^[则各均可应须自共仅只再全]$|的|按|超过|分别|不|最|发生|出现|[后时若如]|其余|剩余|一方|对|等|共同|方面|^[和与及]"
)
_WIDE = str.maketrans("()", "（）")
_JOINS = re.compile("以及|[和与及]")
_BEARING, _LIMIT = re.compile(_BEARS), re.compile(r"最高|不超过|上限|封顶")
_TIER = re.compile(r"(?:超[过出]|以[上下内]|高于|低于|不足)[^,。;]{0,20}部分|就[高低]|孰[高低]|封顶")
_BANK, _COVER = re.compile("银行|机构"), re.compile("担保|基金|财政|资金|政府")


@dataclass(frozen=True, slots=True)
class _Split:
    """Who bears what share, as one sentence of a quote says."""

    reading: Reading
    sentence: Span
    names: tuple[str, ...]
    shares: tuple[Decimal, ...]
    ratio: bool

    @property
    def words(self) -> str:
        return f"{self.reading.about} {self.sentence.of(self.reading.text)}"


def split_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield a line that says who bears how much of the one amount that a question names, with its mark."""
    asked = _ASKS.search(question.text) and _AMOUNT.search(question.text) and not _NO_AMOUNT.search(question.text)
    amounts = [figure for figure in question.figures if is_money(figure)]
    if not asked or len(amounts) != 1 or not is_certain(amounts[0]) or _is_other(question, amounts[0]):
        return
    said = printed(question, amounts[0])
    split = _meant(question, [split for reading in readings for split in _splits(reading)])
    if said is None or split is None or not _applies(split, amounts[0], question, readings):
        return
    # A share alone may hold in one case only: 未按约定…的，由银行承担80%.
    if split.ratio or sum(split.shares) == 100:
        yield _whole(said, amounts[0], split), (split.reading.mark,)


def _is_other(question: Reading, amount: Figure) -> bool:
    return _NOT_LOST.search(question.text[max(0, amount.span.start - 8) : amount.span.start]) is not None


def _splits(reading: Reading) -> Iterator[_Split]:
    for sentence in reading.sentences():
        text = sentence.of(reading.text)
        if found := _listed(text) or _paired(text):
            names, shares, ratio = found
            limits = [
                f for f in reading.within(sentence) if f.unit in ("%", "比") and not (is_certain(f) or f.unit == "比")
            ]
            if not limits:
                yield _Split(reading, sentence, names, shares, ratio)


def _listed(text: str) -> tuple[tuple[str, ...], tuple[Decimal, ...], bool] | None:
    """Return the names and shares of two lists in one order: 由甲、乙和丙按4:4:2的比例承担."""
    for pattern in _LISTS:
        for match in pattern.finditer(text):
            ratio = ":" in match["shares"]
            shares = tuple(Decimal(one) for one in re.findall(r"\d+(?:\.\d+)?", match["shares"]))
            names = _names(match["names"], len(shares) if ratio or len(shares) > 1 else int(100 / shares[0]))
            if names:
                return names, shares if len(shares) > 1 else shares * len(names), ratio
    return None


def _names(listed: str, count: int) -> tuple[str, ...]:
    """Return the names of a list; empty unless there are so many of them, whichever way it is read."""
    *first, last = listed.split("、")
    joins = list(_JOINS.finditer(last))
    if len(first) + 2 == count and len(joins) == 1:
        first += [last[: joins[0].start()], last[joins[0].end() :]]
    else:
        first.append(last)
    names = tuple(name.removeprefix("其中") for name in first)
    return names if len(names) == count and all(_is_name(name) for name in names) else ()


def _is_name(name: str) -> bool:
    return 1 <= len(name) <= 16 and _NO_NAME.search(name) is None


def _paired(text: str) -> tuple[tuple[str, ...], tuple[Decimal, ...], bool] | None:
    """Return the names and shares that a sentence says one by one: 甲承担60%,乙承担40%."""
    found = list(_PAIR.finditer(text)) or list(_TURNED_PAIR.finditer(text))
    names = tuple(match["name"] for match in found)
    shares = tuple(Decimal(match["share"][:-1]) for match in found)
    every = len(re.findall(r"\d%", text))
    fits = found and len(set(names)) == len(names) == every and sum(shares) <= 100
    return (names, shares, False) if fits and all(_is_name(name) for name in names) else None


def _meant(question: Reading, splits: Sequence[_Split]) -> _Split | None:
    """Return the split that a question means; None where several could be meant."""
    distinct = {(split.names, split.shares): split for split in reversed(splits)}
    candidates = list(distinct.values())
    place = the_one(question.text, [split.words for split in candidates])
    return candidates[place] if place is not None else None


def _applies(split: _Split, amount: Figure, question: Reading, readings: Sequence[Reading]) -> bool:
    """Tell whether a split is of what the question's amount is, and no threshold or limit changes it."""
    sentence = split.sentence.of(split.reading.text)
    around = f"{split.reading.about}{split.reading.text[: split.sentence.end]}"
    costs = [cost for cost in _OTHER_COSTS if re.search(rf"(?<!担){cost}", sentence)]
    shared = any(map(_BANK.search, split.names)) and any(map(_COVER.search, split.names))
    lost = (_LOST.search(around) or shared) and _LOST_ASKED.search(question.text)
    if not lost and not any(re.search(rf"(?<!担){cost}", question.text) for cost in costs):
        return False
    if leaves_open(question.text, sentence) or _TIER.search(sentence):
        return False
    if any(is_money(figure) for figure in split.reading.within(split.sentence)):
        return False
    alike = [reading for reading in readings if reading.version == split.reading.version]
    parts = [one for text in (split.reading.leaf, *(r.text for r in alike)) for one in re.findall("[^。;]+", text)]
    limits = [one for one in parts if _BEARING.search(one) and _LIMIT.search(one) and not _TIER.search(one)]
    tiers = [one for one in parts if _TIER.search(one)]
    # What is paid is limited, not what is lost: the most that one bears but the banks must keep the limit.
    borne = amount.values[0] * _most_borne(split)
    return not any(
        is_money(figure) and value > figure.values[0]
        for value, said in ((borne, limits), (amount.values[0], tiers))
        for one in said
        for figure in figures_in(one)
    )


def _most_borne(split: _Split) -> Decimal:
    """Return the greatest share of those who bear a loss, of which the banks that lent are none."""
    base = sum(split.shares, Decimal(0)) if split.ratio else Decimal(100)
    shares = [share for name, share in zip(split.names, split.shares, strict=True) if not name.endswith("银行")]
    return max(shares, default=base) / base


def _whole(said: str, amount: Figure, split: _Split) -> str:
    base = sum(split.shares) if split.ratio else Decimal(100)
    parts = []
    for name, share in zip(split.names, split.shares, strict=True):
        result, exact = money_result(amount.values[0] * share / base, said)
        parts.append(f"{name.translate(_WIDE)}{'' if exact else '约'}{result}")
    sign = "∶" if split.ratio else "、"
    shares = sign.join(plain_number(share) + ("" if split.ratio else "%") for share in split.shares)
    return f"{said}按{shares}分：{'、'.join(parts)}"
