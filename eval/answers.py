"""One question and one reply: what the reply is worth."""

from collections.abc import Collection
from dataclasses import dataclass

from eval.datasets import Question
from eval.matching import coverage, normalise, rests_on
from eval.replies import Reply

# A system that returns longer passages gains nothing by it.
_PASSAGE_CHARS = 500


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The figures of one question. None where the question gives nothing to measure by."""

    query_id: str
    persona: str
    type: str
    answerable: bool
    abstained: bool
    failed: bool
    milliseconds: float
    evidence_first: float | None
    """Share of the evidence sentences found whole in the first passage."""
    evidence_top: float | None
    """The same in the first k passages."""
    evidence_cited: float | None
    """The same in the cited quotes."""
    citation_precision: float | None
    """Share of the citations that rest on the evidence."""
    citations: int
    key_facts: float | None
    """Share of the key facts that stand in the answer's own text."""
    answer_chars: int
    valid_quotes: tuple[bool, ...]
    """For each citation, whether its quote stands verbatim in one of the sources."""


def score(question: Question, reply: Reply, sources: Collection[str], top_k: int) -> AnswerRow:
    """Return the figures of one reply; `sources` are the normalised texts that quotes are looked up in."""
    passages = [passage[:_PASSAGE_CHARS] for passage in reply.passages]
    answer = normalise(reply.text)
    return AnswerRow(
        query_id=question.query_id,
        persona=question.persona,
        type=question.type,
        answerable=question.answerable,
        abstained=reply.abstained,
        failed=reply.error is not None,
        milliseconds=reply.seconds * 1000,
        evidence_first=_evidence(question, passages[:1]),
        evidence_top=_evidence(question, passages[:top_k]),
        evidence_cited=_evidence(question, reply.quotes),
        citation_precision=_citation_precision(question, reply.quotes),
        citations=len(reply.quotes),
        key_facts=_key_facts(question, answer),
        answer_chars=len(answer),
        valid_quotes=tuple(_stands_in(quote, sources) for quote in reply.quotes),
    )


def _evidence(question: Question, texts: Collection[str]) -> float | None:
    return coverage(question.quotes, texts) if question.evidence else None


def _citation_precision(question: Question, quotes: Collection[str]) -> float | None:
    if not quotes or not question.evidence:
        return None
    return sum(rests_on(quote, question.quotes) for quote in quotes) / len(quotes)


def _key_facts(question: Question, answer: str) -> float | None:
    if not question.key_facts or not question.answerable:
        return None
    return sum(normalise(fact) in answer for fact in question.key_facts) / len(question.key_facts)


def _stands_in(quote: str, sources: Collection[str]) -> bool:
    normalised = normalise(quote)
    return any(normalised in source for source in sources)
