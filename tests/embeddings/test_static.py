import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import SentenceTransformerEncoder
from embeddings.errors import DimensionMismatch, ModelCorrupt, ModelUnavailable
from embeddings.loading import bundled_folder, load_encoder
from embeddings.static import StaticEncoder
from embeddings.static_folder import is_static_model
from embeddings.types import Encoder
from tests.contracts.encoder import EncoderContract

TEXTS = [
    "没抵押能贷不？还不上咋办",
    "",
    "  \n",
    "，。！",
    "😀🎉",
    "企业😀贷款",
    "ＡＢＣ ｄｅｆ 123％",
    "Ⅷ、第八条 贷款期限原则上不超过1年，最高1000万元。",
    "繁體字與简体字",
    "\u0000\ufffd\U0001f600",
    *(f"第{number}条 申请人应当在{number}日内提交材料。" * (number % 9) for number in range(60)),
    "单个企业科创贷款额度最高不超过1000万元，期限原则上不超过一年。" * 200,
]


@pytest.fixture(scope="module")
def bundled() -> StaticEncoder:
    return StaticEncoder(bundled_folder())


@pytest.fixture
def copy(tiny_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_model, tmp_path / "model"))


class TestBundledModel(EncoderContract):
    @pytest.fixture
    def encoder(self, bundled: StaticEncoder) -> Encoder:
        return bundled


class TestTinyModel(EncoderContract):
    @pytest.fixture
    def encoder(self, tiny_model: Path) -> Encoder:
        return StaticEncoder(tiny_model)


def test_the_vectors_equal_those_of_sentence_transformers(bundled: StaticEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(bundled_folder()), device="cpu").float()
    np.testing.assert_allclose(bundled.encode_queries(TEXTS), model.encode_query(TEXTS), atol=1e-5)
    np.testing.assert_allclose(bundled.encode_passages(TEXTS), model.encode_document(TEXTS), atol=1e-5)


def test_the_first_dimensions_are_cut_out_and_normalised_as_sentence_transformers_does(
    bundled: StaticEncoder, tmp_path: Path
) -> None:
    folder = bundled_folder()
    short = StaticEncoder(folder, dim=96)
    rows = bundled.encode_queries(TEXTS)[:, :96]
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    expected = np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
    assert short.dim == 96
    assert short.fingerprint != bundled.fingerprint
    np.testing.assert_allclose(short.encode_queries(TEXTS), expected, atol=1e-6)
    library = SentenceTransformerEncoder(str(folder), dim=96)
    assert library.dim == 96
    np.testing.assert_allclose(library.encode_queries(TEXTS), expected, atol=1e-5)


def test_more_dimensions_than_the_model_has_are_refused(tiny_model: Path) -> None:
    with pytest.raises(DimensionMismatch, match="取不出前 5000 维"):
        load_encoder(str(tiny_model), dim=5000)


