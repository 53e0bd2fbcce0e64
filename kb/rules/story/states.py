"""What else a story says of an applicant's standing: credit, arrears, penalties, whether the business runs."""

import re
from collections.abc import Iterator

from kb.rules.applicant.statuses import UNSURE
from kb.rules.matching.state_words import STATES
from kb.rules.story.denials import denied_over
from kb.rules.story.text import Clause, Story
from kb.rules.types import Certainty, Fact
from kb.text.persons import person_before
from kb.types import Span

_GOOD_CREDIT = re.compile(
    r"(?:信用|征信)(?:记录|报告|状况)?(?:一直|都|也|很|挺|非常|还|比较|算|是|保持|情况)*(?:良好|好的|好(?!像)|没问题|没有问题|没毛病|干净|清白|正常|没事|优良|不错)|没有?(?:任何|什么)?(?:不良|失信)(?:的)?(?:信用)?(?:记录|行为)"
)
_BEHIND_DENIES = re.compile(
    r"^(?:的)?(?:记录|情况|问题|行为|名单)?(?:也|都|是|从来|一次|一个)*(?:没有(?!还|缴|发|付|给|结|清|补|处|整|交|解|撤|移)|没(?!还|交|缴|解|撤|移|发|付|给|结|清|补|处|整|到)|无|不存在)"
)
_BEFORE_DENIES = re.compile(
    r"(?:没有?|无(?!法)|未(?!还|缴|偿|结|决)|不(?!良|好|太|达|过|光|仅|但|单|只)|从不|从未|零|非(?!法))(?:有|被|发生|出现|存在|在|上|进|列入|过|任何|什么|产生|拖|曾|是|属于)*(?:什么|任何|一次|银行|贷款|信用卡|过|的)*$"
)
# 公司和法定代表人: what is said is said of both.
_BOTH = re.compile(r"(?:公司|企业|我们?|单位|店|厂|合作社)(?:和|及其?|与|、|跟|还有)(?:我们?的?)?$")
_BARE_DENIAL = re.compile(
    r"(?:但是?|不过|可是?)?(?:现在的?|现任的?|新的?|目前的?)?(?:(?P<who>(?:公司的?)?(?:法定代表人|法人|老板|股东|实际控制人))|我们?|我们公司|公司|企业|本公司|厂里?|我们厂|店里?|我们店|我自己|我本人)"
    r"(?:自己|本身|这边)?(?:都|倒|却|是)*(?:没有|没|不是)(?:过|的|这些|这种|问题|事|情况)*"
)
_FILLING = re.compile(r"^(?:任何|什么|别的(?=[^的])|一些|[一几两]?[笔次项])+")
_OVER = re.compile(
    r"(?:但是?|不过|可是?|现在|目前|如今|今年|上个?月|刚刚?|已经?|都|早就?|后来|去年|前年|就|也|全|,)*(?:还清|发清|发完|补发|付清|还上|交清|缴清|结清|补(?:交|缴|上)|处理(?:好|完)|解决|修复|移出|撤销|解除|消除|整改(?:好|完)|出来了|恢复)"
)
_FORMERLY = re.compile(r"曾经?|以前|之前|过去|原来|早年|前几年|那时")
_LASTING = re.compile(r"名录|名单|异常|失信|老赖|被执行|停产|歇业|停业|关门|欠")
_LONG_AGO = re.compile(
    r"\s*(?:我|本人|已经?|都|刚)*(?:(?:毕业|退役|退伍|复员|转业|回国)(?:了|已经?|都|有|快|满|才|刚)*[\d一二两三四五六七八九十半]+个?(?:多)?[年月]"
    r"|(?:(?:19|20)\d\d ?年|去年|前年|今年)(?:\d{1,2}月)?(?:才|刚)?(?:毕业|退役|退伍|复员|转业|回国)"
    r"|(?:毕业|退役|退伍)于(?:19|20)\d\d)"
)
_RISK = re.compile(r"(?:会不会|怕|担心|以后|万一|会被|会上|会进|要是|影响|怎么处理|怎么办|会怎样|还不上)")
_FIRST = re.compile(
    r"(?<!不是)(?:第一次|首次|头一[次回]|初次|第1次)(?:自己)?(?:出来)?(?:创业|办企业|开公司|开厂|开店|做生意|注册公司|当老板|办厂)|以前没(?:开|办|创|做)过?(?:公司|厂|店|企业|业|生意)|没有?创过业|从(?:来)?没(?:有)?(?:创过业|创业过|开过(?:公司|店|厂)|办过企业)"
)
_NOT_FIRST = re.compile(
    r"不是(?:第一次|首次|头一[次回]|初次)(?:创业|开公司|开厂|开店|办企业)|(?:第[二三四2-9]次|二次|再次|重新|又)(?:创业|办厂|开公司|开店)|(?:以前|之前|早年|前几年|原来)(?:也)?(?:开|办|创)过(?:一?[家个])?[^,。;]{0,4}(?:公司|厂|店|企业|业)|(?:连续|多次)创业"
)


