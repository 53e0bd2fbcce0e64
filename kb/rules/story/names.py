"""The qualifications and identities of a story: which, at what level, and how surely they are held."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.rules.applicant.levels import level_of
from kb.rules.applicant.qualifications import IDENTITIES, QUALIFICATIONS, Mention
from kb.rules.applicant.statuses import level_unsaid, until_of
from kb.rules.story.scope import Said, reaches, said_of
from kb.rules.story.text import Story
from kb.rules.types import Certainty, Fact
from kb.types import Span

_JOINS = re.compile(r"[\s、,\"”“]*(?:和|及|以及|与|跟|还有|加上?|、|,|/|\+)?(?:一个|个)?[\s\"”“]*")
# What is asked for, demanded, or somebody else's: 高企补贴, 要求是高企, 给高企做配套, 招了高校毕业生.
_ASKED_FOR = re.compile(
    r"^(?:企业|认定|的)?(?:能不能|可不可以|能否|可以不|怎么|如何|咋|要怎么|需要什么|有什么|有啥|有哪些|是什么|啥|条件|标准|门槛|难不难|申请流程|贷款|贷(?!过|了)|补贴|补助|奖励|奖补|政策|优惠|资金|专项|扶持|项目|减税|税收|可以(?:贷|享|申)|能(?:贷|享|申|拿|领))"
)
_DEMANDED = re.compile(
    r"(?:必须(?:得)?(?:是|有)?|要求(?:得|必须)?(?:是|有)?|需要(?:是|有)?|是不是(?:要|得|必须|需要)(?:是|有)?|非得(?:是|有)?|得(?:是|有)|仅限|限于|面向|针对|专门给|支持的?(?:是)?|只(?:给|支持|针对)|才给|想评|相当于|类似|媲美|比)(?:一家|一个)?$"
)
_FOR_OTHERS = re.compile(
    r"(?:给|向|帮|替|服务于?|供(?:货|应)给?|配套|合作的?|客户(?:都|主要)?(?:是|有)?|对接|卖给|面对|在|进驻|入驻|位于|旁边|附近|租(?:在|了|用)?)(?:了|在|到)?(?:[^,。;]{0,4}(?:家|个|一些|多家|几家|些))?$"
)
_AT_PLACE = re.compile(
    r"^(?:的?(?:供应商|经销商|代理商|客户|子公司|分公司|母公司|股东|合作伙伴|员工|全资|控股|参股|下属|上下游|配套)|里|内|园区|那边|旁边|附近|的?工资|的?工钱|的?薪|上班|路|街|工作|提供|供|做配套|做代工|做服务|代工|打交道)"
)
_SERVED = re.compile(r"^(?:企业|们)?[^,。;]{0,4}(?:提供|服务|供货|做配套|配套|代工|做代工|打工)")
_HIRED = re.compile(
    r"(?:招(?:了|过|聘|收)?|雇(?:了|佣)?|聘(?:了|请|用)?|吸纳|吸收|带动|安置|录用|接收|培训|帮扶|帮助|解决|用了?|收了?|养了?|有)[^,。;]{0,8}?(?:\d+|[一二两三四五六七八九十几多]+)(?:多|来)?(?:个|名|位)?[^,。;]{0,3}$"
    r"|(?:招聘?|雇佣?|聘请?|吸纳|带动|安置|录用|接收|培训|帮扶)(?:了|过)?[^,。;]{0,6}$|(?:员工|职工|工人|团队|骨干|同事)[^,。;]{0,10}$"
)
# 残疾人集中就业企业: they work there.
_WORK_THERE = re.compile(r"(?:集中)?(?:就业|安置)(?:企业|单位|基地)")
_COUNTED = re.compile(r"(?P<number>\d+|[二两三四五六七八九十几百]+)(?:多|来)?(?:个|名|位)$")
_IN_IDENTITIES = re.compile(r"(?:我|本人|法人|法定代表人|老板|负责人|股东|创始人|合伙人|实际控制人)[^,。;]{0,8}$")
_EXHAUSTIVE = re.compile(
    r"(?:其他|其它|别的|另外的?|其余的?|剩下的?)(?:的)?(?:什么|啥|任何)?(?:资质|称号|荣誉|认定|名头|证书|牌子|头衔|资格)?[^,。;]{0,4}(?:都|也|就|全)?(?:没有?|无)(?:了|拿|评|过|任何)?"
    r"|(?:没有?|无)(?:任何|什么|啥|其[他它]|别的)(?:的)?(?:别的|其他)?(?:的)?[\u4e00-\u9fff]{0,4}?(?:资质|称号|荣誉|认定|名头|证书|牌子|头衔|资格|帽子)"
    r"|(?:什么|啥|任何|一个|一项|一样|半个)(?:企业|政府|官方)?(?:资质|称号|荣誉|认定|名头|证书|牌子|头衔|资格|帽子)(?:称号|荣誉|认定)?[^,。;]{0,4}(?:都|也)?(?:没有?|无|没评|没拿)"
    r"|(?:资质|称号|荣誉|认定|牌子|头衔|帽子)(?:称号|荣誉|证书)?(?:一个|一项|啥|什么|全|统统)?(?:都|也)?(?:没有|无|没评过?|没拿过?|空白)(?!问题|过期|到期|变)"
    r"|除(?:了|此|此之外)?[^,。;]{0,24}?(?:以外|之外|外)?,?(?:就)?(?:什么|啥|别的|其[他它])?(?:资质|称号|荣誉|认定)?(?:都|也|就)?(?:没有?|无)(?:别的|其[他它]|什么|啥|任何|其他的|了)?"
    r"|(?:资质|称号|荣誉)(?:就|只有|也就)(?:这|上面)?(?:些|几个|一个|两个|这些)"
)
_ONLY = re.compile(
    r"(?:只有|仅有|就有|就只有|只评了|只拿了|就一个|就这一个|唯一(?:的)?(?:资质|称号)?(?:是|就是)?)(?:一个|一项|个)?$"
)
_ONLY_BEHIND = re.compile(
    r"^[^,。;]{0,4}(?:这)?(?:一个|一项|一块|一样)(?:资质|称号|牌子|荣誉|认定)?|^(?:资质|称号)?(?:而已|罢了)"
)
_CONDITION_CLAUSE = re.compile(r"才(?:能|可以|行|给)")
_TITLE_WORDS = re.compile(r"资质|称号|荣誉|认定|名头|证书|牌子|头衔|帽子|资格|什么都|啥都|别的都|其他都|其他的?都|另外")


@dataclass(frozen=True, slots=True)
class _Group:
    """Mentions that stand side by side and share what is said of them."""

    mentions: tuple[Mention, ...]

    @property
    def span(self) -> Span:
        return Span(self.mentions[0].start, self.mentions[-1].end)


def names_in_story(
    story: Story, mentions: Sequence[Mention], claimed: Sequence[Span]
) -> Iterator[tuple[Fact, Mention]]:
    """Yield the qualifications and identities that the story gives the applicant or denies, and where it names them."""
    groups = [group for group in _grouped(story, mentions) if _is_said_of_applicant(story, group)]
    for group, reach in zip(groups, reaches(story, [group.span for group in groups], claimed), strict=True):
        said = said_of(story, group.span, reach)
        for mention in group.mentions:
            yield _fact(story, mention, said, alone=len(group.mentions) == 1), mention


def complete_in_story(story: Story, found: Sequence[tuple[Fact, Mention]]) -> tuple[frozenset[str], list[Span]]:
    """Return of which names the story says that everything is told, and the words that say so."""
    spans: list[Span] = []
    for clause in story.clauses:
        if _CONDITION_CLAUSE.search(clause.text) or clause.supposes or _is_question(clause.text):
            continue
        for match in _EXHAUSTIVE.finditer(story.plain, clause.start, clause.end):
            says_titles = _TITLE_WORDS.search(match.group()) or found
            if (
                story.of_applicant(match.start())
                and says_titles
                and not _of_something_else(match.group(), story, match.end())
            ):
                spans.append(Span(match.start(), match.end()))
    for fact, mention in found:
        if fact.name == QUALIFICATIONS and fact.certainty is Certainty.STATED and _is_only(story, mention):
            spans.append(Span(mention.start, mention.end))
    return (frozenset({QUALIFICATIONS}) if spans else frozenset()), spans


def _is_question(text: str) -> bool:
    return re.search(r"吗|么$|能不能|行不行|可以不|怎么办|咋办", text) is not None


def _of_something_else(words: str, story: Story, end: int) -> bool:
    """Tell whether 没有别的 goes on about something that is no title: 没有别的贷款."""
    if re.search(r"资质|称号|荣誉|认定|名头|证书|牌子|头衔|帽子|资格", words):
        return False
    rest = story.plain[end : story.clause_at(end - 1).end].strip()
    return not re.fullmatch(
        r"(?:的|了|啦|啊|呢|吧|其他的?|别的|任何)*(?:资质|称号|荣誉|认定|证书|牌子|头衔)?(?:的|了|啦|啊|呢|吧)*", rest
    )


def _is_only(story: Story, mention: Mention) -> bool:
    """Tell whether the words say that this is the only title: 只有高企, 就高企这一个资质."""
    clause = story.clause_at(mention.start)
    before, behind = story.plain[clause.start : mention.start], story.plain[mention.end : clause.end]
    if _CONDITION_CLAUSE.search(behind):
        return False
    only = _ONLY.search(before.rstrip()) is not None
    return only or (re.search(r"就|只|仅|光", before) is not None and _ONLY_BEHIND.match(behind) is not None)


def _is_said_of_applicant(story: Story, group: _Group) -> bool:
    """Tell whether names are said of the applicant: not a neighbour's, not demanded, not asked for, not hired."""
    mention, last = group.mentions[0], group.mentions[-1]
    clause = story.clause_at(mention.start)
    before = story.plain[clause.start : mention.start]
    behind = story.plain[last.end : story.clause_at(last.end - 1).end]
    if not story.of_applicant(mention.start) or clause.supposes or _CONDITION_CLAUSE.search(behind):
        return False
    own = re.search(
        r"(?:我们?|咱们?|公司|本公司|厂|企业|俺)?(?:就)?(?:是|属于|算是|有|拿了|评上?了)(?:家|一家|个|一个)?$", before
    )
    if _ASKED_FOR.match(behind) and not (
        own and not re.match(r"(?:企业)?(?:补|奖|政策|优惠|贷款|资金|专项|扶持)", behind)
    ):
        return False
    if _DEMANDED.search(before) or _FOR_OTHERS.search(before) or _AT_PLACE.match(behind):
        return False
    if before.endswith("为") and _SERVED.match(behind):
        return False
    if mention.named.fact == IDENTITIES and _WORK_THERE.match(behind):
        return False
    if mention.named.fact == IDENTITIES and not _IN_IDENTITIES.search(before[-9:]):
        return not (
            _HIRED.search(before)
            or _COUNTED.search(before)
            or re.match(r"(?:有)?[\d一二三四五六七八九十]+(?:个|名|人)", behind)
            or re.search(r"(?:安排|安置|吸纳|雇用?|聘用?)(?:了|着|过)?[^,。;]{0,6}$", before)
        )
    return not _HIRED.search(before) if mention.named.fact == IDENTITIES else True


