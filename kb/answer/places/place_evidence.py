"""Whether quotes are about the place that a question names by its shape, where only texts of other places name it."""

import re
from collections.abc import Sequence

from kb.answer.places.landmarks import without_landmarks
from kb.answer.quoting.extractive import Quote
from kb.answer.scoring.attributes import asked_attributes, share_stated
from kb.answer.scoring.measures import asks_for_measure, has_measure
from kb.retrieve.naming.placed import NEIGHBOUR, Shape, Standing, shapes_said, standing_to
from kb.retrieve.parts import split_question
from kb.text.places import Place, places_in
from kb.text.sentences import sentence_spans
from kb.types import Version

_LEVELS = {"省": 4, "州": 3, "市": 3, "县": 2, "区": 2, "旗": 2, "镇": 1, "乡": 1}
# What is told of each place alone, and what is laid down for all that lie within one.
_REACHED = re.compile(
    r"截至|到[^，。]{0,6}月[底末]|月末|年末|前[一二三四五六七八九十0-9]+个?月|上半年|下半年|季度|累计|余额|同比|环比|增速|增幅|增长|占比|占全"
    r"|不良率|放款|放出去|投放|发放了|新发放|实际|平均利"
)
# What is told of the case that is asked about (单户余额400万元) is given, not asked for.
_GIVEN = re.compile(r"(?:余额|累计|实际|放款|投放)[\u4e00-\u9fff]{0,4}(?<![几多])[0-9][0-9.]*[万亿]*(?:元|块|的)?")
_LAID_DOWN = re.compile(r"最高|最低|上限|下限|不超过|封顶|顶格|最多|最少|能不能|可以|可否|能否|能贷|申请|条件")
_OWN = re.compile(r"[省市县区旗镇乡]里?(?:面)?(?:也|都|又)?(?:自己|本级|单独)")
_OF_WHAT = tuple(
    map(
        re.compile,
        ("余额", "笔", "[户家]", "利[率息]", "增[速长幅]|同比", "放款|发放|投放|授信", "不良", "占", "赔付|保费", "人"),
    )
)
_FIGURE = re.compile(r"[0-9]")
# By these a text calls the place that it is of.
_HOME = re.compile(
    r"(?:全|我|本)(?P<whole>[省市县区旗])(?![场域级])"
    r"|(?P<organ>[省市县区旗])(?:财政|政府|委|人社局|发展改革|地方金融|金融办)"
)
# The name of a body is not that of the place.
_BODY = r"(?!农商|农村商业|农信|银行|支行|信用社)"
_THAT = re.compile(r"[该这][省市县区旗镇乡]")
_OF_ALL = re.compile(r"全[省市县区旗镇]")
_LEAST_HOME = 2


def places_untold(question: str, quotes: Sequence[Quote]) -> tuple[Place, ...]:
    """Return the one place that a prepared question names and that the quotes are not about; empty where they may be.

    A figure that was reached, or that a place has for itself, has to be told of the very place; a rule may be of the
    place around it. What another place of the same level lays down is none of its rules.
    """
    named = [one for one in shapes_said(without_landmarks(question)) if not _is_known(one, question)]
    inner = [one for one in named if not any(other.around == one.name for other in named)]
    if len(inner) != 1 or not quotes:
        return ()
    shape = inner[0]
    # 泾县 within 槐泾县 is no place of its own.
    if any(place.name not in shape.name + shape.kind for place in places_in(question)):
        return ()
    if shape.name not in split_question(question)[0]:
        # What is asked before the place is named may be asked of any.
        return ()
    if any(_is_of(shape, quote) for quote in quotes):
        return ()
    if any(_is_stated(shape, question, quote.unit.hit.version) for quote in quotes):
        return ()
    return (Place(shape.name, ()),) if all(_is_elsewhere(shape, question, quote) for quote in quotes) else ()


def _is_known(shape: Shape, question: str) -> bool:
    return any(shape.name in place.name or place.name in shape.name for place in places_in(question))


