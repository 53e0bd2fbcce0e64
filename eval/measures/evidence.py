"""What a reply holds of a question's evidence: in its passages, in its citations, in its own words."""

from collections.abc import Collection, Iterator, Sequence

from eval.datasets import Question
from eval.judging.matching import coverage, normalise, rests_on
from eval.judging.units import PASSAGE_CHARS
from eval.replies import Reply

EVIDENCE_CUTS = (1, 5, 10)
BUDGET_CHARS = 1500
LONGEST_ANSWER = 300
"""What an answer may have at most unless a list was asked for; so for citations."""
MOST_CITATIONS = 5
_LIST_TYPE = "list"


def evidence_figures(question: Question, reply: Reply, sources: Collection[str]) -> dict[str, float]:
    """Return the figures of a reply that its evidence, its quotes and its length give; `sources` are normalised texts.

    What the question or the reply gives nothing to judge by is absent.
    """
    return {
        **dict(_found(question, reply)),
        **dict(_cited(question, reply, sources)),
        **dict(_told(question, reply)),
    }


def _found(question: Question, reply: Reply) -> Iterator[tuple[str, float]]:
    if not question.answerable or not question.evidence:
        return
    for cut in EVIDENCE_CUTS:
        yield f"evidence@{cut}", evidence_in_top(question, reply, cut)
    within = list(within_budget(reply.passages, BUDGET_CHARS))
    yield f"evidence@{BUDGET_CHARS}c", coverage(question.quotes, within)


def evidence_in_top(question: Question, reply: Reply, cut: int) -> float:
    """Return the share of the evidence sentences that stand whole in one of the first passages."""
    return coverage(question.quotes, [passage[:PASSAGE_CHARS] for passage in reply.passages[:cut]])


def within_budget(passages: Sequence[str], budget: int) -> Iterator[str]:
    """Yield passages, cut as ever, until so many characters are read; the last one is cut where the budget ends."""
    for passage in passages:
        if budget <= 0:
            return
        read = passage[: min(PASSAGE_CHARS, budget)]
        budget -= len(read)
        yield read


def _cited(question: Question, reply: Reply, sources: Collection[str]) -> Iterator[tuple[str, float]]:
    yield "citations", float(len(reply.quotes))
    if question.answerable and question.evidence:
        yield "citation_recall", coverage(question.quotes, reply.quotes)
        if reply.quotes:
            yield "citation_precision", _mean([on_evidence(quote, question) for quote in reply.quotes])
    if reply.quotes and sources:
        yield "quotes_verbatim", _mean([stands_in(quote, sources) for quote in reply.quotes])


def on_evidence(quote: str, question: Question) -> bool:
    """Tell whether a citation rests on the evidence; one without a quote never does."""
    return bool(normalise(quote)) and rests_on(quote, question.quotes)


def stands_in(quote: str, sources: Collection[str]) -> bool:
    """Tell whether a quote stands in one of the normalised texts; an empty one stands in none."""
    normalised = normalise(quote)
    return bool(normalised) and any(normalised in source for source in sources)


def _told(question: Question, reply: Reply) -> Iterator[tuple[str, float]]:
    answer = normalise(reply.text)
    yield "answer_chars", float(len(answer))
    if question.key_facts and question.answerable:
        yield "key_facts", _mean([normalise(fact) in answer for fact in question.key_facts])
    # No reply is not short: it is none.
    if question.type != _LIST_TYPE and reply.error is None:
        yield "long_answers", float(len(answer) > LONGEST_ANSWER)
        yield "over_cited", float(len(reply.quotes) > MOST_CITATIONS)


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / len(values)
