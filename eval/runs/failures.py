"""Why questions got no usable reply, summed up: how often each reason, and after how many tries."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eval.replies import NO_REPLY, Reply
from eval.systems.exchange import NO_JSON
from eval.systems.http import NO_ANSWER

_REASONS = (
    (re.compile(r"(?:Connect|Read|Write|Pool)Timeout\b"), "time-out"),
    (re.compile(r"ConnectError\b"), "no connection"),
    (re.compile(r"(?:ReadError|WriteError|CloseError|RemoteProtocolError)\b"), "connection lost"),
    (re.compile(f"{re.escape(NO_ANSWER)}|{re.escape(NO_REPLY)}|the reply is no JSON object"), "no answer in the reply"),
    (re.compile(re.escape(NO_JSON)), "no JSON"),
    (re.compile(r"the system says no\b"), "the system says no"),
)
_STATUS = re.compile(r"HTTP \d{3}")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Failures:
    """The questions of a run that failed."""

    reasons: Mapping[str, int]
    """How often each reason, the most frequent first."""
    tries: int
    """How often the failed questions were asked in all."""
    retried: int
    """Questions that were answered after more than one try."""

    def told(self) -> str:
        """Return them in words, empty where nothing failed and nothing was tried again."""
        said = []
        if self.reasons:
            listed = ", ".join(f"{count} × {reason}" for reason, count in self.reasons.items())
            said.append(f"errors {sum(self.reasons.values())}: {listed}; {self.tries} tries")
        if self.retried:
            said.append(f"answered after more than one try: {self.retried}")
        return "; ".join(said)


def failures(replies: Iterable[Reply]) -> Failures:
    """Return why replies of a run failed."""
    counts: Counter[str] = Counter()
    tries = retried = 0
    for reply in replies:
        if reply.error is None:
            retried += reply.attempts > 1
        else:
            counts[reason(reply.error)] += 1
            tries += reply.attempts
    return Failures(dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))), tries, retried)


def reason(error: str) -> str:
    """Return the kind of an error: what many errors have in common that say more of the single case."""
    status = _STATUS.match(error)
    if status:
        return status[0]
    found = next((name for pattern, name in _REASONS if pattern.match(error)), None)
    if found:
        return found
    first = error.partition(":")[0].strip()
    return first if len(first) <= _LONGEST else f"{first[:_LONGEST]}…"
