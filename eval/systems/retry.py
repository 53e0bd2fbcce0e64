"""How long to wait before a request is tried again."""

import random
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

RETRIES = 3
TIMEOUT_SECONDS = 60.0
_FIRST_SECONDS = 0.5
_LONGEST_SECONDS = 30.0
# A server may ask for more patience than this; then it is better to go on with --resume another day.
_LONGEST_ASKED_SECONDS = 120.0
_SECONDS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a failed request is tried again, and how long after."""

    retries: int = RETRIES
    first_seconds: float = _FIRST_SECONDS
    stopped: threading.Event = field(default_factory=threading.Event, compare=False, repr=False)

    def wait(self, attempt: int, asked: float | None) -> bool:
        """Wait before the try after this one; tell whether there is to be one.

        The wait doubles with each try up to half a minute, and a random half of it is left out so that clients that
        failed together do not come back together (exponential back-off with jitter: Brooker, Exponential Backoff And
        Jitter, AWS Architecture Blog, 2015). A wait that the server asks for is kept.
        """
        if attempt > self.retries:
            return False
        longest = min(_LONGEST_SECONDS, self.first_seconds * 2 ** (attempt - 1))
        seconds = min(asked, _LONGEST_ASKED_SECONDS) if asked is not None else longest * random.uniform(0.5, 1.0)
        return not self.stopped.wait(seconds)


def asked_wait(retry_after: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for: a number of them, or a date; None where it says nothing.

    RFC 9110, 10.2.3.
    """
    if retry_after is None:
        return None
    if _SECONDS.fullmatch(retry_after.strip()):
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        return max(0.0, (until - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):
        return None
