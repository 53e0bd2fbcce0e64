"""Whose rules answer a question that names places: those of the very place before those of any other."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from kb.answer.judging.judgement import Judgement
from kb.answer.places.landmarks import asked_among, without_landmarks
from kb.answer.places.peers import whose_rules
from kb.answer.scoring.features import Rarity
from kb.answer.scoring.score import ScoredUnit, Scoring
from kb.answer.scoring.units import Unit
from kb.retrieve.naming.placed import (
    Shape,
    Standing,
    is_on_one_thing,
    shapes_said,
    share_called,
    standing_to,
    states_rules,
)
from kb.retrieve.parts import split_question, words_asked_about
from kb.retrieve.view import View
from kb.retrieve.weights import WordWeights
from kb.text.placed_titles import placed_title
from kb.text.places import Place, codes_stem, places_in
from kb.text.tokens import bigrams
from kb.types import Citation, Version

Rescore = Callable[[str, Sequence[Unit]], Scoring]
"""Scores units for other words than the question's own."""

# A document of the place is on the topic where its passages have nearly as much of what is asked about as the best of
# another place.
_NEARLY_AS_MUCH = 0.7
# Beside the best sentence, which has 1.
_LIKELY = 0.3
_OF_IT = frozenset({Standing.OWN, Standing.WITHIN})
# A document is called so where the question says nearly all of its title, and not where it says less than half.
_CALLED, _CALLED_OTHERWISE = 0.8, 0.5
_KINDS = "(?:自治县|自治州|新区|[省市县区州旗镇])?"
_JOINED = "[和与跟及同、,，]"
# Something is set beside what the place has: each side is answered for itself.
_BESIDE = re.compile(r"对比|比较|相比|各是|各有|各自|各为|分别|相差|差多少|哪[个边家]|还是")
_SIDES = re.compile(r"[，,、；;：:]\s*(?:与|和|跟|同)?|(?<=[限度率额例期准款贴助励息])(?:与|和|跟|同)")
_LEAST_OF_SIDE = 4
# So many words of which the place's documents have none tell that they are not on the topic.
_LEAST_TOLD = 3
# What only compares is asked of no place by itself.
_COMPARES = re.compile(
    r"^\s*(?:请?(?:帮我|帮忙)?(?:比较|对比)(?:一?下)?|比一?比)[：:，,]?|[，,、]?(?:哪一?[个边家里地]|谁)(?:地方|方)?[^，,。；;？?]{0,2}"
    r"[高低多少长短大小][些一]?点?(?=[，,。；;？?]|$)|哪一?[个边家里地](?:地方|方)?的?"
)
# What is told of all places together or of none.
_NEEDS_ALL = re.compile(
    r"相差|差多少|差几|(?:谁|哪一?[个边家里地](?:地方|方)?)[^，,。；;？?]{0,12}?更?[高低多少长短大小优好快慢严宽]|相?比[^，,。？?]{0,4}(?:谁|哪)"
)
_BETTER = re.compile(r"(?<!最)[高低多长短大]些?(?=[？?。]?$)")


@dataclass(frozen=True, slots=True)
class OfPlace:
    """One place that a question names, or one side of a comparison, with what is asked of it."""

    question: str
    scoring: Scoring | None
    """Its own units; None where nothing that is held is of it and on the topic."""
    missing: str = ""
    """What to say where there are none."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The scoring of a question in which the units of the places that it names go first."""

    scoring: Scoring
    sides: tuple[OfPlace, ...] = ()
    """What is judged each for itself; empty where the question is judged as a whole."""

    @property
    def are_several(self) -> bool:
        """Tell whether more than one place or side is answered."""
        return sum(one.scoring is not None for one in self.sides) > 1

    def judged(self, judge: Callable[[str, Scoring], Judgement], whole: Callable[[], Judgement]) -> Judgement:
        """Return the judgement of the whole question, or of its sides: answerable where one of them is."""
        if not self.sides:
            return whole()
        found = [
            judge(one.question, one.scoring) if one.scoring else Judgement(False, 0.0, (one.missing,))
            for one in self.sides
        ]
        held = [one for one in found if one.answerable]
        confidence = sum(one.confidence for one in held) / len(found)
        missing = tuple(dict.fromkeys(words for one in found for words in one.missing))
        return Judgement(bool(held), confidence, missing)


