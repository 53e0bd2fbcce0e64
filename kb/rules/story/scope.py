"""How far the words reach that deny, doubt or date what a story names: the stretch that belongs to each mention."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.rules.applicant.statuses import AWARD, EXPIRED, LEVEL_UNSAID, NOT_EXPIRED, PENDING, UNSURE, until_of
from kb.rules.story.text import Clause, Story
from kb.rules.types import Certainty
from kb.types import Span

_NEGATOR = (
    r"(?:还|都|也|又|并|从来|一直|根本|压根|暂时|目前|现在)?(?:不是(?!没|说|问题|很)|不属于|算不上|不算(?!是?[少差])|称不上|够不上|不在|不具备|没有(?!问题|关系|想到|多久|几[年个])|没(?!问题|关系|想到|多久|几[年个]|法|事|准)"
    r"|无(?!论|非|疑|所|奈)|未(?!来|必)|并非|尚未|非(?!遗|常|得)|未曾|从未|不曾|缺(?!钱|资金|口|少资))"
)
_BEFORE_DENIES = re.compile(
    rf"{_NEGATOR}(?:有|被|能|去|再|打算|准备|想|考虑)?(?:评|拿|做|办|申|获|取|认|通|入|列|纳|报|评定|参加)?[^,。;]{{0,10}}$"
)
_BESIDES = re.compile(r"除(?:了|去|开|却)?(?:我们?)?(?:有|是|拿了|评了)?[^,。;]{0,3}$")
_DOUBLE = re.compile(
    r"(?:不是没有?|并非没有?|不能没有|没有不|不仅仅?是?|不光是?|不只是?|不但是?|不单是?|有没有|是不是|能不能|算不算|没有问题|不是不)"
)
_CONTRAST = re.compile(r"(?:但是?|可是|不过|只有|只是|而是|就是|却|倒是|反而|除了|还是)")
_BEHIND_DENIES = re.compile(
    r"^[^,。;]{0,8}?(?:没有(?=\s*$|[了的呢啊吧啦嘛]|评|拿|申|报|办|弄|做|过|通过|认定|取得|获|被|批|重新)|没评|没拿|没申|没报|没做|没办|没弄|没参加|没认定|没取得|没批|没通过|没过(?!期)|没选上|没戏|没成功|没成|不是(?=\s*$|[的了呢啊吧啦嘛])|不算(?=\s*$|[的了呢啊吧啦嘛])|还不够|不够格|不符合|落选|被刷|被拒|没能|未认定|未取得|未获|评不上|拿不到|申请失败|没(?=$))"
)
_NO_APPLICATION = re.compile(
    r"(?:没有?|未|不|没打算|不打算|从未|还没|尚未)(?:想|去|想着|准备|打算|考虑|来得及)?(?:过)?(?:再)?(?:申请|申报|报|评|办|弄|搞)(?!通过|下来|上)"
)
_REFUSED = re.compile(
    r"(?:没有?|未)(?:能)?(?:批(?!下来)|通过|评上|选上|评成|申上|报上|成功)|落选|被刷|被拒|没戏|申请失败|失败了|被退"
)
_SPLIT = re.compile(
    r"但|不过|可是|也|又|还(?!没|在公示|没有)|同时|并且|另外|然后|而且|现在(?!没|还)|目前(?!没|还)|今年|去年|前年|正在?|准备|打算|想|再"
)
_PREDICATE = re.compile(r"(?:了|过期|到期|失效|没有|公示|期间|中|呢|的|吧|啊|没评|没拿|没过|续)$")
_LATER = re.compile(
    r"^(?:但是?|不过|可是?|可惜|只是|就是|后来|结果|然后|去年|前年|今年|现在|目前|已经?|早就?|都|也|还|证书?|牌子?|材料|刚刚?|正在?|年[初底]|上[个月周半]|\d|[一二三四五六七八九十]+月|有效期|复审|复核|等|在|没|未|应该|好像|估计|可能|具体|不知道|不太?确定|不清楚|到期|过期|公示|审核|申报|批|拿|首次|初次|第一次|重新认定|[省市区县][里级]|国家级?|是\d|级别)"
)

_AWARDED = re.compile(
    rf"(?:(?:19|20)?\d\d ?年|去年|前年|今年|首次|初次|第一次|重新)[^,。;]{{0,10}}(?:{AWARD.pattern})"
    r"|有效期?(?:限)?(?:是|为|有|:)?[一二三四五六\d]+年"
)
_WISHED = re.compile(
    r"(?:打算|准备|计划|想|希望|争取|力争|目标(?:是|就是)?|考虑|冲刺|明年|后年|下半年|以后|将来|下一步|未来)[^,。;过已]{0,6}(?:评|申|报|拿|创|冲|办|认|入|成为|当|做|升)[^,。;了过已的]{0,6}$"
    r"|(?:打算|准备|计划|争取|力争|冲刺)[^,。;了过已的]{0,4}$"
)
# 没有其他认定 denies something else than what was named before.
_OF_ITS_OWN = re.compile(
    r"(?:没(?:有(?!重新|再|通过|续|复审)|(?!有|重新|再|通过|续|复审))|无)[^,。;]{0,8}(?:认定|资质|称号|荣誉|牌子|头衔)"
)
_LEVEL = re.compile(r"(?:就)?(?:是|都是)?(?:国家|省|市|区|县)(?:级|里)(?:的|评|认|批|发|给|$)")


@dataclass(frozen=True, slots=True)
class Reach:
    """The stretches of a story that say something of a mention: before it, behind it, and clauses after its own."""

    before: Span
    behind: Span
    later: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a mention, and from where to where."""

    certainty: Certainty
    until_words: str
    span: Span


