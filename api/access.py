"""Who comes: by key, by session, or as nobody; what they may do, and what they see."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import RequestRejected, error_response
from api.reading import gone_page
from api.roles import role_of
from api.security import is_loopback
from api.traffic.rates import Rates
from kb.access import PREFIX, Access, KeyRefused, Refused
from kb.settings import LocalRole, Settings
from kb.store.access import AccessKey, Role
from kb.store.acting import MOST_NAME
from kb.store.audience import EVERYTHING, PUBLIC, Audience, shown_to

T = TypeVar("T")

COOKIE = "kb_session"
_TOKEN = re.compile(r"[0-9A-Za-z_-]{1,200}")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITE = frozenset({"same-origin", "none"})
ROLE_NAMES: Mapping[Role, str] = {Role.READ: "读", Role.EDIT: "编辑", Role.ADMIN: "管理"}
_REFUSED: Mapping[Refused, tuple[str, str]] = {
    Refused.UNKNOWN: ("key_invalid", "密钥不对，请检查是否复制完整；丢失的密钥找不回来，请管理员新建：kb keys add"),
    Refused.REVOKED: ("key_revoked", "这把密钥已撤销，请向管理员要新的"),
    Refused.EXPIRED: ("key_expired", "这把密钥已过期，请向管理员要新的"),
}


class CameBy(StrEnum):
    """How a caller is known."""

    KEY = "key"
    SESSION = "session"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks: what they may do, None for nothing, and what they see."""

    by: CameBy
    role: Role | None
    audience: Audience
    key: AccessKey | None = None

    def signed(self, name: str | None) -> str | None:
        """Return a name that a caller gives for the log, with that of the key, which is the one that is certain.

        What is too long is cut off the name that was given: it must not push the key's out.
        """
        if self.key is None or name == self.key.name:
            return name
        signature = f"（密钥 {self.key.name}）"
        return f"{name[: MOST_NAME - len(signature)]}{signature}" if name else self.key.name


def anonymous(settings: Settings) -> Caller:
    """Return who comes without a key: told from where the server listens, never from where a request seems to come.

    A proxy on the same machine makes every request one of this machine.
    """
    role: Role | None = Role.READ if settings.public_read else None
    if is_loopback(settings.host) and settings.local_role is not LocalRole.NONE:
        role = Role(settings.local_role.value)
    return Caller(CameBy.ANONYMOUS, role, _seen_by(role, frozenset()))


def signed_in(key: AccessKey) -> Caller:
    """Return the caller of a session that a key opened."""
    return Caller(CameBy.SESSION, key.role, _seen_by(key.role, key.groups), key)


def _seen_by(role: Role | None, groups: frozenset[str]) -> Audience:
    return EVERYTHING if role is Role.ADMIN else Audience(groups)


def address_of(scope: Scope) -> str:
    """Return the address that a request comes from."""
    client = scope.get("client")
    return str(client[0]) if client else "-"


def too_often(wait: int) -> Response:
    """Return what is said to whoever asks more often than the rate allows."""
    message = f"请求过于频繁，请 {wait} 秒后重试（上限由 KB_RATE_LIMIT 设定）。"
    return error_response(429, "too_many_requests", message, {"retry_after_seconds": wait}, {"Retry-After": str(wait)})


def caller_of(scope: Scope) -> Caller | None:
    """Return who makes a request; None before anybody asked."""
    found = scope.get("state", {}).get("caller")
    return found if isinstance(found, Caller) else None


def require_role(scope: Scope, needed: Role) -> None:
    """Raise RequestRejected where what a request asks for needs more than its route does."""
    caller = caller_of(scope)
    if caller is not None and (caller.role is None or not caller.role.covers(needed)):
        raise RequestRejected(403, "role_too_low", _too_low(caller, needed), **_roles(caller, needed))


