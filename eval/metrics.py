"""Figures of a whole run from the rows of its questions: every question first, the mean second."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from eval.answers import AnswerRow

# A share that sums up from fractions counts as whole from here.
_WHOLE = 0.999
# What an answer may have at most unless a list was asked for.
_LONGEST_ANSWER = 300
_MOST_CITATIONS = 5
_LIST_TYPE = "list"


@dataclass(frozen=True, slots=True)
class Share:
    """The mean of a share over questions, and how many of the questions have all of it."""

    mean: float
    whole: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """Abstaining judged as a classification: the unanswerable questions are the positives."""

    precision: float
    recall: float
    f1: float
    false_refusals: int
    answered_unanswerable: int


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of the answerable questions of one persona or type."""

    evidence_top: float
    key_facts: float
    questions: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a run."""

    questions: int
    answerable: int
    unanswerable: int
    errors: int
    top_k: int
    evidence_first: Share
    evidence_top: Share
    evidence_cited: Share
    citation_precision: float
    citations_per_answer: float
    key_facts: Share
    answer_chars: float
    long_answers: int
    over_cited_answers: int
    valid_quotes: int
    quotes: int
    refusal: Refusal
    latency_p50_ms: float
    latency_p95_ms: float
    by_persona: dict[str, Group]
    by_type: dict[str, Group]


def mean(values: Iterable[float | None]) -> float:
    """Return the mean of the values that there are; NaN where there is none."""
    present = [value for value in values if value is not None]
    return fmean(present) if present else math.nan


def share(values: Iterable[float | None]) -> Share:
    """Return the mean of the shares, and the share of them that are whole."""
    present = [value for value in values if value is not None]
    return Share(mean(present), mean(float(value >= _WHOLE) for value in present))


def percentile(values: Iterable[float], fraction: float) -> float:
    """Return the value below which the fraction of the values lies (nearest rank); NaN without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(fraction * len(ordered)))] if ordered else math.nan


def refusal(rows: Sequence[AnswerRow]) -> Refusal:
    """Return how well abstaining and being unanswerable agree; a ratio over nothing is 0."""
    right = sum(row.abstained and not row.answerable for row in rows)
    false = sum(row.abstained and row.answerable for row in rows)
    unanswerable = sum(not row.answerable for row in rows)
    precision = right / max(right + false, 1)
    recall = right / max(unanswerable, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return Refusal(precision, recall, f1, false_refusals=false, answered_unanswerable=unanswerable - right)


def summarise(rows: Sequence[AnswerRow], top_k: int) -> Summary:
    """Return the figures of a run."""
    answerable = [row for row in rows if row.answerable]
    short = [row for row in rows if row.type != _LIST_TYPE]
    return Summary(
        questions=len(rows),
        answerable=len(answerable),
        unanswerable=len(rows) - len(answerable),
        errors=sum(row.failed for row in rows),
        top_k=top_k,
        evidence_first=share(row.evidence_first for row in answerable),
        evidence_top=share(row.evidence_top for row in answerable),
        evidence_cited=share(row.evidence_cited for row in answerable),
        citation_precision=mean(row.citation_precision for row in answerable),
        citations_per_answer=mean(row.citations for row in answerable),
        key_facts=share(row.key_facts for row in answerable),
        answer_chars=mean(row.answer_chars for row in answerable),
        long_answers=sum(row.answer_chars > _LONGEST_ANSWER for row in short),
        over_cited_answers=sum(row.citations > _MOST_CITATIONS for row in short),
        valid_quotes=sum(sum(row.valid_quotes) for row in rows),
        quotes=sum(len(row.valid_quotes) for row in rows),
        refusal=refusal(rows),
        latency_p50_ms=percentile((row.milliseconds for row in rows), 0.5),
        latency_p95_ms=percentile((row.milliseconds for row in rows), 0.95),
        by_persona=_grouped(answerable, lambda row: row.persona),
        by_type=_grouped(answerable, lambda row: row.type),
    )


def _grouped(rows: Iterable[AnswerRow], key: Callable[[AnswerRow], str]) -> dict[str, Group]:
    groups: defaultdict[str, list[AnswerRow]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return {
        name: Group(
            evidence_top=mean(row.evidence_top for row in members),
            key_facts=mean(row.key_facts for row in members),
            questions=len(members),
        )
        for name, members in sorted(groups.items())
    }
