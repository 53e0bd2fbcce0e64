"""The kind of case that a term is for: a way of guarantee, or a kind of applicant."""

import re
from collections.abc import Sequence

from kb.types import Span

_GUARANTEE = re.compile(
    r"(?:知识产权|应收账款|股权|存单|其[他它]|专利权?|动产|仓单)?质押(?=贷款|类|方式|、|和|及|担保|的)|(?<!担)保证(?=贷款|类|方式|担保|、|和|及)"
    r"|(?<![无免])抵押(?=贷款|类|方式|、|和|及|担保)|信用(?=贷款|类贷|方式)"
)
# 无抵押最高200万元: a loan that rests on nothing but credit.
_UNSECURED = re.compile(
    r"(?:无|免|不(?:需|用|要)|没有)(?:提供)?(?:任何)?抵(?:、质|质)?押(?:物)?(?:、?(?:无|免|或)?担保)?(?:的)?|纯信用"
)
_APPLICANT = re.compile(r"个人|小微企业|个体工商户|合作社|家庭农场|农户|自然人")
_OTHERS = re.compile(r"(?:单个|单家|每家)[^,。;]{0,10}?(?:合作机构|银行|担保机构|机构)")
_SENTENCE = re.compile(r"[;。!?\n]")
_JOINS = re.compile(r" ?(?:、|和|及|与|以及|或)(?:最高|不超过)* ?")
_EACH = re.compile(r"分别")
_BASIC = ("保证", "抵押", "质押", "信用")


def case_of(plain: str, span: Span, figures: Sequence[Span]) -> str | None:
    """Return the case that a figure of a half-width text is for; None where it is for all.

    The words for it stand in the same part of the sentence, behind the figure before; A和B分别…X、Y pairs them off.
    """
    start = max((mark.end() for mark in _SENTENCE.finditer(plain, max(0, span.start - 400), span.start)), default=0)
    start = max(start, span.start - 400)
    words = plain[start : span.start]
    if (each := _each(plain, start, span, figures)) is not None:
        return each
    before = max((figure.end for figure in figures if start <= figure.end <= span.start), default=start)
    own = plain[before : span.start]
    if others := _OTHERS.search(words):
        return others.group()
    own = _UNSECURED.sub("信用贷款", own)
    for pattern in (_GUARANTEE, _APPLICANT):
        named = list(dict.fromkeys(match.group() for match in pattern.finditer(own)))
        if named:
            return "、".join(name + ("贷款" if name.endswith(_BASIC) else "") for name in named)
    return None


def _each(plain: str, start: int, span: Span, figures: Sequence[Span]) -> str | None:
    mark = _EACH.search(plain, start, span.start)
    if mark is None:
        return None
    for pattern in (_APPLICANT, _GUARANTEE):
        names = [match.group() for match in pattern.finditer(plain, start, mark.start())]
        listed = _side_by_side(plain, mark.end(), figures)
        if span in listed and 1 < len(listed) <= len(names):
            return names[len(names) - len(listed) + listed.index(span)]
    return None


def _side_by_side(plain: str, start: int, figures: Sequence[Span]) -> list[Span]:
    """Return the first figures behind an offset that only 、 and 和 part."""
    listed: list[Span] = []
    for figure in figures:
        if figure.start < start:
            continue
        if listed and not _JOINS.fullmatch(plain, listed[-1].end, figure.start):
            break
        listed.append(figure)
    return listed


def covers(case: str, said: str) -> bool | None:
    """Tell whether a case takes in what the applicant says; None where it speaks of something else."""
    guarantees = _GUARANTEE.findall(case + "贷款") or [name for name in _BASIC if name in case]
    own = next((name for name in _BASIC if name in said), None)
    if guarantees and own is not None:
        return any(own in name and (name == own or name.removesuffix(own) in said) for name in guarantees)
    kinds = _APPLICANT.findall(case)
    if kinds and _is_applicant(said):
        return any(kind in said or said in kind or _same(kind, said) for kind in kinds)
    return None


def is_kind(case: str | None) -> bool:
    """Tell whether a case is a kind of applicant, and no way of guarantee."""
    return case is not None and _APPLICANT.search(case) is not None and _OTHERS.search(case) is None


def _is_applicant(said: str) -> bool:
    return re.search(r"个人|企业|个体|合作社|农户|自然人|小型|微型|中型|大型|小微", said) is not None


def _same(kind: str, said: str) -> bool:
    return (kind == "小微企业" and re.search(r"小微|小型|微型|企业", said) is not None) or (
        kind == "自然人" and said == "个人"
    )
