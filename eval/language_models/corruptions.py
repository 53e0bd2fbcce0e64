"""Sentences that no clause supports, made from sentences that one does: the ways in which models go wrong."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.text.amounts import figures_in
from kb.text.folding import fold
from kb.text.numerals import to_chinese
from kb.text.values import values_in
from kb.text.written_numbers import half_width

_DIGIT = re.compile(r"[0-9]|[一二三四五六七八九](?=[十百千万亿年月日天个家户项元成倍])")
_HAN_DIGITS = "一二三四五六七八九"
_UNITS = {
    "万元": "亿元", "亿元": "万元", "个月": "年", "个工作日": "个月", "工作日": "个月", "日内": "年内", "年": "个月",
    "元": "万元", "%": "‰", "倍": "成", "天": "个月",
}  # fmt: skip
_DAY = re.compile(r"((?:19|20)\d\d)年(?:(\d{1,2})月)?(?:(\d{1,2})日)?")
_BODY = re.compile(
    r"[\u4e00-\u9fff]{2}(?:委员会|办公室|管理局|监督局|支行|银行|法院|检察院|协会|中心|局(?![面部势限])|厅(?!级))"
)
_NO_NAME = re.compile(r".?[的该任持其或等某和与及对为由向新各两在卖系到]")
_LABEL = re.compile(r"第([一二三四五六七八九十百]+)([条章款项])")
_TURNED = (
    ("不得", "可以"), ("应当", "无需"), ("必须", "不必"), ("可以", "不得"), ("可申请", "不得申请"), ("不予", "应予"),
    ("禁止", "允许"), ("无需", "应当"), ("鼓励", "禁止"), ("支持", "不支持"), ("给予", "不给予"), ("不再", "继续"),
    ("允许", "禁止"), ("符合", "不符合"), ("未经", "经"), ("未取得", "取得"), ("须", "无须"),
)  # fmt: skip
_LIMITS = (
    ("不超过", "不低于"), ("不高于", "不低于"), ("不低于", "不超过"), ("不少于", "不超过"), ("最高", "最低"),
    ("以上", "以下"), ("以下", "以上"), ("以内", "以上"), ("原则上", ""), ("最低", "最高"), ("至少", "至多"),
)  # fmt: skip
_INVENTED = (
    "申请材料可以通过邮寄方式提交，逾期不候。",
    "符合条件的企业还可以获得一次性创业奖励。",
    "办理过程中产生的费用由财政全额承担。",
    "该项政策由当地工商联负责解释并接受投诉。",
    "贷款审批通常在三天内完成，无须实地调查。",
    "企业法定代表人的征信记录不会影响审批结果。",
    "审核通过后，资金将直接拨付到企业的对公账户。",
    "个体工商户和外资企业同样适用这一规定。",
    "拨打市民服务热线可以查询办理进度。",
    "已经享受过类似政策的企业可以重复申报。",
)
_ADDED = (
    "，并可额外获得一次性奖励",
    "，不需要任何抵押和担保",
    "，利息由政府全部补贴",
    "，逾期还款不影响企业征信",
    "，所有行业的企业均可享受",
)


@dataclass(frozen=True, slots=True)
class Pool:
    """What false sentences are made of besides the true one."""

    sentences: Sequence[tuple[str, str]]
    """Sentences with the document that each is of."""
    titles: Sequence[str]
    bodies: Sequence[str]


def corrupted(
    sentence: str, quotes: Sequence[str], document: str, pool: Pool, chance: random.Random
) -> Iterator[tuple[str, str]]:
    """Yield (kind, false sentence) of a true one; what its clauses happen to state is left out."""
    for kind, make in _MAKERS.items():
        for made in dict.fromkeys(make(sentence, document, pool, chance)):
            if made != sentence and not _stated(kind, made, sentence, quotes):
                yield kind, made


def bodies_in(text: str) -> list[str]:
    """Return the tails of the names of bodies in a text, two characters and the word for the kind."""
    return [match[0] for match in _BODY.finditer(text) if not _NO_NAME.match(match[0])]


def _stated(kind: str, made: str, sentence: str, quotes: Sequence[str]) -> bool:
    """Tell whether a sentence made is true by chance: it stands in a clause, or its new figures do."""
    key = fold("\n".join(quotes))
    if fold(made).strip("。；") in key:
        return True
    if kind in ("figure", "unit", "date"):
        known = {value for quote in quotes for _, value in values_in(half_width(quote))}
        new = {value for _, value in values_in(half_width(made))}
        old = {value for _, value in values_in(half_width(sentence))}
        return not (new - old) or new - old <= known
    return False


def _figures(sentence: str, document: str, pool: Pool, chance: random.Random) -> Iterator[str]:
    for figure in figures_in(sentence):
        places = list(_DIGIT.finditer(sentence, figure.span.start, figure.span.end))
        if not places:
            continue
        one = chance.choice(places)
        if one[0].isascii():
            other = chance.choice([digit for digit in "123456789" if digit != one[0]])
        else:
            other = chance.choice([digit for digit in _HAN_DIGITS if digit != one[0]])
        yield sentence[: one.start()] + other + sentence[one.end() :]
        if one[0].isascii() and figure.values[0] >= 10:
            yield sentence[: places[-1].end()] + "0" + sentence[places[-1].end() :]


def _units(sentence: str, document: str, pool: Pool, chance: random.Random) -> Iterator[str]:
    for figure in figures_in(sentence):
        written = figure.span.of(sentence)
        unit = next((one for one in _UNITS if written.endswith(one)), None)
        if unit:
            end = figure.span.end
            yield sentence[: end - len(unit)] + _UNITS[unit] + sentence[end:]


def _dates(sentence: str, document: str, pool: Pool, chance: random.Random) -> Iterator[str]:
    for match in _DAY.finditer(sentence):
        shifts = [place for place in (1, 2, 3) if match[place]]
        place = chance.choice(shifts)
        limit = {1: 9999, 2: 12, 3: 28}[place]
        moved = int(match[place]) + 1 if int(match[place]) < limit else int(match[place]) - 1
        yield sentence[: match.start(place)] + str(moved) + sentence[match.end(place) :]


def _bodies(sentence: str, document: str, pool: Pool, chance: random.Random) -> Iterator[str]:
    for match in _BODY.finditer(sentence):
        others = [body for body in pool.bodies if body not in sentence and body[2:] == match[0][2:]]
        if others:
            yield sentence[: match.start()] + chance.choice(others) + sentence[match.end() :]


def _labels(sentence: str, document: str, pool: Pool, chance: random.Random) -> Iterator[str]:
    for match in _LABEL.finditer(sentence):
        yield sentence[: match.start(1)] + to_chinese(chance.randint(210, 290)) + sentence[match.end(1) :]
    yield f"根据第{to_chinese(chance.randint(210, 290))}条，{sentence}"


def _titles(sentence: str, document: str, pool: Pool, chance: random.Random) -> Iterator[str]:
    others = [title for title in pool.titles if title not in sentence and title != document]
    if others:
        yield f"根据《{chance.choice(others)}》，{sentence}"


def _replaced(pairs: Sequence[tuple[str, str]]) -> Callable[[str, str, Pool, random.Random], Iterator[str]]:
    def make(sentence: str, document: str, pool: Pool, chance: random.Random) -> Iterator[str]:
        for old, new in pairs:
            if old in sentence:
                yield sentence.replace(old, new, 1)

    return make


def _swapped(sentence: str, document: str, pool: Pool, chance: random.Random) -> Iterator[str]:
    figures = figures_in(sentence)
    for place, one in enumerate(figures):
        for other in figures[place + 1 :]:
            if one.unit == other.unit and one.values != other.values:
                first, second = one.span, other.span
                yield (
                    sentence[: first.start] + second.of(sentence) + sentence[first.end : second.start]
                    + first.of(sentence) + sentence[second.end :]
                )  # fmt: skip
                return


def _of_others(sentence: str, document: str, pool: Pool, chance: random.Random) -> Iterator[str]:
    others = [text for text, title in pool.sentences if title != document]
    if others:
        yield chance.choice(others)


def _invented(sentence: str, document: str, pool: Pool, chance: random.Random) -> Iterator[str]:
    yield chance.choice(_INVENTED)


def _added(sentence: str, document: str, pool: Pool, chance: random.Random) -> Iterator[str]:
    yield sentence.rstrip("。；;") + chance.choice(_ADDED) + "。"


_MAKERS: Mapping[str, Callable[[str, str, Pool, random.Random], Iterator[str]]] = {
    "figure": _figures,
    "unit": _units,
    "date": _dates,
    "figures swapped": _swapped,
    "body": _bodies,
    "clause label": _labels,
    "title": _titles,
    "yes and no": _replaced(_TURNED),
    "limit": _replaced(_LIMITS),
    "other document": _of_others,
    "invented": _invented,
    "added": _added,
}
KINDS = (*_MAKERS, "no mark", "unknown mark")
"""What is wrong with a false sentence."""
FIGURES = frozenset({"figure", "unit", "date"})
"""The kinds of which none may be let through."""
