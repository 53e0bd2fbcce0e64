"""Conditions that a sentence of running text states: who is supported, what an applicant must be, who is shut out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.rules.conditions.exceptions import exception_in, front_of
from kb.rules.conditions.heads import ENTITY_NOUN, NOT_APPLY, OTHER_PARTIES, SUPPORTS, Role
from kb.rules.conditions.leaf_kinds import is_measured
from kb.rules.conditions.phrase_cases import is_others_decided_on
from kb.rules.conditions.policy_text import PolicyText
from kb.rules.conditions.whole_demands import is_whole
from kb.types import Span

_PART = re.compile(r"[;](?!\d)")
_STACKS = re.compile(r"重复|就高|叠加|同一(?:项目|事项|企业)|从优|从高|不重复")
_FAULT = re.compile(r"虚假|骗取|挪用|弄虚作假|违反本|套取|材料|手续|逾期未|未按|造假|伪造|截留|合同|承诺")
_SHUT = (
    r"(?:不予(?:支持|纳入|受理|申请|享受|补贴|补助|奖励|推荐|贷款|担保|贴息|办理|认定|列入|准入|资助|扶持|安排|发放|补偿|返还|授信|放款|拨付|兑现|兑付|减免|审批|批准|入库|给予|申领)|不得(?:申请|申报|申领|领取|享受|纳入|列入|参与|获得|作为)"
    r"|(?:禁止|严禁|不准|不允许|无权|无资格)(?:申请|申报|申领|享受)|不享有"
    r"|不能(?:申请|申报|申领|领取|享受|纳入|作为|获得)|不可以?(?:申请|享受|申报|申领)|不再(?:予以)?(?:支持|享受|纳入|给予|安排|受理|列入)|暂不(?:支持|纳入|受理)|不(?:予)?(?:纳入|列入|享受|支持|受理|属于)|不适用(?:于)?(?=本|上述|以上|该))"
)
# 被列入失信名单、涉嫌骗取资金的: beside what one is, what one did shuts out as well.
_STANDS = re.compile(
    r"(?:被?(?:列入|纳入)|属于|存在)[^,。;]{2,20}(?:名单|名录|黑名单)|失信被执行人|僵尸企业|经营异常|停产|破产"
)
_SHUTS_OUT = re.compile(
    rf"(?:^|(?<=[,:]))(?:对于?|凡是?|若|如|但|其中|企业|申请人|借款人)*(?P<who>[^。;:]{{2,90}}?)(?:的)?,?(?:原则上|一律|均|将|则|也)*{_SHUT}"
)
_GOES_ON = re.compile(r",(?:且|并|或|同时|也|以及|但|取消|追回|收回|责令|停止|终止|暂停|列入)")
# 逾期不予受理: when to apply, and no record. 展期期间的利息不予贴息: what is not paid for, and nobody.
_NOBODY = re.compile(
    r"(?:逾期|过期|超期|超时|过时)(?:的|者|申[请报]的?|提[交出][^,。;]{0,4})?|.*(?:利息|罚息|费用|部分|保费|支出|税费|期间|期内)(?:的)?"
)
# 应当约定…,未约定的不予返还: what becomes of a duty that is told before, which alone says of nobody who is meant.
_UNDONE = re.compile(r"(?:未|不)[^,;]{1,5}(?:的)?")
_OBLIGED = re.compile(r"应当?|必须|须|需要?")
_PERSONS = re.compile(r"(?:人员|职工|员工|干部|公务员|教师|学生|配偶|家属|亲属|子女|党员|人)(?:\([^()]*\))?$")
# What shuts out from something else is a consequence, and no condition of this policy.
_ELSEWHERE = re.compile(r"^[^,。;]{0,4}(?:任何|其[他它]|各项|各类|后续|新的|同类|该年度?|年度)")
# 贷款…,不得用于购房: what the borrower must not want it for.
_FORBIDDEN_USE = re.compile(
    r"^(?:[^。;:]{0,12}(?:贷款|借款|信贷资金))(?![^。;:]{0,30}(?:银行|担保机构)(?:应|须|要))[^。;:]{0,60}?(?P<use>(?:不得|严禁|禁止|不能)(?:直接|间接|变相|违规)*(?:用于|用作|流入|投向)[^。;:]{3,60})"
)
_TIMED = re.compile(
    r"(?:[,]|的)?(?:自[^,。;]{2,14}起)?,?(?:在)?(?:[一二三四五两\d]+年(?:之)?内|当年(?:度)?|次年(?:度)?|本年度)$"
)
_SHUT_OBJECT = re.compile(r"(?:不适用于|不支持|不包括|不面向)(?P<who>[^。;:,]{2,60})")
_DUTY = re.compile(
    r"(?:申请|申报|借款|享受|上述|前述|以上)[^,。;:]{0,24}?(?:应当?|必须|须|需要?)(?:同时)?(?P<what>(?:具备|符合|满足|是|为|具有|在|属于|有|无|未|经营|信用|依法|正常|诚信|成立|设立|注册|登记|达到|取得|获得|拥有|上一?年|近|连续)[^。;:]{2,})"
)
# 申请企业上年度纳税额应不低于20万元: what is measured stands before the verb.
_BOUND = re.compile(
    r"(?:申请|申报)(?:企业|单位|主体|人|者|项目)(?:的)?(?P<what>[^,。;:的]{2,16}?(?:应当?|须|需)?(?:不低于|不少于|不超过|不高于|达到|满|高于|低于|以上)[^。;:]*)"
)
# 企业设备投入不低于500万元: in a policy that gives something, what is said of firms at large.
_FIRMS_BOUND = re.compile(
    r"^(?:企业|单位|公司|项目|申请人|经营主体)(?:的)?(?P<what>(?:上一?年度?|近[一二三两]年|累计|年度?)?[^,。;:的\d]{2,16}?(?:应当?|须|需|必须)?(?:不(?:得)?(?:低于|少于)|达到|高于|满)[^。;:]*\d[^。;:]*)$"
)
# 申请人除助学贷款外,没有其他贷款: a demand without a verb of duty.
_HAS_NOT = re.compile(
    r"^(?:申请|申报|借款)(?:人|企业|单位|主体|者|个人)(?:及其[^,。;]{2,12})?,?(?P<what>(?:除[^。;]{2,60}外,?)?(?:没有|无(?!法|需)|不存在)[^。;]+)"
)
# 申请人年龄应当在…: what is measured stands before the verb.
_MEASURED = re.compile(
    r"(?:申请|申报|借款)(?:人|企业|单位|主体|者)?的?(?P<what>[^,。;:的]{2,12}?)(?:应当?|须|需|必须)(?:同时)?$"
)
_WHO_ENDS = re.compile(
    r"[,](?:重点|优先|具体|由|对|可|给予|鼓励|按|按照|享受|每|最高|单户|额度|期限|执行期|有效期|实施期|参照|也可|利率|贷款|用于|并由|且由|以(?![及上下]))|,[^,;]{2,40}(?:优先|重点)(?:给予)?(?:支持|考虑|安排|推荐)(?=[,;。]|$)|[(]以下(?:简称|统称)[^()]*[)]"
)
_NOUNS = rf"(?:{ENTITY_NOUN}(?:\([^()]{{1,30}}\))?)"
_TOLD = re.compile(r"已[经为有向累]|累计|截至|目前|去年|同比|共(?:发放|计|有|支持)|成功(?:获|申)|记者|介绍|表示")
# What may follow those who get something: 对…的企业,按…给予.
_THEN = (
    r",|给予|予以|提供|发放|一次性|按|分别|可|免收|减免|实行|奖励|补助|补贴|资助|安排|推出|最高|每|年|优惠|新增|首次|贷款给"
    r"|实施|给|[^。;,、和]{0,12}的,"
)
_MONEY = re.compile(r"贷款|补贴|补助|奖励|贴息|资助|担保|补偿|融资支持|资金支持|信贷|获贷|减免|元|%|券|扶持资金|首贷")
# 正常经营1年以上的高校毕业生,给予…补贴: who it is for stands first.
_WHO_FIRST = re.compile(
    rf"(?:^|(?<=[。;:]))(?:对于?|凡)?(?P<who>(?!对|凡|按|由|经)[^。;:]{{4,120}}?(?:{_NOUNS}|[^,;]{{2}}的)),(?:每[^,;\d]{{1,6}})?(?:按[^,;]{{2,20}})?(?:一次性)?(?:给予|发放|奖励|补助|补贴)[^。;]{{0,40}}?(?:贷款|补贴|补助|奖励|奖补|贴息|资助|补偿)"
)
_MAY_APPLY = re.compile(
    r"(?:^|(?<=[,:]))(?P<who>[^。;,:]{2,60}?),?(?:均|都|分别|各|也|还|则)*(?<![只不才仅方])(?:可以?|能够?)(?!获得性|得性)(?:分别|同时|优先|凭[^,]{2,12}|向[^,。;]{2,16})*(?:申请|享受|获得|申领|得到|贷)"
)
_AIM = re.compile(r"^(?:为|根据|按|依据|通过|自|从|经|在|因|由于|鼓励|支持|推动)")
# 企业研发投入强度力争达到3%: what is to be reached by all together.
_TARGET = re.compile(r"力争|目标|全[省市县区]|年底前?|到20\d\d年|总量|增速|覆盖率|确保|实现|平均|的,")
_SUBJECT_FIRST = re.compile(rf"^[^,;]{{0,12}}?{ENTITY_NOUN}")
_MONEY_GIVEN = re.compile(r"给予|发放|奖励|补贴|补助|贴息|返还|资助|最高|可以?(?:申请|享受|获得)")
_OFFERS = (
    re.compile(
        rf"(?:对于?|针对|面向|为|向)(?P<who>[^。;:]{{2,80}}?{_NOUNS})(?={_THEN})(?:,|[^。;,]{{0,24}})[^。;]{{0,24}}?(?:给予|予以|提供|发放|奖励|补助|补贴|资助|可申请|免收|减免|可享受|安排|推出|予)[^。;,]{{0,24}}?(?:贷款|补贴|补助|奖励|奖补|贴息|资助|担保|补偿|资金|额度|元|%|保费|利息|(?:融资|资金|信贷|金融)支持|$)"
    ),
    re.compile(
        rf"(?:让|使|帮助|助力)(?P<who>[^。;:,]{{2,60}}?{_NOUNS}(?:(?:、|和|及|以及|或)[^。;,:]{{0,20}}?{_NOUNS})*)(?:得到|获得|享受到?|取得|拿到)"
    ),
    _MAY_APPLY,
    _WHO_FIRST,
    re.compile(
        rf"(?:重点|优先|大力|积极|主要|专项|专门)*(?:支持|扶持|惠及|面向)(?P<who>[^。;,:]{{2,60}}?{_NOUNS}(?:(?:、|和|及|以及|或)[^。;,:]{{0,20}}?{_NOUNS})*)(?=[,。;”]|$|申请|获得|融资|贷款|首次|通过)"
    ),
)

_ACTS = re.compile(r"(?:布局|建设|开展|推进|发展|研发|实施|打造|加快|参与|创建|建立|组建|牵头|承担)[^的]*$")
# 不得为…提供担保, …须经股东会审议: what firms may not do offers nothing.
_FORBIDS = re.compile(
    r"不得|禁止|严禁|不应|只能|仅能|应当?(?:提交|经|报)|须(?:提交|经|报)[^,;]{0,12}(?:审议|批准)|审议"
)
_NEAR, _EDGE = 30, 8
_EXCEPTED = re.compile(r"[,;](?:但|其中)*(?P<who>[^,;。()]{3,40}?)的?除外$")
_BEFORE_WHAT = re.compile(r"(?:最高|最多|每年|每户|单户|每人|均|都|可以?)+$")
# 享受一次…贷款: what is done with it is no part of its name.
_HAD = re.compile(r"[只能可应]|享受|申请|获得|取得|给予|提供|发放|按|在|对|为|由|将|不|再|向")
_PRODUCT = re.compile(
    r"(?:的|申请|获得|享受到?|提供|发放|给予|得到|取得|^)(?P<name>[^,。;的、\d%]{2,12}(?:贷款|补贴|补助|奖励|贴息|担保|保险|融资支持|券))"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A span that says who is meant, and what is done with them."""

    role: Role
    span: Span
    excepted: Span | None = None
    """Those whom it does not bind: 除…外, …的除外."""
    shut: Span | None = None
    """Those whom an offer shuts out at its end: …的除外."""


