"""The figures of every question of a run."""

from collections.abc import Collection, Mapping, Sequence

from eval.collection import Dataset
from eval.datasets import Question
from eval.measures.abstention import abstention_figures
from eval.measures.evidence import evidence_figures
from eval.measures.faithfulness import figure_faithfulness
from eval.measures.retrieval import retrieval_figures
from eval.replies import Reply
from eval.scored import DOUBTFUL_GOLD, Scored


def score_all(dataset: Dataset, replies: Sequence[Reply], sources: Collection[str]) -> tuple[Scored, ...]:
    """Return the figures of each question's reply, in the order of the questions.

    `sources` are the normalised texts that quotes are looked up in; without any, quotes are not judged. Raises
    ValueError where there are not as many replies as questions.
    """
    found = retrieval_figures(dataset, replies)
    doubted = any(question.doubt for question in dataset.questions)
    return tuple(
        _scored(question, reply, sources, found.get(question.query_id, {}), doubted=doubted)
        for question, reply in zip(dataset.questions, replies, strict=True)
    )


def _scored(
    question: Question, reply: Reply, sources: Collection[str], retrieval: Mapping[str, float], *, doubted: bool
) -> Scored:
    faithful = figure_faithfulness(question, reply)
    return Scored(
        query_id=question.query_id,
        question=question.text,
        persona=question.persona,
        type=question.type,
        answerable=question.answerable,
        abstained=reply.abstained,
        failed=reply.error is not None,
        confidence=reply.confidence,
        milliseconds=reply.seconds * 1000,
        figures={
            **retrieval,
            **evidence_figures(question, reply, sources),
            **({} if faithful is None else {"figure_faithfulness": faithful}),
            **abstention_figures(question, reply),
            **({DOUBTFUL_GOLD: float(bool(question.doubt))} if doubted else {}),
            "errors": float(reply.error is not None),
        },
    )
