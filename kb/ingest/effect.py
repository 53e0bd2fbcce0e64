"""From when until when a document holds, what it repeals and what it rests on."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from kb.ingest.head import Head, history
from kb.ingest.references import find_references
from kb.text.dates import find_dates, first_date, last_day_of_term, small_number
from kb.types import Evidence, Span

_OWN = (
    r"(?:本|该)[《〈]?(?:法|条例|办法|规定|细则|规则|规程|意见|通知|方案|措施|决定|解释|批复|政策|制度|标准|公告|规范|章程|准则|指引|指南|目录|实施细则|实施办法|实施意见"
    r"|若干意见|若干措施|若干规定|若干政策|计划|纲要|规划)[》〉]?(?:\s*[（(](?:试行|暂行)[）)])?"
)
_IN_FORCE = r"(?:起)?\s*(?:正式)?(?:施行|实施|执行|生效|试行|实行)"
_FROM_DAY = re.compile(rf"(?:自|从|于|由)\s*(?P<day>[^，。；自从]{{6,24}}?日)\s*{_IN_FORCE}")
_FROM_ISSUE = re.compile(
    rf"自\s*(?:发布|公布|印发|颁布|下发|发文|签发|通过|印发施行)\s*之?\s*日\s*(?:起)?\s*(?P<days>[\d一二三四五六七八九十]{{1,3}})?\s*(?:(?:个)?(?P<unit>日|天|月)后)?\s*{_IN_FORCE}"
)
_HEAD_DAY = re.compile(r"^[^，。]{0,16}?日\s*(?:起)?(?:施行|实施|生效)\s*[）)]?$")
_TERM = re.compile(
    r"有效期(?:限)?\s*(?:为|暂定|定为|是|：|:)?\s*(?P<years>\d{1,2}|[一二两三四五六七八九十]{1,2})\s*年"
    r"|(?:暂定|试行期?|执行期)(?:限)?(?:为)?\s*(?P<years2>\d{1,2}|[一二两三四五六七八九十]{1,2})\s*年(?:有效期)?"
)
_UNTIL = re.compile(
    r"(?:有效期(?:限)?[^。，；]{0,24}?(?:至|到)|(?:施行|实施|执行|有效)(?:期限)?(?:为)?[^。，；]{0,24}?(?:，\s*)?(?:至|到))\s*"
    r"(?P<day>(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)"
)
_ENDED = re.compile(r"(?:同时|即行|予以|相应|一并|均)?\s*(?:废止|失效|停止(?:执行|施行|使用)|不再(?:执行|施行))")
_PART = re.compile(r"^\s*(?:的)?第[一二三四五六七八九十百零〇\d]+[条款项章]")
_BASIS = re.compile(r"(?:根据|依据|依照|按照|为(?:了)?(?:进一步)?(?:深入)?(?:贯彻|落实)[^《。]{0,12})")
_MAKES = re.compile(r"制定|特制|制订|现(?:就|将|印发|提出|作出|公告|通知)|提出(?:以下|如下)|决定")
_SENTENCE = re.compile(r"[^。\n]*(?:[。\n]|$)")
_AMENDS = ("《关于修改", "《关于修正", "《关于修订")
_AMENDING = re.compile(r"[^〈<]{0,20}关于(?:修改|修正|修订|废止)")
_OPENING_CHARS = 3000
_REPEAL_CHARS = 1500


def effective_from(text: str, head: Head | None, published: Evidence | None) -> Evidence | None:
    """Return the day from which the document holds; inferred where it counts from the day of publication."""
    if head is not None:
        for line in history(head):
            mention = first_date(line.text)
            if mention and mention.start == 0 and _HEAD_DAY.match(line.text):
                return Evidence(
                    mention.day.isoformat(),
                    Span(line.span.start + mention.start, line.span.start + len(line.text)),
                )
    found: Evidence | None = None
    for start, sentence in _sentences(text):
        if not _speaks_of_itself(sentence):
            continue
        for match in _FROM_DAY.finditer(sentence):
            mention = first_date(match["day"])
            if mention is not None and mention.end == len(match["day"].rstrip()):
                found = Evidence(mention.day.isoformat(), Span(start + match.start(), start + match.end()))
        issue = _FROM_ISSUE.search(sentence)
        if issue and found is None and published is not None:
            day = _later(date.fromisoformat(published.value), issue["days"], issue["unit"])
            if day is not None:
                found = Evidence(day.isoformat(), Span(start + issue.start(), start + issue.end()), inferred=True)
    return found


def effective_to(text: str, start: Evidence | None) -> Evidence | None:
    """Return the last day on which the document holds; inferred where it is a term of years."""
    for at, sentence in _sentences(text):
        if not (_speaks_of_itself(sentence) or sentence.lstrip("　 ").startswith("有效期")):
            continue
        until = _UNTIL.search(sentence)
        if until:
            mention = next(find_dates(until["day"]), None)
            if mention is not None:
                return Evidence(mention.day.isoformat(), Span(at + until.start(), at + until.end()))
        term = _TERM.search(sentence)
        if term and start is not None:
            years = small_number(term["years"] or term["years2"])
            last = last_day_of_term(date.fromisoformat(start.value), years)
            return Evidence(last.isoformat(), Span(at + term.start(), at + term.end()), inferred=True)
    return None


def repeals(text: str) -> tuple[Evidence, ...]:
    """Return the documents that this one repeals as a whole, each as “《title》（number）” or “《title》”."""
    found: dict[str, Evidence] = {}
    for start, sentence in _sentences(text):
        end = _ENDED.search(sentence)
        if not end or "《" not in sentence or not (_speaks_of_itself(sentence) or _is_closing(text, start)):
            continue
        for reference in find_references(text, start, start + end.start()):
            if _PART.match(text[reference.end : reference.end + 12]) or _is_reason(text, start, reference.start):
                continue
            found.setdefault(reference.value, Evidence(reference.value, Span(reference.start, reference.end)))
    return tuple(found.values())


def basis(text: str) -> tuple[Evidence, ...]:
    """Return the documents that this one says it rests on, each as “《title》（number）” or “《title》”."""
    found: dict[str, Evidence] = {}
    for start, sentence in _sentences(text[:_OPENING_CHARS]):
        because = _BASIS.search(sentence)
        makes = list(_MAKES.finditer(sentence))
        if because is None or not makes or because.start() > makes[-1].start():
            continue
        for reference in find_references(text, start + because.start(), start + makes[-1].start()):
            if _is_alias(text, reference.start) or _AMENDING.match(reference.title):
                continue
            found.setdefault(reference.value, Evidence(reference.value, Span(reference.start, reference.end)))
        if found:
            break
    return tuple(found.values())


def _is_alias(text: str, at: int) -> bool:
    """Tell whether a title is only the short name of one that stands before it."""
    return text[:at].endswith(("以下简称", "简称", "下称"))


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    for match in _SENTENCE.finditer(text):
        if match[0].strip():
            yield match.start(), match[0]


def _speaks_of_itself(sentence: str) -> bool:
    """Tell whether a sentence on time or repeal is about the document, not about something it regulates."""
    plain = re.sub(
        r"^[\s\u3000*#>]*(?:第[^\s条]{1,9}条(?:之[一二三四五六七八九十])?|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])?[\s\u3000*]*",
        "",
        sentence,
    )
    return bool(
        re.match(rf"{_OWN}|(?:自|从)\s*(?:发布|公布|印发|颁布|\d{{4}}\s*年)|以上(?:政策|措施|意见)", plain)
        or re.search(rf"{_OWN}[^，。；]{{0,6}}(?:自|从|于)", sentence)
        or re.search(rf"公布\s*,?，?\s*自[^，。]{{4,20}}{_IN_FORCE}", sentence)
    )


def _is_closing(text: str, start: int) -> bool:
    return start >= len(text) - _REPEAL_CHARS


def _is_reason(text: str, start: int, at: int) -> bool:
    """Tell whether a title only says by whose decision or where a repealed document was made."""
    return bool(re.search(r"(?:根据|依据|按照|依照)[^《》，。]{0,60}$", text[start:at])) and text.startswith(
        _AMENDS, at
    )


def _later(day: date, count: str | None, unit: str | None) -> date | None:
    if not count:
        return day
    try:
        number = small_number(count)
    except ValueError:
        return None
    if unit in ("日", "天"):
        return day + timedelta(days=number)
    return None
