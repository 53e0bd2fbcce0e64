"""The words that open the conditions of a policy: who is supported, what an applicant must be, what shuts out."""

import re
from dataclasses import dataclass
from enum import StrEnum

from kb.rules.types import Operation


class Role(StrEnum):
    """What a passage does with those it speaks of."""

    SUPPORT = "support"
    DUTY = "duty"
    EXCLUDE = "exclude"


@dataclass(frozen=True, slots=True)
class ListHead:
    """Words that introduce a list of conditions: what stands before and behind them may demand more."""

    role: Role
    operation: Operation
    start: int
    """Where the words begin that point at the list (符合以下条件之一)."""
    end: int
    who: int
    """Where the words begin that say of whom: behind 支持对象为."""


ENTITY_NOUN = (
    r"(?:企业|公司|单位|个体工商户|个体户|工商户|合作社|家庭农场|农场|机构|组织|个人|自然人|人员|农户|经营者|经营主体|市场主体|主体|团队|园区|平台"
    r"|创业者|毕业生|军人|职工|居民|农民|农民工|青年|妇女|学生|残疾人|借款人|申请人|法人|项目|对象|人群|户|人才|企业主|业主|店主|农场主)"
)
SUPPORTS = re.compile(
    r"(?:支持|扶持|帮扶|救助|减免|适用|服务|受益|受惠|申报|申请|补贴|补助|奖励|贷款|贴息|资助|保障|实施|发放|担保|惠及|奖补|借款|认定|补偿)的?"
    r"(?:对象|主体|范围|人群|企业)(?:主要)?(?:为|是|包括|包含|涵盖|指|:)|(?:本[^,。;:]{2,12})?适用于|面向的?对象(?:为|是)"
    # 本办法所称…企业,是指: who is meant is defined, and so who is supported.
    rf"|所称[^,。;:]{{2,16}}(?:{ENTITY_NOUN}|车间|基地|门店|民宿|商户|站点)[”\"]?,?(?:是指|指|是|包括)"
)
_TITLE_SUPPORT = re.compile(
    r"(?:支持|扶持|适用|服务|受益|申报|申请|补贴|补助|奖励|贷款|贴息|资助|保障|借款|担保|政策|奖补|补偿|享受|返还|减免|缓缴|发放|救助|帮扶|惠及|授信|申领|补缴|免征|培训|参保).{0,3}(?:对象|主体|范围|人群)"
)
_TITLE_DUTY = re.compile(
    r"(?:申请|申报|申领|领取|发放|返还|办理|贷款|准入|资格|基本|支持|享受|认定|补贴|补助|入库|借款|奖励|奖补|资助|扶持|贴息|补偿).{0,3}(?:条件|资格|要求)$"
    r"|(?:准入|认定|入库|遴选|资格).{0,3}标准$|^条件$"
)
_TITLE_EXCLUDE = re.compile(r"不予|不得|负面清单|除外|不纳入|不支持|不享受|禁止|限制")
# 放宽申领条件: what is to be done about conditions states none.
_CHANGES = re.compile(r"放宽|降低|优化|完善|严格|加强|扩大|健全|取消|提高|加大|规范|调整|改善|创造")
_GRANTS = re.compile(r"可以?(?:申请|享受|获得|申领)|给予|予以(?:支持|补|奖|贴)|支持|纳入|享受|补贴|补助|奖励")
_SUBJECT = (
    r"条件|要求|情形|情况|标准|资质|资格|行为|企业|单位|公司|人员|对象|主体|项目|人群|类型|类别|群体|问题|个体工商户"
    r"|范围|领域|机构|称号"
)
_LIST = re.compile(
    r"(?P<lead>(?:应当?|必须|须|需|要|至少)?(?:同时|均|全部|都)?(?:还)?(?P<none>不得|不应|不存在|没有|无|未)?(?:同时)?(?:应当?)?"
    r"(?:符合|具备|满足|达到|属于|具有|有|存在|出现|发生|为|是|包括|包含|涵盖|指)?(?:了)?)"
    rf"(?:以下|下列|下述|如下|下面)(?P<what>[^,。;:]{{0,18}}?(?:{_SUBJECT}))(?P<one>(?:的)?(?:之一|中的?(?:任[一意]|一[项条种])[^,。;:]{{0,3}}))?"
)
# 借款人应满足:, 申报条件: what stands below is listed though nothing says 以下条件.
_BARE_LEAD = re.compile(
    r"(?:应当?|必须|须|需|要)?(?:同时|均|全部|都)?(?:还)?(?:应当?)?(?:符合|满足|具备|达到)(?:(?:一定|相应|有关)?(?:条件|要求|标准))?:$"
)
_ANY_OF = re.compile(r"之一|任[一意何]|其中一[项条种]|一[项条种]$|至少")
_ALL_OF = re.compile(r"同时|均|全部|都")
_LONGEST_WHO = 30
_CONDITIONS = re.compile(r"(?:条件|要求|标准)$")
_CASES = re.compile(r"情形|情况|行为|问题")
_SHUT_OUT = re.compile(
    r"不予|不得|不能|不可|不再|不纳入|不列入|不享受|不适用|不属于|不支持|不受理|除外|排除|剔除|暂不|一律不|不在[^,。;]{0,10}范围|不给予|不作为|禁止"
)
_CONSEQUENCE = re.compile(
    r"责令|罚款|处分|处罚|追究|吊销|警告|追回|收回|追偿|代偿|提前(?:收回|归还)|停止|中止|终止|解除|移送|通报|问责|约谈|整改|重新申请|备案|报告|说明|变更|计算|材料"
)
OTHER_PARTIES = re.compile(
    r"银行(?!贷款|信贷|授信|账|流水|业)|金融机构|贷款人|担保(?:公司|机构|人)|合作机构|部门|财政|人民政府|工作人员|监管|评审|专家|中介|服务机构|保险公司|保险人|基金管理|管委会"
    r"|领导小组|交易所|保荐|受托|各地|各区|各县|各乡|镇街|国家机关|经办|承办|资金使用|专项资金|乡镇|各级|行政机关|委员会|办公室|合同|(?:贷款|担保|保险|证券|信托|金融|财务|理财|资产管理|租赁|基金)公司|支付机构|清算机构|自贸试验区"
)
NOT_APPLY = re.compile(
    r"(?:不(?:得|能|可以?|准|允许|应|予|再)|禁止|严禁|无(?:权|资格))(?:再|以任何[^,。;]{1,4})?(?:申请|申报|申领|享受|领取|申贷|参加申)"
    r"|不(?:享受|享有)"
)
"""Words by which somebody may not apply: whoever stands before them is meant himself, and decides on nobody."""
_APPLICANT = re.compile(rf"申请|申报|借款人|享受|{ENTITY_NOUN}|给予|支持|纳入|补贴|补助|奖励|贷款")


