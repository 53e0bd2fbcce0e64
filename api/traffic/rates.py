"""How many requests a caller may make a minute: a bucket of tokens each, refilled evenly."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

# A bucket takes some hundred bytes; whoever was longest quiet is forgotten first, with a full bucket.
_CALLERS_HELD = 10_000
# A page asks for several things at once: so many seconds' worth may come in one go.
_BURST_SECONDS = 10.0


class Rates:
    """The buckets of all callers, none where nothing is limited. Used from one thread."""

    def __init__(self, per_minute: int, *, now: Callable[[], float] = time.monotonic) -> None:
        """Take the requests a minute; 0 limits nothing."""
        self._per_second = per_minute / 60
        self._burst = max(self._per_second * _BURST_SECONDS, 1.0)
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> int:
        """Take a token of a caller; return 0, or where there is none in how many seconds there will be one."""
        if not self._per_second:
            return 0
        now = self._now()
        tokens, then = self._buckets.pop(caller, (self._burst, now))
        tokens = min(tokens + (now - then) * self._per_second, self._burst)
        allowed = tokens >= 1
        self._buckets[caller] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > _CALLERS_HELD:
            self._buckets.popitem(last=False)
        return 0 if allowed else math.ceil((1 - tokens) / self._per_second)
