"""Questions that only what was said before makes whole: “那利率呢？” after a question about one document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.text.places import places_in
from kb.text.tokens import bigrams
from kb.turns import Turn

__all__ = [
    "FollowUp",
    "Turn",
    "completed",
    "content_of",
    "follow_up",
    "perhaps",
    "rewritten_as",
    "subject_of",
    "understood",
]

_TITLE = re.compile(r"《[^《》\n]+》")
_OPENING = re.compile(
    r"^(?:那么|那(?=个[人体])|那(?![里些个儿时样年家位种边份项次])|还有|另外|以及|此外|再问一?下?|对了)[，,、\s]*"
)
# What was spoken of, by a word that stands for it.
_POINTING = re.compile(
    r"^(?:它|其(?![他它余中次实])"
    r"|(?:[这那][个份项]|该|上述|前述)(?:办法|政策|文件|规定|通知|方案|意见|细则|贷款|补贴|奖励|项目)|[这那]个)的?[，,、\s]*"
)
_ASKING = re.compile(r"呢[？?。！!\s]*$")
_END = re.compile(r"[？?。！!\s]+$")
_LONGEST, _LONGEST_BARE, _LONGEST_TOPIC = 30, 14, 24
# So much of a topic in a title makes it the title's.
_TOLD = 0.6
# What any policy may be asked, and what one asks it with: a question of nothing else is about what was spoken of.
_ATTRIBUTE = re.compile(
    r"利率|利息|年化|额度|金额|上限|下限|期限|年限|时限|有效期|截止(?:日期|时间)?|条件|要求|门槛|材料|资料|手续|流程|程序|步骤|费用"
    r"|手续费|比例|标准|范围|对象|方式|渠道|用途|部门|单位|电话|地址|抵押|质押|担保|保证人|征信|年龄|户口|户籍|罚款|处罚|后果"
)
_ASK = re.compile(
    r"(?:最[高低多少长短]|一共|总共|大概)?(?:可以?|能|会|要|需要|应当)?(?:贷|借|拿|领|补|奖|给|交|罚)?到?"
    r"(?:多少(?:钱|元|万|天|年|个月|次)?|多长(?:时间)?|多[久大远高深重快宽]|几(?:年|个?月|天|次|万|个)"
    r"|什么(?:时候|时间|人|地方)?|啥(?:时候)?|哪(?:里|儿|些|个|天|年)|谁|怎么(?:样|办|算|交|领|弄)?|怎样|如何|为什么|为啥)"
)
_USUAL = re.compile(
    r"需要|必须|一定|可以|可不可以|能不能|要不要|用不用|有没有|是不是|能否|是否|不能|不可以|不用|可|能|要|得|会|有|是"
    r"|申请|申报|办理|办|享受|领取|领|提交|提供|准备|交|还款|还|续贷|提前|延期|逾期|拿|贷|借|找|联系|咨询|去|向|到|给|在|从|由"
    r"|自己|本人|我们?|咱们?|负责|主管|监管|监督|管理|管|最[高低多少长短早晚迟快]|线上|网上|线下|每年|一年|一次"
    r"|开始|结束|施行|实施|生效|过期|有效|限制|规定|审批|审核|批|下来|到账|钱|名额|吗|么|呢|吧|啊|呀|嘛|的|了|和|或者?|还|也|都|就|又|再"
)
# 要什么条件, asked of nothing: which conditions there are to be met.
_CONDITIONS = re.compile(
    r"(?:都?[需得]?要|[都还]?有|得有|都?需|满足|符合|具备)*(?:什么样?|啥|哪些|怎样)的?条件|条件(?:是什么|是啥|有哪些|有什么|有啥|怎么样?)"
)
_CONDITIONS_ASKED = "要符合哪些条件？"
# Who may ask for something; of which rule tells nothing.
_ANYBODY = re.compile(r"个人|企业|公司|单位|个体(?:工商)?户|小微企业|小微|农户|学生|外地人|外国人|新公司|法人")
_PUNCTUATION = re.compile(r"[\s？?。！!，,、；;：:“”\"']+")
_TOPIC_TAIL = re.compile(
    r"(?:的|用来|用于|做|放|最[高低多少长短]|一般|大概|每[年户个]|可以?|能|要|需要|应当|有|是|在|向|由|从|自|，|,)+$"
)
# What a topic has of the amount that was asked: of 单户企业贷款额 and 贷款单户企业 something else is asked of 贷款.
_OF_MEASURE = re.compile(
    r"^(?:单[个家户笔]|每[个家户笔])(?:企业|单位|项目|公司|客户|主体)?的?(?=[\u4e00-\u9fff]{2})"
    r"|(?<=[\u4e00-\u9fff]{2})(?:单[个家户笔]|每[个家户笔])(?:企业|单位|项目|公司|客户|主体)?(?:每年)?(?:最[高低多少])?的?"
    r"|(?<=[\u4e00-\u9fff]{2})(?:最[高低大小])?(?:限额|总额|额度?)$"
)
# An attribute that is asked for, and no part of a longer name.
_ASKED_FOR = re.compile(
    rf"(?:{_ATTRIBUTE.pattern})(?=[是有为要需最怎如吗呢几什啥哪谁？?]|多[少久长大]|$)|(?<=的)(?:{_ATTRIBUTE.pattern})"
)
_TOPIC_HEAD = re.compile(r"^(?:请问|你好|您好|我想(?:问|知道|了解)一?下?|想问一?下?|问一?下|那么?|关于)[，,、\s]*")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that leans on the ones before it, and what it is completed from."""

    asked: str
    """What is asked, without the words that lean (利率？)."""
    whole: str
    """The question as it is understood, for people to read."""
    title: str | None
    """The document last spoken of, in its brackets, where a text named it."""
    document_id: str | None
    topic: str
    """What the questions before were about; empty where they do not tell."""
    subject: bool
    """True where it names something of its own besides what any policy may be asked."""
    marked: bool
    """True where words of the question say that it leans; False where it only names no subject of its own."""
    asks: str = ""
    """What the last question asked of its topic, where this one only names another (那活期呢？)."""
    elsewhere: bool = False
    """True where it names another document or place, of which the last question is asked."""
    rewritten: str = ""
    """The question as a language model completed it, checked; empty where the rules did."""

    @property
    def topical(self) -> str:
        """What is asked, as the questions before complete it."""
        if self.rewritten:
            return _TITLE.sub("", self.rewritten)
        return _joined(self.topic, self.asked) if not self.asks else f"{_END.sub('', self.asked)}{self.asks}"


