"""Any sentence-transformers model, from a hub or a folder. The library (and torch) is loaded on first use only."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embeddings.errors import ModelCorrupt, ModelUnavailable
from embeddings.files import sha256_of
from embeddings.prompts import choose_prompts
from embeddings.types import EmbeddingMatrix

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# What the vectors depend on; a README or another runtime's weights (onnx, openvino) is not among it.
_MODEL_FILES = ("*.json", "*.safetensors", "*.bin", "*.txt", "*.model")
_BATCH = 32


class SentenceTransformerEncoder:
    """Encode by sentence-transformers, with the query prompt that the model wants.

    Raises ModelUnavailable where the name is no folder and no hub can be reached, ModelCorrupt where the folder
    cannot be loaded.
    """

    def __init__(self, name_or_folder: str, query_prompt: str | None = None) -> None:
        self._model = _load(name_or_folder)
        self._prompts = choose_prompts(name_or_folder, self._model.prompts, query_prompt)
        self._dim = int(self._model.get_embedding_dimension() or 0)
        what = [_digests(_folder_of(name_or_folder)), self._prompts.query, self._prompts.passage]
        self._fingerprint = "st-" + hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32]

    @property
    def dim(self) -> int:
        """The number of dimensions of every vector."""
        return self._dim

    @property
    def fingerprint(self) -> str:
        """What the vectors depend on: the bytes of the model's files and the prompts."""
        return self._fingerprint

    def encode_queries(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        """Return one row a question, shape (len(texts), dim)."""
        return self._encode(self._prompts.query, texts)

    def encode_passages(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        """Return one row a passage, shape (len(texts), dim)."""
        return self._encode(self._prompts.passage, texts)

    def _encode(self, prompt: str, texts: Sequence[str]) -> EmbeddingMatrix:
        rows = np.zeros((len(texts), self._dim), dtype=np.float32)
        # An empty text has no direction, whatever a transformer makes of its special tokens.
        filled = [position for position, text in enumerate(texts) if text.strip()]
        if filled:
            rows[filled] = self._model.encode(
                [texts[position] for position in filled],
                prompt=prompt,
                batch_size=_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return rows


def _load(name_or_folder: str) -> "SentenceTransformer":
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    here = Path(name_or_folder).is_dir()
    try:
        model = SentenceTransformer(name_or_folder, device="cpu")
    # What the libraries below raise on an absent file, a foreign setting, a missing key or other shapes.
    except (OSError, ValueError, LookupError, TypeError, RuntimeError, ImportError, SafetensorError) as error:
        if here:
            raise ModelCorrupt(
                f"模型文件夹 {name_or_folder} 无法载入（{error}）；请重新取得该文件夹，或换一个 KB_EMBEDDING_MODEL"
            ) from error
        raise ModelUnavailable(
            f"找不到模型 {name_or_folder!r}：它不是本机文件夹，也无法从模型库取得（{type(error).__name__}）；"
            "请联网后重试，或把 KB_EMBEDDING_MODEL 设为已下载的文件夹"
        ) from error
    # Half-precision weights would give half-precision vectors, unequal to those of other machines.
    return model.float()


def _folder_of(name_or_folder: str) -> Path:
    """Return where the model's files lie; a hub model has just been loaded, so its files are in the local cache."""
    folder = Path(name_or_folder)
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download

    return Path(snapshot_download(name_or_folder, local_files_only=True))


def _digests(folder: Path) -> list[tuple[str, str]]:
    paths = {path for pattern in _MODEL_FILES for path in folder.rglob(pattern) if path.is_file()}
    return sorted((path.relative_to(folder).as_posix(), sha256_of(path)) for path in paths)
