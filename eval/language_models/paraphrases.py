"""Sentences that say what a clause says in other words: what the checks must not take from a good model."""

import re
from collections.abc import Iterator, Mapping

from kb.text.amounts import Operator, figures_in
from kb.text.notations import notations
from kb.text.values import values_in
from kb.text.written_numbers import half_width
from kb.types import Span

_LABEL = re.compile(
    r"^(?:第[一二三四五六七八九十百千\d]+条[\s　]*|[（(][一二三四五六七八九十\d]+[)）][\s　]*"
    r"|[一二三四五六七八九十]+、|\d+[.．、](?!\d)\s*)"
)
_NAME = re.compile(r"《[^《》]*》|“[^“”]*”|\"[^\"]*\"")
_ALIKE = (
    ("应当", "应"), ("应当", "必须"), ("必须", "应当"), ("不超过", "不高于"), ("不低于", "不少于"), ("不得", "不能"),
    ("可以", "可"), ("给予", "予以"), ("和", "与"), ("本办法", "该办法"), ("以及", "和"), ("无需", "不需要"),
    ("严禁", "禁止"), ("根据", "按照"), ("按照", "根据"), ("对", "对于"), ("进行", ""), ("及时", "尽快"),
)  # fmt: skip
_LONGEST = 190


def paraphrased(sentence: str, title: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, sentence) of a true sentence in other words that say the same."""
    yield "verbatim", sentence
    bare = _LABEL.sub("", sentence)
    if bare != sentence:
        yield "without its label", bare
    named = f"根据《{title}》，{bare}"
    if len(named) <= _LONGEST:
        yield "document named", named
    yield from (("other notation", one) for one in _other_notations(bare))
    yield from (("word alike", bare.replace(old, new, 1)) for old, new in _ALIKE if old in bare)


def _other_notations(sentence: str) -> Iterator[str]:
    plain = half_width(sentence)
    vague = [one.span for one in figures_in(plain) if one.operator is Operator.ABOUT]
    named = [Span(*match.span()) for match in _NAME.finditer(plain)]
    for span, value in values_in(plain):
        if any(one.contains(span) for one in (*vague, *named)):
            continue
        others = [one for one in notations(value) if one != span.of(plain)]
        if others:
            yield sentence[: span.start] + others[0] + sentence[span.end :]


KINDS: Mapping[str, str] = {
    "verbatim": "as it stands",
    "without its label": "the clause's number left out",
    "document named": "根据《…》 put before it",
    "other notation": "a figure or day in another notation",
    "word alike": "a word for one of the same meaning",
    "written by people": "answers that people wrote to the development questions",
}
"""How true sentences differ from their clauses."""
