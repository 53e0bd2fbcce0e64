"""Whether the units found can hold what a question asks for: what speaks for and against it, in figures, and a judge.

The judge is a logistic regression whose weights are learned from questions of which somebody said whether the documents
answer them (eval/training/answerability.py); many of those ask for something that a document of the same topic does
not state.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from kb.answer.scoring.asked_places import places_asked
from kb.answer.scoring.asked_times import AskedTimes
from kb.answer.scoring.attributes import asked_attributes, askers_named, qualities_named
from kb.answer.scoring.measures import asks_for_measure, has_measure
from kb.answer.scoring.objects import is_of, objects_named, said_of
from kb.answer.scoring.score import Scoring
from kb.answer.scoring.texts import folded, folded_below, folded_document
from kb.answer.scoring.told_of import is_told_of
from kb.retrieve.linear import likelihood, read_linear
from kb.text.placed_titles import placed_title
from kb.text.places import Place

_WEIGHTS = Path(__file__).parents[1] / "data" / "answerability_weights.json"
# Units this likely beside the best one may be meant by an answer; of the less likely some few may still be.
LIKELY, _POSSIBLE = 0.3, 0.02
_PERIOD_LIKELY = 0.05
_BEHIND = 3
_NO_PERIOD = {"period_asked": 0.0, "period_contradicted": 0.0, "period_not_named": 0.0}

_HOW_MUCH = re.compile(r"多少|几|how (?:much|many)")
_HOW_LONG = re.compile(r"多久|多长|how long")
_WHEN = re.compile(r"什么时候|哪天|何时|几号|哪年|when")
_WHO = re.compile(r"谁|哪个部门|哪家|who")
_WHETHER = re.compile(r"[吗么]|能不能|可不可以|是不是|行不行|没有$|不$|不[?？]")
_RESULT = re.compile(r"实际|完成了|到底|累计|已经|一共|惠及|发放了|落地了|拿到了|目前|现在有|截至|至今|做到了|实现")
_AIM = re.compile(r"力争|目标|计划|拟|预计|将|争取|要达到|达到.{0,12}以上|突破")
_ASKS_FOR_AIM = re.compile(
    r"目标|力争|计划|任务|预计|打算|争取|要求?(?:达到|做到|建成|完成|惠及|突破|投放|覆盖|压降|降到)|(?:定|提)[了的出]"
)
_CAME_OF_IT = re.compile(r"实际|最终|完成了|是否完成|有没有完成|达标|已经?(?!定|经?明确)|做到了|落地了")
_DONE = re.compile(r"已|累计发放|实现了|同比|完成|截至|达到了|共发放")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a prepared question asks for, as far as its wording shows."""

    text: str
    figure: bool
    places: tuple[Place, ...]

    @classmethod
    def of(cls, question: str) -> "Asked":
        """Read a prepared question."""
        figure = bool(_HOW_MUCH.search(question) or _HOW_LONG.search(question))
        return cls(question, figure, places_asked(question))


def signs(
    question: str,
    scoring: Scoring,
    spoken_of: Mapping[int, float],
    surroundings: Callable[[], Sequence[str]],
    day: date | None = None,
) -> dict[str, float]:
    """Return what speaks for and against an answer to a prepared question; `scoring` holds at least one unit.

    `day` is the one on which it is asked; `surroundings` gives the texts that stand in the same file as the best one:
    a place that a page names holds for its articles.
    """
    asked = Asked.of(question)
    texts = [folded_below(one.unit.context, one.unit.text) for one in scoring.units]
    likely = [place for place, one in enumerate(scoring.units) if one.score >= LIKELY]
    return {
        **_closeness(scoring),
        **_attribute_signs(asked, scoring, texts, likely),
        **_period_signs(AskedTimes.of(question, day), scoring),
        **_aim_signs(asked, texts, likely),
        **_place_signs(asked, scoring, spoken_of, surroundings),
        "asker_not_in_document": _asker_not_named(asked, scoring, texts, likely),
        "asks_how_much": float(_HOW_MUCH.search(question) is not None),
        "asks_when": float(_WHEN.search(question) is not None),
        "asks_who": float(_WHO.search(question) is not None),
        "asks_whether": float(_WHETHER.search(question) is not None),
        "figure_without_sign": float(asked.figure and scoring.feature("sign", 0) == 0),
    }


@dataclass(frozen=True, slots=True)
class Judge:
    """Two weighings of the signs: how likely the documents do not say, and how likely an answer given is right."""

    unstated: Mapping[str, float]
    right: Mapping[str, float]
    threshold: float
    """From this likelihood on a question counts as unanswerable."""

    def unanswerable(self, found: Mapping[str, float]) -> float:
        """Return how likely it is that the documents do not say, in [0, 1]."""
        return likelihood(self.unstated, found)

    def confidence(self, found: Mapping[str, float]) -> float:
        """Return how likely a citation of an answer that is given rests on what answers the question, in [0, 1]."""
        return likelihood(self.right, found)


@lru_cache(maxsize=1)
def bundled_judge() -> Judge:
    """Return the judge that ships with the project. Raises ValueError where its file holds no weights."""
    unstated = dict(read_linear(_WEIGHTS, "unstated").weights)
    return Judge(threshold=unstated.pop("threshold"), unstated=unstated, right=read_linear(_WEIGHTS, "right").weights)


