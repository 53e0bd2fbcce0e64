"""The files of a static model: what they are called, whether they are whole, and what stands in them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from embeddings.errors import ModelCorrupt, ModelUnavailable
from embeddings.files import sha256_of

MODULES_FILE = "modules.json"
SETTINGS_FILE = "config_sentence_transformers.json"
WEIGHTS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"
CHECKSUMS_FILE = "checksums.json"

_WEIGHTS_NAME = "embedding.weight"
_DTYPES = {"F32": "<f4", "F16": "<f2"}
_Json = TypeVar("_Json", dict[str, Any], list[Any])


@dataclass(frozen=True, slots=True)
class StaticModel:
    """A static model as it lies on disk; the weights are memory-mapped."""

    weights: npt.NDArray[Any]
    tokenizer: Tokenizer
    prompts: dict[str, str | None]
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Tensor:
    dtype: str
    shape: tuple[int, int]
    offset: int


def is_static_model(folder: Path) -> bool:
    """Tell whether a folder is a sentence-transformers model of token vectors, with nothing after them but Normalize.

    Raises ModelCorrupt where its list of modules cannot be read.
    """
    if not (folder / MODULES_FILE).is_file():
        return False
    part = _embedding_folder(folder)
    return part is not None and (part / TOKENIZER_FILE).is_file() and _find_weights(part / WEIGHTS_FILE) is not None


def read_static_model(folder: Path) -> StaticModel:
    """Read a static model, its files compared with checksums.json where it has one.

    Raises ModelUnavailable where the folder is no static model, ModelCorrupt on a file that is not as it should be.
    """
    checksums = folder / CHECKSUMS_FILE
    # A damaged file is named as such before it makes the folder look like no model at all.
    stated = _verify(folder, _read_json(checksums, dict)) if checksums.is_file() else {}
    part = _embedding_folder(folder) if is_static_model(folder) else None
    if part is None:
        raise ModelUnavailable(
            f"{folder} 不是静态向量模型（需要 {MODULES_FILE}、{WEIGHTS_FILE}、{TOKENIZER_FILE}）；"
            "请检查 KB_EMBEDDING_MODEL"
        )
    files = (part / WEIGHTS_FILE, part / TOKENIZER_FILE)
    settings = folder / SETTINGS_FILE
    return StaticModel(
        weights=_map_weights(files[0]),
        tokenizer=_read_tokenizer(files[1]),
        prompts=_read_json(settings, dict).get("prompts", {}) if settings.is_file() else {},
        digests=tuple(stated.get(path.relative_to(folder).as_posix()) or sha256_of(path) for path in files),
    )


def _verify(folder: Path, stated: dict[str, str]) -> dict[str, str]:
    for name, expected in stated.items():
        found = sha256_of(folder / name) if (folder / name).is_file() else "缺失"
        if found != expected:
            raise ModelCorrupt(
                f"{folder / name} 与 {CHECKSUMS_FILE} 不符：应为 {expected}，实为 {found}；请重新取得该模型文件，"
                "或用 KB_EMBEDDING_MODEL 指定别的模型"
            )
    return stated


def _embedding_folder(folder: Path) -> Path | None:
    """Return where the token vectors lie; None where the model has other modules than these and Normalize."""
    modules = _read_json(folder / MODULES_FILE, list)
    try:
        kinds = [str(module["type"]).rsplit(".", 1)[-1] for module in modules]
        part = folder / str(modules[0]["path"])
    except (KeyError, TypeError, IndexError) as error:
        raise ModelCorrupt(f"{folder / MODULES_FILE} 不是模块清单（{error!r}）；请重新取得模型") from error
    return part if kinds[0] == "StaticEmbedding" and set(kinds[1:]) <= {"Normalize"} else None


def _find_weights(path: Path) -> _Tensor | None:
    """Read where the token vectors stand in a safetensors file: 8 bytes of length, a JSON header, the raw tensors."""
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(size)) if size < path.stat().st_size else {}
        entry = header[_WEIGHTS_NAME]
        rows, columns = entry["shape"]
        tensor = _Tensor(_DTYPES[entry["dtype"]], (rows, columns), 8 + size + entry["data_offsets"][0])
    except (OSError, KeyError, ValueError, TypeError):
        return None
    end = tensor.offset + rows * columns * np.dtype(tensor.dtype).itemsize
    return tensor if end <= path.stat().st_size else None


def _map_weights(path: Path) -> npt.NDArray[Any]:
    tensor = _find_weights(path)
    if tensor is None:
        raise ModelCorrupt(f"{path} 里没有 {_WEIGHTS_NAME}；请重新取得该模型文件")
    return np.memmap(path, dtype=tensor.dtype, mode="r", offset=tensor.offset, shape=tensor.shape)


def _read_tokenizer(path: Path) -> Tokenizer:
    # The Rust side raises a bare Exception on text that is no tokenizer: look before it does.
    if "model" not in _read_json(path, dict):
        raise ModelCorrupt(f"{path} 不是分词器文件；请重新取得该模型文件")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    return tokenizer


def _read_json(path: Path, kind: type[_Json]) -> _Json:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelCorrupt(f"{path} 不是 JSON（{error}）；请重新取得该模型文件") from error
    if not isinstance(value, kind):
        raise ModelCorrupt(f"{path} 的内容不是 {kind.__name__}；请重新取得该模型文件")
    return value
