"""Every failure as one JSON shape: {"error": {"code", "message", "detail"}}."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from api.headers import API_CACHE_CONTROL, SECURITY_HEADERS
from api.traffic.identity import current
from api.validation import describe, printable
from kb.errors import (
    AmbiguousReference,
    ClauseReferenceError,
    EmptySource,
    GroupsRefused,
    HomeError,
    HomeFull,
    HomeLocked,
    HomeReadOnly,
    InvalidAccess,
    InvalidCorrection,
    InvalidQuestion,
    InvalidWord,
    KnowledgeBaseError,
    NotFound,
    RollbackRefused,
    SourceError,
    SourceTooLarge,
    StoreUnreachable,
    UnreadableSource,
    UnsupportedSource,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a domain error becomes on the wire."""

    status: int
    code: str


OUTCOMES: Mapping[type[KnowledgeBaseError], Outcome] = {
    InvalidQuestion: Outcome(422, "invalid_question"),
    InvalidAccess: Outcome(422, "invalid_access"),
    GroupsRefused: Outcome(403, "groups_refused"),
    InvalidCorrection: Outcome(422, "invalid_correction"),
    InvalidWord: Outcome(422, "invalid_word"),
    NotFound: Outcome(404, "not_found"),
    AmbiguousReference: Outcome(409, "clause_ambiguous"),
    ClauseReferenceError: Outcome(404, "clause_not_found"),
    SourceTooLarge: Outcome(413, "too_large"),
    UnsupportedSource: Outcome(415, "unsupported_source"),
    UnreadableSource: Outcome(422, "unreadable_source"),
    EmptySource: Outcome(422, "empty_source"),
    SourceError: Outcome(422, "invalid_source"),
    RollbackRefused: Outcome(409, "rollback_refused"),
    HomeLocked: Outcome(409, "busy"),
    StoreUnreachable: Outcome(503, "database_unreachable"),
    HomeFull: Outcome(507, "disk_full"),
    HomeReadOnly: Outcome(503, "read_only"),
    HomeError: Outcome(503, "home_unusable"),
    KnowledgeBaseError: Outcome(500, "internal"),
}

# What is said of a failure whose message names folders.
_WHAT: Mapping[str, str] = {
    "internal": "服务器内部出错",
    "busy": "知识库正在被另一个程序改动，请几秒后再试",
    "disk_full": "服务器的磁盘已满，这次的改动没有保存；检索和提问照常",
    "read_only": "知识库目前只能读，这次的改动没有保存；检索和提问照常",
}
_BUSY_RETRY_SECONDS = "5"
_NOT_OF_THE_REQUEST = frozenset({408, 429})
# Seconds in which a database server that was started again answers.
_DATABASE_BACK = "5"
# What the framework raises by itself: the code and a message with the remedy.
_HTTP_MESSAGES: Mapping[int, Outcome] = {
    400: Outcome(400, "invalid_request"),
    404: Outcome(404, "not_found"),
    405: Outcome(405, "method_not_allowed"),
    413: Outcome(413, "too_large"),
    415: Outcome(415, "unsupported_media_type"),
}


class RequestRejected(HTTPException):
    """A request that this layer refuses before the knowledge base sees it.

    An HTTPException, so that one raised while a body is read passes through the framework unchanged.
    """

    def __init__(self, status: int, code: str, message: str, /, **detail: object) -> None:
        super().__init__(status, message)
        self.code = code
        self.message = message
        self.fields = detail


