"""Who comes: by key, by session, or as nobody; what they may do, and what they see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http.cookies import CookieError, SimpleCookie
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import error_response
from api.reading import gone_page
from api.roles import role_of
from api.security import is_loopback
from kb.access import PREFIX, Access, KeyRefused, Refused
from kb.settings import LocalRole, Settings
from kb.store.access import AccessKey, Role
from kb.store.audience import EVERYTHING, PUBLIC, Audience, shown_to

T = TypeVar("T")

COOKIE = "kb_session"
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
        """Return a name that a caller gives for the log, with that of the key, which is the one that is certain."""
        if self.key is None or name == self.key.name:
            return name
        return f"{name}（密钥 {self.key.name}）" if name else self.key.name


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


def caller_of(scope: Scope) -> Caller | None:
    """Return who makes a request; None before anybody asked."""
    found = scope.get("state", {}).get("caller")
    return found if isinstance(found, Caller) else None


class AccessGuard:
    """Let a request through that its caller may make, with what they may see; else answer 401 or 403."""

    def __init__(self, app: ASGIApp, *, access: Access, settings: Settings) -> None:
        self._app = app
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
            await _unknown(code, f"{message}。")(scope, receive, send)
            return
        refusal = _forged(scope, headers, caller) or _refusal(scope, headers, caller, needed)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = caller
        if caller.key is not None and self._access.is_to_note(caller.key):
            await run_in_threadpool(self._access.note_use, caller.key)
        with shown_to(caller.audience):
            await self._app(scope, receive, send)

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
    """Return the token of a signed-in browser."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return found.value if found is not None and found.value else None


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
        message = (
            f"这个操作需要{name}权限，密钥“{caller.key.name}”只有“{ROLE_NAMES[caller.role]}”。"
            f"请换用有权限的密钥，或请管理员新建：kb keys add 名称 --role {needed.value}"
        )
        return error_response(403, "role_too_low", message, {"needed": needed.value, "role": caller.role.value})
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


def _unknown(code: str, message: str, **detail: object) -> Response:
    return error_response(401, code, message, detail, {"WWW-Authenticate": 'Bearer realm="policy-kb"'})
