"""Bytes to characters: encodings, and what is refused with which words."""

import codecs

import pytest

from kb.errors import EmptySource, UnreadableSource
from kb.ingest.readers.table import reader_for
from kb.ingest.readers.text import read_markdown, read_text

TEXT = (
    "第一条 为了规范市场主体登记管理行为，推进法治化市场建设，根据有关法律，制定本条例。\n"
    "第二条 本条例自2022年3月1日起施行。\n"
)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gbk"), "gb18030"),
    ],
)
def test_the_encoding_is_found_and_no_mark_is_left(data: bytes, encoding: str) -> None:
    raw = read_text(data, "条例.txt")
    assert (raw.text, raw.encoding, raw.format) == (TEXT, encoding, "text")


def test_characters_beyond_gbk_are_read() -> None:
    text = TEXT + "龙游“瀫”科创中心，㐂\n"
    assert read_text(text.encode("gb18030"), "a.txt").text == text


def test_markdown_keeps_its_marks() -> None:
    raw = read_markdown("# 条例\n\n**第一条** 内容。\n".encode(), "a.md")
    assert (raw.text, raw.format) == ("# 条例\n\n**第一条** 内容。\n", "markdown")


@pytest.mark.parametrize("data", [b"", b" \n\t ", "　　\n".encode(), codecs.BOM_UTF8])
def test_a_file_without_text_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(EmptySource, match=r"“空\.txt”里没有文字"):
        read_text(data, "空.txt")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\x00\x01\x02 binary", "含有控制字符"),
        (b"PK\x03\x04\x14\x00\x00\xff\xfe\x80", "含有空字节"),
        (b"\x89PNG\r\n\x1a\n\xff\xd8\xff\xe0 no text at all \xff\xfe\xfd", "无法识别"),
        (codecs.BOM_UTF16_LE + b"a", "无法识别"),
        (TEXT.encode()[:100] + b"\xff" + TEXT.encode()[100:], "损坏"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableSource, match=words) as caught:
        read_text(data, "坏文件.txt")
    assert "坏文件.txt" in caught.value.message
    assert "UTF-8" in caught.value.message
    assert caught.value.detail["name"] == "坏文件.txt"


def test_the_place_of_damage_is_named() -> None:
    with pytest.raises(UnreadableSource, match="UTF-8 在第 97 字节处损坏"):
        read_text(TEXT.encode()[:99] + b"\xff" + TEXT.encode()[99:], "a.txt")


@pytest.mark.parametrize("name", ["a.txt", "A.TXT", "政策.md", "目录/说明.markdown", "C:\\文件\\a.Md"])
def test_readers_go_by_the_end_of_the_name(name: str) -> None:
    assert reader_for(name) is not None


@pytest.mark.parametrize("name", ["a.exe", "a", "a.txt.zip", ".txt", "目录.md/文件"])
def test_other_names_have_no_reader(name: str) -> None:
    assert reader_for(name) is None
