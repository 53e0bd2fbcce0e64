"""A policy's text as conditions are read from it: its clauses with their sentences and the items of their lists."""

import re
from collections import defaultdict

from kb.text.numerals import parse_numeral
from kb.text.written_numbers import half_width
from kb.types import ClauseTree, Span

_SENTENCE_END = re.compile(r"[。!?\n]+[”’」』]?")
_LIST_MARK = re.compile(
    r"[(〔](?P<bracketed>[一二三四五六七八九十]{1,3}|\d{1,2})[)〕]|(?<![\d.])(?P<arabic>\d{1,2})[.、](?!\d)"
    r"|(?P<circled>[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])|(?<=[:;。,])(?P<spoken>[一二三四五六七八九十])是"
)
_LEADING_LABEL = re.compile(
    r"(?:第[一二三四五六七八九十百零〇\d]+[章节条款项]|[一二三四五六七八九十]+[、.]|[(〔][一二三四五六七八九十\d]+[)〕]"
    r"|\d{1,2}(?:\.\d{1,2})*[.、](?!\d)|\d{1,2}(?:\.\d{1,2})+ |[①-⑳])[ 、.]*"
)
_EDGE_START = " \n\t,;:。、*#_>“"
_EDGE_END = " \n\t,;:。、*_"


class PolicyText:
    """The half-width text of a version with its clauses; every span is one of the version's own text."""

    def __init__(self, text: str, tree: ClauseTree) -> None:
        self.text = text
        self.plain = half_width(text)
        self.clauses = tree.clauses
        self._children: dict[int | None, list[int]] = defaultdict(list)
        for position, clause in enumerate(tree.clauses):
            self._children[clause.parent].append(position)

    def children(self, position: int | None) -> list[int]:
        """Return the positions of the clauses below one, in order."""
        return self._children[position]

    def of(self, span: Span) -> str:
        """Return the half-width words of a span."""
        return self.plain[span.start : span.end]

    def body(self, position: int) -> Span:
        """Return a clause's own text without its label."""
        own = self.trimmed(self.clauses[position].own)
        label = _LEADING_LABEL.match(self.plain, own.start, own.end) if self.clauses[position].label else None
        return self.trimmed(Span(label.end(), own.end)) if label else own

    def trimmed(self, span: Span) -> Span:
        """Return a span without the white space and marks at its ends; an opening quotation mark stays with its end."""
        start, end = span.start, span.end
        while start < end and self.plain[start] in _EDGE_START:
            if self.plain[start] == "“" and "”" in self.plain[start:end]:
                break
            start += 1
        while end > start and self.plain[end - 1] in _EDGE_END:
            end -= 1
        return Span(start, end)

    def sentences(self, span: Span) -> list[Span]:
        """Return the sentences of a span, trimmed at the front; a list's lead-in keeps its colon."""
        found, start = [], span.start
        for end in [*(mark.end() for mark in _SENTENCE_END.finditer(self.plain, span.start, span.end)), span.end]:
            inner = self.trimmed(Span(start, end))
            if len(inner):
                colon = inner.end < end and self.plain[inner.end] == ":"
                found.append(Span(inner.start, inner.end + colon))
            start = end
        return found

    def inline_items(self, span: Span) -> tuple[Span, list[Span]]:
        """Return the words before the first mark of a list within a span, and its items; no items where it has none."""
        marks: list[re.Match[str]] = []
        for mark in _LIST_MARK.finditer(self.plain, span.start, span.end):
            if _number(mark) == len(marks) + 1 and (not marks or mark.lastgroup == marks[0].lastgroup):
                marks.append(mark)
        if len(marks) < 2:
            return span, []
        ends = [*(mark.start() for mark in marks[1:]), span.end]
        items = [self.trimmed(Span(mark.end(), end)) for mark, end in zip(marks, ends, strict=True)]
        return Span(span.start, marks[0].start()), [item for item in items if len(item)]


def without_label(words: str) -> str:
    """Return half-width words without the label of a clause before them."""
    label = _LEADING_LABEL.match(words)
    return words[label.end() :] if label else words


def _number(mark: re.Match[str]) -> int | None:
    words = mark["bracketed"] or mark["arabic"] or mark["circled"] or mark["spoken"]
    try:
        return parse_numeral(words)
    except ValueError:
        return None
