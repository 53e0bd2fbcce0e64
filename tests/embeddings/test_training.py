from pathlib import Path

import numpy as np
import pytest

from embeddings.static import StaticEncoder
from embeddings.training.__main__ import main
from embeddings.training.tokenizer import finer, train_tokenizer
from embeddings.training.tokens import Tokens
from tests.embeddings.conftest import PLACES, TINY, write_tiny_pairs


def test_training_brings_questions_to_their_passages(tiny_model: Path) -> None:
    encoder = StaticEncoder(tiny_model)
    passages = encoder.encode_passages([f"某市{word}办法\n申请{word}的单位应当提交材料。" for word in PLACES])
    scores = encoder.encode_queries([f"{word}要怎么弄" for word in PLACES]) @ passages.T
    assert scores.argmax(axis=1).tolist() == list(range(len(PLACES)))


def test_the_same_pairs_and_seed_give_the_same_model(tiny_model: Path, tmp_path: Path) -> None:
    pairs = write_tiny_pairs(tmp_path / "pairs")
    assert main(["--pairs", str(pairs), "--out", str(tmp_path / "again"), *TINY]) == 0
    texts = [f"{word}咋办" for word in PLACES]
    first, again = StaticEncoder(tiny_model), StaticEncoder(tmp_path / "again")
    np.testing.assert_allclose(first.encode_queries(texts), again.encode_queries(texts), atol=1e-5)


def test_a_model_card_survives_a_new_training(tmp_path: Path) -> None:
    pairs = write_tiny_pairs(tmp_path / "pairs")
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "MODEL_CARD.md").write_text("card", encoding="utf-8")
    assert main(["--pairs", str(pairs), "--out", str(tmp_path / "model"), *TINY]) == 0
    assert (tmp_path / "model" / "MODEL_CARD.md").read_text(encoding="utf-8") == "card"


def test_missing_pairs_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = write_tiny_pairs(tmp_path / "pairs")
    (pairs / "words.jsonl").unlink()
    assert main(["--pairs", str(pairs), "--out", str(tmp_path / "model")]) == 2
    assert "no pairs of words" in capsys.readouterr().err
    assert main(["--pairs", str(tmp_path / "nothing"), "--out", str(tmp_path / "model")]) == 2
    assert not (tmp_path / "model").exists()


def test_tokens_are_gathered_text_by_text() -> None:
    tokens = Tokens(np.array([1, 2, 3, 4, 5, 6]), np.array([0, 2, 2, 6]))
    flat, starts = tokens.gather(np.array([2, 1, 0, 2]), at_most=3)
    assert flat.tolist() == [3, 4, 5, 1, 2, 3, 4, 5]
    assert starts.tolist() == [0, 3, 3, 5]


def test_the_finer_tokenizer_cuts_into_parts_of_the_same_vocabulary() -> None:
    texts = [
        "个体工商户应当登记",
        "个体工商户可以起字号",
        "工商户",
        "个体",
        "登记字号",
        *"个体工商户应当登记可以起字号",
    ] * 20
    coarse = train_tokenizer(texts, 40, 5)
    fine = finer(coarse, 1)
    cut = coarse.encode("个体工商户，应当登记", add_special_tokens=False)
    parts = fine.encode("个体工商户，应当登记", add_special_tokens=False)
    assert len(parts.tokens) > len(cut.tokens)
    assert "".join(parts.tokens) == "".join(cut.tokens) == "个体工商户应当登记"
    assert [coarse.id_to_token(number) for number in parts.ids] == parts.tokens
