"""A figure that a question takes for granted and that the clause does not state: it is corrected, not followed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.answer.cite import QuoteMismatch
from kb.answer.lead.check import Lead, verify_lead
from kb.answer.lead.figures import Saying, rendered, sayings
from kb.answer.lead.reserve import reserved
from kb.answer.lead.text import measure_of, plain, segments, stated_figures
from kb.answer.lead.words import ALIKE, CONDITIONED, NOT_ASKED, NOT_SAID, SAYS
from kb.text.amounts import Figure, figures_in, same_figure
from kb.text.keys import search_key
from kb.text.quantities import in_base_unit
from kb.text.tokens import bigrams
from kb.types import Citation

__all__ = ["premise_correction"]

_LIMIT = r"最高|最多|最低|最少|最长|最短|上限|下限|封顶|顶格|不超过|不低于"
_ATTRIBUTE = (
    r"额度|金额|限额|总额|贷款额|授信|利率|利息|年息|期限|有效期|时限|比例|费率"
    r"|补贴|补助|奖励|资助|奖金|贴息|罚款|罚金|赔偿|保额|保费"
)
_STATES = re.compile(rf"(?:{_LIMIT}|{_ATTRIBUTE})[^，,。？?0-9]{{0,6}}$")
_HEARD = re.compile(
    r"听说|都说|他们说|人家说|有人说|网上说|朋友说|说是|不是.*[吗么]|是不是|对[吗吧不]|是吧|真的|没错|为什么|为啥|为何|凭什么"
)
# The asker's own figure, or one that is only thought of.
_STORY = re.compile(
    r"我|俺|咱|本公司|本厂|老公|老婆|爱人|想|打算|准备|计划|需要|差|缺|如果|假如|假设|万一|要是|能不能|可不可以|可以|够不够|行不行"
    r"|欠|[借贷花投赚还买]了"
)
_SOURCE = re.compile(r"出自|出处|来自哪|哪[个份条里]?(?:文件|办法|条款|地方)[写说规]")
_OVER = re.compile(r"lpr[)）]?$")
_LOOKED_AT = 2
_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class _Premise:
    """A figure that a question states as a fact, its words, and what the question says of it."""

    said: str
    figure: Figure
    about: str


def premise_correction(question: str, citations: Sequence[Citation], found: Sequence[str] = ()) -> Lead | None:
    """Return what the clause says where a prepared question states another figure of the same kind as a fact.

    None where the question states none, where it is the asker's own figure (我借了300万) or a wording whose source is
    asked for, where any citation or other sentence `found` has it, or where the best quotes do not state exactly one
    figure of the kind in its place.
    """
    if _SOURCE.search(question):
        return None
    for premise in _premises(question):
        # What another clause says may be what was meant: nothing is denied then.
        if any(same_figure(premise.figure, figure) for text in found for figure in figures_in(plain(text))):
            continue
        for lead in _corrections(premise, question, citations):
            try:
                verify_lead(lead, citations, question)
            except QuoteMismatch:
                continue
            return lead
    return None


def _premises(question: str) -> Iterator[_Premise]:
    for part in segments(question):
        words = question[part.start : part.end]
        if _STORY.search(words) and not _HEARD.search(question):
            continue
        for figure in figures_in(words):
            before = words[: figure.span.start]
            about = _OVER.sub("", before)
            said = words[len(about) : figure.span.end].replace("lpr", "LPR")
            if _STATES.search(about):
                yield _Premise(said + ("元" if figure.unit == "元" and said[-1] in "百千万亿" else ""), figure, about)


def _corrections(premise: _Premise, question: str, citations: Sequence[Citation]) -> Iterator[Lead]:
    """Yield the corrections that the first quote with a figure of the kind gives."""
    texts = [plain(citation.quote) for citation in citations]
    if any(same_figure(premise.figure, figure) for text in texts for figure in figures_in(text)):
        return
    measure = measure_of(premise.figure.unit)
    for citation, text in list(zip(citations, texts, strict=True))[:_LOOKED_AT]:
        alike = [one for one in sayings(measure, text) if _same_kind(premise, one, citation)]
        figures = [figure for one in alike for figure in figures_in(one.core) if measure_of(figure.unit) == measure]
        comparable = all(_base(figure) == _base(premise.figure) for figure in figures)
        if not figures or not comparable or not all(same_figure(figures[0], figure) for figure in figures):
            continue
        several = len({figure.value for figure in stated_figures(text) if figure.measure == measure}) > 1
        if said := rendered(alike[0], question, several):
            line = f"{SAYS}{said.replace(CONDITIONED, '')}，{NOT_SAID}{premise.said}"
            yield from reserved(line, (citation.mark,), citations, CONDITIONED in said)
        return


def _base(figure: Figure) -> str:
    return in_base_unit(figure.values, figure.unit)[1]


def _same_kind(premise: _Premise, saying: Saying, citation: Citation) -> bool:
    """Tell whether a saying states what the premise does: a word for the same measure, and the words of its object."""
    headings = " ".join((citation.version.metadata.title, *citation.clause.heading_path, citation.clause.title or ""))
    held = search_key(f"{saying.conditions}{saying.subject}{saying.core} {headings}")
    rows = [row for row in ALIKE if any(word in premise.about for word in row)]
    if rows and not any(word in held for row in rows for word in row):
        return False
    words = NOT_ASKED.sub(" ", re.sub(f"{_LIMIT}|{_ATTRIBUTE}|{_HEARD.pattern}|lpr", " ", premise.about))
    tokens = bigrams(words)
    return sum(token in held for token in tokens) >= _ENOUGH * len(tokens)
