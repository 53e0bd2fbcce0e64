"""From when until when a document holds, and what it rests on."""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from kb.ingest.head import Head, history
from kb.ingest.head_lines import HeadLine
from kb.ingest.metadata.fields import field_term_day
from kb.ingest.metadata.own_words import IN_FORCE, sentences, speaks_of_itself, without_label
from kb.ingest.metadata.published import first_publication
from kb.ingest.references import find_references
from kb.text.dates import add_months, find_dates, first_date, last_day_of_months, last_day_of_term, small_number
from kb.types import Evidence, Span

_DAY = r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
_NUMBER = r"\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_HOUR = r"(?:\s*[零0]\s*[时点])?"
_FROM_DAY = re.compile(rf"(?:自|从|于|由)\s*(?P<day>[^，。；自从]{{6,24}}?日){_HOUR}\s*{IN_FORCE}")
_FROM_MONTH = re.compile(
    rf"(?:自|从)\s*(?P<year>(?:19|20)\d{{2}})\s*年\s*(?P<month>\d{{1,2}})\s*月(?:份)?\s*起\s*{IN_FORCE}"
)
_FROM_ISSUE = re.compile(
    r"自\s*(?:发布|公布|印发|颁布|下发|发文|签发|通过|印发施行)\s*(?:之?\s*日\s*起?|后)\s*"
    rf"(?:(?P<ordinal>第)?满?\s*(?P<days>\d{{1,3}}|{_NUMBER})\s*(?P<unit>个?工作日|日|天|个?月)\s*(?:之?后|起)?)?\s*{IN_FORCE}"
)
# From one day to another: what is said to run so is the document where the words before or behind say it.
_PERIOD = re.compile(
    r"(?P<before>(?:有效期|(?:施行|执行|实施|试行)期|政策期)(?:限)?[^，。；\d]{0,8})?"
    rf"(?:自|从)?\s*(?P<first>{_DAY})\s*(?:起)?\s*(?:至|到|[-—－~～]+)\s*(?P<last>{_DAY})\s*(?:止|期间)?\s*"
    r"(?P<behind>内?(?:有效|施行|执行|实施|试行))?"
)
_HEAD_DAY = re.compile(r"^[^，。]{0,16}?日\s*(?:起)?(?:施行|实施|生效)\s*[）)]?$")
_TERM = re.compile(
    rf"有效期(?:限)?[^，。；满]{{0,16}}?(?P<number>{_NUMBER})\s*(?P<unit>年|个月)(?![前内以度])"
    rf"|(?:暂定|(?:试行|执行|施行|实施)期(?:限)?|试行)(?:暂定|定|为|是|：|:)*\s*"
    rf"(?P<number2>{_NUMBER})\s*(?P<unit2>年|个月)(?:有效期)?(?![前内以度后])"
)
_UNTIL = re.compile(
    r"(?:有效期(?:限)?[^。，；]{0,24}?(?:至|到)|(?:施行|实施|执行|有效)(?:期限)?(?:为)?[^。，；]{0,24}?(?:，\s*)?(?:至|到))\s*"
    rf"(?P<day>{_DAY}|(?P<year>(?:19|20)\d{{2}})\s*年(?:\s*(?P<month>\d{{1,2}})\s*月)?\s*底)"
)
# A decision on other documents speaks of itself where it goes on so: 决定废止…，自公布之日起生效.
_DECIDED_FROM = re.compile(
    r"(?:决定|现[将对就予]|^[\s\u3000]*(?=废止|停止执行))[^。；]{0,80}?(?:废止|失效|停止执行|停止施行|修改|修订)[^。；]{0,200}(?<!的)[，,]\s*"
    rf"自(?:{_DAY}|(?:公布|发布|印发|下发)之?日)\s*{IN_FORCE}\s*[。；]?$"
)
_BASIS = re.compile(r"(?:根据|依据|依照|按照|为(?:了)?(?:进一步)?(?:深入)?(?:贯彻|落实)[^《。]{0,12})")
_MAKES = re.compile(r"制定|特制|制订|现(?:就|将|印发|提出|作出|公告|通知)|提出(?:以下|如下)|决定")
_AMENDING = re.compile(r"[^〈<]{0,20}关于(?:修改|修正|修订|废止)")
_REVISED = re.compile(r"修正|修订|修改")
_MADE = re.compile(r"通过|批准|修正|修订|修改|公布|发布|印发")
_OPENING_CHARS = 3000
_LONG_AFTER = timedelta(days=366)


