"""The id of a request: the caller's own where it is well formed, else a new one; at hand wherever it is worked on."""

import re
import secrets
from contextvars import ContextVar

from starlette.datastructures import Headers
from starlette.types import Scope

HEADER = "X-Request-ID"
# What a header, a log line and a shell take without quoting, and what cannot be long enough to fill a log.
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def named(scope: Scope) -> str:
    """Return the id of a request, given to it the first time."""
    state = scope.setdefault("state", {})
    request_id = state.get("request_id")
    if not isinstance(request_id, str):
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        state["request_id"] = request_id
    # Every request is a task of its own, whose context ends with it; worker threads get a copy.
    _current.set(request_id)
    return request_id


def current() -> str | None:
    """Return the id of the request that is worked on here; None outside of any."""
    return _current.get()
