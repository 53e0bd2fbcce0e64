"""What is left of a whole whose other parts are said: 全市6亿元,甲区2亿元,乙区1亿元,其余在丙区."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.answer.calculation.changes import asked_units
from kb.answer.calculation.goals import Item, content_of, read_items
from kb.answer.calculation.terms import PLACE, Lines, Reading, is_certain, is_money, money_result, plain_number, printed
from kb.text.quantities import COUNTS
from kb.text.tokens import bigrams

_REST = re.compile(
    r"其余的?(?P<measure>[^,。;\d]{0,6}?)(?:[均都]|全部)?(?:[为是归由系]|分布在|来自|属于?|投向|用于|集中在)(?P<name>[^,。;\d]{2,16})"
)
_BOTH = re.compile(r"(?:两|二|2)(?:项|类|个|种|款|家|地|县|区|只|支)[^,。;\d]{0,16}$")
_AMONG = re.compile(r"^,?其中,?(?P<name>[^,。;\d]{2,20})$")
_BESIDE = re.compile(r"(?:除|不算|不含|刨去|去掉|扣除)(?:了|去|开)?(?P<names>[^,。;?除]{2,48}?)(?:以外|之外|外|,)")
_AND = re.compile(r"[、,和与及跟]|以及")
_NOT_YET = re.compile(
    r"(?:[还尚仍]|至今|一直|,|但|、)(?:没有?|未)能?(?P<verb>[^,。;?的多几没未]{1,4})(?:的|[^,。;?]{0,8}(?:多少|几))"
)
_DONE = re.compile(r"已经?(?P<verb>[^,。;\d]{1,4})$")
_ALL = re.compile(r"全[市县区省镇乡行国]|合计|共|累计|总")
_VERBS = re.compile(r"(?:达到?|为|是|有|至|共|约|了|分别|的|涉及)+$")
_CHANGED = re.compile(r"(?:增加|新增|增长|减少|提高|下降|上升|净增|高出|[比较][^,]{1,10}[多少高低增减])了?$")
_BARE = re.compile(r"[^\u4e00-\u9fff]")
_NOT_ASKED = re.compile(r"占|比重|比例|百分之|增长|增加|差多少|目标|均|平均")
_ASKS = re.compile("多少|几")
_MOST_PARTS = 3
_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class _Part:
    """A figure with where it stands in its clause and the bare words right before it."""

    item: Item
    place: int
    measure: str

    @property
    def value(self) -> str | None:
        """How the figure is printed."""
        return printed(self.item.reading, self.item.figure)


def rest_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield what the one part is that a question asks for and no quote says, from the whole and all other parts."""
    text = question.text
    if not _ASKS.search(text) or _NOT_ASKED.search(text) or any(map(is_money, question.figures)):
        return
    wanted = asked_units(text)
    found: dict[str, tuple[int, ...]] = {}
    for leaf in dict.fromkeys(one.leaf for one in readings):
        every = _parts([reading for reading in readings if reading.leaf == leaf and reading.mark > 0])
        parts = [one for one in every if not wanted or one.item.figure.unit in wanted]
        for whole, others in (
            *_named_rest(text, leaf, parts),
            *_other_of_two(text, leaf, parts),
            *_without_named(text, leaf, parts),
            *_not_done(text, parts),
        ):
            if line := _line(whole, others):
                found.setdefault(line, tuple(sorted({one.item.reading.mark for one in (whole, *others)})))
    if len(found) == 1:
        yield next(iter(found.items()))


def _parts(readings: Sequence[Reading]) -> list[_Part]:
    """Return the exact amounts and numbers of one clause in their order."""
    found: dict[int, _Part] = {}
    for reading in readings:
        start = max(reading.leaf.find(reading.text), 0)
        for item in read_items(reading):
            fits = is_money(item.figure) or item.figure.unit in ("美元", *COUNTS)
            words = _VERBS.sub("", item.words[-20:])
            if fits and is_certain(item.figure) and not _CHANGED.search(item.words) and item.goal is not True:
                place = start + item.figure.span.start
                found.setdefault(place, _Part(item, place, _BARE.sub("", re.split("[,、:。;]", words)[-1])))
    return [found[place] for place in sorted(found)]


def _named_rest(question: str, leaf: str, parts: Sequence[_Part]) -> Iterator[tuple[_Part, list[_Part]]]:
    """Yield the whole and its parts before 其余为X where X is asked about."""
    for match in _REST.finditer(leaf):
        if not _says(question, match["name"]):
            continue
        start = max(leaf.rfind(stop, 0, match.start()) for stop in "。;!?") + 1
        inside = [one for one in parts if start <= one.place < match.start()]
        if not inside:
            continue
        alike = [one for one in inside if one.item.figure.unit == inside[-1].item.figure.unit]
        of_whole, among, _ = leaf[start : alike[0].place].partition("中,")
        measure = (_BARE.sub("", of_whole) if among else "") or match["measure"] or _common_end(alike)
        before = [one for one in parts if one.place < start and one.item.figure.unit == alike[0].item.figure.unit]
        whole = [one for one in before if measure and one.measure.endswith(measure)]
        if whole:
            yield whole[-1], alike
        elif len(alike) > 1 and re.search("[其当]中", leaf[alike[0].place : alike[1].place]):
            yield alike[0], alike[1:]