def follow_up(question: str, earlier: Sequence[Turn]) -> FollowUp | None:
    """Return what a question leans on; None where it stands by itself or nothing was asked before."""
    asked = question.strip()
    if not earlier or len(asked) > _LONGEST:
        return None
    marked = bool(_OPENING.match(asked) or _POINTING.match(asked) or _ASKING.search(asked))
    if not marked and not _bare(asked):
        return None
    rest = _ASKING.sub("？", _POINTING.sub("", _OPENING.sub("", asked)))
    rest = _END.sub("", rest) + "？" if _END.search(rest) else rest
    rest = _CONDITIONS_ASKED if _CONDITIONS.fullmatch(_END.sub("", rest)) else rest
    base = _base(earlier)
    if other := _elsewhere(rest, base):
        return FollowUp(rest, other, None, None, "", True, marked, elsewhere=True)
    if not _END.sub("", rest) or _TITLE.search(rest):
        return None
    title, document_id = _spoken_of(earlier)
    points = bool(_POINTING.match(_OPENING.sub("", asked))) or rest == _CONDITIONS_ASKED
    named = points and bool(title or document_id)
    topic = "" if named else _topic(base)
    asks = _asks(base, topic) if _only_names(rest) else ""
    topic = topic if asks else _OF_MEASURE.sub("", topic)
    found = FollowUp(rest, "", title, document_id, topic, bool(asks) or _has_subject(rest), marked, asks)
    whole = understood(found, title) if title or topic else f"{base.strip()}{rest}"
    return replace(found, whole=whole)


def perhaps(question: str, earlier: Sequence[Turn]) -> FollowUp | None:
    """Return a short question that names a subject but no document or place, as one that may lean on the last document.

    None where no document was spoken of, or the question is long enough to stand by itself.
    """
    asked = question.strip()
    title, document_id = _spoken_of(earlier)
    if not (title or document_id) or len(asked) > _LONGEST_BARE or _TITLE.search(asked) or places_in(asked):
        return None
    found = FollowUp(asked, "", title, document_id, "", True, False)
    return replace(found, whole=understood(found, title))


def rewritten_as(question: str, earlier: Sequence[Turn], rewritten: str, lean: FollowUp | None) -> FollowUp:
    """Return a question as a language model completed it; of another document where it names one."""
    title, document_id = _spoken_of(earlier)
    found = lean or FollowUp(question.strip(), "", title, document_id, "", _has_subject(question), True)
    named = _TITLE.search(rewritten)
    return replace(found, whole=rewritten, rewritten=rewritten, elsewhere=named is not None and named[0] != found.title)


