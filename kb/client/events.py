"""An answer on its way, as a client reads it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from kb.client.errors import ReplyUnreadable, failure
from kb.replies.questions import AskReply, Citation, Expansion, LeftOut, Link, Passage

# The answer had begun, so there is no status of its own.
_FAILED = 500


@dataclass(frozen=True, slots=True)
class Hits:
    """The passages that were found; where they come a second time, those are what the answer rests on."""

    passages: list[Passage]
    expansions: list[Expansion]
    warnings: list[str]
    left_out: list[LeftOut]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Citations:
    """What the marks of the answer cite, and the places that it lists."""

    citations: list[Citation]
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Done:
    """The whole reply, as it would have come in one piece."""

    reply: AskReply


AskEvent: TypeAlias = Hits | Piece | Citations | Done


class EventReader:
    """Puts events together from a text that comes in chunks, cut at line feeds alone."""

    def __init__(self) -> None:
        self._rest = ""
        self._name = ""
        self._data: list[str] = []

    def read(self, chunk: str) -> Iterator[AskEvent]:
        """Give the events that end within a chunk. Raises RequestFailed, ReplyUnreadable."""
        *lines, self._rest = (self._rest + chunk).split("\n")
        for line in lines:
            found = self._taken(line)
            if found is not None:
                yield found

    def _taken(self, line: str) -> AskEvent | None:
        if line:
            field, _, value = line.partition(":")
            if field == "event":
                self._name = value.strip()
            elif field == "data":
                self._data.append(value.removeprefix(" "))
            return None
        name, data = self._name, "\n".join(self._data)
        self._name, self._data = "", []
        return ask_event(name, data) if data else None


def ask_event(name: str, data: str) -> AskEvent | None:
    """Return the event of a name; None for one that this client does not know.

    Raises RequestFailed where the server tells an error, ReplyUnreadable.
    """
    try:
        value: dict[str, Any] = json.loads(data)
        match name:
            case "hits":
                return Hits(value["passages"], value["expansions"], value["warnings"], value["left_out"])
            case "answer":
                return Piece(value["text"])
            case "citations":
                return Citations(value["citations"], value["links"])
            case "done":
                return Done(value)  # type: ignore[arg-type]  # the server's own shape, as every reply
            case "error":
                failed = failure(_FAILED, value["error"])
            case _:
                return None
    except (ValueError, KeyError, TypeError) as error:
        raise ReplyUnreadable(f"回答的“{name}”事件不是政策知识库的：{data[:100]}") from error
    raise failed
