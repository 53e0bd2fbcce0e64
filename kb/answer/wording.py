"""What an answer says around its quotes: the line before, what to beware of, what there is instead of an answer."""

import re
from collections.abc import Mapping, Sequence

from kb.answer.calculation.calculate import Calculation, calculation, verify_calculation
from kb.answer.judging.judgement import UNRELATED
from kb.answer.lead.line import Lead, lead_line, verify_lead
from kb.answer.lead.words import SAYS
from kb.answer.places.peers import owners
from kb.answer.places.place_line import PlaceLine, place_line, verify_place_line
from kb.answer.premise import premise_correction
from kb.answer.question import QuestionKind
from kb.answer.scoring.score import ScoredUnit
from kb.answer.source_line import SourceLine, source_line, verify_source_line
from kb.clauses.label import VALIDITY_WORDS, clause_name
from kb.retrieve.standing.clauses import told_of
from kb.retrieve.view import Shelf, View
from kb.text.keys import search_key
from kb.types import Citation, DocumentKind, Evidence, Hit, SearchResult, Standing, Validity, Version

Line = Lead | Calculation | PlaceLine | SourceLine
"""What may stand before the quotes."""

_UNKNOWN = "没有写明施行日期，是否有效请向发文单位核实"
EMPTY = "知识库里还没有文件；请先用 kb ingest 或网页上的“管理”导入。"
# How many of the nearest clauses an abstention names.
_NEAREST = 3
# A sentence this likely beside the best one may be near what is asked.
_NEAR = 0.02
# A lead that rests on more quotes than this shows the first mark alone.
_LEAD_MARKS = 2
_RULES = frozenset({DocumentKind.POLICY, DocumentKind.LAW})
# Another document's sentence that is this likely beside the best one may be what was meant.
_AS_LIKELY = 0.5
_MOST_OTHERS = 2
_KIND_OF_PLACE = re.compile(r"(?:自治州|自治县|[省市县区旗州镇乡]|街道|街道办事处)?(?:人民政府|办公室|政府)*$")


def lead_of(
    question: str, kinds: frozenset[QuestionKind], citations: Sequence[Citation], scored: Sequence[ScoredUnit]
) -> Line | None:
    """Return the line before the quotes: what a wrong premise should have been, what is calculated, or what they say.

    The documents of the scored sentences tell whether the question names what only some of them speak of.
    """
    seen = {one.unit.hit.version.key: one.unit.hit.version for one in scored}
    return (
        premise_correction(question, citations, [one.unit.text for one in scored])
        or source_line(question, citations)
        or calculation(question, citations, list(seen.values()))
        or place_line(question, kinds, citations)
        or lead_line(question, kinds, citations)
    )


def is_plain(line: Line) -> bool:
    """Tell whether a line only says what the quotes say: it computes nothing and corrects no premise."""
    return isinstance(line, Lead) and SAYS not in line.text


def verify_line(line: Line, citations: Sequence[Citation], question: str) -> None:
    """Raise QuoteMismatch unless a line is copied or computed from the quotes, or names what they are from."""
    if isinstance(line, SourceLine):
        verify_source_line(line, citations)
    elif isinstance(line, PlaceLine):
        verify_place_line(line, citations, question)
    elif isinstance(line, Calculation):
        verify_calculation(line, citations, question)
    else:
        verify_lead(line, citations, question)


def said(lead: Line) -> str:
    """Return a lead as it is shown: on a line of its own, with its marks, of a list the first alone."""
    marks = lead.marks if len(lead.marks) <= _LEAD_MARKS else lead.marks[:1]
    return f"{lead.text}{''.join(f'[{mark}]' for mark in marks)}\n"


def abstention(missing: Sequence[str], hits: Sequence[Hit], scored: Sequence[ScoredUnit] = ()) -> str:
    """Return what is said instead of an answer, with the nearest clauses by name where something related was found.

    Those are the clauses of the sentences likeliest to answer, where sentences were scored, else of the first hits: a
    search gives as many hits as it is asked for, near or not.
    """
    text = "资料中没有找到答案：" + "；".join(missing or ("没有找到相关的条款",)) + "。"
    if not hits or UNRELATED in missing:
        return text
    near = [one.unit.hit for one in scored if one.score >= _NEAR] or hits
    names = list(dict.fromkeys(clause_name(hit.version, hit.clause) for hit in near))
    return f"{text}最接近的条款：{'；'.join(names[:_NEAREST])}。"


def to_choose(result: SearchResult) -> str:
    """Return what is said where a question names a clause that several documents have; empty where it does not."""
    return f"{'；'.join(result.absent)}。" if any(link.question for link in result.links) else ""


def out_of_force(left_out: Sequence[str]) -> str:
    """Return what is said where the documents asked about do not apply on the day; empty where none was left out."""
    return f"所问的文件在所问的日期不适用：{'；'.join(left_out)}。" if left_out else ""


def not_found(missing: Sequence[str]) -> str:
    """Return what is said of the parts of a question that the quotes do not answer."""
    return f"没有找到答案的部分：{'；'.join(missing)}。" if missing else ""


def cautions(citations: Sequence[Citation], standings: Mapping[str, Standing]) -> tuple[str, ...]:
    """Return what to beware of in the quoted documents: their validity, and that a report is not the policy itself.

    `standings` tells by key why a version does not apply, or by which other text it still does.
    """
    # Of a clause that is gone while its text goes on, not the text is told.
    whole = [one for one in citations if one.clause_id not in standings or one.validity is not Validity.REPEALED]
    stated = {citation.version.key: citation for citation in whole}
    told = [_caution(citation, standings.get(key)) for key, citation in stated.items()]
    told += [_of_clause(one, standings[one.clause_id]) for one in citations if one.clause_id in standings]
    return tuple(dict.fromkeys(words for words in told if words))


