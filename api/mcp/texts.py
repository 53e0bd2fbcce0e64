"""What the tools return, in words: for models that read text and for the people beside them."""

from collections.abc import Iterable, Iterator, Sequence

from kb.clauses.citation import official_citation, stable_link
from kb.clauses.label import VALIDITY_WORDS
from kb.printing.results import place
from kb.types import Answer, AnswerStatus, ClauseText, LeftOut, SearchResult
from kb.wire.results import standing_warnings, told_in

_STATUS = {
    AnswerStatus.ANSWERED: "",
    AnswerStatus.PARTIAL: "（只回答了一部分）\n",
    AnswerStatus.ABSTAINED: "（文件没有写明，没有回答）\n",
}


def passages(found: SearchResult) -> str:
    """Return the passages of a search, each with its citation, validity and link."""
    lines = [] if found.hits else ["没有找到相关的条款；请换个说法，或去掉地区限制。"]
    for hit in found.hits:
        told = told_in(found.standings, hit)
        state = told.label if told else VALIDITY_WORDS[hit.validity]
        named = official_citation(hit.version.metadata, hit.clause, hit.version.of)
        lines.append(f"{hit.rank}. {named}（{state}） {stable_link(hit.version.key, hit.clause.address)}")
        lines.append(f"   {hit.passage.text.strip()}")
    return "\n".join([*lines, *_cautions((*found.absent, *found.warnings), found.left_out)])


def answer(found: Answer) -> str:
    """Return an answer with what each of its marks cites."""
    sources = [f"[{one.mark}] {place(one, told_in(found.standings, one))}" for one in found.citations]
    links = [f"- {one.text}" for one in found.links]
    lines = [f"{_STATUS[found.status]}{found.text}", *links, *sources, *_cautions(found.warnings, found.left_out)]
    return "\n".join(lines)


def clauses(found: Iterable[ClauseText]) -> str:
    """Return clauses, each with its citation, validity, link and words."""
    lines = []
    for one in found:
        state = one.standing.label if one.standing else VALIDITY_WORDS[one.validity]
        named = official_citation(one.version.metadata, one.clause, one.version.of)
        lines.append(f"{named}（{state}） {stable_link(one.version.key, one.clause.address)}\n{one.text}")
        lines += [f"注意：{note}" for note in (one.read_as, *standing_warnings(one)) if note]
    return "\n".join(lines)


def _cautions(warnings: Sequence[str], left_out: Sequence[LeftOut]) -> Iterator[str]:
    yield from (f"注意：{warning}" for warning in warnings)
    yield from (f"没有采用：《{one.version.metadata.title}》{one.reason}" for one in left_out)
