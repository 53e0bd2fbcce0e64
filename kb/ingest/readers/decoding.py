"""Bytes to characters for plain text: byte order marks first, then UTF-8, then the Chinese encodings."""

import codecs
import re

from charset_normalizer import from_bytes

from kb.errors import EmptySource, UnreadableSource

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
# The commonest characters of official prose, in both scripts; a wrong guess yields Chinese too, but rare characters.
_COMMON = re.compile(
    r"[的一是在有和人中大国國为為上不年月日第条條法规規定者应應当當业業市省政策对對及以，。、；：（）\x20-\x7e\s]"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_GUESSES = ["big5", "big5hkscs"]
_LEAST_COMMON = 0.1
# So few broken places among so many good ones cannot be chance: the file is UTF-8 and damaged.
_DAMAGED_SHARE = 0.02
_DAMAGED_LEAST = 10


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Return the characters and the encoding they were in.

    Raises EmptySource on a file without text, UnreadableSource on bytes that are no text in a known encoding.
    """
    if not data:
        raise _empty(name)
    text, encoding = _decode(data, name)
    if _CONTROL.search(text):
        raise UnreadableSource(
            f"“{name}”不是文本文件（含有控制字符）：请先把它转换为 UTF-8 编码的 .txt 或 .md 文件再导入", name=name
        )
    if not text.strip():
        raise _empty(name)
    return text, encoding


def _decode(data: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise _undecodable(name, f"{encoding}，第 {error.start} 字节出错") from error
    # UTF-8 refuses almost every text of another encoding, so a clean decoding is proof enough.
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        broken_at = error.start
    if b"\x00" in data:
        raise UnreadableSource(
            f"“{name}”是二进制文件（含有空字节）：请先把它转换为 UTF-8 编码的 .txt 或 .md 文件再导入", name=name
        )
    repaired = data.decode("utf-8", "replace")
    good = len(_HAN.findall(repaired))
    if good >= _DAMAGED_LEAST and repaired.count("\ufffd") <= 3 + _DAMAGED_SHARE * good:
        raise _undecodable(name, f"UTF-8 在第 {broken_at} 字节处损坏")
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if text and _plausible(text):
        return text, "gb18030"
    return _guess(data, name)


def _guess(data: bytes, name: str) -> tuple[str, str]:
    best = from_bytes(data, cp_isolation=_GUESSES).best()
    if best is None or not _plausible(str(best)):
        raise _undecodable(name, "既不是 UTF-8，也不是 GB18030")
    return str(best), best.encoding.replace("_", "-")


def _plausible(text: str) -> bool:
    return bool(_HAN.search(text)) and len(_COMMON.findall(text)) >= _LEAST_COMMON * len(text)


def _empty(name: str) -> EmptySource:
    return EmptySource(f"“{name}”里没有文字：请确认文件内容后重新导入", name=name)


def _undecodable(name: str, why: str) -> UnreadableSource:
    return UnreadableSource(f"无法识别“{name}”的文字编码（{why}）：请另存为 UTF-8 编码后再导入", name=name)
