"""What is quoted where a question asks for the steps of a procedure, or what follows from a default (还不上会怎样)."""

import re
from collections.abc import Sequence

from kb.answer.quoting.extractive import Quote
from kb.answer.scoring.score import ScoredUnit
from kb.retrieve.view import Shelf
from kb.rules.steps import Consequence, consequences_of, steps_of
from kb.types import Span

_FAILS_TO_PAY = re.compile(
    r"还不(?:上|起|了|清|出)|不还|没还|未还|没钱还|逾期|拖着|断供|违约|未(?:按[^,，。]{0,4})?(?:还款|归还|偿还)|坏账"
)
_DECEIVES = re.compile(
    r"骗|虚假|[造作弄掺]假|弄虚|套取|冒领|谎报|瞒报|伪造|编造|假(?:材料|资料|流水|合同|发票|证明|数据?|账|票|章)|不实|糊弄|蒙混"
)
_MISUSES = re.compile(r"挪用|挪作|改变[^,，。]{0,6}用途|(?:乱|别处|别的地方)用|用到别处|不按(?:规定|约定)?用途")
_WHAT_FOLLOWS = re.compile(
    r"会?怎么?样(?!才|写|办|申|算|的)|会咋样?(?!才|写|办|申|算|的)|后果|怎么办(?!理)|咋办|会被(?:怎么?|如何|罚)|(?:怎么|如何|怎样)(?:处理|处罚|处置|追究)|下场|(?:什么|啥)影响"
    r"|(?:多久|多长时间|[几多]少?年)(?:之?内)?(?:就|都|还)?(?:不让|不能|不得|不准|不许|不给|没资格|翻不了身)"
)
# Who tells a long story asks something of his own at its end.
_LONGEST = 60
_OF = (
    (_FAILS_TO_PAY, re.compile(r"归还|偿还|还款|逾期|清偿|代偿|欠款|违约|追偿|不良")),
    (_DECEIVES, re.compile(r"骗取|虚假|弄虚作假|套取|冒领|虚报|伪造|隐瞒|失信|不实")),
    (_MISUSES, re.compile(r"挪用|用途|截留")),
)
_STEPS = re.compile(
    r"哪一步|哪几步|几步|一步步|先(?:办|做|走|去办)(?:什么|啥|哪)|(?:哪些|什么|啥|哪几个)(?:步骤|流程|程序|环节)|(?:步骤|流程)(?:是|有|都|怎么|如何)"
)
_FEWEST_STEPS = 2
_MARK = 3


def consequence_quotes(
    question: str, scored: Sequence[ScoredUnit], shelf: Shelf, *, max_chars: int, max_quotes: int
) -> list[Quote]:
    """Return what the best document says follows from the fault that a question speaks of, in the text's order.

    Empty where nothing of the kind is asked, or the document says nothing of it.
    """
    meant = next((told for asked, told in _OF if asked.search(question)), None)
    if meant is None or not scored or len(question) > _LONGEST or not _WHAT_FOLLOWS.search(question):
        return []
    best = scored[0].unit
    version, tree = shelf.version(best.version_row), shelf.tree(best.version_row)
    spans = [one.span for one in _meant(version.text, consequences_of(version.text, tree), meant)]
    return _quoted(spans, scored, shelf, max_chars)[:max_quotes]


def step_quotes(
    question: str, scored: Sequence[ScoredUnit], chosen: Sequence[Quote], shelf: Shelf, *, max_chars: int
) -> list[Quote]:
    """Return the steps of the best document's procedure, in order, where a question asks for them.

    Empty where it does not, the document sets out none, or what was chosen has most of them already.
    """
    if not scored or not _STEPS.search(question):
        return []
    best = scored[0].unit
    version, tree = shelf.version(best.version_row), shelf.tree(best.version_row)
    spans = [step.span for step in steps_of(version.text, tree)]
    held = [quote.span for quote in chosen if quote.version_row == best.version_row]
    told = sum(any(one.start < span.end and span.start < one.end for one in held) for span in spans)
    if len(spans) < _FEWEST_STEPS or 2 * told > len(spans):
        return []
    lead_in = _lead_in(spans, scored)
    room = max_chars - (len(lead_in.span) + _MARK if lead_in else 0)
    quotes = _quoted(spans, scored, shelf, room)
    if len(quotes) < _FEWEST_STEPS:
        return []
    return [lead_in, *quotes] if lead_in is not None else quotes


def _lead_in(spans: Sequence[Span], scored: Sequence[ScoredUnit]) -> Quote | None:
    """Return the sentence that introduces the steps; None where it was not found with one of them."""
    best = scored[0].unit
    for one in scored:
        unit = one.unit
        if unit.lead_in is None or unit.lead_in_position is None or unit.version_row != best.version_row:
            continue
        if any(span.contains(unit.span) for span in spans):
            return Quote(unit.version_row, unit.lead_in_position, unit.lead_in, unit)
    return None


def _quoted(spans: Sequence[Span], scored: Sequence[ScoredUnit], shelf: Shelf, room: int) -> list[Quote]:
    """Return spans of the best document as quotes within their clauses' own text, as many as there is room for."""
    best = scored[0].unit
    tree = shelf.tree(best.version_row)
    units = {one.unit.position: one.unit for one in reversed(scored) if one.unit.version_row == best.version_row}
    quotes: list[Quote] = []
    for span in spans:
        position = tree.at(span.start)
        own = Span(span.start, min(span.end, tree.clauses[position].own.end))
        if len(own) + _MARK <= room:
            quotes.append(Quote(best.version_row, position, own, units.get(position, best)))
            room -= len(own) + _MARK
    return quotes


def _meant(text: str, found: Sequence[Consequence], meant: re.Pattern[str]) -> list[Consequence]:
    return [one for one in found if meant.search(one.span.of(text))]
