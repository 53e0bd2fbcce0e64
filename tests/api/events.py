"""Server-sent events as the tests read them."""

import json
from typing import Any


def events_of(text: str) -> list[tuple[str, Any]]:
    """Return (name, value) of every event; comments are passed over."""
    blocks = [block for block in text.split("\n\n") if block and not block.startswith(":")]
    found = []
    for block in blocks:
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((fields.get("event", "message"), json.loads(fields["data"])))
    return found
