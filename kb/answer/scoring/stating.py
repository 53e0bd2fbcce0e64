"""Sentences that state what is asked for, before a likelier one that states it of something else or not at all.

A figure for the whole county is no answer for a town of it, a figure of one product none for another, and how a loan
was secured does not say how long it took. Only the order among the sentences of the best one's document is changed.
"""

from collections.abc import Callable, Sequence

from kb.answer.scoring.asked_places import places_asked
from kb.answer.scoring.attributes import asked_attributes, share_stated
from kb.answer.scoring.defined import defining
from kb.answer.scoring.measures import has_measure
from kb.answer.scoring.objects import is_of, objects_named
from kb.answer.scoring.texts import folded, folded_below
from kb.answer.scoring.told_of import is_told_of
from kb.answer.scoring.units import Unit

# What states all that is asked for stands so near a best sentence that states none of it; what names the place asked
# about as well may stand far behind: the words that it has in common with the question are said of the whole before it.
_NEAR, _PLACED = 0.3, 0.02
# So many characters may stand between a sentence and the next one of its paragraph.
_NEXT = 2


def by_statement(question: str, units: Sequence[Unit], scores: Sequence[float]) -> list[float]:
    """Return the scores, by which the sentence that states what is asked for is best.

    The same where the best one states it, or none near it of its document. Stated is what is stated of the product that
    a prepared question names, and of the place that it names.
    """
    order = sorted(range(len(units)), key=lambda at: -scores[at])
    best = order[0]
    of_document = [at for at in order if units[at].version_row == units[best].version_row]
    if (meant := defining(question, [units[at] for at in of_document])) is not None:
        return _first(of_document[meant], best, scores)
    attributes = asked_attributes(question)
    if not attributes:
        return list(scores)
    own = [at for at in of_document if scores[at] >= _PLACED * scores[best]]
    objects = objects_named(question, units)

    def stated(unit: Unit) -> float:
        held = not objects or is_of(objects, unit)
        return share_stated(attributes, folded_below(unit.context, unit.text)) if held else 0.0

    first = _of_place(question, [units[at] for at in own], stated)
    if first is None and not stated(units[best]):
        near = [place for place, at in enumerate(own) if scores[at] >= _NEAR * scores[best]]
        near = [
            place for place in near if _names(objects, units[own[place]]) or _follows(units[own[place]], units[best])
        ]
        first = next((place for place in near if stated(units[own[place]]) == 1.0), None)
    return list(scores) if first is None else _first(own[first], best, scores)


def _first(raised: int, best: int, scores: Sequence[float]) -> list[float]:
    """Return the scores with one the best; what was best stays likely."""
    found = list(scores)
    if raised != best:
        found[best], found[raised] = max(scores[raised], _NEAR * scores[best]), scores[best]
    return found


def _names(objects: Sequence[str], unit: Unit) -> bool:
    return any(name in folded(unit.text) for name in objects)


def _follows(unit: Unit, best: Unit) -> bool:
    """Tell whether a sentence stands right behind another one in its paragraph."""
    between = unit.hit.version.text[best.span.end : unit.span.start]
    return unit.span.start >= best.span.end and len(between) <= _NEXT and "\n" not in between


def _of_place(question: str, units: Sequence[Unit], stated: Callable[[Unit], float]) -> int | None:
    """Return the likeliest sentence in the measure asked for that names the place asked about; None if none."""
    best = units[0]
    version, least = best.hit.version, stated(best) or 1.0
    for place in places_asked(question):
        if place.named_in(f"{best.text}\n{best.context}\n{version.metadata.title}") or is_told_of(place, version):
            continue
        for at, unit in enumerate(units):
            if place.named_in(unit.text) and has_measure(question, folded(unit.text)) and stated(unit) >= least:
                return at
    return None
