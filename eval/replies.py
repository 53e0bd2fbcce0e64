"""What a system replied to a question, whichever way it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from eval.lenient import number, objects, text
from kb.types import Answer, AnswerStatus
from kb.wire import results as wire

NO_REPLY = "the reply has neither status nor answer"
"""How the error of a reply begins that is JSON, but not that of the contract."""
_SHOWN = 200


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
    """Return the reply that the JSON of `POST /v1/ask` is.

    What is missing counts as empty; a reply without status and answer is none, and an error.
    """
    fields = body if isinstance(body, Mapping) else {}
    status = fields.get("status")
    reply = Reply(
        status=status if isinstance(status, str) else None,
        text=text(fields, "answer"),
        cited=tuple(map(_citation, objects(fields, "citations"))),
        found=tuple(map(_passage, objects(fields, "passages"))),
        confidence=number(fields.get("confidence")),
        seconds=seconds,
        fingerprint=text(fields, "fingerprint"),
        body=fields,
    )
    if not isinstance(body, Mapping):
        return replace(reply, error=f"the reply is no JSON object but {type(body).__name__}")
    if reply.status is None and not reply.text:
        return replace(reply, error=f"{NO_REPLY}: {shortened(body)}")
    return reply


def shortened(value: object) -> str:
    """Return as much of a reply as an error shows."""
    said = str(value)
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"


def failed(error: str, seconds: float, attempts: int = 1) -> Reply:
    """Return the reply of a system that gave none."""
    return Reply(None, "", (), (), None, seconds, error, attempts=attempts)


def _citation(fields: Mapping[str, object]) -> RepliedCitation:
    return RepliedCitation(
        quote=text(fields, "quote"),
        clause_id=text(fields, "clause_id"),
        clause_label=text(fields, "clause_label"),
        title=text(fields, "title"),
    )


def _passage(fields: Mapping[str, object]) -> RepliedPassage:
    return RepliedPassage(
        text=text(fields, "text"),
        passage_id=text(fields, "passage_id"),
        clause_id=text(fields, "clause_id"),
        clause_label=text(fields, "clause_label"),
        document_id=text(fields, "document_id"),
        title=text(fields, "title"),
        score=number(fields.get("score")) or 0.0,
    )
