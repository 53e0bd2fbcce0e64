"""Both stores against what every store promises."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.contracts.store import StoreContract
from tests.postgres import Server


class TestSqlite(StoreContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> Path:
        return tmp_path / "kb.sqlite3"


class TestPostgres(StoreContract):
    @pytest.fixture
    def place(self, postgres_server: Server) -> Iterator[str]:
        with postgres_server.database(f"kb-{uuid4().hex[:8]}") as address:
            yield address
