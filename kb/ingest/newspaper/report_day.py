"""The day of a news item that only says “5月15日”, where its page states the year."""

import re
from collections.abc import Iterable
from datetime import date

from kb.ingest.furniture import dateline_end
from kb.ingest.newspaper.bylines import opening_byline
from kb.types import Evidence, Span

_AS_OF = re.compile(r"截至\s?(20\d{2})\s?年(?:\s?(\d{1,2})\s?月)?")
_DAY = re.compile(r"[\s（）()，,]{0,4}(?:记者)?(?P<day>(\d{1,2})\s?月\s?(\d{1,2})\s?日)")


def latest_month(texts: Iterable[str]) -> tuple[int, int] | None:
    """Return the year and month of a page's latest figures (“截至2021年3月末”); None where years differ."""
    stated = [(int(match[1]), int(match[2] or 1)) for text in texts for match in _AS_OF.finditer(text)]
    years = {year for year, _ in stated}
    return max(stated) if len(years) == 1 else None


def report_day(text: str, latest: tuple[int, int]) -> Evidence | None:
    """Return the day behind an item's dateline, concluded to be in the year of the page's latest figures.

    None where the item opens with no dateline and day, or the day lies before those figures.
    """
    start = dateline_end(text)
    if not start:
        return None
    byline = opening_byline(text, start)
    match = _DAY.match(text, byline[1] if byline else start)
    if match is None:
        return None
    year, month = latest
    try:
        day = date(year, int(match[2]), int(match[3]))
    except ValueError:
        return None
    if (day.year, day.month) < (year, month):
        return None
    return Evidence(day.isoformat(), Span(*match.span("day")), inferred=True)
