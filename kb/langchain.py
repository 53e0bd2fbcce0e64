"""A LangChain retriever over a knowledge base on this machine, or behind a server.

Needs the extra `langchain`: `pip install .[langchain]`.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol, Self

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from kb.client import Client
from kb.types import Filters, Query, SearchResult
from kb.wire import results as wire

_EVERYTHING = Filters()


class Searching(Protocol):
    """What a knowledge base can do that is asked for here."""

    def search(self, query: Query, /) -> SearchResult:
        """Return the passages that answer a question, best first."""


class PolicyRetriever(BaseRetriever):
    """Passages of policy documents as LangChain documents, best first; made by `over_base` or `over_server`.

    A document's text is a passage, verbatim. Its metadata are what cites it: title, clause, official citation,
    validity on the day, file, offsets, page, score.
    """

    passages: Callable[[str], list[Any]]
    """Returns the passages for a question, in the shape of `POST /v1/search`."""

    @classmethod
    def over_base(
        cls,
        base: Searching,
        *,
        top_k: int = 5,
        as_of: date | None = None,
        include_not_in_force: bool = False,
        filters: Filters = _EVERYTHING,
    ) -> Self:
        """Return a retriever over an open knowledge base, whose closing stays with the caller."""

        def passages(question: str) -> list[Any]:
            found = base.search(Query(question, top_k, as_of, include_not_in_force, filters))
            sent = wire.search_result(found)["passages"]
            assert isinstance(sent, list)
            return sent

        return cls(passages=passages)

    @classmethod
    def over_server(
        cls,
        client: Client,
        *,
        top_k: int = 5,
        as_of: date | None = None,
        include_not_in_force: bool = False,
        filters: Filters = _EVERYTHING,
    ) -> Self:
        """Return a retriever over a server, through a client whose closing stays with the caller."""

        def passages(question: str) -> list[Any]:
            found = client.search(
                question,
                top_k=top_k,
                as_of=as_of,
                include_not_in_force=include_not_in_force,
                document_ids=filters.document_ids,
                region=filters.region,
                issuer=filters.issuer,
                doc_type=filters.doc_type,
            )
            return list(found["passages"])

        return cls(passages=passages)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(passage) for passage in self.passages(query)]


def _document(passage: dict[str, Any]) -> Document:
    metadata = {name: value for name, value in passage.items() if name != "text"}
    return Document(page_content=passage["text"], metadata=metadata, id=passage["passage_id"])
