"""Where what is asked for is stated only of another bearer: another body, group, part or thing than the question names.

A sentence that has the share, number, term or permission asked for does not answer where its own words give that to a
sibling of what the question names: 其中鲜果抵押率不超过40% of the orchard, 甲部门5日内初审，乙部门复核 of the latter.
"""

import re
from collections.abc import Callable, Sequence

from kb.answer.judging.bearer_kinds import bearer_in_clause, kinds_counted, of_another_kind
from kb.answer.scoring.attributes import asked_attributes
from kb.answer.scoring.measures import has_measure
from kb.answer.scoring.texts import folded, folded_below, folded_document
from kb.answer.scoring.units import Unit

_HAN = "[\u4e00-\u9fff]"
_CLAUSE = re.compile(r"[,。;\n]")
_BODY = "公司|银行|机构|中心|部门|局|委|企业|单位|政府|协会|合作社|农场|集团|院|校|支行|分行|部|小组|所|站|办"

# Those who work for a body or own it.
_PEOPLE = (
    "工作人员|从业人员|业务人员|信贷人员|经办人员|评审人员|管理人员|客户经理|信贷员|业务员|负责人|员工|职工"
    "|法定代表人|实际控制人|股东"
)
_OWNED = re.compile(rf'(?P<owner>{_HAN}{{0,6}}(?:{_BODY}))"?的?(?P<people>{_PEOPLE})')
_TAIL = 2

# 由甲和乙、丙按40%、60%的比例分担: two that share one figure.
_RATE = r"[0-9.]+%"
_SHARES = re.compile(
    rf"(?P<bodies>[\u4e00-\u9fff()]+?(?:[、和与及][\u4e00-\u9fff()]+?)+)(?:分别|各自|共同)?(?:承担|分担)?(?:按照?|以)(?P<rates>{_RATE}(?:[、和:]{_RATE})*)"
)
_TOGETHER = re.compile(
    rf"(?P<one>{_HAN}{{2,12}}?)[和与](?P<other>{_HAN}{{2,12}}?)(?:一共|合计|共同|共)(?:承担|分担|负担)[^,。;]{{0,8}}?{_RATE}"
)
_ASKS_SHARE = re.compile(r"(?:承担|分担|负担|出资|单独)[^,。;]{0,10}(?:比例|多少|几|百分之)|(?:比例|几成|百分之几)")

# What only a part of something has: 其中甲类抵押率最高不超过…
_AMONG = re.compile(rf"其中[,:]?(?P<part>{_HAN}{{2,}}?)(?=最|不|按|为|是|达|可|约|$|[^\u4e00-\u9fff])")
_LEAST_SAID = 3

# Who has to do something, at the beginning of a clause.
_ACTS = re.compile(
    rf"^(?:[0-9]+\.|[((][一二三四五六七八九十]+[))]|第[一二三四五六七八九十百]+条|由|但|经)?(?P<body>{_HAN}{{1,16}}?(?:{_BODY}))"
    "(?=应当|应|须|要|在|于|自|对|可以|可|负责|会同|按|收到|受理|根据|核|审|组织|出具|提出|完成|办理|拨付|将|向)"
)
_HOW_LONG = re.compile(r"(?:几|多少)个?(?:工作日|天|日|个月|小时)|多久|多长时间|时限")
_TERM = re.compile(r"(?<![月0-9.])[0-9]{1,3}(?:个?工作日|日|天|个月|年|周|个?小时)(?!以上|末)")
_SHORT_NAME = 4

# Who is punished, and by what.
_ACTORS = re.compile(
    "(?:会计师|律师)?事务所|代理公司|代理机构|评估公司|评估机构|担保公司|担保机构|保险公司|保险机构|服务机构|检测机构|培训机构"
    "|供应商|采购人|施工单位|监理单位|用人单位|核心企业|运营机构|运营公司|平台公司|村委会|合作社|银行|中介|专家|工作人员"
)
_ANY_ACTOR = re.compile(rf"{_ACTORS.pattern}|企业|单位|机构")
_PENALTY = re.compile("追回|取消|罚|不得|追究|移送|名单|通报|处分|处理|退回|解除|终止|暂停|责令|扣")
_PENALTIES = frozenset({"consequence", "fine"})

