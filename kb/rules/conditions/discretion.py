"""Where a text leaves it to somebody's decision whether a condition is met."""

import re

from kb.text.numerals import parse_numeral

_DECIDES = (
    r"审核|审议|审定|审批|批准|研究|评审|认定|认可|讨论|商议|核准|评议|会商|同意|确定|推荐|决定|核定|综合评定|审查"
)
# 市经济和信息化局: the 经 of a name leads in nobody.
_ECONOMIC = r"[济信贸发开管合]"
_ECONOMIC_OFFICE = r"济|贸|开区|信(?:局|委|办|厅|部门|和|息)|发(?:局|办)|管(?:局|站|办)|合(?:局|办)"
_BY = re.compile(
    rf"(?:须经|需经|应经|经(?!{_ECONOMIC_OFFICE})|由|报)(?P<who>(?:[^,。;、()\d经由报]|经(?={_ECONOMIC})){{2,24}}?)(?:集体|共同|联合|专题|另行|综合)?(?P<how>(?:{_DECIDES})(?!会(?!商)|委|小组|组)(?:并|后|、)?(?:{_DECIDES}|通过)?)(?!登记|注册|备案|设立|成立|颁发|公布|发布|机关)"
)
_OTHER = re.compile(r"其[他它]|另行|特别|个别|特殊|重点扶持|重点支持|需要(?:支持|扶持)")
# 其他区政府批准的支持对象
_OTHERS_BY = re.compile(
    rf"^(?:以及|和|及|或)?其[他它](?!已|依法|未|获|尚|需|须|被|正式)(?P<who>(?:[^,;、()\d的经由报]|经(?={_ECONOMIC})){{2,16}}?)(?:批准|同意|核准|审定|研究(?:决定|确定)|决定)的"
)
_STRONG = re.compile(r"同意|批准|研究|讨论|审议|会商|核准|决定|通过|审定|商议|评议")
# 市科技局认定的高新技术企业: who gives a name is no decision that is still to come.
_NAMED = re.compile(
    r"(?:认定|评定|核定|审定|确定|推荐|审核)(?:并公布|公布|备案)?的[^,。;]{0,16}(?:企业|单位|中心|园区|人员|毕业生|基地)"
)


def decider(words: str) -> str | None:
    """Return who decides whether a half-width demand is met; None where the words leave it to nobody."""
    others = _OTHERS_BY.match(words)
    if others is not None:
        return _whole(others["who"])
    match = _BY.search(words)
    if match is None:
        return None
    named = _NAMED.search(words[match.start() :])
    if not _OTHER.search(words) and (named and not _STRONG.search(match["how"])):
        return None
    if not (_OTHER.search(words) or _STRONG.search(match["how"])):
        return None
    return _whole(match["who"])


_ITEMS = re.compile(
    r"(?:第)?[(]?(?P<first>[一二三四五六七八九十]{1,3}|\d{1,2})[)]?(?:(?:项|类|款)?(?P<to>至|到|-+|~+)第?[(]?(?P<last>[一二三四五六七八九十]{1,3}|\d{1,2})[)]?"
    r"|(?P<more>(?:[、和及或]第?[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)]?)*))(?:项|类|款|点|种)"
)
_AND = frozenset({"", "、", "和", "及", "或", "与", "以及"})
_ONE = re.compile(r"[一二三四五六七八九十]{1,3}|\d{1,2}")


def remarks_on_items(words: str) -> list[tuple[frozenset[int], str]]:
    """Return which items of a list a half-width sentence leaves to a decision: their numbers, and who decides."""
    found: list[tuple[frozenset[int], str]] = []
    named = list(_ITEMS.finditer(words))
    waiting: frozenset[int] = frozenset()
    for at, match in enumerate(named):
        end = named[at + 1].start() if at + 1 < len(named) else len(words)
        rest = words[match.end() : end]
        numbers, waiting = waiting | _numbers(match), frozenset()
        if rest.strip() in _AND:
            waiting = numbers
        elif (by := _BY.search(rest)) is not None:
            found.append((numbers, _whole(by["who"])))
    return found


def _numbers(match: re.Match[str]) -> frozenset[int]:
    first = _value(match["first"])
    if match["to"]:
        return frozenset(range(first, _value(match["last"]) + 1))
    return frozenset({first, *(_value(one) for one in _ONE.findall(match["more"] or ""))})


def _value(words: str) -> int:
    return int(parse_numeral(words))


def _whole(who: str) -> str:
    return who.strip("的 ")