def reaches(story: Story, groups: Sequence[Span], claimed: Sequence[Span]) -> list[Reach]:
    """Return what belongs to each group of mentions that stand side by side, in the order of the groups.

    `claimed` are the stretches that other facts came from: a clause of theirs says nothing of what was named before it.
    """
    found: list[Reach] = []
    for at, group in enumerate(groups):
        clause = story.clause_at(group.start)
        start, end = clause.start, story.clause_at(max(group.start, group.end - 1)).end
        if at and groups[at - 1].end > start:
            start = _border(story.plain, groups[at - 1].end, group.start)
        following = groups[at + 1].start if at + 1 < len(groups) else None
        later: tuple[Span, ...] = ()
        if following is not None and following < end:
            end = _border(story.plain, group.end, following)
        else:
            later = tuple(_later(story, story.clause_at(max(group.start, end - 1)), following, claimed))
        found.append(Reach(Span(start, group.start), Span(group.end, max(end, group.end)), later))
    return found


def _border(plain: str, left: int, right: int) -> int:
    """Return where the words between two mentions of one clause part."""
    between = plain[left:right]
    cut = _SPLIT.search(between)
    if cut and cut.start() > 0:
        return left + cut.start()
    if cut is None and _PREDICATE.search(between):
        return right
    return left


def _later(story: Story, clause: Clause, following: int | None, claimed: Sequence[Span]) -> list[Span]:
    """Return the clauses behind one that go on about what it names."""
    found: list[Span] = []
    behind = story.next_clause(clause)
    while behind is not None and len(found) < 2:
        text = behind.text.strip()
        taken = any(span.start < behind.end and behind.start < span.end for span in claimed)
        own = _OF_ITS_OWN.search(text) is not None
        if (following is not None and following < behind.end) or taken or own or not _LATER.match(text):
            break
        if not story.of_applicant(behind.end - 1) or not (
            EXPIRED.search(text) or PENDING.search(text) or UNSURE.search(text) or _REFUSED.search(text)
            or _BEHIND_DENIES.search(text) or until_of(text, story.today) or NOT_EXPIRED.search(text)
            or _AWARDED.search(text) or _LEVEL.match(text) or LEVEL_UNSAID.search(text)
        ):  # fmt: skip
            break
        found.append(Span(behind.start, behind.end))
        behind = story.next_clause(behind)
    return found


def said_of(story: Story, mention: Span, reach: Reach) -> Said:
    """Return how surely a mention is said to hold. What has run out goes before what is applied for, then doubt."""
    plain = story.plain
    before = plain[reach.before.start : reach.before.end]
    behind = plain[reach.behind.start : reach.behind.end]
    later = [plain[span.start : span.end] for span in reach.later]
    if _BESIDES.search(before):
        # 除了高企，没有别的: what is denied is the rest.
        return Said(Certainty.STATED, before, Span(mention.start, mention.end))
    everything = LEVEL_UNSAID.sub("|", "|".join((before, behind, *later)))
    span = _span(reach, mention, before, behind)
    asks = story.clause_at(mention.start).asks
    return Said(_certainty(before, behind, later, everything, asks=asks), "|".join((before, behind, *later)), span)


def _certainty(before: str, behind: str, later: Sequence[str], everything: str, *, asks: bool) -> Certainty:
    still = NOT_EXPIRED.sub("|", everything)
    denies = denied_before(before) or _BEHIND_DENIES.search(_DOUBLE.sub("|", behind)) is not None
    if EXPIRED.search(still) and not re.search(r"(?:没有?|未)(?:被)?(?:取消|撤销|摘)", still):
        return Certainty.EXPIRED
    if _NO_APPLICATION.search(everything) or _REFUSED.search(everything):
        return Certainty.DENIED
    if PENDING.search(still):
        return Certainty.PENDING
    if _WISHED.search(before):
        return Certainty.PENDING
    if UNSURE.search(everything) or re.search(r"是不是|算不算|有没有|属不属于", before + behind):
        return Certainty.UNSURE
    if denies or any(_BEHIND_DENIES.search(text) for text in later):
        return Certainty.DENIED
    if asks and re.search(r"(?:吗|么|\?|不)$", behind.strip()) and re.search(r"[是算属]\S{0,3}$", before):
        return Certainty.UNSURE
    return Certainty.STATED


def denied_before(before: str) -> bool:
    """Tell whether the words before a mention deny it; a word of contrast ends what a denial reaches."""
    words = _DOUBLE.sub("|", before)
    cut = max((match.end() for match in _CONTRAST.finditer(words)), default=0)
    return _BEFORE_DENIES.search(words[cut:]) is not None


def _span(reach: Reach, mention: Span, before: str, behind: str) -> Span:
    """Return the words to show: the mention with the stretch that says how it stands."""
    start = reach.before.start + (len(before) - len(before.lstrip(" ,、和及与")))
    end = reach.behind.start + len(behind.rstrip(" ,、"))
    for span in reach.later:
        end = span.end
    return Span(min(start, mention.start), max(end, mention.end))
