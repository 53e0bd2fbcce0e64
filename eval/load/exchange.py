"""One request of the load: sent, timed, counted; refusals of a busy server are waited for as it asks."""

import asyncio
import time
from typing import Any

import httpx

from eval.load.figures import SHED, Figures

# However long a server asks to wait, a load goes on.
_LONGEST_WAIT = 2.0


class Unanswered(Exception):
    """Raised where a request has no answer, or none that says whether it was carried out."""


class Refused(Exception):
    """Raised where a request was not carried out, as the server said."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


class Exchange:
    """A client's connection to the server."""

    def __init__(self, http: httpx.AsyncClient, figures: Figures) -> None:
        self.http = http
        self.figures = figures

    async def ask(self, operation: str, method: str, path: str, **given: Any) -> Any:  # noqa: ANN401 - parsed JSON
        """Return the JSON of a reply. Raises Refused, Unanswered."""
        started = time.perf_counter()
        try:
            response = await self.http.request(method, path, **given)
        except httpx.TransportError as error:
            self._dropped(operation, error)
            raise Unanswered(operation) from error
        self.figures.took(operation, time.perf_counter() - started)
        if response.is_success:
            self.figures.outcomes[str(response.status_code)] += 1
            return response.json()
        raise await self._refused(operation, response)

    async def stream(self, operation: str, path: str, body: dict[str, Any], *, events: int) -> int:
        """Read so many events of a stream, then go away; return how many came. Raises Refused, Unanswered."""
        started = time.perf_counter()
        came = 0
        try:
            async with self.http.stream("POST", path, json=body) as response:
                if not response.is_success:
                    await response.aread()
                    raise await self._refused(operation, response)
                async for line in response.aiter_lines():
                    came += line.startswith("event: ")
                    if line.startswith("event: error"):
                        self.figures.server_errors += 1
                        self.figures.fault(f"{operation}: an error event")
                    if came >= events:
                        break
        except httpx.TransportError as error:
            self._dropped(operation, error)
            raise Unanswered(operation) from error
        self.figures.outcomes["200"] += 1
        self.figures.took(operation, time.perf_counter() - started)
        return came

    def _dropped(self, operation: str, error: httpx.TransportError) -> None:
        self.figures.dropped += 1
        self.figures.fault(f"{operation}: {type(error).__name__} {error}")

    async def _refused(self, operation: str, response: httpx.Response) -> Exception:
        """Count an error; return Refused where nothing was done, Unanswered where something may have been."""
        figures, status = self.figures, response.status_code
        code = _code(response)
        figures.outcomes[f"{status} {code}"] += 1
        if code in SHED:
            figures.shed += 1
            if "retry-after" not in response.headers:
                figures.server_errors += 1
                figures.fault(f"{operation}: {status} {code} without Retry-After")
            await asyncio.sleep(min(float(response.headers.get("retry-after", 1)), _LONGEST_WAIT))
        elif code == "busy":
            figures.busy += 1
        elif status >= 500:
            figures.server_errors += 1
            figures.fault(f"{operation}: {status} {code} {response.headers.get('x-request-id')} {response.text[:200]}")
            return Unanswered(operation)
        return Refused(status, code)


def _code(response: httpx.Response) -> str:
    try:
        return str(response.json()["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return "unreadable"
