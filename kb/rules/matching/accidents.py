"""The grades of accidents, by the regulations on reporting them: 一般, 较大, 重大, 特别重大."""

import re

from kb.rules.matching.polarity import affirms

_GRADES = ("一般", "较大", "重大", "特别重大")
_GRADE = re.compile(
    r"(?P<grade>特别重大|特大|重大|较大|一般)(?:级)?(?:\(含\))?(?P<up>(?:及|或)?以上|\(含\)以上)?(?P<down>(?:及|或)?以下)?"
)
_ACCIDENT = re.compile(r"事故")
GRADED = r"(?:(?:特别重大|特大|重大|较大|一般)(?:(?:及|或)?以[上下])?、?(?:的)?)"
"""A pattern of the grade before an accident."""


def grades_of_accident(words: str) -> frozenset[str]:
    """Return the grades of the accidents that half-width words speak of; none where they name none."""
    accident = _ACCIDENT.search(words)
    if accident is None:
        return frozenset()
    found: set[str] = set()
    for match in _GRADE.finditer(words[: accident.start()]):
        rank = _GRADES.index("特别重大" if match["grade"] == "特大" else match["grade"])
        found |= set(_GRADES[rank:] if match["up"] else _GRADES[: rank + 1] if match["down"] else {_GRADES[rank]})
    return frozenset(found)


def without_grades(words: str) -> str:
    """Return half-width words without the grades of the accidents that they speak of."""
    accident = _ACCIDENT.search(words)
    if accident is None:
        return words
    return _GRADE.sub("", words[: accident.start()]) + words[accident.start() :]


def of_accidents(said: str, words: str, *, holds: bool) -> bool | None:
    """Return whether a demand holds where a state in much the same words does, the grades of accidents considered.

    `holds` is what follows for the demand where both speak of the same. None where the grades leave it open.
    """
    if not _ACCIDENT.search(words) or not _ACCIDENT.search(said):
        return holds
    own, wanted = grades_of_accident(said), grades_of_accident(words)
    # What a demand speaks of either happened or it did not, whichever way the demand is put.
    happened = holds == (affirms(words) is not False)
    if own == wanted:
        return holds
    if happened:
        if not wanted or (own and own <= wanted):
            return holds
        return not holds if own and not own & wanted else None
    # None of what is denied happened; that covers a demand that speaks of no more.
    return holds if not own or (wanted and wanted <= own) else None
