"""The plain line that an answer begins with, made of what the best quotes say: `最高不超过300万元（每户）`.

Everything but a few fixed words is copied from the quotes; where it is not certain what to say, nothing is said.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial

from kb.answer.cite import QuoteMismatch
from kb.answer.lead.check import Lead, verify_lead
from kb.answer.lead.claims import asks_for_difference, asks_for_leave, asks_whether, when_part, whether_part, who_part
from kb.answer.lead.figures import Saying, figure_part, named_in, only_figure, rendered, sayings
from kb.answer.lead.fitting import is_of_another_nature, lacks_thing, names_no_rate, without_count
from kb.answer.lead.reserve import reserved
from kb.answer.lead.text import listed_items, plain, stated_figures
from kb.answer.lead.unasked import says_unasked
from kb.answer.lead.words import (
    ASKED_COUNT,
    ASKED_MONEY,
    ASKED_TERM,
    CANNOT,
    CLASSIFIERS_ALIKE,
    CONDITIONED,
    DIFFER,
    FORBIDS,
    LISTED,
    SEE,
)
from kb.answer.question import FIGURES, QuestionKind, kinds_of
from kb.answer.quoting.two_sides import compared, is_of
from kb.answer.scoring.attributes import asked_attributes
from kb.answer.tiers import Fit, Tiers
from kb.clauses.label import clause_label
from kb.text.keys import search_key
from kb.text.tokens import bigrams
from kb.types import Citation

__all__ = ["Lead", "lead_line", "verify_lead"]

_MEASURE_OF = {
    QuestionKind.AMOUNT: "money",
    QuestionKind.RATE: "rate",
    QuestionKind.PERIOD: "period",
}
_OF_MEASURES = ("money", "rate", "period", "count")
_ASKED_BESIDE = frozenset({QuestionKind.AMOUNT, QuestionKind.PERIOD, QuestionKind.WHEN, QuestionKind.WHO})
_WHOLE_LISTS = frozenset({QuestionKind.LIST, QuestionKind.STEPS})
_CONDITION = re.compile(r"条件|情形|符合|[^目]的(?:[^，,]{0,12})?[，：:]")
_NAMED_ITEM = re.compile(r"^([\u4e00-\u9fff]{2,8})[：:。]")
_BRACKETED = re.compile(r"（([^（）]{4,})）")
# Papers and conditions have no order.
_NO_STEPS = re.compile(r"材料|资料|条件|情形|之一")
_ONE_OF = re.compile(r"(?:符合|具备|满足|有)?(?:下列|以下)[\u4e00-\u9fff]{0,6}之一")
_HOW_MUCH = re.compile(r"多少|几|多[久长大]|百分|比例|最[高长]|额度|期限|利率|费率|时限|上限")
# Who asks what two sums are (分别是多少) wants no count of items.
_LIST_ASKED = re.compile(
    r"哪(?!个|家|里|儿|边|天|年)|什么|啥|[几多][少]?[种项步类条点款个方](?!月|工作日|年|百分)|逐|列|清单|怎么|如何|怎样|咋|流程|步骤|程序|手续|which|what|how"
)
_ADDED = re.compile(r"(?:增加|[再另]加|提高|上浮|下降|减少)(?![到至])")
_ITEM_END = "；;。，,.、"
_SHORTEST_ITEM = 3
# A figure is looked for in the best quote and the one behind it; further ones are less sure to answer.
_LOOKED_AT = 2
# With a lead-in.
_SEEN = _LOOKED_AT + 1


@dataclass(frozen=True, slots=True)
class _Finder:
    """What finds a part in a plain quote, and the measures of the figures that it looks for, if it looks for any."""

    find: Callable[[str, Collection[str]], str | None]
    """Given the text and the stretches of it that hold for another figure than the question's."""
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a lead, and the mark of the citation that it is from."""

    text: str
    mark: int


def lead_line(
    question: str, kinds: Set[QuestionKind], citations: Sequence[Citation], *, of_one: bool = False
) -> Lead | None:
    """Return a line that answers a prepared question of these kinds from its citations, best first; None where unsure.

    What is returned has passed verify_lead. Where the question asks for an attribute (a fee, a subsidy …) that the best
    quotes cannot state, no figure in them is what is asked for. `of_one` says that of several places or things that
    the question names only the one is meant that the citations are of.
    """
    if not _states_asked(question, citations):
        return None
    for make in (_whole_list, _difference, _parts, _whether, _listed, _place):
        for lead in make(question, kinds, citations):
            if says_unasked(question, lead.text, citations, of_one=of_one):
                continue
            if _sound(lead, citations):
                plainer = _without_echo(lead)
                return plainer if _sound(plainer, citations) else lead
    return None


def _without_echo(lead: Lead) -> Lead:
    """Return a lead without the brackets whose words it also says outside them."""
    text = lead.text
    for match in reversed(list(_BRACKETED.finditer(text))):
        if match[1] in text[: match.start()] + text[match.end() :]:
            text = text[: match.start()] + text[match.end() :]
    return replace(lead, text=text)


def _states_asked(question: str, citations: Sequence[Citation]) -> bool:
    """Tell whether the best quotes, their headings and lead-ins with them, can state an attribute that is asked for."""
    if lacks_thing(question, [_seen(citation) for citation in citations[:_SEEN]]):
        return False
    asked = asked_attributes(question)
    if not asked:
        return True
    seen = [part for citation in citations[:_SEEN] for part in (*_headings(citation), citation.quote)]
    return any(attribute.stated_in("\n".join(seen)) for attribute in asked)


def _seen(citation: Citation) -> str:
    return "\n".join((citation.version.metadata.title, *_headings(citation), citation.quote))


def _headings(citation: Citation) -> tuple[str, ...]:
    return (*citation.clause.heading_path, citation.clause.title or "")


def _sound(lead: Lead, citations: Sequence[Citation]) -> bool:
    try:
        verify_lead(lead, citations)
    except QuoteMismatch:
        return False
    return True


def _whole_list(question: str, kinds: Set[QuestionKind], citations: Sequence[Citation]) -> Iterator[Lead]:
    """Yield how many items or steps a list has that is quoted whole, with their names where they have short ones."""
    if not kinds & _WHOLE_LISTS or not _LIST_ASKED.search(question) or not (items := listed_items(citations)):
        return
    steps = QuestionKind.STEPS in kinds and not _NO_STEPS.search(citations[0].quote)
    count = f"共{len(items)}{'步' if steps else '项'}"
    marks = tuple(citation.mark for citation in citations[: len(items) + 1])
    names = [match[1] for item in items if (match := _NAMED_ITEM.match(plain(item.quote)))]
    if len(names) == len(items):
        yield from reserved(f"{count}：{'、'.join(names)}", marks, citations)
    if one_of := _ONE_OF.search(citations[0].quote):
        yield from reserved(f"{count}（{one_of.group()}）", marks, citations)
    yield from reserved(count, marks, citations)


def _difference(question: str, kinds: Set[QuestionKind], citations: Sequence[Citation]) -> Iterator[Lead]:
    """Yield what two things that a question compares have, where exactly two sayings name them and differ."""
    if not asks_for_difference(question):
        return
    measures = [_MEASURE_OF[kind] for kind in kinds if kind in _MEASURE_OF] or _OF_MEASURES
    for measure in measures:
        found: list[Saying] = []
        marks: list[int] = []
        for citation in _content(citations):
            new = [one for one in sayings(measure, plain(citation.quote)) if not _has_changed(question, one)]
            found += new
            marks += [citation.mark] * len(new)
        named = named_in(question, found)
        if len(named) == 2 and named[0].core != named[1].core and _are_both_sides(question, named):
            said = [rendered(saying, question, scoped=True) for saying in named]
            from_marks = tuple(sorted({marks[found.index(saying)] for saying in named}))
            if all(said):
                yield from reserved(f"{DIFFER}：{said[0]}；{said[1]}", from_marks, citations)


def _has_changed(question: str, saying: Saying) -> bool:
    """Tell whether a saying is of how much something has grown or is added, not of how much it is."""
    return is_of_another_nature(question, saying.subject + saying.core) or _ADDED.search(saying.core) is not None


def _are_both_sides(question: str, said: Sequence[Saying]) -> bool:
    """Tell whether two sayings are of the two things that a question compares, where it names two."""
    sides = compared(question)
    if sides is None:
        return True
    one, other = (f"{saying.conditions}{saying.subject}{saying.core}" for saying in said)
    first, second = sides
    return (is_of(first, second, one) and is_of(second, first, other)) or (
        is_of(second, first, one) and is_of(first, second, other)
    )


def _is_of_one_side(question: str, said: str) -> bool:
    """Tell whether a line names one of two things that a question compares, and not the other."""
    sides = compared(question)
    if sides is None:
        return False
    held = set(bigrams(search_key(said)))
    named = [not set(bigrams(search_key(side))).isdisjoint(held) for side in sides]
    return any(is_of(one, other, said) for one, other in (sides, sides[::-1])) and not all(named)


def _parts(question: str, kinds: Set[QuestionKind], citations: Sequence[Citation]) -> Iterator[Lead]:
    """Yield the figures, days and bodies that are asked for, each from the first quote that has one."""
    if kinds & _WHOLE_LISTS or asks_for_difference(question):
        return
    tiers = Tiers(question)
    found = [part for finder in _finders(question, kinds) if (part := _first(finder, citations, tiers))]
    # What holds for one of two compared things alone is no answer to both.
    parts = [part for part in found if not _is_of_one_side(question, part.text)]
    while parts:
        said = "；".join(dict.fromkeys(part.text.replace(CONDITIONED, "") for part in parts))
        conditioned = any(CONDITIONED in part.text for part in parts)
        marks = tuple(sorted({part.mark for part in parts}))
        if QuestionKind.CLAUSE in kinds:
            yield from reserved(f"{said}；{_see(citations, parts[0].mark)}", marks, citations, conditioned)
        yield from reserved(said, marks, citations, conditioned)
        parts.pop()


def _finders(question: str, kinds: Set[QuestionKind]) -> list[_Finder]:
    """Return what finds in a plain quote the part that each kind asks for."""
    finders = []
    # Figures of several kinds beside one another are told apart by what they are of.
    scoped = len(kinds & _MEASURE_OF.keys()) > 1
    if names_no_rate(question) and kinds & _ASKED_BESIDE:
        kinds = kinds - {QuestionKind.RATE}
    counted = without_count(question)
    if counted != question:
        # 几次贴息 asks how often, not how much: of the measures those stay that the rest of the question asks for.
        asked = kinds_of(counted) & FIGURES if _HOW_MUCH.search(counted) else frozenset()
        kinds = (kinds - FIGURES) | (kinds & asked) | {QuestionKind.COUNT}
    for kind, measure in _MEASURE_OF.items():
        # “最高” alone asks for money as little as for a rate.
        vague = kind is QuestionKind.AMOUNT and len(kinds) > 1 and not ASKED_MONEY.search(question)
        if kind in kinds and not vague:
            finders.append(_Finder(partial(_figures, measure, question, scoped=scoped), (measure,)))
    if QuestionKind.COUNT in kinds:
        finders.append(_counter(question))
    if QuestionKind.WHEN in kinds:
        finders.append(_Finder(lambda text, _: when_part(question, text)))
    if QuestionKind.WHO in kinds:
        finders.append(_Finder(lambda text, _: who_part(question, text)))
    return finders


def _counter(question: str) -> _Finder:
    """Return what finds the number that “多少” and “几” ask for."""
    if asked := ASKED_COUNT.search(question):
        alike = next((row for row in CLASSIFIERS_ALIKE if asked[1] in row), asked[1])
        return _Finder(partial(_figures, "count", question, classifiers=alike), ("count",))
    if ASKED_TERM.search(question):
        return _Finder(partial(_figures, "period", question), ("period",))
    return _Finder(partial(only_figure, question), _OF_MEASURES)


def _figures(
    measure: str, question: str, text: str, others: Collection[str], *, classifiers: str = "", scoped: bool = False
) -> str | None:
    return figure_part(measure, question, text, classifiers, scoped=scoped, others=others)


def _first(finder: _Finder, citations: Sequence[Citation], tiers: Tiers) -> _Part | None:
    """Return the part that the best quote has; where it has no figure of the measure, the next of its document.

    A row or an item that holds for another figure or grade than the question's comes in no question.
    """
    content = [one for one in _content(citations) if tiers.fit(one.version.text, one.span) is not Fit.OTHER]
    for citation in content[: _LOOKED_AT if finder.measures else 1]:
        if citation.version.key != content[0].version.key:
            return None
        text = plain(citation.quote)
        others = _of_others(citation, tiers)
        said = finder.find(text, others)
        if said and not finder.measures and any(said in other for other in others):
            # Who decides on another sum than the question's is not who is asked for.
            return None
        if said:
            conditional = any(_introduces(other, citation) and _CONDITION.search(other.quote) for other in citations)
            return _Part(said + (CONDITIONED if conditional else ""), citation.mark)
        if not others and any(figure.measure in finder.measures for figure in stated_figures(text)):
            return None
    return None


def _of_others(citation: Citation, tiers: Tiers) -> list[str]:
    """Return the stretches of a quote that hold for another figure than the question's, in plain words."""
    text, quoted = citation.version.text, citation.span
    spans = [*tiers.others(text, quoted), *tiers.unmet(text, quoted)]
    inside = ((max(one.start, quoted.start), min(one.end, quoted.end)) for one in spans)
    return [plain(text[start:end]) for start, end in inside if start < end]


