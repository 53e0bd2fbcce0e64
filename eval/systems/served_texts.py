"""The texts of a server that speaks the contract: `GET /v1/documents` and what lies below it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

import httpx

from eval.judging.held import HeldText, HoldingsUnknown
from eval.systems.exchange import exchange
from eval.systems.retry import TIMEOUT_SECONDS, Patience
from kb.types import Clause, ClauseTree, Span

# The most that the contract gives at once.
_PAGE = 200
_PATH = "/v1/documents"
_NOT_THERE = "HTTP 404"

_Record = Mapping[str, object]


class _NotThere(HoldingsUnknown):
    """The server knows no such document, or no such path at all."""


@dataclass(frozen=True, slots=True)
class ServedTexts:
    """What a server holds."""

    client: httpx.Client
    patience: Patience = field(default_factory=Patience)
    timeout: float = TIMEOUT_SECONDS
    """Seconds that a whole try may take."""

    def texts(self, source: str | None = None) -> Iterator[HeldText]:
        """Yield the current text of every document, or of those of one file."""
        named = {} if source is None else {"source": source}
        offset = 0
        while True:
            path, page = self._get(_PATH, {**named, "limit": _PAGE, "offset": offset})
            with _contract(path):
                summaries = _records(page["documents"])
                places = [(str(one["document_id"]), _number(one["version"])) for one in summaries]
                total = _number(page["total"])
            for document_id, version in places:
                yield self._held(document_id, version)
            offset += _PAGE
            if offset >= total:
                return

    def text(self, document_id: str, version: int) -> str | None:
        """Return the text of one version; None where there is none."""
        try:
            path, document = self._get(_document(document_id), {"version": version})
        except _NotThere:
            return None
        with _contract(path):
            return str(document["text"])

    def _held(self, document_id: str, version: int) -> HeldText:
        path, document = self._get(_document(document_id), {"version": version})
        with _contract(path):
            source, title, text = (str(document[name]) for name in ("source", "title", "text"))
        path, found = self._get(f"{_document(document_id)}/clauses", {"version": version})
        with _contract(path):
            tree = ClauseTree(tuple(map(_clause, _records(found["clauses"]))))
        return HeldText(f"{document_id}@{version}", source, title, text, tree)

    def _get(self, path: str, parameters: Mapping[str, str | int]) -> tuple[str, _Record]:
        request = self.client.build_request("GET", path, params=dict(parameters))
        got = exchange(self.client, request, self.patience, self.timeout)
        if got.error is not None:
            kind = _NotThere if got.error.startswith(_NOT_THERE) else HoldingsUnknown
            raise kind(f"GET {path}: {got.error}")
        with _contract(path):
            return path, _record(got.body)


@contextmanager
def _contract(path: str) -> Iterator[None]:
    """Raise HoldingsUnknown where what is read meanwhile has another shape than the contract's."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        raise HoldingsUnknown(f"GET {path}: replies in another shape than the contract's: {error!r}") from error


def _document(document_id: str) -> str:
    return f"{_PATH}/{quote(document_id, safe='')}"


def _clause(record: _Record) -> Clause:
    parent, label, title = record["parent"], record["label"], record["title"]
    return Clause(
        address=str(record["address"]),
        kind=str(record["kind"]),
        label=None if label is None else str(label),
        title=None if title is None else str(title),
        span=Span(_number(record["start"]), _number(record["end"])),
        own=Span(_number(record["own_start"]), _number(record["own_end"])),
        depth=_number(record["depth"]),
        parent=None if parent is None else _number(parent),
        heading_path=tuple(map(str, _list(record["heading_path"]))),
    )


def _records(value: object) -> list[_Record]:
    return [_record(one) for one in _list(value)]


def _record(value: object) -> _Record:
    if not isinstance(value, dict):
        raise TypeError(f"must be an object, got {type(value).__name__}")
    return value


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError(f"must be a list, got {type(value).__name__}")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"must be a whole number, got {value!r}")
    return value
