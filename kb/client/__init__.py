"""A client of the server: `Client` and `AsyncClient`, the events of a streamed answer, and what can go wrong."""

from kb.client.client import AsyncClient, Client
from kb.client.errors import (
    ClientError,
    Conflict,
    NotFound,
    ReplyUnreadable,
    RequestFailed,
    RequestRefused,
    ServerFailed,
    ServerUnreachable,
)
from kb.client.events import AskEvent, Citations, Done, Hits, Piece

__all__ = [
    "AskEvent",
    "AsyncClient",
    "Citations",
    "Client",
    "ClientError",
    "Conflict",
    "Done",
    "Hits",
    "NotFound",
    "Piece",
    "ReplyUnreadable",
    "RequestFailed",
    "RequestRefused",
    "ServerFailed",
    "ServerUnreachable",
]
