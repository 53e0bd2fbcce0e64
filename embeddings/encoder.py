"""Any sentence-transformers model, from a hub or a folder. The library (and torch) is loaded on first use only."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embeddings.errors import DimensionMismatch, ModelCorrupt, ModelUnavailable, require_dim
from embeddings.files import sha256_of
from embeddings.hub import downloaded_folder, names_a_folder, refused, require_hub
from embeddings.prompts import choose_prompts
from embeddings.types import EmbeddingMatrix

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# What the vectors depend on; a README or another runtime's weights (onnx, openvino) is not among it.
_MODEL_FILES = ("*.json", "*.safetensors", "*.bin", "*.txt", "*.model")
_BATCH = 32
# Tokenizers without a limit state one of 10 to the power of 30.
_NO_LIMIT = 1_000_000


class SentenceTransformerEncoder:
    """Encode by sentence-transformers, with the query prompt that the model wants.

    `dim` keeps only the first dimensions of a model that was trained to bear it; `threads` holds for torch in the whole
    process. Raises ModelUnavailable where the name is no folder and no hub can be reached, DimensionMismatch where the
    model has fewer dimensions, ModelCorrupt where the folder cannot be loaded.
    """

    def __init__(
        self,
        name_or_folder: str,
        query_prompt: str | None = None,
        *,
        dim: int | None = None,
        threads: int | None = None,
    ) -> None:
        self._model = _load(name_or_folder)
        if threads is not None:
            import torch

            torch.set_num_threads(threads)
        self._prompts = choose_prompts(name_or_folder, self._model.prompts, query_prompt)
        # Some models do not state it.
        self._dim = int(self._model.get_embedding_dimension() or len(self._model.encode("字", show_progress_bar=False)))
        require_dim(dim, self._dim, name_or_folder)
        self._cut_to, self._dim = dim, dim or self._dim
        what: list[object] = [_digests(_folder_of(name_or_folder)), self._prompts.query, self._prompts.passage]
        what += [dim] if dim is not None else []
        self._fingerprint = "st-" + hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32]

    @property
    def dim(self) -> int:
        """The number of dimensions of every vector."""
        return self._dim

    @property
    def max_tokens(self) -> int | None:
        """The number of tokens that the model reads of a text; None where there is no limit."""
        from transformers import PreTrainedTokenizerBase

        limit = self._model.max_seq_length
        if limit is None or limit > _NO_LIMIT or not isinstance(self._model.tokenizer, PreTrainedTokenizerBase):
            return None
        return int(limit)

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

    def cut_queries(self, texts: Sequence[str], /) -> list[bool]:
        """Tell of each question whether it has more tokens than the model reads."""
        return self._cut(self._prompts.query, texts)

    def cut_passages(self, texts: Sequence[str], /) -> list[bool]:
        """Tell of each passage whether it has more tokens than the model reads."""
        return self._cut(self._prompts.passage, texts)

    def _cut(self, prompt: str, texts: Sequence[str]) -> list[bool]:
        limit = self.max_tokens
        if limit is None or not texts:
            return [False] * len(texts)
        # verbose: the library would warn of the very length that is asked about.
        found = self._model.tokenizer([prompt + text for text in texts], truncation=False, verbose=False)
        return [len(ids) > limit for ids in found["input_ids"]]

    def _encode(self, prompt: str, texts: Sequence[str]) -> EmbeddingMatrix:
        rows = np.zeros((len(texts), self._dim), dtype=np.float32)
        # An empty text has no direction, whatever a transformer makes of its special tokens.
        filled = [position for position, text in enumerate(texts) if text.strip()]
        if filled:
            vectors = self._model.encode(
                [texts[position] for position in filled],
                prompt=prompt,
                truncate_dim=self._cut_to,
                batch_size=_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
            if vectors.shape[1:] != (self._dim,):
                raise DimensionMismatch(
                    f"模型声明为 {self._dim} 维，实际算出 {vectors.shape[1]} 维；请重新取得该模型的全部文件"
                )
            rows[filled] = vectors
        return rows


def _load(name_or_folder: str) -> "SentenceTransformer":
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    # Loading takes a second; the bar of a download, which takes minutes, is another one and stays.
    hide_bar: Callable[[], None] = disable_progress_bar
    hide_bar()
    # What the libraries below raise on an absent file, a foreign setting, a missing key or other shapes.
    faults = (OSError, ValueError, LookupError, TypeError, RuntimeError, ImportError, SafetensorError)
    folder = Path(name_or_folder)
    if folder.is_dir():
        try:
            model = SentenceTransformer(name_or_folder, device="cpu", local_files_only=True)
        except faults as error:
            raise ModelCorrupt(
                f"模型文件夹 {name_or_folder} 无法载入（{error}）；请重新取得该文件夹，或换一个 KB_EMBEDDING_MODEL"
            ) from error
    elif folder.exists() or names_a_folder(name_or_folder):
        what = "是一个文件，不是文件夹" if folder.exists() else "这个文件夹不存在"
        raise ModelUnavailable(f"模型 {name_or_folder!r}：{what}；请检查 KB_EMBEDDING_MODEL 的路径")
    else:
        here = downloaded_folder(name_or_folder) is not None
        if not here:
            require_hub(name_or_folder)
        try:
            model = SentenceTransformer(name_or_folder, device="cpu", local_files_only=here)
        except faults as error:
            raise refused(name_or_folder, error) from error
    # Half-precision weights would give half-precision vectors, unequal to those of other machines.
    return model.float()


def _folder_of(name_or_folder: str) -> Path:
    """Return where the files of a model lie that has just been loaded. Raises ModelUnavailable."""
    folder = Path(name_or_folder)
    found = folder if folder.is_dir() else downloaded_folder(name_or_folder)
    if found is None:
        raise ModelUnavailable(
            f"模型 {name_or_folder!r} 的文件不在本机缓存里；请先用 hf download {name_or_folder} 下载"
        )
    return found


def _digests(folder: Path) -> list[tuple[str, str]]:
    paths = {path for pattern in _MODEL_FILES for path in folder.rglob(pattern) if path.is_file()}
    return sorted((path.relative_to(folder).as_posix(), sha256_of(path)) for path in paths)
