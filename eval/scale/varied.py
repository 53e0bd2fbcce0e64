"""Real clauses varied: other numerals, places, bodies; sentences left out or exchanged; halves of neighbours joined."""

import random
import re
from collections.abc import Callable, Sequence

_PLACE_NAMES = (
    "北京市|天津市|上海市|重庆市|河北省|山西省|辽宁省|吉林省|黑龙江省|江苏省|浙江省|安徽省|福建省|江西省|山东省|河南省|湖北省|湖南省|广东省|海南省|"
    "四川省|贵州省|云南省|陕西省|甘肃省|青海省"
)
_BODY_NAMES = (
    "人民政府|人民法院|公安机关|税务机关|财政部门|教育部门|民政部门|商务部门|市场监督管理部门|生态环境部门|自然资源部门|交通运输部门|农业农村部门|"
    "卫生健康部门|应急管理部门|人力资源社会保障部门"
)
_PLACES, _BODIES = (tuple(re.split(r"\|", names)) for names in (_PLACE_NAMES, _BODY_NAMES))
_PLACE, _BODY = re.compile(_PLACE_NAMES), re.compile(_BODY_NAMES)
_NUMBER = re.compile(r"[0-9]+|[一二三四五六七八九十百千万]{1,4}(?=[日月年个倍人次元天])")
_DIGITS = "一二三四五六七八九"
_SENTENCE = re.compile(r"(?<=[。；])")
_LABEL = re.compile(r"^第[〇零一二三四五六七八九十百千万]+条(之[一二三四五六七八九十]+)?[\s\u3000]*")
# Of a hundred clauses so many are joined of two halves, lose a sentence, have two exchanged; the rest keep their order.
_JOINED, _SHORTENED, _EXCHANGED = 25, 50, 75


def varied_document(title: str, clauses: Sequence[str], seed: str) -> tuple[str, tuple[str, ...]]:
    """Return another title and other clauses, without their numbers; the same seed gives the same ones."""
    chance = random.Random(seed)
    place = chance.choice(_PLACES)
    bare = [_LABEL.sub("", clause).strip() for clause in clauses]
    made = tuple(_varied(bare, number, place, chance) for number in range(len(bare)))
    return place + _PLACE.sub("", title.replace("中华人民共和国", "")), tuple(one for one in made if one)


def _varied(clauses: Sequence[str], number: int, place: str, chance: random.Random) -> str:
    sentences = _cut(clauses[number])
    what = chance.randrange(100)
    if what < _JOINED and number + 1 < len(clauses):
        following = _cut(clauses[number + 1])
        sentences = [*sentences[: (len(sentences) + 1) // 2], *following[len(following) // 2 :]]
    elif what < _SHORTENED and len(sentences) > 1:
        del sentences[chance.randrange(len(sentences))]
    elif what < _EXCHANGED and len(sentences) > 1:
        first = chance.randrange(len(sentences) - 1)
        sentences[first], sentences[first + 1] = sentences[first + 1], sentences[first]
    body = chance.choice(_BODIES)
    text = _NUMBER.sub(_another_number(chance), "".join(sentences).replace("\n", ""))
    return _BODY.sub(body, _PLACE.sub(place, text))


def _cut(clause: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.split(clause) if sentence.strip()]


def _another_number(chance: random.Random) -> Callable[[re.Match[str]], str]:
    def another(found: re.Match[str]) -> str:
        return str(chance.randrange(1, 500)) if found[0][0] in "0123456789" else chance.choice(_DIGITS)

    return another
