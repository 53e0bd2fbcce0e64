"""How the search by meaning goes through the vectors of the published segments, and why so."""

from collections.abc import Sequence

from embeddings.faiss_index import SKETCH_FROM, FaissIndex
from kb.holdings import DenseSearch
from kb.index.segments import Segment


def dense_search(segments: Sequence[Segment]) -> DenseSearch:
    """Tell how many vectors are compared one by one and how many are sketched first, with what was measured."""
    indexes = [segment.vectors for segment in segments if isinstance(segment.vectors, FaissIndex)]
    if not indexes:
        others = sum(len(segment.vectors) for segment in segments)
        return DenseSearch(0, 0, None, None, "由向量数据库检索" if others else "还没有向量")
    sketched = [index for index in indexes if index.is_sketched]
    compared = sum(len(index) for index in indexes if not index.is_sketched)
    qualities = [index.quality for index in sketched if index.quality]
    reasons = [*([_sketched(len(sketched))] if sketched else []), *([_compared(indexes)] if compared else [])]
    return DenseSearch(
        compared,
        sum(map(len, sketched)),
        min((one.recall_10 for one in qualities), default=None),
        min((one.recall_50 for one in qualities), default=None),
        "；".join(reasons),
    )


def _sketched(segments: int) -> str:
    return (
        f"{segments} 段各有 {SKETCH_FROM} 条以上：先一起比每维一位的概要（RaBitQ），再用原向量精确比较最像的几百条，"
        "约省三分之二的时间；recall_10、recall_50 是写入时与逐条比较对照所得，取最低的一段"
    )


def _compared(indexes: Sequence[FaissIndex]) -> str:
    whole = [index for index in indexes if not index.is_sketched]
    if lossy := [index.quality.recall_50 for index in whole if index.quality]:
        return f"有 {len(lossy)} 段的概要只找回 {min(lossy):.1%}（前 50 条），不够可靠，逐条比较"
    if any(len(index) >= SKETCH_FROM for index in whole):
        return "有的段由旧版程序写成，没有概要，逐条比较；kb reindex 重建后更快"
    return f"不到 {SKETCH_FROM} 条的段逐条比较，结果精确，用概要也不会更快"