def statements(policy: PolicyText, sentence: Span, known: Role | None) -> Iterator[Statement]:
    """Yield what a sentence without a list states; `known` is the role that its heading gives it."""
    for part in _parts(policy, sentence):
        front = front_of(policy.of(part))
        if front is None:
            yield from _stated(policy, part, known)
            continue
        # 除…外,申请企业应…: what stands behind is said of all but those.
        (start, end), then = front
        excepted = Span(part.start + start, part.start + end)
        for found in _stated(policy, Span(part.start + then, part.end), known):
            yield replace(found, excepted=excepted)


def _stated(policy: PolicyText, sentence: Span, known: Role | None) -> Iterator[Statement]:
    for part in _parts(policy, sentence):
        words = policy.of(part)
        shut = next(_shut_out(words), None)
        if shut is not None:
            span = Span(part.start + shut[0], part.start + shut[1])
            yield Statement(Role.EXCLUDE, span, _let_off(policy, Span(span.end, part.end)))
            continue
        if known is not Role.EXCLUDE and is_others_decided_on(words):
            yield Statement(Role.SUPPORT, _who(policy, part))
            continue
        support = SUPPORTS.search(words)
        if support is not None and words.count("(", 0, support.start()) > words.count(")", 0, support.start()):
            continue
        if support is not None and (
            _names_others(words[support.end() :].split(",")[0])
            or (support.group().startswith("所称") and _is_others(support.group()))
        ):
            continue
        if support is not None and not _FAULT.search(words[: support.start()]):
            yield Statement(Role.SUPPORT, _who(policy, Span(part.start + support.end(), part.end)))
        elif (
            duty := _DUTY.search(words) or _BOUND.search(words) or _HAS_NOT.search(words) or _firms_bound(words)
        ) is not None and not _is_others(words[: duty.start("what")]):
            if not re.search(r"提[交供出]|报送|填写|签订|材料|手续|登录", duty["what"][:20]):
                measured = _MEASURED.search(words[: duty.start("what")])
                start = measured.start("what") if measured and is_measured(measured["what"]) else duty.start("what")
                yield Statement(Role.DUTY, _who(policy, Span(part.start + start, part.end)))
        elif (use := _FORBIDDEN_USE.search(words)) is not None:
            yield Statement(Role.DUTY, Span(part.start + use.start("use"), part.start + use.end("use")))
        elif known is Role.EXCLUDE:
            yield Statement(known, part)
        elif known is Role.SUPPORT and not _demands(words, known) and (faces := _FACES.search(words)):
            if not _names_others(faces["who"]):
                yield Statement(known, Span(part.start + faces.start("who"), part.start + faces.end("who")))
        elif known is not None and _demands(words, known):
            yield Statement(known, _who(policy, part))


