"""Where only a text that does not apply on the day says what is asked: that is told, no neighbour answers for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kb.answer.scoring.score import ScoredUnit, Scoring
from kb.clauses.label import clause_name
from kb.retrieve.standing.asked_words import AskedWords, shown
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf
from kb.types import Hit, LeftOut

# Beside the sentence of a text out of force every sentence that applies is at most so likely to answer ...
_AT_MOST = 0.1
# ... and its text speaks of so much less of what is asked about, by rarity: the successor of a text speaks of the same.
_SPEAKS_LESS = 0.1
_NEAREST = 2


@dataclass(frozen=True, slots=True)
class NotApplying:
    """A text out of force that alone says what is asked, with the clause that does."""

    told: LeftOut

    @property
    def words(self) -> str:
        """What a reader is told of it."""
        one = self.told
        if one.standing and one.standing.clause:
            return f"写明这一点的《{one.version.metadata.title}》{one.reason}"
        name = clause_name(one.version, one.clause) if one.clause else f"《{one.version.metadata.title}》"
        return f"写明这一点的{name}{one.reason}"


def only_out_of_force(
    scoring: Scoring, words: AskedWords, quoted: Sequence[Hit], left_out: Sequence[LeftOut], shelf: Shelf
) -> NotApplying | None:
    """Return the text out of force that alone says what is asked; None where a text that applies may say it too.

    `scoring` is of the units of all texts, whatever their force; `quoted` are the hits that would answer.
    """
    if not scoring.units or scoring.units[0].unit.hit.validity in SEARCHED_BY_DEFAULT:
        return None
    best = scoring.units[0]
    if any(one.score > _AT_MOST * best.score for one in scoring.units if _applies(one)):
        return None
    held = max((words.share_in(shown(hit)) for hit in quoted), default=0.0)
    if words.share_in(shown(best.unit.hit)) - held < _SPEAKS_LESS:
        return None
    version = best.unit.hit.version
    told = next((one for one in left_out if one.version.key == version.key), None)
    if told is None:
        return None
    clause = shelf.tree(best.unit.version_row).clauses[best.unit.position]
    return NotApplying(replace(told, clause=clause, span=best.unit.span))


def not_applying(found: Sequence[NotApplying], hits: Sequence[Hit]) -> str:
    """Return what is said instead of an answer, with what is nearest among the texts that apply; empty for nothing."""
    if not found:
        return ""
    told = dict.fromkeys(one.words for one in found)
    # The text that ends another has nothing to say of what that one ruled.
    ending = {one.told.standing.by.document_id for one in found if one.told.standing and one.told.standing.by}
    near = [hit for hit in hits if hit.version.document_id not in ending]
    nearest = dict.fromkeys(clause_name(hit.version, hit.clause) for hit in near[:_NEAREST])
    return f"没有找到现行有效的规定：{'；'.join(told)}。" + (
        f"相关的现行条款（不是对所问的回答）：{'；'.join(nearest)}。" if nearest else ""
    )


def with_clauses(left_out: Sequence[LeftOut], found: Iterable[NotApplying]) -> tuple[LeftOut, ...]:
    """Return the texts that were left out, those that alone say what is asked first, with the sentence that does."""
    first = {one.told.version.key: one.told for one in found}
    return (*first.values(), *(one for one in left_out if one.version.key not in first))


def _applies(one: ScoredUnit) -> bool:
    return one.unit.hit.validity in SEARCHED_BY_DEFAULT
