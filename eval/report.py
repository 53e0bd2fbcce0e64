"""The figures of a run as people and programs read them."""

import dataclasses
import json
import math
from collections.abc import Sequence
from pathlib import Path

from eval.answers import AnswerRow
from eval.datasets import Question
from eval.metrics import Group, Summary
from eval.replies import Reply


def terminal_lines(figures: Summary) -> list[str]:
    """Return the figures as lines, the same words in the same order for every run so that two runs can be compared."""
    first, top, cited, facts = (
        figures.evidence_first,
        figures.evidence_top,
        figures.evidence_cited,
        figures.key_facts,
    )
    refusal = figures.refusal
    return [
        f"questions {figures.questions} http-errors {figures.errors}",
        f"evidence in top-1: {first.mean:.3f} whole {first.whole:.3f}"
        f" | in top-{figures.top_k}: {top.mean:.3f} whole {top.whole:.3f}",
        f"evidence cited: {cited.mean:.3f} whole {cited.whole:.3f}"
        f" | citations on evidence: {figures.citation_precision:.3f}"
        f" | per answer {figures.citations_per_answer:.2f}",
        f"key facts in answer: {facts.mean:.3f} all: {facts.whole:.3f}"
        f" | answer length {figures.answer_chars:.0f} (lists excepted, over 300: {figures.long_answers};"
        f" over 5 citations: {figures.over_cited_answers})",
        f"quotes verbatim in a seed: {figures.valid_quotes}/{figures.quotes}",
        f"refusal precision {refusal.precision:.3f} recall {refusal.recall:.3f} F1 {refusal.f1:.3f}"
        f" | false refusals {refusal.false_refusals}/{figures.answerable}"
        f" | answered though unanswerable {refusal.answered_unanswerable}/{figures.unanswerable}",
        f"latency ms p50 {figures.latency_p50_ms:.0f} p95 {figures.latency_p95_ms:.0f}",
        f"persona {_groups(figures.by_persona)}",
        f"type {_groups(figures.by_type)}",
    ]


def as_json(figures: object) -> str:
    """Return a dataclass of figures as JSON; a figure that could not be measured is null."""
    if not dataclasses.is_dataclass(figures) or isinstance(figures, type):
        raise TypeError(f"figures must be a dataclass instance, got {figures!r}")
    return json.dumps(_finite(dataclasses.asdict(figures)), ensure_ascii=False, indent=2, allow_nan=False)


def write_dump(path: Path, questions: Sequence[Question], replies: Sequence[Reply], rows: Sequence[AnswerRow]) -> None:
    """Write one JSON line a question: its figures, the reference, and what was replied."""
    with path.open("w", encoding="utf-8") as file:
        for question, reply, row in zip(questions, replies, rows, strict=True):
            record = {
                **dataclasses.asdict(row),
                "question": question.text,
                "reference": question.reference,
                "status": reply.status,
                "confidence": reply.confidence,
                "answer": reply.text,
                "quotes": reply.quotes,
                "passages": reply.passages,
                "error": reply.error,
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _groups(groups: dict[str, Group]) -> dict[str, str]:
    return {
        name: f"ev5 {group.evidence_top:.2f} facts {group.key_facts:.2f} n{group.questions}"
        for name, group in groups.items()
    }


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
