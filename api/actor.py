"""Who makes the changes that a request asks for, as the log names them."""

from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access import caller_of
from kb.store.acting import MOST_NAME, acting

HEADER = "X-Actor"


class Actor:
    """Name who acts by the header of the request, percent-encoded UTF-8; it is what the caller says, not checked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its actor."""
        with acting(_signed(scope) if scope["type"] == "http" else None):
            await self._app(scope, receive, send)


def actor_of(headers: Headers) -> str | None:
    """Return who says to be asking; None where nobody does."""
    given = headers.get(HEADER)
    return _readable(given) if given else None


def _signed(scope: Scope) -> str | None:
    caller, said = caller_of(scope), actor_of(Headers(scope=scope))
    return caller.signed(said) if caller else said


def _readable(given: str) -> str:
    """Return a name without what is no text: a header may also bring UTF-8 as it is, which is read as Latin-1."""
    try:
        plain = given.encode("latin-1").decode("utf-8")
    except UnicodeError:
        plain = given
    return "".join(one if one.isprintable() else " " for one in unquote(plain))[:MOST_NAME]
