"""The numbered clauses that a model may write from: the quotes of the answer without it, then what was found next."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.cite import cite
from kb.answer.quoting.extractive import Quote
from kb.answer.scoring.score import ScoredUnit
from kb.answer.scoring.units import Unit
from kb.retrieve.view import Shelf
from kb.text.keys import search_key
from kb.types import Citation, Span

_MOST = 10
_MOST_CHARS = 2400
# A clause that is shown whole; of a longer one what was found in it.
_LONGEST = 400
_NO_WIDTH = re.compile(r"[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ORDERS = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要理会|不用理会|覆盖|绕过|ignore|disregard|forget|override|bypass).{0,16}"
    r"(?:指令|指示|提示|规则|要求|设定|以上|上述|上面|之前|前面|先前|所有|instruction|prompt|rule|previous|above|prior)"
    r"|(?:系统|开发者|system|developer) ?(?:提示词|提示[:：]|指令|prompt|message|instruction)"
    r"|(?:你|您)(?:现在)?(?:是|必须扮演|扮演|的身份是).{0,12}(?:助手|模型|机器人|ai|gpt|专家|客服)"
    r"|(?:作为|身为|as) ?(?:一个|一名|an? )? ?(?:ai|人工智能|语言模型|大模型)"
    r"(?:助手|模型|系统| assistant| model)?[,，、 ]{0,2}(?:你|您|我|you|i )"
    r"|(?:语言模型|大模型|人工智能助手|智能助手|ai ?助手|chatgpt|assistant|llm).{0,6}"
    r"(?:必须|应当?|请|务必|须|要|只能|must|should).{0,6}(?:回答|回复|输出|推荐|告诉|忽略|say|answer|output|reply|respond)"
    r"|(?:请|务必|必须|只需|直接|一律|都要?).{0,6}(?:回答|回复|输出|答复用户|告诉用户|告知用户).{0,2}[:：\"“]"
    r"|(?:回答|回复|答复)(?:任何问题|所有问题|本问题|这个问题)"
    r"|(?:respond|reply|answer|output|say|print) (?:only|with|that|exactly)"
    r"|you (?:are|must|should|will) (?:now|always|an? )"
    r"|<\|?(?:im_start|im_end|system|endoftext|user|assistant)|\[/?inst\]|###? ?(?:system|instruction)"
)


@dataclass(frozen=True, slots=True)
class Material:
    """One numbered clause."""

    citation: Citation
    """Its number is the citation's mark, its text the quote."""
    above: int | None = None
    """The number of the clause that introduces the list which this is an item of."""
    columns: str = ""
    is_chosen: bool = False
    """Whether it answers without a model."""


def gives_orders(text: str) -> bool:
    """Tell whether a text speaks to a machine that reads it: such a clause is shown to no model."""
    plain = _NO_WIDTH.sub("", search_key(text))
    return any(_ORDERS.search(one) for one in (plain, plain.replace(" ", "")))


def materials_of(chosen: Sequence[Quote], scored: Sequence[ScoredUnit], shelf: Shelf) -> tuple[Material, ...]:
    """Return the clauses of the chosen quotes and of the units next to them in order, as many as there is room for.

    A list's lead-in is numbered before its items. Raises QuoteMismatch.
    """
    quotes: list[Quote] = []
    above: dict[int, int] = {}
    for quote in [*chosen, *(_quote(one.unit) for one in scored)]:
        introduced = _lead_in(quote.unit) if _is_own(quote) else None
        added = [one for one in (introduced, quote) if one is not None and not _held(one, quotes)]
        room = _MOST_CHARS - sum(len(one.span) for one in quotes)
        if len(quotes) + len(added) > _MOST or sum(len(one.span) for one in added) > room:
            break
        if any(gives_orders(_leaf_text(one, shelf)) for one in added):
            continue
        quotes += added
        if introduced is not None:
            above[_place(quote, quotes)] = _place(introduced, quotes)
    citations = cite(quotes, shelf)
    return tuple(
        Material(
            citation,
            above[place] + 1 if place in above else None,
            quotes[place].unit.columns,
            any(_same_leaf(quotes[place], one) and quotes[place].span.contains(one.span) for one in chosen),
        )
        for place, citation in enumerate(citations)
    )


def _quote(unit: Unit) -> Quote:
    return Quote(unit.version_row, unit.position, unit.span, unit)


def _lead_in(unit: Unit) -> Quote | None:
    if unit.lead_in is None or unit.lead_in_position is None:
        return None
    return Quote(unit.version_row, unit.lead_in_position, unit.lead_in, unit)


def _is_own(quote: Quote) -> bool:
    return quote.position == quote.unit.position


def _held(quote: Quote, quotes: Sequence[Quote]) -> bool:
    return any(_same_leaf(one, quote) and one.span.contains(quote.span) for one in quotes)


def _place(quote: Quote, quotes: Sequence[Quote]) -> int:
    places = (place for place, one in enumerate(quotes) if _same_leaf(one, quote) and one.span.contains(quote.span))
    return next(places)


def _same_leaf(one: Quote, other: Quote) -> bool:
    return (one.version_row, one.position) == (other.version_row, other.position)


def _leaf_text(quote: Quote, shelf: Shelf) -> str:
    """Return the text around a quote in its leaf: an order in the next sentence is meant for this one too."""
    own = shelf.tree(quote.version_row).clauses[quote.position].own
    text = shelf.version(quote.version_row).text
    around = Span(max(own.start, quote.span.start - _LONGEST), min(own.end, quote.span.end + _LONGEST))
    return around.of(text)
