"""What an index asks of the arguments of a search, whichever index it is."""

from embeddings.errors import DimensionMismatch
from embeddings.types import AllowedMask, EmbeddingMatrix


def require_searchable(
    queries: EmbeddingMatrix, top_k: int, allowed: AllowedMask | None, *, dim: int, count: int
) -> None:
    """Raise ValueError on a wrong width, a mask of another length than `count` or top_k below 1."""
    if queries.ndim != 2 or queries.shape[1] != dim:
        raise DimensionMismatch(f"queries of shape {queries.shape} in an index of {dim} dimensions")
    if top_k < 1:
        raise ValueError(f"top_k must be at least 1, not {top_k}")
    if allowed is not None and allowed.shape != (count,):
        raise ValueError(f"a mask of shape {allowed.shape} for {count} vectors")
