"""A word that stands only in hidden documents is to their audience a word that stands nowhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from kb.index.keyword import KeywordEntry, TantivyIndex
from kb.index.shown_words import ShownWords
from kb.knowledge_base import KnowledgeBase
from kb.settings import LocalRole, Settings
from kb.store.access import Role
from tests.api.access_home import FILES, bearer, calling
from tests.fakes import HashEncoder

HIDDEN = (
    "甲市云帆补助金管理办法\n"
    "第一条 云帆补助金由甲市财政局发放，申请云帆补助金的企业应当提交材料。\n"
    "第二条 云帆补助金每户最高20万元，逾期不予受理云帆补助金。\n"
)
# Misspelt as it sounds, as it stands, in part, and beside words of the public document.
ASKED = (
    "云凡补助金怎么申请？",
    "单户企业的云凡补助金最高多少？",
    "小微企业贷款贴息有云帆补助金吗？",
)


@contextmanager
def _asked(folder: Path, *, holding: bool) -> Iterator[tuple[TestClient, dict[str, str]]]:
    settings = Settings(home=folder / "home", local_role=LocalRole.NONE)
    base = KnowledgeBase.open(settings, encoder=HashEncoder())
    try:
        base.ingest_files([("公开.txt", FILES["公开.txt"].encode())])
        if holding:
            base.ingest_files([("云帆.txt", HIDDEN.encode())], groups=["内部"])
        keys = {
            "reader": base.access.add("读者", Role.READ).secret,
            "member": base.access.add("成员", Role.READ, groups=["内部"]).secret,
        }
        with calling(base) as client:
            yield client, keys
    finally:
        base.close()


def _answers(client: TestClient, key: str) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for question in ASKED:
        for path, body in (
            ("/v1/ask", {"question": question}),
            ("/v1/search", {"question": question, "top_k": 20}),
            ("/v1/verify", {"text": question.replace("？", "。")}),
        ):
            said[f"{path} {question}"] = client.post(path, json=body, headers=bearer(key)).json()
        phrase = client.get("/v1/phrases", params={"text": question[:-1]}, headers=bearer(key))
        said[f"phrases {question}"] = phrase.json()
    return said


def _without_figures(value: Any) -> Any:
    """Return an answer without what is measured: times, the generation, scores and what is made of them."""
    if isinstance(value, dict):
        left_out = {"timings_ms", "generation", "score", "confidence"}
        return {name: _without_figures(one) for name, one in value.items() if name not in left_out}
    return [_without_figures(one) for one in value] if isinstance(value, list) else value


def test_a_word_of_hidden_documents_alone_changes_no_answer(tmp_path: Path) -> None:
    with _asked(tmp_path / "with", holding=True) as (client, keys):
        held = _answers(client, keys["reader"])
        members = _answers(client, keys["member"])
    with _asked(tmp_path / "without", holding=False) as (client, keys):
        absent = _answers(client, keys["reader"])
    assert _without_figures(held) == _without_figures(absent)
    # To those who see the document the very same question is corrected, and answered with it.
    assert {"from": "云凡补助金", "to": ["云帆补助金"]} in members[f"/v1/search {ASKED[0]}"]["expansions"]


@pytest.fixture
def words(tmp_path: Path) -> TantivyIndex:
    bodies = ("公开贷款贴息", "公开贷款利息", "机密青鸾贴息", "机密青鸾青鸾", "年")
    rows = (1, 1, 2, 2, 2)
    titles = ("公开", "公开", "青鸾", "青鸾", "青鸾")
    entries = [KeywordEntry(row, title, "", body) for row, title, body in zip(rows, titles, bodies, strict=True)]
    return TantivyIndex.build(tmp_path / "words", entries)


def test_words_are_counted_in_what_is_seen(words: TantivyIndex) -> None:
    rows = np.array([1, 1, 2, 2, 2], dtype=np.int64)
    shown = ShownWords(words, rows, np.array([1], dtype=np.int64))
    counted = {
        token: (words.frequency(token), shown.frequency(token)) for token in ("青鸾", "贴息", "贷款", "年", "无有")
    }
    assert counted == {"青鸾": (2, 0), "贴息": (2, 1), "贷款": (2, 2), "年": (1, 0), "无有": (0, 0)}
    assert [shown.title_frequency(token) for token in ("青鸾", "公开", "无有")] == [0, 2, 0]
    assert [hit.position for hit in shown.phrase("贴息", 1)] == [0]
    assert shown.phrase("青鸾", 5) == []
    assert shown.holding("贴息") == [0]
    assert [hit.position for hit in shown.resembling(["青鸾", "贴息"], 1)] == [0]
    assert [hit.position for hit in shown.search([("青鸾", 1.0), ("贴息", 1.0)], 1)] == [0]
    assert [hit.position for hit in shown.search([("贴息", 1.0)], 5, version_rows=[1, 2])] == [0]
