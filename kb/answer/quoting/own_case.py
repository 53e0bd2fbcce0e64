"""Whether a sentence keeps out or bounds the very person or firm that a question tells of."""

import re
from collections.abc import Sequence

from kb.answer.lead.words import CANNOT, NOT_ASKED
from kb.answer.quoting.exceptions import BARS
from kb.text.tokens import bigrams
from kb.types import Citation

# A question tells of the asker before it asks: 我是做物流的，能…吗; 物流企业能不能….
_ASKING = re.compile(r"能不能|可不可以|可以|是否|可否|能否|还能|[能享申办领拿]|算不算|行不行|([给让准补贴报批])不\1")
_STORY_ENDS = re.compile(r"[，,。；;！!]")
_SENTENCE_ENDS = re.compile(r"[。；;]")
_AGE = re.compile(r"\d{1,3}\s*周?岁|年龄|退休")
_AGE_BOUND = re.compile(
    r"(?:周岁|岁|退休年龄)[^，,。；;]{0,6}(?:以[上下内]|[、，,（(]|的|$|。|；)|(?:年满|不满|未满|超过|不超过|不足)[^，,。；;]{0,4}\d+\s*周?岁"
)
# Who or what is kept out stands before the words that bar; other barred things (利息不予贴息) are not persons.
_WHO_IS_BARRED = re.compile(
    r"(?:人员|企业|公司|单位|机构|平台|配偶|个人|职工|学生|主体|人|户|者)(?:及其[\u4e00-\u9fff]{1,6})?"
    rf"[^，,。；;]{{0,12}}[，,]?(?:一律|均)?(?:{BARS.pattern})"
)
_BARRING_LEAD_IN = re.compile(rf"不得|{BARS.pattern}")
_LEAVE = re.compile(
    r"(?:能|可以|可|享受|算)[^，,。；;]*[吗么嘛不没][?？]?$|能不能|可不可以|能否|可否|是否(?:可以|能|享受|享有)|算不算|行不行|有没有资格"
    r"|([给让准享补贴报批])(?:受)?不\1"
)
_MORE = re.compile("多少|几[个年天成家万]|多久|多长|哪|什么|怎么|如何|谁")
_LONGEST = 80
# Words for anybody and anything say nothing of who someone is.
_ANYBODY = re.compile(
    r"企业|公司|单位|个人|人员|机构|我们|我家|贷款|申请|补贴|补助|贴息|奖励|资金|政策|担保|创业|项目|享受|开了?|做|的|我|是|在"
)
_ALIKE = (
    ("公务员|公职|事业单位|事业编|体制内|机关|在编", "公职人员|公务员|财政供养|机关事业|事业单位|国家工作人员|在编"),
    ("国企|央企|国有|国资", "国有"),
    ("个体户|个体工商|个体店", "个体工商户|个体户|个体经营"),
    ("小贷公司|典当|融资租赁", "小额贷款|典当|融资租赁"),
    ("房产|地产|开发商|楼盘", "房地产"),
    ("老公|老婆|爱人|丈夫|妻子|配偶|家属|媳妇", "配偶|家属|近亲属|家庭成员"),
    ("失信|老赖|黑名单", "失信"),
    ("逾期|欠款|没还上|征信", "逾期|欠款|拖欠|征信|信用记录"),
    ("学生|上学|在校|大学", "在校|学生"),
    ("个人|自己", "个人投保|个人购买|自然人"),
)
_LEAST = 2
# A word that so many sentences of a document share tells nobody apart.
_COMMON = 3


def asks_for_leave(question: str) -> bool:
    """Tell whether a prepared question asks whether somebody may do or have something, and asks nothing else."""
    return len(question) <= _LONGEST and _LEAVE.search(question) is not None and not _MORE.search(question)


def bears_on(question: str, text: str, lead_in: str, texts: Sequence[str]) -> bool:
    """Tell whether a sentence bounds the asker's age or keeps out the like of the one whom the question tells of.

    `texts` are the sentences of its document: a word that many of them have tells nobody apart.
    """
    if _AGE.search(question) and _AGE_BOUND.search(text):
        return True
    barred, story = _barred(text, lead_in), _story(question)
    if not barred or not story:
        return False
    alike = any(re.search(said, story) and re.search(meant, barred) for said, meant in _ALIKE)
    return alike or _shares_a_word(_told(question), barred, texts)


def names_asker(question: str, text: str, texts: Sequence[str]) -> bool:
    """Tell whether a sentence has a word by which the question tells of the asker."""
    return _shares_a_word(_told(question), text, texts)


def misleads(question: str, said: str, marks: Sequence[int], citations: Sequence[Citation]) -> bool:
    """Tell whether a line passes over what keeps the asker out, or says no for what keeps others out."""
    if not asks_for_leave(question):
        return False
    texts = [citation.quote for citation in citations]
    bearing = [citation.mark for citation in citations if bears_on(question, citation.quote, "", texts)]
    if bearing:
        return not set(bearing) & set(marks) or _passes_over(question, said, texts)
    says_no = said.startswith(CANNOT) and bool(_told(question).strip())
    barred = [_barred(citation.quote, "") for citation in citations if citation.mark in marks]
    return says_no and any(names_asker(question, citation.quote, texts) for citation in citations) and any(barred)


def _passes_over(question: str, said: str, texts: Sequence[str]) -> bool:
    """Tell whether a line grants what a sentence of a quote keeps the asker's like from."""
    barring = [one for text in texts for one in _SENTENCE_ENDS.split(text) if bears_on(question, one, "", texts)]
    barring = [one for one in barring if BARS.search(one) and not _AGE_BOUND.search(one)]
    return bool(barring) and not said.startswith(CANNOT) and not any(said in one or one in said for one in barring)


def keeps_out(text: str) -> bool:
    """Tell whether a sentence keeps some persons or firms out: 公职人员不得申请, 房地产企业除外."""
    return _WHO_IS_BARRED.search(text) is not None


def _barred(text: str, lead_in: str) -> str:
    """Return what a sentence says of whom it keeps out, itself or as an item of such a list; empty where none."""
    if _BARRING_LEAD_IN.search(lead_in):
        return text
    bars = BARS.search(text)
    if bars is None:
        return ""
    # 房地产企业除外; 整改期内的企业，不予支持: the words before it are of those whom the bar leaves in.
    *_, before, own = ["", *re.split(r"[，,。；;]", text[: bars.start()])]
    return own if len(own) >= _LEAST else before


def _shares_a_word(told: str, text: str, texts: Sequence[str]) -> bool:
    shared = set(bigrams(_ANYBODY.sub(" ", told))) & set(bigrams(_ANYBODY.sub(" ", text)))
    return any(len(word) >= _LEAST and sum(word in other for other in texts) < _COMMON for word in shared)


def _told(question: str) -> str:
    """Return what a question tells of the asker, without the words of asking."""
    return NOT_ASKED.sub(" ", _story(question))


def _story(question: str) -> str:
    """Return what stands in a question before what it asks for."""
    *story, asking = _STORY_ENDS.split(question.rstrip("？?。"))
    found = _ASKING.search(asking)
    return "，".join([*story, asking[: found.start()] if found else ""])
