"""Where the time of a question goes."""

import time


class Clock:
    """Milliseconds since the last lap, by name."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """Book the time since the last lap under a name."""
        now = time.perf_counter()
        self.laps[name] = round((now - self._last) * 1e3, 3)
        self._last = now
