"""One request with how its reply is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar, cast
from urllib.parse import quote

import httpx

from kb.client.errors import ClientError, ReplyUnreadable, failure

T = TypeVar("T")
Given = Mapping[str, object]
File: TypeAlias = Path | tuple[str, bytes]
"""A file on this machine, or a name and its bytes."""


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request to the server and the type of its reply."""

    method: str
    path: str
    params: Given | None = None
    json: Given | None = None
    files: tuple[tuple[str, tuple[str, bytes]], ...] | None = None
    is_file: bool = False

    def request(self, http: httpx.Client | httpx.AsyncClient) -> httpx.Request:
        """Return the request of this call; parameters that are None are left out."""
        params: dict[str, Any] = body(**(self.params or {}))
        return http.build_request(self.method, self.path, params=params, json=self.json, files=self.files)

    def reply(self, response: httpx.Response) -> T:
        """Return what the server answered, which has been read. Raises RequestFailed, ReplyUnreadable."""
        if not response.is_success:
            raise refusal(response)
        return cast(T, response.content if self.is_file else json_of(response))


def refusal(response: httpx.Response) -> ClientError:
    """Return the exception of a response that is an error."""
    try:
        error = response.json()["error"]
        return failure(response.status_code, error)
    except (ValueError, KeyError, TypeError, AttributeError):
        return _foreign(response)


def json_of(response: httpx.Response) -> object:
    """Return the JSON value of a response. Raises ReplyUnreadable."""
    try:
        return response.json()
    except ValueError as error:
        raise _foreign(response) from error


def path_of(*parts: str | int) -> str:
    """Return a path of the server whose parts may hold any character."""
    return "/" + "/".join(quote(str(part), safe="") for part in parts)


def body(**fields: object) -> dict[str, object]:
    """Return the fields of a JSON body; days become text, those that are None are left out."""
    return {name: _plain(value) for name, value in _given(fields)}


def _foreign(response: httpx.Response) -> ReplyUnreadable:
    return ReplyUnreadable(
        f"{response.request.url} 的回答（{response.status_code}）不是政策知识库的；请检查地址和端口，以及中间的代理"
    )


def _given(fields: Given) -> list[tuple[str, object]]:
    return [(name, value) for name, value in fields.items() if value is not None]


def _plain(value: object) -> object:
    isoformat = getattr(value, "isoformat", None)
    if isoformat is not None:
        return isoformat()
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    return value


def named_bytes(file: File) -> tuple[str, bytes]:
    """Return a file to be sent with its name. Raises OSError."""
    return (file.name, file.read_bytes()) if isinstance(file, Path) else file