def _closeness(scoring: Scoring) -> dict[str, float]:
    names = ("words_around", "words_title", "meaning_full", "match_full", "match_rest", "sign_missing")
    behind = scoring.units[min(_BEHIND, len(scoring.units) - 1)].score
    return {
        **{f"best_{name}": scoring.feature(name, 0) for name in names},
        "lead": min(-math.log(max(behind, 1e-9)), 10.0),
    }


def _attribute_signs(asked: Asked, scoring: Scoring, texts: Sequence[str], likely: Sequence[int]) -> dict[str, float]:
    """Return how much of what is asked for the best, the likely and the possible units state, and its document."""
    attributes = asked_attributes(asked.text)
    best = scoring.units[0].unit.version_row
    possible = [place for place, one in enumerate(scoring.units) if one.score > _POSSIBLE]
    beside = [place for place, one in enumerate(scoring.units) if one.unit.version_row == best]
    measured = asks_for_measure(asked.text)
    objects = objects_named(asked.text, [one.unit for one in scoring.units]) if attributes else ()
    # What holds for another product says nothing of the one asked about.
    of_object = cache(lambda place: not objects or is_of(objects, scoring.units[place].unit))
    said = cache(lambda place: said_of(objects, scoring.units[place].unit, texts[place]))

    # The same units are among the best, the likely and the possible.
    stated = cache(lambda which, place: of_object(place) and attributes[which].stated_in(said(place)))

    def missing(places: Sequence[int]) -> float:
        if not attributes:
            return 0.0
        unstated = [not any(stated(which, place) for place in places) for which in range(len(attributes))]
        return float(np.mean(unstated))

    return {
        "attribute_asked": float(bool(attributes)),
        "attribute_not_in_best": missing([0]),
        "attribute_not_in_likely": missing(likely),
        "attribute_not_in_possible": missing(possible),
        "attribute_not_in_document": missing(beside),
        "measure_not_in_best": float(measured and not has_measure(asked.text, texts[0])),
        "measure_not_in_likely": float(measured and not any(has_measure(asked.text, texts[place]) for place in likely)),
    }


def _period_signs(times: AskedTimes, scoring: Scoring) -> dict[str, float]:
    """Return whether a time is asked about that the likely units contradict, or that no unit names."""
    if not times.any:
        return dict(_NO_PERIOD)
    near = [one for one in scoring.units if one.score >= _PERIOD_LIKELY]
    contradicted = all(times.contradicted_by(one.unit) for one in near if one.score >= LIKELY)
    if not times.explicit and not contradicted:
        # 今年, 6月末 say no more than the report does that is asked about.
        return dict(_NO_PERIOD)
    return {
        "period_asked": 1.0,
        "period_contradicted": float(contradicted),
        "period_not_named": float(not any(times.named_by(one.unit) for one in near)),
    }


def asks_for_aim(question: str) -> bool:
    """Tell whether what is aimed at is asked for, and not what came of it."""
    return _ASKS_FOR_AIM.search(question) is not None and not _CAME_OF_IT.search(question)


def _aim_signs(asked: Asked, texts: Sequence[str], likely: Sequence[int]) -> dict[str, float]:
    """Return whether what was achieved is asked for where the units say what is aimed at."""

    def aims(place: int) -> bool:
        return _AIM.search(texts[place]) is not None and not _DONE.search(texts[place])

    result = _RESULT.search(asked.text) is not None and not asks_for_aim(asked.text)
    return {
        "best_is_an_aim": float(result and aims(0)),
        "likely_are_aims": float(result and all(aims(place) for place in likely)),
    }


def _asker_not_named(asked: Asked, scoring: Scoring, texts: Sequence[str], likely: Sequence[int]) -> float:
    """Return whether a group or quality is asked for that no likely unit names, nor the best one's document."""
    best = scoring.units[0].unit.hit.version
    named = (*askers_named(asked.text), *qualities_named(asked.text))
    unnamed = [one for one in named if not any(one.named_in(texts[place]) for place in likely)]
    if not unnamed:
        return 0.0
    document = (folded(best.metadata.title), folded_document(best.text))
    return float(not all(any(map(one.named_in, document)) for one in unnamed))


def _place_signs(
    asked: Asked, scoring: Scoring, spoken_of: Mapping[int, float], surroundings: Callable[[], Sequence[str]]
) -> dict[str, float]:
    """Return whether a place is named that neither the best unit with its headings and title names, nor its file.

    What is told of all of a place need not name it again.
    """
    best = scoring.units[0].unit
    seen = f"{best.text}\n{best.context}\n{placed_title(best.hit.version.metadata)}"
    version = best.hit.version
    missing = [place for place in asked.places if not (place.named_in(seen) or is_told_of(place, version))]
    spoken = not missing or bool(spoken_of.get(best.version_row))
    texts = () if spoken else (version.text, *surroundings())
    return {
        "place_not_in_best": float(bool(missing)),
        "place_not_in_document": float(not all(spoken or any(map(place.named_in, texts)) for place in missing)),
    }
