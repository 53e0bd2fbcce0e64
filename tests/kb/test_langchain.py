"""The LangChain retriever: the same documents over a base on this machine and over a server."""

import asyncio
from collections.abc import Iterator
from datetime import date

import pytest
from langchain_core.documents import Document
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from kb.client import Client
from kb.errors import InvalidQuestion
from kb.knowledge_base import KnowledgeBase
from kb.langchain import PolicyRetriever
from kb.settings import Settings
from kb.types import Filters
from tests.api.browsers import served
from tests.fakes import HashEncoder

POLICY = """甲市小微企业贷款贴息办法

第一条 贴息比例为贷款利息的50%，单户企业每年最高20万元。

第二条 本办法自2024年1月1日起施行。
"""
QUESTION = "小微企业贷款贴息单户企业每年最高多少"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("langchain") / "home"), encoder=HashEncoder(256))
    base.ingest_files([("办法.txt", POLICY.encode())])
    yield base
    base.close()


def test_a_document_is_a_passage_with_what_cites_it(base: KnowledgeBase) -> None:
    found = PolicyRetriever.over_base(base, top_k=1).invoke(QUESTION)
    (document,) = found
    assert document.page_content == "第一条 贴息比例为贷款利息的50%，单户企业每年最高20万元。"
    metadata = document.metadata
    assert (metadata["title"], metadata["clause_label"], metadata["validity"], metadata["source"]) == (
        "甲市小微企业贷款贴息办法",
        "第一条",
        "in_force",
        "办法.txt",
    )
    assert metadata["official_citation"] == "《甲市小微企业贷款贴息办法》第一条"
    assert base.document("d000001").text[metadata["start"] : metadata["end"]] == document.page_content
    assert (document.id, "text" in metadata) == (metadata["passage_id"], False)


def test_over_a_server_the_documents_are_the_same(base: KnowledgeBase) -> None:
    local = PolicyRetriever.over_base(base)
    with served(base) as url, Client(url) as client:
        remote = PolicyRetriever.over_server(client)
        assert remote.invoke(QUESTION) == local.invoke(QUESTION)
        assert asyncio.run(remote.ainvoke(QUESTION)) == local.invoke(QUESTION)
        elsewhere = PolicyRetriever.over_server(client, filters=Filters(document_ids=("d000009",)))
        assert elsewhere.invoke(QUESTION) == []


def test_what_the_search_is_restricted_to_counts(base: KnowledgeBase) -> None:
    before = date(2023, 6, 1)
    assert PolicyRetriever.over_base(base, as_of=before).invoke(QUESTION) == []
    shown = PolicyRetriever.over_base(base, as_of=before, include_not_in_force=True).invoke(QUESTION)
    assert {document.metadata["validity"] for document in shown} == {"not_yet"}
    with pytest.raises(InvalidQuestion):
        PolicyRetriever.over_base(base).invoke(" ")


def test_it_stands_in_a_chain(base: KnowledgeBase) -> None:
    prompt = ChatPromptTemplate.from_template("{context}\n{question}")

    def joined(documents: list[Document]) -> str:
        return f"{len(documents)} 段"

    chain = {
        "context": PolicyRetriever.over_base(base, top_k=1) | RunnableLambda(joined),
        "question": RunnablePassthrough(),
    } | prompt
    assert chain.invoke(QUESTION).to_messages()[0].content == f"1 段\n{QUESTION}"
