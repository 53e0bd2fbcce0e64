"""The steps of a procedure in their order, with who acts and by when; and what follows from a default."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.rules.conditions.policy_text import PolicyText
from kb.rules.types import FactKind, PolicyFact
from kb.types import ClauseTree, Span

_PHASE = r"(?:申[请报]|受理|审[核批查]|评审|公示|拨付|发放|兑付)"
_HEADING = re.compile(
    r"(?:办理|申请|申报|业务|审批|审核|操作|工作|兑付|兑现|拨付|贷款|发放|认定|评审|备案|报销|补偿|代偿|受理)[^,。;:]{0,8}"
    rf"(?:流程|程序|步骤)|^{_PHASE}(?:(?:、|和|与|及)?(?:{_PHASE}|管理))+$|^(?:流程|程序|步骤|怎么办理|如何申请|如何办理)$"
)
_LEAD = re.compile(r"(?:程序|流程|步骤)(?:如下|:|办理)")
_ACTS = (
    r"提出|提交|递交|填写|填报|申请|申报|受理|初审|审核|审查|审批|复核|评审|认定|核实|核查|推荐|公示|备案|报送|报备|上报"
    r"|签订|签署|发放|拨付|放款|划拨|办理|通知|告知|出具|登记|尽职调查|开展|组织|确认|公布"
)
_DONE = re.compile(_ACTS)
_BY = re.compile(
    r"由(?P<actor>[^,。;:由的]{2,20}?)(?:负责|会同|根据|依据|按照?|对|进行|予以|统一|在|直接|自|于|" + _ACTS + r")"
)
_SUBJECT = re.compile(
    r"^(?:符合条件的|有[^,。;]{1,10}的|申请[^,。;]{0,10}的)?(?P<actor>[\u4e00-\u9fff（）()、“”]{2,18}?)"
    r"(?:应当|应|须|可以|可|负责|会同|根据|依据|按照|按|对|自|在|收到|向|需|将|凭|持|于|直接"
    rf"|(?=(?:{_ACTS})(?!文件|材料|表|人|单位)))"
)
_NO_ACTOR = re.compile(
    r"^(?:对|除|经|自|在|按|根据|凡|如|若|其中|同时|并|及|每|各项|上述|符合|第|通过"
    r"|(?:审核|申请|申报|公示|受理|资金|材料|项目|贷款)(?!人|者|企业|单位|部门|主体))"
)
_FRONT = re.compile(r"^(?:第[一二三四五六七八九十]步[,:、 ]*)?(?:[\u4e00-\u9fff]{2,8}[。:] ?)?")
_WORDY_DEADLINE = re.compile(
    r"(?:(?:自|收到|逾期)[^,。;]{0,14}?)?(?:每[年季月][^,。;\d]{0,4}|当年|次年)?\d{1,4} ?(?:年|月|个)?[^,。;]{0,6}?"
    r"(?:工作日|日|天|月底|月)(?:之?内|以内|前)"
)
_FAULT = re.compile(
    r"(?:未按[^,。;]{0,12}(?:还款|归还|偿还|使用|履行|报送|要求|规定|约定|期)|逾期|拖欠|骗取|套取|冒领|虚报|弄虚作假"
    r"|提供虚假|伪造|挪用|截留|隐瞒|违反(?:本|规定|约定|合同)|违规|失信|无法(?:及时)?(?:足额)?(?:归还|偿还)"
    r"|未(?:能)?(?:及时|足额)?(?:归还|偿还)|发生(?:过)?[^,。;]{0,6}代偿|代偿(?:后|项目|以后)|改变[^,。;]{0,6}用途|不履行)"
)
_OUTCOME = re.compile(
    r"告知|通知|报告|催收|催告|清收|取消|追回|收回|追缴|追偿|追究|列入|纳入[^,。;]{0,10}(?:名单|征信|信用)|不得|不予|不再|停止|终止|暂停|退回|退还|罚"
    r"|处以|代偿|清收|公开|通报|移送|限制|解除|补偿|加收|提前收回|处分"
)
_NO_CLAUSES = frozenset({"contents", "title"})
_LONGEST_LEAD = 40
_LONGEST = 160
_MOST = 20


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a procedure: its words, who acts, by when."""

    number: int
    span: Span
    address: str
    actor: str | None
    deadline: str | None