def states_in_story(story: Story) -> Iterator[Fact]:
    """Yield the states that the story affirms or denies, and what they say of credit and of first ventures."""
    for clause in story.clauses:
        if clause.supposes or not clause.text.strip():
            continue
        yield from _first_venture(story, clause)
        yield from _long_ago(story, clause)
        if _RISK.search(clause.text):
            continue
        good = _GOOD_CREDIT.search(clause.text)
        person = person_before(clause.text[: good.start()]) if good else None
        if good and person is not None and _is_own(story, clause, person[1]):
            certainty = Certainty.UNSURE if UNSURE.search(clause.text) else Certainty.DENIED
            span = Span(clause.start + person[1], clause.start + good.end())
            yield Fact("states", f"{person[0]}有不良信用记录", certainty, words=story.words(span), span=span)
        if (
            good
            and (person is None or _BOTH.search(clause.text[: person[1]]))
            and story.of_applicant(clause.start + good.start())
        ):
            certainty = Certainty.UNSURE if UNSURE.search(clause.text) else Certainty.STATED
            yield _fact(story, clause, good, "credit_bad", False, certainty)
        yield from _states(story, clause, good)
        yield from _not_the_firm(story, clause)


def _states(story: Story, clause: Clause, good: re.Match[str] | None) -> Iterator[Fact]:
    taken: list[tuple[int, int]] = [good.span()] if good else []
    for state in STATES:
        for match in state.said.finditer(clause.text):
            overlaps = any(start < match.end() and match.start() < end for start, end in taken)
            person = person_before(clause.text[: match.start()])
            own = _is_own(story, clause, person[1]) if person else story.of_applicant(clause.start + match.start())
            if overlaps or not own:
                continue
            taken.append(match.span())
            certainty, end = _certainty(story, clause, match)
            if (
                clause.asks
                and certainty is Certainty.STATED
                and re.search(r"(?:会|能|要)[^,。;]{0,6}$|[吗不]$", clause.text)
            ):
                continue
            words = _in_words_of_policies(state.words, match)
            if person is not None:
                span = Span(clause.start + person[1], end)
                yield Fact("states", f"{person[0]}{words}", certainty, words=story.words(span), span=span)
                if not _BOTH.search(clause.text[: person[1]]):
                    continue
            yield _fact(story, clause, match, "states", words, certainty, end)
            if state.bad_credit and certainty in (Certainty.STATED, Certainty.UNSURE):
                yield _fact(story, clause, match, "credit_bad", True, certainty)


def _in_words_of_policies(words: str, match: re.Match[str]) -> str:
    """Return the words for a state: of accidents and benefits those of the story, which say of what kind."""
    if match.group().endswith("事故"):
        return f"发生{match.group()}"
    named = match.groupdict()
    what = named.get("what") or named.get("other")
    return f"享受过{_FILLING.sub('', what)}" if what else words