def barred_in(policy: PolicyText, sentence: Span) -> Iterator[Span]:
    """Yield the words of a sentence for those who may not have what a policy gives."""
    for part in _parts(policy, sentence):
        for start, end in _shut_out(policy.of(part)):
            yield policy.trimmed(Span(part.start + start, part.start + end))


def offers(policy: PolicyText, sentence: Span) -> Iterator[Statement]:
    """Yield whom a sentence says that something is for: 对…的企业给予, …可申请, 支持…企业."""
    for part in _parts(policy, sentence):
        words = policy.of(part)
        found = [match for pattern in _OFFERS for match in pattern.finditer(words) if _is_offer(words, match)]
        behind = _EXCEPTED.search(policy.of(sentence), part.end - sentence.start - len(part))
        shut = Span(sentence.start + behind.start("who"), sentence.start + behind.end("who")) if behind else None
        told = [match for match in found if match.re is not _WHO_FIRST]
        found = [
            match for match in found
            if match in told or not any(one.start() < match.end() and match.start() < one.end() for one in told)
        ]  # fmt: skip
        for match in sorted(found, key=lambda match: match.start("who")):
            who = _BEFORE_WHAT.sub("", match["who"])
            start = part.start + match.start("who")
            end = start + len(who)
            yield Statement(Role.SUPPORT, Span(start - _told_before(words, match), end), shut=shut)


