"""One request to a server and the JSON that comes back, tried again with patience where that may help."""

import json
import math
import re
import time
from dataclasses import dataclass, replace

import httpx

from eval.systems.deadline import ended_within
from eval.systems.retry import Patience, asked_wait

NO_JSON = "the reply is no JSON"
"""How the error of an exchange begins whose reply cannot be read."""

_SHOWN = 200
# Replies that may be others the next time: too early, too many, or the server's own fault.
_PASSING = {408, 425, 429}
_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a request came to: a body, or an error in its place."""

    seconds: float
    """What the last try took."""
    body: object = None
    error: str | None = None
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class _Try:
    exchange: Exchange
    passing: bool = False
    """Whether another try may come to more."""
    asked: float | None = None
    """Seconds to wait before, where the server said so."""


def exchange(client: httpx.Client, request: httpx.Request, patience: Patience, timeout: float) -> Exchange:
    """Send a request as often as patience allows, each try for so many seconds; return what the last one came to."""
    attempt = 1
    while True:
        tried = _try(client, request, timeout)
        if not tried.passing or not patience.wait(attempt, tried.asked):
            return replace(tried.exchange, attempts=attempt)
        attempt += 1


def _try(client: httpx.Client, request: httpx.Request, timeout: float) -> _Try:
    started = time.perf_counter()
    try:
        with ended_within(timeout):
            response = client.send(request)
    except httpx.HTTPError as error:
        passing = isinstance(error, httpx.TransportError | httpx.DecodingError)
        said = f"{type(error).__name__}: {error}"
        return _Try(Exchange(time.perf_counter() - started, error=said), passing)
    seconds = time.perf_counter() - started
    if response.status_code != httpx.codes.OK:
        passing = response.status_code in _PASSING or response.is_server_error
        said = f"HTTP {response.status_code}: {response.text[:_SHOWN]}"
        return _Try(Exchange(seconds, error=said), passing, asked_wait(response.headers.get("Retry-After")))
    try:
        return _Try(Exchange(seconds, read_json(response.content)))
    except (ValueError, RecursionError) as error:
        return _Try(Exchange(seconds, error=f"{NO_JSON}: {error}"), passing=True)


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
