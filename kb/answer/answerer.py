"""Hits to an answer: sentences that answer, verbatim and cited, or an abstention with the nearest clauses."""

from collections.abc import Callable, Sequence

from embeddings.types import Encoder
from kb.answer.abstain import judge
from kb.answer.cite import answer_text, cite, verify
from kb.answer.extractive import Quote, choose_quotes
from kb.answer.features import Rarity
from kb.answer.question import QuestionKind, kinds_of
from kb.answer.score import ScoredUnit, score_units
from kb.answer.units import units_of
from kb.clauses.label import clause_name
from kb.retrieve.clock import Clock
from kb.retrieve.query import prepare
from kb.retrieve.view import Shelf, View
from kb.retrieve.weights import WordWeights
from kb.settings import Settings
from kb.types import Answer, AnswerStatus, Citation, Query, SearchResult, Validity, Version

_CAUTION = {
    Validity.NOT_YET: "在所问的日期尚未施行",
    Validity.EXPIRED: "在所问的日期已过有效期",
    Validity.REPEALED: "在所问的日期已经废止",
    Validity.UNKNOWN: "没有写明施行日期，是否有效请向发文单位核实",
}
# Room for the labels of five clauses.
_LABELS = 60
# How many of the nearest clauses an abstention names.
_NEAREST = 3


class Answerer:
    """Makes answers without any language model."""

    def __init__(self, shelf: Shelf, encoder: Callable[[], Encoder], settings: Settings) -> None:
        self._shelf = shelf
        self._encoder = encoder
        self._settings = settings

    def answer(self, query: Query, result: SearchResult, view: View) -> Answer:
        """Return the answer that the hits hold. An abstention cites nothing.

        Every word stands in a citation, but for clause labels and the sentence that names what was not found.
        """
        clock = Clock()
        question = prepare(query.question, self._settings.question_chars)
        kinds = kinds_of(question.text)
        units = units_of(result.hits, self._shelf, view)
        base = Rarity(view.snapshot.frequency, view.snapshot.passages)
        scored = score_units(result.readings, result.terms, units, kinds, self._encoder(), base)
        quotes = choose_quotes(
            scored,
            kinds,
            self._shelf,
            max_chars=self._settings.answer_chars - (_LABELS if QuestionKind.CLAUSE in kinds else 0),
            max_quotes=self._settings.answer_citations,
        )
        shown = self._versions(quotes)
        rarity = WordWeights(result.terms, view.snapshot.frequency, view.snapshot.passages)
        covered = rarity.coverage(_seen(scored[0])) if scored else 0.0
        judgement = judge(question.text, scored, covered, shown, self._surroundings(shown, view))
        answerable = judgement.answerable or result.by_reference
        citations = cite(quotes, self._shelf) if answerable else []
        text = (
            answer_text(citations, labelled=QuestionKind.CLAUSE in kinds)
            if citations
            else _abstention(judgement.missing, result, scored)
            if len(view.catalog)
            else "知识库里还没有文件；请先用 kb ingest 或网页上的“文件库”导入。"
        )
        status = AnswerStatus.ABSTAINED
        if citations:
            verify(text, citations)
            status = AnswerStatus.PARTIAL if judgement.missing else AnswerStatus.ANSWERED
            text += f"没有找到答案的部分：{'；'.join(judgement.missing)}。" if judgement.missing else ""
        clock.lap("answer")
        return Answer(
            query.question,
            status,
            text,
            1.0 if result.by_reference and citations else round(judgement.confidence, 3),
            tuple(citations),
            result.hits[: query.top_k],
            result.expansions,
            result.warnings + _warnings(citations),
            self._encoder().fingerprint,
            {**result.timings_ms, **clock.laps},
        )

    def _versions(self, quotes: Sequence[Quote]) -> list[Version]:
        rows = dict.fromkeys(quote.version_row for quote in quotes)
        return [self._shelf.version(row) for row in rows]

    def _surroundings(self, shown: Sequence[Version], view: View) -> list[str]:
        names = {version.source_name for version in shown}
        return [self._shelf.version(row.version_row).text for row in view.catalog.in_sources(names)]


def _seen(best: ScoredUnit) -> str:
    """Return what a reader sees of the best unit: its document's title, its headings, its passage."""
    hit = best.unit.hit
    return "\n".join((hit.version.metadata.title, best.unit.context, hit.passage.text))


def _abstention(missing: Sequence[str], result: SearchResult, scored: Sequence[ScoredUnit]) -> str:
    nearest = dict.fromkeys(clause_name(hit.version, hit.clause) for hit in result.hits[:_NEAREST])
    text = "资料中没有找到答案：" + "；".join(missing or ("没有找到相关的条款",)) + "。"
    return text + (f"最接近的条款：{'；'.join(nearest)}。" if nearest and scored else "")


def _warnings(citations: Sequence[Citation]) -> tuple[str, ...]:
    stated = dict.fromkeys((citation.version.metadata.title, citation.validity) for citation in citations)
    return tuple(f"《{title}》{_CAUTION[validity]}" for title, validity in stated if validity in _CAUTION)
