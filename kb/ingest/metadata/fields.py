"""What government web pages print above a document as fields: 发布机构, 发文字号, 发布日期 and their like."""

import re
from datetime import timedelta

from kb.ingest.references import NUMBER, normal_number
from kb.text.dates import find_dates
from kb.types import Evidence, Span

_ZONE = 2500
_NAME = r"[\u4e00-\u9fff]{3,30}"
_BODIES = re.compile(
    rf"(?:发布机构|发布单位|发布机关|公开机构|公开主体|制定单位|发文机关|发文机构|发文单位|制定机关|印发机关|印发单位)\s*[:：]\s*(?P<bodies>{_NAME}(?:[、，,]\s?{_NAME})*)"
)
_DAYS = tuple(
    re.compile(rf"(?:{names})\s*[:：]\s*(?P<day>[\d一二〇○零][^\s，。；|]{{7,14}})")
    for names in (
        "发布日期|发布时间|公布日期|公开日期|公开时间",
        "印发日期|印发时间|发文日期|发文时间",
        "成文日期|成文时间|生成日期|生成时间",
    )
)
_NUMBERED = re.compile(rf"(?:发文字号|发文文号|文件字号|文\s?号|文件编号)\s*[:：]\s*(?P<number>{NUMBER.pattern})")
_TERM_DAY = r"\s*[:：|｜]\s*(?P<day>[\d一二〇○零][^\s，。；|]{7,14})"
_BEGINS = re.compile(rf"(?:施行日期|实施日期|生效日期|执行日期|施行时间|实施时间|生效时间){_TERM_DAY}")
# On the day of 失效 or 废止 a document holds no longer; the day of 有效期至 is its last.
_ENDS = re.compile(
    rf"(?:(?P<ends_before>失效日期|失效时间|废止日期|废止时间)|有效期至|有效期止|有效期截止|有效截止日期|截止日期){_TERM_DAY}"
)
_OTHER_FIELD = re.compile(r"(?:发文字号|发文文号|文号|公开属性|公开渠道|主题分类|索引号|成文日期|发布日期).*$")


def field_bodies(text: str) -> tuple[Evidence, ...]:
    """Return the bodies that a field names as the issuers."""
    match = _BODIES.search(text, 0, _ZONE)
    if match is None:
        return ()
    start = match.start("bodies")
    kept = _OTHER_FIELD.sub("", match["bodies"])
    return tuple(
        Evidence(one[0], Span(start + one.start(), start + one.end()))
        for one in re.finditer(r"[\u4e00-\u9fff]{3,}", kept)
    )


def field_day(text: str) -> Evidence | None:
    """Return the day of publication that a field states; the day of issue or of writing where no field states it."""
    for pattern in _DAYS:
        match = pattern.search(text, 0, _ZONE)
        mention = next(find_dates(match["day"]), None) if match else None
        if match is not None and mention is not None and mention.start == 0:
            start = match.start("day")
            return Evidence(mention.day.isoformat(), Span(start, start + mention.end))
    return None


def field_term_day(text: str, *, begins: bool) -> Evidence | None:
    """Return the first day on which the document holds that a field or a table's cell states, or the last one."""
    pattern = _BEGINS if begins else _ENDS
    match = pattern.search(text, 0, _ZONE)
    mention = next(find_dates(match["day"]), None) if match else None
    if match is None or mention is None or mention.start != 0:
        return None
    day = mention.day
    ends_before = bool(match.groupdict().get("ends_before"))
    if ends_before:
        day -= timedelta(days=1)
    start = match.start("day")
    return Evidence(day.isoformat(), Span(start, start + mention.end), inferred=ends_before)


def field_number(text: str) -> Evidence | None:
    """Return the document's number that a field states."""
    match = _NUMBERED.search(text, 0, _ZONE)
    return Evidence(normal_number(match["number"]), Span(*match.span("number"))) if match else None
