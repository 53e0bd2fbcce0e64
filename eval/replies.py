"""What a system replied to a question, whichever way it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb import wire
from kb.types import Answer, AnswerStatus


@dataclass(frozen=True, slots=True)
class RepliedPassage:
    """One passage that a system returned, best first; what a system does not tell is empty."""

    text: str
    passage_id: str = ""
    clause_id: str = ""
    clause_label: str = ""
    document_id: str = ""
    title: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class RepliedCitation:
    """One quote that an answer rests on; what a system does not tell is empty."""

    quote: str
    clause_id: str = ""
    clause_label: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: the answer's parts that are judged, how long it took, and the error where there was one."""

    status: str | None
    text: str
    cited: tuple[RepliedCitation, ...]
    found: tuple[RepliedPassage, ...]
    confidence: float | None
    seconds: float
    error: str | None = None
    fingerprint: str = ""
    """The settings that the system says it answered with."""
    attempts: int = 1
    body: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)
    """The whole reply as it came."""

    @property
    def quotes(self) -> tuple[str, ...]:
        """The cited quotes."""
        return tuple(citation.quote for citation in self.cited)

    @property
    def passages(self) -> tuple[str, ...]:
        """The texts of the passages, best first."""
        return tuple(passage.text for passage in self.found)

    @property
    def abstained(self) -> bool:
        """Tell whether the system said that the documents do not say; an error is no abstention."""
        return self.status == AnswerStatus.ABSTAINED


def from_answer(answer: Answer, seconds: float) -> Reply:
    """Return the reply that an answer of the library is: the same as its JSON over HTTP."""
    return from_json(wire.answer(answer), seconds)


def from_json(body: object, seconds: float) -> Reply:
    """Return the reply that the JSON of `POST /v1/ask` is. What is missing counts as empty, never as a failure."""
    fields = body if isinstance(body, Mapping) else {}
    status = fields.get("status")
    return Reply(
        status=status if isinstance(status, str) else None,
        text=_text(fields, "answer"),
        cited=tuple(_citation(citation) for citation in _objects(fields, "citations")),
        found=tuple(_passage(passage) for passage in _objects(fields, "passages")),
        confidence=_number(fields, "confidence"),
        seconds=seconds,
        error=None if isinstance(body, Mapping) else f"the reply is no JSON object but {type(body).__name__}",
        fingerprint=_text(fields, "fingerprint"),
        body=fields,
    )


def failed(error: str, seconds: float, attempts: int = 1) -> Reply:
    """Return the reply of a system that gave none."""
    return Reply(None, "", (), (), None, seconds, error, attempts=attempts)


def _citation(fields: Mapping[str, object]) -> RepliedCitation:
    return RepliedCitation(
        quote=_text(fields, "quote"),
        clause_id=_text(fields, "clause_id"),
        clause_label=_text(fields, "clause_label"),
        title=_text(fields, "title"),
    )


def _passage(fields: Mapping[str, object]) -> RepliedPassage:
    return RepliedPassage(
        text=_text(fields, "text"),
        passage_id=_text(fields, "passage_id"),
        clause_id=_text(fields, "clause_id"),
        clause_label=_text(fields, "clause_label"),
        document_id=_text(fields, "document_id"),
        title=_text(fields, "title"),
        score=_number(fields, "score") or 0.0,
    )


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _number(fields: Mapping[str, object], name: str) -> float | None:
    value = fields.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _objects(fields: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    values = fields.get(name)
    return [value for value in values if isinstance(value, Mapping)] if isinstance(values, list) else []
