"""What an item of a newspaper page is, and what to call one that has no headline."""

import re

from kb.ingest.furniture import (
    dateline_end,
    ends_advertisement,
    has_dateline,
    is_contact,
    is_offer,
    opens_announcement,
)
from kb.ingest.labels import label_of
from kb.ingest.newspaper.bylines import opening_byline
from kb.ingest.references import NUMBER
from kb.ingest.titles import has_title_shape, opens_document
from kb.types import DocumentKind

_LAW_TITLE = re.compile(r"(?:(?<!办)法|条例)(?:[（(].{1,8}[）)])?$")
_NOTICE = re.compile(
    r"欢迎[^。]{0,30}来稿|征稿|启事|特此(?:公告|声明|通知)|敬请(?:读者|期待|关注)|遗失声明"
    r"|本报(?:新|今)[^。]{0,6}(?:开设|推出|创刊)"
)
_NOTICE_TITLE = re.compile(r"(?:公告|通告|公示|(?<!招聘)(?<!招租)(?<!招商)启事|声明|名单|更正)(?:[（(].{1,8}[）)])?$")
_FEWEST_CLAUSES = 3
_LONGEST_NOTICE = 400
_LONGEST_TITLE = 30
_STOP = re.compile(r"[。！？；：:，,!?;]")


def article_kind(text: str, title: str | None, byline: str | None) -> DocumentKind:
    """Return the kind of an article: a policy or law printed in full, an advertisement, a notice, or news."""
    paragraphs = [line for line in text.split("\n") if line.strip()]
    reported = byline is not None or has_dateline(text)
    notice = title is not None and bool(_NOTICE_TITLE.search(title))
    if not reported and not notice and _is_official(paragraphs, title):
        return DocumentKind.LAW if _LAW_TITLE.search(title or "") else DocumentKind.POLICY
    if not reported and _advertises(paragraphs, notice):
        return DocumentKind.ADVERTISEMENT
    if not reported and (notice or opens_announcement(text) or (len(text) <= _LONGEST_NOTICE and _NOTICE.search(text))):
        return DocumentKind.NOTICE
    return DocumentKind.NEWS


def _is_official(paragraphs: list[str], title: str | None) -> bool:
    clauses = sum(label_of(line) is not None for line in paragraphs)
    return title is not None and has_title_shape(title) and clauses >= _FEWEST_CLAUSES and _opens(paragraphs)


def _advertises(paragraphs: list[str], notice: bool) -> bool:
    if any(map(ends_advertisement, paragraphs)) or (len(paragraphs) == 1 and is_offer(paragraphs[0])):
        return True
    return not notice and any(map(is_contact, paragraphs))


def _opens(paragraphs: list[str]) -> bool:
    """Tell whether the text begins like a document's, behind its number and whom it addresses."""
    opening = [line for line in paragraphs[:4] if not NUMBER.fullmatch(line.strip("（）() \u3000"))][:1]
    return any(opens_document(line) or label_of(line) is not None for line in opening)


def _opening_end(text: str) -> int:
    """Return where an item's own words begin, after its dateline and the byline in brackets behind that."""
    end = dateline_end(text)
    byline = opening_byline(text, end)
    return byline[1] if byline else end


def opening_words(text: str) -> str:
    """Return the first words of an item without a headline, to name it by."""
    body = text[_opening_end(text) :].lstrip("（）() \t\u3000")
    first = body.split("\n", 1)[0]
    words = first[:_LONGEST_TITLE]
    stops = [match.start() for match in _STOP.finditer(words)]
    if stops and stops[-1] >= 8:
        return first[: stops[-1]]
    return words.rstrip("。！？；") if len(first) <= _LONGEST_TITLE else words + "…"
