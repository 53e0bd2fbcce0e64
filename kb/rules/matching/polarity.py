"""Whether words say that something is so or not: what denies the head of a wording, and what lies behind it."""

import re

from kb.text.remembered import remembered_texts
from kb.text.written_numbers import half_width

NEGATION = re.compile(
    r"从来?没有?|从不|从未|尚未|并未|还没有?|没有|未曾|并非|未(?!来)|无(?!人机|锡|形|线)|不存在|不是|不在"
    r"|不(?!良|锈|动|断|超|低|少|高|含|法)|没(?!收|落|入)|非(?!物|遗|公|营|银|法)"
)
_SETTLING = (
    r"清偿|偿还|归还|结清|还清|还上|还完|补缴|缴清|补交|交清|付清|支付|发放|兑付|清欠|整改|改正|纠正|修复|移出|撤销|解除|消除|履行|处理"
    r"|执行完|了结|完成|恢复|注销|办结|销号|到位|发|给|还|交|缴|补"
)
# 拖欠工资尚未清偿: what is not done is the end of the state, which holds.
_UNSETTLED = re.compile(
    rf"(?:且|并|而|但|,|、)?(?:至今|仍然?|目前|现在|逾期|到现在|还)*(?:尚未|仍未|并未|未|没有?|不|拒不)(?:能|予|予以|按期|及时|依法|按[^,。;]{{1,6}}?|有|完全|全部)*"
    rf"(?:{_SETTLING})[^,。;]{{0,6}}$"
)
_EXISTS = re.compile(r"(?:存在|仍有|尚有|还有|具有|有|属于|因|由于)[^,。;]{0,6}$")
_OF_DENIALS = re.compile(r"(?:不是|并非|非)$")
_HEAD = re.compile(
    r"(?:有|再|过|能|曾|被|因|受|遭|发生|出现|存在|列|纳|拖|欠|违|涉|产生|参加|参与|获|取得|享受|属|拥有|具|在|是|办|贷|进|上了)"
)
_BEFORE_HEAD = re.compile(
    r"近?[一二三四五两\d]+个?(?:完整)?(?:会计)?年(?:度)?(?:之?内|以来|来|内)?|上一?年度?|去年|当年|今年|本年度?|最近|近期|近年来?|目前|现在|截至|申[报请](?:前|时|日|之日)?|以来|至今"
    r"|借款人|申请人|申[报请](?:单位|企业|主体)|企业|公司|单位|我们?|咱们?|本公司|本企业|本人|及其|其|法定代表人|实际控制人|主要负责人|负责人|股东|高管|老板|厂里?"
    r"|从来|一直|一次|都|也|均|且|并|还|又|和|与|及|或者?|被|曾经?|已经?|的|了|有|是|[^\w\u4e00-\u9fff]"
)


@remembered_texts(4096)
def affirms(words: str) -> bool | None:
    """Tell whether the words say that their head holds; None where a denial may or may not be the head's."""
    body = without_unsettled(words)
    denials = list(NEGATION.finditer(body))
    if not denials:
        return True
    first = denials[0]
    before = body[: first.start()]
    if _BEFORE_HEAD.sub("", before) and not _HEAD.match(body, first.end()):
        return None
    if _EXISTS.search(before) and not _BEFORE_HEAD.sub("", before):
        return True
    leading, end = 1, first.end()
    for denial in denials[1:]:
        # 不是没有 is a denial denied, 没有未结清的 denies what is unsettled.
        if not _OF_DENIALS.search(body[:end]) or _BEFORE_HEAD.sub("", body[end : denial.start()]):
            break
        leading, end = leading + 1, denial.end()
    return leading % 2 == 0


@remembered_texts(4096)
def without_unsettled(words: str) -> str:
    """Return half-width words without what says at their end that a state has not ended: 尚未清偿的."""
    plain = half_width(words)
    tail = _UNSETTLED.search(plain)
    if tail is None or not _BEFORE_HEAD.sub("", NEGATION.sub("", plain[: tail.start()])):
        return plain
    return plain[: tail.start()]


def inner_denials(words: str) -> tuple[str, ...]:
    """Return what the words deny elsewhere than at their head, each with the two characters behind it."""
    body = without_unsettled(words)
    found = [(denial.start(), body[denial.end() : denial.end() + 2]) for denial in NEGATION.finditer(body)]
    if affirms(words) is False:
        return tuple(behind for _, behind in found[1:])
    return tuple(behind for _, behind in found)


def same_sense(one: str, other: str) -> bool | None:
    """Tell whether two like wordings say the same and not the opposite; None where that cannot be told."""
    if inner_denials(one) != inner_denials(other):
        return None
    left, right = affirms(one), affirms(other)
    if left is None or right is None:
        return True if left is right else None
    return left == right
