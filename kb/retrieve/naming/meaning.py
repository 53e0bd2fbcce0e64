"""Which clauses a reference means on a view: of which document, and what is said where it means none or several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.clauses.address import written_forms
from kb.clauses.nearby import article_read_otherwise, nearby, paragraphs_of
from kb.clauses.references.asked import ClauseReference
from kb.clauses.references.unread import is_step, shown
from kb.retrieve.kept import KeptByAudience
from kb.retrieve.naming.added import Change, changes_of
from kb.retrieve.naming.calling import Allowed, Called, Calling, years_of
from kb.retrieve.naming.choices import choice
from kb.retrieve.naming.editions import edition_of_the_day, told_with_facts
from kb.retrieve.naming.printed import document_named
from kb.retrieve.naming.short_names import ShortNames
from kb.retrieve.naming.titles import Titles, is_only_a_kind, name_key, stands_for, year_said
from kb.retrieve.standing.standings import stated_by
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.text.keys import compare_key, title_key
from kb.types import DocumentKind, StandingBy

MOST_CANDIDATES = 10
"""The most documents that are named where a reference may mean several."""

_NUMBER_AND_ARTICLE = re.compile(r"(?P<one>[0-9]{1,4})\s*、(?P<other>第[^、]{1,12}条.*)")
_POINTS = re.compile(r"(?P<above>.*?)、?(?P<one>[0-9]+)、(?P<other>[0-9]+)")
# In a small base every document is looked through; in a large one those that bear the very address.
_FEW = 20


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reference means: the clauses of one version, or why there are none."""

    reference: ClauseReference
    row: VersionRow | None = None
    positions: tuple[int, ...] = ()
    problem: str = ""
    """What to tell a reader; empty where clauses were found."""
    candidates: tuple[tuple[VersionRow, int | None], ...] = ()
    """The documents that may be meant, each with the position of the clause where it has it; at most ten."""
    several: int = 0
    """How many documents may be meant, where several may."""
    nearest: tuple[str, ...] = ()
    """Titles (or numbers) most like one that is not held."""
    ways: tuple[str, ...] = ()
    """For each of them a reference that means it alone."""
    notes: tuple[str, ...] = ()
    """What to tell of clauses that were found: how the title and the address were understood."""
    repealed_by: StandingBy | None = None
    """The text that repeals what is named and not held."""

    @property
    def key(self) -> tuple[int | None, tuple[int, ...]]:
        """What is the same for references to the same clauses."""
        return (self.row.version_row if self.row else None, self.positions)