def _firms_bound(words: str) -> re.Match[str] | None:
    """Return the limit that a sentence sets to what firms have, where it gives nothing for it."""
    found = _FIRMS_BOUND.match(words)
    if found is None or not is_measured(found["what"]) or _MONEY_GIVEN.search(words) or _TARGET.search(words):
        return None
    return found


def _told_before(words: str, match: re.Match[str]) -> int:
    """Return how many characters before those who may apply demand something of them as well.

    参保企业足额缴费满一年,上年度未裁员的,可申请返还: the firm and its payments stand first.
    """
    at = match.start("who")
    if match.re is not _MAY_APPLY or not match["who"].rstrip(",").endswith("的") or not words[:at].endswith(","):
        return 0
    start = max(words.rfind(mark, 0, at - 1) for mark in "。;:") + 1
    before = words[start : at - 1]
    if (
        _AIM.match(before)
        or not _SUBJECT_FIRST.match(before)
        or _MONEY_GIVEN.search(before)
        or OTHER_PARTIES.search(before)
        or _TOLD.search(before)
    ):
        return 0
    return at - start


def _is_offer(words: str, match: re.Match[str]) -> bool:
    """Tell whether a sentence offers money to those it names: not what was given already, nor what banks get."""
    if _TOLD.search(words[words.rfind(",", 0, match.start()) + 1 : match.end()]) or re.search(
        "优先|力度", match.group()
    ):
        return False
    before = words[max(words.rfind(mark, 0, match.start()) for mark in ",;。") + 1 : match.start("who")]
    if _FORBIDS.search(before + match.group()):
        return False
    # 支持…企业建设研发机构: what they are to do is supported, and nothing is said of who may have what.
    if _ACTS.search(match["who"]):
        return False
    return _MONEY.search(words, match.start(), match.end() + _NEAR) is not None and not _names_others(match["who"])