def test_half_precision_weights_give_the_vectors_of_their_rounded_values(copy: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    weights = load_file(copy / "model.safetensors")["embedding.weight"]
    save_file({"embedding.weight": weights.astype(np.float16)}, copy / "model.safetensors")
    (copy / "checksums.json").unlink()
    rounded = Path(shutil.copytree(copy, tmp_path / "rounded"))
    save_file({"embedding.weight": weights.astype(np.float16).astype(np.float32)}, rounded / "model.safetensors")
    half = StaticEncoder(copy).encode_queries(TEXTS)
    assert half.dtype == np.float32
    np.testing.assert_array_equal(half, StaticEncoder(rounded).encode_queries(TEXTS))


def test_a_text_without_words_is_all_zeros(bundled: StaticEncoder) -> None:
    assert not bundled.encode_queries(["", "  \n", "，。！", "😀"]).any()


def test_a_text_does_not_depend_on_its_neighbours(bundled: StaticEncoder) -> None:
    together = bundled.encode_passages(TEXTS)
    alone = np.concatenate([bundled.encode_passages([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-6)


def test_words_that_mean_the_same_are_near(bundled: StaticEncoder) -> None:
    asked = bundled.encode_queries(["工伤了医药费谁出"])
    passages = bundled.encode_passages(
        [
            "职工因工作遭受事故伤害进行治疗，享受工伤医疗待遇。",
            "河道管理范围内禁止堆放垃圾。",
            "档案馆应当定期开放档案。",
        ]
    )
    assert int((asked @ passages.T).argmax()) == 0


def test_neither_torch_nor_the_library_is_loaded() -> None:
    code = (
        "import sys; from embeddings.loading import load_encoder; "
        "load_encoder('policy-zh-static').encode_queries(['贷款']); "
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_bundled_model_states_its_checksums_in_its_card(bundled: StaticEncoder) -> None:
    checksums = json.loads((bundled_folder() / "checksums.json").read_text(encoding="utf-8"))
    card = (bundled_folder() / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert set(checksums) == {"model.safetensors", "tokenizer.json"}
    assert all(digest in card for digest in checksums.values())


def test_the_bundled_model_is_not_larger_than_promised() -> None:
    assert sum(path.stat().st_size for path in bundled_folder().rglob("*") if path.is_file()) <= 40_000_000


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_changed_file_is_refused_by_name(copy: Path, name: str) -> None:
    data = bytearray((copy / name).read_bytes())
    data[-3] ^= 0x01
    (copy / name).write_bytes(data)
    with pytest.raises(ModelCorrupt, match=rf"{name} 与 checksums\.json 不符.*重新取得"):
        StaticEncoder(copy)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_missing_or_cut_file_is_refused_by_name(copy: Path, name: str) -> None:
    (copy / name).write_bytes((copy / name).read_bytes()[:1000])
    with pytest.raises(ModelCorrupt, match=rf"{name} 与 checksums\.json 不符"):
        StaticEncoder(copy)
    (copy / name).unlink()
    with pytest.raises(ModelCorrupt, match=rf"{name} 与 checksums\.json 不符.*缺失"):
        StaticEncoder(copy)


def test_cut_weights_without_checksums_are_no_static_model(copy: Path) -> None:
    (copy / "checksums.json").unlink()
    data = (copy / "model.safetensors").read_bytes()
    (copy / "model.safetensors").write_bytes(data[: len(data) // 2])
    assert not is_static_model(copy)
    with pytest.raises(ModelUnavailable, match="不是静态向量模型"):
        StaticEncoder(copy)


@pytest.mark.parametrize(("name", "text"), [("tokenizer.json", "{}"), ("tokenizer.json", "no"), ("modules.json", "{}")])
def test_a_file_of_other_content_is_refused_by_name(copy: Path, name: str, text: str) -> None:
    (copy / "checksums.json").unlink()
    (copy / name).write_text(text, encoding="utf-8")
    with pytest.raises(ModelCorrupt, match=name):
        StaticEncoder(copy)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    assert not is_static_model(tmp_path / "nothing")
    with pytest.raises(ModelUnavailable, match="nothing"):
        StaticEncoder(tmp_path / "nothing")


def test_the_fingerprint_changes_with_weights_and_prompt_only(copy: Path, tiny_model: Path) -> None:
    assert StaticEncoder(copy).fingerprint == StaticEncoder(tiny_model).fingerprint
    assert StaticEncoder(copy, "查询：").fingerprint != StaticEncoder(tiny_model).fingerprint


def test_the_prompt_of_the_settings_stands_before_questions_only(copy: Path) -> None:
    settings = copy / "config_sentence_transformers.json"
    stated = json.loads(settings.read_text(encoding="utf-8"))
    plain = StaticEncoder(copy)
    settings.write_text(json.dumps({**stated, "prompts": {"query": "贷款"}}), encoding="utf-8")
    prompted = StaticEncoder(copy)
    np.testing.assert_array_equal(prompted.encode_queries(["工伤"]), plain.encode_queries(["贷款工伤"]))
    np.testing.assert_array_equal(prompted.encode_passages(["工伤"]), plain.encode_passages(["工伤"]))
    np.testing.assert_array_equal(StaticEncoder(copy, "").encode_queries(["工伤"]), plain.encode_queries(["工伤"]))
