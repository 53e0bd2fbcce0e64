"""A question on its way: the passages as soon as they are found, then the answer."""

from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from kb.answer.answerer import Answerer
from kb.answer.documents.relations import Relations
from kb.errors import NotFound
from kb.retrieve.references.cross_references import CrossReferences
from kb.retrieve.retriever import Retriever
from kb.retrieve.view import View
from kb.settings import Settings
from kb.source_pages import SourcePages
from kb.types import Answer, Query, SearchResult

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
        references: CrossReferences,
        pages: SourcePages,
        view: Callable[[date | None], View],
        fingerprint: Callable[[], str],
        settings: Settings,
    ) -> None:
        self._retriever = retriever
        self._answerer = answerer
        self._relations = relations
        self._references = references
        self._pages = pages
        self._view = view
        self._fingerprint = fingerprint
        self._depth = settings.answer_depth

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
        for _ in range(_TRIES):
            # What is purged between search and answer is gone: the question is asked again of what is left.
            with suppress(NotFound):
                yield from self._once(query)
                return
        yield from self._once(query)

    def _once(self, query: Query) -> Generator[Step, None, None]:
        view = self._view(query.as_of)
        if (told := self._relations.answer(query, view)) is not None:
            yield replace(told, fingerprint=self._fingerprint())
            return
        wide = replace(query, top_k=max(query.top_k, self._depth))
        result = self._references.joined(self._retriever.search(wide, view), view)
        yield result
        found = self._answerer.answer(query, result, view)
        found = replace(found, warnings=found.warnings + self._references.warnings(found.citations, view))
        yield self._pages.answered(found)
