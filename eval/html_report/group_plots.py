"""Figures by persona or type: one row a group, a dot with its interval a measure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from eval.html_report.svg import LINES, Axis, Figure, Plot, key
from eval.measures.catalog import MEASURES
from eval.measures.estimates import estimates
from eval.results.table import cut, group_measures, grouped
from eval.scored import Estimate, Scored

_ROW = 26.0
_AROUND_ROWS = 52.0
_LABEL_COLUMNS = 17
_LABEL_LEFT = 118.0
# How far the two measures of a row lie from its middle, in rows.
_APART = 0.16


def by_group(scored: Sequence[Scored], by: str) -> Figure | None:
    """Return the plot of the groups by `persona` or `type`; None where there is nothing to compare."""
    names = _measures(scored)
    groups = {group: _found(rows, names) for group, rows in grouped(scored, by).items()}
    groups = {group: found for group, found in groups.items() if found}
    if len(groups) < 2:
        return None
    plot = Plot(
        f"By {by}",
        Axis("mean with 95 % interval"),
        Axis("", high=len(groups), ticks=()),
        left=_LABEL_LEFT,
        height=len(groups) * _ROW + _AROUND_ROWS,
    )
    for place, (group, found) in enumerate(groups.items()):
        _row(plot, len(groups) - place - 0.5, group, names, found)
    keys = " and ".join(key(kind, MEASURES[name].title) for kind, name in zip(LINES, names, strict=False))
    return Figure(f"By {by}", f"{keys}; the number of questions in brackets.", plot.drawn())


def _measures(scored: Sequence[Scored]) -> list[str]:
    there = group_measures(scored)
    return [*there[:1], *(["key_facts"] if "key_facts" in there[1:] else there[1:2])]


def _found(rows: Sequence[Scored], names: Sequence[str]) -> Mapping[str, Estimate]:
    judged = [_drawn_only(row, names) for row in rows if any(name in row.figures for name in names)]
    found = estimates(judged)
    return {name: found[name] for name in names if name in found}


def _drawn_only(row: Scored, names: Sequence[str]) -> Scored:
    """Leave out of a row what is not drawn: the intervals of figures of sets take long to compute."""
    figures = {name: row.figures[name] for name in names if name in row.figures}
    return replace(row, figures=figures, answerable=True, abstained=False, failed=False, confidence=None)


def _row(plot: Plot, middle: float, group: str, names: Sequence[str], found: Mapping[str, Estimate]) -> None:
    most = max(one.questions for one in found.values())
    plot.text(0.0, middle, f"{cut(group, _LABEL_COLUMNS)} ({most})", anchor="end", right=-8, down=4)
    for kind, name, away in zip(LINES, names, (_APART, -_APART), strict=False):
        if name in found:
            one = found[name]
            plot.line([(one.low, middle + away), (one.high, middle + away)], kind)
            said = f"{group}, {name}: {one.value:.3f} ({one.low:.3f} to {one.high:.3f}), {one.questions} questions"
            plot.dot(one.value, middle + away, kind, said)
