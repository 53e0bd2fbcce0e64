"""From the name of a model to its encoder."""

import os
from pathlib import Path

from embeddings.encoder import SentenceTransformerEncoder
from embeddings.static import StaticEncoder
from embeddings.static_folder import is_static_model
from embeddings.threads import limit_matrix_threads
from embeddings.types import Encoder

BUNDLED_MODEL = "policy-zh-static"
"""The name of the model that ships with the project."""


def bundled_folder() -> Path:
    """Return the folder of the bundled model."""
    return Path(__file__).resolve().parent / "models" / BUNDLED_MODEL


def load_encoder(
    name_or_folder: str, query_prompt: str | None = None, *, dim: int | None = None, threads: int | None = None
) -> Encoder:
    """Return the encoder of the bundled model, of a folder or of a hub name; a static model needs no torch.

    With `dim` only the first dimensions of its vectors are kept. It uses at most `threads` threads, as long as nothing
    in the process has started the tokenizers' own before. Raises ModelUnavailable where there is none of that name,
    DimensionMismatch where it has fewer dimensions, ModelCorrupt where its files are damaged.
    """
    if threads is not None:
        # The one way to limit the tokenizers; what the user sets for the whole process stays.
        os.environ.setdefault("RAYON_NUM_THREADS", str(threads))
        limit_matrix_threads()
    folder = bundled_folder() if name_or_folder == BUNDLED_MODEL else Path(name_or_folder)
    if name_or_folder == BUNDLED_MODEL or is_static_model(folder):
        return StaticEncoder(folder, query_prompt, dim=dim)
    return SentenceTransformerEncoder(name_or_folder, query_prompt, dim=dim, threads=threads)
