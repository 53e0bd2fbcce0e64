"""Questions and passages read together."""

from pathlib import Path

import pytest
from sentence_transformers import CrossEncoder as Library

from embeddings.cross_encoder import CrossEncoder
from embeddings.errors import ModelCorrupt, ModelUnavailable
from tests.tiny_models import write_cross_encoder

PASSAGES = ["贷款贴息不得超过百万元", "房租补助", "企业应当在月内申请"]


def test_scores_are_those_of_the_library_in_the_order_of_the_passages(tmp_path: Path) -> None:
    folder = write_cross_encoder(tmp_path / "model", seed=3)
    found = CrossEncoder(str(folder)).scores("贷款贴息", PASSAGES)
    library = Library(str(folder), device="cpu")
    one_by_one = [float(library.predict([("贷款贴息", passage)], show_progress_bar=False)[0]) for passage in PASSAGES]
    assert found == pytest.approx(one_by_one, abs=1e-6)
    assert len(set(found)) == 3
    assert CrossEncoder(str(folder)).scores("贷款贴息", []) == []


def test_a_model_of_several_labels_ranks_nothing(tmp_path: Path) -> None:
    folder = write_cross_encoder(tmp_path / "model", seed=3, labels=3)
    with pytest.raises(ModelCorrupt, match="有 3 个标签"):
        CrossEncoder(str(folder))


def test_what_cannot_be_used_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelCorrupt, match="empty 无法载入"):
        CrossEncoder(str(tmp_path / "empty"))
    with pytest.raises(ModelUnavailable, match="这个文件夹不存在"):
        CrossEncoder(str(tmp_path / "nothing"))
