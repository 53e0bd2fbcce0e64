"""The figures of a run as tables in a terminal, aligned where Chinese characters are two columns wide."""

import math
import unicodedata
from collections.abc import Mapping, Sequence

from eval.measures.catalog import MEASURES
from eval.results.standing import contribution, mean_of
from eval.scored import Estimate, Scored

_GAP = "  "
_PLACES = {"share": 3, "ms": 0, "count": 2, "characters": 0}
_TITLE_COLUMNS = 40
_GROUP_MEASURES = ("evidence@5", "citation_precision", "citation_recall", "key_facts", "R@5", "nDCG@10")
_MOST_GROUP_MEASURES = 4


def columns(text: str) -> int:
    """Return how many terminal columns a text takes: two for a wide character, none for a combining one."""
    return sum(_columns_of(character) for character in text)


def _columns_of(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Cc", "Me", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def cut(text: str, most: int) -> str:
    """Return a text in one line of at most so many columns, with an ellipsis where something was cut off."""
    line = " ".join(text.split())
    if columns(line) <= most:
        return line
    kept, used = [], 1
    for character in line:
        used += _columns_of(character)
        if used > most:
            break
        kept.append(character)
    return "".join(kept) + "…"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table: the first column to the left, the others to the right."""
    everything = [header, *rows]
    widths = [max(columns(row[place]) for row in everything) for place in range(len(header))]
    rule = _GAP.join("-" * width for width in widths)
    lines = [
        _GAP.join(_padded(cell, width, place) for place, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in everything
    ]
    return [line.rstrip() for line in (lines[0], rule, *lines[1:])]


def _padded(cell: str, width: int, place: int) -> str:
    space = " " * (width - columns(cell))
    return cell + space if place == 0 else space + cell


def shown(measure: str, value: float) -> str:
    """Return a value as the measure is read: shares to three places, times whole; – for no number."""
    if not math.isfinite(value):
        return "–"
    return f"{value:,.{_PLACES.get(MEASURES[measure].unit, 3) if measure in MEASURES else 3}f}"


def ordered(names: Sequence[str]) -> list[str]:
    """Return measures in the order of the catalogue, those that it does not know last."""
    places = {name: place for place, name in enumerate(MEASURES)}
    return sorted(names, key=lambda name: places.get(name, len(places)))


def run_lines(estimates: Mapping[str, Estimate], scored: Sequence[Scored]) -> list[str]:
    """Return the figures of a run with their 95 % intervals, then those by persona and by type."""
    answerable = sum(row.answerable for row in scored)
    lines = [
        f"questions {len(scored)} answerable {answerable} unanswerable {len(scored) - answerable}"
        f" errors {sum(row.failed for row in scored)}",
        "",
        *table(
            ("measure", "value", "95 % interval", "questions"),
            [_row(name, estimates[name]) for name in ordered(list(estimates))],
        ),
    ]
    for title in ("persona", "type"):
        groups = grouped(scored, title)
        if len(groups) > 1:
            lines += ["", *_group_table(title, groups)]
    return lines


def grouped(scored: Sequence[Scored], by: str) -> dict[str, list[Scored]]:
    """Return the questions by `persona` or `type`, in the order of the names."""
    groups: dict[str, list[Scored]] = {}
    for row in scored:
        groups.setdefault((row.persona if by == "persona" else row.type) or "–", []).append(row)
    return dict(sorted(groups.items()))


def group_measures(scored: Sequence[Scored]) -> list[str]:
    """Return the measures that groups are compared by: those of answers where they were judged, else of retrieval."""
    judged = [name for name in _GROUP_MEASURES if any(contribution(name, row) is not None for row in scored)]
    return judged[:_MOST_GROUP_MEASURES]


def _row(name: str, estimate: Estimate) -> tuple[str, ...]:
    low, high = shown(name, estimate.low), shown(name, estimate.high)
    return name, shown(name, estimate.value), f"{low} … {high}", str(estimate.questions)


def _group_table(title: str, groups: Mapping[str, Sequence[Scored]]) -> list[str]:
    names = group_measures([row for rows in groups.values() for row in rows])
    return table(
        (title, "questions", *names, "refused"),
        [
            (
                cut(group, _TITLE_COLUMNS),
                str(len(rows)),
                *(shown(name, mean_of(name, rows)) for name in names),
                str(sum(row.abstained for row in rows)),
            )
            for group, rows in groups.items()
        ],
    )
