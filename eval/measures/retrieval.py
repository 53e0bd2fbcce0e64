"""Retrieval measures, computed by ir-measures alone.

MacAvaney, Macdonald and Ounis, "Streamlining Evaluation with ir-measures" (ECIR 2022); it calls trec_eval through
pytrec_eval (Van Gysel and de Rijke, SIGIR 2018).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures import RR, Judged, Qrel, R, ScoredDoc, nDCG

from eval.collection import Dataset
from eval.judging.units import Unit, judgments_of, rolled_up
from eval.replies import Reply

_MEASURES = {str(measure): measure for measure in (R @ 1, R @ 5, R @ 10, nDCG @ 10, RR @ 10, Judged @ 10)}
RETRIEVAL_MEASURES = tuple(_MEASURES)
"""R@1, R@5, R@10, nDCG@10, RR@10, Judged@10."""


def retrieval_figures(dataset: Dataset, replies: Sequence[Reply]) -> dict[str, dict[str, float]]:
    """Return value by measure by question id; a question without a relevant judgment is absent.

    A judged question without results has 0 in every measure.
    """
    qrels: dict[str, Mapping[str, int]] = {}
    run: dict[str, Sequence[Unit]] = {}
    for question, reply in zip(dataset.questions, replies, strict=True):
        if any(grade > 0 for grade in judgments_of(question, dataset).values()):
            qrels[question.query_id] = judgments_of(question, dataset)
            run[question.query_id] = rolled_up(question, reply, dataset)
    return figures_of(qrels, run)


def figures_of(
    qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Sequence[Unit]]
) -> dict[str, dict[str, float]]:
    """Return value by measure by question id of a run; the questions are those of the judgments."""
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    judged = [Qrel(query_id, unit_id, grade) for query_id, grades in qrels.items() for unit_id, grade in grades.items()]
    scored = [
        ScoredDoc(query_id, unit.unit_id, unit.score)
        for query_id, units in run.items()
        if query_id in qrels
        for unit in units
    ]
    if judged and scored:
        for metric in ir_measures.iter_calc(list(_MEASURES.values()), judged, scored):
            found[metric.query_id][str(metric.measure)] = float(metric.value)
    # What reads results only knows nothing of a question that has none.
    nothing = dict.fromkeys(RETRIEVAL_MEASURES, 0.0)
    return {query_id: {**nothing, **found[query_id]} for query_id in qrels}