def title_role(title: str) -> tuple[Role, Operation] | None:
    """Return what a heading says of the list below it; None where it opens no conditions."""
    words = title.strip(" :。")
    if len(words) > 24 or _CHANGES.match(words):
        return None
    if _TITLE_EXCLUDE.search(words) and re.search(r"情形|企业|对象|清单|范围|条件|规定|情况|支持", words):
        return Role.EXCLUDE, Operation.NONE
    if _TITLE_SUPPORT.search(words):
        return Role.SUPPORT, Operation.ANY
    if _TITLE_DUTY.search(words):
        return Role.DUTY, Operation.ALL
    return None


def list_head(sentence: str, known: Role | None = None) -> ListHead | None:
    """Return what a sentence that introduces a list says of it; `known` is the role that its heading gives it."""
    match = _LIST.search(sentence)
    if match is None:
        return _bare_head(sentence)
    before, behind = sentence[: match.start()], sentence[match.end() :]
    if _CONDITIONS.search(match["what"]) and behind.startswith(":"):
        # 下列条件:(一)…,僵尸企业除外: what an item shuts out is not what the list does.
        behind = ""
    support = list(SUPPORTS.finditer(before + match["lead"]))
    who = min(support[-1].end(), match.start()) if support else 0
    subject = before[who:]
    shut_out = match["none"] or _SHUT_OUT.search(behind) or _SHUT_OUT.search(before)
    # 对发生下列情形的，责令改正: what follows from a fault, or what somebody else is to do.
    if _CONSEQUENCE.search(behind) and not shut_out:
        return None
    if (
        OTHER_PARTIES.search(subject)
        and (not support or "所称" in support[-1].group())
        and not re.search(r"[向由经对在]", subject)
    ):
        return None
    if shut_out:
        return ListHead(Role.EXCLUDE, Operation.NONE, match.start(), match.end(), who)
    if not (support or known or _APPLICANT.search(sentence)):
        return None
    # 有下列情形之一的,可以采取…: cases of a procedure, unless they lead to what is given.
    if not (support or known) and _CASES.search(match.group()) and not _GRANTS.search(behind):
        return None
    role = known or (Role.SUPPORT if support else Role.DUTY)
    if role is Role.EXCLUDE:
        return ListHead(role, Operation.NONE, match.start(), match.end(), who)
    return ListHead(role, _operation(match, behind), match.start(), match.end(), who)


def _bare_head(sentence: str) -> ListHead | None:
    """Return what a sentence says of the list below it that is but a lead-in with its colon."""
    lead = _BARE_LEAD.search(sentence)
    if lead is not None and lead.start() <= _LONGEST_WHO:
        who = sentence[: lead.start()]
        if OTHER_PARTIES.search(who) or "," in who or _SHUT_OUT.search(who) or not _APPLICANT.search(who):
            return None
        return ListHead(Role.DUTY, Operation.ALL, lead.start(), lead.end(), 0)
    role = title_role(sentence) if sentence.endswith(":") else None
    return ListHead(role[0], role[1], 0, len(sentence), 0) if role is not None else None


def nested_operation(sentence: str) -> tuple[Operation, int, int] | None:
    """Return how the list below an item works, and where the words are that say so (属于下列人员之一)."""
    match = _LIST.search(sentence)
    if match is None:
        return None
    return _operation(match, sentence[match.end() :]), match.start(), match.end()


def _operation(match: re.Match[str], behind: str) -> Operation:
    words = match.group()
    if match["one"] or _ANY_OF.search(words) or behind.startswith("之一"):
        return Operation.ANY
    if _ALL_OF.search(match["lead"]) or _CONDITIONS.search(match["what"]):
        return Operation.ALL
    return Operation.ANY
