"""The years in which a document holds, as far as it states them, and days before any did."""

from datetime import date

from kb.retrieve.validity import day_of
from kb.retrieve.view import View
from kb.text.placed_titles import RULES
from kb.types import Metadata, Query

# A rule without an end is seldom left as it is for longer.
_YEARS_WITHOUT_END = 5


def years_in_force(metadata: Metadata) -> set[str]:
    """Return the years in which a rule holds, from its first to its last day; without a last day the first five.

    Empty for reports, whose figures are of one time, and where no first day is stated.
    """
    first, last = day_of(metadata.effective_from), day_of(metadata.effective_to)
    if metadata.kind not in RULES or first is None:
        return set()
    until = last.year if last else first.year + _YEARS_WITHOUT_END
    return {str(year) for year in range(first.year, until + 1)}


def nothing_yet(query: Query, view: View) -> str | None:
    """Return that nothing held was in force on the day asked for, and which document was first; None where one was."""
    catalog = view.catalog
    rows = (catalog.current(document_id, view.day) for document_id in catalog.documents) if query.as_of else ()
    begun = [(first, row) for row in rows if not row.withdrawn and (first := day_of(row.metadata.effective_from))]
    first, row = min(begun, key=lambda one: one[0], default=(view.day, None))
    if row is None or first <= view.day:
        return None
    title = row.metadata.title
    named = title if "《" in title else f"《{title}》"
    return (
        f"{_in_words(view.day)}那天，库里的文件都还没有施行；最早施行的是{named}，自{_in_words(first)}起。"
        "请换一个日期再问，或不指定日期按今天的效力查。"
    )


def _in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
