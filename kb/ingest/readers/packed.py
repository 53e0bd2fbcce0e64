"""A ZIP package held in memory, read with limits: a small file may declare, or hide, any amount of data."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from kb.errors import SourceTooLarge, UnreadableSource

_ENCRYPTED = 0x1
_CHUNK = 1 << 16
# Text packs to a tenth; a little data may repeat itself more without harm.
_HARMLESS = 1 << 20


@dataclass(frozen=True, slots=True)
class PackageLimits:
    """How much a package may unpack to: members, bytes a member, bytes in all, and how often its packed size."""

    members: int = 10_000
    member_bytes: int = 64_000_000
    total_bytes: int = 256_000_000
    ratio: int = 200


@dataclass(slots=True)
class Allowance:
    """How many bytes may still be unpacked; packages inside a package share one."""

    left: int


class Package:
    """The members of a ZIP file by the names that the file gives them."""

    def __init__(
        self, data: bytes, name: str, limits: PackageLimits | None = None, allowance: Allowance | None = None
    ) -> None:
        """Open the package. Raises UnreadableSource on what is no ZIP file, SourceTooLarge on too many members."""
        self.name = name
        self._limits = limits or PackageLimits()
        self._allowance = allowance or Allowance(self._limits.total_bytes)
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise UnreadableSource(
                f"“{name}”已损坏，或不是它的扩展名所说的格式（ZIP 结构读不出来）：请用原来的程序重新另存后再导入",
                name=name,
            ) from error
        if len(self.members) > self._limits.members:
            raise self._too_large(f"里面有 {len(self.members)} 个成员，超过上限 {self._limits.members} 个")
        self._by_name = {info.filename: info for info in self.members}

    @property
    def members(self) -> Sequence[ZipInfo]:
        """The members in the order of the package's directory."""
        return self._zip.infolist()

    def has(self, member: str) -> bool:
        """Tell whether there is a member of this name."""
        return member in self._by_name

    def read(self, member: str) -> bytes:
        """Return a member's bytes.

        Raises UnreadableSource where it is absent, damaged or encrypted, SourceTooLarge where it declares or really
        unpacks to more than the limits allow.
        """
        info = self._by_name.get(member)
        if info is None:
            raise UnreadableSource(f"“{self.name}”不完整，缺少“{member}”：请重新获取或另存该文件", name=self.name)
        return self.read_member(info)

    def read_member(self, info: ZipInfo) -> bytes:
        """Return a member's bytes. Raises as `read` does."""
        if info.flag_bits & _ENCRYPTED:
            raise UnreadableSource(
                f"“{self.name}”里的“{info.filename}”加了密：请解密后再导入", name=self.name, member=info.filename
            )
        self._check(info, info.file_size)
        data = bytearray()
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    data += chunk
                    self._check(info, len(data))
        except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError) as error:
            raise UnreadableSource(
                f"“{self.name}”里的“{info.filename}”已损坏，解不开：请重新获取或另存该文件",
                name=self.name,
                member=info.filename,
            ) from error
        self._allowance.left -= len(data)
        return bytes(data)

    def _check(self, info: ZipInfo, size: int) -> None:
        limits = self._limits
        if size > limits.member_bytes:
            raise self._too_large(f"“{info.filename}”展开后超过 {limits.member_bytes} 字节")
        if size > self._allowance.left:
            raise self._too_large(f"展开后合计超过 {limits.total_bytes} 字节")
        if size > _HARMLESS and size > limits.ratio * max(info.compress_size, 1):
            raise self._too_large(f"“{info.filename}”的压缩比超过 {limits.ratio} 倍，像是压缩炸弹")

    def _too_large(self, why: str) -> SourceTooLarge:
        return SourceTooLarge(f"“{self.name}”{why}，没有读取；请检查来源，或解压后分开导入", name=self.name)