class AccessGuard:
    """Let a request through that its caller may make, with what they may see; else answer 401 or 403."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        access: Access,
        settings: Settings,
        rates: Rates,
        shed: Callable[[str], None] = lambda reason: None,
    ) -> None:
        """Take what knows the keys, and the rates of addresses: whoever tries keys out is slowed down as well."""
        self._app = app
        self._rates = rates
        self._shed = shed
        self._access = access
        self._anonymous = anonymous(settings)
        # Over a network the question who comes must not keep the loop waiting; a file answers in microseconds.
        self._is_far = settings.database_url is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on or refuse it."""
        if scope["type"] != "http":
            # Nothing but HTTP is served; whatever else came would see public documents alone.
            with shown_to(PUBLIC):
                await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        needed = role_of(scope["method"], scope["path"])
        try:
            caller = await self._caller(headers)
        except KeyRefused as error:
            # A wrong key is said to be wrong even where nobody needs one: it was meant to count.
            code, message = _REFUSED[error.why]
            await self._limited(_unknown(code, f"{message}。"), scope)(scope, receive, send)
            return
        refusal = _forged(scope, headers, caller) or _refusal(scope, headers, caller, needed)
        if refusal is not None:
            await self._limited(refusal, scope)(scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = caller
        if caller.key is not None and self._access.is_to_note(caller.key):
            await run_in_threadpool(self._access.note_use, caller.key)
        with shown_to(caller.audience):
            await self._app(scope, receive, send)

    def _limited(self, refusal: Response, scope: Scope) -> Response:
        """Return a refusal, or where an address was told too often that it is unknown, that it is to wait."""
        wait = self._rates.take(address_of(scope)) if refusal.status_code == 401 else 0
        if not wait:
            return refusal
        self._shed("rate")
        return too_often(wait)

    async def _caller(self, headers: Headers) -> Caller:
        if (presented := presented_key(headers)) is not None:
            key = await self._asked(self._access.check, presented)
            return Caller(CameBy.KEY, key.role, _seen_by(key.role, key.groups), key)
        if (token := session_token(headers)) is not None:
            found = await self._asked(self._access.of_session, token)
            if found is not None:
                return signed_in(found)
        return self._anonymous

    async def _asked(self, ask: Callable[[str], T], given: str) -> T:
        return await run_in_threadpool(ask, given) if self._is_far else ask(given)


def presented_key(headers: Headers) -> str | None:
    """Return the key that a request bears; None where it bears none of this server.

    Libraries of OpenAI's interface send some key always: what does not look like one of ours is none.
    """
    kind, _, token = headers.get("authorization", "").partition(" ")
    bearer = token.strip() if kind.lower() == "bearer" else ""
    for given in (bearer, headers.get("x-api-key", "").strip()):
        if given.startswith(PREFIX):
            return given
    return None


def session_token(headers: Headers) -> str | None:
    """Return the token of a signed-in browser.

    Read by hand: the library takes seconds for a quoted value full of escapes, and nobody has been let in yet.
    """
    for pair in headers.get("cookie", "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE:
            return value if _TOKEN.fullmatch(value) else None
    return None


def _forged(scope: Scope, headers: Headers, caller: Caller) -> Response | None:
    """Refuse a change that a page of another site may have made a browser ask for.

    A cookie goes along by itself, SameSite or not in old browsers: what comes with one must say that it comes from a
    page of this server. HostGuard has compared the Origin.
    """
    if scope["method"] in _SAFE_METHODS:
        return None
    site = headers.get("sec-fetch-site")
    said = site in _OWN_SITE or (site is None and "origin" in headers)
    if (site is not None and site not in _OWN_SITE) or (caller.by is CameBy.SESSION and not said):
        message = "不接受跨站的修改请求。请在本站页面上操作；程序请改用请求头 Authorization: Bearer <密钥>。"
        return error_response(403, "cross_site", message, {"sec_fetch_site": site})
    return None


def _refusal(scope: Scope, headers: Headers, caller: Caller, needed: Role | None) -> Response | None:
    if needed is None or (caller.role is not None and caller.role.covers(needed)):
        return None
    name = f"“{ROLE_NAMES[needed]}”（{needed.value}）"
    if caller.key is not None and caller.role is not None:
        return error_response(403, "role_too_low", _too_low(caller, needed), _roles(caller, needed))
    if scope["path"].startswith("/d/") and "text/html" in headers.get("accept", ""):
        return HTMLResponse(
            gone_page("请先登录", "这份文件要登录后才能看；请到首页右上角用密钥登录，再打开这个链接。"), 401
        )
    ours = "" if not headers.get("authorization") else f"；带来的密钥不是本服务的（应以 {PREFIX} 开头）"
    return _unknown(
        "key_required",
        f"这个操作需要密钥，至少有{name}权限{ours}。请加上请求头 Authorization: Bearer <密钥>，或在网页右上角登录；"
        f"密钥由管理员用 kb keys add 名称 --role {needed.value} 新建。",
        needed=needed.value,
    )


def _too_low(caller: Caller, needed: Role) -> str:
    who = f"密钥“{caller.key.name}”" if caller.key is not None else "没有密钥时"
    may = f"只有“{ROLE_NAMES[caller.role]}”" if caller.role is not None else "什么都不能做"
    return (
        f"这个操作需要“{ROLE_NAMES[needed]}”（{needed.value}）权限，{who}{may}。"
        f"请换用有权限的密钥，或请管理员新建：kb keys add 名称 --role {needed.value}"
    )


def _roles(caller: Caller, needed: Role) -> dict[str, object]:
    return {"needed": needed.value, "role": caller.role.value if caller.role is not None else None}


def _unknown(code: str, message: str, **detail: object) -> Response:
    return error_response(401, code, message, detail, {"WWW-Authenticate": 'Bearer realm="policy-kb"'})
