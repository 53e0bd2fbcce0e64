"""Where Chinese sentences end."""

import re

from kb.types import Span

# An end mark closes with the quotation marks and brackets that follow it; a line break always ends a sentence.
_END = re.compile(r"[。！？!?；;…]+[”’」』）)】]*|\n+")


def sentence_spans(text: str, within: Span | None = None) -> list[Span]:
    """Return the spans of the sentences, white space at both ends left out; clauses between ； count as sentences."""
    whole = within or Span(0, len(text))
    spans: list[Span] = []
    start = whole.start
    for match in _END.finditer(text, whole.start, whole.end):
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, whole.end)
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))
