"""What a phrase demands in a case only (为…的,其…应…), and whom it lets in besides by somebody's decision."""

import re
from dataclasses import dataclass

from kb.rules.conditions.discretion import decider

_MODAL = r"(?:应当|应(?![急用收付对])|必须|须|需(?!求)|不得)"
_CASE = re.compile(
    r"(?:^|(?<=[,;]))(?P<if>如果?|若|凡是?)?(?P<case>[^,;]{3,60}?)的,"
    rf"(?P<then>(?:则|还|也|均|都|且)*(?:{_MODAL}|其[^,;]|应?(?:当)?符合(?:其|相应|该)[^,;]{{0,12}}(?:要求|规定|条件|标准)|[^,;的]{{2,16}}?{_MODAL})[^;]*)"
)
_IS_A_CASE = re.compile(
    r"(?<![因作])为(?![了在])|^是|属于?|涉及|从事|有[^,;]*(?:要求|规定|限制|约定)|采用|采取|选择|提供|以[^,;]+(?:担保|名义|方式)|申请|委托|需要?|拟|享受过|获得过|新设|购[买置]|租[赁用]|承租|改建|扩建|变更"
)
# What everybody must be is demanded of all, however it is put: 在本地登记注册的,应…
_OF_ALL = re.compile(r"登记|注册|法人资格|具[有备]|符合|满足|信用|纳税|达到|依法")
_MERELY_APPLIES = re.compile(
    r"^[^,;]{0,12}(?:申请|申报|享受)(?![人者])(?![^,;]*(?:抵押|质押|保证|信用|展期|续|再次|二次|首次|延期|复审))[^,;]{0,14}$"
)
_PLAIN_KIND = re.compile(
    r"(?:为|是|属于?)(?:企业|公司|法人|个人|自然人|个体工商户|个体户|(?:农民)?(?:专业)?合作社|家庭农场|事业单位|社会组织|[大中小微]{1,3}型?企业)$"
)
_BESIDES = re.compile(r"(?:[,、;]?(?:以及|及|或者?|和|与)|[,、;])(?P<other>其[他它][^,;]{2,40})$")
_OTHERS = re.compile(r"^(?:以及|及|和|或者?)?(?P<other>其[他它][^;。]{2,40})")


@dataclass(frozen=True, slots=True)
class Case:
    """Offsets of a case within a phrase, and of what is demanded in it."""

    start: int
    end: int
    then: int
    stop: int


def case_in(words: str) -> Case | None:
    """Return the first case of a half-width phrase that binds only those it is about; None where all is demanded."""
    for found in _CASE.finditer(words):
        case = found["case"]
        if not _IS_A_CASE.search(case) or _MERELY_APPLIES.match(case):
            continue
        if _OF_ALL.search(case) and not found["if"] and not re.search(r"有[^,;]*(?:要求|规定)$", case):
            continue
        # 为企业的: the kind of applicant is told by its noun, everything else is named with its 的.
        end = found.end("case") + (0 if _PLAIN_KIND.search(case) else 1)
        return Case(found.start("case"), end, found.start("then"), found.end("then"))
    return None


def besides(words: str) -> int | None:
    """Return where those begin whom a phrase lets in besides by a decision (以及其他经…批准的); None without."""
    found = _BESIDES.search(words)
    if found is None or found.start() == 0 or decider(found["other"]) is None:
        return None
    return found.start("other")


def is_others_decided_on(words: str) -> bool:
    """Tell whether a half-width sentence is of others that somebody decides on: 其他经…批准的企业."""
    found = _OTHERS.match(words)
    return found is not None and decider(found["other"]) is not None
