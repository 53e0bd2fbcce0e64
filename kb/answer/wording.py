"""What an answer says around its quotes: the line before, what to beware of, what there is instead of an answer."""

from collections.abc import Mapping, Sequence

from kb.answer.lead import Lead, lead_line
from kb.answer.premise import premise_correction
from kb.answer.question import QuestionKind
from kb.answer.score import ScoredUnit
from kb.clauses.label import clause_name
from kb.types import Citation, DocumentKind, Evidence, Hit, Validity, Version

_CAUTION = {
    Validity.NOT_YET: "在所问的日期尚未施行",
    Validity.EXPIRED: "在所问的日期已过有效期",
    Validity.REPEALED: "在所问的日期已经废止",
    Validity.UNKNOWN: "没有写明施行日期，是否有效请向发文单位核实",
}
EMPTY = "知识库里还没有文件；请先用 kb ingest 或网页上的“文件库”导入。"
# How many of the nearest clauses an abstention names.
_NEAREST = 3
# A lead that rests on more quotes than this shows the first mark alone.
_LEAD_MARKS = 2
_RULES = frozenset({DocumentKind.POLICY, DocumentKind.LAW})
# Another document's sentence that is this likely beside the best one may be what was meant.
_AS_LIKELY = 0.5
_MOST_OTHERS = 2


def lead_of(question: str, kinds: frozenset[QuestionKind], citations: Sequence[Citation]) -> Lead | None:
    """Return the line before the quotes: what a wrong premise should have been, or what the quotes come to."""
    return premise_correction(question, citations) or lead_line(question, kinds, citations)


def said(lead: Lead) -> str:
    """Return a lead as it is shown: on a line of its own, with its marks, of a list the first alone."""
    marks = lead.marks if len(lead.marks) <= _LEAD_MARKS else lead.marks[:1]
    return f"{lead.text}{''.join(f'[{mark}]' for mark in marks)}\n"


def abstention(missing: Sequence[str], hits: Sequence[Hit], *, related: bool) -> str:
    """Return what is said instead of an answer; where something related was found, the nearest clauses by name."""
    text = "资料中没有找到答案：" + "；".join(missing or ("没有找到相关的条款",)) + "。"
    nearest = dict.fromkeys(clause_name(hit.version, hit.clause) for hit in hits[:_NEAREST])
    return text + (f"最接近的条款：{'；'.join(nearest)}。" if nearest and related else "")


def out_of_force(left_out: Sequence[str]) -> str:
    """Return what is said where the documents asked about do not apply on the day; empty where none was left out."""
    return f"所问的文件在所问的日期不适用：{'；'.join(left_out)}。" if left_out else ""


def not_found(missing: Sequence[str]) -> str:
    """Return what is said of the parts of a question that the quotes do not answer."""
    return f"没有找到答案的部分：{'；'.join(missing)}。" if missing else ""


def cautions(citations: Sequence[Citation]) -> tuple[str, ...]:
    """Return what to beware of in the quoted documents: their validity, and that a report is not the policy itself."""
    stated = {citation.version.key: citation for citation in citations}
    return tuple(dict.fromkeys(words for citation in stated.values() if (words := _caution(citation))))


def others_meant(
    scored: Sequence[ScoredUnit], citations: Sequence[Citation], spoken_of: Mapping[int, float]
) -> tuple[str, ...]:
    """Return which other rules may have been meant by a question that speaks of no document; empty where it does."""
    if spoken_of or not citations:
        return ()
    cited = {citation.version.key for citation in citations}
    likely = [one.unit.hit.version for one in scored if one.score >= _AS_LIKELY]
    others = {version.key: version for version in likely if version.metadata.kind in _RULES}
    named = [version.metadata.title for key, version in others.items() if key not in cited]
    sources = dict.fromkeys(citation.version.metadata.title for citation in citations)
    if not named:
        return ()
    return (
        f"以上出自{''.join(f'《{title}》' for title in sources)}；"
        f"{''.join(f'《{title}》' for title in dict.fromkeys(named[:_MOST_OTHERS]))}"
        "也有相近的规定，如果问的是它，请写出名称或地区再问",
    )


def _caution(citation: Citation) -> str | None:
    version = citation.version
    if version.metadata.kind is DocumentKind.NEWS and citation.validity is Validity.UNKNOWN:
        return _reported(version)
    words = _CAUTION.get(citation.validity)
    return f"《{version.metadata.title}》{words}" if words else None


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
