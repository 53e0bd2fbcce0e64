"""One data set through one system: asked, kept in a run folder, scored."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.collection import Dataset
from eval.datasets import DatasetError
from eval.judging.held import Holdings, HoldingsUnknown
from eval.judging.matching import normalise
from eval.judging.resolve import resolve_in
from eval.measures.estimates import estimates
from eval.measures.scoring import score_all
from eval.progress import progress
from eval.readers.written import write_dataset
from eval.replies import Reply
from eval.runs import files, provenance, trec
from eval.runs.folder import RunFolder, RunPlan
from eval.runs.questioning import ask_all
from eval.scored import Estimate, Scored
from eval.systems.asking import Asking
from eval.systems.opening import Opened

_FAULTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of a data set."""

    dataset: Dataset
    """As it was judged."""
    replies: tuple[Reply, ...]
    scored: tuple[Scored, ...]
    estimates: Mapping[str, Estimate]


def cut(dataset: Dataset, types: Sequence[str], personas: Sequence[str], limit: int | None) -> Dataset:
    """Return the first questions of the types and personas that are wanted. Raises DatasetError where none is left."""
    for name, wanted, known in (
        ("--type", types, {question.type for question in dataset.questions}),
        ("--persona", personas, {question.persona for question in dataset.questions}),
    ):
        for value in wanted:
            if value not in known:
                raise DatasetError(f"{dataset.path}: no question has {name} {value!r}; known are {_list(known)}")
    kept = [
        question
        for question in dataset.questions
        if (not types or question.type in types) and (not personas or question.persona in personas)
    ][:limit]
    if not kept:
        raise DatasetError(f"{dataset.path}: no question is left; ask for fewer conditions")
    judgments = {
        question.query_id: dataset.judgments[question.query_id]
        for question in kept
        if question.query_id in dataset.judgments
    }
    judged = {gold_id for grades in judgments.values() for gold_id in grades}
    judged |= {clause_id for question in kept for clause_id in question.clause_ids}
    gold = {gold_id: clause for gold_id, clause in dataset.gold.items() if gold_id in judged}
    return replace(dataset, questions=tuple(kept), judgments=judgments, gold=gold)


def measure(
    opened: Opened,
    dataset: Dataset,
    asking: Asking,
    folder: Path,
    *,
    workers: int,
    resume: bool,
    sources: frozenset[str],
    corpus: Mapping[str, object] | None = None,
) -> Measured:
    """Ask what has no reply yet, and score it all; the folder holds everything in the end.

    `sources` are the normalised texts that quotes are looked up in; where there is none, and the system tells what it
    holds, they are the documents that are cited. `corpus` says what is asked about, where it is known; else it is what
    the knowledge base holds. Raises DatasetError, and SystemUnreachable among them.
    """
    system = opened.system
    if corpus is None and opened.knowledge is not None and not dataset.judgments:
        corpus = provenance.home_corpus(opened.knowledge)
    plan = RunPlan(dataset, asking.as_of, asking.top_k, system.kind, system.address, system.settings(), corpus)
    with RunFolder.begin(folder, plan, resume=resume) as run:
        questions = run.open_questions()
        ask_all(system, questions, workers=workers, keep=run.keep, progress=progress(len(questions)))
        replies = run.finish()
        for warning in (*system.warnings(replies), *_odd_confidences(replies)):
            print(f"eval: warning: {warning}", file=sys.stderr)
        judged, looked_up = _looked_up(opened.holdings, dataset, replies, sources)
        scored = score_all(judged, replies, looked_up)
        measured = Measured(judged, replies, scored, estimates(scored))
        _write(folder, measured)
        return measured


def cited_texts(holdings: Holdings, replies: Sequence[Reply]) -> frozenset[str]:
    """Return the normalised texts of the documents that replies cite. Raises HoldingsUnknown.

    A document that is not held gives none: its quotes stand nowhere, and are counted so.
    """
    cited = {citation.clause_id.partition("#")[0] for reply in replies for citation in reply.cited}
    texts = set()
    for name in sorted(cited):
        document_id, _, number = name.rpartition("@")
        if document_id and number.isdigit() and (text := holdings.text(document_id, int(number))) is not None:
            texts.add(normalise(text))
    return frozenset(texts)


def folder_texts(folder: Path) -> frozenset[str]:
    """Return the normalised texts of a folder that quotes are looked up in. Raises DatasetError."""
    try:
        texts = frozenset(normalise(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt")))
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{folder}: cannot be read as UTF-8 text: {error}") from error
    if not texts:
        raise DatasetError(f"{folder}: holds no .txt file to look quotes up in; name the folder with --seeds")
    return texts


def _looked_up(
    holdings: Holdings | None, dataset: Dataset, replies: Sequence[Reply], sources: frozenset[str]
) -> tuple[Dataset, frozenset[str]]:
    """Return the data set with the clauses that its evidence is, and the texts of quotes, as far as they are known."""
    if holdings is None:
        return dataset, sources
    try:
        return _judged(holdings, dataset), sources or cited_texts(holdings, replies)
    except HoldingsUnknown as error:
        print(
            f"eval: warning: evidence is judged by its words, not by clauses: the system does not tell what it holds"
            f" ({error})",
            file=sys.stderr,
        )
        return dataset, sources


def _judged(holdings: Holdings, dataset: Dataset) -> Dataset:
    """Return the data set with the clauses that its evidence is. Raises HoldingsUnknown."""
    if all(dataset.judgments.get(question.query_id) for question in dataset.questions):
        return dataset
    resolution = resolve_in(holdings, dataset)
    for fault in resolution.faults[:_FAULTS_SHOWN]:
        print(f"eval: evidence: {fault}", file=sys.stderr)
    if more := len(resolution.faults[_FAULTS_SHOWN:]):
        print(f"eval: evidence: and {more} more; `python -m eval validate` names them", file=sys.stderr)
    return resolution.dataset


def _odd_confidences(replies: Sequence[Reply]) -> list[str]:
    odd = [reply.confidence for reply in replies if reply.confidence is not None and not 0 <= reply.confidence <= 1]
    if not odd:
        return []
    return [
        f"{len(odd)} replies say a confidence outside 0 to 1 ({odd[0]:g} among them): their order counts (aurc), but"
        " ece and the calibration say nothing"
    ]


def _write(folder: Path, measured: Measured) -> None:
    write_dataset(measured.dataset, folder / files.DATASET)
    trec.write_trec(folder, measured.dataset, measured.replies)
    files.write_figures(folder, measured.estimates, measured.scored, measured.replies)


def _list(values: set[str]) -> str:
    return ", ".join(sorted(values))