def of_places(question: str, scoring: Scoring, rescore: Rescore, view: View, rarity: Rarity) -> Placed:
    """Return the scoring of a prepared question with the units of other places than it names left out.

    Where nothing of a place is on the topic, nothing is left out and that is said: no other place's rule answers.
    """
    places = asked_places(question, view)
    if not places or not scoring.units:
        return Placed(scoring)
    standings = {place: _standings(place, scoring.units) for place in places}
    topic = _Topic.of(question, places, scoring.units, rarity)
    likely = {one.unit.version_row for one in scoring.units if one.score >= _LIKELY}
    rows = {place: _answering(found, topic, likely, is_written(place, view)) for place, found in standings.items()}
    if len(places) == 1:
        return _of_one(question, places[0], rows[places[0]], standings[places[0]], scoring, rescore, view)
    sides = []
    if _NEEDS_ALL.search(question) and (unheld := [place for place in places if not rows[place]]):
        # Which is more cannot be told of one alone.
        return Placed(scoring, tuple(OfPlace(question, None, untold(place, view)) for place in unheld))
    for place in places:
        asked = _asked_of(place, places, question)
        own = [one.unit for one in scoring.units if one.unit.version_row in rows[place]]
        sides.append(OfPlace(asked, rescore(asked, own) if own else None, untold(place, view)))
    if not any(one.scoring for one in sides):
        return Placed(scoring, tuple(sides))
    return Placed(_together(scoring, [one.scoring for one in sides if one.scoring]), tuple(sides))


def asked_places(question: str, view: View) -> tuple[Place, ...]:
    """Return the places that a prepared question names; one that nothing knows only where no passage has its name."""
    question = without_landmarks(question)
    shapes = shapes_said(question)
    named = [one for one in view.catalog.places.named_in(question) if not _is_cut(one, shapes, question)]
    unknown = [
        Place(one.name, ())
        for one in shapes
        if not any(one.name in other.name or other.name in one.name for other in (*named, *places_in(question)))
        and not any(one.around and one.around in other.name for other in named)
        and not is_written(Place(one.name, ()), view)
        and not view.catalog.places.sounds_like_one(one.name)
    ]
    found = [place for place in (*named, *unknown) if not any(_is_around(place, one) for one in named)]
    return asked_among(question, found)


def _is_cut(place: Place, shapes: Sequence[Shape], question: str) -> bool:
    """Tell whether a name is only the end of a longer one that stands behind its city: 某市甲乙县, not 乙县."""
    longer = [f"{one.name}{one.kind}" for one in shapes if one.around]
    return any(
        name.endswith(place.name) and name != place.name and question.count(place.name) == question.count(name)
        for name in longer
    )


def _is_around(place: Place, other: Place) -> bool:
    """Tell whether a place is named only to say where another one lies: 甲市乙区."""
    stems = tuple(codes_stem(code) for code in place.codes)
    return bool(stems) and all(code.startswith(stems) and code not in place.codes for code in other.codes or ("",))


def is_written(place: Place, view: View) -> bool:
    """Tell whether the name of a place may stand in a text or title that is held."""
    count, titled = view.snapshot.frequency, view.snapshot.title_frequency
    return all(count(token) or titled(token) for token in bigrams(place.name))


def untold(place: Place, view: View) -> str:
    """Say that nothing of a place answers: that it is not spoken of at all only where that is sure."""
    if is_written(place, view):
        return f"没有找到“{place.name}”这方面适用的内容"
    return f"资料里没有关于“{place.name}”的内容"