class Meanings:
    """Resolves references on views. The names of the last catalogs are kept."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._short = ShortNames(shelf)
        self._titles = KeptByAudience(self._made)

    def titles(self, view: View) -> Titles:
        """Return the names of the documents of a view."""
        return self._titles.of(view)

    def _made(self, view: View) -> Titles:
        catalog = view.catalog
        rows = [row for document in catalog.documents for row in catalog.versions(document) if not row.withdrawn]
        numbers = [row.version_row for row in rows]
        return Titles(rows, lambda: self._short.of(numbers))

    def calling(self, view: View) -> Calling:
        """Return what finds the documents of a view that words call."""
        return Calling(self.titles(view), view, lambda row: True)

    def of(self, reference: ClauseReference, view: View, allowed: Allowed) -> Meaning:
        """Return what a reference means among the versions that are allowed.

        What is written behind its address and not understood is told; where that is a number, nothing is given instead.
        """
        return _told_unread(self._of(reference, view, allowed))

    def _of(self, reference: ClauseReference, view: View, allowed: Allowed) -> Meaning:
        if is_only_a_kind(reference.title) and not (reference.number or reference.document):
            kind = name_key(reference.title)
            return self._untitled(reference, view, lambda row: kind in title_key(row.metadata.title) and allowed(row))
        if not (reference.title or reference.number or reference.document):
            return self._untitled(reference, view, allowed)
        calling = Calling(self.titles(view), view, allowed)
        called = calling.called(reference)
        rows = called.rows
        if not rows:
            return self._none_called(reference, called, view)
        if problem := self._other_edition(reference, rows, view):
            return Meaning(reference, problem=problem, nearest=(rows[0].metadata.title,))
        rows, of_the_day = edition_of_the_day(rows, view)
        found = [(row, positions) for row in rows if (positions := self.locate(reference, row))]
        if len(found) == 1 or self._is_one_text(found):
            row, positions = found[-1]
            notes = (
                *called.notes,
                of_the_day,
                self._note(reference, row, called.said, view),
                *self._beside(reference, row, positions),
            )
            return Meaning(reference, row, tuple(positions), notes=tuple(filter(None, notes)))
        if not found and len(rows) == 1:
            return self._absent(reference, rows[0], view)
        bearing: list[tuple[VersionRow, int | None]] = [(row, positions[0]) for row, positions in found]
        return self._several(reference, bearing or [(row, None) for row in rows], calling)

    def documents(self, reference: ClauseReference, view: View) -> list[VersionRow]:
        """Return the documents that a reference's words call; reports on the document where it is not held itself."""
        calling = Calling(self.titles(view), view, lambda row: True)
        rows = calling.called(reference).rows
        reports = () if rows or not reference.title else self.titles(view).reported(reference.title)
        return list(rows) or calling.standing(reports)

    def document(self, words: str, view: View, allowed: Allowed) -> Meaning:
        """Return which document words name, without a clause."""
        reference = document_named(words)
        if reference.title and self.titles(view).numbered(reference.title):
            reference = replace(reference, title="", number=reference.title)
        calling = Calling(self.titles(view), view, allowed)
        called = calling.called(reference)
        if not called.rows:
            return self._none_called(reference, called, view)
        rows, of_the_day = edition_of_the_day(called.rows, view)
        if len(rows) > 1:
            return self._several(reference, [(row, None) for row in rows], calling)
        return Meaning(reference, rows[0], notes=tuple(filter(None, (*called.notes, of_the_day))))

    def in_document(self, reference: ClauseReference, row: VersionRow, view: View) -> Meaning:
        """Return what a reference means in a version."""
        positions = self.locate(reference, row)
        if not positions:
            return self._absent(reference, row, view)
        return _told_unread(
            Meaning(reference, row, tuple(positions), notes=tuple(self._beside(reference, row, positions)))
        )

    def locate(self, reference: ClauseReference, row: VersionRow) -> list[int]:
        """Return the clauses of a version that an address names; of a range all, none where an end is not there."""
        book = self._shelf.book(row.version_row)
        first = book.find(reference.address)
        points = _POINTS.fullmatch(reference.address)
        if not first and points:
            # （二）1、2 is one point below another, or both.
            both = [book.find(f"{points['above']}、{points[name]}".lstrip("、")) for name in ("one", "other")]
            return [position for found in both for position in found] if all(both) else []
        if not first and (listed := _NUMBER_AND_ARTICLE.fullmatch(reference.address)):
            # 15、第十六条 is two articles, the first written without its unit.
            both = [book.find(f"第{listed['one']}条"), book.find(listed["other"])]
            return [position for found in both for position in found] if all(both) else []
        if not reference.until or not first:
            # An id with an address is that of one clause; a name with one is of all articles that bear it.
            return first if reference.document else book.with_repeated(first, articles=True)
        last = book.find(reference.until)
        if len(first) != 1 or len(last) != 1:
            return []
        return book.between(*sorted((first[0], last[0])))

    def _is_one_text(self, found: Sequence[tuple[VersionRow, list[int]]]) -> bool:
        """Tell whether documents of one title say the same words there: then nothing hangs on which is meant."""
        if len({title_key(row.metadata.title) for row, _ in found}) != 1 or len(found) > MOST_CANDIDATES:
            return False
        texts = set()
        for row, positions in found:
            text, clauses = self._shelf.version(row.version_row).text, self._shelf.tree(row.version_row).clauses
            texts.add(compare_key("".join(clauses[position].span.of(text) for position in positions)))
        return len(texts) == 1

    def _none_called(self, reference: ClauseReference, called: Called, view: View) -> Meaning:
        if called.problem:
            return Meaning(reference, problem=called.problem, nearest=called.nearest)
        return self._not_held(reference, view)

    def _not_held(self, reference: ClauseReference, view: View) -> Meaning:
        """Return what to say where no document is called so."""
        titles = self.titles(view)
        listed = "；请在文件列表里核对"
        if not reference.title:
            near = titles.near_numbers(reference.number)
            beside = f"；同类的文号有{'、'.join(near)}" if near else ""
            gone, by = self._repealed(reference, view)
            problem = f"没有收录文号为“{reference.number}”的文件{gone}{beside}{listed}"
            return Meaning(reference, problem=problem, nearest=tuple(near), repealed_by=by)
        if reference.number and (other := titles.called(reference.title)):
            metadata = view.catalog.current(other[0], view.day).metadata
            held = metadata.doc_number.value if metadata.doc_number else ""
            problem = f"收录的《{metadata.title}》文号是“{held}”，不是“{reference.number}”"
            return Meaning(reference, problem=problem, nearest=(metadata.title,))
        gone, by = self._repealed(reference, view)
        if by is None and (full := self._repealed_like(reference.title, view)):
            gone, by = self._repealed(replace(reference, title=full), view)
            gone = f"；按《{full}》理解{gone}"
        problem = f"没有收录名为“{reference.title}”的文件{gone}"
        if reports := titles.reported(reference.title):
            problem += f"，只有报道它的《{view.catalog.current(reports[0], view.day).metadata.title}》"
        near = titles.nearest(reference.title)
        if near and by is None:
            problem += f"；名称最接近的是{'、'.join(f'《{title}》' for title in near)}"
        return Meaning(reference, problem=problem + listed, nearest=tuple(near), repealed_by=by)

    def _repealed_like(self, title: str, view: View) -> str:
        """Return the one title that held texts repeal and words have in order; empty where none or several do."""
        key = name_key(title)
        like = {key_of: name for key_of, name in view.catalog.repeals.titles if stands_for(key, key_of)}
        return next(iter(like.values())) if len(like) == 1 else ""

    def _repealed(self, reference: ClauseReference, view: View) -> tuple[str, StandingBy | None]:
        """Return what is known of a document that is not held: which text repeals it, and from when."""
        repeal = view.catalog.repeals.of_name(reference.title or None, reference.number or None)
        if repeal is None:
            return "", None
        by = stated_by(repeal, self._shelf)
        tense = "已" if repeal.from_day <= view.day else "将"
        return f"；它{tense}被{by.named}废止，{repeal.from_day.isoformat()} 起", by

    def _other_edition(self, reference: ClauseReference, rows: Sequence[VersionRow], view: View) -> str:
        """Return what to say where the year said behind a name is of no text that is held; empty where it may be."""
        year, titles = year_said(reference.title), self.titles(view)
        if not year or any(_may_be_of(year, row) or titles.bears(reference.title, row.document_id) for row in rows):
            return ""
        held = "、".join(
            f"《{row.metadata.title}》（{'、'.join(sorted(years_of(row)))}）" for row in rows[:MOST_CANDIDATES]
        )
        return f"没有收录“{reference.title}”这一年的文本；收录的是{held}"

    def _untitled(self, reference: ClauseReference, view: View, allowed: Allowed) -> Meaning:
        calling = Calling(self.titles(view), view, allowed)
        rows = calling.standing(view.catalog.documents)
        if len(rows) == 1:
            return self.in_document(reference, rows[0], view)
        if len(rows) > _FEW:
            bearing = self._shelf.bearing(written_forms(reference.address))
            rows = [row for row in rows if row.version_row in bearing]
            if len(rows) > MOST_CANDIDATES:
                return self._several(reference, [(row, None) for row in rows], calling)
        found = [(row, positions) for row in rows if (positions := self.locate(reference, row))]
        if len(found) == 1:
            return Meaning(reference, found[0][0], tuple(found[0][1]))
        if found:
            return self._several(reference, [(row, positions[0]) for row, positions in found], calling)
        named = reference.title + _printed(reference)
        return Meaning(reference, problem=f"“{named}”没有说是哪份文件的，已有的文件里也都没有这一条；请写出文件名")

    def _several(
        self, reference: ClauseReference, found: Sequence[tuple[VersionRow, int | None]], calling: Calling
    ) -> Meaning:
        named = f"《{reference.title}》" if reference.quoted else f"{reference.title}{reference.number}"
        named += _printed(reference)
        shown = found[:MOST_CANDIDATES]
        ways = tuple(choice(row, calling).clause(_printed(reference)) for row, _ in shown)
        # A whole name does not tell apart what is called the same.
        is_one_name = len({title_key(row.metadata.title) for row, _ in found}) == 1
        which = f"可能指 {len(found)} 份{'同名文件' if is_one_name else '文件'}"
        told = told_with_facts(ways, [row for row, _ in shown], calling.view)
        if len(found) > MOST_CANDIDATES:
            problem = f"“{named}”{which}，请写明是哪一份，如{'；'.join(told[:3])}"
        else:
            problem = f"“{named}”{which}，请写明是哪一份：{'；'.join(told)}"
        return Meaning(reference, problem=problem, candidates=tuple(shown), ways=ways, several=len(found))

    def _absent(self, reference: ClauseReference, row: VersionRow, view: View) -> Meaning:
        tree, book = self._shelf.tree(row.version_row), self._shelf.book(row.version_row)
        address = reference.address
        if reference.until and book.find(address):
            address = reference.until
        if (places := len(book.find(address))) > 1:
            problem = f"《{row.metadata.title}》里有 {places} 处“{address}”；请写出它在哪一章或哪一部分"
        else:
            problem = f"《{row.metadata.title}》里没有“{address}”；{nearby(tree, book, address)}"
        if (changes := changes_of(address, row, view, self._shelf)) and not places:
            return self._changed(reference, row, problem, changes)
        return Meaning(reference, row, problem=problem)

    def _changed(self, reference: ClauseReference, row: VersionRow, problem: str, changes: Sequence[Change]) -> Meaning:
        """Return what another text put in the place of an absent clause: that where it says so, else what it says."""
        if not changes[0].adds or reference.until:
            said = "；".join(f"{one.told}：“{one.quote}”" for one in changes)
            return Meaning(reference, row, problem=f"{problem}；修改它的文件说：{said}")
        by, position = changes[0].row, changes[0].position
        place = self._shelf.tree(by.version_row).clauses[position].address
        lacking = f"《{row.metadata.title}》的这个文本里没有“{reference.address}”"
        note = f"{lacking}，它由{changes[0].told}增加，给出的是该处原文"
        return Meaning(replace(reference, address=place), by, (position,), notes=(note,))

    def _beside(self, reference: ClauseReference, row: VersionRow, positions: Sequence[int]) -> list[str]:
        """Return what to say of the clauses that are found: several of one number, or a 项 for a 款."""
        if (otherwise := self._otherwise(reference, row, positions)) or reference.until:
            return [otherwise] if otherwise else []
        book, clauses = self._shelf.book(row.version_row), self._shelf.tree(row.version_row).clauses
        alike = [clauses[one].address for one in book.with_repeated(positions[:1])]
        if len(alike) == 1 or alike[0] != clauses[positions[0]].address:
            return []
        shown = "都已列出" if len(positions) > 1 else f"这里是其中第一处，另有{'、'.join(alike[1:])}"
        return [f"《{row.metadata.title}》里编号为“{alike[0]}”的有 {len(alike)} 处，{shown}"]

    def _otherwise(self, reference: ClauseReference, row: VersionRow, positions: Sequence[int]) -> str:
        """Return what to say where a 款 is named that the article does not have, and its 项 of that number is taken."""
        clause = self._shelf.tree(row.version_row).clauses[positions[0]]
        article = article_read_otherwise(reference.address, clause.address)
        if article is None or len(positions) != 1:
            return ""
        tree, book = self._shelf.tree(row.version_row), self._shelf.book(row.version_row)
        only = f"{article}只有{paragraphs_of(tree, book, article)}款"
        return f"《{row.metadata.title}》里没有“{reference.address}”（{only}），按{clause.address}理解"

    def _note(self, reference: ClauseReference, row: VersionRow, said: str, view: View) -> str:
        title = reference.title
        if not title or self.titles(view).bears(title, row.document_id):
            return ""
        # Whose a document is may be said before its name.
        name = title.replace(said, "", 1).strip("（）()的 ") if said else ""
        if name and self.titles(view).bears(name, row.document_id):
            return ""
        return f"“{reference.title}”按《{row.metadata.title}》理解"


