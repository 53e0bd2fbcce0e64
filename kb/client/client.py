"""A client of the server, waiting or asynchronous, with the same calls."""

import os
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from dataclasses import replace
from functools import wraps
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar
from urllib.parse import quote, urlsplit

import httpx

from kb.client import calls
from kb.client.call import Call, refusal
from kb.client.errors import ServerUnreachable
from kb.client.events import AskEvent, Done, EventReader
from kb.replies.questions import AskReply

P = ParamSpec("P")
T = TypeVar("T")

DEFAULT_URL = "http://127.0.0.1:8000"
DEFAULT_TIMEOUT = 60.0
KEY_VARIABLE = "KB_API_KEY"
"""The variable of the environment with the key that a client bears where it is given none."""
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _called(build: Callable[P, Call[T]]) -> "Callable[Concatenate[Client, P], T]":
    @wraps(build)
    def method(self: "Client", /, *args: P.args, **given: P.kwargs) -> T:
        return self.send(build(*args, **given))

    return method


def _awaited(build: Callable[P, Call[T]]) -> "Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, T]]":
    @wraps(build)
    async def method(self: "AsyncClient", /, *args: P.args, **given: P.kwargs) -> T:
        return await self.send(build(*args, **given))

    return method


def _streamed(
    build: Callable[P, Call[AskReply]],
) -> "Callable[Concatenate[Client, P], Generator[AskEvent, None, None]]":
    @wraps(build)
    def method(self: "Client", /, *args: P.args, **given: P.kwargs) -> Generator[AskEvent, None, None]:
        return self.events(build(*args, **given))

    return method


def _streamed_async(
    build: Callable[P, Call[AskReply]],
) -> "Callable[Concatenate[AsyncClient, P], AsyncGenerator[AskEvent, None]]":
    @wraps(build)
    def method(self: "AsyncClient", /, *args: P.args, **given: P.kwargs) -> AsyncGenerator[AskEvent, None]:
        return self.events(build(*args, **given))

    return method