@dataclass(frozen=True, slots=True)
class Consequence:
    """A sentence that says what follows from a default."""

    span: Span
    address: str


def steps_of(text: str, tree: ClauseTree, facts: Sequence[PolicyFact] = ()) -> tuple[Step, ...]:
    """Return the steps of the first procedure that a text sets out; empty where it sets out none.

    A procedure is what stands below a heading such as 办理流程: its items, else its sentences that say what is done.
    """
    policy = PolicyText(text, tree)
    for position in range(len(policy.clauses)):
        if not _is_heading(policy, position):
            continue
        spans = list(_parts(policy, position))
        if spans:
            return tuple(
                _step(policy, number, span, address, facts) for number, (span, address) in enumerate(spans[:_MOST], 1)
            )
    return ()


def consequences_of(text: str, tree: ClauseTree) -> tuple[Consequence, ...]:
    """Return the sentences that say what follows from a default: not repaid, obtained by fraud, used otherwise."""
    policy = PolicyText(text, tree)
    found = []
    for position, clause in enumerate(policy.clauses):
        for sentence in policy.sentences(policy.body(position)):
            words = policy.of(sentence)
            fault = _FAULT.search(words)
            if fault is not None and len(words) <= 2 * _LONGEST and _OUTCOME.search(words, fault.end()):
                found.append(Consequence(sentence, clause.address))
    return tuple(found[:_MOST])


def _is_heading(policy: PolicyText, position: int) -> bool:
    clause = policy.clauses[position]
    title = clause.title or ""
    body = policy.of(policy.body(position))
    # The lead-in of a list says it as well: 按以下程序办理.
    lead = body if len(body) <= _LONGEST_LEAD and policy.children(position) else ""
    named = any(_HEADING.search(words.strip("。: ")) for words in (title, lead) if words)
    return clause.kind not in _NO_CLAUSES and (named or _LEAD.search(lead) is not None)


def _parts(policy: PolicyText, position: int) -> Iterator[tuple[Span, str]]:
    """Yield the steps below a heading with the addresses of their clauses."""
    clause = policy.clauses[position]
    title = (clause.title or "").strip("。: ")
    children = policy.children(position)
    labelled = [child for child in children if policy.clauses[child].label]
    if len(labelled) >= 2:
        for child in labelled:
            yield policy.trimmed(_bounded(policy, policy.clauses[child].span, child)), policy.clauses[child].address
        return
    for holder in (position, *children):
        # A paragraph may begin with the first mark of its list.
        for span in (policy.trimmed(policy.clauses[holder].own), policy.body(holder)):
            _, items = policy.inline_items(span)
            if items:
                for item in items:
                    yield item, policy.clauses[holder].address
                return
    for holder in (position, *children):
        for sentence in policy.sentences(policy.body(holder)):
            words = policy.of(sentence)
            if _DONE.search(words) and words.strip("。: ") != title:
                yield sentence, policy.clauses[holder].address


def _bounded(policy: PolicyText, span: Span, position: int) -> Span:
    """Return a step's span without its label; only its own text where its subtree is long."""
    body = policy.body(position)
    return Span(body.start, span.end) if span.end - body.start <= _LONGEST and span.end > body.start else body


def _step(policy: PolicyText, number: int, span: Span, address: str, facts: Sequence[PolicyFact]) -> Step:
    words = policy.of(span)
    return Step(number, span, address, _actor(words), _deadline(policy, span, words, facts))


def _actor(words: str) -> str | None:
    """Return who acts in a step: 由…审核, or the subject of its first sentence."""
    words = _FRONT.sub("", words, count=1)
    by = _BY.search(words)
    subject = _SUBJECT.match(words)
    if subject is not None and not _NO_ACTOR.match(subject["actor"]) and (by is None or subject.end() < by.start()):
        return subject["actor"].removeprefix("由").strip("、")
    return by["actor"] if by is not None else None


def _deadline(policy: PolicyText, span: Span, words: str, facts: Sequence[PolicyFact]) -> str | None:
    """Return by when a step is to be done, in its own words."""
    if found := _WORDY_DEADLINE.search(words):
        return found.group().strip("、 ")
    for fact in facts:
        if fact.kind is FactKind.DEADLINE and span.contains(fact.span):
            return policy.of(fact.span)
    return None
