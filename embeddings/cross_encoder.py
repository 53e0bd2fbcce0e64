"""A model that reads a question and a passage together; the library (and torch) is loaded on first use only."""

from collections.abc import Sequence
from pathlib import Path

from embeddings.errors import ModelCorrupt, ModelUnavailable
from embeddings.hub import downloaded_folder, names_a_folder, refused, require_hub

_BATCH = 16


class CrossEncoder:
    """Score pairs by a sentence-transformers cross-encoder of one label (Nogueira and Cho 2019, arXiv:1901.04085).

    `threads` holds for torch in the whole process. Raises ModelUnavailable where the name is no folder and no hub can
    be reached, ModelCorrupt where the folder holds no cross-encoder with one label.
    """

    def __init__(self, name_or_folder: str, *, threads: int | None = None) -> None:
        from safetensors import SafetensorError
        from sentence_transformers import CrossEncoder as Library

        if threads is not None:
            import torch

            torch.set_num_threads(threads)
        folder = Path(name_or_folder)
        is_folder = folder.is_dir()
        if not is_folder and (folder.exists() or names_a_folder(name_or_folder)):
            raise ModelUnavailable(f"模型 {name_or_folder!r}：这个文件夹不存在；请检查 KB_CROSS_ENCODER 的路径")
        here = is_folder or downloaded_folder(name_or_folder) is not None
        if not here:
            require_hub(name_or_folder)
        # What the libraries below raise on an absent file, a foreign setting, a missing key or other shapes.
        faults = (OSError, ValueError, LookupError, TypeError, RuntimeError, ImportError, SafetensorError)
        try:
            self._model = Library(name_or_folder, device="cpu", local_files_only=here)
        except faults as error:
            if is_folder:
                raise ModelCorrupt(
                    f"模型文件夹 {name_or_folder} 无法载入（{error}）；请重新取得该文件夹，或不设 KB_CROSS_ENCODER"
                ) from error
            raise refused(name_or_folder, error) from error
        if self._model.num_labels != 1:
            raise ModelCorrupt(
                f"模型 {name_or_folder} 有 {self._model.num_labels} 个标签，不是排序用的交叉编码器；"
                "请换一个 KB_CROSS_ENCODER"
            )

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """Return how well each passage answers the question, in [0, 1], in the order of the passages."""
        if not passages:
            return []
        pairs = [(question, passage) for passage in passages]
        found = self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True)
        return [float(score) for score in found]
