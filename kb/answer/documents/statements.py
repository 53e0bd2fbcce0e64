"""What a document's metadata says of it, in words: each statement with the places of the text that it rests on."""

import re
from dataclasses import dataclass, field
from datetime import date

from kb.answer.documents.asks import Ask
from kb.answer.documents.meant import Meant
from kb.ingest.metadata.own_words import IN_FORCE, sentences, speaks_of_itself
from kb.retrieve.standing.extensions import Term
from kb.retrieve.standing.repeals import Repeal
from kb.retrieve.standing.standings import SUPERSEDED, stated_by
from kb.retrieve.validity import day_of
from kb.retrieve.view import Shelf, View
from kb.store.corrections import HandValidity, SetByStaff
from kb.store.rows import VersionRow
from kb.text.placed_titles import RULES
from kb.types import DocumentKind, Evidence, Span, Validity

_TIMES = frozenset({Ask.STANDING, Ask.FROM, Ask.UNTIL, Ask.TERM})
_OF_RULES = _TIMES | {Ask.NUMBER}
_NO_TERM = "文件没有写明有效期"
# A text with one of these may state what its metadata lacks: then nothing is said of its silence.
_MAY_END = re.compile(
    r"(?<![证书照同函格质件信可])(?<![证书照同函格质件信可]的)有效期|[试执施]行期(?:限|为|是|至|自|[:：]|[0-9一二三四五六七八九十两])|长期有效|(?:施行|实施|执行)[至到]"
    r"|[本该](?:办法|通知|意见|措施|方案|规定|细则|政策|条例|公告|计划|规则|决定)[^。\n]{0,40}(?:失效|废止|终止|[至到止])"
)
_MAY_BEGIN = re.compile(r"起(?:正式)?(?:施行|实施|执行|生效|试行|实行)|之日起")
_STARTS = re.compile(rf"(?:自|从)[^，。；、]{{0,16}}?(?:之?日|后|月){IN_FORCE}")
_REPEALED = re.compile(r"《[^》\n]*》[^。\n]{0,80}?(?:废止|失效)")
_STATES = {
    Validity.IN_FORCE: "有效",
    Validity.EXPIRED: "已失效",
    Validity.REPEALED: "已废止",
    Validity.NOT_YET: "尚未施行",
    Validity.UNKNOWN: "效力未写明",
}
_NOT_OVER = "未过有效期"
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
    meant: Meant, asks: frozenset[Ask], period: tuple[date, date] | None, view: View, shelf: Shelf
) -> Statements | None:
    """Return what a document's metadata says to what is asked; None where its text may say what the metadata lacks.

    `period` holds the first and last day that the question names; without one the view's day is meant.
    """
    if meant.repealed is not None:
        return _of_repealed(meant.row, meant.repealed, asks, view, shelf)
    found = Statements()
    row = meant.row
    # What only may be a rule is taken for one where its whole name is asked about.
    is_rule = row.metadata.kind in RULES or (meant.quoted and row.metadata.kind is DocumentKind.OTHER)
    if asks & _OF_RULES and not is_rule:
        return None
    if asks & _TIMES and not _on_force(row, asks, period, view, shelf, found):
        return None
    text = shelf.version(row.version_row).text
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


def _of_repealed(
    by: VersionRow, repealed: Evidence, asks: frozenset[Ask], view: View, shelf: Shelf
) -> Statements | None:
    """Return that a document that is not held was repealed, and from when; None where something else is asked."""
    made = next((met.repeal for met in view.catalog.repeals.made_by(by) if met.repeal.evidence == repealed), None)
    if made is None or made.first_day is None or asks - {Ask.STANDING, Ask.UNTIL}:
        return None
    state = "已废止" if made.first_day <= view.day else "尚未废止"
    found = Statements([f"{state}（自{_said(made.first_day)}起，被{stated_by(made, shelf).named}废止）"])
    found.rest_on(by.version_row, repealed)
    found.rest_on(by.version_row, by.metadata.effective_from)
    return found


