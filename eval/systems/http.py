"""A server that is asked over HTTP, whatever contract it speaks."""

import json
import math
import re
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import httpx

from eval.datasets import DatasetError
from eval.replies import NO_REPLY, Reply, failed, from_json
from eval.systems.asking import Asking
from eval.systems.deadline import Limited, ended_within
from eval.systems.retry import TIMEOUT_SECONDS, Patience, asked_wait

_SHOWN = 200
_LAST_PORT = 65535
# Replies that may be others the next time: too early, too many, or the server's own fault.
_PASSING = {408, 425, 429}
# No question is answered where these are: a wrong key, a wrong path.
_REFUSED_KEY = ("HTTP 401", "HTTP 403")
_NO_SUCH_PATH = ("HTTP 404", "HTTP 405")
_NO_CONNECTION = "ConnectError"
NO_JSON = "the reply is no JSON"
NO_ANSWER = "no answer at"
"""How the error of a reply begins in which the answer is not where a mapping file says."""
_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class Endpoint(Protocol):
    """How a question becomes a request, and the JSON that comes back a reply."""

    @property
    def kind(self) -> str:
        """How it is asked: http or mapped."""

    def request(self, client: httpx.Client, question: str, asking: Asking) -> httpx.Request:
        """Return the request that asks a question."""

    def read(self, body: object, seconds: float) -> Reply:
        """Return the reply that a JSON body is."""

    def settings(self) -> Mapping[str, object]:
        """Return what the requests and the reading of the replies depend on."""

    def warnings(self, replies: Sequence[Reply]) -> tuple[str, ...]:
        """Return what all replies together show to be doubtful in how they are read."""


@dataclass(frozen=True, slots=True)
class Contract:
    """`POST /v1/ask` as this project's server speaks it."""

    kind: str = "http"

    def request(self, client: httpx.Client, question: str, asking: Asking) -> httpx.Request:
        """Return the request of the contract."""
        day = asking.as_of.isoformat() if asking.as_of else None
        body = {"question": question, "top_k": asking.top_k, "as_of": day}
        if asking.include_not_in_force:
            body["include_not_in_force"] = True
        return client.build_request("POST", "/v1/ask", json=body)

    def read(self, body: object, seconds: float) -> Reply:
        """Return the reply as it is."""
        return from_json(body, seconds)

    def settings(self) -> Mapping[str, object]:
        """Return nothing: the contract is fixed."""
        return {}

    def warnings(self, replies: Sequence[Reply]) -> tuple[str, ...]:
        """Return nothing: the contract is fixed."""
        return ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one try came to, and whether another may come to more."""

    reply: Reply
    passing: bool = False
    asked: float | None = None
    """Seconds to wait before, where the server said so."""


@dataclass(frozen=True, slots=True)
class HttpSystem:
    """A server: requests that fail for now are tried again with patience, and what fails in the end is counted."""

    client: httpx.Client
    asking: Asking
    endpoint: Endpoint = field(default_factory=Contract)
    patience: Patience = field(default_factory=Patience)
    timeout: float = TIMEOUT_SECONDS
    """Seconds that a whole try may take."""

    @property
    def kind(self) -> str:
        """How it is asked: http or mapped."""
        return self.endpoint.kind

    @property
    def address(self) -> str:
        """The base address, without user, password and query."""
        return public(self.client.base_url)

    def ask(self, question: str) -> Reply:
        """Return the reply to a question, after as many tries as patience allows."""
        attempt = 1
        while True:
            outcome = self._try(question)
            if not outcome.passing or not self.patience.wait(attempt, outcome.asked):
                return replace(outcome.reply, attempts=attempt)
            attempt += 1

    def settings(self) -> Mapping[str, object]:
        """Return what its endpoint depends on; what a server answers with is in the fingerprints of its replies."""
        return self.endpoint.settings()

    def warnings(self, replies: Sequence[Reply]) -> tuple[str, ...]:
        """Return what all replies together show to be doubtful in how they are read."""
        return self.endpoint.warnings(replies)

    def hopeless(self, reply: Reply) -> str | None:
        """Return what to do where nobody listens at the address, the key is refused or the path is unknown."""
        error = reply.error or ""
        if error.startswith(_NO_CONNECTION):
            return f"no connection to {self.address} ({error}); start the server there or correct its address"
        if error.startswith(_REFUSED_KEY):
            return f"{self.address} lets nobody in ({error}); correct the key in the headers of the mapping file"
        if error.startswith(_NO_SUCH_PATH):
            return f"{self.address} knows no such path ({error}); correct the address or the path of the mapping file"
        if error.startswith(NO_ANSWER):
            return f"{self.address} replies in another shape ({error}); correct response.answer of the mapping file"
        if error.startswith(NO_REPLY):
            return f"{self.address} speaks another contract ({error}); describe its replies in a file for --system"
        return None

    def stop(self) -> None:
        """Try nothing again from now on."""
        self.patience.stopped.set()

    def _try(self, question: str) -> Attempt:
        request = self.endpoint.request(self.client, question, self.asking)
        started = time.perf_counter()
        try:
            with ended_within(self.timeout):
                response = self.client.send(request)
        except httpx.HTTPError as error:
            said = failed(f"{type(error).__name__}: {error}", time.perf_counter() - started)
            return Attempt(said, passing=isinstance(error, httpx.TransportError | httpx.DecodingError))
        seconds = time.perf_counter() - started
        if response.status_code != httpx.codes.OK:
            passing = response.status_code in _PASSING or response.is_server_error
            said = failed(f"HTTP {response.status_code}: {response.text[:_SHOWN]}", seconds)
            return Attempt(said, passing, asked_wait(response.headers.get("Retry-After")))
        try:
            body = read_json(response.content)
        except (ValueError, RecursionError) as error:
            return Attempt(failed(f"{NO_JSON}: {error}", seconds), passing=True)
        return Attempt(self.endpoint.read(body, seconds))


def read_json(content: bytes) -> object:
    """Return what a JSON text says, fit to be written again: only finite numbers, and whole surrogate pairs.

    Raises ValueError, RecursionError.
    """
    body: object = json.loads(content, parse_constant=lambda name: None, parse_float=_finite)
    if _ESCAPED_SURROGATE.search(content):
        # Whole pairs are one character by now; what is left of halves could not be written as UTF-8.
        body = json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))
    return body


def _finite(digits: str) -> float | None:
    """Return a number, None where no float is as large."""
    value = float(digits)
    return value if math.isfinite(value) else None


def http_client(base_url: str, *, timeout: float = TIMEOUT_SECONDS, workers: int = 1) -> httpx.Client:
    """Return a client for a server at the address. Raises DatasetError where it is no address."""
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise DatasetError(f"{base_url!r} is no address: {error}; write it like http://127.0.0.1:8000") from error
    if url.scheme not in {"http", "https"} or not url.host or (url.port or 0) > _LAST_PORT:
        raise DatasetError(f"{base_url!r} is no address; write it like http://127.0.0.1:8000")
    limits = httpx.Limits(max_connections=workers, max_keepalive_connections=workers)
    return httpx.Client(base_url=url, timeout=timeout, transport=Limited(limits, _proxy(url)))


def _proxy(url: httpx.URL) -> str | None:
    """Return the proxy that the environment names for an address."""
    if urllib.request.proxy_bypass(url.host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def public(url: httpx.URL) -> str:
    """Return an address without what may be secret in it: user, password and query."""
    return str(url.copy_with(username=None, password=None, query=None, fragment=None)).rstrip("/")
