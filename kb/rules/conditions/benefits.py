"""Whether a passage leads to something that one may have: no prize, no duty of officials, no plan for disasters."""

import re

from kb.rules.conditions.heads import NOT_APPLY, Role
from kb.rules.conditions.policy_text import PolicyText
from kb.rules.conditions.scopes import GIVES_MONEY, Gate
from kb.types import DocumentKind, Metadata

_GIVES = re.compile(
    r"贷款|补贴|补助|奖励|奖补|贴息|资助|担保|扶持|支持|优惠|减免|专项资金|救助|补偿|融资|信贷|培育|免征|返还|政策|帮扶|基金|认定"
)
_GIVES_BY_LAW = re.compile(r"贷款|补贴|补助|奖励|贴息|资助|优惠|减免|扶持|救助|领取|享受")
# What firms and people may have, whatever a text is about.
_MAY_BE_HAD = re.compile(r"贷款|补贴|贴息|扶持|优惠|减免|免征|免收|退税|抵免|租金|融资支持")
_OR_ELSE = re.compile(r"补助|奖补|资助|救助|返还|津贴|认定为|授予[^,。;]{0,20}(?:企业|园区|基地|中心|机构)")
# Titles of what decides, answers or prepares, and offers nothing that one applies for.
_OFFERS_NOTHING = re.compile(
    r"(?:奖励|表彰|表扬|授予|嘉奖|命名|任免|处分|调整)[^《》]{0,30}(?:的)?(?:决定|通报|通知)$|(?:复函|答复|批复|办理情况的函)$|应急(?:响应)?(?:预案|计划)"
    r"|(?:工作|议事)规则|领导小组|评选(?:表彰)?(?:办法|方案)|科学技术奖|(?:行政|纪律)处分|(?:公务员|干部|工作人员|领导人员|教师)[^《》]{0,12}(?:管理|考核|任用|选拔|奖励|处分|录用|职责|行为)"
    r"|督查激励|绩效考核|责任追究|问责"
)
_PRIZES = re.compile(
    r"表彰|嘉奖|授予[^,。;]{0,20}(?:荣誉|奖章|先进|个人)|记功|先进(?:集体|个人|单位)|突出贡献|成绩(?:显著|突出)|精神(?:鼓励|奖励)|优秀(?:公务员|干部|工作者)|奖惩|奖励(?:和|与)(?:处分|惩处|责任)|责任(?:和|与)奖惩"
)
_OFFICIALS = re.compile(
    r"公务员|领导干部|国家工作人员|机关工作人员|执法人员|党员|值班|评审专家|评委|督查|公职人员|任职资格|任职条件|竞聘|招聘|录用|选拔任用|董事|监事|独立董事|高级管理人员|保荐代表人"
)
_BARS = re.compile(rf"{NOT_APPLY.pattern}|不(?:予(?!追究|处分|处罚|公开)|受理|纳入|列入|支持)")


def is_about_benefits(policy: PolicyText, gate: Gate, metadata: Metadata) -> bool:
    """Tell whether a gate leads to something that is given: texts say under what conditions much else is done."""
    holder = policy.clauses[gate.position]
    own = policy.of(policy.trimmed(holder.own))
    if metadata.kind is DocumentKind.LAW:
        return bool(_GIVES_BY_LAW.search(own)) and gate.role is not Role.EXCLUDE
    said = _sentence(policy, gate)
    around = "".join(holder.heading_path) + said
    if GIVES_MONEY.search(said) is None and _MAY_BE_HAD.search(said) is None:
        if _OFFERS_NOTHING.search(metadata.title):
            return False
        # 公职人员不得申请: officials that may not apply are barred, whatever else texts say of officials.
        bars = gate.role is Role.EXCLUDE and _BARS.search(said) is not None
        if (
            not bars
            and (_PRIZES.search(around) or _OFFICIALS.search(around))
            and not (_OR_ELSE.search(around) or _MAY_BE_HAD.search(around))
        ):
            return False
    return _GIVES.search(metadata.title + around + own) is not None or GIVES_MONEY.search(policy.plain) is not None


def _sentence(policy: PolicyText, gate: Gate) -> str:
    """Return the sentence that a gate stands in."""
    at = gate.condition.span.start
    sentences = policy.sentences(policy.body(gate.position))
    return next((policy.of(one) for one in sentences if one.start <= at <= one.end), "")
