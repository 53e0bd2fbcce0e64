"""Which further sentences say too little of what a question asks to be quoted beside the best one."""

from kb.answer.scoring.score import ScoredUnit

# Below this likeness in meaning a sentence without a word of the question seldom answers it, however likely it is.
_FAR = 0.2
# One with fewer words of the question than the best must be the likelier the further it is from it in meaning.
_LIKELY_BY_MEANING = ((0.2, 0.6), (0.25, 0.4))


def says_little(one: ScoredUnit, best: ScoredUnit, *, of_part: bool = False) -> bool:
    """Tell whether a further sentence has too little of a question's words and meaning for how likely it is.

    What fits a part of the question best, `of_part`, may be unlike the whole.
    """
    if one.meaning < _FAR and not one.words:
        return True
    if of_part or one.words >= best.words:
        return False
    return any(one.meaning < meaning and one.score < least * best.score for meaning, least in _LIKELY_BY_MEANING)
