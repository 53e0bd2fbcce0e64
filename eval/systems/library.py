"""The library in this process as a system that is asked."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.replies import Reply, failed, from_answer
from eval.systems.asking import Asking
from kb.errors import KnowledgeBaseError
from kb.knowledge_base import KnowledgeBase
from kb.types import Query

# Where it lies and how it is served changes no answer, and is nobody else's business.
# How many passages are wanted the run says itself.
_LEFT_OUT = {"home", "host", "port", "allowed_hosts", "top_k"}


@dataclass(frozen=True, slots=True)
class Library:
    """An open knowledge base, asked directly."""

    knowledge: KnowledgeBase
    asking: Asking
    address: str = ""
    kind: str = "library"

    def ask(self, question: str) -> Reply:
        """Return the reply to a question; one with an error where the library raises one."""
        started = time.perf_counter()
        asking = self.asking
        query = Query(
            question,
            top_k=asking.top_k,
            as_of=asking.as_of,
            include_not_in_force=asking.include_not_in_force,
        )
        try:
            answer = self.knowledge.ask(query)
        except KnowledgeBaseError as error:
            return failed(error.message, time.perf_counter() - started)
        return from_answer(answer, time.perf_counter() - started)

    def settings(self) -> Mapping[str, object]:
        """Return the knowledge base's settings that may change an answer, and how much it holds."""
        stats = self.knowledge.stats()
        held = {"documents": stats.documents, "passages": stats.passages}
        return {**self.knowledge.settings.model_dump(mode="json", exclude=_LEFT_OUT), **held}

    def hopeless(self, reply: Reply) -> str | None:
        """Return None: a library that is open can be asked."""
        return None

    def warnings(self, replies: Sequence[Reply]) -> tuple[str, ...]:
        """Return nothing: its replies are read as they are."""
        return ()

    def stop(self) -> None:
        """Do nothing: nothing is tried twice."""
