"""Which sentences of a draft its clauses support, and what is wrong with the others."""

from collections.abc import Sequence

from embeddings.types import Encoder
from kb.answer.written.draft import DraftSentence
from kb.answer.written.figures import figure_fault, wordless
from kb.answer.written.material import Material, gives_orders
from kb.answer.written.names import blanked, name_fault
from kb.answer.written.polarity import polarity_fault
from kb.answer.written.prompt import CANNOT
from kb.answer.written.support import Support
from kb.answer.written.wording import LEAST_MEANING, meaning, nothing_said, wording_fault
from kb.text.folding import fold
from kb.text.written_numbers import half_width

_MOST_MARKS = 4
_LONGEST = 200
_ENDS = "。.;；!！?？ "


def sentence_fault(sentence: DraftSentence, materials: Sequence[Material], encoder: Encoder) -> str | None:
    """Return why a sentence may not be shown; None where the clauses that it cites support it.

    In order: its marks, orders to a machine, names, figures and days, yes and no, words, meaning. A sentence that
    stands in a cited clause from one full stop to the next is supported as it is.
    """
    known = {one.citation.mark: one for one in materials}
    if not sentence.marks:
        return "没有标出依据的条款" if sentence.text.strip(_ENDS) != CANNOT else "回答说条款不能回答"
    if strange := [mark for mark in sentence.marks if mark not in known]:
        return f"标出的条款[{strange[0]}]不存在"
    if len(sentence.marks) > _MOST_MARKS:
        return f"一句话标了 {len(sentence.marks)} 条依据"
    if len(sentence.text) > _LONGEST:
        return f"一句话超过 {_LONGEST} 字"
    if not sentence.text.strip(_ENDS):
        return "只有编号，没有内容"
    if gives_orders(sentence.text):
        return "复述了对语言模型的指令"
    support = Support.of([known[mark] for mark in sentence.marks], materials)
    return None if _is_copied(sentence.text, support) else _fault(sentence.text, support, encoder)


def _is_copied(text: str, support: Support) -> bool:
    said = fold(text).strip(_ENDS)
    return any(fold(one).strip(_ENDS) == said for one in support.sentences)


def _fault(text: str, support: Support, encoder: Encoder) -> str | None:
    plain = half_width(text)
    bare = blanked(plain)
    if nothing_said(bare):
        return "没有说出内容"
    fault = name_fault(plain, support) or figure_fault(bare, support) or polarity_fault(bare, support)
    if fault := fault or wording_fault(wordless(bare), support):
        return fault
    return None if meaning(text, support, encoder) >= LEAST_MEANING else "意思与所引条款相差太远"