def _names_others(who: str) -> bool:
    """Tell whether words begin or end with somebody who applies for nothing: 银行, 担保机构."""
    return any(other.start() < _EDGE or other.end() > len(who) - _EDGE for other in OTHER_PARTIES.finditer(who))


def product(words: str) -> str:
    """Return the name of what is offered in the half-width words behind those that say to whom; empty without one."""
    match = _PRODUCT.search(words)
    if match is None:
        return ""
    name = match["name"].strip("“”")
    return name if is_whole(name) and not _HAD.match(name) else ""


def _parts(policy: PolicyText, sentence: Span) -> Iterator[Span]:
    start = sentence.start
    for mark in [*_PART.finditer(policy.plain, sentence.start, sentence.end), None]:
        end = mark.start() if mark else sentence.end
        part = policy.trimmed(Span(start, end))
        if len(part):
            yield part
        start = mark.end() if mark else sentence.end


def _shut_out(words: str) -> Iterator[tuple[int, int]]:
    for pattern in (_SHUTS_OUT, _SHUT_OBJECT):
        match = pattern.search(words)
        if match is None or _stacks(words, match):
            continue
        # 机关工作人员不得申请: who may not apply is himself meant, and is nobody that decides.
        barred = pattern is _SHUTS_OUT and _is_barred(match["who"], words[match.end("who") : match.end()])
        if (
            (_ELSEWHERE.match(words[match.end() :]) and not _PERSONS.search(match["who"]))
            or (_FAULT.search(match["who"]) and not _STANDS.search(match["who"]))
            or (_names_others(match["who"]) and not barred)
        ):
            continue
        start, end = match.span("who")
        start = _last_part(words, start, end)
        if words[start:end].count("(") != words[start:end].count(")"):
            # 在编人员(含甲、乙类),…: the comma stands in brackets.
            start = match.start("who")
        if (
            _TIMED.fullmatch(words, start, end)
            or words[start:end].count("(") != words[start:end].count(")")
            or (_is_others(words[start:end]) and not barred)
            or _NOBODY.fullmatch(words, start, end)
            or (_UNDONE.fullmatch(words, start, end) and _OBLIGED.search(words, 0, start))
        ):
            continue
        timed = _TIMED.search(words[start:end])
        yield start, start + timed.start() if timed and timed.start() > 1 else end
        return