def from_around(question: str, citations: Sequence[Citation], view: View) -> tuple[str, ...]:
    """Return what to tell where a place is asked about and the rules quoted are of one around it, or within it."""
    places = asked_places(question, view)
    versions = list({one.version.key: one.version for one in citations}.values())
    if len(places) != 1 or not versions or not all(states_rules(one.metadata) for one in versions):
        return ()
    place = places[0]
    found = {standing_to(place, one.metadata) for one in versions}
    whose = "、".join(dict.fromkeys(filter(None, map(whose_rules, versions))))
    if not whose or found not in ({Standing.ABOVE}, {Standing.WITHIN}):
        return ()
    return (f"以上是{whose}的规定，不是“{place.name}”自己的规定",)


def _of_one(
    question: str,
    place: Place,
    rows: frozenset[int],
    standings: Mapping[int, Standing],
    scoring: Scoring,
    rescore: Rescore,
    view: View,
) -> Placed:
    """Return the scoring for the one place that a question names."""
    own = [one.unit for one in scoring.units if standings[one.unit.version_row] in _OF_IT]
    if own and _BESIDE.search(question) and (sides := _sides(question, place)):
        side, rest = sides
        others = [one.unit for one in scoring.units if standings[one.unit.version_row] not in _OF_IT]
        if others:
            both = (OfPlace(side, rescore(side, own)), OfPlace(rest, rescore(rest, others)))
            return Placed(_together(scoring, [one.scoring for one in both if one.scoring]), both)
    if not rows:
        if place.name not in split_question(question)[0]:
            # What is asked before the place is named may be asked of any.
            return Placed(scoring)
        return Placed(scoring, (OfPlace(question, None, untold(place, view)),))
    return Placed(_kept(scoring, rows - _on_other_things(question, rows, standings, scoring.units)))


def _on_other_things(
    question: str, rows: frozenset[int], standings: Mapping[int, Standing], scored: Sequence[ScoredUnit]
) -> frozenset[int]:
    """Return the place's documents that are titled otherwise than what is asked about, where one is titled so."""
    versions = {one.unit.version_row: one.unit.hit.version for one in scored}
    called = {row: share_called(question, versions[row].metadata) for row in rows if standings[row] is Standing.OWN}
    if max(called.values(), default=0.0) < _CALLED:
        return frozenset()
    return frozenset(row for row, share in called.items() if share < _CALLED_OTHERWISE)


def _standings(place: Place, scored: Sequence[ScoredUnit]) -> dict[int, Standing]:
    versions = {one.unit.version_row: one.unit.hit.version for one in scored}
    return {row: _standing(place, version) for row, version in versions.items()}


def _standing(place: Place, version: Version) -> Standing:
    found = standing_to(place, version.metadata)
    # What another place's document says of this one may answer.
    return Standing.OPEN if found is Standing.OTHER and place.named_in(version.text) else found


@dataclass(frozen=True, slots=True)
class _Topic:
    """How much of what is asked about the passages of each version have."""

    shares: Mapping[int, float]
    versions: Mapping[int, Version]
    is_elsewhere: bool
    """True where every word of what is asked about stands somewhere in the base."""

    @classmethod
    def of(cls, question: str, places: Iterable[Place], scored: Sequence[ScoredUnit], rarity: Rarity) -> "_Topic":
        bare = question
        for place in places:
            bare = re.sub(f"{re.escape(place.name)}{_KINDS}", " ", bare)
        terms = dict.fromkeys(token for words in words_asked_about(bare) for token in bigrams(words))
        words = WordWeights([(term, 1.0) for term in terms], rarity.frequency, rarity.passages)
        texts: dict[int, dict[str, None]] = {}
        for one in scored:
            unit = one.unit
            known = texts.setdefault(unit.version_row, {placed_title(unit.hit.version.metadata): None})
            known.update(dict.fromkeys((unit.context, unit.text)))
        versions = {one.unit.version_row: one.unit.hit.version for one in scored}
        shares = {row: words.coverage("\n".join(known)) for row, known in texts.items()}
        return cls(shares, versions, len(terms) >= _LEAST_TOLD and all(map(rarity.frequency, terms)))

    def holds(self, row: int, other: int) -> bool:
        """Tell whether a version is as much on the topic as another one."""
        if self.shares[row] >= _NEARLY_AS_MUCH * self.shares[other]:
            return True
        return is_on_one_thing(self.versions[row].metadata, self.versions[other].metadata)


