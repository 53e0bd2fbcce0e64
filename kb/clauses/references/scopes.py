"""Whose clauses a label in running text names: of the document named before it, of the text itself, of the 条 here."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kb.clauses.references.names import OWN, CitedName, own_words, unquoted_name
from kb.clauses.references.surroundings import Steps, Surroundings, printed
from kb.clauses.steps import Step
from kb.text.title_names import name_key

_TRIAL = r"(?:[（(](?:试行|暂行)[）)])?"
_PART = r"(?:\s*(?:总则|分则|附则|正文))?"
_OWN_BEFORE = re.compile(rf"(?<![基日根])本(?P<kind>{OWN}){_TRIAL}\s*[》〉]?{_PART}\s*[的中]?\s*$")
_HERE_BEFORE = re.compile(r"本(?P<unit>条|款|项|章|节|编)\s*的?\s*$")
_THAT_BEFORE = re.compile(rf"(?:该|上述|前述|所述)(?P<kind>{OWN}){_TRIAL}\s*[的中]?\s*$")
_PART_BEFORE = re.compile(rf"{_PART}\s*[的中]?\s*$")
_FOREIGN_BEFORE = re.compile(r"法例\s*$")
_BARRED_BEFORE = re.compile(r"(?:违反|有|属于|实施|存在)(?:本条例|本办法|本规定|上述|前述)?\s*$")
_AMENDS = re.compile(
    r"关于(?:修改|修正|修订)\s*[《〈](?P<title>.+?)[》〉](?P<more>等)?.{0,8}的决定|(?P<law>.{2,30})修正案"
)
# What a decision that amends another text calls itself; its other words for a text are those of the amended one.
_DECISIONS = frozenset({"决定", "通知", "公告", "意见"})
_LOOKED_BACK = 40


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose clauses labels name, and from where on the words say so."""

    start: int
    title: str | None = None
    number: str | None = None
    base: Steps = ()
    """The steps that the labels lie in, where 本条 or 本款 stands before them."""
    unknown: bool = False

    @property
    def is_own(self) -> bool:
        """True where the labels are those of the text itself."""
        return self.title is None and self.number is None


class Scopes:
    """Tells the scopes of one version's labels, asked for in text order."""

    def __init__(self, text: str, around: Surroundings, names: Sequence[CitedName], title: str) -> None:
        self._text = text
        self._around = around
        self._names = names
        self._name_ends = [name.end for name in names]
        self._ends = {place: name for name in names for place in (name.end, name.close)}
        self._own_key = name_key(title)
        self.short_names = {name.short: name for name in names if name.short}
        amends = _AMENDS.search(title)
        self._amended = (amends["title"] or amends["law"]) if amends else None
        self.amends_several = bool(amends and amends["more"])
        self._last_named: tuple[int, Scope] | None = None

    @property
    def amends(self) -> bool:
        """True for a decision that amends other texts: its 前款 and 第…条 are theirs."""
        return self._amended is not None or self.amends_several

    def of_label(self, start: int, steps: Steps, position: int) -> Scope:
        """Return the scope of the label at an offset, whose first clause the steps name."""
        scope = self._stated(start, position)
        if scope is None:
            scope = self._unstated(start, steps)
        if scope.title is not None:
            self._last_named = (start, scope)
        return scope

    def full(self, name: CitedName) -> tuple[str, str | None]:
        """Return the title that a name stands for, and its number."""
        held = self.short_names.get(name.title)
        return (held.title, held.number) if held is not None else (name.title, name.number)

    def is_own_title(self, title: str) -> bool:
        """Tell whether a title is the text's own."""
        return name_key(title) == self._own_key

    def _stated(self, start: int, position: int) -> Scope | None:
        """Return the scope that the words before a label state; None where they state none."""
        before = self._text[max(0, start - _LOOKED_BACK) : start]
        shift = start - len(before)
        if own := _OWN_BEFORE.search(before):
            return self._of_text(shift + own.start(), own["kind"])
        if here := _HERE_BEFORE.search(before):
            base = self._around.around(here["unit"], position)
            return Scope(shift + here.start(), base=base, unknown=self.amends or not base)
        part = _PART_BEFORE.search(before)
        name_end = shift + part.start() if part else start
        named = self._ends.get(name_end) or self._ends.get(start)
        if named is not None:
            return self._unless_own(Scope(named.start, *self.full(named)))
        if that := _THAT_BEFORE.search(before):
            last = self._last_of_kind(start, that["kind"])
            if last is None:
                return Scope(start, unknown=True)
            return self._unless_own(Scope(shift + that.start(), *self.full(last)))
        if _FOREIGN_BEFORE.search(before):
            return Scope(start, unknown=True)
        name = unquoted_name(self._text, name_end)
        return self._unquoted(*name) if name is not None else None

    def _unstated(self, start: int, steps: Steps) -> Scope:
        """Return the scope of a label without any word on it: the text's own, or what the sentence named before."""
        last = self._last_named
        article = next((step for step in steps if step.unit == "条"), None)
        if last is not None and article is not None and "。" not in self._text[last[0] : start]:
            held = self._around.has(printed((Step("条", article.number),)))
            if not held:
                return Scope(start, last[1].title, last[1].number)
        if article is not None and not self._around.has_articles and not self.amends:
            # In a text of other marks 第…条 alone is of some other text.
            return Scope(start, unknown=True)
        return self._of_text(start, None)

    def _of_text(self, start: int, kind: str | None) -> Scope:
        """Return the scope of the text's own clauses: in a text that amends another, of that other."""
        if kind in _DECISIONS or not self.amends:
            return Scope(start)
        return Scope(start, unknown=True) if self.amends_several else Scope(start, self._amended)

    def _unquoted(self, name: str, start: int) -> Scope:
        for length in range(len(name), 1, -1):
            # Words of the sentence may stand before a short name that the text itself introduced.
            short = self.short_names.get(name[-length:])
            if short is not None and short.start < start:
                return Scope(start + len(name) - length, short.title, short.number)
        if own_words(name):
            return self._of_text(start, None)
        return self._unless_own(Scope(start, name))

    def _unless_own(self, scope: Scope) -> Scope:
        return Scope(scope.start) if scope.title and self.is_own_title(scope.title) else scope

    def _last_of_kind(self, start: int, kind: str) -> CitedName | None:
        before = self._names[: bisect_right(self._name_ends, start)]
        return next((name for name in reversed(before) if name_key(name.title).endswith(kind)), None)


def speaks_of_another_article(text: str, start: int) -> bool:
    """Tell whether a 款 or 项 alone is one that somebody breaks: 违反第三项 goes on from the 条 named before."""
    return _BARRED_BEFORE.search(text, max(0, start - 8), start) is not None
