"""The server's log: one line an event on stderr, as JSON or as text, each with the id of its request."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

from api.traffic import identity
from kb.settings import LogFormat, Settings

REQUESTS = "kb.requests"
"""The logger of the lines about requests."""
_FIELDS = "fields"
_SERVER = "uvicorn.error"
# Said as an error of each answer that a client did not take in time: that is counted, and the request has its line.
_GIVEN_UP = "ASGI callable returned without"
_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# What these say at every start and stop is said by the server itself.
_QUIETER = ("uvicorn", "uvicorn.error", "mcp", "httpx")


def install(settings: Settings, stream: TextIO | None = None) -> None:
    """Send all that is logged to stderr in the form that the settings name, instead of what was set up before."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format is LogFormat.JSON else TextLines(_TEXT))
    root = logging.getLogger()
    for old in tuple(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    # Libraries tell at info what only their authors need.
    root.setLevel(max(level, logging.WARNING))
    for name in ("api", "kb", "embeddings", REQUESTS):
        logging.getLogger(name).setLevel(level)
    logging.getLogger(_SERVER).addFilter(_is_worth_a_line)
    for name in _QUIETER:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith(_GIVEN_UP)


def with_fields(fields: dict[str, object]) -> dict[str, object]:
    """Return what a call of a logger takes as `extra`, so that the line bears these fields."""
    return {_FIELDS: fields}


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, request id, the fields given, a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (request_id := identity.current()) is not None:
            line["request_id"] = request_id
        line |= getattr(record, _FIELDS, {})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """A line for people: time, level, logger, message, then the fields as name=value."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line without its traceback."""
        fields = dict(getattr(record, _FIELDS, {}))
        if (request_id := identity.current()) is not None:
            fields.setdefault("request_id", request_id)
        told = " ".join(f"{name}={value}" for name, value in fields.items() if value is not None)
        line = super().formatMessage(record)
        return f"{line} {told}" if told else line