class Client:
    """Asks a server and waits for its replies; every failure is a ClientError.

    Its methods are the calls of `kb.client.calls`. Close it, or use it as a context.
    """

    def __init__(
        self,
        url: str = DEFAULT_URL,
        *,
        key: str | None = None,
        actor: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers, trust_env = _headers(actor, key), _asks_proxies(url)
        self._http = httpx.Client(
            base_url=url, headers=headers, timeout=timeout, transport=transport, trust_env=trust_env
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give up the connections."""
        self._http.close()

    def send(self, call: Call[T]) -> T:
        """Return the reply to a call. Raises ClientError."""
        try:
            response = self._http.send(call.request(self._http))
        except httpx.TransportError as error:
            raise _unreachable(self._http.base_url, error) from error
        return call.reply(response)

    def events(self, call: Call[AskReply]) -> Generator[AskEvent, None, None]:
        """Give an answer on its way; closing the generator ends the server's work. Raises ClientError."""
        try:
            response = self._http.send(_streaming(call).request(self._http), stream=True)
            try:
                if not response.is_success:
                    response.read()
                    raise refusal(response)
                reader = EventReader()
                for chunk in response.iter_text():
                    for event in reader.read(chunk):
                        yield event
                        if isinstance(event, Done):
                            return
            finally:
                response.close()
        except httpx.TransportError as error:
            raise _unreachable(self._http.base_url, error) from error
        raise ServerUnreachable(f"{self._http.base_url} 的回答中断了；请重新提问")

    ask = _called(calls.ask)
    search = _called(calls.search)
    check_eligibility = _called(calls.check_eligibility)
    eligibility_schema = _called(calls.eligibility_schema)
    clauses = _called(calls.clauses)
    phrases = _called(calls.phrases)
    verify = _called(calls.verify)
    documents = _called(calls.documents)
    upload = _called(calls.upload)
    document = _called(calls.document)
    correct = _called(calls.correct)
    history = _called(calls.history)
    withdraw = _called(calls.withdraw)
    purge = _called(calls.purge)
    restore = _called(calls.restore)
    clause_tree = _called(calls.clause_tree)
    clause = _called(calls.clause)
    references = _called(calls.references)
    versions = _called(calls.versions)
    diff = _called(calls.diff)
    diff_page = _called(calls.diff_page)
    source = _called(calls.source)
    pages = _called(calls.pages)
    page_picture = _called(calls.page_picture)
    words = _called(calls.words)
    add_words = _called(calls.add_words)
    remove_words = _called(calls.remove_words)
    words_file = _called(calls.words_file)
    import_words = _called(calls.import_words)
    log = _called(calls.log)
    generations = _called(calls.generations)
    roll_back = _called(calls.roll_back)
    give_feedback = _called(calls.give_feedback)
    feedback = _called(calls.feedback)
    feedback_questions = _called(calls.feedback_questions)
    remove_feedback = _called(calls.remove_feedback)
    evaluation = _called(calls.evaluation)
    evaluation_report = _called(calls.evaluation_report)
    examples = _called(calls.examples)
    follow_ups = _called(calls.follow_ups)
    facets = _called(calls.facets)
    stats = _called(calls.stats)
    session = _called(calls.session)
    sign_in = _called(calls.sign_in)
    sign_out = _called(calls.sign_out)
    health = _called(calls.health)
    readiness = _called(calls.readiness)
    stream = _streamed(calls.ask)


class AsyncClient:
    """The same as `Client`, every method awaited; `stream` is iterated with `async for`."""

    def __init__(
        self,
        url: str = DEFAULT_URL,
        *,
        key: str | None = None,
        actor: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        headers, trust_env = _headers(actor, key), _asks_proxies(url)
        self._http = httpx.AsyncClient(
            base_url=url, headers=headers, timeout=timeout, transport=transport, trust_env=trust_env
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Give up the connections."""
        await self._http.aclose()

    async def send(self, call: Call[T]) -> T:
        """Return the reply to a call. Raises ClientError."""
        try:
            response = await self._http.send(call.request(self._http))
        except httpx.TransportError as error:
            raise _unreachable(self._http.base_url, error) from error
        return call.reply(response)

    async def events(self, call: Call[AskReply]) -> AsyncGenerator[AskEvent, None]:
        """Give an answer on its way; closing the generator ends the server's work. Raises ClientError."""
        try:
            response = await self._http.send(_streaming(call).request(self._http), stream=True)
            try:
                if not response.is_success:
                    await response.aread()
                    raise refusal(response)
                reader = EventReader()
                async for chunk in response.aiter_text():
                    for event in reader.read(chunk):
                        yield event
                        if isinstance(event, Done):
                            return
            finally:
                await response.aclose()
        except httpx.TransportError as error:
            raise _unreachable(self._http.base_url, error) from error
        raise ServerUnreachable(f"{self._http.base_url} 的回答中断了；请重新提问")

    ask = _awaited(calls.ask)
    search = _awaited(calls.search)
    check_eligibility = _awaited(calls.check_eligibility)
    eligibility_schema = _awaited(calls.eligibility_schema)
    clauses = _awaited(calls.clauses)
    phrases = _awaited(calls.phrases)
    verify = _awaited(calls.verify)
    documents = _awaited(calls.documents)
    upload = _awaited(calls.upload)
    document = _awaited(calls.document)
    correct = _awaited(calls.correct)
    history = _awaited(calls.history)
    withdraw = _awaited(calls.withdraw)
    purge = _awaited(calls.purge)
    restore = _awaited(calls.restore)
    clause_tree = _awaited(calls.clause_tree)
    clause = _awaited(calls.clause)
    references = _awaited(calls.references)
    versions = _awaited(calls.versions)
    diff = _awaited(calls.diff)
    diff_page = _awaited(calls.diff_page)
    source = _awaited(calls.source)
    pages = _awaited(calls.pages)
    page_picture = _awaited(calls.page_picture)
    words = _awaited(calls.words)
    add_words = _awaited(calls.add_words)
    remove_words = _awaited(calls.remove_words)
    words_file = _awaited(calls.words_file)
    import_words = _awaited(calls.import_words)
    log = _awaited(calls.log)
    generations = _awaited(calls.generations)
    roll_back = _awaited(calls.roll_back)
    give_feedback = _awaited(calls.give_feedback)
    feedback = _awaited(calls.feedback)
    feedback_questions = _awaited(calls.feedback_questions)
    remove_feedback = _awaited(calls.remove_feedback)
    evaluation = _awaited(calls.evaluation)
    evaluation_report = _awaited(calls.evaluation_report)
    examples = _awaited(calls.examples)
    follow_ups = _awaited(calls.follow_ups)
    facets = _awaited(calls.facets)
    stats = _awaited(calls.stats)
    session = _awaited(calls.session)
    sign_in = _awaited(calls.sign_in)
    sign_out = _awaited(calls.sign_out)
    health = _awaited(calls.health)
    readiness = _awaited(calls.readiness)
    stream = _streamed_async(calls.ask)


def _headers(actor: str | None, key: str | None) -> dict[str, str]:
    given = key if key is not None else os.environ.get(KEY_VARIABLE, "")
    # Headers are ASCII: a name is percent-encoded.
    named = {"X-Actor": quote(actor)} if actor else {}
    return {**named, "Authorization": f"Bearer {given.strip()}"} if given.strip() else named


def _asks_proxies(url: str) -> bool:
    """Tell whether proxies of the environment are asked: not for a server on this machine."""
    return urlsplit(url).hostname not in _LOOPBACK


def _streaming(call: Call[AskReply]) -> Call[AskReply]:
    return replace(call, json={**(call.json or {}), "stream": True})


def _unreachable(url: httpx.URL, error: httpx.TransportError) -> ServerUnreachable:
    return ServerUnreachable(f"连不上 {url}：{error or type(error).__name__}；请检查地址，以及 kb serve 是否在运行")
