"""References in clause texts: 依照本办法第八条, 前款, 《…条例》第五条第（二）项和第六条, 刑法第二百条."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.clauses.marks import OUTLINE
from kb.clauses.references.names import OWN, CitedName, normal_number, numbers_in, own_words, titles_in
from kb.clauses.references.scopes import Scope, Scopes, speaks_of_another_article
from kb.clauses.references.stated_steps import Cited, label_at, labels_in, outlined_in, read_run
from kb.clauses.references.surroundings import Steps, Surroundings, printed
from kb.clauses.steps import Step
from kb.text.numerals import NUMERAL_CHARS, parse_numeral
from kb.types import ClauseTree, Span

RULES = 1
"""The number of these rules: what older ones found is found anew."""

_N = rf"(?:[{NUMERAL_CHARS}]+|[0-9０-９]+)"
_EARLIER = re.compile(
    r"(?<![目以之提日月年天时事生会此当先眼空跟面从支垫向位名分])(?:前(?P<count>[一二两三四五六七八九十几各])?|上一?)"
    r"(?P<unit>条(?!件|例|款|文|约|形|状|路)|款(?!项[目下]|式|物)|项(?!目))"
)
_ATTACHMENT = re.compile(
    rf"(?:详?见|按照?|依照|参照|根据|执行|对照|符合|填写|填报|所列|[（(])\s*(?:本(?:{OWN})(?:[（(](?:试行|暂行)[）)])?\s*)?"
    rf"(?P<name>附[件表录图])\s*(?P<number>{_N})?(?!\s*[：:])"
)
_NOT_CITING = frozenset({"title", "note", "contents", "attached"})
_LEAD = " \u3000\n\t#*>"
_BLANK, _QUOTES = (" ", "\u3000"), ("“", '"', "「")
_BELOW_ARTICLE = frozenset({"款", "项", "目"})
# What follows a label at the beginning of a line where the line speaks of that clause instead of being it.
_SPOKEN_OF = re.compile(
    r"第|[、，,和与及至到或—-]|[的中]?(?:规定|所|内容|条款|情形|要求|条件)|的|之[一二三四五六七八九十]?(?:规定|后)|以[外内]"
)
_FIRST_PARAGRAPH = Step("款", (1,))
_CONTINUES_WORD = re.compile(r"[律规学院庭官人定治制理益案]")
_SHORTEST_ALIAS = 3
_ALL = 50


@dataclass(frozen=True, slots=True)
class Citing:
    """A place where a clause names a document or another clause: what it says, not yet what it means.

    Without title and number it speaks of its own text. The address is canonical where the words give one, so far as
    the text itself tells: 前款 is the 款 before; it stays as written where there is none. None is the whole document.
    """

    position: int
    span: Span
    title: str | None
    number: str | None
    address: str | None


def find_citings(text: str, tree: ClauseTree, title: str = "", number: str | None = None) -> list[Citing]:
    """Return every reference of a version's clauses, in text order.

    `title` and `number` are its own. Headings, tables of contents, notes on the making of the text and the labels that
    begin a clause are none; 本条, 本款 and 本法 alone are none either.
    """
    return _Finder(text, tree, title, number).found()


class _Finder:
    """Reads one version."""

    def __init__(self, text: str, tree: ClauseTree, title: str, number: str | None) -> None:
        self._text = text
        self._tree = tree
        self._around = Surroundings(tree)
        self._own_number = normal_number(number) if number else None
        self._names = list(titles_in(text))
        self._name_starts = [name.start for name in self._names]
        self._scopes = Scopes(text, self._around, self._names, title)
        self._article: tuple[int, Steps] | None = None
        """The 条 in which a 条 of the text itself was named last, and that one."""
        self._used: list[tuple[int, int]] = []

    def found(self) -> list[Citing]:
        """Return the references, in text order."""
        every = [*self._of_clauses(), *self._of_documents(), *self._of_numbers()]
        return sorted(dict.fromkeys(every), key=lambda one: (one.span.start, one.span.end))

    # --- clauses --------------------------------------------------------------------------------------------------

    def _of_clauses(self) -> Iterator[Citing]:
        labels = [match.start() for match in labels_in(self._text) if not self._in_name(match.start())]
        earlier = {match.start(): match for match in _EARLIER.finditer(self._text)}
        attached = {match.start("name"): match for match in _ATTACHMENT.finditer(self._text)}
        outlined = {start: cited for start, cited in outlined_in(self._text) if not self._in_name(start)}
        every = sorted({*labels, *earlier, *attached, *outlined})
        done = 0
        for start in every:
            position = self._around.at(start)
            # 第…条前三款 counts the 款 of the 条 just named.
            if start < done or (start == done and start in earlier) or self._tree.clauses[position].kind in _NOT_CITING:
                continue
            if start in earlier:
                found = list(self._at_earlier(earlier[start], position))
            elif start in attached:
                found = list(self._at_attachment(attached[start], position))
            else:
                found = list(self._at_label(start, outlined.get(start), position))
            if found:
                done = max(one.span.end for one in found)
                self._used.append((found[0].span.start, done))
            yield from found

    def _at_label(self, start: int, outlined: Sequence[Cited] | None, position: int) -> Iterator[Citing]:
        if self._is_label(start, position):
            return
        cited = outlined or read_run(self._text, start)
        if not cited:
            return
        scope = self._scopes.of_label(start, cited[0].steps, position)
        if scope.unknown:
            return
        for one in cited:
            steps = self._full_steps(one, scope, position)
            if steps is not None:
                at = scope.start if one.start == start else one.start
                yield self._citing(position, at, one.end, scope, printed(steps))

    def _is_label(self, start: int, position: int) -> bool:
        """Tell whether a label is that of the clause itself, or of one that an amendment or a broken line sets out."""
        clause = self._tree.clauses[position]
        before = self._text[clause.own.start : start].strip(_LEAD)
        if (not before and clause.label is not None) or before in _QUOTES:
            return True
        label = label_at(self._text, start)
        if label is None or label["unit"] in _BELOW_ARTICLE:
            return False
        if self._text[label.end() : label.end() + 1] in _BLANK:
            return self._text[start - 1 : start] in (*_BLANK, "\n", *_QUOTES)
        line = self._text[self._text.rfind("\n", 0, start) + 1 : start]
        return not line.strip(_LEAD) and not _SPOKEN_OF.match(self._text, label.end())

    def _full_steps(self, one: Cited, scope: Scope, position: int) -> Steps | None:
        """Return the steps of a label from the top of its text; None where 款 or 项 alone lies in nothing known."""
        if not scope.is_own:
            return None if one.unit in _BELOW_ARTICLE else one.steps
        if scope.base and one.unit != OUTLINE:
            return (*scope.base, *one.steps)
        if one.unit not in _BELOW_ARTICLE:
            if one.steps[-1].unit == "条" or any(step.unit == "条" for step in one.steps):
                self._note_article(one.steps, position)
            return one.steps
        return self._below(one, position)

    def _note_article(self, steps: Steps, position: int) -> None:
        holder = self._around.article(position)
        last = max(place for place, step in enumerate(steps) if step.unit == "条")
        if holder is not None:
            self._article = (holder, steps[: last + 1])

    def _below(self, one: Cited, position: int) -> Steps | None:
        """Return the full steps of a label that says 款 or 项 alone: of the clause around, or of the 条 just named."""
        holder = self._around.holder(position)
        if holder is None:
            return None
        named = self._article if self._article is not None and self._article[0] == holder else None
        of_named = (*named[1], *one.steps) if named is not None else None
        if of_named is not None and speaks_of_another_article(self._text, one.start):
            return of_named
        if one.unit == "项" and (item := self._around.items(position, one.steps[0].number[0])) is not None:
            return (*item, *one.steps[1:])
        here = (*self._around.steps(holder), *one.steps)
        if of_named is not None and one.steps[0] != _FIRST_PARAGRAPH and not self._around.has(printed(here)):
            return of_named if self._around.has(printed(of_named)) else here
        return here

    def _at_earlier(self, match: re.Match[str], position: int) -> Iterator[Citing]:
        if self._scopes.amends:
            return
        targets = self._earlier(match, position)
        scope = Scope(match.start())
        run = read_run(self._text, match.end()) if targets else []
        if run and run[0].unit in _BELOW_ARTICLE:
            for one in run:
                at = match.start() if one.start == match.end() else one.start
                yield self._citing(position, at, one.end, scope, printed((*targets[-1], *one.steps)))
            return
        for steps in targets:
            yield self._citing(position, match.start(), match.end(), scope, printed(steps))
        if not targets:
            yield self._citing(position, match.start(), match.end(), scope, match[0])

    def _earlier(self, match: re.Match[str], position: int) -> Sequence[Steps]:
        count = match["count"]
        wanted = 1 if count is None else _ALL if count in "几各" else parse_numeral(count)
        unit = match["unit"]
        if unit == "条":
            return self._around.earlier_articles(position, wanted)
        if unit == "项":
            return self._around.earlier_items(position, wanted)
        found = self._around.paragraphs(position)
        if found is None:
            return self._around.earlier_items(position, wanted)
        paragraphs, index = found
        return paragraphs[max(0, index - wanted) : index]

    def _at_attachment(self, match: re.Match[str], position: int) -> Iterator[Citing]:
        number = (parse_numeral(match["number"]),) if match["number"] else ()
        address = printed((Step(match["name"], number),))
        if not self._tree.clauses[position].address.startswith(address):
            yield self._citing(position, match.start("name"), match.end(), Scope(match.start()), address)

    def _citing(self, position: int, start: int, end: int, scope: Scope, address: str | None) -> Citing:
        return Citing(position, Span(start, end), scope.title, scope.number, address)

    # --- documents ------------------------------------------------------------------------------------------------

    def _of_documents(self) -> Iterator[Citing]:
        for name in self._names:
            position = self._around.at(name.start)
            if name.introduced or self._tree.clauses[position].kind in _NOT_CITING or self._is_used(name.start):
                continue
            title, number = self._scopes.full(name)
            if not self._scopes.is_own_title(title) and not own_words(title):
                yield Citing(position, Span(name.start, name.close), title, number, None)
        for short, name in self._scopes.short_names.items():
            if len(short) >= _SHORTEST_ALIAS:
                yield from self._of_short_name(short, name)

    def _of_short_name(self, short: str, name: CitedName) -> Iterator[Citing]:
        """Yield the first place in each clause where a short name stands by itself."""
        met: set[int] = set()
        for match in re.finditer(re.escape(short), self._text[name.end :]):
            start = name.end + match.start()
            end = start + len(short)
            position = self._around.at(start)
            if position in met or self._is_used(start) or self._tree.clauses[position].kind in _NOT_CITING:
                continue
            if self._in_name(start) or _CONTINUES_WORD.match(self._text, end):
                continue
            met.add(position)
            yield Citing(position, Span(start, end), name.title, name.number, None)

    def _of_numbers(self) -> Iterator[Citing]:
        for start, end in numbers_in(self._text):
            position = self._around.at(start)
            if self._in_name(end - 1) or self._tree.clauses[position].kind in (*_NOT_CITING, "preamble", "closing"):
                continue
            number = normal_number(self._text[start:end])
            if number != self._own_number:
                yield Citing(position, Span(start, end), None, number, None)

    def _in_name(self, offset: int) -> bool:
        """Tell whether an offset lies in a title, its number or the short name introduced behind it."""
        place = bisect_right(self._name_starts, offset) - 1
        return place >= 0 and offset < self._names[place].end

    def _is_used(self, offset: int) -> bool:
        place = bisect_right(self._used, (offset, len(self._text) + 1)) - 1
        return place >= 0 and offset < self._used[place][1]
