"""Whether an applicant works in an incubator, and of which level: policies name such firms (孵化器在孵企业)."""

import re
from collections.abc import Iterator

from kb.rules.applicant.levels import level_of
from kb.rules.applicant.qualifications import QUALIFICATIONS
from kb.rules.applicant.statuses import UNSURE
from kb.rules.story.denials import denied_over
from kb.rules.story.text import Clause, Story
from kb.rules.types import Certainty, Fact
from kb.types import Span

_HOUSE = r"(?P<house>孵化器|众创空间|孵化园|孵化基地|加速器|星创天地)"
_GRADED = r"(?:(?P<level>国家|省|市|县|区)级(?:的)?)?"
_WITHIN = re.compile(
    rf"(?:(?P<in>在|入驻|进驻|落户|落在|搬进|搬到|入|进)(?:了|在|于|到)?(?P<where>[^,。;]{{0,10}}?){_GRADED}(?:科技企业|科技|企业|大学生|创业)*{_HOUSE})"
    r"(?P<behind>(?:里|内|中)?[^,。;]{0,4})"
)
_NOT_WITHIN = re.compile(r"附近|旁边|对面|隔壁|楼下|上班|打工|工作|参观|运营|管理")
_LEVEL_NEXT = re.compile(r"^(?:是|属于|还是|那是)?(?P<level>国家|省|市|县|区)级的?(?:孵化器|众创空间)?$")
_FORMER = re.compile(r"以前|曾经|原来|之前|毕业|搬出|出孵")
_WISHED = re.compile(r"想|打算|准备|计划|申请|考虑|希望")


def incubated_in_story(story: Story) -> Iterator[Fact]:
    """Yield the applicant's place in an incubator as a name it holds, with the level of the house where it is said."""
    for clause in story.clauses:
        match = _WITHIN.search(clause.text)
        if match is None or clause.supposes or clause.asks or not story.of_applicant(clause.start + match.start()):
            continue
        before = clause.text[: match.start()]
        if _NOT_WITHIN.search(match["behind"]) or (
            match["in"] == "在" and not re.match(r"里|内|中|$|办|孵|有|租|注", match["behind"])
        ):
            continue
        certainty = _certainty(clause, before)
        graded, end = match["level"], clause.start + match.end("house")
        behind = story.next_clause(clause)
        if graded is None and behind is not None and (later := _LEVEL_NEXT.match(behind.text.strip())):
            graded, end = later["level"], behind.end
        span = Span(clause.start + match.start(), end)
        level = level_of(graded) if graded else None
        name = f"{match['house']}在孵企业"
        yield Fact(QUALIFICATIONS, name, certainty, words=story.words(span), span=span, level=level)


def _certainty(clause: Clause, before: str) -> Certainty:
    if denied_over(before) or re.search(r"不$", before):
        return Certainty.DENIED
    if UNSURE.search(clause.text):
        return Certainty.UNSURE
    if _FORMER.search(clause.text):
        return Certainty.EXPIRED
    return Certainty.PENDING if _WISHED.search(before) else Certainty.STATED
