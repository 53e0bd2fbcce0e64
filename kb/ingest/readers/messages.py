"""What a reader's process and the one that asks it say to each other: a head in JSON, then bytes, both with lengths."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

from kb.errors import SourceError
from kb.layout import Layout, from_record, to_record
from kb.raw import RawDocument

_LENGTHS = struct.Struct(">QQ")


class MessageTooLong(Exception):
    """A message of more bytes than were bargained for; nothing after its lengths has been read."""

    def __init__(self, length: int) -> None:
        super().__init__(f"a message of {length} bytes")
        self.length = length


@dataclass(frozen=True, slots=True)
class Message:
    """A head of plain values, and bytes."""

    head: Mapping[str, Any]
    body: bytes = b""


def send(stream: IO[bytes], message: Message) -> None:
    """Write a message and flush. Raises OSError where nobody reads any more."""
    head = json.dumps(message.head).encode()
    stream.write(_LENGTHS.pack(len(head), len(message.body)))
    stream.write(head)
    stream.write(message.body)
    stream.flush()


def receive(stream: IO[bytes], *, most: int) -> Message | None:
    """Read a message; None where the other side ended before it was whole. Raises MessageTooLong."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_length, body_length = _LENGTHS.unpack(lengths)
    if head_length + body_length > most:
        raise MessageTooLong(head_length + body_length)
    head, body = stream.read(head_length), stream.read(body_length)
    if len(head) < head_length or len(body) < body_length:
        return None
    return Message(json.loads(head), body)


def document_message(raw: RawDocument) -> Message:
    """Return what a reader read, as a message."""
    head = {
        "encoding": raw.encoding,
        "format": raw.format,
        "warnings": list(raw.warnings),
        "is_reflowed": raw.is_reflowed,
        "layout": to_record(Layout(raw.format, raw.pages, raw.placed)),
    }
    return Message(head, raw.text.encode("utf-8", "replace"))


def document_of(message: Message) -> RawDocument:
    """Return what document_message made a message of."""
    head = message.head
    layout = from_record(head["format"], head["layout"])
    return RawDocument(
        message.body.decode(),
        head["encoding"],
        layout.format,
        tuple(head["warnings"]),
        layout.pages,
        layout.placed,
        head["is_reflowed"],
    )


def error_message(error: SourceError) -> Message:
    """Return an error of the domain as a message."""
    detail = {name: value if isinstance(value, int | float) else str(value) for name, value in error.detail.items()}
    return Message({"error": type(error).__name__, "message": error.message, "detail": detail})


def error_of(message: Message) -> SourceError | None:
    """Return the error that error_message made a message of; None where the message is of none."""
    kinds = _kinds(SourceError)
    kind = kinds.get(message.head.get("error", ""))
    return kind(message.head["message"], **message.head["detail"]) if kind else None


def _kinds(kind: type[SourceError]) -> dict[str, type[SourceError]]:
    below = [item for one in kind.__subclasses__() for item in _kinds(one).items()]
    return {kind.__name__: kind, **dict(below)}
