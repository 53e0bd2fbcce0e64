"""Why a file is not taken in, where more than one place refuses it."""

from kb.errors import SourceChanged, SourceTooLarge


def too_large(name: str, size: int, limit: int) -> SourceTooLarge:
    """Return the refusal of a file of more bytes than the limit."""
    return SourceTooLarge(
        f"“{name}”有 {size} 字节，超过上限 {limit} 字节；请拆分，或调大 KB_SOURCE_BYTES",
        name=name,
        size=size,
        limit=limit,
    )


def changed(name: str) -> SourceChanged:
    """Return the refusal of a file that was written to while it was read."""
    return SourceChanged(f"“{name}”在读取时被改动，没有导入；请等写入完成后再导入一次", name=name)