def _not_the_firm(story: Story, clause: Clause) -> Iterator[Fact]:
    """Yield what a bare denial denies of the applicant or somebody of its own: 大股东有欠税，我们公司没有."""
    text = clause.text.strip()
    match = _BARE_DENIAL.fullmatch(text) if clause.index else None
    before = story.clauses[clause.index - 1] if clause.index else clause
    if match is None or before.sentence != clause.sentence:
        return
    person = person_before(match["who"]) if match["who"] else None
    for state in STATES:
        said = state.said.search(before.text)
        if said is None:
            continue
        own = story.of_applicant(before.start + said.start()) and not person_before(before.text[: said.start()])
        if not own:
            words = (person[0] if person else "") + _in_words_of_policies(state.words, said)
            span = Span(clause.start, clause.end)
            yield Fact("states", words, Certainty.DENIED, words=story.words(span).strip(), span=span)


def _is_own(story: Story, clause: Clause, at: int) -> bool:
    """Tell whether a partner or representative named at an offset of a clause is the applicant's own.

    One that begins a sentence is; else he belongs to whom the words before him speak of.
    """
    if at > 0:
        return story.of_applicant(clause.start + at - 1)
    first = clause.index == 0 or story.clauses[clause.index - 1].sentence != clause.sentence
    return first or story.of_applicant(clause.start - 1)


def _certainty(story: Story, clause: Clause, match: re.Match[str]) -> tuple[Certainty, int]:
    """Return how surely a state holds, and where the words end that say so."""
    end = clause.start + match.end()
    before, behind = clause.text[: match.start()], clause.text[match.end() :]
    if UNSURE.search(before):
        return Certainty.UNSURE, end
    inside = re.match(r"没|未", match.group()) or re.search(r"没有?(?:裁$|出|发生|有过)", match.group())
    if inside or _BEFORE_DENIES.search(before) or denied_over(before) or _BEHIND_DENIES.match(behind):
        return Certainty.DENIED, end
    if over := _OVER.search(behind):
        return Certainty.EXPIRED, end + over.end()
    later = story.next_clause(clause)
    if later is not None and later.sentence == clause.sentence and _OVER.match(later.text.strip()):
        return Certainty.EXPIRED, later.end
    # 列入过名录: whether it still is goes unsaid.
    past = _FORMERLY.search(before) or re.search(r"列[入为]过|[拖欠入进]过", before[-3:] + match.group())
    if _LASTING.search(match.group()) and past:
        return Certainty.EXPIRED, end
    return Certainty.STATED, end


def _long_ago(story: Story, clause: Clause) -> Iterator[Fact]:
    """Yield how long ago somebody graduated or left the forces, where a clause says but that: 毕业8年了."""
    match = _LONG_AGO.match(clause.text)
    if match and story.of_applicant(clause.start) and not clause.asks:
        span = Span(clause.start, clause.end)
        said = story.words(span).strip()
        certainty = Certainty.UNSURE if UNSURE.search(clause.text) else Certainty.STATED
        yield Fact("states", said, certainty, words=said, span=span)


def _first_venture(story: Story, clause: Clause) -> Iterator[Fact]:
    for pattern, value in ((_NOT_FIRST, False), (_FIRST, True)):
        match = pattern.search(clause.text)
        if match and story.of_applicant(clause.start + match.start()):
            certainty = Certainty.UNSURE if UNSURE.search(clause.text) else Certainty.STATED
            yield _fact(story, clause, match, "first_time_entrepreneur", value, certainty)
            return


def _fact(
    story: Story,
    clause: Clause,
    match: re.Match[str],
    name: str,
    value: str | bool,
    certainty: Certainty,
    until: int = 0,
) -> Fact:
    before = clause.text[: match.start()]
    lead = re.search(r"(?:没有?|无|未|从未|从来没有?|不)[^,。;]{0,6}$", before)
    start = clause.start + (lead.start() if lead and certainty is Certainty.DENIED else match.start())
    behind = _BEHIND_DENIES.match(clause.text[match.end() :])
    end = clause.start + match.end() + (behind.end() if behind and certainty is Certainty.DENIED else 0)
    span = Span(start, max(end, until))
    return Fact(name, value, certainty, words=story.words(span), span=span)
