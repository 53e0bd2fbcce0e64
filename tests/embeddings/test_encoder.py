import shutil
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import SentenceTransformerEncoder
from embeddings.errors import ModelCorrupt, ModelUnavailable
from embeddings.loading import BUNDLED_MODEL, load_encoder
from embeddings.static import StaticEncoder
from embeddings.types import Encoder
from tests.contracts.encoder import EncoderContract


class TestSentenceTransformerEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self, tiny_model: Path) -> Encoder:
        return SentenceTransformerEncoder(str(tiny_model))


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


def test_both_encoders_agree(tiny_model: Path) -> None:
    texts = ["贷款咋办", "", "申请工伤的单位应当提交材料"]
    static, general = StaticEncoder(tiny_model), SentenceTransformerEncoder(str(tiny_model))
    np.testing.assert_allclose(static.encode_queries(texts), general.encode_queries(texts), atol=1e-6)
    np.testing.assert_allclose(static.encode_passages(texts), general.encode_passages(texts), atol=1e-6)
    assert static.dim == general.dim == 16
    assert static.fingerprint != general.fingerprint


def test_the_prompt_stands_before_questions_and_changes_the_fingerprint(tiny_model: Path) -> None:
    plain, prompted = SentenceTransformerEncoder(str(tiny_model)), SentenceTransformerEncoder(str(tiny_model), "贷款")
    np.testing.assert_allclose(prompted.encode_queries(["工伤"]), plain.encode_queries(["贷款工伤"]), atol=1e-6)
    np.testing.assert_allclose(prompted.encode_passages(["工伤"]), plain.encode_passages(["工伤"]), atol=1e-6)
    assert prompted.fingerprint != plain.fingerprint


def test_the_fingerprint_follows_the_bytes_not_the_place(tiny_model: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(tiny_model, tmp_path / "elsewhere"))
    first = SentenceTransformerEncoder(str(tiny_model)).fingerprint
    assert SentenceTransformerEncoder(str(copy)).fingerprint == first
    (copy / "README.md").write_text("words", encoding="utf-8")
    assert SentenceTransformerEncoder(str(copy)).fingerprint == first
    (copy / "1_Normalize" / "config.json").write_text("{}", encoding="utf-8")
    assert SentenceTransformerEncoder(str(copy)).fingerprint != first


@pytest.mark.usefixtures("offline")
def test_an_absent_model_without_network_is_one_clear_error() -> None:
    with pytest.raises(ModelUnavailable, match=r"'nobody/no-such-model'.*KB_EMBEDDING_MODEL"):
        load_encoder("nobody/no-such-model")


@pytest.mark.usefixtures("offline")
def test_a_mistyped_folder_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="nothing-here"):
        load_encoder(str(tmp_path / "nothing-here"))


def test_a_folder_that_is_no_model_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelCorrupt, match="无法载入"):
        load_encoder(str(tmp_path))


def test_names_and_folders_find_their_encoder(tiny_model: Path) -> None:
    assert isinstance(load_encoder(BUNDLED_MODEL), StaticEncoder)
    assert isinstance(load_encoder(str(tiny_model)), StaticEncoder)
    assert load_encoder(str(tiny_model), "查询：").fingerprint == StaticEncoder(tiny_model, "查询：").fingerprint