_DATE = re.compile(
    r"(?:截[至止])?(?:(?:19|20)[0-9]{2}年|今年|去年)?(?:[0-9]{1,2}(?:月|至|-|、|日|季度)+[末底份]?)+|(?:19|20)[0-9]{2}年|截[至止]"
)
# The name of a sibling ends alike: 养殖保险 and 种植保险.
_LEAST_NAME = 4


def other_bearer(question: str, parts: Sequence[str], units: Sequence[Unit]) -> str | None:
    """Say of which bearer the likely units tell what is asked, where it is another than a prepared question names.

    None where they may tell it of that one. A figure that one of several parts asks for is not looked at.
    """
    rules: list[Callable[[str, Sequence[Unit]], str | None]] = [_people_of_another, _penalty_of_another]
    if len(parts) == 1:
        rules += [_shared_figure, _of_a_part, _term_of_another, _of_another_kind, _of_a_sibling]
    if told := next((told for rule in rules if units and (told := rule(question, units))), None):
        return f"相关的条款写的是“{told}”，没有写明所问的"
    group = _uncounted_group(question, units) if len(parts) == 1 else None
    return f"相关的条款没有单列“{group}”" if group else None


def _people_of_another(question: str, units: Sequence[Unit]) -> str | None:
    """Tell whose people the units speak of, where the question asks of those of a body of another kind."""
    asked = _OWNED.search(question)
    if asked is None:
        return None
    told = [
        [match["owner"] for match in _OWNED.finditer(folded(unit.text)) if match["people"] == asked["people"]]
        for unit in units
    ]
    own = asked["owner"][-_TAIL:]
    if not told[0] or any(owner.endswith(own) for owners in told for owner in owners):
        return None
    named = re.compile(rf'{re.escape(own)}"?的?(?:及其)?{asked["people"]}')
    held = any(named.search(folded_document(unit.hit.version.text)) for unit in units)
    return None if held else told[0][0] + asked["people"]


def _shared_figure(question: str, units: Sequence[Unit]) -> str | None:
    """Return two that have one share together, where the share of one of them is asked for."""
    if not _ASKS_SHARE.search(question):
        return None
    for unit in units:
        text = _closed(unit)
        pairs = [(match["one"], match["other"]) for match in _TOGETHER.finditer(text)]
        for match in _SHARES.finditer(text):
            bodies = match["bodies"].split("、")
            # One share for each in the list: what 和 joins within it has one.
            if len(bodies) == len(re.findall(_RATE, match["rates"])):
                pairs += [(both[0], both[1]) for one in bodies if len(both := re.split("[和与及]", one)) == _TAIL]
        for one, other in pairs:
            one = one.rpartition("由")[2]
            if (one in question) != (other in question):
                return f"{one}和{other}"
    return None


def _of_a_part(question: str, units: Sequence[Unit]) -> str | None:
    """Return the part (其中…) of which alone the units state the figure, where another or the whole is asked about."""
    told = None
    for unit in units:
        for sentence in re.split(r"[。;\n]", folded(unit.text)):
            if not has_measure(question, sentence):
                continue
            whole, _, rest = sentence.partition("其中")
            clause, *others = _CLAUSE.split(rest)
            part = _AMONG.match(f"其中{clause}")
            if part is None or has_measure(question, whole) or not has_measure(question, clause):
                return None
            # 其中甲承担70%,乙承担30%: the clause behind it has the figure of the other part.
            stated = [one for one in others if has_measure(question, one)]
            if any(len(_common(one, question)) >= _LEAST_SAID for one in stated):
                return None
            if part["part"][:_TAIL] in question or len(_common(whole, question)) < _LEAST_SAID:
                return None
            told = told or part["part"]
    return told


