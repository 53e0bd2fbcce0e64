"""A data set as every part of the harness sees it: questions, judged clauses, and what the clauses say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eval.datasets import Question


@dataclass(frozen=True, slots=True)
class GoldClause:
    """A clause or document that was judged, with its text, so that it is known again however a base is cut."""

    gold_id: str
    title: str
    """Title of the document it stands in; empty where that is not said."""
    label: str
    """What it is called there (`第五条`); empty for a whole document."""
    text: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """Questions with their gold: quotes and clause ids in the questions, graded clauses in the judgments.

    A retrieval set has judgments and gold, and its questions are answerable without evidence.
    """

    name: str
    path: Path
    questions: tuple[Question, ...]
    judgments: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Grade by gold id, by question id; above 0 is relevant."""
    gold: Mapping[str, GoldClause] = field(default_factory=dict)
    """The judged clauses by their ids."""
