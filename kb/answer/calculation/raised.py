"""What raises a share by points for those whom a question names: 首次入库的,补贴比例提高5个百分点."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.answer.calculation.terms import Reading, is_certain, printed
from kb.text.keys import search_key
from kb.text.tokens import bigrams

_RAISES = re.compile(
    r"(?:比例|标准|幅度|补[助贴]|奖[励补])(?:可以?|在?(?:上述|前款|此|原)?(?:标准)?基础上|再|另|相应|分别|均)*(?:提高|上浮|上调|增加)了?$"
)
_FURTHER_LIMIT = re.compile(r"(?:限额|上限|额度|最高)[^,。;]{0,6}(?:提高|调高|放宽)")
_SAYS_NOTHING = re.compile(r"\d|的|以上|以下|比例|补[助贴]|奖励|企业|提高|标准")


@dataclass(frozen=True, slots=True)
class Raise:
    """The points by which a quoted sentence raises a share."""

    mark: int
    points: Decimal
    said: str


def raises_named(question: Reading, base: Reading, readings: Sequence[Reading]) -> list[Raise | None]:
    """Return what raises the share of a quote by points in a case that a question names by words of its own.

    None stands for one that cannot be reckoned with: the limit changes too.
    """
    quoted = [one for one in readings if one.mark > 0 and one.version == base.version]
    asked = set(bigrams(search_key(question.text)))
    found: dict[tuple[Decimal, str], Raise | None] = {}
    for reading in quoted:
        for figure in reading.figures:
            span = reading.sentence(figure.span.start)
            case = reading.text[span.start : figure.span.start]
            if figure.unit != "百分点" or not is_certain(figure) or not _RAISES.search(case):
                continue
            rest = "".join(one.text.replace(span.of(reading.text), "") + one.about for one in quoted)
            own = {token for token in bigrams(case) if not _SAYS_NOTHING.search(token)} - set(bigrams(rest))
            if own & asked:
                said = printed(reading, figure)
                plain = said is not None and not any(_FURTHER_LIMIT.search(one.text) for one in quoted)
                found[figure.values[0], case] = Raise(reading.mark, figure.values[0], said) if plain and said else None
    return list(found.values())
