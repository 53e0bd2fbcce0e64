"""The files of a multipart body, each counted while it is read."""

import math
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.errors import RequestRejected
from api.limits import UPLOAD_FILES

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file as it came over the wire: its bare name and its bytes."""

    name: str
    data: bytes


async def read_uploads(request: Request, source_bytes: int) -> tuple[UploadedFile, ...]:
    """Return the files of the body in order.

    Raises RequestRejected: not multipart, unparsable, no file, too many of them, one too large, groups as a field.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        message = "上传文件请用 multipart/form-data（例如 curl -F files=@文件名）。"
        raise RequestRejected(415, "unsupported_media_type", message)
    parser = _CountingParser(request.headers, request.stream(), source_bytes)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        message = f"上传内容无法解析：{error.message} 请检查 multipart 格式后重试。"
        raise RequestRejected(400, "invalid_multipart", message) from error
    try:
        if "groups" in form:
            # To overlook it would show everyone what is not for everyone.
            message = "分组请写在地址里：POST /v1/documents?groups=甲,乙；没有收入任何文件。"
            raise RequestRejected(422, "invalid_request", message, field="groups")
        uploads = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        return tuple([file async for file in _read(uploads)])
    finally:
        await form.close()


async def _read(uploads: list[UploadFile]) -> AsyncIterator[UploadedFile]:
    chosen = [upload for upload in uploads if upload.filename]
    if not chosen:
        message = "没有收到文件。请在 multipart 的 files 字段里放入至少一个文件。"
        raise RequestRejected(422, "no_files", message)
    for upload in chosen:
        yield UploadedFile(bare_name(upload.filename or ""), await upload.read())


def bare_name(name: str) -> str:
    """Return the last part of a path in either notation, without control characters; the end of it where it is long."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    clean = "".join(character if character.isprintable() else "_" for character in last).strip()
    if clean in {"", ".", ".."}:
        return "unnamed"
    return clean[-_LONGEST_NAME:]


class _CountingParser(MultiPartParser):
    """The framework's parser, which limits fields but not files, with a limit on each file and on their number."""

    def __init__(self, headers: Headers, stream: AsyncGenerator[bytes, None], source_bytes: int) -> None:
        super().__init__(headers, stream, max_files=math.inf, max_fields=UPLOAD_FILES)
        self._source_bytes = source_bytes
        self._file_bytes = 0

    def on_part_begin(self) -> None:
        """Start counting at nought."""
        super().on_part_begin()
        self._file_bytes = 0

    def on_headers_finished(self) -> None:
        """Raise RequestRejected where this part is one file too many."""
        super().on_headers_finished()
        if self._current_files > UPLOAD_FILES:
            message = f"一次最多上传 {UPLOAD_FILES} 个文件，请分几次上传。"
            raise RequestRejected(413, "too_many_files", message, limit_files=UPLOAD_FILES)

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Take in a piece of the part. Raises RequestRejected where a file passes the limit."""
        self._file_bytes += end - start
        file = self._current_part.file
        if file is not None and self._file_bytes > self._source_bytes:
            message = f"文件“{bare_name(file.filename or '')}”超过 {self._source_bytes} 字节的上限，请拆分后再上传。"
            raise RequestRejected(413, "too_large", message, limit_bytes=self._source_bytes)
        super().on_part_data(data, start, end)
