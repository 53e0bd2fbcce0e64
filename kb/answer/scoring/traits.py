"""What kind of sentence a unit is, beside what kind of question is asked: which of two alike sentences would answer.

A word in common says what a sentence is about; these say whether it states a rule, a figure, a meaning or a day, or
only tells of somebody, announces a document or heads a table. What they count is learned (eval/training/evidence.py).
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kb.answer.scoring.attributes import asked_attributes, share_stated
from kb.answer.scoring.features import Figures, Rarity, Terms
from kb.answer.scoring.texts import folded, holdings
from kb.answer.scoring.times import stated_periods
from kb.answer.scoring.units import Unit
from kb.text.periods import Period, conflict, periods_in
from kb.text.placed_titles import placed_title
from kb.types import DocumentKind

_FIGURE = re.compile(
    r"[0-9〇一二三四五六七八九十百千万亿两半]+\s*(?:[%％‰元万亿个家户天日年月人名倍成笔次件亩千百岁项吨台辆]|平方米|小时|公里)"
    r"|LPR|百分之"
)
_HOW_MUCH = re.compile(
    r"多少|(?<![周拜期])几|多久|多长|多大|多高|how (?:much|many|long)|最高|最多|顶多|顶格|封顶|上限|比例|利率|额度|期限"
)
_WHETHER = re.compile(
    r"[吗么不没][？?]?$|[吗么不没][，,？?]|能不能|可不可以|行不行|是不是|能否|是否|可以.*[吗不]|轮得到|有没有|算不算|还能"
)
_PERMITS_OR_BARS = re.compile(
    r"可以|不得|不予|(?<![“\"])不能|不可|不纳入|不在[^,，。；;]{0,14}(?:范围|[之此]列)|不属于|不适用|除外|方可|(?<!预计)可(?![见能望])|不再|不接受|允许|禁止|不受|免|无需|不需|暂不|暂未"
)
_WHEN = re.compile(r"截止|最晚|最迟|几号|哪几?天|什么时候|啥时|何时|几时|哪个?月|几月|礼拜几|周几|星期几|when")
_DAY = re.compile(
    r"[0-9]+月[0-9]+日|[0-9]+个?(?:工作)?日[前内之]|[0-9]+个?[天月][内前]|截止|之日起|[月年][底末初]|每[周月][一二三四五六日0-9]"
)
_MEANING = re.compile(
    r"是什么意思|啥意思|是指|定义|界定|什么是|何为|是啥|什么叫|怎么算|算作|认定|what does|mean|define"
)
_MEANS = re.compile(r"所称|是指|指的是|即指")
_NAMED = re.compile(r"[“\"「]([^”\"」]{2,20})[”\"」]")
_EACH = r"头|亩|吨|人|户|月|年|家|台|平方米|公里|公斤|斤|次|件|间|口|只"
_ASKED_FOR_EACH = re.compile(rf"(?:每|一)个?({_EACH})")
_AIM = re.compile(r"力争|目标|计划|拟|预计|将|争取|要达到|达到.{0,12}以上|突破")
_ASKS_FOR_AIM = re.compile(r"目标|力争|计划|任务|要达到|到(?:20[0-9]{2}|[0-9]{2})年|打算|争取|预计|定了")
# Who said it and where it was heard: a report's frame, not its content.
_TOLD = re.compile(r"^[“\"「]|记者|本报讯|告诉|说[，,：:。]|表示[，,：:]?|介绍[，,说]|笑着|[▲△]|通讯员")
_ANNOUNCES = re.compile(r"印发|出台|发布|联合|制定本|获悉|公布")
_ASKS_FOR_DOCUMENT = re.compile(r"印发|出台|谁发|哪.*发|什么时候发|文件|文号|依据")
_TABLE_HEAD = re.compile(r"^\|? ?(?:序号|项目|名称|档次)|^[（(]?[0-9]{4}年[0-9]+月[0-9]+日[)）]?$")
_INTRODUCES = re.compile(r"[：:]\s*$")
_SHORT = 14
_ASIDE = frozenset({DocumentKind.CAPTION, DocumentKind.MASTHEAD, DocumentKind.ADVERTISEMENT})


def sentence_traits(question: str, units: Sequence[Unit], terms: Terms, rarity: Rarity) -> dict[str, Figures]:
    """Return the traits of the units (at least one) for a prepared question, one figure a unit under each name."""
    asked = _Asked.of(question)
    rows = [asked.traits(unit) for unit in units]
    named = {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}
    return {**named, "document_rare": _held_by_document(units, terms, rarity)}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question asks for, read once for all its units."""

    how_much: bool
    whether: bool
    when: bool
    aim: bool
    document: bool
    meaning: bool
    means_named: tuple[re.Pattern[str], ...]
    each: tuple[re.Pattern[str], ...]
    periods: tuple[Period, ...]
    states: Callable[[str], float]

    @classmethod
    def of(cls, question: str) -> "_Asked":
        attributes = asked_attributes(question)
        meaning = _MEANING.search(question) is not None
        return cls(
            how_much=_HOW_MUCH.search(question) is not None,
            whether=_WHETHER.search(question) is not None,
            when=_WHEN.search(question) is not None,
            aim=_ASKS_FOR_AIM.search(question) is not None,
            document=_ASKS_FOR_DOCUMENT.search(question) is not None,
            meaning=meaning,
            means_named=tuple(
                re.compile(rf"{re.escape(name)}[”\"」]?[，,]?\s*(?:是指|指的是|指)")
                for name in (_NAMED.findall(question) if meaning else ())
            ),
            each=tuple(re.compile(f"[每单按]个?{name}") for name in sorted(set(_ASKED_FOR_EACH.findall(question)))),
            periods=periods_in(question),
            states=lambda text: share_stated(attributes, text),
        )

    def traits(self, unit: Unit) -> dict[str, float]:
        text = unit.text
        figure = _FIGURE.search(text) is not None
        length = len(text.strip())
        return {
            "item": unit.lead_in is not None,
            "short": length < _SHORT,
            "length": math.log(max(length, 3)),
            "told": _TOLD.search(text) is not None,
            "announces": not self.document and _ANNOUNCES.search(text) is not None,
            "aside": unit.hit.version.metadata.kind in _ASIDE,
            "table_head": _TABLE_HEAD.search(text) is not None,
            "introduces": _INTRODUCES.search(text) is not None,
            "figure": self.how_much and figure,
            "no_figure": self.how_much and not figure,
            "each": any(pattern.search(text) for pattern in self.each),
            "day": self.when and _DAY.search(folded(text)) is not None,
            "permits_or_bars": self.whether and _PERMITS_OR_BARS.search(text) is not None,
            "means": self.meaning and _MEANS.search(text) is not None,
            "means_named": any(pattern.search(folded(text)) for pattern in self.means_named),
            "aim": self.aim and _AIM.search(text) is not None,
            "other_time": self._other_time(unit),
            "attribute": self.states(text),
            "asked": bool(unit.asked),
        }

    def _other_time(self, unit: Unit) -> bool:
        stated = stated_periods(unit) if self.periods else ()
        return bool(stated) and conflict(self.periods, stated)


def _held_by_document(units: Sequence[Unit], terms: Terms, rarity: Rarity) -> Figures:
    """Return for each unit how many of the question's rare words what was found of its document has, best 1."""
    texts: dict[int, dict[str, None]] = {}
    for unit in units:
        seen = texts.setdefault(unit.version_row, {placed_title(unit.hit.version.metadata): None})
        seen[unit.hit.passage.text] = seen[unit.context] = None
    # Squared, so that a name weighs more than many common words.
    weights = {token: weight * rarity.of(token) ** 2 for token, weight in terms if rarity.frequency(token)}
    tokens = list(weights)
    held = {row: map(any, zip(*holdings(tokens, list(parts)), strict=True)) for row, parts in texts.items()}
    shares = {
        row: sum(weight for weight, there in zip(weights.values(), marks, strict=True) if there)
        for row, marks in held.items()
    }
    most = max(shares.values()) or 1.0
    return np.array([shares[unit.version_row] / most for unit in units])
