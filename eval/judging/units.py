"""The units that a reply's passages are judged by: clauses, each once, before any cut at k."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from eval.collection import Dataset, GoldClause
from eval.datasets import Question
from eval.judging.matching import normalise, sentences
from eval.replies import RepliedPassage, Reply
from kb.clauses.address import Step, parse_address
from kb.errors import ClauseReferenceError

PASSAGE_CHARS = 500
"""What is read of a passage: a system that returns longer ones gains nothing by it."""

_CLAUSE_ID = re.compile(r"(?P<version>[^#]+@\d+)#(?P<address>.+)")
# A passage holds a gold clause that holds at least this share of its sentences.
_ENOUGH = 3
# A shorter passage (a heading, a bare label) lies within almost any text.
_SHORTEST_PASSAGE = 5


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit that was returned, at its best rank."""

    unit_id: str
    rank: int
    """Among the units, from 1."""
    score: float
    """What run files hold, 1/rank: every tool then orders the units as they were returned."""
    grade: int
    """Its judgment; 0 also where there is none."""


@dataclass(frozen=True, slots=True)
class Gold:
    """One unit that was judged for a question, and how relevant it is."""

    clause: GoldClause
    grade: int


def golds_of(question: Question, dataset: Dataset) -> tuple[Gold, ...]:
    """Return the judged units of a question, the most relevant first; none where nothing is judged.

    These are its judgments; else its clause ids; else its evidence quotes, called quote:1, quote:2 … A clause that is
    named in words only is no unit before eval.judging.resolve has looked it up.
    """
    named_ids = (name for name in question.clause_ids if name in dataset.gold or _CLAUSE_ID.fullmatch(name))
    grades = dataset.judgments.get(question.query_id) or dict.fromkeys(named_ids, 1)
    if grades:
        named = (
            (dataset.gold.get(gold_id) or GoldClause(gold_id, "", "", ""), grade) for gold_id, grade in grades.items()
        )
        return tuple(sorted((Gold(clause, grade) for clause, grade in named), key=lambda gold: -gold.grade))
    quotes = enumerate(dict.fromkeys(question.quotes), start=1)
    return tuple(Gold(GoldClause(f"quote:{number}", "", "", quote), 1) for number, quote in quotes)


def judgments_of(question: Question, dataset: Dataset) -> Mapping[str, int]:
    """Return the grades of a question's judged units by their ids: its lines of a qrels file."""
    return {gold.clause.gold_id: gold.grade for gold in golds_of(question, dataset)}


def rolled_up(question: Question, reply: Reply, dataset: Dataset) -> tuple[Unit, ...]:
    """Return the units of a reply's passages in order, each once.

    A passage is every judged unit that it stands for (see `stands_for`); else its clause, else itself.
    """
    golds = golds_of(question, dataset)
    grades: dict[str, int] = {}
    for passage in reply.found:
        for unit_id, grade in _units(passage, golds):
            grades.setdefault(unit_id, grade)
    return tuple(Unit(unit_id, rank, 1 / rank, grade) for rank, (unit_id, grade) in enumerate(grades.items(), start=1))


def _units(passage: RepliedPassage, golds: tuple[Gold, ...]) -> Iterator[tuple[str, int]]:
    held = [(gold.clause.gold_id, gold.grade) for gold in golds if stands_for(passage, gold.clause)]
    yield from held or [(_own_id(passage), 0)]


def _own_id(passage: RepliedPassage) -> str:
    digest = hashlib.sha256(normalise(passage.text).encode()).hexdigest()[:16]
    return passage.clause_id or passage.passage_id or f"text:{digest}"


def stands_for(passage: RepliedPassage, gold: GoldClause) -> bool:
    """Tell whether a passage counts as a judged clause.

    It does by its id where its clause is the judged one or lies within it; where it holds it, a sentence of the judged
    clause must stand in the passage too, if its text is known. It does by its text (first 500 characters, as texts are
    compared) where it holds at least a third of the clause's sentences or lies within the clause, whichever document
    either is of.
    """
    passage_clause, gold_clause = _path(passage.clause_id), _path(gold.gold_id)
    same = bool(passage.clause_id) and passage.clause_id == gold.gold_id
    if same or (passage_clause and gold_clause and _begins_with(passage_clause, gold_clause)):
        return True
    text = normalise(passage.text[:PASSAGE_CHARS])
    wanted, whole = _compared(gold.text)
    held = sum(sentence in text for sentence in wanted)
    if passage_clause and gold_clause and _begins_with(gold_clause, passage_clause) and (held or not wanted):
        return True
    return bool(wanted) and (held * _ENOUGH >= len(wanted) or (len(text) >= _SHORTEST_PASSAGE and text in whole))


@lru_cache(maxsize=1 << 14)
def _compared(text: str) -> tuple[tuple[str, ...], str]:
    whole = normalise(text)
    return (sentences(text), whole) if whole else ((), "")


@dataclass(frozen=True, slots=True)
class _Path:
    """Where a clause stands: its version and the steps of its address."""

    version: str
    steps: tuple[Step, ...]


@lru_cache(maxsize=1 << 16)
def _path(clause_id: str) -> _Path | None:
    match = _CLAUSE_ID.fullmatch(clause_id)
    if match is None:
        return None
    try:
        return _Path(match["version"], parse_address(match["address"]).steps)
    except ClauseReferenceError:
        return None


def _begins_with(inner: _Path, outer: _Path) -> bool:
    return inner.version == outer.version and inner.steps[: len(outer.steps)] == outer.steps
