"""Which sentence meets a part of a question of several that the best sentence says nothing of."""

import re
from collections.abc import Sequence

from kb.answer.scoring.score import ScoredUnit, Scoring
from kb.retrieve.parts import split_question, words_asked_about
from kb.text.tokens import bigrams

# A sentence that meets a part stands so near the best one, has so much of the part's own words, and twice the best's.
_NEAR = 0.25
_LIKE, _COVERED, _TIMES = 0.3, 0.5, 2.0
_SEVERAL = 2
# One word of its own may stand in any sentence; what is compared has been asked for before.
_FEWEST = 2
_COMPARES = re.compile(r"相差|差多少|差几|[谁哪][一个家种]*更?[高低多少大小长短]|[高低多少][了出]?多少")


def with_parts_met(scoring: Scoring) -> list[float] | None:
    """Return scores by which what says a part's own words, where the best sentence lacks them, stands beside it.

    None where the question is one, or the best sentence has what every part asks. The words of a part are its own
    where no other part has them: a name that all of them carry tells no sentence apart.
    """
    parts = split_question(scoring.question)
    if len(parts) < _SEVERAL or len(parts) != len(scoring.by_part) or not scoring.units:
        return None
    words = [_words(part) for part in parts]
    scores = [one.score for one in scoring.units]
    for place, likeness in enumerate(scoring.by_part):
        own = words[place].difference(*(other for at, other in enumerate(words) if at != place))
        if len(own) < _FEWEST or _COMPARES.search(parts[place]):
            continue
        met = _meeting(own, likeness, scoring.units)
        if met is not None:
            scores[met] = max(scores[met], _NEAR * scoring.units[0].score)
    return scores if scores != [one.score for one in scoring.units] else None


def _meeting(own: set[str], likeness: Sequence[float], scored: Sequence[ScoredUnit]) -> int | None:
    """Return the place of the sentence of the best one's document that meets a part; None where the best does."""
    held = _share(own, scored[0])
    best, found = 0.0, None
    for place, one in enumerate(scored[1:], start=1):
        if one.unit.version_row != scored[0].unit.version_row or likeness[place] < _LIKE:
            continue
        covered = _share(own, one)
        value = covered * likeness[place]
        if covered >= max(_COVERED, _TIMES * held) and value > best:
            best, found = value, place
    return found


def _share(own: set[str], one: ScoredUnit) -> float:
    return len(own & set(bigrams(one.unit.text))) / len(own)


def _words(part: str) -> set[str]:
    return {token for words in words_asked_about(part) for token in bigrams(words)}
