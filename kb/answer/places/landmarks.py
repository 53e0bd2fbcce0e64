"""Places that a question names only to say where another one lies, or in its asker's own story."""

import re
from collections.abc import Sequence

from kb.text.places import Place

_NAME = "[\u4e00-\u9fff]{2,3}?[省市县区旗镇乡]?"
_NEAR = "隔壁|旁边|边上|附近|对面|周边|邻近|相邻|毗邻|紧邻|接壤|交界|相接"
# The place that is meant stands behind: 与甲县相邻的乙县.
_MEANT = "(?:的那个|的|那个)?[\u4e00-\u9fff]{2,3}[省市县区旗镇乡](?![场域级])"
_LANDMARK = re.compile(
    rf"(?:不在|搬出|挪出|迁出|离开|紧邻|毗邻|挨着|靠着)(?:了)?{_NAME}(?=[，,。；;？?、]|$|的)"
    rf"|(?:跟|和|与|离){_NAME}(?:就|只|也|很)?(?:隔[着条一个]|挨[着在]|接壤|交界|相邻|不远|很近)"
    rf"(?:(?!{_MEANT})[^，,。；;？?]){{0,4}}"
    rf"|(?<=[在是和与跟])(?![在是和与跟]){_NAME}(?=(?:{_NEAR}){_MEANT})"
)
_IS_MEANT = re.compile(_MEANT)
# So a place is called that lies beside another one.
_BESIDE = "，隔壁"
_CLAUSE = re.compile("[，,。；;？?！!]")
_ASKS = re.compile(
    r"多少|几|多[久长高大]|什么|啥|怎么|咋|如何|哪|谁|吗|能不能|可不可以|有没有|是不是|是否|能否|可否|[不么没]$"
)
_SETS_BESIDE = re.compile(r"对比|比较|相比|各|分别|相差|差多少|还是|两[地边个处]|都")
# The place named last is meant by it: 搬到隔壁乙县，那边给多少. A body has an end of its own (银行那头).
_THERE = re.compile(r"(?:^|[，,。；;？?！!]|[我他她们在去到])(?:那边|那头|那儿|那里)")
# The asker's own story: where he is, lives, worked, has his loan from.
_OWN_STORY = "(?:在|是|从|由|自|离|去|到|住)(?:了|的|我们|咱们|咱)?"


def without_landmarks(question: str) -> str:
    """Return a question without the places that it names only to say that another is meant: 不在甲县, 跟甲县隔条河."""
    return _LANDMARK.sub(lambda found: _BESIDE if _IS_MEANT.match(question, found.end()) else "，", question)


def asked_among(question: str, places: Sequence[Place]) -> tuple[Place, ...]:
    """Return the places that a question asks about, of those that it names.

    Where the clause that asks names one, another that only the asker's story names (贷款是甲县的银行放的，乙县的…) is
    not asked about; nor is one that is named before another which is then called 那边.
    """
    if len(places) < 2 or _SETS_BESIDE.search(question):
        return tuple(places)
    if there := _named_before(question, places):
        return (there,)
    clauses = _CLAUSE.split(question)
    asking = [clause for clause in clauses if _ASKS.search(clause)]
    if not any(place.name in clause for place in places for clause in asking):
        return tuple(places)
    story = [clause for clause in clauses if clause not in asking]
    return tuple(
        place
        for place in places
        if any(place.name in clause for clause in asking)
        or not any(re.search(f"{_OWN_STORY}{re.escape(place.name)}", clause) for clause in story)
    )


def _named_before(question: str, places: Sequence[Place]) -> Place | None:
    """Return the place that is called 那边: the last one named before that, where none is named behind it."""
    there = _THERE.search(question)
    if there is None or any(place.name in question[there.end() :] for place in places):
        return None
    ends = {place.name: question.rfind(place.name, 0, there.end()) for place in places}
    return max(places, key=lambda place: ends[place.name])
