"""What a system replied to a question, whichever way it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.types import Answer, AnswerStatus


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: the answer's parts that are judged, how long it took, and the error where there was one."""

    status: str | None
    text: str
    quotes: tuple[str, ...]
    passages: tuple[str, ...]
    confidence: float | None
    seconds: float
    error: str | None = None

    @property
    def abstained(self) -> bool:
        """Tell whether the system said that the documents do not say; an error is no abstention."""
        return self.status == AnswerStatus.ABSTAINED


def from_answer(answer: Answer, seconds: float) -> Reply:
    """Return the reply that an answer of the library is."""
    return Reply(
        status=answer.status.value,
        text=answer.text,
        quotes=tuple(citation.quote for citation in answer.citations),
        passages=tuple(hit.passage.text for hit in answer.hits),
        confidence=answer.confidence,
        seconds=seconds,
    )


def from_json(body: object, seconds: float) -> Reply:
    """Return the reply that the JSON of `POST /v1/ask` is. What is missing counts as empty, never as a failure."""
    fields = body if isinstance(body, Mapping) else {}
    status, confidence = fields.get("status"), fields.get("confidence")
    return Reply(
        status=status if isinstance(status, str) else None,
        text=_text(fields, "answer"),
        quotes=tuple(_text(citation, "quote") for citation in _objects(fields, "citations")),
        passages=tuple(_text(passage, "text") for passage in _objects(fields, "passages")),
        confidence=confidence if isinstance(confidence, int | float) else None,
        seconds=seconds,
        error=None if isinstance(body, Mapping) else f"the reply is no JSON object but {type(body).__name__}",
    )


def failed(error: str, seconds: float) -> Reply:
    """Return the reply of a system that gave none."""
    return Reply(status=None, text="", quotes=(), passages=(), confidence=None, seconds=seconds, error=error)


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _objects(fields: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    values = fields.get(name)
    return [value for value in values if isinstance(value, Mapping)] if isinstance(values, list) else []
