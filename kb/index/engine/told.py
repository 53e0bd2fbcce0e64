"""What the domain is told where the server of the index fails."""

from collections.abc import Iterator
from contextlib import contextmanager

from embeddings.errors import CollectionMismatch, EngineError, EngineUnreachable
from kb.errors import IndexUnavailable


@contextmanager
def engine_told(address: str) -> Iterator[None]:
    """Raise IndexUnavailable for whatever the server of the index fails in."""
    try:
        yield
    except EngineUnreachable as error:
        raise IndexUnavailable(
            f"索引服务器 {address} 连不上（已重试一次）；请检查它是否在运行、KB_INDEX_URL 是否写对，稍后再试。"
            "已发布的内容没有变化",
            address=address,
            reason=str(error),
        ) from error
    except CollectionMismatch as error:
        raise IndexUnavailable(
            f"索引服务器 {address} 上同名的集合不是本知识库建的（{error}）；"
            "请在 KB_INDEX_URL 末尾用 ?collection=名称 另起一个名称，再运行 kb reindex",
            address=address,
            reason=str(error),
        ) from error
    except EngineError as error:
        raise IndexUnavailable(
            f"索引服务器 {address} 没有完成请求（{error}）；请检查它的版本和日志，索引不全时运行 kb reindex 重建",
            address=address,
            reason=str(error),
        ) from error