def _is_of(shape: Shape, quote: Quote) -> bool:
    """Tell whether a document is of the place, or the quote, its heading or the sentence before names it."""
    version = quote.unit.hit.version
    if standing_to(Place(shape.name, ()), version.metadata) in (Standing.OWN, Standing.WITHIN):
        return True
    name = re.compile(f"{re.escape(shape.name)}{_BODY}")
    if name.search(version.metadata.title) or any(name.search(one.value) for one in version.metadata.reports_on):
        return True
    start, end = quote.span.start, quote.span.end
    line = version.text.rfind("\n", 0, start) + 1
    before = version.text[line:start]
    told = version.text[start:end]
    if name.search(told) or name.search(quote.unit.context.rpartition("\n")[2]):
        return True
    # What a sentence before says of the place goes on until the whole or another one is spoken of.
    at = max((match.end() for match in name.finditer(before)), default=-1)
    behind = before[at:] + told
    return at >= 0 and not _OF_ALL.search(behind) and not _others_in(behind, shape)


def _is_stated(shape: Shape, question: str, version: Version) -> bool:
    """Tell whether a sentence that names the place has the measure that is asked for, of what is asked for."""
    asked = [words for words in _OF_WHAT if words.search(question)]
    attributes = asked_attributes(question)
    for span in sentence_spans(version.text):
        told = span.of(version.text)
        if shape.name in told and (not asks_for_measure(question) or has_measure(question, told)):
            behind = told.partition(shape.name)[2]
            states = not attributes or share_stated(attributes, told) > 0
            if states and _FIGURE.search(behind) and any(words.search(told) for words in asked):
                return True
    return False


def _is_elsewhere(shape: Shape, question: str, quote: Quote) -> bool:
    version = quote.unit.hit.version
    home = _home_level(version)
    level = _LEVELS.get(shape.kind, 0)
    if not home or not level:
        return False
    if shape.is_beside and shape.name not in version.text:
        return True
    # What is told of one of several places that a text tells apart holds for none of the others.
    if shape.name in version.text and _others_in(_told_of(quote), shape):
        return True
    if home > level:
        reached = _REACHED.search(_GIVEN.sub("", question)) and not _LAID_DOWN.search(question)
        return bool(reached or _OWN.search(question))
    return not _is_home(shape, version) if home == level else shape.name not in version.text


def _told_of(quote: Quote) -> str:
    """Return what a quote says, with what stands before it in its line where it calls a place 该县."""
    text, start = quote.unit.hit.version.text, quote.unit.span.start
    return (
        text[text.rfind("\n", 0, start) + 1 : start] + quote.unit.text
        if _THAT.match(quote.unit.text)
        else quote.unit.text
    )


def _home_level(version: Version) -> int:
    """Return the level of the place that a text is of; 0 where it does not tell."""
    region = version.metadata.region
    if region is not None:
        return _LEVELS.get(region.value[-1:], 0)
    counts: dict[int, int] = {}
    for match in _HOME.finditer(version.text):
        level = _LEVELS[match["whole"] or match["organ"]]
        counts[level] = counts.get(level, 0) + (2 if match["whole"] else 1)
    best = max(counts, key=counts.__getitem__, default=0)
    return best if counts.get(best, 0) >= _LEAST_HOME else 0


def _is_home(shape: Shape, version: Version) -> bool:
    """Tell whether a text may be of the place itself: it names no other of its kind, or none more often."""
    if re.search(rf"{NEIGHBOUR}{re.escape(shape.name)}", version.text):
        return False
    own = version.text.count(shape.name)
    others = _others_in(version.text, shape)
    return not others or (own > 0 and own >= max(others.count(one) for one in set(others)))


def _others_in(text: str, shape: Shape) -> list[str]:
    """Return the other places of its level that a text names, by their shape, as often as it does."""
    kinds = "".join(kind for kind, level in _LEVELS.items() if level == _LEVELS.get(shape.kind))
    found = re.findall(rf"([\u4e00-\u9fff]{{2}})([{kinds}])(?![场域级里])", text)
    return [name for name, kind in found if name != shape.name and _may_be(name, kind)]


def _may_be(name: str, kind: str) -> bool:
    found = shapes_said(f"{name}{kind}")
    return bool(found) and found[0].name == name
