"""A trained model as the folder that sentence-transformers and StaticEncoder read."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from embeddings.files import sha256_of
from embeddings.static_folder import CHECKSUMS_FILE, TOKENIZER_FILE, WEIGHTS_FILE


def write_model(folder: Path, tokenizer: Tokenizer, vectors: npt.NDArray[np.float32]) -> None:
    """Write the model in sentence-transformers' format with the checksums of its files; a model card there stays.

    The vectors are kept in half precision: their rounding changes a cosine by less than a thousandth.
    """
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    halves = vectors.astype(np.float16)
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=halves), Normalize()])
    model.save(str(folder), create_model_card=False)
    (folder / WEIGHTS_FILE).chmod(0o644)
    checksums = {name: sha256_of(folder / name) for name in (WEIGHTS_FILE, TOKENIZER_FILE)}
    (folder / CHECKSUMS_FILE).write_text(json.dumps(checksums, indent=1) + "\n", encoding="utf-8")
