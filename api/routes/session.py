"""Signing in with a key, for browsers: the key is exchanged for a cookie that no script can read."""

from typing import Any, Self

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.access import COOKIE, Caller, CameBy, anonymous, caller_of, session_token, signed_in
from api.deps import KnowledgeBaseDep, require_json
from api.errors import RequestRejected
from api.fields import RequestBody, WholeText
from api.responses import refusals
from kb.access import SESSION_HOURS, KeyRefused
from kb.store.access import Role

router = APIRouter(prefix="/v1/session", tags=["state"])

_EXAMPLE: dict[str, Any] = {"by": "session", "role": "edit", "name": "窗口-张三", "groups": ["内部"]}


class SignInRequest(RequestBody):
    """A key."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"key": "kb_…"}]})

    key: WholeText = Field(min_length=1, max_length=200, description="The key as `kb keys add` showed it.")


class SessionResponse(BaseModel):
    """Who the caller is to the server, and what they may do; `role` is null where nothing."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    by: CameBy
    role: Role | None
    name: str | None
    groups: list[str] = Field(description="Groups whose documents are seen beside the public ones; an admin sees all.")

    @classmethod
    def from_caller(cls, caller: Caller) -> Self:
        """Return the caller as sent."""
        key = caller.key
        return cls(
            by=caller.by,
            role=caller.role,
            name=key.name if key else None,
            groups=sorted(key.groups) if key else [],
        )


@router.get("", responses=refusals(403))
def show_session(request: Request, kb: KnowledgeBaseDep) -> SessionResponse:
    """Tell who the caller is to the server."""
    return SessionResponse.from_caller(caller_of(request.scope) or anonymous(kb.settings))


@router.post("", dependencies=[Depends(require_json)], responses=refusals(400, 403, 413, 415, 422))
def sign_in(body: SignInRequest, request: Request, response: Response, kb: KnowledgeBaseDep) -> SessionResponse:
    """Exchange a key for a cookie that is good for some hours."""
    try:
        key, token = kb.access.open_session(body.key.strip())
    except KeyRefused as error:
        message = "密钥不对、已撤销或已过期。请检查是否复制完整，或向管理员要新的。"
        raise RequestRejected(
            401, f"key_{'invalid' if error.why == 'unknown' else error.why.value}", message
        ) from error
    _set_cookie(request, response, token, SESSION_HOURS * 3600)
    return SessionResponse.from_caller(signed_in(key))


@router.delete("", responses=refusals(403))
def sign_out(request: Request, response: Response, kb: KnowledgeBaseDep) -> SessionResponse:
    """End the session; its cookie is worth nothing from then on."""
    if (token := session_token(request.headers)) is not None:
        kb.access.close_session(token)
    _set_cookie(request, response, "", 0)
    return SessionResponse.from_caller(anonymous(kb.settings))


def _set_cookie(request: Request, response: Response, token: str, seconds: int) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, max_age=seconds, path="/", secure=secure, httponly=True, samesite="strict")