def error_response(
    status: int,
    code: str,
    message: str,
    detail: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return the one error shape."""
    told = dict(detail or {})
    # Of what is no fault of the request somebody may have to be told.
    if (status >= 500 or status in _NOT_OF_THE_REQUEST) and (request_id := current()):
        told["request_id"] = request_id
    error = {"code": code, "message": printable(message), "detail": _plain(told)}
    return JSONResponse({"error": error}, status, dict(headers or {}))


def outcome_of(error: KnowledgeBaseError) -> Outcome:
    """Return the status and code of a domain error: those of its nearest class in the table."""
    return next(OUTCOMES[kind] for kind in type(error).__mro__ if kind in OUTCOMES)


def install(app: FastAPI) -> None:
    """Make the application answer every failure in the one shape."""
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(KnowledgeBaseError, _on_error)
    app.add_exception_handler(Exception, _on_error)


async def _on_validation_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problems = [describe(item) for item in error.errors()]
    if any(problem.kind == "json_invalid" for problem in problems):
        return error_response(
            400,
            "invalid_json",
            f"请求体不是有效的 JSON：{problems[0].text}。请检查引号、逗号和编码（UTF-8）后重试。",
            {"position": problems[0].position},
        )
    message = "；".join(f"{problem.field}：{problem.text}" for problem in problems)
    fields = [{"field": p.field, "message": p.text, "value": p.value} for p in problems]
    return error_response(422, "invalid_request", f"请求参数有误。{message}。", {"errors": fields})


async def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if isinstance(error, RequestRejected):
        return error_response(error.status_code, error.code, error.message, error.fields)
    status = error.status_code
    code = _HTTP_MESSAGES[status].code if status in _HTTP_MESSAGES else f"http_{status}"
    detail = {"method": request.method, "path": request.url.path}
    return error_response(status, code, _http_message(status, request), detail, error.headers)


def _http_message(status: int, request: Request) -> str:
    if status == 404:
        return f"没有这个地址：{request.url.path}。接口列表见 /openapi.json。"
    if status == 405:
        return f"{request.url.path} 不接受 {request.method} 方法。接口列表见 /openapi.json。"
    if status == 400:
        return "请求体无法解析。请检查 Content-Type、编码（UTF-8）和格式后重试。"
    return f"请求未被接受：{status} {HTTPStatus(status).phrase}。接口说明见 /openapi.json。"


def response_to(request: HTTPConnection, error: BaseException) -> JSONResponse:
    """Return what is said to an error of the domain or of the program; the latter goes to the log."""
    outcome = outcome_of(error) if isinstance(error, KnowledgeBaseError) else Outcome(500, "internal")
    if isinstance(error, KnowledgeBaseError) and outcome.status < 500:
        if outcome.code == "busy":
            return error_response(outcome.status, outcome.code, _WHAT["busy"], {}, {"Retry-After": _BUSY_RETRY_SECONDS})
        return error_response(outcome.status, outcome.code, error.message, error.detail)
    # The message of a home error names folders: it is for whoever runs the server, and goes to the log.
    return _hidden(request, outcome, error)


async def _on_error(request: Request, error: Exception) -> JSONResponse:
    return response_to(request, error)


def _hidden(request: HTTPConnection, outcome: Outcome, error: BaseException) -> JSONResponse:
    request_id = getattr(request.state, "request_id", "-")
    logger.error("request %s: %s %s failed", request_id, request.scope["method"], request.url.path, exc_info=error)
    what = _WHAT.get(outcome.code, "知识库目前无法使用")
    message = f"{what}，请把请求号 {request_id} 告诉管理员，原因记在服务日志里。"
    # The framework answers an unexpected error outside of the middleware: the headers are put on here.
    headers = {**SECURITY_HEADERS, "Cache-Control": API_CACHE_CONTROL, "X-Request-ID": request_id}
    if isinstance(error, StoreUnreachable):
        message = f"数据库暂时连不上，请几秒后再试；一直如此就{message.partition('，')[2]}"
        headers["Retry-After"] = _DATABASE_BACK
    return error_response(outcome.status, outcome.code, message, {"request_id": request_id}, headers)


def _plain(value: object) -> object:
    """Return the value as JSON can carry it: no lone surrogate, nothing that is no JSON type."""
    if isinstance(value, Mapping):
        return {printable(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int):
        return value
    return printable(str(value))
