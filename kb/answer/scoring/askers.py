"""Groups that a question asks for (个体工商户, 合作社, 大型企业), where what was found is laid down for others."""

import re
from collections.abc import Sequence

from kb.answer.scoring.attributes import askers_named
from kb.answer.scoring.counted import Kind
from kb.answer.scoring.objects import objects_named
from kb.answer.scoring.texts import folded_document
from kb.answer.scoring.units import Unit, folded_around

# By these a document says of a group that what it lays down for others, or in general, holds for it too.
_EXTENDED = re.compile(
    r"参照|比照|视同|视为|适用|同等|同样|所称|是指|包括|含|以及|面向|对象|范围|条件|均可|都可|可以申请|可申请|申请人|符合|等各?类|等主体|等经营"
)
# What is extended so holds in the very clause.
_OWN_CLAUSE = re.compile(r"本条|本款|本项|前款|前项")
# Those for whom a text lays something down when it names no group that asks; what holds for 企业 holds for any company.
_OTHERS = re.compile(r"企业|公司|法人|农户|种植户|养殖户|大户|合作社|职工|学生|毕业生")
_OTHER_COMPANIES = re.compile(r"小微|中小|小型|微型|民营|初创|农户|合作社|个体")
_COMPANIES = frozenset({"large_company", "medium_company", "foreign_company", "state_company", "group_of_companies"})
# What holds for anybody names none.
_ANYBODY = re.compile(r"任何(?:单位|人|组织)|纳税人|经营者|用人单位|单位和个人|当事人|申请人|借款人|消费者|客户")
# What is said of the group that it is not asked for.
_NOT_IT = re.compile(r"(?:不是|不算|不属于|并非|没有?|转)$")
# Farmers and persons are named in many ways.
_MANY_NAMES = frozenset({"farmer", "person"})
# A shop (小卖部) may be a company's.
_OF_LAW = re.compile(r"个体|合作社|企业|公司|单位|组织|团体|非营利|民办非|[国央外]企|集团")
_SENTENCE = re.compile(r"[。;；\n]")


def group_untold(question: str, units: Sequence[Unit]) -> str | None:
    """Return the group, in a prepared question's own words, for which the units lay down nothing, but for others.

    None where one of them names it or may mean anybody, or where the question names no such group.
    """
    for group in askers_named(question):
        said = None if group.name in _MANY_NAMES else _asked_as(group, question)
        if said and _is_for_others(group, units) and _is_untold(group, question, units):
            return said
    return None


def _is_for_others(group: Kind, units: Sequence[Unit]) -> bool:
    texts = [folded_around(unit) for unit in units]
    others = _OTHER_COMPANIES if group.name in _COMPANIES else _OTHERS
    return bool(texts) and others.search(texts[0]) is not None and not any(map(_ANYBODY.search, texts))


def _is_untold(group: Kind, question: str, units: Sequence[Unit]) -> bool:
    """Tell whether nothing says that what the units say holds for a group.

    None of them names it, nor their headings, passages or titles, and no sentence of their documents extends what is
    laid down to it, or tells of the product asked about that it is for it.
    """
    return not any(group.named_in(folded_around(unit)) for unit in units) and not _is_extended(group, question, units)


def _asked_as(group: Kind, question: str) -> str | None:
    said = (match for match in group.asks.finditer(question) if _OF_LAW.search(match[0]))
    return next((match[0] for match in said if not _NOT_IT.search(question[: match.start()])), None)


def _is_extended(group: Kind, question: str, units: Sequence[Unit]) -> bool:
    objects = objects_named(question, units)
    for text in {unit.version_row: unit.hit.version.text for unit in units}.values():
        for sentence in _SENTENCE.split(folded_document(text)):
            if not group.named_in(sentence) or _OWN_CLAUSE.search(sentence):
                continue
            if _EXTENDED.search(sentence) or any(name in sentence for name in objects):
                return True
    return False
