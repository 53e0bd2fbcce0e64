"""The places and years that a question names and that neither the documents shown nor their files have."""

import re
from collections.abc import Callable, Sequence

from kb.answer.in_force import years_in_force
from kb.answer.scoring.texts import compared
from kb.answer.scoring.times import written_on
from kb.retrieve.naming.placed import Standing, standing_to, states_rules
from kb.text.places import Place, places_in, surely_names
from kb.types import Metadata, Version

# A number with a measure behind it is no year: 2000平方米.
_MEASURED = r"\s*(?:万|亿|元|家|户|个|名|项|人|平方|亩|台|分|天|吨|度|米|件|次|张|条|份)"
# Nor is that of a document's number: 〔2019〕6号.
_YEAR = re.compile(rf"(?<![0-9.\[〔［【])(?:19|20)[0-9]{{2}}(?![0-9.%])(?!{_MEASURED})")
_STATED_YEAR = re.compile(r"(?<![0-9.])(?:19|20)[0-9]{2}(?![0-9.%])")
# A plan for five years speaks of each of them; an outline up to a far year does not.
_LONGEST_RANGE = 5
# What is reached or changed in a year is not stated by a rule that holds in that year.
_RESULT = re.compile(
    r"目标|达到|达成|完成|增长|增速|增幅|下降|同比|环比|产值|总量|规模|余额|实际|统计|累计|一共|总共|新增|共有|数据|实现|收入"
    r"|预算|安排了|发放了|兑现了|支出|第[一二三四]季度|上半年|下半年|年起|涨|追加|增资|降[到至低]|调(?:整|高|低|[到至成])|提高[到至了]|变"
)
_TOLD_YEARS = (re.compile(r"今年|本年"), re.compile(r"去年|上年"))
_RANGE = re.compile(r"((?:19|20)[0-9]{2})\s*年?\s*[-—–~～至到]+\s*((?:19|20)[0-9]{2})")


def names_any(part: str) -> bool:
    """Tell whether a prepared question names a place or year."""
    return bool(places_in(part) or _YEAR.search(part))


def names_untold(
    part: str,
    shown: Sequence[Version],
    surroundings: Callable[[], Sequence[str]],
    untold: Callable[[Place], str],
) -> list[str]:
    """Say which places and years that a prepared question names the shown versions and their files do not have."""
    missing = _missing_places(part, shown, surroundings)
    return [*map(untold, missing), *_missing_years(part, shown, surroundings)]


def _missing_places(question: str, shown: Sequence[Version], surroundings: Callable[[], Sequence[str]]) -> list[Place]:
    places = [place for place in places_in(question) if surely_names(question, place)]
    # A rule of the province or city holds in what lies within it; what was reached there is told of each place alone.
    if not _RESULT.search(question):
        places = [place for place in places if not any(_holds_in(place, version) for version in shown)]
    if not places:
        return []
    texts = [*(text for version in shown for text in (_described(version), version.text)), *surroundings()]
    return [place for place in places if not any(place.named_in(text) for text in texts)]


def _holds_in(place: Place, version: Version) -> bool:
    return states_rules(version.metadata) and standing_to(place, version.metadata) is Standing.ABOVE


def _missing_years(question: str, shown: Sequence[Version], surroundings: Callable[[], Sequence[str]]) -> list[str]:
    asked = dict.fromkeys(_YEAR.findall(question))
    if not asked:
        return []
    held = {year for text in surroundings() for year in _STATED_YEAR.findall(compared(text))}
    for version in shown:
        held |= _years(compared(version.text) + _described(version)) | _told_years(version)
        if not _RESULT.search(question):
            held |= years_in_force(version.metadata)
    return [f"资料里没有{year}年的内容" for year in asked if year not in held]


def _years(text: str) -> set[str]:
    """Return the years that a text states, those within a range such as 2020—2022 included."""
    years = set(_STATED_YEAR.findall(text))
    for first, last in _RANGE.findall(text):
        years.update(str(year) for year in range(int(first), min(int(last), int(first) + _LONGEST_RANGE) + 1))
    return years


def _told_years(version: Version) -> set[str]:
    """Return the years that a text calls 今年 and 去年."""
    written = written_on(version)
    if written is None:
        return set()
    return {str(written.year - ago) for ago, said in enumerate(_TOLD_YEARS) if said.search(version.text)}


def _described(version: Version) -> str:
    metadata: Metadata = version.metadata
    stated = (metadata.region, metadata.published, metadata.effective_from, metadata.effective_to, *metadata.issuers)
    return " ".join((metadata.title, metadata.subtitle or "", *(one.value for one in stated if one)))
