"""What can go wrong between a client and a server.

ClientError
├── ServerUnreachable    no connection, or none that lasted
├── ReplyUnreadable      an answer that is none of this server's
└── RequestFailed        an error that the server tells, with its message and remedy
    ├── RequestRefused   a request that cannot be carried out as it stands (4xx)
    │   ├── NotFound     nothing under that id, address or reference (404)
    │   └── Conflict     another writer is at work, or several things may be meant (409)
    └── ServerFailed     an error of the server, or one that is not ready (5xx)
"""

from collections.abc import Mapping


class ClientError(Exception):
    """The base of every error of this package."""


class ServerUnreachable(ClientError):
    """No connection, or none that lasted."""


class ReplyUnreadable(ClientError):
    """An answer that is none of this server's."""


class RequestFailed(ClientError):
    """An error that the server tells: its message says what was wrong and what to do."""

    def __init__(self, status: int, code: str, message: str, detail: Mapping[str, object]) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.detail = detail


class RequestRefused(RequestFailed):
    """A request that cannot be carried out as it stands."""


class NotFound(RequestRefused):
    """Nothing under that id, address or reference."""


class Conflict(RequestRefused):
    """Another writer is at work, or several things may be meant: `detail` tells which."""


class ServerFailed(RequestFailed):
    """An error of the server, or one that is not ready."""


def failure(status: int, error: Mapping[str, object]) -> RequestFailed:
    """Return the exception of an error as the server sends it."""
    detail = error.get("detail")
    given = (
        status,
        str(error.get("code", "")),
        str(error.get("message", "")),
        detail if isinstance(detail, Mapping) else {},
    )
    if status >= 500:
        return ServerFailed(*given)
    return {404: NotFound, 409: Conflict}.get(status, RequestRefused)(*given)
