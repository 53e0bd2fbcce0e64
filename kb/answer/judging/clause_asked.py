"""Whether a clause lays down what is asked of it, where a question calls it by number alone (依据第十八条，…)."""

import re
from collections.abc import Sequence

from kb.answer.scoring.units import Unit

_NUMBER = "第[一二三四五六七八九十百零]+条"
# 第七条规定的奖励 only says which reward is meant.
_ASKED = re.compile(
    rf"(?:依据|根据|按照|依照)[^,，。;；?？]{{0,8}}(?P<by>{_NUMBER})(?:第[一二三四五六七八九十]+[款项])?的?(?:规定|要求)?[,，]"
    rf"|^(?P<of>{_NUMBER})(?:要求|规定)(?!的)"
)
_CLAUSE = re.compile(rf"(?:^|\n)[\s#*]*({_NUMBER})")


def clause_untold(question: str, likely: Sequence[Unit]) -> str | None:
    """Return the number of the clause that a prepared question asks of and that no likely unit stands in.

    None where it asks of no clause by number alone, or where a document of the units has no clause of that number.
    """
    match = _ASKED.search(question)
    if match is None or "《" in question or not likely:
        return None
    asked = str(match["by"] or match["of"])
    stands_in = [_CLAUSE.findall(unit.hit.version.text[: unit.span.start + len(asked)])[-1:] for unit in likely]
    held = all(asked in _CLAUSE.findall(unit.hit.version.text) for unit in likely)
    return asked if held and [asked] not in stands_in else None
