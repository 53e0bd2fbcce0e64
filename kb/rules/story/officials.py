"""Who is paid by the state, or married to somebody who is: what policies bar by other words than owners say."""

import re
from collections.abc import Iterable, Iterator

from kb.rules.story.text import Clause, Story
from kb.rules.types import Certainty, Fact
from kb.text.persons import person_before
from kb.text.written_numbers import half_width
from kb.types import Span

# 公职人员, 财政供养人员: they take in all whom the state employs; 公务员 takes in those of that name alone.
_TAKES_ALL = re.compile(
    r"公职人员|国家工作人员|财政(?:供养|统发|拨款)[^,。;]{0,6}人员|体制内|(?:机关|行政)[^,。;]{0,12}(?:人员|干部|职工|在编)|事业单位[^,。;]{0,8}(?:人员|干部|职工|在编)"
)
_TAKES_SERVANTS = re.compile(r"公务员")
_SERVANT = r"(?:参公)?公务员"
_PAID_BY_STATE = re.compile(
    rf"(?:是|在|当|做|任|属于|为)[^,。;]{{0,10}}?(?P<what>(?P<servant>{_SERVANT})|公职人员|国家工作人员|财政供养人员|体制内|事业编制?|(?:机关|事业)[^,。;]{{0,4}}(?:编制|在编|人员|干部|职工|上班|工作|任职)"
    r"|政府(?:部门|机关|里|办公室)?(?:上班|工作|任职))(?:人员|干部|身份|职工)*(?:的|了|,|$)"
)
_NOT_NOW = re.compile(
    r"不是|不在|不当|没有?|[并非]非|不属于|不算|曾经?|以前|之前|原来|原先|退休|辞去|辞[职了]|离职|下海|退出"
)
_KIN = re.compile(r"配偶|家属|家庭成员|亲属|父母|子女|夫妻")
_FAMILY = re.compile(r"家属|家庭成员|亲属|父母|子女")


def officials_in_story(story: Story, demanded: Iterable[str]) -> Iterator[Fact]:
    """Yield as a state each demand's words that an owner, or his kin where it names kin, is told to fall under."""
    wanted = [
        (words, half_width(words)) for words in demanded if _TAKES_ALL.search(words) or _TAKES_SERVANTS.search(words)
    ]
    if not wanted:
        return
    for clause in story.clauses:
        told = _PAID_BY_STATE.search(clause.text)
        if told is None or clause.asks or clause.supposes or _NOT_NOW.search(clause.text):
            continue
        person = person_before(clause.text[: told.start() + 1])
        for words, plain in wanted:
            if _takes(plain, told) and _is_meant(story, clause, told, person[0] if person else None, plain):
                span = Span(clause.start, clause.end)
                yield Fact("states", words, Certainty.STATED, words=story.words(span).strip(), span=span)


def _takes(words: str, told: re.Match[str]) -> bool:
    return _TAKES_ALL.search(words) is not None or told["servant"] is not None


def _is_meant(story: Story, clause: Clause, told: re.Match[str], person: str | None, words: str) -> bool:
    """Tell whether words bar the one spoken of: the owner himself, or the kin that they name."""
    if person is None:
        # 公职人员的配偶: he himself is not meant.
        alone = re.search(r"的(?:配偶|家属|亲属|子女)", words) is None
        return alone and story.of_applicant(clause.start + told.start())
    if person == "配偶":
        return _KIN.search(words) is not None
    return person == "家人" and _FAMILY.search(words) is not None
