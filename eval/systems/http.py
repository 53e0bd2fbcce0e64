"""A server that is asked over HTTP, whatever contract it speaks."""

import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import httpx

from eval.datasets import DatasetError
from eval.replies import NO_REPLY, Reply, failed, from_json
from eval.systems.asking import Asking
from eval.systems.deadline import Limited
from eval.systems.exchange import exchange
from eval.systems.retry import TIMEOUT_SECONDS, Patience

_LAST_PORT = 65535
# No question is answered where these are: a wrong key, a wrong path.
_REFUSED_KEY = ("HTTP 401", "HTTP 403")
_NO_SUCH_PATH = ("HTTP 404", "HTTP 405")
_NO_CONNECTION = "ConnectError"
NO_ANSWER = "no answer at"
"""How the error of a reply begins in which the answer is not where a mapping file says."""


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
        request = self.endpoint.request(self.client, question, self.asking)
        got = exchange(self.client, request, self.patience, self.timeout)
        if got.error is not None:
            return replace(failed(got.error, got.seconds), attempts=got.attempts)
        return replace(self.endpoint.read(got.body, got.seconds), attempts=got.attempts)

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
