"""Figures of a story that the schema has no field for: patents and the like counted, shares held, people laid off."""

import re
from collections.abc import Iterator
from decimal import Decimal

from kb.rules.applicant.figures import FIGURES, FOREIGN_SHARE, ITEMS, STATE_SHARE, plain_name
from kb.rules.applicant.spoken import SHARE
from kb.rules.applicant.statuses import UNSURE
from kb.rules.story.denials import denied_over
from kb.rules.story.text import Clause, Story
from kb.rules.types import Certainty, Fact
from kb.text.written_numbers import number_at
from kb.types import Span

_COUNTED = (
    r"(?:授权|有效|自主|国家|国内|国际)*(?:的)?(?:发明专利|实用新型(?:专利)?|外观(?:设计)?专利|专利|软件著作权|软著|著作权|注册商标|商标"
    r"|知识产权|新产品|植物新品种|国家标准|行业标准)"
)
_NUMBER = r"(?P<number>\d+|[一二两三四五六七八九十百]+)(?:多|来|余)?"
_UNIT = r"(?:项|件|个|款|本|套)"
_AHEAD = re.compile(rf"{_NUMBER}{_UNIT}(?P<noun>{_COUNTED})")
_BEHIND = re.compile(
    rf"(?P<noun>{_COUNTED})(?:证书?)?(?:有|是|共|一共|总共|拥有|拿了|约|大概|只|才|就|仅|目前|现在|:)*{_NUMBER}{_UNIT}"
)
_NONE_OF = re.compile(
    rf"(?P<other>{_COUNTED}|发明|实用新型)(?:一[项件个]|半[项件个])?(?:也|都)没有?|(?:没有?|无|一[项件个](?:也|都)没有?)(?:任何|什么|自己的|拿到|申请到?)*(?P<noun>{_COUNTED})(?=[,。;、和]|$|的|证)"
)
_SHARED = re.compile(
    r"(?P<noun>(?:裁员|减员|离职|外[资商]|国(?:有|资|企))(?:企业|资本|股东|方)?(?:的)?(?:率|持股|占股|股份|股权|参股|入股)?(?:比例|占比|占)?)(?:是|为|只有|有|占|才|了|大概|约|不到|:)*$"
)
_LAID_OFF = re.compile(r"裁(?:了|掉|减)?(?:将近|接近|大约|大概|约)*$")
_OF_PEOPLE = re.compile(r"的?(?:人|员工|职工|工人)")
_NO_SHARE = re.compile(r"外[资商](?!银行|客户|订单|贸易)|国(?:有|资|企)(?=资本|持股|股|参|成分|,|、|和|,|。|$)")
_LAY_OFFS = "裁员率"
_OFFERED = re.compile(r"申请(?:中|了)|在申请|受理|正在申|准备|打算")


def figures_in_story(story: Story) -> Iterator[Fact]:
    """Yield the figures of the applicant under the names that policies have for them."""
    for clause in story.clauses:
        if clause.supposes or clause.asks:
            continue
        yield from _counts(story, clause)
        yield from _shares(story, clause)


def _counts(story: Story, clause: Clause) -> Iterator[Fact]:
    for pattern in (_AHEAD, _BEHIND):
        for match in pattern.finditer(story.plain, clause.start, clause.end):
            number = number_at(match["number"], 0)
            if number is None or not story.of_applicant(match.start()):
                continue
            certainty = Certainty.UNSURE if UNSURE.search(clause.text) else Certainty.STATED
            if _OFFERED.search(clause.text):
                certainty = Certainty.PENDING
            yield _fact(story, match["noun"], number.values[0], ITEMS, Span(*match.span()), certainty)
    for match in _NONE_OF.finditer(story.plain, clause.start, clause.end):
        if story.of_applicant(match.start()):
            yield _fact(
                story, match["noun"] or match["other"], Decimal(0), ITEMS, Span(*match.span()), Certainty.STATED
            )


def _shares(story: Story, clause: Clause) -> Iterator[Fact]:
    for quantity in story.within(clause):
        before = story.plain[clause.start : quantity.start]
        match = _SHARED.search(before) if quantity.unit == SHARE else None
        if match is not None and story.of_applicant(quantity.start):
            certainty = Certainty.UNSURE if UNSURE.search(clause.text) else Certainty.STATED
            span = Span(clause.start + match.start(), quantity.end)
            yield _fact(story, match["noun"], quantity.value, SHARE, span, certainty)
            if plain_name(match["noun"]) == _LAY_OFFS:
                yield _laid_off(story, quantity.value, span)
        cut = _LAID_OFF.search(before) if quantity.unit == SHARE and match is None else None
        of_people = cut is not None and _OF_PEOPLE.match(story.plain, quantity.end)
        if cut is not None and of_people and story.of_applicant(quantity.start):
            span = Span(clause.start + cut.start(), quantity.end)
            yield _fact(story, _LAY_OFFS, quantity.value, SHARE, span, Certainty.STATED)
            yield _laid_off(story, quantity.value, span)
    for match in _NO_SHARE.finditer(story.plain, clause.start, clause.end):
        before = story.plain[clause.start : match.start()]
        if denied_over(before) and story.of_applicant(match.start()):
            name = FOREIGN_SHARE if match.group().startswith("外") else STATE_SHARE
            span = Span(clause.start, clause.end)
            yield _fact(story, name, Decimal(0), SHARE, span, Certainty.STATED)


def _laid_off(story: Story, share: Decimal, span: Span) -> Fact:
    """Return whether anybody was laid off, as the share of them says."""
    certainty = Certainty.STATED if share else Certainty.DENIED
    return Fact("states", "裁员", certainty, words=story.words(span).strip(), span=span)


def _fact(story: Story, noun: str, value: Decimal, unit: str, span: Span, certainty: Certainty) -> Fact:
    name = f"{FIGURES}.{plain_name(noun)}"
    return Fact(name, value, certainty, unit=unit, words=story.words(span).strip(), span=span)
