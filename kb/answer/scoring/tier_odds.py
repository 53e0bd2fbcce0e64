"""How much likelier a tier makes a unit: the row that holds the question's figure, before those that do not."""

from collections.abc import Sequence

from kb.answer.scoring.units import Unit
from kb.answer.tiers import Fit, Tiers

# The row that holds a figure is so much likelier than the best row of its table; the others are unlikely.
_HOLDS, _OTHER = 8.0, 0.05
# A table of another document than the best unit's is meant only where it is likely by itself.
_OF_ANOTHER = 0.3
# What holds the figure comes before what is as likely.
_BEFORE = 1.001


def by_tier(question: str, units: Sequence[Unit], odds: Sequence[float]) -> list[float]:
    """Return the odds of units, those of rows, items and sentences changed by the figure or grade of the question.

    A unit that holds the figure is raised as far as the best of all; beside others that do, by how likely it was.
    """
    told = list(odds)
    tiers = Tiers(question)
    if not units or not tiers.may_tell:
        return told
    fits = [tiers.fit(unit.hit.version.text, unit.span) for unit in units]
    top = max(odds)
    best_row = units[max(range(len(odds)), key=odds.__getitem__)].version_row
    for row in {unit.version_row for unit, fit in zip(units, fits, strict=True) if fit is Fit.HOLDS}:
        of_row = [place for place, unit in enumerate(units) if unit.version_row == row and fits[place]]
        likely = max(odds[place] for place in of_row)
        if row != best_row and likely < _OF_ANOTHER * top:
            continue
        holding = [place for place in of_row if fits[place] is Fit.HOLDS]
        first = max(odds[place] for place in holding)
        for place in holding:
            told[place] = min(top * _BEFORE, likely * _HOLDS) * odds[place] / first
    for place, fit in enumerate(fits):
        if fit is Fit.OTHER:
            told[place] *= _OTHER
    best = max(told)
    return [one * top / best for one in told]
