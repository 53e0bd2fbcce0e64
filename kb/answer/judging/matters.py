"""What a question names as its matter (创业担保贷款, 服务机构库), where what was found is said of others.

How long one matter takes, which papers it wants and how much it grants says nothing of another that the same texts
name elsewhere.
"""

import re
from collections.abc import Sequence

from kb.answer.scoring.answerability import LIKELY
from kb.answer.scoring.attributes import asked_attributes
from kb.answer.scoring.score import Scoring
from kb.answer.scoring.texts import folded, folded_document
from kb.answer.scoring.units import folded_around
from kb.types import Version

# What the names of matters end with.
_ENDS = re.compile(
    "贷款|续贷|贷|补贴|补助|奖励|贴息|资金池|资金|基金|补偿金|准备金|库|券|保险|担保|中心|名单|试点|租金|房租|账户|平台"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
# What stands before a name in a question, and what may do so in a text alike.
_ALIKE = "[的了和与及或对在给向由把被从想我将为元]|申请|申报|办理|发放|领取|享受"
_BEFORE = re.compile(rf"^.*(?:{_ALIKE})|^.{{1,4}}?[省市县]")
_BEGINS = re.compile(rf"(?:^|[^\u4e00-\u9fff]|{_ALIKE}|[省市县区走办用拿])$")
# Of one of several things a sentence may tell that names the others.
_LISTED = "[和与及或、跟同]"
# Of these there are many in every text.
_GENERIC = re.compile(
    r"(?:个人|小额|信用|抵押|质押|经营|经营性|流动资金|首次|首笔|不良|新增|存量|银行|企业|小微企业|各项|全部|合作)?(?:贷款?|续贷)"
    r"|.{0,2}(?:资金|平台|中心|担保|名单)|(?:财政|政府|一次性)(?:补贴|补助|奖励|贴息)"
)
_SHORTEST, _LONGEST = 4, 12
_EDGE, _TAIL, _BETWEEN = 2, 3, 6
# What a document names more often it may lay down a procedure for that it does not name again.
_IN_PASSING = 2


def matter_untold(question: str, scoring: Scoring) -> str | None:
    """Return the matter that a prepared question names and that nothing likely is said of.

    None where the question names none that a document found names, where a likely unit names one, itself or in its
    passage, headings or title, or speaks of the kind without a name (补助期限, 该贷款), or where the document of the
    best names one more than in passing.
    """
    likely = [one.unit for one in scoring.units if one.score >= LIKELY]
    if not likely or not asked_attributes(question):
        return None
    versions = {one.unit.version_row: one.unit.hit.version for one in scoring.units}
    matters = _matters(folded(question), list(versions.values()))
    best = folded_document(likely[0].hit.version.text)
    around = [folded_around(unit) for unit in likely]
    if not matters or any(best.count(matter) > _IN_PASSING for matter in matters):
        return None
    if any(_has_bare_kind(matter, folded(unit.text)) for unit in likely for matter in matters):
        return None
    return None if any(_names(matter, text) for text in around for matter in matters) else matters[0]


def _matters(question: str, versions: Sequence[Version]) -> list[str]:
    """Return the names that a question has in common with the texts, the longest first."""
    found: set[str] = set()
    texts = [folded(version.metadata.title) + "\n" + folded_document(version.text) for version in versions]
    for end in {match.end() for match in _ENDS.finditer(question)}:
        if re.match(_LISTED, question[end:]):
            continue
        for text in texts:
            name = _BEFORE.sub("", _longest(question, end, text))
            before = question[: end - len(name)]
            # What is cut out of a longer word is no name.
            if len(name) >= _SHORTEST and _BEGINS.search(before) and not _GENERIC.fullmatch(name):
                found |= {name} if not re.search(f"{_LISTED}$", before) else set()
    longest = [name for name in found if not any(name != other and name in other for other in found)]
    return sorted(longest, key=len, reverse=True)


def _longest(question: str, end: int, text: str) -> str:
    """Return the longest words of a question up to a place that a text has as they stand."""
    start = end
    while start > max(0, end - _LONGEST) and _HAN.match(question[start - 1]) and question[start - 1 : end] in text:
        start -= 1
    return question[start:end]


def _has_bare_kind(matter: str, text: str) -> bool:
    """Tell whether a text speaks of the kind of a matter without a name: 补助期限 may be that of any 补助."""
    kinds = [match[0] for match in _ENDS.finditer(matter) if match.end() == len(matter)]
    return any(re.search(rf"(?:^|[^\u4e00-\u9fff]|[的该本此])\s*{kind}", text) for kind in kinds)


def _names(matter: str, text: str) -> bool:
    """Tell whether a text names a matter, in full or shortened (资金池, 创业贷款)."""
    if matter[-_TAIL:] in text:
        return True
    first, last = re.escape(matter[:_EDGE]), re.escape(matter[-_EDGE:])
    return re.search(f"{first}.{{0,{_BETWEEN}}}{last}", text) is not None