def understood(lean: FollowUp, title: str | None) -> str:
    """Return what is asked of a document, for people to read: with its topic where the title does not tell it."""
    if lean.rewritten:
        return lean.rewritten
    return f"{title or ''}{lean.asked if _told_by(lean, title) else lean.topical}"


def _told_by(lean: FollowUp, title: str | None) -> bool:
    """Tell whether a title has the topic that a question leans on: then what is asked says enough."""
    pieces = bigrams(lean.topic)
    return not lean.asks and bool(title) and sum(one in (title or "") for one in pieces) >= _TOLD * len(pieces)


def completed(question: str, earlier: Sequence[Turn]) -> str:
    """Return the question as it is understood after the earlier ones; as it is where it stands by itself."""
    found = follow_up(question, earlier)
    return found.whole if found else question


def content_of(asked: str) -> str:
    """Return what a question names besides the words that any question is asked with; empty where it only asks."""
    without = _ASK.sub(" ", _PUNCTUATION.sub(" ", _TITLE.sub(" ", asked)))
    return " ".join(_USUAL.sub(" ", without).split())


def _bare(asked: str) -> bool:
    """Tell whether a question names no subject: nothing but what any policy may be asked."""
    if len(asked) > _LONGEST_BARE or _TITLE.search(asked):
        return False
    asks = _ATTRIBUTE.search(asked) or _ASK.search(asked) or re.search(r"[吗么]|[？?]", asked)
    return bool(asks) and not _has_subject(asked)


def _has_subject(asked: str) -> bool:
    return any(len(part) > 1 for part in subject_of(asked).split())


def subject_of(asked: str) -> str:
    """Return what a question names besides what any policy may be asked, and who asks."""
    return content_of(_ANYBODY.sub(" ", _ATTRIBUTE.sub(" ", asked)))


def _only_names(rest: str) -> bool:
    """Tell whether nothing is asked but of what: a name alone."""
    named = _END.sub("", rest)
    asks = _ATTRIBUTE.search(named) or _ASK.search(named) or re.search("[吗么]$", named)
    return len(named) > 1 and bool(content_of(named)) and not asks


def _asks(base: str, topic: str) -> str:
    """Return what a question asks of its topic."""
    held = _TITLE.sub("", base).strip()
    return held[held.index(topic) + len(topic) :].removeprefix("的") if topic and topic in held else ""


def _base(earlier: Sequence[Turn]) -> str:
    """Return the last question that stood by itself."""
    for place in range(len(earlier) - 1, 0, -1):
        asked = earlier[place].question.strip()
        leans = _OPENING.match(asked) or _POINTING.match(asked) or _ASKING.search(asked) or _bare(asked)
        if not leans or len(asked) > _LONGEST:
            return asked
    return earlier[0].question


def _spoken_of(earlier: Sequence[Turn]) -> tuple[str | None, str | None]:
    """Return the document last cited or named, by title and by id."""
    for turn in reversed(earlier):
        found = _TITLE.search(turn.answer) or _TITLE.search(turn.question)
        if found or turn.document_id:
            return (found[0] if found else None), turn.document_id
    return None, None


def _topic(base: str) -> str:
    """Return what a question is about: its words before what it asks of it."""
    text = _TOPIC_HEAD.sub("", _TITLE.sub("", base).strip())
    cuts = [found.start() for pattern in (_ASKED_FOR, _ASK) if (found := pattern.search(text))]
    topic = _TOPIC_TAIL.sub("", text[: min(cuts)]) if cuts else ""
    return topic if 2 <= len(topic) <= _LONGEST_TOPIC and not _PUNCTUATION.search(topic) else ""


def _elsewhere(rest: str, base: str) -> str:
    """Return the last question asked of the one document or place that is all a question names; else nothing."""
    named = _END.sub("", rest)
    title = _TITLE.fullmatch(named)
    if title:
        return f"{named}{_asks(base, _topic(base)) or _TITLE.sub('', base).strip()}"
    places = places_in(named)
    if len(places) != 1 or places[0].name != named:
        return ""
    without = _TITLE.sub("", base).strip()
    for place in places_in(without):
        without = without.replace(place.name, "")
    return f"{named}{without}"


def _joined(topic: str, asked: str) -> str:
    if not topic:
        return asked
    return f"{topic}的{asked}" if _ATTRIBUTE.match(asked) else f"{topic}{asked}"