def _term_of_another(question: str, units: Sequence[Unit]) -> str | None:
    """Return the body that has to act within a term, where the question names one that the same sentence gives none."""
    if not _HOW_LONG.search(question):
        return None
    told = None
    for unit in units:
        acting: list[tuple[str | None, bool]] = []
        body: str | None = None
        for clause in _CLAUSE.split(_closed(unit)):
            match = _ACTS.match(clause)
            body = match["body"] if match else body
            acting.append((body, _TERM.search(clause) is not None))
        bound = [one for one, has_term in acting if has_term]
        if any(one is None or one[-_SHORT_NAME:] in question for one in bound):
            return None
        if bound and any(one and one in question for one, has_term in acting if not has_term):
            told = told or bound[0]
    return told


def _of_another_kind(question: str, units: Sequence[Unit]) -> str | None:
    """Return the group for which the best unit lays something down, where the question names another one."""
    told = bearer_in_clause(folded(units[0].text)) if units else None
    if told is None:
        return None
    texts = [folded_below(unit.context, unit.text) for unit in units]
    documents = {unit.version_row: folded_document(unit.hit.version.text) for unit in units}
    return told if of_another_kind(told, question, texts, list(documents.values())) else None


def _uncounted_group(question: str, units: Sequence[Unit]) -> str | None:
    """Return the group whose number or amount is asked for, where the units have such a figure, but none of it."""
    counting = [unit for unit in units if has_measure(question, folded(unit.text))]
    texts = [folded_below(unit.context, unit.text) for unit in counting]
    uncounted = (one.name for one in kinds_counted(question) if texts and not any(map(one.named_in, texts)))
    return next(uncounted, None)


def _penalty_of_another(question: str, units: Sequence[Unit]) -> str | None:
    """Return who is punished, where the question asks what befalls somebody else."""
    penalties = [one for one in asked_attributes(question) if one.name in _PENALTIES]
    asked = _ACTORS.findall(question) if penalties else []
    if not asked:
        return None
    texts = [folded_below(unit.context, unit.text) for unit in units if _PENALTY.search(folded(unit.text))]
    stating = [text for text in texts if any(one.stated_in(text) for one in penalties)]
    if not stating or any(one[-3:] in text or one[:_TAIL] in text for one in asked for text in stating):
        return None
    told = _ANY_ACTOR.search(stating[0])
    return told[0] if told else None


def _of_a_sibling(question: str, units: Sequence[Unit]) -> str | None:
    """Return the sibling of which a piece of a sentence states the figure, where another names what is asked about."""
    asked = _DATE.sub("|", question)
    told = None
    for unit in units:
        if not has_measure(question, folded(unit.text)):
            continue
        pieces = [_DATE.sub("|", piece) for piece in re.split("[;]", folded(_sentence(unit)))]
        said = [_common(piece, asked) for piece in pieces]
        own = max(range(len(pieces)), key=lambda place: len(said[place]))
        name = said[own]
        others = [piece for place, piece in enumerate(pieces) if place != own]
        if len(name) < _LEAST_NAME or any(name in piece for piece in others) or has_measure(question, pieces[own]):
            return None
        sibling = re.compile(rf"{_HAN}{{2,4}}{re.escape(name[-_TAIL:])}")
        found = [match for piece in others if has_measure(question, piece) for match in [sibling.search(piece)]]
        names = [match[0] if match else question for match in found]
        if not names or any(len(_common(one, asked)) >= _LEAST_SAID for one in names):
            return None
        told = told or names[0]
    return told


def _closed(unit: Unit) -> str:
    return folded(unit.text).replace(" ", "")


def _sentence(unit: Unit) -> str:
    """Return the whole sentence that a unit is a part of between ；."""
    text, span = unit.hit.version.text, unit.span
    start = max(text.rfind(mark, 0, span.start) for mark in "。\n") + 1
    ends = [place for mark in "。\n" if (place := text.find(mark, span.start)) >= 0]
    return text[start : min(ends, default=len(text))]


def _common(one: str, other: str) -> str:
    """Return the longest run of characters that two texts share."""
    best = ""
    for start in range(len(one)):
        end = start + len(best) + 1
        while end <= len(one) and one[start:end] in other:
            best = one[start:end]
            end += 1
    return best
