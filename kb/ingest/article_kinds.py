"""What an item of a newspaper page is, and what to call one that has no headline."""

import re

from kb.ingest.furniture import dateline_end, has_dateline, is_contact
from kb.ingest.labels import label_of
from kb.ingest.titles import has_title_shape, opens_document
from kb.types import DocumentKind

_LAW_TITLE = re.compile(r"(?:(?<!办)法|条例)(?:[（(].{1,8}[）)])?$")
_NOTICE = re.compile(
    r"欢迎[^。]{0,30}来稿|征稿|启事|特此(?:公告|声明|通知)|敬请(?:读者|期待|关注)|遗失声明"
    r"|本报(?:新|今)[^。]{0,6}(?:开设|推出|创刊)"
)
_FEWEST_CLAUSES = 3
_LONGEST_NOTICE = 400
_LONGEST_TITLE = 30
_STOP = re.compile(r"[。！？；：:，,!?;]")


def article_kind(text: str, title: str | None, byline: str | None) -> DocumentKind:
    """Return the kind of an article: a policy or law printed in full, an advertisement, a notice, or news."""
    paragraphs = [line for line in text.split("\n") if line.strip()]
    clauses = sum(label_of(line) is not None for line in paragraphs)
    if title and has_title_shape(title) and clauses >= _FEWEST_CLAUSES and byline is None and _opens(paragraphs):
        return DocumentKind.LAW if _LAW_TITLE.search(title) else DocumentKind.POLICY
    reported = byline is not None or has_dateline(text)
    if not reported and any(is_contact(line) for line in paragraphs):
        return DocumentKind.ADVERTISEMENT
    if not reported and len(text) <= _LONGEST_NOTICE and _NOTICE.search(text):
        return DocumentKind.NOTICE
    return DocumentKind.NEWS


def _opens(paragraphs: list[str]) -> bool:
    return bool(paragraphs) and (opens_document(paragraphs[0]) or label_of(paragraphs[0]) is not None)


def opening_words(text: str) -> str:
    """Return the first words of an item without a headline, to name it by."""
    body = text[dateline_end(text) :].lstrip()
    first = body.split("\n", 1)[0]
    words = first[:_LONGEST_TITLE]
    stops = [match.start() for match in _STOP.finditer(words)]
    if stops and stops[-1] >= 8:
        return first[: stops[-1]]
    return words.rstrip("。！？；") if len(first) <= _LONGEST_TITLE else words + "…"
