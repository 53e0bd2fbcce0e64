"""What an owner says in a policy's own words: parts of a story that nothing else was read from, read as states."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from kb.rules.applicant.statuses import certainty_of
from kb.rules.conditions.scopes import leaves
from kb.rules.matching.said import STATES, alike
from kb.rules.story.text import Story
from kb.rules.types import Applicant, Certainty, Condition, ConditionKind, Fact
from kb.text.written_numbers import half_width
from kb.types import Span

_BREAK = re.compile(r"[,，;；。、\n]")
_FILLING = re.compile(r"借款人|申请人|企业|公司|单位|我们|[的了过已被]|[^\w]")
_SHORTER, _LONGER = 0.8, 0.6
# Places, times and figures are read from words of their own.
_NO_STATES = frozenset({ConditionKind.PLACE, ConditionKind.TIME, ConditionKind.AGE_OF_FIRM, ConditionKind.MEASURE})
_WISHED = re.compile(
    r"(?:我们?|咱们?|公司|企业|还|也|正|就|很|一直|明年|后年|今年|以后|将来)*(?:想|打算|准备|计划|希望|争取|力争|考虑)"
)
# Demands speak of them too, and then what is said of them counts.
_PARTNER = re.compile(r"股东|合伙人|总部|实际控制人|法定代表人|关联方")
_FORMERLY = re.compile(r"曾经|以前|过去|之前|原来")
_DOUBTED = (Certainty.UNSURE, Certainty.PENDING)


def in_its_words(applicant: Applicant, story: str, conditions: Iterable[Condition]) -> Applicant:
    """Return an applicant to whom is added, as states, what of its story was not read and a condition says as well.

    Both wordings must have most of each other: a word in common decides nothing.
    """
    if not applicant.unread:
        return applicant
    demanded = {leaf.text for whole in conditions for leaf in leaves(whole) if leaf.kind not in _NO_STATES}
    facts, unread = list(applicant.facts), []
    told = Story(story, date.min)
    for run in applicant.unread:
        left = []
        for part in _parts(run):
            at = story.find(part)
            if at >= 0 and any(_says(part, words) for words in demanded) and _is_own(told, at, at + len(part)):
                span = Span(at, at + len(part))
                facts.append(Fact(STATES, part, _certainty(part), words=part, span=span))
            else:
                left.append(part)
        if left:
            unread.append("，".join(left))
    return replace(applicant, facts=tuple(facts), unread=tuple(unread))


def _is_own(story: Story, start: int, end: int) -> bool:
    """Tell whether a part of a story says something of the applicant: nothing asked, supposed or of somebody else."""
    clause = story.clause_at(start)
    return not (clause.asks or clause.supposes or story.speaks_of_others(start, end))


def _certainty(part: str) -> Certainty:
    certainty = certainty_of(part)
    if _FORMERLY.search(part):
        return Certainty.EXPIRED
    if certainty in _DOUBTED:
        return certainty
    return Certainty.PENDING if _WISHED.match(part) else Certainty.STATED


def _parts(run: str) -> Iterator[str]:
    return (part for part in map(str.strip, _BREAK.split(run)) if part)


def _says(part: str, words: str) -> bool:
    plain = half_width(words)
    one, other = len(_FILLING.sub("", part)), len(_FILLING.sub("", plain))
    shorter, longer = min(one, other), max(one, other)
    if _PARTNER.search(part) and not _PARTNER.search(plain):
        return False
    return shorter >= _LONGER * longer > 0 and alike(part, plain) >= _SHORTER
