"""From one embedding model to another: refused with both named, built beside the old one, published whole."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from embeddings.encoder import SentenceTransformerEncoder
from embeddings.errors import EmbeddingError
from embeddings.types import EmbeddingMatrix
from kb.errors import ModelMismatch, ModelUnusable
from kb.index.checksums import write_checksums
from kb.knowledge_base import KnowledgeBase
from kb.settings import load_settings
from kb.types import Query
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, TREES, open_base, policy, take
from tests.tiny_models import write_static, write_transformer

QUESTION = "房租补助每平方米十五元"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Write a static model of 24 dimensions and a transformer of 16 that reads 24 tokens."""
    root = tmp_path_factory.mktemp("models")
    static = write_static(root / "static-24", dim=24, seed=1)
    return str(static), str(write_transformer(root / "bert-16", dim=16, seed=2, max_tokens=24))


def _open(home: Path, model: str) -> KnowledgeBase:
    return KnowledgeBase.open(load_settings(home=home, embedding_model=model))


@contextmanager
def _base(home: Path, model: str) -> Iterator[KnowledgeBase]:
    base = _open(home, model)
    try:
        yield base
    finally:
        base.close()


def _first(base: KnowledgeBase) -> tuple[str, int]:
    hit = base.search(Query(QUESTION, include_not_in_force=True)).hits[0]
    return hit.clause_id, base.stats().generation


def test_a_switch_is_refused_by_name_until_reindex(tmp_path: Path, models: tuple[str, str]) -> None:
    old, new = models
    reader = _open(tmp_path, old)
    take(reader, {"loans.txt": LOANS, "rent.txt": RENT})
    assert _first(reader) == ("d000002@1#第二条", 1)
    base = _open(tmp_path, new)
    for use in (
        lambda: base.search(Query(QUESTION)),
        lambda: base.ask(Query(QUESTION)),
        lambda: base.ingest_files([("trees.txt", TREES.encode())]),
        base.warm_up,
    ):
        with pytest.raises(ModelMismatch) as caught:
            use()
        assert caught.value.message == (
            f"知识库里的向量是模型 {old} 算的，与当前模型 {new} 不能混用；"
            f"请运行 kb reindex 用当前模型重建，或把 KB_EMBEDDING_MODEL 改回 {old}"
        )
    assert base.reindex(progress=lambda *_: assert_reader_works(reader)) == 2
    assert base.stats().model == new
    assert {segment.vectors.dim for segment in base._keeper.current().segments} == {16}
    assert _first(base)[1] == 2
    with pytest.raises(ModelMismatch, match=r"是模型 .*bert-16 算的，与当前模型 .*static-24 不能混用"):
        reader.search(Query(QUESTION))
    assert reader.reindex() == 3
    assert _first(reader) == ("d000002@1#第二条", 3)
    reader.close()
    base.close()


def assert_reader_works(reader: KnowledgeBase) -> None:
    assert _first(reader) == ("d000002@1#第二条", 1)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), EmbeddingError("no more")])