def _of_clause(citation: Citation, standing: Standing) -> str:
    """Return what to beware of in a clause that ended or changed while its text goes on."""
    return f"《{citation.version.metadata.title}》{standing.reason}，引用时请核对"


def others_meant(
    question: str,
    scored: Sequence[ScoredUnit],
    citations: Sequence[Citation],
    spoken_of: Mapping[int, float],
    placed: bool,
) -> tuple[str, ...]:
    """Return which other rules may have been meant as well; empty where the question rather speaks of what is quoted.

    A report counts as the rules that it reports on. Where the quotes themselves are of several places and the prepared
    question names not just one of them, a reader is told so. It is `placed` where it names any place.
    """
    if not citations:
        return ()
    cited = {citation.version.key for citation in citations}
    rows = {one.unit.hit.version.key: one.unit.version_row for one in scored}
    named = max((spoken_of.get(rows[key], 0.0) for key in cited if key in rows), default=0.0)
    others = {
        one.unit.hit.version.key: one.unit.hit.version
        for one in scored
        if one.score >= _AS_LIKELY and spoken_of.get(one.unit.version_row, 0.0) >= named
    }
    rules = [version for key, version in others.items() if key not in cited and _tells_rules(version)]
    sources = list({citation.version.key: citation.version for citation in citations}.values())
    if not rules:
        whose = dict.fromkeys(owners([version for version in sources if _tells_rules(version)]).values())
        # A place above both of them, or both, may be named; one of them alone says which is meant.
        asked = [owner for owner in whose if _is_said(owner, question)]
        if not whose and not placed:
            return _of_one_place(sources, [one.unit.hit.version for one in scored])
        if not whose or len(asked) == 1:
            return ()
        # Of one title, the places tell them apart.
        one_title = len({version.metadata.title for version in sources}) == 1
        told = f"{'、'.join(whose)}的{_titles(sources)}" if one_title else _titles(sources)
        return (f"以上分别出自{told}，各地规定不同，请说明问的是哪一个地方",)
    which = "哪一个地方" if not placed and owners([*sources, *rules]) else "哪份文件"
    return (f"以上出自{_titles(sources)}；另有：{_titles(rules[:_MOST_OTHERS])}，请说明问的是{which}",)


def _of_one_place(sources: Sequence[Version], found: Sequence[Version]) -> tuple[str, ...]:
    """Return whose rule is quoted, where rules of other places were found too and the question names no place."""
    rules = [version for version in sources if _tells_rules(version) and version.metadata.region]
    places = list(dict.fromkeys(version.metadata.region.value for version in rules if version.metadata.region))
    if len(places) != 1 or len(rules) != len(sources):
        return ()
    others = {version.key: version for version in found if _tells_rules(version) and version.metadata.region}
    if not any(owners([rules[0], other]) for other in others.values()):
        return ()
    return (f"以上是{places[0]}的规定（{_titles(rules)}），问题没有说是哪个地方，别的地方可能不同",)


def told_standings(
    citations: Sequence[Citation], hits: Sequence[Hit], view: View, shelf: Shelf
) -> Mapping[str, Standing]:
    """Return how the versions cited and found stand, where there is more to tell than that they apply, by key."""
    return told_of([*citations, *hits], view, shelf)


def _is_said(owner: str, question: str) -> bool:
    """Tell whether a question names an owner of rules: its name, or the place without the word for its kind."""
    plain = _KIND_OF_PLACE.sub("", search_key(owner))
    return len(plain) > 1 and plain in question


def _tells_rules(version: Version) -> bool:
    metadata = version.metadata
    return metadata.kind in _RULES or (metadata.kind is DocumentKind.NEWS and bool(metadata.reports_on))


def _titles(versions: Sequence[Version]) -> str:
    return "".join(dict.fromkeys(f"《{version.metadata.title}》" for version in versions))


def _caution(citation: Citation, standing: Standing | None) -> str | None:
    version = citation.version
    if version.metadata.kind is DocumentKind.NEWS and citation.validity is Validity.UNKNOWN:
        return _reported(version)
    named = f"《{version.metadata.title}》"
    if citation.validity is Validity.UNKNOWN:
        return named + _UNKNOWN
    if citation.validity is Validity.IN_FORCE:
        return f"{named}{standing.reason}" if standing and standing.reason else None
    return f"{named}在所问的日期{standing.told if standing else VALIDITY_WORDS[citation.validity]}"


def _reported(version: Version) -> str:
    """Say that a report is quoted, of which day, and which documents it reports on."""
    metadata = version.metadata
    day = f"{metadata.published.value}的" if metadata.published else "未注明日期的"
    inferred = "（日期据同版推断）" if metadata.published and metadata.published.inferred else ""
    named = "、".join(_bracketed(one) for one in metadata.reports_on[:_MOST_OTHERS])
    told = f"其中{named}的内容据报道转述，" if named else ""
    return f"据{day}报道《{metadata.title}》{inferred}；{told}请以发文单位公布的原文为准"


def _bracketed(name: Evidence) -> str:
    return name.value if name.value.startswith("《") else f"《{name.value}》"
