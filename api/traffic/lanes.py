"""Places for requests: so many at once, so many more that wait in line for so long, and no others."""

import asyncio
from collections import deque
from contextlib import suppress

RETRY_SECONDS = 2
"""After how long a caller that found no place is told to come again."""


class NoPlace(Exception):
    """Raised where a request finds neither a place nor room to wait, or has waited for too long."""


class Lane:
    """Places of one kind, given in the order of asking. Used from one event loop."""

    def __init__(self, name: str, *, places: int, waiting: int, seconds: float) -> None:
        self.name = name
        self.busy = 0
        self._places = places
        self._most_waiting = waiting
        self._seconds = seconds
        self._line: deque[asyncio.Future[None]] = deque()

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    def step_in(self) -> bool:
        """Take a place if there is one for whoever comes now."""
        is_free = self.busy < self._places and not self._line
        self.busy += is_free
        return is_free

    async def enter(self) -> None:
        """Take a place, when there is one. Raises NoPlace."""
        if self.step_in():
            return
        if len(self._line) >= self._most_waiting:
            raise NoPlace
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        try:
            await asyncio.wait({turn}, timeout=self._seconds)
        except asyncio.CancelledError:
            if turn.done():
                self.leave()
            raise
        finally:
            with suppress(ValueError):
                self._line.remove(turn)
        if not turn.done():
            raise NoPlace

    def leave(self) -> None:
        """Give the place to the first in line, or leave it empty."""
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                # The place changes hands: nobody who comes now is before those who wait.
                turn.set_result(None)
                return
        self.busy -= 1
