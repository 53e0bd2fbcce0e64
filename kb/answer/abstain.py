"""When not to answer: what the question names and the evidence does not have, or too little that fits."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kb.answer.clause_asked import clause_untold
from kb.answer.following_figures import follows
from kb.answer.in_force import years_in_force
from kb.answer.matters import matter_untold
from kb.answer.other_bearers import other_bearer
from kb.answer.other_times import ONLY_AIMS, OTHER_TIME, other_times
from kb.answer.scoring.answerability import LIKELY, Judge, signs
from kb.answer.scoring.askers import group_untold
from kb.answer.scoring.attributes import asked_attributes
from kb.answer.scoring.relatedness import Coverage, bundled_boundary, relation
from kb.answer.scoring.score import Scoring
from kb.answer.scoring.texts import compared
from kb.answer.scoring.times import written_on
from kb.retrieve.naming.placed import Standing, standing_to, states_rules
from kb.retrieve.parts import split_question
from kb.text.places import Place, places_in, surely_names
from kb.types import Metadata, Version

UNRELATED = "没有找到与所问有关的条款"
"""What is missing where nothing found has to do with the question."""
# A number with a measure behind it is no year: 2000平方米.
_MEASURED = r"\s*(?:万|亿|元|家|户|个|名|项|人|平方|亩|台|分|天|吨|度|米|件|次|张|条|份)"
_YEAR = re.compile(rf"(?<![0-9.])(?:19|20)[0-9]{{2}}(?![0-9.%])(?!{_MEASURED})")
_STATED_YEAR = re.compile(r"(?<![0-9.])(?:19|20)[0-9]{2}(?![0-9.%])")
# A plan for five years speaks of each of them; an outline up to a far year does not.
_LONGEST_RANGE = 5
# What is reached or changed in a year is not stated by a rule that holds in that year.
_RESULT = re.compile(
    r"目标|达到|达成|完成|增长|增速|增幅|下降|同比|环比|产值|总量|规模|余额|实际|统计|累计|一共|总共|新增|共有|数据|实现|收入"
    r"|预算|安排了|发放了|兑现了|支出|第[一二三四]季度|上半年|下半年|年起|涨|追加|增资|降[到至低]|调(?:整|高|低|[到至成])|提高[到至了]|变"
)
_TOLD_YEARS = (re.compile(r"今年|本年"), re.compile(r"去年|上年"))
_RANGE = re.compile(r"((?:19|20)[0-9]{2})\s*年?\s*[-—–~～至到]+\s*((?:19|20)[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether there is an answer, how sure that is, and in words what is missing.

    Answerable with something missing: a part of the question is answered, another is not.
    """

    answerable: bool
    confidence: float
    missing: tuple[str, ...] = ()


def judgement_of(
    question: str,
    scoring: Scoring,
    spoken_of: Mapping[int, float],
    coverage: Coverage,
    shown: Sequence[Version],
    surroundings: Callable[[], Sequence[str]],
    judge: Judge,
    untold: Callable[[Place], str],
    day: date | None = None,
) -> Judgement:
    """Return whether the units answer a prepared question.

    `day` is the one on which it is asked. `shown` are the versions that would be quoted, `surroundings` gives the
    texts that stand in the same files: a place or year that a page names holds for its articles. `untold` says of a
    place that nothing shown is of it.
    """
    scored = scoring.units
    if not scored:
        return Judgement(False, 0.0, ("没有找到相关的条款",))
    parts = split_question(question)
    unheld = [_missing_names(part, shown, surroundings, untold) for part in parts]
    missing = tuple(dict.fromkeys(words for part in unheld for words in part))
    # A place or year that one part names and another leaves open may be meant for both.
    spreads = any(unheld) and not all(names or _names(part) for part, names in zip(parts, unheld, strict=True))
    held = [part for part, names in zip(parts, unheld, strict=True) if not names]
    asked = "；".join(held) if 0 < len(held) < len(parts) else question
    found = signs(asked, scoring, spoken_of, surroundings, day)
    likely = judge.unanswerable(found)
    confidence = judge.confidence(found)
    if all(unheld) or spreads:
        return Judgement(False, confidence / 2, missing)
    if bundled_boundary().beyond(relation(question, scoring, coverage)):
        return Judgement(False, confidence / 2, (UNRELATED,))
    if len(held) == len(parts) and follows(question, scored):
        return Judgement(True, confidence)
    untimely = other_times(asked, held, scoring, day)
    if untimely and len(untimely) == len(held):
        return Judgement(False, confidence / 2, tuple(dict.fromkeys(untimely.values())))
    missing = tuple(dict.fromkeys((*missing, *untimely.values())))
    likeliest = [one.unit for one in scored if one.score >= LIKELY]
    if clause := clause_untold(asked, likeliest):
        return Judgement(False, confidence / 2, (f"{clause}没有写明所问的内容",))
    if group := group_untold(asked, likeliest):
        return Judgement(False, confidence / 2, (f"相关的条款没有写明适用于“{group}”",))
    if matter := matter_untold(asked, scoring):
        return Judgement(False, confidence / 2, (f"相关的条款说的不是“{matter}”",))
    if of_another := other_bearer(asked, held, likeliest):
        return Judgement(False, confidence / 2, (of_another,))
    if likely >= judge.threshold:
        unstated = _unstated_parts(held, scoring, spoken_of, surroundings, judge, day)
        if len(unstated) == len(held):
            return Judgement(False, confidence, (_unstated(question, found),))
        missing = tuple(dict.fromkeys((*missing, *unstated)))
    return Judgement(True, confidence / 2 if missing else confidence, missing)


