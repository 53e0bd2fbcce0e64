"""PDFium: documents opened and closed one at a time, its errors told in words.

PDFium keeps global state and is not safe to use from two threads; whoever reads a document holds the lock.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
from pypdfium2 import raw as pdfium

from kb.errors import SourceTooLarge, UnreadableSource

MOST_PAGES = 3000

_LOCK = threading.RLock()
_START = re.compile(rb"%PDF-\d")
# Programs of mail and of the web put a few lines around a file.
_SEARCHED = 4096


@contextmanager
def opened(data: bytes, name: str) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF for as long as the block lasts.

    Raises UnreadableSource on what is no PDF, is cut off, damaged or asks for a password; SourceTooLarge on too many
    pages.
    """
    if not _START.search(data[:_SEARCHED]):
        raise UnreadableSource(f"“{name}”不是 PDF 文件（没有 %PDF 文件头）：请确认扩展名，或重新获取该文件", name=name)
    if b"%%EOF" not in data[-_SEARCHED:]:
        raise UnreadableSource(
            f"“{name}”不完整（缺少 PDF 文件尾，共 {len(data)} 字节）：请重新下载或复制后再导入", name=name
        )
    with _LOCK:
        document = _open(data, name)
        try:
            if len(document) > MOST_PAGES:
                raise SourceTooLarge(
                    f"“{name}”有 {len(document)} 页，超过上限 {MOST_PAGES} 页：请拆分成几个文件再导入", name=name
                )
            yield document
        finally:
            document.close()


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _explained(name, error.err_code) from error


def _explained(name: str, code: int | None) -> UnreadableSource:
    if code == pdfium.FPDF_ERR_PASSWORD:
        return UnreadableSource(
            f"“{name}”有打开密码：请用密码打开后另存为（或打印成）没有密码的 PDF 再导入", name=name, reason="password"
        )
    if code == pdfium.FPDF_ERR_SECURITY:
        return UnreadableSource(
            f"“{name}”使用了不支持的加密方式：请在阅读器里打印成 PDF 再导入", name=name, reason="encryption"
        )
    return UnreadableSource(
        f"“{name}”已损坏，不能作为 PDF 打开：请重新获取该文件，或用阅读器打开后另存再导入", name=name, reason="damaged"
    )
