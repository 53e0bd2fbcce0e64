"""What may be asked of the documents held: real questions that they answer, and what they can be filtered by."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from kb.answer.attribute_words import speaks_of
from kb.index.snapshot import Snapshot
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.store.audience import Audience
from kb.store.rows import VersionRow
from kb.types import Answer, AnsweredBy, AnswerStatus, DocumentKind, Query

_RULES = frozenset({DocumentKind.POLICY, DocumentKind.LAW})
_LONGEST_TITLE = 30
_SURE = 0.77
_TRIED_AT_MOST = 16
_MOST_VALUES = 200
_MOST_AUDIENCES = 64
_MOST_FOLLOW_UPS = 4
_MOST_REMEMBERED = 256
# What a text must say for a question to be tried; what it asks, behind the title. Tried in another order for each
# document, so that the examples differ.
_FORMS = (
    (re.compile(r"(?:最高|不超过|上限|封顶)[^。；\n]{0,12}[0-9]+(?:\.[0-9]+)?(?:万|亿)?元"), "最高多少钱？"),
    (re.compile(r"(?:符合|具备|满足)[^。；\n]{0,8}条件"), "要符合哪些条件？"),
    (re.compile(r"期限[^。；\n]{0,16}(?:[0-9]+|[一二三四五六七八九十]+)(?:年|个月)"), "期限是多久？"),
    (re.compile(r"(?:提交|提供)[^。；\n]{0,8}(?:材料|资料)"), "要提交哪些材料？"),
    (re.compile(r"罚款"), "罚款是多少？"),
    (re.compile(r"利率[^。；\n]{0,20}(?:[0-9]|LPR)"), "利率是多少？"),
    (re.compile(r"自[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日起(?:施行|实施|执行)"), "什么时候开始施行？"),
)

# What is only asked on.
_FORMS_OF_ONE = ((re.compile(r"(?:申请|申报|办理|业务)(?:流程|程序|步骤)|提出[^。；\n]{0,6}申请"), "怎么申请？"),)


@dataclass(frozen=True, slots=True)
class Example:
    """A question that a document answers."""

    question: str
    document_id: str
    title: str


@dataclass(frozen=True, slots=True)
class FollowUpQuestion:
    """A question that a document answers, in short and with the document's title."""

    short: str
    whole: str


@dataclass(frozen=True, slots=True)
class Facets:
    """(value, documents): what the searched documents can be filtered by, most frequent first."""

    regions: tuple[tuple[str, int], ...]
    issuers: tuple[tuple[str, int], ...]


class Guide:
    """Tells what can be asked; nothing is told that was not tried."""

    def __init__(self, ask: Callable[[Query], Answer], shelf: Shelf, view: Callable[[date | None], View]) -> None:
        self._ask = ask
        self._shelf = shelf
        self._view = view
        self._told: dict[Audience, tuple[Snapshot, date, tuple[Example, ...]]] = {}
        self._follow_ups: dict[tuple[int, date, int, Audience], tuple[FollowUpQuestion, ...]] = {}

    def facets(self, as_of: date | None = None) -> Facets:
        """Return the regions and the issuers of the documents that stand for themselves on a day."""
        view = self._view(as_of)
        regions: Counter[str] = Counter()
        issuers: Counter[str] = Counter()
        for row in _current(view):
            if row.metadata.region:
                regions[row.metadata.region.value] += 1
            issuers.update({issuer.value for issuer in row.metadata.issuers})
        return Facets(tuple(regions.most_common(_MOST_VALUES)), tuple(issuers.most_common(_MOST_VALUES)))

    def examples(self, limit: int = 4) -> tuple[Example, ...]:
        """Return questions that the documents answer surely, each of another document. Raises ModelMismatch."""
        view = self._view(None)
        told = self._told.get(view.audience)
        if told is None or told[0] is not view.snapshot or told[1] != view.day:
            told = (view.snapshot, view.day, tuple(self._answered(view, limit)))
            if len(self._told) >= _MOST_AUDIENCES:
                self._told = {}
            self._told[view.audience] = told
        return told[2][:limit]

    def follow_ups(self, document_id: str, *, as_of: date | None = None) -> tuple[FollowUpQuestion, ...]:
        """Return questions that a document answers of itself, for asking on. Raises ModelMismatch.

        None where the document is unknown or withdrawn: who asks on is told so by the answer.
        """
        view = self._view(as_of)
        row = view.catalog.current(document_id, view.day) if view.catalog.versions(document_id) else None
        if row is None or row.withdrawn:
            return ()
        key = (view.snapshot.generation, view.day, row.version_row, view.audience)
        if key not in self._follow_ups:
            if len(self._follow_ups) >= _MOST_REMEMBERED:
                self._follow_ups.clear()
            self._follow_ups[key] = tuple(islice(self._told_of(row, view.day), _MOST_FOLLOW_UPS))
        return self._follow_ups[key]

    def _told_of(self, row: VersionRow, day: date) -> Iterator[FollowUpQuestion]:
        text = self._shelf.version(row.version_row).text
        for says, asks in (*_FORMS, *_FORMS_OF_ONE):
            whole = _named(row) + asks
            if says.search(text) and self._is_answered(Query(whole, as_of=day, answerer=AnsweredBy.EXTRACTIVE), row):
                yield FollowUpQuestion(asks, whole)

    def _answered(self, view: View, limit: int) -> Iterator[Example]:
        rows = [row for row in _current(view) if _may_be_shown(row, view)]
        # From all over the base, not from the file that came in first.
        step = max(1, len(rows) // _TRIED_AT_MOST)
        tried, used = 0, set[str]()
        for number, row in enumerate(rows[::step]):
            for asks in self._asks(row, number):
                if len(used) >= limit or tried >= _TRIED_AT_MOST:
                    return
                if asks in used:
                    continue
                tried += 1
                question = _named(row) + asks
                if self._is_answered(Query(question), row):
                    used.add(asks)
                    yield Example(question, row.document_id, row.metadata.title)
                    if len(rows) >= limit:
                        break

    def _asks(self, row: VersionRow, number: int) -> Sequence[str]:
        text = self._shelf.version(row.version_row).text
        turned = [_FORMS[(number + place) % len(_FORMS)] for place in range(len(_FORMS))]
        return [asks for says, asks in turned if says.search(text)]

    def _is_answered(self, query: Query, row: VersionRow) -> bool:
        answer = self._ask(query)
        sure = answer.status is AnswerStatus.ANSWERED and answer.confidence >= _SURE
        told = speaks_of(query.question, "\n".join(one.quote for one in answer.citations))
        return sure and told and all(one.version.document_id == row.document_id for one in answer.citations)


def _current(view: View) -> Iterator[VersionRow]:
    catalog = view.catalog
    rows = (catalog.current(document_id, view.day) for document_id in catalog.documents)
    return (row for row in rows if not row.withdrawn)


def _named(row: VersionRow) -> str:
    title = row.metadata.title
    return title if "《" in title else f"《{title}》"


def _may_be_shown(row: VersionRow, view: View) -> bool:
    metadata = row.metadata
    is_rule = metadata.kind in _RULES and len(metadata.title) <= _LONGEST_TITLE
    return is_rule and view.catalog.validity(row, view.day) in SEARCHED_BY_DEFAULT