def effective_from(text: str, head: Head | None, published: Evidence | None) -> Evidence | None:
    """Return the day from which the document holds; inferred where it counts from the day of publication."""
    lines = history(head) if head is not None else ()
    stated, issued = _stated_start(text)
    printed = _printed_start(lines) or field_term_day(text, begins=True)
    if printed is not None:
        # A clause that says the same is the better place to cite.
        return stated if stated is not None and stated.value == printed.value else printed
    if stated is not None or issued is None:
        return stated
    base = first_publication(lines) or published
    if base is None:
        return None
    start, match = issued
    day = _later(date.fromisoformat(base.value), match)
    if day is None:
        return None
    return Evidence(day.isoformat(), Span(start + match.start(), start + match.end()), inferred=True)


def effective_to(text: str, start: Evidence | None) -> Evidence | None:
    """Return the last day on which the document holds; inferred where it is a term, or a month or year that ends."""
    for at, sentence in _own_times(text):
        found = _period_end(at, sentence) or _until(at, sentence) or _term(at, sentence, start)
        if found is not None:
            return found
    return field_term_day(text, begins=False)


def _own_times(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences on the document's own time: first those that name it, then those that begin with 有效期.

    One of these that stands behind a sentence on something else (称号有效期3年。有效期届满前…) is about that.
    """
    bare = []
    own, end = True, 0
    for at, sentence in sentences(text):
        begins_line = "\n" in text[end:at] or text[:at].endswith("\n")
        if speaks_of_itself(sentence):
            yield at, sentence
        elif without_label(sentence).lstrip("　 ").startswith("有效期") and (own or begins_line):
            bare.append((at, sentence))
        own, end = speaks_of_itself(sentence), at + len(sentence)
    yield from bare


def not_before(text: str, head: Head | None, start: Evidence | None, published: Evidence | None) -> Evidence | None:
    """Return the day before which this wording was not in force; None where the text tells of none.

    That is the day of its last revision. Where the text holds from a publication whose day it does not tell, it is the
    day on which it was passed or last revised, and inferred: from then on it is taken to be in force.
    """
    if head is None:
        return None
    made = _made_on(history(head), _REVISED if start is not None else _MADE)
    if start is None:
        _, issued = _stated_start(text)
        return Evidence(made.value, made.span, inferred=True) if made and issued else None
    if made is not None and made.value > start.value:
        return made
    # A text published long after it began is a later wording, whose revision it does not tell of.
    if published is None or date.fromisoformat(published.value) <= date.fromisoformat(start.value) + _LONG_AFTER:
        return None
    return replace(published, inferred=False)


def basis(text: str) -> tuple[Evidence, ...]:
    """Return the documents that this one says it rests on, each as “《title》（number）” or “《title》”."""
    found: dict[str, Evidence] = {}
    for start, sentence in sentences(text[:_OPENING_CHARS]):
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


def _printed_start(lines: Sequence[HeadLine]) -> Evidence | None:
    """Return the first day that a line of the head is (“2013年9月1日 施行”)."""
    for line in lines:
        mention = first_date(line.text)
        if mention and mention.start == 0 and _HEAD_DAY.match(line.text):
            span = Span(line.span.start + mention.start, line.span.start + len(line.text))
            return Evidence(mention.day.isoformat(), span)
    return None


def _stated_start(text: str) -> tuple[Evidence | None, tuple[int, re.Match[str]] | None]:
    """Return the first day that a sentence states, and where one counts it from the publication; the last of each."""
    found: Evidence | None = None
    issued: tuple[int, re.Match[str]] | None = None
    for start, sentence in sentences(text):
        if not speaks_of_itself(sentence) and not _DECIDED_FROM.search(sentence.rstrip()):
            continue
        for match in _FROM_DAY.finditer(sentence):
            mention = first_date(match["day"])
            if mention is not None and mention.end == len(match["day"].rstrip()):
                found = Evidence(mention.day.isoformat(), Span(start + match.start(), start + match.end()))
        period = _own_period(sentence)
        if period is not None and (first := first_date(period["first"])) is not None:
            found = Evidence(first.day.isoformat(), Span(start + period.start(), start + period.end()))
        month = _FROM_MONTH.search(sentence)
        if month and found is None and 1 <= int(month["month"]) <= 12:
            day = date(int(month["year"]), int(month["month"]), 1)
            found = Evidence(day.isoformat(), Span(start + month.start(), start + month.end()), inferred=True)
        issue = _FROM_ISSUE.search(sentence)
        if issue:
            issued = start, issue
    return found, issued


def _own_period(sentence: str) -> re.Match[str] | None:
    """Return the days from and to which a document holds (“执行期限为…至…”, “自…起至…止施行”)."""
    return next((match for match in _PERIOD.finditer(sentence) if match["before"] or match["behind"]), None)


def _period_end(at: int, sentence: str) -> Evidence | None:
    period = _own_period(sentence)
    last = first_date(period["last"]) if period else None
    if period is None or last is None:
        return None
    return Evidence(last.day.isoformat(), Span(at + period.start(), at + period.end()))


def _until(at: int, sentence: str) -> Evidence | None:
    match = _UNTIL.search(sentence)
    if match is None:
        return None
    span = Span(at + match.start(), at + match.end())
    if match["year"]:
        year, month = int(match["year"]), int(match["month"] or 12)
        if not 1 <= month <= 12:
            return None
        return Evidence(date(year, month, calendar.monthrange(year, month)[1]).isoformat(), span, inferred=True)
    mention = next(find_dates(match["day"]), None)
    return Evidence(mention.day.isoformat(), span) if mention else None


def _term(at: int, sentence: str, start: Evidence | None) -> Evidence | None:
    match = _TERM.search(sentence)
    if match is None or start is None:
        return None
    number, unit = small_number(match["number"] or match["number2"]), match["unit"] or match["unit2"]
    first = date.fromisoformat(start.value)
    last = last_day_of_term(first, number) if unit == "年" else last_day_of_months(first, number)
    return Evidence(last.isoformat(), Span(at + match.start(), at + match.end()), inferred=True)


def _made_on(lines: Sequence[HeadLine], how: re.Pattern[str]) -> Evidence | None:
    """Return the last day on which a line says that the text was made so: passed, revised, published."""
    found: list[tuple[date, Span]] = []
    for line in lines:
        mentions = list(find_dates(line.text))
        ends = [*(mention.start for mention in mentions[1:]), len(line.text)]
        for mention, end in zip(mentions, ends, strict=False):
            if how.search(_without_titles(line.text[mention.end : end])):
                span = Span(line.span.start + mention.start, line.span.start + mention.end)
                found.append((mention.day, span))
    if not found:
        return None
    day, span = max(found)
    return Evidence(day.isoformat(), span)


def _without_titles(words: str) -> str:
    """Return words without the titles in them: “关于修改…的决定” is what revised a text, not that it was revised."""
    return re.sub(r"《.*》|《[^》]*$", "", words)


def _later(day: date, match: re.Match[str]) -> date | None:
    """Return the day on which a document begins that counts from its publication; None in working days."""
    if not match["days"]:
        return day
    number = int(match["days"]) if match["days"].isdecimal() else small_number(match["days"])
    unit = match["unit"].removeprefix("个")
    if unit in ("日", "天"):
        # The day of publication itself is not counted, unless the text counts the days as the first, the second ...
        return day + timedelta(days=number - bool(match["ordinal"]))
    return add_months(day, number) if unit == "月" else None
