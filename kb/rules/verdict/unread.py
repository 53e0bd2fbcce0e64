"""What nobody may have on the strength of a story that was not wholly understood: the verdict waits for somebody."""

import re
from collections.abc import Iterator
from dataclasses import replace

from kb.rules.matching.wording import quoted
from kb.rules.types import Applicant, Condition, ConditionKind, Judged, Operation, Status
from kb.text.written_numbers import half_width

_PARTS = re.compile(r"[,;。!?\n]")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
# What somebody is, was or did may shut him out; what a bank offers and how trade goes does not.
_STANDING = re.compile(
    r"是(?!为了|想|要|否|不是)|属于|曾|被|受过|有过|编制|在编|上班|任职|担任|兼职|工作|退休|欠|拖|罚|查[处封]|起诉|官司|诉讼|仲裁|纠纷|判|拘|刑"
    r"|停[业产]|注销|吊销|破产|倒闭|违[法规约]|涉嫌|失信|异常|事故|污染|坏账|担保|没还|逾期|还不上"
)
_OF_OTHERS = re.compile(
    r"^(?:我们?的?|有个)?(?:朋友|邻居|隔壁|对门|同行|别人|人家|别家|客户|供应商|竞争对手|对手|银行|亲戚|同学|同事)"
)
_WISHED = re.compile(r"^(?:现在|也|还|就|所以|我们?)*(?:想|打算|准备|计划|希望|争取|需要|要)")
# In so many texts and stories that they tell nothing: two characters each.
_COMMON = frozenset(
    re.findall(
        "..",
        "企业公司单位贷款申请借款人员个人情况没有我们有关行为项目经营资金政策支持年度"
        "万元补贴补助奖励以上以下存在发生属于规定条件享受记录",
    )
)
_ASIDE = frozenset({ConditionKind.PLACE, ConditionKind.TIME})


def unsettled(judged: Judged, applicant: Applicant) -> Judged:
    """Return a policy that is met as left to somebody, by clause, where a part of the story was not understood.

    Only such parts count as may shut out: words in common with what the policy bars, or what the applicant is or did.
    """
    if judged.status is not Status.MET:
        return judged
    found = tuple(one for part in _parts(applicant) if (one := _in_doubt(part, judged)) is not None)
    if not found:
        return judged
    whole, before = judged.condition, judged.children
    if whole.operation is not Operation.ALL:
        whole, before = Condition(Operation.ALL, whole.span, whole.address, children=(whole,)), (judged,)
    because = "；".join(one.because for one in found)
    return Judged(whole, Status.DISCRETIONARY, because, (*before, *found), judged.facts)


def _parts(applicant: Applicant) -> Iterator[str]:
    for run in applicant.unread:
        for part in _PARTS.split(half_width(run)):
            words = part.strip()
            # Names of given facts that the schema does not have say nothing in words.
            if _HAN.search(words) and "_" not in words and not _OF_OTHERS.match(words) and not _WISHED.match(words):
                yield words


def _in_doubt(part: str, judged: Judged) -> Judged | None:
    """Return the demand that a part of a story may bear on, as left to somebody; None where it bears on none."""
    own = _pairs(part)
    bars, demands = list(_leaves(judged.condition, shut=True)), list(_leaves(judged.condition, shut=False))
    near = max(bars, key=lambda leaf: len(own & _pairs(leaf.text)), default=None)
    if near is None or not own & _pairs(near.text):
        if not _STANDING.search(part):
            return None
        near = near or max(demands, key=lambda leaf: len(own & _pairs(leaf.text)), default=judged.condition)
    because = f"没有看懂您说的{quoted(part)}，不能断定您不受这一条限制，要人工核对"
    leaf = replace(near, operation=Operation.LEAF, children=(), text=near.text)
    return Judged(leaf, Status.DISCRETIONARY, because)


def _leaves(condition: Condition, *, shut: bool, within: bool = False) -> Iterator[Condition]:
    """Yield the leaves of what shuts out, or of all else, in text order; places and times aside."""
    within = within or condition.operation is Operation.NONE
    if condition.operation is Operation.LEAF and within == shut and condition.kind not in _ASIDE:
        yield condition
    for child in condition.children:
        yield from _leaves(child, shut=shut, within=within)


def _pairs(words: str) -> frozenset[str]:
    runs = _HAN.findall(half_width(words))
    return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1)) - _COMMON
