"""Archives as folders: names, what is refused member by member, and what a bomb comes to."""

import io
import zipfile
from pathlib import Path

import pytest

from eval.benchmarks.ofd_maker import zipped
from kb.errors import SourceTooLarge
from kb.files import FoundFile, find_files, opened_archive
from kb.ingest.readers.archive import ArchiveMember, archive_members, is_archive
from kb.ingest.readers.packed import Package, PackageLimits
from kb.ingest.report import IngestStatus


def _named_in_gbk(name: str, content: bytes) -> bytes:
    """Return an archive as programs of Chinese Windows write it: the name in GBK, and not said so."""
    held = zipped({"A" * len(name.encode("gbk")): content})
    return held.replace(b"A" * len(name.encode("gbk")), name.encode("gbk"))


def test_members_are_named_below_the_archive_in_the_order_of_their_names() -> None:
    data = zipped({"乙/二.txt": b"2", "甲.txt": b"1", "__MACOSX/甲.txt": b"x", "~$甲.docx": b"x", ".DS_Store": b"x"})
    assert list(archive_members(data, "包.zip")) == [
        ArchiveMember("包.zip/乙/二.txt", b"2"),
        ArchiveMember("包.zip/甲.txt", b"1"),
    ]
    assert [is_archive(name) for name in ("a.zip", "a/B.ZIP", "a.zip/b.txt", "zip")] == [True, True, False, False]


def test_names_in_gbk_are_decoded() -> None:
    (member,) = archive_members(_named_in_gbk("关于印发办法的通知.txt", b"1"), "包.zip")
    assert member == ArchiveMember("包.zip/关于印发办法的通知.txt", b"1")


@pytest.mark.parametrize("name", ["../甲.txt", "a/../../甲.txt", "/etc/甲.txt", "C:\\甲.txt", "..\\甲.txt"])
def test_names_that_lead_out_of_the_archive_are_refused(name: str) -> None:
    (member,) = archive_members(zipped({name: b"1"}), "包.zip")
    assert member.data == b""
    assert member.refused is not None
    assert member.refused.endswith("的路径指向压缩包之外，没有取出；请检查压缩包的来源")


def test_archives_in_an_archive_are_opened_one_level_deep() -> None:
    inmost = zipped({"丙.txt": b"3"})
    data = zipped({"内.zip": zipped({"乙.txt": b"2", "更内.zip": inmost}), "甲.txt": b"1"})
    found = list(archive_members(data, "外.zip"))
    assert [(member.name, member.data) for member in found] == [
        ("外.zip/内.zip/乙.txt", b"2"),
        ("外.zip/内.zip/更内.zip", b""),
        ("外.zip/甲.txt", b"1"),
    ]
    assert found[1].refused == "“外.zip/内.zip/更内.zip”是压缩包里的压缩包里的压缩包，没有打开；请解压后再导入"


def test_encrypted_members_are_named() -> None:
    data = bytearray(zipped({"密.txt": b"1"}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    (member,) = archive_members(bytes(data), "包.zip")
    assert member.refused == "“包.zip/密.txt”加了密码，没有取出；请去掉密码重新压缩，或解压后再导入"


def test_a_member_that_is_damaged_keeps_no_other_from_coming_in() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("坏.txt", b"bad bytes")
        archive.writestr("好.txt", b"good")
    data = held.getvalue().replace(b"bad bytes", b"bad bites")
    bad, good = archive_members(data, "包.zip")
    assert bad.refused == "“包.zip”里的“坏.txt”已损坏，解不开：请重新获取或另存该文件"
    assert good == ArchiveMember("包.zip/好.txt", b"good")


def test_bombs_are_refused_by_ratio_and_by_size() -> None:
    data = zipped({"弹.txt": b"0" * 30_000_000, "甲.txt": b"1"})
    bomb, other = archive_members(data, "包.zip")
    assert bomb.refused is not None
    assert "压缩比超过 200 倍，像是压缩炸弹" in bomb.refused
    assert other.data == b"1"
    (large,) = archive_members(zipped({"大.txt": bytes(range(256)) * 8}), "包.zip", max_bytes=1000)
    assert large.refused is not None
    assert "“大.txt”展开后超过 1000 字节" in large.refused


def test_a_bomb_that_understates_its_size_is_refused_while_it_unpacks() -> None:
    data = bytearray(zipped({"弹.txt": b"0" * 3_000_000}))
    for signature, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + size
        data[at : at + 4] = (10).to_bytes(4, "little")
    (bomb,) = archive_members(bytes(data), "包.zip")
    assert bomb.data == b""
    assert bomb.refused is not None


def test_what_packages_within_a_package_unpack_to_is_counted_together() -> None:
    package = Package(zipped({"a": b"1" * 600, "b": b"2" * 600}), "包.zip", PackageLimits(total_bytes=1000))
    assert len(package.read("a")) == 600
    with pytest.raises(SourceTooLarge, match="展开后合计超过 1000 字节"):
        package.read("b")


@pytest.mark.parametrize(("data", "words"), [(b"no zip", "ZIP 结构读不出来"), (zipped({}), "里没有文件")])
def test_an_archive_that_cannot_be_opened_is_one_failure(data: bytes, words: str) -> None:
    (member,) = archive_members(data, "包.zip")
    assert member.name == "包.zip"
    assert member.refused is not None
    assert words in member.refused


def test_a_folder_with_an_archive_is_walked_through_it(tmp_path: Path) -> None:
    data = zipped({"甲.txt": b"1", "b.exe": b"2", "README.md": b"3", "../c.txt": b"4"})
    (tmp_path / "包.zip").write_bytes(data)
    for found in (list(find_files([tmp_path])), list(opened_archive(FoundFile("包.zip", data)))):
        assert [(file.name, file.report.status if file.report else file.data) for file in found] == [
            ("包.zip/../c.txt", IngestStatus.FAILED),
            ("包.zip/README.md", IngestStatus.SKIPPED),
            ("包.zip/b.exe", IngestStatus.SKIPPED),
            ("包.zip/甲.txt", b"1"),
        ]
        assert [file.report.reason for file in found if file.report][1:] == ["文件夹的说明文件", "不支持的格式“.exe”"]
