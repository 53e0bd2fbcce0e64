"""Model folders of a few kilobytes, written without training: what real encoders are loaded from in tests."""

from pathlib import Path

import numpy as np

LETTERS = (
    "一二三四五六七八九十百千万元日月年市区县办法规定条款项贷款贴息房租补助企业创业申请人应当在内的不得超过标准为最高每"
)


def write_static(folder: Path, *, dim: int, seed: int) -> Path:
    """Write a static model: one random vector a character."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split

    letters = dict.fromkeys(LETTERS)
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, **{letter: n for n, letter in enumerate(letters, 1)}}, "[UNK]"))
    tokenizer.pre_tokenizer = Split("", "isolated")
    weights = np.random.default_rng(seed).normal(size=(len(letters) + 1, dim)).astype(np.float32)
    SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights), Normalize()], device="cpu"
    ).save(str(folder), create_model_card=False)
    return folder


def write_transformer(folder: Path, *, dim: int, seed: int, max_tokens: int) -> Path:
    """Write a BERT of one layer with random weights that reads at most `max_tokens` tokens, one a character."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
    from transformers import BertConfig, BertModel, BertTokenizer

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = {token: number for number, token in enumerate([*special, *dict.fromkeys(LETTERS)])}
    source = folder.with_name(f"{folder.name}-bare")
    BertTokenizer(vocab=vocabulary, model_max_length=max_tokens).save_pretrained(source)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        config = BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=dim,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=dim,
            max_position_embeddings=max_tokens,
        )
        BertModel(config).save_pretrained(source)
    modules = [Transformer(str(source)), Pooling(dim, "mean"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder), create_model_card=False)
    return folder


def write_cross_encoder(folder: Path, *, seed: int, labels: int = 1) -> Path:
    """Write a BERT of one layer with random weights that gives a pair of texts one number for each label."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = {token: number for number, token in enumerate([*special, *dict.fromkeys(LETTERS)])}
    BertTokenizer(vocab=vocabulary, model_max_length=64).save_pretrained(folder)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        config = BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            max_position_embeddings=64,
            id2label={place: f"LABEL_{place}" for place in range(labels)},
        )
        BertForSequenceClassification(config).save_pretrained(folder)
    return folder
