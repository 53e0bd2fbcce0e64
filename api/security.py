"""Who may speak to the server from a browser: hosts that are its own, pages that are its own."""

import ipaddress
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import error_response
from api.headers import API_CACHE_CONTROL, SECURITY_HEADERS
from api.traffic.identity import named

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
_WILDCARDS = frozenset({"0.0.0.0", "::", "[::]"})
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Probes come under whatever name an orchestrator uses, and tell nothing.
_PROBES = frozenset({"/healthz", "/readyz"})


def is_loopback(host: str) -> bool:
    """Tell whether a host name reaches this machine only."""
    bare = host.strip("[]").lower()
    if bare == "localhost":
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


class HostGuard:
    """Refuse requests under a foreign host name (DNS rebinding) and changes asked for by a foreign page.

    Every response gets the security headers and a request id.
    """

    def __init__(self, app: ASGIApp, *, host: str, allowed_hosts: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = LOOPBACK_HOSTS | {_bracketed(name) for name in (host, *allowed_hosts)}
        # A server on all addresses cannot know the ones it is called by. An address in the Host header
        # is no name that somebody could rebind.
        self._any_address = host in _WILDCARDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = named(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _put_headers(MutableHeaders(scope=message), request_id)
            await send(message)

        refusal = self._refusal(scope)
        answer = self._app if refusal is None else error_response(403, *refusal)
        await answer(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> tuple[str, str, dict[str, object]] | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if scope["path"] not in _PROBES and not self._is_own(host):
            message = (
                f"不接受以“{host}”为主机名的访问。请用 http://127.0.0.1 打开，"
                "或把这个主机名写进 KB_ALLOWED_HOSTS 后重启。"
            )
            return "host_not_allowed", message, {"host": host}
        origin = headers.get("origin")
        if scope["method"] not in _SAFE_METHODS and origin is not None and not _same_site(origin, host):
            message = f"不接受来自“{origin}”的跨站请求。请在本站页面上操作，或去掉 Origin 请求头。"
            return "cross_site", message, {"origin": origin, "host": host}
        return None

    def _is_own(self, host: str) -> bool:
        name = _host_name(host)
        return name in self._hosts or (self._any_address and _is_address(name))


def _put_headers(headers: MutableHeaders, request_id: str) -> None:
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", API_CACHE_CONTROL)
    headers["X-Request-ID"] = request_id


def _host_name(host: str) -> str:
    """Return the name of a Host header without its port, brackets kept."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdecimal() else host).lower()


def _bracketed(host: str) -> str:
    bare = host.strip("[]").lower()
    return f"[{bare}]" if ":" in bare else bare


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _same_site(origin: str, host: str) -> bool:
    """Tell whether a page of this origin was served under this Host header."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        # A bracket that nothing closes.
        return False
    if parts.scheme not in {"http", "https"}:
        return False
    default: Collection[str] = (":80",) if parts.scheme == "http" else (":443",)
    return _without(parts.netloc.lower(), default) == _without(host.lower(), default)


def _without(netloc: str, ports: Collection[str]) -> str:
    for port in ports:
        netloc = netloc.removesuffix(port)
    return netloc