def _on_force(
    row: VersionRow,
    asks: frozenset[Ask],
    period: tuple[date, date] | None,
    view: View,
    shelf: Shelf,
    found: Statements,
) -> bool:
    """Add what is said of the time in which a document holds; return False where its text may say more of it.

    Whether it holds on the day is told in any case: first the state, then what it rests on.
    """
    text = shelf.version(row.version_row).text
    begins, term = row.metadata.effective_from, view.catalog.term(row, view.day)
    repeal = view.catalog.repeal(row)
    begun, ended = day_of(begins) is not None, term.ends is not None or repeal is not None
    may_end = not ended and _MAY_END.search(_REPEALED.sub("", text)) is not None
    asks_state, asks_start = Ask.STANDING in asks, Ask.FROM in asks
    asks_end = bool(asks & {Ask.UNTIL, Ask.TERM})
    if (not begun and asks_start and _MAY_BEGIN.search(text)) or (asks_end and may_end):
        return False
    starting = None if begun else _own_start(text)
    if asks_state and not begun and starting is None and not ended and term.by is None:
        found.missing.append("施行日期和整份文件的有效期" if may_end else "施行日期和有效期")
        return True
    if asks_start and not begun:
        found.missing.append("施行日期")
    if asks_end and not ended:
        found.missing.append("有效期")
    times = []
    if begins and begun and asks & {Ask.STANDING, Ask.FROM, Ask.TERM}:
        times.append(_beginning(begins, text))
        found.rest_on(row.version_row, begins)
    elif asks_state and starting is not None:
        times.append(f"{_plain(starting.of(text))}，没有写明是哪一天")
        found.places.append(Place(row.version_row, starting))
    if asks_end or asks_state:
        times += _endings(row, term, text, shelf, found)
    if repeal is not None:
        times.append(f"自{_said(repeal.from_day)}起被{stated_by(repeal, shelf).named}废止")
        found.rest_on(repeal.by.version_row, repeal.evidence)
        found.rest_on(repeal.by.version_row, _day_of_repeal(repeal))
    if asks_state:
        unsaid = () if ended or may_end or term.by is not None else (_NO_TERM,)
        found.said.append(f"{_state(row, period, view)}（{'，'.join((*times, *unsaid))}）")
    elif times and (asks_end or begun) and not (asks_end and not ended and not asks_start):
        over = view.catalog.validity(row, view.day) is Validity.EXPIRED and asks_end
        found.said.append("，".join(times) + ("，已失效" if over else ""))
    return True


def _own_start(text: str) -> Span | None:
    """Return where a text says of itself from when it holds, without a day that is known (自发布之日起施行)."""
    for at, sentence in sentences(text):
        if speaks_of_itself(sentence) and (said := _STARTS.search(sentence)):
            return Span(at + said.start(), at + said.end())
    return None


def _endings(row: VersionRow, term: Term, text: str, shelf: Shelf, found: Statements) -> list[str]:
    """Return until when a document holds: what it says itself, and what another text says over it."""
    told, ends = [], row.metadata.effective_to
    if ends and day_of(ends):
        told.append(_ending(ends, text))
        found.rest_on(row.version_row, ends)
    if term.by is not None:
        until = f"有效期延长至{_said(term.ends)}" if term.ends else "继续有效"
        told.append(f"经{stated_by(term.by, shelf).named}{until}")
        found.rest_on(term.by.by.version_row, term.by.evidence)
        found.rest_on(term.by.by.version_row, term.by.stated)
    return told


def _day_of_repeal(repeal: Repeal) -> Evidence | None:
    """Return where the repealing text states the day from which it repeals."""
    metadata = repeal.by.metadata
    return metadata.effective_from if day_of(metadata.effective_from) else metadata.published


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
    return _plain(evidence.span.of(text)) if evidence.span else ""


def _plain(words: str) -> str:
    return "".join(words.split())


def _by_hand(evidence: Evidence | HandValidity | None) -> str:
    """Return who set what no text states, and when; empty where a text states it."""
    if not isinstance(evidence, SetByStaff | HandValidity):
        return ""
    return f"（{evidence.by}于{_said(date.fromisoformat(evidence.at[:10]))}更正）"


def _state(row: VersionRow, period: tuple[date, date] | None, view: View) -> str:
    """Return whether a document holds, on the view's day or in the time that is named."""
    if period is None:
        by_hand = row.by_hand if row.by_hand and row.by_hand.on(view.day) else None
        return _on(row, view.day, view) + _by_hand(by_hand)
    first, last = (_on(row, day, view) for day in period)
    named = _said_period(*period)
    return f"{named}{first}" if first == last else f"{named}只有部分时间有效"


def _on(row: VersionRow, day: date, view: View) -> str:
    """Return what a document's state on a day is called."""
    validity = view.catalog.validity(row, day)
    if validity is Validity.REPEALED and view.catalog.edition(row).is_replaced_on(day):
        return SUPERSEDED
    return _NOT_OVER if validity is Validity.UNKNOWN and view.catalog.term(row, day).ends else _STATES[validity]


def _said_period(first: date, last: date) -> str:
    if first == last:
        return _said(first)
    return f"{first.year}年" + (f"{first.month}月" if first.month == last.month else "")


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