def _unstated_parts(
    parts: Sequence[str],
    scoring: Scoring,
    spoken_of: Mapping[int, float],
    surroundings: Callable[[], Sequence[str]],
    judge: Judge,
    day: date | None,
) -> list[str]:
    """Say for each part of a question that the units do not answer what they do not say."""
    seen = [(part, signs(part, scoring, spoken_of, surroundings, day)) for part in parts]
    return [_unstated(part, found) for part, found in seen if judge.unanswerable(found) >= judge.threshold]


def _unstated(question: str, found: Mapping[str, float]) -> str:
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


def _names(part: str) -> bool:
    return bool(places_in(part) or _YEAR.search(part))


def _missing_names(
    part: str,
    shown: Sequence[Version],
    surroundings: Callable[[], Sequence[str]],
    untold: Callable[[Place], str],
) -> list[str]:
    missing = _missing_places(part, shown, surroundings)
    return [*map(untold, missing), *_missing_years(part, shown, surroundings)]


def _missing_places(question: str, shown: Sequence[Version], surroundings: Callable[[], Sequence[str]]) -> list[Place]:
    places = [place for place in places_in(question) if surely_names(question, place)]
    # A rule of the province or city holds in what lies within it; what was reached there is told of each place alone.
    if not _RESULT.search(question):
        places = [place for place in places if not any(_holds_in(place, version) for version in shown)]
    if not places:
        return []
    texts = [*(text for version in shown for text in (_described(version), version.text)), *surroundings()]
    return [place for place in places if not any(place.named_in(text) for text in texts)]


def _holds_in(place: Place, version: Version) -> bool:
    return states_rules(version.metadata) and standing_to(place, version.metadata) is Standing.ABOVE


def _missing_years(question: str, shown: Sequence[Version], surroundings: Callable[[], Sequence[str]]) -> list[str]:
    asked = dict.fromkeys(_YEAR.findall(question))
    if not asked:
        return []
    held = {year for text in surroundings() for year in _STATED_YEAR.findall(compared(text))}
    for version in shown:
        held |= _years(compared(version.text) + _described(version)) | _told_years(version)
        if not _RESULT.search(question):
            held |= years_in_force(version.metadata)
    return [f"资料里没有{year}年的内容" for year in asked if year not in held]


def _years(text: str) -> set[str]:
    """Return the years that a text states, those within a range such as 2020—2022 included."""
    years = set(_STATED_YEAR.findall(text))
    for first, last in _RANGE.findall(text):
        years.update(str(year) for year in range(int(first), min(int(last), int(first) + _LONGEST_RANGE) + 1))
    return years


def _told_years(version: Version) -> set[str]:
    """Return the years that a text calls 今年 and 去年."""
    written = written_on(version)
    if written is None:
        return set()
    return {str(written.year - ago) for ago, said in enumerate(_TOLD_YEARS) if said.search(version.text)}


def _described(version: Version) -> str:
    metadata: Metadata = version.metadata
    stated = (metadata.region, metadata.published, metadata.effective_from, metadata.effective_to, *metadata.issuers)
    return " ".join((metadata.title, metadata.subtitle or "", *(one.value for one in stated if one)))
