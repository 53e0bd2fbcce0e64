"""What else a story says of an applicant's standing: credit, arrears, penalties, whether the business runs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.rules.applicant.statuses import UNSURE
from kb.rules.matching.accidents import GRADED
from kb.rules.story.scope import denied_before
from kb.rules.story.text import Clause, Story
from kb.rules.types import Certainty, Fact
from kb.text.persons import person_before
from kb.types import Span


@dataclass(frozen=True, slots=True)
class _State:
    """A state in the words of policies, and the words that people have for it."""

    words: str
    said: re.Pattern[str]
    bad_credit: bool = False
    """Whether who is in it has a bad credit record."""


def _state(words: str, said: str, *, bad_credit: bool = False) -> _State:
    return _State(words, re.compile(said), bad_credit)


_STATES = (
    _state(
        "列入失信被执行人名单",
        r"失信(?:被执行人)?(?:名单|企业|人员?)?|老赖|被执行人|黑名单",
        bad_credit=True,
    ),
    _state(
        "有不良信用记录",
        r"(?:不良|坏)(?:信用|征信|贷款)?记录|(?:信用|征信)(?:有|上有|存在)(?:不良|污点|问题)|呆账|坏账|连三累六|(?:信用|征信)(?:很|太|比较)?(?:差|坏|黑了|不好)",
        bad_credit=True,
    ),
    _state(
        "征信有瑕疵",
        r"(?:征信|信用)(?:报告)?(?:有点|有些|比较|稍微|查得)?(?:花|瑕疵|小问题|不太好|一般|查询(?:次数)?(?:有点|比较|太)?多)",
    ),
    _state(
        "贷款逾期",
        r"(?:贷款|还款|信用卡|房贷|银行)?(?:有过|有|出现过?|发生过?)?(?:几次|一次|两次|过)?逾期(?:过|未还|记录|了)?",
    ),
    _state(
        "列入经营异常名录",
        r"(?:经营)?异常(?:名录|名单|经营)|列(?:入|为)异常|工商异常",
    ),
    _state(
        "列入严重违法失信名单",
        r"严重违法(?:失信)?(?:名单|企业|行为)?",
    ),
    _state(
        "欠税",
        r"欠(?:缴|着|了)?税|漏税|偷税|逃税|税(?:款)?没(?:交|缴)",
    ),
    _state(
        "拖欠工资",
        r"(?:拖)?欠(?:过|了|着)?(?:工人|员工|职工|农民工|大家|人家)?(?:们)?(?:的)?(?:[\d一二两三四五六七八九十几半]+个?(?:多)?[月年](?:的)?)?(?:薪|工资|工钱)"
        r"|(?:拖)?欠(?:过|了|着)?农民工|工资(?:没(?=发|给|付|结|开|到|着落|$)|发不)",
    ),
    _state(
        "欠缴社保",
        r"(?:断缴|欠缴|没交|没缴|欠)(?:了)?社保|社保(?:断|没交|没缴|欠)",
    ),
    _state(
        "发生安全事故",
        rf"{GRADED}?(?:安全)?(?:生产)?(?:安全)?(?:责任)?事故|安全生产(?:问题|违法)",
    ),
    _state(
        "受过环保处罚",
        r"环[保境](?:处罚|问题|违法|被罚|罚款|督察|不达标)|污染(?:事故|问题)",
    ),
    _state(
        "受过行政处罚",
        r"行政处罚|被(?:工商|市监|税务|执法)?(?:处)?罚(?:过|款|了)",
    ),
    _state(
        "有未决诉讼",
        r"(?:打|有|吃)(?:着)?官司|诉讼|被(?:人)?(?:起诉|告了|告上)",
    ),
    _state(
        "停产歇业",
        r"停产|歇业|停业|关门(?:了|歇)|倒闭|破产|注销|吊销|僵尸企业",
    ),
    _state(
        "正常经营",
        r"(?:正常|照常|一直在|都在)(?:生产)?(?:经营|生产|营业|开工|运转|运营|开着)",
    ),
    _state(
        "享受过补贴",
        r"(?:享受|拿|领|得|获)(?:得|到)?过[^,。;]{0,10}(?:补贴|补助|奖励|贴息|扶持|资助|政策)|(?:没有?|未)(?:享受|拿|领|得|获)(?:得|到|过)*[^,。;]{0,8}(?:补贴|补助|奖励|贴息|扶持|资助|政策)",
    ),
    _state(
        "发生过风险代偿",
        r"代偿|风险补偿(?:过|了)?(?!金|政策|贷)",
    ),
    _state(
        "对外担保",
        r"(?:给|替|为|帮)(?:别人|朋友|其他公司|他人|人家|别的公司|外面)[^,。;]{0,4}(?:做|作|提供)?(?:过)?担保|对外担保|互保",
    ),
    _state(
        "安装环保设备不达标",
        r"(?:环保|安全)(?:设施|设备)?(?:不达标|没达标|不合格)",
    ),
    _state(
        "产能落后",
        r"落后产能|淘汰类|高污染|高耗能|两高(?:一剩|项目)",
    ),
    _state(
        "有融资需求",
        r"(?:有|存在)(?:资金|融资|贷款)(?:需求|缺口)|资金(?:缺口|紧张|紧|困难|吃紧)|缺(?:钱|资金)|缺(?:乏|少)?[^,。;]{0,2}(?:融资|资金)(?:渠道|来源)?",
    ),
    _state(
        "在职缴纳社保",
        r"(?:正常|按时|都|一直)(?:有)?(?:缴|交)(?:纳|着|了)?社保",
    ),
)
_GOOD_CREDIT = re.compile(
    r"(?:信用|征信)(?:记录|报告|状况)?(?:一直|都|也|很|挺|非常|还|比较|算|是|保持|情况)*(?:良好|好的|好(?!像)|没问题|没有问题|没毛病|干净|清白|正常|没事|优良|不错)|没有?(?:任何|什么)?(?:不良|失信)(?:的)?(?:信用)?(?:记录|行为)"
)
_BEHIND_DENIES = re.compile(
    r"^(?:的)?(?:记录|情况|问题|行为|名单)?(?:也|都|是|从来|一次|一个)*(?:没有(?!还|缴|发|付|给|结|清|补|处|整|交|解|撤|移)|没(?!还|交|缴|解|撤|移|发|付|给|结|清|补|处|整|到)|无|不存在)"
)
_BEFORE_DENIES = re.compile(
    r"(?:没有?|无(?!法)|未(?!还|缴|偿|结|决)|不(?!良|好|太|达)|从不|从未|零|非(?!法))(?:有|被|发生|出现|存在|在|上|进|列入|过|任何|什么|产生|拖|曾|是|属于)*(?:什么|任何|一次|银行|贷款|信用卡|过|的)*$"
)
# 公司和法定代表人: what is said is said of both.
_BOTH = re.compile(r"(?:公司|企业|我们?|单位|店|厂|合作社)(?:和|及其?|与|、|跟|还有)(?:我们?的?)?$")
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


def _states(story: Story, clause: Clause, good: re.Match[str] | None) -> Iterator[Fact]:
    taken: list[tuple[int, int]] = [good.span()] if good else []
    for state in _STATES:
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
            words = f"发生{match.group()}" if match.group().endswith("事故") else state.words
            if person is not None:
                span = Span(clause.start + person[1], end)
                yield Fact("states", f"{person[0]}{words}", certainty, words=story.words(span), span=span)
                if not _BOTH.search(clause.text[: person[1]]):
                    continue
            yield _fact(story, clause, match, "states", words, certainty, end)
            if state.bad_credit and certainty in (Certainty.STATED, Certainty.UNSURE):
                yield _fact(story, clause, match, "credit_bad", True, certainty)


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
    inside = re.match(r"没|未", match.group())
    if inside or _BEFORE_DENIES.search(before) or denied_before(before) or _BEHIND_DENIES.match(behind):
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
