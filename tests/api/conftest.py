"""The application over the fake knowledge base, called as a browser on the same machine calls it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from kb.knowledge_base import KnowledgeBase
from tests.api.fake_kb import FakeKnowledgeBase

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Give Chromium to the tests of a module; the others need not load what drives it."""
    from tests.api.browsers import chromium

    with chromium() as browser:
        yield browser


@pytest.fixture
def kb() -> FakeKnowledgeBase:
    return FakeKnowledgeBase()


@pytest.fixture
def client(kb: FakeKnowledgeBase) -> Iterator[TestClient]:
    app = create_app(cast(KnowledgeBase, kb))
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client