def _told_unread(meaning: Meaning) -> Meaning:
    reference = meaning.reference
    if meaning.problem or not reference.unread:
        return meaning
    left = shown(reference.unread)
    if is_step(reference.unread):
        behind = f"“{_printed(reference)}”后面的“{left}”没有看懂，没有用更大的条款代替"
        problem = f"{behind}；写法如 第八条第二款第三项 或 五、（二）1"
        return replace(meaning, positions=(), notes=(), problem=problem)
    note = f"“{left}”没有看懂，只按“{_printed(reference)}”理解"
    return replace(meaning, notes=tuple(dict.fromkeys([*meaning.notes, note])))


def _may_be_of(year: str, row: VersionRow) -> bool:
    """Tell whether a text may be called that of a year; one issued at the end of a year often holds from the next."""
    years = years_of(row)
    return not years or year in years or (row.metadata.published is None and str(int(year) + 1) in years)


def _printed(reference: ClauseReference) -> str:
    return f"{reference.address}至{reference.until}" if reference.until else reference.address


def told_apart(row: VersionRow, rows: Sequence[VersionRow]) -> str:
    """Return what tells a document from others of its title: number, issuers, or file; empty where the title does."""
    alike = [other for other in rows if title_key(other.metadata.title) == title_key(row.metadata.title)]
    if len(alike) == 1:
        return ""
    for told in (_number, _issuers):
        if told(row) and len({told(other) for other in alike}) == len(alike):
            return f"（{told(row)}）"
    return f"（{row.source_name}）"


def _number(row: VersionRow) -> str:
    return row.metadata.doc_number.value if row.metadata.doc_number else ""


def _issuers(row: VersionRow) -> str:
    return "、".join(issuer.value for issuer in row.metadata.issuers)


def is_report(row: VersionRow | None) -> bool:
    """Tell whether a version only reports on a document: what it lacks the document may have."""
    return row is not None and row.metadata.kind is DocumentKind.NEWS
