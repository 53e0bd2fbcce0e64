"""Whether the words of a sentence are those of its clauses, and its meaning near theirs."""

import re

import numpy as np

from embeddings.types import Encoder
from kb.answer.lead.text import segments
from kb.answer.written.support import Support
from kb.text.keys import search_key
from kb.text.sentences import sentence_spans
from kb.text.tokens import bigrams

LEAST_WORDS = 0.5
"""More than this share of the characters between two stops, general words aside, must stand in the clauses so."""
LEAST_MEANING = 0.45
"""Cosine that a sentence must have with one sentence of the clauses or with all of them."""
LONGEST_UNKNOWN = 8
"""Han characters in a row that may be of no clause."""
_GENERAL = re.compile(
    r"根据|按照|依据|依照|规定|条款|上述|以上|以下|如下|其中|以及|或者|并且|同时|此外|另外|因此|所以|如果|但是|不过|即可|即|您|你|我们?|贵"
    r"|企业|公司|单位|个人|申请人|可以?|能够?|需要?|应当?|必须|不得|不能|无需|完成|负责|享受|获得|得到|领取|申请|提供|提交|办理|属于|符合|具备|满足"
    r"|最高|最低|不超过|不低于|不少于|至少|最多|以内|之内|为|是|的|了|在|和|与|及|或|由|向|对|给|把|将|被|从|到|按|等|也|都|且|并|则|该|这|那|其|有"
    r"|没有|包括|分为|包含|要求|条件|情况|部分|方面|进行|相关|有关|具体|一般|还|再|就|要|会|后|前|时|中|上|下|内|每|各|个|项|种|类|[一二两三四五六七八九十]+"
)
# What gives more than was granted is said by the clause, or not at all; some of it in other words.
_MORE = re.compile(r"额外|另加|叠加|双倍|翻倍|加倍|永久|终身|无条件|自动|优先|免费")
_MORE_ALIKE = {"免费": re.compile("免|无偿|不收"), "额外": re.compile("另|叠加|再给")}
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")


def wording_fault(text: str, support: Support) -> str | None:
    """Return that a sentence has too much of its own, or a word for more than its clauses grant.

    Figures and labels are not looked at.
    """
    for more in _MORE.finditer(text):
        alike = _MORE_ALIKE.get(more[0])
        if more[0] not in support.key_with_names and not (alike and alike.search(support.key_with_names)):
            return f"“{more[0]}”不在所引条款里"
    for part in segments(text):
        if fault := _stretch_fault(text[part.start : part.end], support):
            return fault
    return None


def _stretch_fault(text: str, support: Support) -> str | None:
    unknown = counted = 0
    for run in _HAN_RUN.finditer(search_key(text)):
        word = run[0]
        known = [False] * len(word)
        for match in _GENERAL.finditer(word):
            known[match.start() : match.end()] = [True] * len(match[0])
        general = list(known)
        for place in range(len(word) - 1):
            if word[place : place + 2] in support.tokens:
                known[place] = known[place + 1] = True
        stretches = re.findall("0+", "".join("1" if one else "0" for one in known))
        if any(len(stretch) > LONGEST_UNKNOWN for stretch in stretches):
            return "有所引条款里没有的说法"
        counted += general.count(False)
        unknown += known.count(False)
    if counted > 1 and 1 - unknown / counted <= LEAST_WORDS:
        return "用词与所引条款相差太远"
    return None


def nothing_said(text: str) -> bool:
    """Tell whether a sentence has no word of its own beside general ones and figures."""
    return not bigrams(_GENERAL.sub("", search_key(text)))


def meaning(text: str, support: Support, encoder: Encoder) -> float:
    """Return how near a sentence is to the nearest of its clauses' sentences, or to all of them together."""
    quotes = support.quotes
    sentences = [span.of(quote) for quote in quotes for span in sentence_spans(quote)]
    texts = list(dict.fromkeys([*sentences, *quotes, "".join(quotes)]))
    vectors = encoder.encode_passages([text, *texts])
    return float(np.max(vectors[1:] @ vectors[0])) if texts else 0.0
