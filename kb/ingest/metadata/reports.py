"""Which official documents a news article reports on."""

import re

from kb.ingest.references import find_references
from kb.ingest.titles import has_title_shape
from kb.types import Evidence, Span

_ISSUED = re.compile(
    r"(?:印发|出台|发布|下发|制定|颁布|公布|推出|联合发文|发出|实施|施行|修订|签署|通过|落实)[^。！？]{0,14}$"
)
_AFTER = re.compile(
    r"^[^。！？]{0,24}?(?:(?:正式|今日|日前|近日)?(?:出台|发布|印发|公布|施行|实施|生效)|提出|明确|要求|规定|首次|从)"
)
_SHORTEST = 8
_REACH = 30


def reports_on(text: str) -> tuple[Evidence, ...]:
    """Return the documents whose issue or contents the article reports, in order.

    Each value is “《title》（number）”, or “《title》” where no number is given.
    """
    found: dict[str, Evidence] = {}
    for reference in find_references(text):
        if len(reference.title) < _SHORTEST or not has_title_shape(reference.title):
            continue
        before = text[max(reference.start - _REACH, 0) : reference.start]
        after = text[reference.end : reference.end + _REACH]
        if _ISSUED.search(before) or _AFTER.match(after):
            found.setdefault(reference.value, Evidence(reference.value, Span(reference.start, reference.end)))
    return tuple(found.values())