def test_a_failure_in_the_middle_leaves_the_old_published(
    tmp_path: Path, models: tuple[str, str], monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    old, new = models
    texts = {
        f"{n}.txt": policy(f"清河市第{n}号办法", *(f"第{n}号第{i}项补助标准。" for i in range(9))) for n in range(20)
    }
    with _base(tmp_path, old) as reader:
        take(reader, texts)
        before = _first(reader)
    encode = SentenceTransformerEncoder.encode_passages
    asked: list[int] = []

    def failing(self: SentenceTransformerEncoder, given: Sequence[str], /) -> EmbeddingMatrix:
        asked.append(len(given))
        if len(asked) == 2:
            raise error
        return encode(self, given)

    monkeypatch.setattr("embeddings.cache._ENCODE_AT_ONCE", 8)
    monkeypatch.setattr(SentenceTransformerEncoder, "encode_passages", failing)
    with _base(tmp_path, new) as base:
        with pytest.raises(KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else ModelUnusable):
            base.reindex()
        assert asked == [8, 8]
        calls: list[tuple[int, int]] = []
        with _base(tmp_path, old) as reader:
            assert _first(reader) == before
        assert [folder.name for folder in (tmp_path / "segments").iterdir()] == ["s000001"]
        # What was encoded before it failed is not encoded again.
        assert base.reindex(progress=lambda done, total: calls.append((done, total))) == 2
        assert calls == [(8, 20), (16, 20), (20, 20)]


def test_what_the_model_does_not_read_to_the_end_is_told(tmp_path: Path, models: tuple[str, str]) -> None:
    static, short = models
    long = "企业应当在三十日内申请" * 5 + "。"
    text = policy("补助办法", long, "补助为一元。", long)
    told = "《补助办法》有 2 条超过向量模型的长度上限（24 个词元），超出部分不参与语义检索；按字词检索用的是全文"
    with _base(tmp_path, short) as base:
        assert [report.warnings for report in take(base, {"a.txt": text})] == [(told,)]
        assert [report.warnings for report in take(base, {"a.txt": text})] == [()]
        assert base.model_warnings() == (told,)
        assert base.search(Query("补助为一元")).warnings == ()
        asked = "企业申请补助标准最高为每年一元，房租贷款贴息应当不得超过多少"
        warning = "问题超过向量模型的长度上限（24 个词元），超出部分没有参与语义检索；按字词检索用的是全文"
        assert base.search(Query(asked)).warnings == (warning,)
        assert base.ask(Query(asked)).warnings.count(warning) == 1
    with _base(tmp_path / "other", static) as base:
        assert [report.warnings for report in take(base, {"a.txt": text})] == [()]
        assert (base.model_warnings(), base.search(Query(asked)).warnings) == ((), ())


def test_titles_and_changed_files_of_a_model_are_told_apart(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"a.txt": LOANS})
    with open_base(tmp_path, embed_context=False) as base, pytest.raises(ModelMismatch) as caught:
        base.search(Query(QUESTION))
    assert caught.value.message == (
        "知识库里的向量是含标题算的，与当前的 KB_EMBED_CONTEXT 不符；"
        "请运行 kb reindex 用当前模型重建，或把 KB_EMBED_CONTEXT 改回原值"
    )
    with open_base(tmp_path, encoder=HashEncoder(32)) as base, pytest.raises(ModelMismatch) as caught:
        base.search(Query(QUESTION))
    assert caught.value.message == (
        "知识库里的向量虽然也是模型 policy-zh-static 算的，但它的文件或提示语后来变了，新旧向量不能混用；"
        "请运行 kb reindex 用当前模型重建，或恢复原来的模型文件和 KB_QUERY_PROMPT"
    )
    rows = tmp_path / "segments" / "s000001" / "rows.json"
    rows.write_text(rows.read_text(encoding="utf-8").replace(', "model": "policy-zh-static"', ""), encoding="utf-8")
    write_checksums(rows.parent)
    with open_base(tmp_path, encoder=HashEncoder(32)) as base, pytest.raises(ModelMismatch) as caught:
        base.search(Query(QUESTION))
    assert caught.value.message == (
        "知识库里的向量是另一个模型算的，与当前模型 policy-zh-static 不能混用；"
        "请运行 kb reindex 用当前模型重建，或把 KB_EMBEDDING_MODEL 改回原来的模型"
    )


def test_a_model_that_cannot_be_loaded_is_named_before_any_file_is_taken(tmp_path: Path) -> None:
    name = str(tmp_path / "gone")
    with _base(tmp_path / "home", name) as base:
        with pytest.raises(ModelUnusable) as caught:
            base.ingest_files([("a.txt", LOANS.encode())])
        assert caught.value.message == (
            f"向量模型“{name}”不能用：模型 {name!r}：这个文件夹不存在；请检查 KB_EMBEDDING_MODEL 的路径；"
            "请检查 KB_EMBEDDING_MODEL，或改回随程序附带的模型"
        )
        assert base.documents().total == 0
