"""When not to answer: what the question names and the evidence does not have, or too little that fits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.answer.judging.clause_asked import clause_untold
from kb.answer.judging.following_figures import follows
from kb.answer.judging.matters import matter_untold
from kb.answer.judging.names_untold import names_any, names_untold
from kb.answer.judging.other_bearers import other_bearer
from kb.answer.judging.other_times import ONLY_AIMS, OTHER_TIME, other_times
from kb.answer.scoring.answerability import LIKELY, Judge, signs
from kb.answer.scoring.askers import group_untold
from kb.answer.scoring.attributes import asked_attributes
from kb.answer.scoring.relatedness import Coverage, bundled_boundary, relation
from kb.answer.scoring.score import Scoring
from kb.retrieve.parts import split_question
from kb.text.places import Place
from kb.types import Version

UNRELATED = "没有找到与所问有关的条款"
"""What is missing where nothing found has to do with the question."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether there is an answer, how sure that is, and in words what is missing.

    Answerable with something missing: a part of the question is answered, another is not.
    """

    answerable: bool
    confidence: float
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a question, as far as it is judged."""

    scoring: Scoring
    spoken_of: Mapping[int, float]
    coverage: Coverage
    shown: Sequence[Version]
    """The versions that would be quoted."""
    surroundings: Callable[[], Sequence[str]]
    """Gives the texts that stand in the same files: a place or year that a page names holds for its articles."""
    untold: Callable[[Place], str]
    """Says of a place that nothing shown is of it."""
    day: date | None = None
    """The day on which is asked."""

    def signs_of(self, question: str) -> dict[str, float]:
        """Return what speaks for and against an answer to a prepared question."""
        return signs(question, self.scoring, self.spoken_of, self.surroundings, self.day)


def judgement_of(question: str, evidence: Evidence, judge: Judge) -> Judgement:
    """Return whether what was found answers a prepared question."""
    scored = evidence.scoring.units
    if not scored:
        return Judgement(False, 0.0, ("没有找到相关的条款",))
    parts = split_question(question)
    unheld = [names_untold(part, evidence.shown, evidence.surroundings, evidence.untold) for part in parts]
    missing = tuple(dict.fromkeys(words for part in unheld for words in part))
    # A place or year that one part names and another leaves open may be meant for both.
    spreads = any(unheld) and not all(names or names_any(part) for part, names in zip(parts, unheld, strict=True))
    held = [part for part, names in zip(parts, unheld, strict=True) if not names]
    asked = "；".join(held) if 0 < len(held) < len(parts) else question
    found = evidence.signs_of(asked)
    confidence = judge.confidence(found)
    refused = Judgement(False, confidence / 2)
    if all(unheld) or spreads:
        return replace(refused, missing=missing)
    if bundled_boundary().beyond(relation(question, evidence.scoring, evidence.coverage)):
        return replace(refused, missing=(UNRELATED,))
    if len(held) == len(parts) and follows(question, scored):
        return Judgement(True, confidence)
    untimely = other_times(asked, held, evidence.scoring, evidence.day)
    if untimely and len(untimely) == len(held):
        return replace(refused, missing=tuple(dict.fromkeys(untimely.values())))
    if other := _of_another(asked, held, evidence.scoring):
        return replace(refused, missing=(other,))
    unstated = _unstated(held, evidence, judge) if judge.unanswerable(found) >= judge.threshold else []
    if len(unstated) == len(held):
        return Judgement(False, confidence, (_unstated_of(question, found),))
    missing = tuple(dict.fromkeys((*missing, *untimely.values(), *unstated)))
    return Judgement(True, confidence / 2 if missing else confidence, missing)


def _of_another(asked: str, parts: Sequence[str], scoring: Scoring) -> str | None:
    """Say of what else than what is asked the likely units speak: of other clauses, groups, matters or bearers."""
    likely = [one.unit for one in scoring.units if one.score >= LIKELY]
    if clause := clause_untold(asked, likely):
        return f"{clause}没有写明所问的内容"
    if group := group_untold(asked, likely):
        return f"相关的条款没有写明适用于“{group}”"
    if matter := matter_untold(asked, scoring):
        return f"相关的条款说的不是“{matter}”"
    return other_bearer(asked, parts, likely)


def _unstated(parts: Sequence[str], evidence: Evidence, judge: Judge) -> list[str]:
    """Say for each part of a question that the units do not answer what they do not say."""
    seen = [(part, evidence.signs_of(part)) for part in parts]
    return [_unstated_of(part, found) for part, found in seen if judge.unanswerable(found) >= judge.threshold]


def _unstated_of(question: str, found: Mapping[str, float]) -> str:
    """Say what the clauses nearest to a question do not say."""
    if found["measure_not_in_likely"]:
        return "找到的条款里没有所问的数目"
    if found["attribute_not_in_likely"]:
        return f"相关的条款没有写明{'、'.join(one.said for one in asked_attributes(question))}"
    if found["period_not_named"]:
        return OTHER_TIME
    if found["best_is_an_aim"]:
        return ONLY_AIMS
    return "有相关的条款，但没有直接回答所问的内容"
