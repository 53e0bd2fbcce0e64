"""Questions that only what was said before makes whole: “那利率呢？” after a question about one document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TITLE = re.compile(r"《[^《》\n]+》")
_OPENING = re.compile(r"^(?:那么|那(?![里些个儿时样年家位种边份项次])|还有|另外|以及|此外)[，,、\s]*")
# What was spoken of, by a word that stands for it.
_POINTING = re.compile(
    r"^(?:它|其(?![他它余中次实])|(?:[这那][个份项]|该|上述|前述)(?:办法|政策|文件|规定|通知|方案|意见|细则)|[这那]个)的?[，,、\s]*"
)
_ASKING = re.compile(r"呢[？?。！!\s]*$")
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Turn:
    """One question asked before, and what was answered."""

    question: str
    answer: str = ""


def completed(question: str, earlier: Sequence[Turn]) -> str:
    """Return the question with the document last spoken of, or after the last question where none was named.

    A question that stands by itself, or that nothing was said before, is returned as it is.
    """
    asked = question.strip()
    if not earlier or not _leans(asked):
        return question
    rest = _POINTING.sub("", _OPENING.sub("", asked))
    rest = _ASKING.sub("？", rest)
    before = earlier[-1]
    title = _last_named(before)
    return f"{title}{rest}" if title else f"{before.question.strip()}{rest}"


def _leans(asked: str) -> bool:
    if len(asked) > _LONGEST or _TITLE.search(asked):
        return False
    return bool(_OPENING.match(asked) or _POINTING.match(asked) or _ASKING.search(asked))


def _last_named(turn: Turn) -> str | None:
    """Return the document that the answer cites first, or the one that the question names."""
    found = _TITLE.search(turn.answer) or _TITLE.search(turn.question)
    return found[0] if found else None
