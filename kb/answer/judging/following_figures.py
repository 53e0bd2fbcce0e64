"""Whether what is asked follows by a calculation from figures of other times than the one asked about."""

from collections.abc import Sequence
from dataclasses import replace

from kb.answer.calculation.calculate import asks_by_name, calculation
from kb.answer.scoring.score import ScoredUnit
from kb.answer.scoring.units import Unit
from kb.text.amounts import figures_in
from kb.types import Citation, Span

# So many sentences of the best one's document are searched.
_SEARCHED = 40


def follows(question: str, scored: Sequence[ScoredUnit]) -> bool:
    """Tell whether figures that are told by what they measure give what a prepared question asks for.

    What the question names may be another time than each sentence does: the one of a goal, or of the other value of a
    comparison. The calculation passes every check that a line of an answer passes.
    """
    if not scored or not asks_by_name(question):
        return False
    row = scored[0].unit.version_row
    units = [one.unit for one in scored if one.unit.version_row == row and figures_in(one.unit.text)][:_SEARCHED]
    citations = [_citation(mark, unit) for mark, unit in enumerate(units, start=1)]
    versions = list({one.unit.hit.version.key: one.unit.hit.version for one in scored}.values())
    return calculation(question, citations, versions, other_times=True) is not None


def _citation(mark: int, unit: Unit) -> Citation:
    hit = unit.hit
    text = hit.version.text
    end = text.find("\n", unit.span.end)
    paragraph = Span(text.rfind("\n", 0, unit.span.start) + 1, end if end >= 0 else len(text))
    clause = replace(hit.clause, own=paragraph)
    return Citation(mark, unit.span.of(text), unit.span, clause, hit.version, hit.validity, hit.passage.passage_id)
