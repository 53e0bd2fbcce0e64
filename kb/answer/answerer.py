"""Hits to an answer: sentences that answer, verbatim and cited, or an abstention with the nearest clauses."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

from embeddings.types import Encoder
from kb.answer.cite import answer_text, cite, verify
from kb.answer.documents.answer import document_answer
from kb.answer.documents.meant import forget_names
from kb.answer.judging.judgement import Evidence, Judgement, judgement_of
from kb.answer.not_applying import NotApplying, not_applying, only_out_of_force, with_clauses
from kb.answer.places.of_places import Placed, from_around, of_places, untold
from kb.answer.places.place_evidence import places_untold
from kb.answer.places.place_hits import hits_of_places
from kb.answer.places.place_line import is_of_one_alone
from kb.answer.question import QuestionKind, kinds_of
from kb.answer.quoting.amended import changing
from kb.answer.quoting.extractive import Quote, choose_quotes
from kb.answer.quoting.full_name import with_full_name
from kb.answer.quoting.named_clauses import named_quotes
from kb.answer.quoting.operands import with_operands
from kb.answer.quoting.own_case import misleads
from kb.answer.quoting.procedures import consequence_quotes, step_quotes
from kb.answer.quoting.rest_of_list import rest_of_list
from kb.answer.quoting.suited import suited
from kb.answer.same_file import texts_beside
from kb.answer.scoring.answerability import Judge, bundled_judge
from kb.answer.scoring.features import Rarity
from kb.answer.scoring.relatedness import Coverage, coverage_of
from kb.answer.scoring.score import Scoring, score_units
from kb.answer.scoring.texts import forget_texts
from kb.answer.scoring.units import Unit, units_of
from kb.answer.wording import (
    EMPTY,
    abstention,
    cautions,
    is_plain,
    lead_of,
    not_found,
    others_meant,
    out_of_force,
    said,
    to_choose,
    told_standings,
    verify_line,
)
from kb.answer.written.chat import ChatModel
from kb.answer.written.writer import Writer, Written
from kb.retrieve.clock import Clock
from kb.retrieve.parts import split_question
from kb.retrieve.query import prepare
from kb.retrieve.standing.asked_words import AskedWords
from kb.retrieve.standing.left_out import notice
from kb.retrieve.view import Shelf, View
from kb.settings import Abstention, Settings
from kb.text.tokens import bigrams
from kb.types import Answer, AnsweredBy, AnswerStatus, Citation, Hit, Query, SearchResult, Version

# Room for the labels of five clauses.
_LABELS = 60


class Answerer:
    """Makes answers of quotations, in a language model's words where the settings name one and its words hold."""

    def __init__(
        self, shelf: Shelf, encoder: Callable[[], Encoder], settings: Settings, judge: Judge | None = None
    ) -> None:
        self.model = ChatModel.of(settings)
        self._writer = Writer(self.model, shelf, encoder, settings) if self.model else None
        self._shelf = shelf
        self._judge = judge
        self._encoder = encoder
        self._settings = settings
        self._changes: int | None = None

    def answer(self, query: Query, result: SearchResult, view: View) -> Answer:
        """Return the answer that the hits hold. An abstention cites nothing.

        Every word stands in a citation, but for clause labels, the words of the line before the quotes, what it
        computes from the figures of the citations and the question, and the sentences that name what was not found and
        how much of a list is not quoted.
        Where a model writes it, each sentence was checked against what it cites; whether to answer was settled before.
        """
        clock = Clock()
        self._forget_others(view)
        question = prepare(query.question, self._settings.question_chars).text
        told = document_answer(question, query, result, view, self._shelf)
        if told is not None:
            clock.lap("answer")
            fingerprint = self._settings.fingerprint(self._encoder().fingerprint)
            laps = {**told.timings_ms, **clock.laps}
            return replace(told, fingerprint=fingerprint, timings_ms=laps, left_out=result.left_out)
        kinds = kinds_of(question)
        beyond = (
            ()
            if result.by_reference or result.absent
            else hits_of_places(question, query, result.hits, view, self._shelf)
        )
        units = units_of((*result.hits, *beyond), self._shelf, view)
        base = Rarity(cache(view.snapshot.frequency), view.snapshot.passages)
        scoring = score_units(result.readings, result.terms, units, kinds, self._encoder(), base, result.spoken_of)
        placed = self._placed(question, scoring, kinds, result, view, base)
        scoring = placed.scoring
        quotes = self._choose(scoring, kinds)
        ended = self._not_applying(question, scoring, quotes, result, view, base)
        parts = split_question(question)
        if 0 < len(ended) < len(parts):
            # What the texts that apply say is asked of them alone: a neighbour of the other parts is no answer.
            rest = "".join(part for part in parts if part not in ended)
            kinds = kinds_of(rest)
            result = replace(result, readings=(rest,), terms=tuple((term, 1.0) for term in bigrams(rest)))
            scoring = score_units(result.readings, result.terms, units, kinds, self._encoder(), base, result.spoken_of)
            placed = self._placed(rest, scoring, kinds, result, view, base)
            scoring = placed.scoring
            quotes = self._choose(scoring, kinds)
            question = rest
        judgement = placed.judged(
            lambda asked, own: self._judgement(asked, own, self._choose(own, kinds), result, view, base),
            lambda: self._judgement(question, scoring, quotes, result, view, base),
        )
        told_ended = tuple(dict.fromkeys(one.words for one in ended.values()))
        if len(ended) == len(parts):
            judgement = Judgement(False, 0.0, told_ended)
        elif ended:
            judgement = replace(judgement, missing=(*judgement.missing, *told_ended))
        unusable = _named_out(result)
        citations: list[Citation] = []
        beside = ""
        if judgement.answerable or result.by_reference:
            beside = not_found(result.absent if result.by_reference else judgement.missing)
            if beside:
                quotes = self._choose(scoring, kinds, taken=len(beside))
            taken = len(beside)
            direct = (
                self._named(question, kinds, scoring, view, taken=taken)
                if result.by_reference
                else self._followed(question, kinds, scoring, taken=taken)
            )
            changed = changing(quotes, view, self._shelf)
            citations, text = direct or self._composed(
                question, kinds, scoring, [*quotes, *changed], taken=taken, led=not changed
            )
            text += rest_of_list(kinds, citations, view, self._shelf)
        written = None
        if citations and self._may_be_written(query, question, kinds, citations, scoring, result):
            clock.lap("answer")
            written = self._written(question, quotes, scoring, taken=len(beside))
            clock.lap("model")
            if not written.warning:
                citations, text = list(written.citations), written.text
        if citations:
            status = AnswerStatus.PARTIAL if beside else AnswerStatus.ANSWERED
            text += beside
        else:
            status = AnswerStatus.ABSTAINED
            # What other documents say is near nothing where it is not sure which document is asked about.
            near = () if unusable or (result.absent and _of_several(result)) else result.hits
            text = abstention(judgement.missing, near, scoring.units) if len(view.catalog) else EMPTY
            text = out_of_force(unusable) or to_choose(result) or not_applying([*ended.values()], result.hits) or text
        named = bool(view.catalog.names.stems_in(question))
        others = (
            ()
            if result.by_reference or placed.are_several
            else others_meant(question, scoring.units, citations, result.spoken_of, named)
        )
        others += from_around(question, citations, view)
        standings = told_standings(citations, result.hits, view, self._shelf)
        clock.lap("answer")
        return Answer(
            query.question,
            status,
            text,
            1.0 if result.by_reference and citations else round(judgement.confidence, 3),
            tuple(citations),
            result.hits[: query.top_k],
            result.expansions,
            result.warnings + others + cautions(citations, standings) + _told(written),
            self._settings.fingerprint(self._encoder().fingerprint),
            {**result.timings_ms, **clock.laps},
            with_clauses(result.left_out, ended.values()),
            standings,
            result.links,
            answered_by=AnsweredBy.MODEL if written and not written.warning else AnsweredBy.EXTRACTIVE,
            rejected=written.rejected if written else (),
            tokens=written.tokens if written else None,
        )

    def _may_be_written(
        self,
        query: Query,
        question: str,
        kinds: frozenset[QuestionKind],
        citations: Sequence[Citation],
        scoring: Scoring,
        result: SearchResult,
    ) -> bool:
        """Tell whether a model may put an answer into words: not what is computed, corrected, or asked for verbatim."""
        if self._writer is None or query.answerer is AnsweredBy.EXTRACTIVE:
            return False
        if result.by_reference or QuestionKind.CLAUSE in kinds:
            return False
        line = lead_of(question, kinds, citations, scoring.units)
        return line is None or is_plain(line)

    def _written(self, question: str, quotes: Sequence[Quote], scoring: Scoring, *, taken: int) -> Written:
        assert self._writer is not None
        return self._writer.write(question, quotes, scoring.units, taken=taken)

    def _forget_others(self, view: View) -> None:
        """Drop what is kept of the texts of another published state: what was purged since must not stay in memory."""
        if self._changes != view.snapshot.changes:
            forget_texts()
            forget_names()
            self._changes = view.snapshot.changes

    def _not_applying(
        self,
        question: str,
        scoring: Scoring,
        quotes: Sequence[Quote],
        result: SearchResult,
        view: View,
        base: Rarity,
    ) -> Mapping[str, NotApplying]:
        """Return by part of the question, as it stands, what only a text says that does not apply on the day."""
        both = result.whatever_force
        if both is None or result.absent or self._settings.abstention is Abstention.NEVER:
            return {}
        parts = split_question(question)
        units = units_of(both.hits, self._shelf, view)
        found: dict[str, NotApplying] = {}
        for place, part in enumerate(parts):
            kinds = kinds_of(part)
            alone = len(parts) == 1
            readings = result.readings if alone else (part,)
            terms = result.terms if alone else tuple((term, 1.0) for term in bigrams(part))
            whole = score_units(readings, terms, units, kinds, self._encoder(), base, both.spoken_of)
            quoted = [quote.unit.hit for quote in quotes] if alone else [_best_of_part(scoring, place)]
            words = AskedWords.of(part, view.snapshot)
            one = only_out_of_force(whole, words, [hit for hit in quoted if hit], result.left_out, self._shelf)
            if one is None:
                continue
            asked = replace(result, hits=both.hits, spoken_of=both.spoken_of, readings=readings, terms=terms)
            asked = replace(asked, left_out=())
            if self._judgement(part, whole, self._choose(whole, kinds), asked, view, base).answerable:
                found[part] = one
        return found

    def _judgement(
        self, question: str, scoring: Scoring, quotes: Sequence[Quote], result: SearchResult, view: View, base: Rarity
    ) -> Judgement:
        if unusable := result.absent or _named_out(result):
            return Judgement(False, 0.0, unusable)
        shown = self._versions(quotes)
        held = coverage_of(result.terms, base, scoring) if scoring.units else Coverage(0.0, 1.0)
        # They are many texts, read only where a place or a year is asked about.
        surroundings = cache(partial(texts_beside, shown, self._shelf, view))
        judge = self._judge or bundled_judge()
        if self._settings.abstention is not Abstention.JUDGED:
            judge = replace(judge, threshold=math.inf)
        say = partial(untold, view=view)
        evidence = Evidence(scoring, result.spoken_of, held, shown, surroundings, say, view.day)
        judgement = judgement_of(question, evidence, judge)
        if places := places_untold(question, quotes):
            judgement = Judgement(False, judgement.confidence / 2, tuple(map(say, places)))
        never = self._settings.abstention is Abstention.NEVER
        return replace(judgement, answerable=True, missing=()) if never else judgement

    def _placed(
        self,
        question: str,
        scoring: Scoring,
        kinds: frozenset[QuestionKind],
        result: SearchResult,
        view: View,
        base: Rarity,
    ) -> Placed:
        """Return the scoring with the places that a question names, where it names neither clause nor document."""
        unsettled = result.by_reference or result.absent or self._settings.abstention is Abstention.NEVER
        if unsettled:
            return Placed(scoring)

        def rescore(words: str, units: Sequence[Unit]) -> Scoring:
            terms = [(term, 1.0) for term in bigrams(words)]
            return score_units((words,), terms, units, kinds, self._encoder(), base, result.spoken_of)

        return of_places(question, scoring, rescore, view, base)

    def _composed(
        self,
        question: str,
        kinds: frozenset[QuestionKind],
        scoring: Scoring,
        quotes: Sequence[Quote],
        *,
        taken: int,
        led: bool = True,
    ) -> tuple[list[Citation], str]:
        """Return the citations and the text that shows them, with room for what is `taken` by other words.

        What another text has changed is not `led` in: the line would say what holds no longer.

        Raises QuoteMismatch where a word is in none of the citations.
        """
        if led:
            most = self._settings.answer_citations
            quotes = with_operands(question, quotes, scoring.units, self._shelf, max_quotes=most)
            room = self._room(kinds) - taken
            quotes = with_full_name(question, quotes, scoring.units, max_quotes=most, max_chars=room)
        citations = cite(quotes, self._shelf)
        lead = lead_of(question, kinds, citations, scoring.units) if led else None
        if lead and len(answer_text(citations)) + len(said(lead)) + taken > self._room(kinds):
            # The best quotes with the line that says what they come to tell more than all of them without it.
            citations = cite(self._choose(scoring, kinds, taken=taken + len(said(lead))), self._shelf)
            lead = lead_of(question, kinds, citations, scoring.units)
        text = answer_text(citations, labelled=QuestionKind.CLAUSE in kinds)
        verify(text, citations)
        if lead is None or misleads(question, lead.text, lead.marks, citations):
            return citations, text
        if is_plain(lead) and is_of_one_alone(question, lead.marks, citations):
            return citations, text
        verify_line(lead, citations, question)
        return citations, said(lead) + text

    def _named(
        self, question: str, kinds: frozenset[QuestionKind], scoring: Scoring, view: View, *, taken: int
    ) -> tuple[list[Citation], str] | None:
        """Return the clauses that a question names as citations and text; None where it asks something of one clause.

        The words that change one of them stand behind it.

        Raises QuoteMismatch.
        """
        room = max(self._room(kinds) - taken, self._room(kinds) // 2)
        quotes = named_quotes(question, scoring.units, max_chars=room, max_quotes=self._settings.answer_citations)
        if not quotes:
            return None
        citations = cite([*quotes, *changing(quotes, view, self._shelf)], self._shelf)
        text = answer_text(citations, labelled=QuestionKind.CLAUSE in kinds)
        verify(text, citations)
        return citations, text

    def _followed(
        self, question: str, kinds: frozenset[QuestionKind], scoring: Scoring, *, taken: int
    ) -> tuple[list[Citation], str] | None:
        """Return the steps or the consequences that a question asks for; None where it asks nothing of the kind.

        Raises QuoteMismatch.
        """
        most, room = self._settings.answer_citations, self._room(kinds) - taken
        quotes = consequence_quotes(question, scoring.units, self._shelf, max_chars=room, max_quotes=most)
        if not quotes and QuestionKind.STEPS in kinds:
            chosen = self._choose(scoring, kinds, taken=taken)
            steps = step_quotes(question, scoring.units, chosen, self._shelf, max_chars=room)
            return self._composed(question, kinds, scoring, steps, taken=taken) if steps else None
        if not quotes:
            return None
        citations = cite(quotes, self._shelf)
        text = answer_text(citations)
        verify(text, citations)
        return citations, text

    def _choose(self, scoring: Scoring, kinds: frozenset[QuestionKind], *, taken: int = 0) -> list[Quote]:
        most, room = self._settings.answer_citations, self._room(kinds) - taken
        scoring = suited(scoring)
        return choose_quotes(
            scoring.units, kinds, self._shelf, max_chars=room, max_quotes=most, by_part=scoring.by_part
        )

    def _room(self, kinds: frozenset[QuestionKind]) -> int:
        return self._settings.answer_chars - (_LABELS if QuestionKind.CLAUSE in kinds else 0)

    def _versions(self, quotes: Sequence[Quote]) -> list[Version]:
        rows = dict.fromkeys(quote.version_row for quote in quotes)
        return [self._shelf.version(row) for row in rows]


def _told(written: Written | None) -> tuple[str, ...]:
    return (written.warning,) if written and written.warning else ()


def _of_several(result: SearchResult) -> bool:
    return len({hit.version.key for hit in result.hits}) > 1


def _best_of_part(scoring: Scoring, place: int) -> Hit | None:
    """Return the hit of the unit that is most like a part of the question."""
    if place >= len(scoring.by_part):
        return None
    likeness = scoring.by_part[place]
    return scoring.units[max(range(len(likeness)), key=likeness.__getitem__)].unit.hit


def _named_out(result: SearchResult) -> tuple[str, ...]:
    """Return what is told of the documents that the question names and that do not apply on the day."""
    return tuple(notice(one) for one in result.left_out if one.named)
