"""What an owner says in a policy's own words: parts of a story that nothing else was read from, read as states."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kb.rules.said import STATES, alike
from kb.rules.scopes import leaves
from kb.rules.statuses import certainty_of
from kb.rules.types import Applicant, Certainty, Condition, ConditionKind, Fact
from kb.text.written_numbers import half_width
from kb.types import Span

_BREAK = re.compile(r"[,，;；。、\n]")
_FILLING = re.compile(r"借款人|申请人|企业|公司|单位|我们|[的了过已被]|[^\w]")
_SHORTER, _LONGER = 0.8, 0.6
# Places, times and figures are read from words of their own.
_NO_STATES = frozenset({ConditionKind.PLACE, ConditionKind.TIME, ConditionKind.AGE_OF_FIRM, ConditionKind.MEASURE})
_DOUBTED = (Certainty.UNSURE, Certainty.PENDING)


def in_its_words(applicant: Applicant, story: str, conditions: Iterable[Condition]) -> Applicant:
    """Return an applicant to whom is added, as states, what of its story was not read and a condition says as well.

    Both wordings must have most of each other: a word in common decides nothing.
    """
    if not applicant.unread:
        return applicant
    demanded = {leaf.text for whole in conditions for leaf in leaves(whole) if leaf.kind not in _NO_STATES}
    facts, unread = list(applicant.facts), []
    for run in applicant.unread:
        left = []
        for part in _parts(run):
            at = story.find(part)
            if at >= 0 and any(_says(part, words) for words in demanded):
                certainty = certainty_of(part)
                facts.append(
                    Fact(
                        STATES,
                        part,
                        certainty if certainty in _DOUBTED else Certainty.STATED,
                        words=part,
                        span=Span(at, at + len(part)),
                    )
                )
            else:
                left.append(part)
        if left:
            unread.append("，".join(left))
    return replace(applicant, facts=tuple(facts), unread=tuple(unread))


def _parts(run: str) -> Iterator[str]:
    return (part for part in map(str.strip, _BREAK.split(run)) if part)


def _says(part: str, words: str) -> bool:
    plain = half_width(words)
    one, other = len(_FILLING.sub("", part)), len(_FILLING.sub("", plain))
    shorter, longer = min(one, other), max(one, other)
    return shorter >= _LONGER * longer > 0 and alike(part, plain) >= _SHORTER