def _content(citations: Sequence[Citation]) -> list[Citation]:
    """Return the citations that say something by themselves: no words that introduce a list."""
    return [citation for citation in citations if not citation.quote.rstrip().endswith(("：", ":"))]


def _introduces(one: Citation, other: Citation) -> bool:
    return (
        one.quote.rstrip().endswith(("：", ":"))
        and one.version.key == other.version.key
        and one.clause != other.clause
        and one.clause.span.contains(other.clause.span)
    )


def _whether(question: str, kinds: Set[QuestionKind], citations: Sequence[Citation]) -> Iterator[Lead]:
    """Yield yes or no from the best quote."""
    content = _content(citations)
    if not asks_whether(question) or not content:
        return
    best = content[0]
    introduced = any(_introduces(other, best) for other in citations)
    if not introduced and (said := whether_part(question, plain(best.quote))):
        yield from reserved(said.replace(CONDITIONED, ""), (best.mark,), citations, CONDITIONED in said)


def _listed(question: str, kinds: Set[QuestionKind], citations: Sequence[Citation]) -> Iterator[Lead]:
    """Yield that a thing stands in the list that its lead-in introduces, where the question names the very item."""
    content = _content(citations)
    if not asks_whether(question) or not content:
        return
    item = plain(content[0].quote).rstrip(_ITEM_END)
    introducing = next((other for other in citations if _introduces(other, content[0])), None)
    if introducing is None or len(item) < _SHORTEST_ITEM or search_key(item) not in question:
        return
    lead_in = plain(introducing.quote).rstrip("：:")
    one_of = _ONE_OF.search(lead_in)
    marks = tuple(sorted((introducing.mark, content[0].mark)))
    if FORBIDS.search(lead_in) and asks_for_leave(question):
        yield from reserved(f"{CANNOT}：{item}（{lead_in}）", marks, citations)
    elif one_of:
        yield from reserved(f"{LISTED}：{item}（{one_of.group()}）", marks, citations)


def _place(question: str, kinds: Set[QuestionKind], citations: Sequence[Citation]) -> Iterator[Lead]:
    """Yield the name of the clause where that is what is asked for."""
    if QuestionKind.CLAUSE in kinds and (content := _content(citations)) and content[0].clause.label:
        yield Lead(_see(citations, content[0].mark), (content[0].mark,))


def _see(citations: Sequence[Citation], mark: int) -> str:
    return SEE + next(clause_label(citation.clause) for citation in citations if citation.mark == mark)
