"""Models by their names on a hub: taken from what was downloaded before, else from the hub where it answers at once."""

from pathlib import Path

from embeddings.errors import ModelUnavailable

# A firewall that drops packets must not look like a program that hangs.
_HUB_SECONDS = 5.0


def names_a_folder(name: str) -> bool:
    """Tell whether a name can only be that of a folder: hub names are `name` or `owner/name`."""
    return name.startswith((".", "~", "/")) or "\\" in name or name.count("/") > 1 or not name.isascii() or not name


def downloaded_folder(name: str) -> Path | None:
    """Return where a model of the hub lies that was downloaded before; None where it was not, or not whole."""
    from huggingface_hub import snapshot_download

    # The library looks for a name without an owner under its own one.
    for full_name in (name,) if "/" in name else (name, f"sentence-transformers/{name}"):
        try:
            return Path(snapshot_download(full_name, local_files_only=True))
        except (OSError, ValueError):
            continue
    return None


def require_hub(name: str) -> None:
    """Raise ModelUnavailable, with the way to copy a model, unless the hub answers within seconds."""
    import httpx
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        raise ModelUnavailable(_absent(name, "HF_HUB_OFFLINE 已设为离线"))
    try:
        # Any answer will do, a refusal too: what the model's name is worth is said when it is loaded.
        httpx.head(constants.ENDPOINT, timeout=_HUB_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = f"模型库 {constants.ENDPOINT} 在 {_HUB_SECONDS:g} 秒内连不上（{type(error).__name__}）"
        raise ModelUnavailable(_absent(name, reason)) from error


def refused(name: str, error: Exception) -> ModelUnavailable:
    """Return what to raise where the hub answers and the model cannot be loaded from it all the same."""
    first = (str(error).strip().splitlines() or [""])[0]
    return ModelUnavailable(_absent(name, f"从模型库取得它时失败（{type(error).__name__}: {first}）"))


def _absent(name: str, reason: str) -> str:
    return (
        f"找不到模型 {name!r}：本机没有这个文件夹，以前也没有完整下载过，{reason}；请在能上网的电脑上运行 "
        f"hf download {name} --local-dir 文件夹，把该文件夹拷到本机，再把 KB_EMBEDDING_MODEL 设为它的路径"
    )
