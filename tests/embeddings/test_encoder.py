import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from embeddings.encoder import SentenceTransformerEncoder
from embeddings.errors import DimensionMismatch, ModelCorrupt, ModelUnavailable
from embeddings.loading import BUNDLED_MODEL, load_encoder
from embeddings.static import StaticEncoder
from embeddings.types import Encoder, LimitedEncoder
from tests.contracts.encoder import EncoderContract
from tests.tiny_models import write_transformer


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


@pytest.mark.parametrize("name", ["./models/bge", "../bge", "~/bge", "D:\\models\\bge", "a/b/c", "模型/bge"])
def test_what_can_only_be_a_folder_is_not_asked_of_the_hub(name: str) -> None:
    with pytest.raises(ModelUnavailable, match="这个文件夹不存在；请检查 KB_EMBEDDING_MODEL 的路径"):
        load_encoder(name)


def test_a_file_in_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"x")
    with pytest.raises(ModelUnavailable, match=r"model\.safetensors'：是一个文件，不是文件夹"):
        load_encoder(str(tmp_path / "model.safetensors"))


@pytest.fixture
def silent_hub() -> Iterator[str]:
    """Listen, and never answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_hub_that_does_not_answer_is_given_up_soon(silent_hub: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", silent_hub)
    monkeypatch.setattr("embeddings.hub._HUB_SECONDS", 0.2)
    started = time.monotonic()
    with pytest.raises(ModelUnavailable) as caught:
        load_encoder("nobody/no-such-model")
    assert time.monotonic() - started < 5
    assert str(caught.value) == (
        "找不到模型 'nobody/no-such-model'：本机没有这个文件夹，以前也没有完整下载过，"
        f"模型库 {silent_hub} 在 0.2 秒内连不上（ReadTimeout）；请在能上网的电脑上运行 "
        "hf download nobody/no-such-model --local-dir 文件夹，把该文件夹拷到本机，"
        "再把 KB_EMBEDDING_MODEL 设为它的路径"
    )


def test_a_hub_that_refuses_the_connection_is_given_up_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = f"http://127.0.0.1:{server.getsockname()[1]}"
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", closed)
    with pytest.raises(ModelUnavailable, match=r"连不上（ConnectError）.*hf download nobody/no-such-model"):
        load_encoder("nobody/no-such-model")


@pytest.fixture(scope="module")
def transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_transformer(tmp_path_factory.mktemp("models") / "tiny-bert", dim=8, seed=1, max_tokens=16)


def test_texts_beyond_the_limit_are_told(transformer: Path) -> None:
    # Two of the 16 tokens open and close the text.
    encoder = SentenceTransformerEncoder(str(transformer))
    assert isinstance(encoder, LimitedEncoder)
    assert encoder.max_tokens == 16
    assert encoder.cut_passages(["贷" * 14, "贷" * 15, ""]) == [False, True, False]
    assert encoder.cut_queries([]) == []
    np.testing.assert_array_equal(encoder.encode_passages(["贷" * 14]), encoder.encode_passages(["贷" * 14 + "款" * 9]))
    prompted = SentenceTransformerEncoder(str(transformer), "企业")
    assert prompted.cut_queries(["贷" * 12, "贷" * 13]) == [False, True]
    assert prompted.cut_passages(["贷" * 14]) == [False]


def test_a_static_model_has_no_limit(tiny_model: Path) -> None:
    encoder = SentenceTransformerEncoder(str(tiny_model))
    assert encoder.max_tokens is None
    assert encoder.cut_passages(["贷款" * 5000]) == [False]
    assert not isinstance(StaticEncoder(tiny_model), LimitedEncoder)


def test_loading_shows_no_bar(transformer: Path, capfd: pytest.CaptureFixture[str]) -> None:
    SentenceTransformerEncoder(str(transformer))
    assert capfd.readouterr() == ("", "")


def test_a_damaged_weight_file_is_one_clear_error(transformer: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(transformer, tmp_path / "copy"))
    (weights,) = copy.rglob("*.safetensors")
    weights.write_bytes(weights.read_bytes()[:500])
    with pytest.raises(ModelCorrupt, match=r"无法载入.*请重新取得该文件夹"):
        load_encoder(str(copy))


def test_a_model_that_states_another_width_is_refused(transformer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sentence_transformers.SentenceTransformer.get_embedding_dimension", lambda self: 12)
    encoder = SentenceTransformerEncoder(str(transformer))
    with pytest.raises(DimensionMismatch, match="模型声明为 12 维，实际算出 8 维"):
        encoder.encode_queries(["贷款"])


def test_threads_are_capped(transformer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAYON_NUM_THREADS", raising=False)
    before = torch.get_num_threads()
    try:
        load_encoder(str(transformer), threads=1)
        assert (torch.get_num_threads(), os.environ["RAYON_NUM_THREADS"]) == (1, "1")
    finally:
        torch.set_num_threads(before)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted on Linux")
@pytest.mark.parametrize("threads", [1, 3])
def test_the_bundled_model_encodes_with_as_many_threads_as_allowed(threads: int) -> None:
    code = (
        "import os; from embeddings.loading import load_encoder\n"
        f"encoder = load_encoder('policy-zh-static', threads={threads})\n"
        "before = len(os.listdir('/proc/self/task'))\n"
        "encoder.encode_passages(['没抵押能贷不？'] * 5000)\n"
        "print(len(os.listdir('/proc/self/task')) - before)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "RAYON_NUM_THREADS"}
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(threads)


def test_a_folder_that_is_no_model_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelCorrupt, match="无法载入"):
        load_encoder(str(tmp_path))


def test_names_and_folders_find_their_encoder(tiny_model: Path) -> None:
    assert isinstance(load_encoder(BUNDLED_MODEL), StaticEncoder)
    assert isinstance(load_encoder(str(tiny_model)), StaticEncoder)
    assert load_encoder(str(tiny_model), "查询：").fingerprint == StaticEncoder(tiny_model, "查询：").fingerprint