def _answering(standings: Mapping[int, Standing], topic: _Topic, likely: Set[int], is_known: bool) -> frozenset[int]:
    """Return the versions that may answer for a place: its own, those above it, and those of no place, on the topic.

    On the topic is also what is as likely to answer as anything: everyday words stand in no document. An article that
    names no place may be of any that something held `is_known` to name.
    """
    others = [row for row, found in standings.items() if found is Standing.OTHER]
    best = max(others, key=topic.shares.__getitem__, default=None)
    kept = {row for row, found in standings.items() if found is not Standing.OTHER}
    of_it = _OF_IT | {Standing.OPEN} if is_known else _OF_IT
    if any(row in likely for row, found in standings.items() if found in of_it):
        return frozenset(kept)
    if topic.is_elsewhere and not any(topic.shares[row] for row in kept):
        return frozenset()
    return frozenset(kept) if best is None or any(topic.holds(row, best) for row in kept) else frozenset()


def _asked_of(place: Place, places: Sequence[Place], question: str) -> str:
    """Return what a question that names several places asks of one of them: the others' names are left out."""
    parts = split_question(question)
    if len(parts) > 1:
        own = [part for part in parts if place.name in part or not any(one.name in part for one in places)]
        question = "".join([part for part in own if not _COMPARES.search(part)] or own) or question
    for other in places:
        if other != place and other.name not in place.name:
            name = f"{re.escape(other.name)}{_KINDS}"
            question = re.sub(f"{_JOINED}{name}|{name}{_JOINED}?", "", question)
    return _BETTER.sub("", _COMPARES.sub("", question)) if _BESIDE.search(question) else question


def _sides(question: str, place: Place) -> tuple[str, str] | None:
    """Return what is set beside something else and names the place, and the rest; None where there are no sides."""
    pieces = [piece.strip(" 　？?。") for piece in _SIDES.split(question)]
    own = [piece for piece in pieces if place.name in piece]
    rest = [piece for piece in pieces if place.name not in piece]
    if len(own) != 1 or len(own[0]) < len(place.name) + _LEAST_OF_SIDE:
        return None
    told = [piece for piece in rest if not _BESIDE.search(piece) and len(piece) >= _LEAST_OF_SIDE]
    return (f"{own[0]}？", "，".join(rest) + "？") if len(told) == 1 else None


def _kept(scoring: Scoring, rows: frozenset[int]) -> Scoring:
    """Return a scoring with the units of these versions alone, the best of which has 1 again."""
    places = [at for at, one in enumerate(scoring.units) if one.unit.version_row in rows]
    if len(places) == len(scoring.units):
        return scoring
    best = scoring.units[places[0]].score or 1.0
    units = tuple(replace(scoring.units[at], score=scoring.units[at].score / best) for at in places)
    by_part = tuple(_scaled([likeness[at] for at in places]) for likeness in scoring.by_part)
    return replace(scoring, units=units, order=tuple(scoring.order[at] for at in places), by_part=by_part)


def _scaled(likeness: Sequence[float]) -> tuple[float, ...]:
    best = max(likeness, default=0.0) or 1.0
    return tuple(one / best for one in likeness)


def _together(scoring: Scoring, sides: Sequence[Scoring]) -> Scoring:
    """Return one scoring of the units of several sides: the best of each side has 1, and stands for its part."""
    own = [{(one.unit.version_row, one.unit.span): one.score for one in side.units} for side in sides]
    keys = [(one.unit.version_row, one.unit.span) for one in scoring.units]
    scores = [max((side.get(key, 0.0) for side in own), default=0.0) for key in keys]
    first = [next((number for number, side in enumerate(own) if key in side), len(own)) for key in keys]
    places = sorted((at for at in range(len(keys)) if scores[at] > 0.0), key=lambda at: (-scores[at], first[at]))
    units = tuple(replace(scoring.units[at], score=scores[at]) for at in places)
    by_part = tuple(tuple(side.get(keys[at], 0.0) for at in places) for side in own)
    return replace(scoring, units=units, order=tuple(scoring.order[at] for at in places), by_part=by_part)
