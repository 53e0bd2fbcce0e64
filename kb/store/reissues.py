"""Whether notices of one title are one notice issued again, or those of several years or occasions.

A notice that goes on from year to year under new numbers (关于进一步做好…的通知) has versions. What is done every year
or on an occasion (申报, 名单, 会议, 批复, a year or a 第三批 in the title) is a document each time.
"""

import re

from kb.ingest.references import NUMBER
from kb.text.keys import compare_key
from kb.types import Metadata

_GENRE = re.compile(r"关于.{4,}(?:通知|意见|公告|通告|决定)(?:[（(][^（()）]{1,12}[)）])?$")
_SERIES = re.compile(
    r"(?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3}\s*年|第\s*[\d一二三四五六七八九十百]+\s*[批期次轮届号季]"
    r"|[一二三四1-4]\s*季度|[上下]半年|(?:\d|[一二三四五六七八九十])月|春节|国庆|中秋|元旦|清明|端午|劳动节|节假日|放假"
)
_OCCASION = re.compile(
    r"修改|修订|修正|废止|申报|申请|征集|推荐|评选|评审|评比|遴选|公示|名单|结果|招聘|招录|招标|中标|采购|任免|任命|任职|免职|召开|会议|举办|表彰|奖励.{0,8}的决定|通报"
    r"|培训|竞赛|比赛|检查|抽查|巡查|督查|考试|报名|面试|下达|拨付|分配|调查|统计|批复|复函|任务|认定.{0,12}为|同意|撤销|终止|停[水电气]|封闭|管制"
)
_SHORTEST_MARK = 3
_YEAR = re.compile(r"[\[(]((?:19|20)\d{2})[\])]|((?:19|20)\d{2})年?第?\d")


def may_be_reissued(title: str) -> bool:
    """Tell whether a notice of this title may be issued again as a version of itself."""
    plain = "".join(title.split())
    return bool(_GENRE.search(plain)) and not _SERIES.search(plain) and not _OCCASION.search(plain)


def year_of_number(number: str) -> int | None:
    """Return the year in a document's number; None where it has none."""
    match = _YEAR.search(compare_key(number))
    return int(match[1] or match[2]) if match else None


def mark_of_number(number: str) -> str | None:
    """Return the organ's mark in front of the year of a document's number (清财金); None where it has none."""
    key = compare_key(number)
    match = _YEAR.search(key)
    return key[: match.start()] or None if match and NUMBER.search(number) else None


def have_one_mark(one: Metadata, other: Metadata) -> bool:
    """Tell whether the numbers of two documents have one organ's mark, of three characters and more."""
    marks = {mark_of_number(number.value) for number in (one.doc_number, other.doc_number) if number}
    mark = next(iter(marks), None)
    both = one.doc_number is not None and other.doc_number is not None
    return both and len(marks) == 1 and mark is not None and len(mark) >= _SHORTEST_MARK