def _common_end(parts: Sequence[_Part]) -> str:
    """Return what the names of all parts end with."""
    first, *others = (one.measure for one in parts)
    size = max(
        (size for size in range(len(first) + 1) if all(one.endswith(first[len(first) - size :]) for one in others)),
        default=0,
    )
    return first[len(first) - size :] if others and size > 1 else ""


def _other_of_two(question: str, leaf: str, parts: Sequence[_Part]) -> Iterator[tuple[_Part, list[_Part]]]:
    """Yield what two things have together and the part of the one that a question does not name."""
    for whole, part in pairwise(parts):
        size = len(whole.item.reading.raw(whole.item.figure))
        among = _AMONG.match(leaf[whole.place + size : part.place])
        if among is None or whole.item.figure.unit != part.item.figure.unit:
            continue
        name = re.match(r"[“\"]([^“”\"]{2,12})[”\"](?P<measure>.*)", among["name"])
        both = _BOTH.search(leaf[: whole.place])
        if name is None or both is None or name[1] in question:
            continue
        named = [one for one in re.findall(r"[“\"]([^“”\"]{2,12})[”\"]", question) if one in leaf]
        measure = _VERBS.sub("", name["measure"])
        if len(named) == 1 and measure and measure in question:
            yield whole, [part]


def _without_named(question: str, leaf: str, parts: Sequence[_Part]) -> Iterator[tuple[_Part, list[_Part]]]:
    """Yield the whole and the parts that a question leaves out: 除甲县和乙县以外."""
    beside = _BESIDE.search(question)
    names = [one for one in _AND.split(beside["names"]) if len(one) > 1] if beside else []
    if not names or beside is None:
        return
    asked = set(content_of(question[beside.end() :] + question[: beside.start()]))
    for unit in dict.fromkeys(one.item.figure.unit for one in parts):
        alike = [one for one in parts if one.item.figure.unit == unit]
        named = [[one for one in alike if _subject(leaf, one, names) == name] for name in names]
        if any(len(one) != 1 for one in named):
            continue
        others = [one[0] for one in named]
        whole = [
            one
            for one in alike
            if one.place < min(other.place for other in others)
            and not PLACE.search(leaf[max(leaf.rfind("。", 0, one.place), 0) : one.place].replace("全县", ""))
            and asked & set(content_of(one.measure))
        ]
        if whole and all(len(set(content_of(one.measure)) & asked) for one in others):
            yield whole[-1], others


def _subject(leaf: str, part: _Part, names: Sequence[str]) -> str:
    """Return which of some names stands nearest before a figure in its sentence."""
    start = max(leaf.rfind(stop, 0, part.place) for stop in "。;!?") + 1
    said = leaf[start : part.place]
    places = {name: said.rfind(name) for name in names}
    best = max(places, key=lambda name: places[name])
    return best if places[best] >= 0 else ""


def _not_done(question: str, parts: Sequence[_Part]) -> Iterator[tuple[_Part, list[_Part]]]:
    """Yield what was to be done and what is done of it, where what is not yet done is asked for."""
    undone = _NOT_YET.search(question)
    if undone is None:
        return
    asked = set(content_of(question))
    for whole, done in pairwise(parts):
        said = _DONE.search(done.item.words)
        alike = whole.item.figure.unit == done.item.figure.unit and whole.item.sentence == done.item.sentence
        alike = alike and done.place - whole.place < len(whole.item.sentence)
        named = asked & set(content_of(whole.measure))
        if said and alike and named and set(said["verb"]) & set(undone["verb"]):
            yield whole, [done]


def _says(question: str, name: str) -> bool:
    tokens = [token for token in bigrams(name) if len(token) > 1]
    return name in question or (bool(tokens) and sum(token in question for token in tokens) >= _ENOUGH * len(tokens))


def _line(whole: _Part, others: Sequence[_Part]) -> str | None:
    """Return the whole less its other parts; None where nothing is left."""
    said = [one.value for one in (whole, *others)]
    left = whole.item.figure.values[0] - sum(one.item.figure.values[0] for one in others)
    if None in said or left <= 0 or len(others) > _MOST_PARTS:
        return None
    first = said[0] or ""
    if is_money(whole.item.figure):
        result, exact = money_result(left, first)
        if not exact:
            return None
    else:
        scale = next((size for sign, size in (("亿", 10**8), ("万", 10**4)) if sign in first), 1)
        result = f"{plain_number(left / scale)}{first.lstrip('0123456789.')}"
    return f"{'－'.join(one for one in said if one)}＝{result}"
