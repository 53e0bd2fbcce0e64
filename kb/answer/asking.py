"""A question on its way: the passages as soon as they are found, then the answer."""

from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from kb.answer.answerer import Answerer
from kb.answer.documents.by_number import of_its_number
from kb.answer.documents.not_held import NotHeld
from kb.answer.documents.relations import Relations
from kb.answer.following import Readings, document_of, followed, perhaps_followed
from kb.answer.guide import Guide
from kb.answer.in_force import nothing_yet
from kb.answer.responsible import responsible
from kb.answer.written.rewriting import Rewriter
from kb.errors import NotFound
from kb.retrieve.follow_up import follow_up, perhaps, rewritten_as
from kb.retrieve.references.cross_references import CrossReferences
from kb.retrieve.retriever import Retriever
from kb.retrieve.view import Shelf, View
from kb.settings import Settings
from kb.source_pages import SourcePages
from kb.types import Answer, AnsweredBy, AnswerStatus, Query, SearchResult

_TRIES = 3

Step: TypeAlias = SearchResult | Answer
"""What is found, or what is answered with it; the answer is the last step."""


class Asking:
    """Makes answers step by step; who stops asking for steps stops the work."""

    def __init__(
        self,
        retriever: Retriever,
        answerer: Answerer,
        relations: Relations,
        not_held: NotHeld,
        references: CrossReferences,
        pages: SourcePages,
        shelf: Shelf,
        view: Callable[[date | None], View],
        fingerprint: Callable[[], str],
        settings: Settings,
    ) -> None:
        self._retriever = retriever
        self._answerer = answerer
        self._relations = relations
        self._not_held = not_held
        self._references = references
        self._pages = pages
        self._shelf = shelf
        self._view = view
        self._fingerprint = fingerprint
        self._depth = settings.answer_depth
        self._rewriter = Rewriter(answerer.model) if answerer.model else None
        self.guide = Guide(self.answer, shelf, view)

    def answer(self, query: Query) -> Answer:
        """Answer a question with verified quotations, or abstain. Raises InvalidQuestion, ModelMismatch."""
        *_, last = self._steps(query)
        assert isinstance(last, Answer)
        return last

    def steps(self, query: Query) -> Generator[Step, None, None]:
        """Give the passages when they are found, then the answer. Raises InvalidQuestion, ModelMismatch.

        What the store alone can tell has no passages; where a document is purged meanwhile, they come once more.
        """
        for step in self._steps(query):
            yield self._shown(step, query) if isinstance(step, SearchResult) else step

    def _shown(self, result: SearchResult, query: Query) -> SearchResult:
        return self._pages.searched(replace(result, hits=result.hits[: query.top_k]))

    def _steps(self, query: Query) -> Generator[Step, None, None]:
        once = self._followed if query.earlier else self._once
        for _ in range(_TRIES):
            # What is purged between search and answer is gone: the question is asked again of what is left.
            with suppress(NotFound):
                yield from once(query)
                return
        yield from once(query)

    def _followed(self, query: Query) -> Generator[Step, None, None]:
        """Give the answer of a question that may lean on the ones before it; which passages count, it tells itself."""
        lean = follow_up(query.question, query.earlier)
        if self._rewriter and query.answerer is not AnsweredBy.EXTRACTIVE:
            rewritten = self._rewriter.rewritten(query.question, query.earlier)
            lean = rewritten_as(query.question, query.earlier, rewritten, lean) if rewritten else lean
        if lean is None:
            yield from self._perhaps_followed(query)
            return
        document_id, title = document_of(lean, query, self._view(query.as_of))
        answer = followed(query, lean, document_id, title, self._readings())
        yield self._helped(answer, query)

    def _perhaps_followed(self, query: Query) -> Generator[Step, None, None]:
        lean = perhaps(query.question, query.earlier)
        document_id, title = document_of(lean, query, self._view(query.as_of)) if lean else (None, None)
        if lean is None or document_id is None:
            yield from self._once(replace(query, earlier=()))
            return
        yield self._helped(perhaps_followed(query, lean, document_id, title, self._readings()), query)

    def _readings(self) -> Readings:
        return Readings(self._asked, has_model=self._answerer.model is not None)

    def _asked(self, query: Query) -> Answer:
        *_, last = self._once(query)
        assert isinstance(last, Answer)
        return last

    def _helped(self, answer: Answer, query: Query) -> Answer:
        """Return an abstention with whom to ask, any other answer as it is.

        For a day before anything was in force it says so: what stands nearest then is no help.
        """
        if answer.status is not AnswerStatus.ABSTAINED or answer.ask_at:
            return answer
        if told := nothing_yet(query, self._view(query.as_of)):
            return replace(answer, text=answer.text if answer.left_out else told, hits=())
        return replace(answer, ask_at=responsible(answer.hits, self._shelf, self._view(query.as_of)))

    def _once(self, query: Query) -> Generator[Step, None, None]:
        view = self._view(query.as_of)
        if (told := self._relations.answer(query, view)) is not None:
            yield self._helped(replace(told, fingerprint=self._fingerprint()), query)
            return
        asked = of_its_number(query, self._not_held.titles(view))
        wide = replace(asked, top_k=max(query.top_k, self._depth))
        result = self._references.joined(self._retriever.search(wide, view), view)
        result = self._not_held.told(query, result, view)
        yield result
        found = self._answerer.answer(asked, result, view)
        warnings = found.warnings + self._references.warnings(found.citations, view)
        found = replace(found, question=query.question, warnings=warnings)
        yield self._helped(self._pages.answered(found), query)
