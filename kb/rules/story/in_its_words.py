"""What an owner says in a policy's own words: parts of a story that nothing else was read from, read as states."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from kb.rules.applicant.statuses import certainty_of
from kb.rules.conditions.scopes import leaves
from kb.rules.matching.said import STATES, alike
from kb.rules.story.officials import officials_in_story
from kb.rules.story.text import Story
from kb.rules.types import Applicant, Certainty, Condition, ConditionKind, Fact
from kb.text.written_numbers import half_width
from kb.types import Span

_BREAK = re.compile(r"[,，;；。、\n]")
_FILLING = re.compile(r"借款人|申请人|企业|公司|单位|我们|[的了过已被]|[^\w]")
_LEADS = re.compile(r"^(?:但是?|不过|而且|并且|也|还|就是|只是|另外|同时|然后)+")
_CONTRAST = re.compile(r"但是?|不过|而且|并且")
_SHORTER, _LONGER = 0.8, 0.6
# Names, trades and sizes too where something else was read beside them.
_OF_FACTS = frozenset({ConditionKind.QUALIFICATION, ConditionKind.ENTITY, ConditionKind.SIZE, ConditionKind.INDUSTRY,
    ConditionKind.GRADE})  # fmt: skip
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
    if not story.strip():
        return applicant
    wholes = list(conditions)
    demanded = _demanded(wholes, _NO_STATES)
    told = Story(story, date.min)
    facts, unread = [*applicant.facts, *(officials := list(officials_in_story(told, demanded)))], []
    for run in applicant.unread:
        left = []
        for part in _parts(run):
            if any(part in one.words for one in officials):
                continue
            fact = _state(told, part, story.find(part), demanded)
            facts += [fact] if fact is not None else []
            left += [part] if fact is None else []
        if left:
            unread.append("，".join(left))
    facts += _beside_facts(told, applicant, _demanded(wholes, _NO_STATES | _OF_FACTS))
    return replace(applicant, facts=tuple(facts), unread=tuple(unread))


def _demanded(conditions: Iterable[Condition], without: frozenset[ConditionKind]) -> dict[str, frozenset[str]]:
    """Return the words of demands with the characters that they are of."""
    found = (leaf.text for whole in conditions for leaf in leaves(whole) if leaf.kind not in without)
    return {words: frozenset(half_width(words)) for words in dict.fromkeys(found)}


def _beside_facts(story: Story, applicant: Applicant, demanded: Mapping[str, frozenset[str]]) -> Iterator[Fact]:
    """Yield what a clause says in a demand's words beside what was read from it: 亩均D,但今年刚新上规."""
    spans = [fact.span for fact in applicant.facts if fact.span is not None]
    for clause in story.clauses:
        at = clause.start
        for part in _CONTRAST.split(clause.text):
            start = story.plain.index(part, at, clause.end)
            at, end = start + len(part), start + len(part)
            beside = any(clause.start <= one.start < clause.end for one in spans)
            if not beside or any(one.start < end and start < one.end for one in spans):
                continue
            words = part.strip()
            fact = _state(story, words, start + part.find(words), demanded) if words else None
            if fact is not None:
                yield fact


def _state(story: Story, part: str, at: int, demanded: Mapping[str, frozenset[str]]) -> Fact | None:
    """Return a part of a story as a state, where a demand has much the same words."""
    if at < 0 or not _is_own(story, at, at + len(part)):
        return None
    own = set(part)
    if not any(2 * len(own & characters) >= min(len(own), len(characters)) and _says(part, words)
               for words, characters in demanded.items()):  # fmt: skip
        return None
    words = _LEADS.sub("", part)
    return Fact(STATES, words, _certainty(part), words=part, span=Span(at, at + len(part)))


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
    if re.findall(r"\d+", part) != re.findall(r"\d+", plain):
        # 没有外资 says nothing of 外资持股不超过50% by its words alone.
        return False
    if _PARTNER.search(part) and not _PARTNER.search(plain):
        return False
    return shorter >= _LONGER * longer > 0 and alike(part, plain) >= _SHORTER
