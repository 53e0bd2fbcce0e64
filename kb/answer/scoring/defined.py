"""The sentence that says what a word means, or whether a limit takes in its own number, where a question asks that."""

import re
from collections.abc import Sequence

from kb.answer.scoring.quoted_terms import quoted_terms
from kb.answer.scoring.texts import folded
from kb.answer.scoring.units import Unit

_ASKS_MEANING = re.compile(
    r"定义|界定|[是指]什么|[是指]啥|什么意思|啥意思|[怎咋如]么?何?(?:理解|解释|计算|算)|指的(?:是|什么)|含义|所指|包括(?:什么|哪些)|何意|何谓|什么叫|啥叫"
)
_NUMBER_ITSELF = re.compile(
    r"本数|(?:以上|以下|以内|不满|不足|不到|超过|不超过|低于|高于|少于)[^,，。？?]{0,8}[”\"」](?:是否|到底|究竟)?(?:含不含|包不包|算不算|包括不包括|含|包[含括])"
)
_SAYS_NUMBER = re.compile(r"不?(?:包?含|包括)本数")
_BEFORE_TERM = r"(?:^|[,，。；;：:、]|所称的?|条|[前本]款)\s*[“\"「]?"
_DEFINES = r"[”\"」]?(?:[,，]|\([^()]*\))?(?:是指|指的是|即|指|为|是|包括|等于|=|按照?)"


def defining(question: str, units: Sequence[Unit]) -> int | None:
    """Return the place of the first unit that defines the one term that a prepared question asks the meaning of.

    Of a limit (“不满”是否包含本数) it is the unit that says which limits take in their number. None where nothing does.
    """
    texts = [folded(unit.text) for unit in units]
    if _NUMBER_ITSELF.search(question):
        return next((at for at, text in enumerate(texts) if _SAYS_NUMBER.search(text)), None)
    terms = quoted_terms(question)
    if len(terms) != 1 or not _ASKS_MEANING.search(question):
        return None
    says = re.compile(f"{_BEFORE_TERM}{re.escape(terms[0])}{_DEFINES}")
    return next((at for at, text in enumerate(texts) if says.search(text)), None)
