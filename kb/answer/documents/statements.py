"""What a document's metadata says of it, in words: each statement with the places of the text that it rests on."""

import re
from dataclasses import dataclass, field
from datetime import date

from kb.answer.documents.asks import Ask
from kb.answer.documents.meant import Meant
from kb.retrieve.validity import day_of
from kb.retrieve.view import View
from kb.store.corrections import HandValidity, SetByStaff
from kb.store.rows import VersionRow
from kb.types import DocumentKind, Evidence, Span, Validity

_TIMES = frozenset({Ask.STANDING, Ask.FROM, Ask.UNTIL, Ask.TERM})
_OF_RULES = _TIMES | {Ask.NUMBER}
_RULES = frozenset({DocumentKind.POLICY, DocumentKind.LAW, DocumentKind.NOTICE})
_NO_TERM = "文件没有写明有效期"
# A text with one of these may state what its metadata lacks: then nothing is said of its silence.
_MAY_END = re.compile(
    r"(?<![证书照同函格质件信可])(?<![证书照同函格质件信可]的)有效期|[试执施]行期|长期有效|(?:施行|实施|执行)[至到]"
    r"|[本该](?:办法|通知|意见|措施|方案|规定|细则|政策|条例|公告|计划|规则|决定)[^。\n]{0,40}(?:失效|废止|终止|[至到止])"
)
_MAY_BEGIN = re.compile(r"起(?:正式)?(?:施行|实施|执行|生效|试行|实行)|之日起")
_REPEALED = re.compile(r"《[^》\n]*》[^。\n]{0,80}?(?:废止|失效)")
_STATES = {
    Validity.IN_FORCE: "有效",
    Validity.EXPIRED: "已失效",
    Validity.REPEALED: "已废止",
    Validity.NOT_YET: "尚未施行",
    Validity.UNKNOWN: "未过有效期",
}
_MAY_NUMBER = re.compile(r"[〔\[【（(][12][0-9]{3}[〕\]】）)]\s*第?\s*[0-9]+\s*号")


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a version's text; None is its first words, for what a page or a file's name says of it."""

    version_row: int
    span: Span | None


@dataclass(slots=True)
class Statements:
    """What is said of one document: words, the places that they rest on, and what the document does not say."""

    said: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    title_said: bool = False

    def rest_on(self, version_row: int, evidence: Evidence | None) -> None:
        """Add the place of an evidence."""
        if evidence is not None:
            self.places.append(Place(version_row, evidence.span))


def statements_on(
    meant: Meant, asks: frozenset[Ask], period: tuple[date, date] | None, view: View, text: str
) -> Statements | None:
    """Return what a document's metadata says to what is asked; None where its text may say what the metadata lacks.

    `period` holds the first and last day that the question names; without one the view's day is meant.
    """
    if meant.repealed is not None:
        return _of_repealed(meant.row, meant.repealed, asks)
    found = Statements()
    row = meant.row
    if asks & _OF_RULES and row.metadata.kind not in _RULES:
        return None
    if asks & _TIMES and not _on_force(row, asks, period, view, text, found):
        return None
    metadata = row.metadata
    if Ask.NUMBER in asks:
        if metadata.doc_number:
            found.said.append(f"文号是{metadata.doc_number.value}{_by_hand(metadata.doc_number)}")
            found.rest_on(row.version_row, metadata.doc_number)
        elif _MAY_NUMBER.search(text):
            return None
        else:
            found.missing.append("文号")
    if Ask.ISSUER in asks:
        if not metadata.issuers:
            return None
        names = "、".join(issuer.value for issuer in metadata.issuers)
        found.said.append(f"发文单位是{names}{_by_hand(metadata.issuers[0])}")
        for issuer in metadata.issuers:
            found.rest_on(row.version_row, issuer)
    if Ask.PUBLISHED in asks:
        if (day := day_of(metadata.published)) is None:
            return None
        inferred = metadata.published is not None and metadata.published.inferred
        found.said.append(f"{_said(day)}发布{'（日期为推断）' if inferred else ''}{_by_hand(metadata.published)}")
        found.rest_on(row.version_row, metadata.published)
    if Ask.NAME in asks:
        found.said.insert(0, f"全称是《{metadata.title}》")
        found.title_said = True
        found.places.append(Place(row.version_row, None))
    return found


def _of_repealed(by: VersionRow, repealed: Evidence, asks: frozenset[Ask]) -> Statements | None:
    """Return that a document that is not held was repealed, and from when; None where something else is asked."""
    day = day_of(by.metadata.effective_from) or day_of(by.metadata.published)
    if day is None or asks - {Ask.STANDING, Ask.UNTIL}:
        return None
    found = Statements([f"已废止（自{_said(day)}起，被《{by.metadata.title}》废止）"])
    found.rest_on(by.version_row, repealed)
    found.rest_on(by.version_row, by.metadata.effective_from)
    return found


def _on_force(
    row: VersionRow,
    asks: frozenset[Ask],
    period: tuple[date, date] | None,
    view: View,
    text: str,
    found: Statements,
) -> bool:
    """Add what is said of the time in which a document holds; return False where its text may say more of it."""
    begins, ends = row.metadata.effective_from, row.metadata.effective_to
    repeal = view.catalog.repeal(row)
    begun, ended = day_of(begins) is not None, day_of(ends) is not None or repeal is not None
    may_end = not ended and _MAY_END.search(_REPEALED.sub("", text)) is not None
    asks_start, asks_end = Ask.FROM in asks, bool(asks & {Ask.UNTIL, Ask.TERM})
    if (not begun and (asks_start or Ask.STANDING in asks) and _MAY_BEGIN.search(text)) or (asks_end and may_end):
        return False
    if Ask.STANDING in asks and not begun and (not ended or may_end):
        found.missing.append("施行日期和有效期")
        return not may_end
    if asks_start and not begun:
        found.missing.append("施行日期")
    if asks_end and not ended:
        found.missing.append("有效期")
    times = []
    if begins and begun and asks & {Ask.STANDING, Ask.FROM, Ask.TERM}:
        times.append(_beginning(begins, text))
        found.rest_on(row.version_row, begins)
    if ends and day_of(ends) and (asks_end or Ask.STANDING in asks):
        times.append(_ending(ends, text))
        found.rest_on(row.version_row, ends)
    if repeal is not None:
        times.append(f"自{_said(repeal.from_day)}起被《{repeal.by.metadata.title}》废止")
        found.rest_on(repeal.by.version_row, repeal.evidence)
    if Ask.STANDING in asks:
        unsaid = () if ended or may_end else (_NO_TERM,)
        found.said.append(f"{_state(row, period, view)}（{'，'.join((*times, *unsaid))}）")
    elif times and (asks_end or begun) and not (asks_end and not ended and not asks_start):
        over = view.catalog.validity(row, view.day) is Validity.EXPIRED and asks_end
        found.said.append("，".join(times) + ("，已失效" if over else ""))
    return True


def _beginning(begins: Evidence, text: str) -> str:
    """Return from when, where the day is concluded with the words that it is concluded from."""
    day = _said(date.fromisoformat(begins.value))
    words = _words(begins, text)
    return f"{words}，即{day}" if begins.inferred and words else f"自{day}起施行{_by_hand(begins)}"


def _ending(ends: Evidence, text: str) -> str:
    day = _said(date.fromisoformat(ends.value))
    words = _words(ends, text)
    return f"{words}，即有效至{day}" if ends.inferred and words else f"有效至{day}{_by_hand(ends)}"


def _words(evidence: Evidence, text: str) -> str:
    return "".join(evidence.span.of(text).split()) if evidence.span else ""


def _by_hand(evidence: Evidence | HandValidity | None) -> str:
    """Return who set what no text states, and when; empty where a text states it."""
    if not isinstance(evidence, SetByStaff | HandValidity):
        return ""
    return f"（{evidence.by}于{_said(date.fromisoformat(evidence.at[:10]))}更正）"


def _state(row: VersionRow, period: tuple[date, date] | None, view: View) -> str:
    """Return whether a document holds, on the view's day or in the time that is named."""
    if period is None:
        by_hand = row.by_hand if row.by_hand and row.by_hand.on(view.day) else None
        return _STATES[view.catalog.validity(row, view.day)] + _by_hand(by_hand)
    first, last = (view.catalog.validity(row, day) for day in period)
    named = _said_period(*period)
    return f"{named}{_STATES[first]}" if first is last else f"{named}只有部分时间有效"


def _said_period(first: date, last: date) -> str:
    if first == last:
        return _said(first)
    return f"{first.year}年" + (f"{first.month}月" if first.month == last.month else "")


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