def _grouped(story: Story, mentions: Sequence[Mention]) -> list[_Group]:
    groups: list[list[Mention]] = []
    for mention in mentions:
        last = groups[-1][-1] if groups else None
        if last and last.named.fact == mention.named.fact and _are_joined(story, groups[-1], mention):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return [_Group(tuple(group)) for group in groups]


def _are_joined(story: Story, group: Sequence[Mention], mention: Mention) -> bool:
    """Tell whether a name goes on a list; over a comma only where the list has its clause to itself."""
    last = group[-1]
    if not _JOINS.fullmatch(story.plain, last.end, mention.start):
        return False
    if "," not in story.plain[last.end : mention.start]:
        return True
    clause = story.clause_at(last.start)
    return not story.plain[clause.start : last.start].strip()


def _fact(story: Story, mention: Mention, said: Said, *, alone: bool) -> Fact:
    until = until_of(said.until_words, story.today)
    certainty = said.certainty
    if until is not None and certainty is Certainty.STATED and until < story.today:
        certainty = Certainty.EXPIRED
    elif until is not None and certainty is Certainty.EXPIRED and until > story.today:
        certainty = Certainty.STATED
    level = mention.level
    if mention.named.fact == QUALIFICATIONS and alone:
        level = level or _level_said(said.until_words)
        level = mention.named.level if level_unsaid(said.until_words) else level
    return Fact(
        mention.named.fact,
        mention.named.name,
        certainty,
        words=story.words(said.span) if alone else story.text[mention.start : mention.end],
        span=said.span if alone else Span(mention.start, mention.end),
        until=until if certainty in (Certainty.STATED, Certainty.EXPIRED) else None,
        level=level if mention.named.fact == QUALIFICATIONS else None,
    )


def _level_said(words: str) -> str | None:
    """Return the level said in what belongs to a mention: 是省级的, 省里评的."""
    match = re.search(
        r"(?<![不没])(?:是|属于|为)?(?P<graded>国家|省|自治区|市|县|区)(?:级|里(?=[评认批发给])|(?=认定|评的|批的|发的))(?!别)",
        words,
    )
    return level_of(match["graded"]) if match else None