def _stacks(words: str, match: re.Match[str]) -> bool:
    """Tell whether words shut out only from having a thing twice, in what they say of those or right behind it."""
    end = words.find(",", match.end())
    said = words[match.start() : end if end >= 0 else len(words)]
    return _STACKS.search(said) is not None and _PERSONS.search(match["who"].removesuffix("的")) is None


def _is_barred(who: str, how: str) -> bool:
    """Tell whether words say of those whom they name that they may not apply, or that persons get nothing."""
    return NOT_APPLY.search(how) is not None or _PERSONS.search(who.removesuffix("的")) is not None


def _let_off(policy: PolicyText, behind: Span) -> Span | None:
    """Return whom the words behind 不予支持 let off: ,因不可抗力造成的除外."""
    found = exception_in("-" * 4 + policy.of(behind))
    if found is None:
        return None
    shift = behind.start - 4
    return Span(shift + found.excepted[0], shift + found.excepted[1])


def _last_part(words: str, start: int, end: int) -> int:
    """Return where the part of a sentence begins that says who: behind the last comma but those within it."""
    at = words.rfind(",", start, end - 1)
    while at > start and (_GOES_ON.match(words, at, end) or _TIMED.fullmatch(words, at, end)):
        at = words.rfind(",", start, at - 1)
    return at + 1 if at >= start else start


def _is_others(words: str) -> bool:
    return OTHER_PARTIES.search(words) is not None


def _who(policy: PolicyText, span: Span) -> Span:
    """Return the words that say who, up to where the sentence goes on to what they get."""
    words = policy.of(span)
    end = _WHO_ENDS.search(words)
    return policy.trimmed(Span(span.start, span.start + end.start()) if end else span)


# What is done, by whom and with whose money, demands nothing of the applicant.
_PROVIDES = re.compile(
    r"提[交供出]|报送|负责|办理|审核|流程|给予|由[^,。;]{1,20}(?:列支|承担|负责|组织)|将[^,。;]{2,40}(?:扩展|放宽|调整|纳入)|按照?[^,。;]{2,30}执行|可在|可申请|所需|开展|一事一议"
)


_REFERS = re.compile(r"^(?:对|凡|第)|^[^的]{0,4}(?:符合|满足|具备)(?:上述|前述|以上|前款|本|第)")
_ENDS_IN_NOUN = re.compile(rf"{ENTITY_NOUN}(?:等)?(?:\([^()]*\))?(?:,?但[^。;]{{2,40}}(?:除外|不含))?$")
_FACES = re.compile(rf"(?:主要|重点)?(?:面向|支持)(?P<who>[^。;]{{2,60}}?{_NOUNS})(?=发放|提供|办理|给予|开展|,|$)")


def _demands(words: str, known: Role) -> bool:
    if _is_others(words[:16]) or _PROVIDES.search(words):
        return False
    if known is Role.DUTY or _ENDS_IN_NOUN.search(words.rstrip("。;,")) is not None:
        return True
    kind = words.partition(";")[0]
    if (
        kind != words
        and "的" in kind
        and _ENDS_IN_NOUN.search(kind)
        and not (_REFERS.match(kind) or _MONEY_GIVEN.search(words))
    ):
        # 裁员率不高于5%的企业;30人以下的企业不高于20%: behind those meant stands what binds a group of them.
        return True
    # 在本区注册的企业,成立不超过3年: who is meant stands first, what he must be behind it.
    end = _WHO_ENDS.search(words)
    first, _, rest = words[: end.start() if end else len(words)].partition(",")
    return (
        _ENDS_IN_NOUN.search(first) is not None and "的" in first and not (_REFERS.match(first) or _MONEY.search(rest))
    )
