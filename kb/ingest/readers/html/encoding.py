"""The characters of a page: by its byte order mark, by being UTF-8, by what it declares, else detected."""

import codecs
import re

from kb.errors import UnreadableSource
from kb.ingest.readers.decoding import decode

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,30})", re.I)
_DECLARED_WITHIN = 8192
# GB18030 holds all that pages which call themselves GB2312 or GBK hold, and more of it than they say.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030", "big5": "big5hkscs"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_DAMAGED_SHARE = 0.02
_BINARY_SHARE = 0.001


def characters_of(data: bytes, name: str) -> tuple[str, str, int]:
    """Return a page's characters, its encoding, and how many places could not be decoded.

    Raises UnreadableSource on bytes that are no text, EmptySource on none at all.
    """
    text, encoding, broken = _decoded(data, name)
    if len(_CONTROL.findall(text)) > max(8, _BINARY_SHARE * len(text)):
        raise UnreadableSource(f"“{name}”不是网页（含有控制字符）：请确认文件没有改错扩展名", name=name)
    return _CONTROL.sub("", text), encoding, broken


def _decoded(data: bytes, name: str) -> tuple[str, str, int]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _tolerant(data[len(mark) :], encoding, name)
    # Nearly no text of another encoding is UTF-8 by chance; a page that a browser saved may still declare its old one.
    try:
        return data.decode("utf-8"), "utf-8", 0
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    if declared:
        wanted = declared[1].decode("ascii").lower()
        try:
            encoding = codecs.lookup(_WIDER.get(wanted, wanted)).name
        except LookupError:
            encoding = ""
        if encoding and not encoding.startswith("utf-16"):
            text = data.decode(encoding, "replace")
            broken = text.count("\ufffd")
            if broken <= max(3, _DAMAGED_SHARE * len(text)):
                return text, encoding.replace("_", "-"), broken
    text, encoding = decode(data, name)
    return text, encoding, 0


def _tolerant(data: bytes, encoding: str, name: str) -> tuple[str, str, int]:
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    if broken > max(3, _DAMAGED_SHARE * len(text)):
        raise UnreadableSource(f"“{name}”自称是 {encoding} 编码，但 {broken} 处无法解码：请重新获取后再导入", name=name)
    return text, encoding, broken
