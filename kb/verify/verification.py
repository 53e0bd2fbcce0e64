"""Texts checked sentence by sentence: what an answer says, a draft quotes or a colleague remembers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from kb.clauses.references.asked import ClauseReference
from kb.errors import InvalidQuestion
from kb.retrieve.naming.lookup import ClauseLookup
from kb.retrieve.naming.meaning import Meaning
from kb.retrieve.naming.titles import is_only_a_kind
from kb.retrieve.phrases.places import PhraseFinder
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.store.store import Store
from kb.text.tokens import bigrams
from kb.types import Span
from kb.verify.checking import Checking, Target, as_worst
from kb.verify.types import Checked, Cited, Fault, FaultKind, Verdict, VerificationReport
from kb.verify.wording import Named, has_words, parts_of, statements

LONGEST_TEXT = 10_000
MOST_SENTENCES = 100
# What has fewer letters says nothing that a clause could bear out.
_LEAST_WORDS = 4
_DIGIT = re.compile(r"[0-9０-９%％]")


class Verification:
    """Checks texts on a day: what the knowledge base offers of this. Safe to share between threads."""

    def __init__(
        self,
        store: Store,
        shelf: Shelf,
        finder: PhraseFinder,
        lookup: ClauseLookup,
        view: Callable[[date | None], View],
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._finder = finder
        self._lookup = lookup
        self._view = view

    def check(self, text: str, *, as_of: date | None = None) -> VerificationReport:
        """Return for each sentence of a text which clause bears it out, how, or why none does. Raises InvalidQuestion.

        A citation at the beginning or the end of a sentence counts: the words must stand there, and there they are
        compared. Without one they may stand anywhere. A clause without a document is of the one cited last.
        """
        spans = self._sentences(text)
        view = self._view(as_of)
        checking = Checking(self._store, self._shelf, self._finder, self._lookup.meanings, view)
        checked: list[Checked] = []
        context: VersionRow | None = None
        goes_on: tuple[Target, ...] = ()
        for span in spans:
            sentence = span.of(text)
            parts = parts_of(sentence, self._lookup.ending(view))
            targets = tuple(self._target(one, context, view) for one in parts.named)
            # What stands between ； under one citation is all of it.
            targets = targets or goes_on
            context = next((row for one in targets for row in one.rows), context)
            goes_on = targets if sentence.endswith(("；", ";")) else ()
            one = Checked(sentence, span, Verdict.UNCHECKED, "", tuple(target.cited for target in targets))
            checked.append(self._checked(one, parts.claims, targets, checking, introduces=parts.introduces))
        return VerificationReport(view.day, tuple(checked))

    def _sentences(self, text: str) -> list[Span]:
        if len(text) > LONGEST_TEXT:
            raise InvalidQuestion(
                f"要核对的文字有 {len(text)} 个字，超过上限 {LONGEST_TEXT} 个字；请分几次核对",
                field="text",
                length=len(text),
                limit=LONGEST_TEXT,
            )
        spans = statements(text)
        if not spans:
            raise InvalidQuestion("没有要核对的文字；请给出要核对的句子", field="text", text=text)
        if len(spans) > MOST_SENTENCES:
            raise InvalidQuestion(
                f"要核对的文字有 {len(spans)} 句，超过上限 {MOST_SENTENCES} 句；请分几次核对",
                field="text",
                sentences=len(spans),
                limit=MOST_SENTENCES,
            )
        return spans

    def _checked(
        self,
        one: Checked,
        claims: Sequence[Sequence[str]],
        targets: Sequence[Target],
        checking: Checking,
        *,
        introduces: bool,
    ) -> Checked:
        long = [readings for readings in claims if has_words(readings[-1], _LEAST_WORDS) and bigrams(readings[-1])]
        if not long:
            faults = tuple(target.fault for target in targets if target.fault)
            return replace(one, verdict=Verdict.UNSUPPORTED, faults=faults) if faults else one
        found = as_worst([checking.check(readings, targets) for readings in long])
        is_loose = found.verdict is Verdict.NEAR or {fault.kind for fault in found.faults} == {FaultKind.NOT_FOUND}
        if is_loose and introduces and not targets and not _DIGIT.search(found.claim):
            return replace(one, claim=found.claim)
        return replace(one, verdict=found.verdict, claim=found.claim, place=found.place, faults=found.faults)

    def _target(self, named: Named, context: VersionRow | None, view: View) -> Target:
        """Return what a citation means; a clause without a document is of the document cited before."""
        reference, meanings = named.reference, self._lookup.meanings
        if named.is_printed:
            return self._printed(named, view)
        names = reference.document or reference.number or not is_only_a_kind(reference.title or "本")
        is_bare = not names or not (reference.title or reference.number or reference.document)
        if is_bare and context is not None:
            meaning = meanings.in_document(replace(reference, title=""), context, view)
        elif not reference.address:
            meaning = meanings.document(named.text, view, lambda row: True)
        else:
            meaning = meanings.of(replace(reference, title="") if is_bare else reference, view, lambda row: True)
        return self._meant(named, reference, meaning, is_bare=is_bare and context is None)

    def _printed(self, named: Named, view: View) -> Target:
        """Return what an official citation is printed for."""
        found = self._lookup.cited(named.text, view)
        if len(found) == 1:
            row, clause = found[0]
            cited = Cited(named.text, self._shelf.version(row.version_row), clause)
            return Target(cited, named.reference, (row,), clause=clause)
        problem = f"没有可以引作“{named.text}”的条款" if not found else f"“{named.text}”可能指 {len(found)} 处"
        kind = FaultKind.REFERENCE_AMBIGUOUS if found else FaultKind.CLAUSE_ABSENT
        rows = tuple(dict.fromkeys(row for row, _ in found))
        return Target(Cited(named.text, problem=problem), named.reference, rows, Fault(kind, problem))

    def _meant(self, named: Named, reference: ClauseReference, meaning: Meaning, *, is_bare: bool) -> Target:
        rows = (meaning.row,) if meaning.row else tuple(dict.fromkeys(row for row, _ in meaning.candidates))
        version = self._shelf.version(meaning.row.version_row) if meaning.row else None
        clause = None
        if meaning.row and meaning.positions:
            address = "" if reference.until else meaning.reference.address
            clause = self._shelf.clause(meaning.row.version_row, meaning.positions[0], address)
        cited = Cited(named.text, version, clause, meaning.problem)
        fault = None
        if meaning.problem:
            kind = FaultKind.CLAUSE_ABSENT if meaning.row or is_bare else FaultKind.DOCUMENT_NOT_HELD
            kind = FaultKind.REFERENCE_AMBIGUOUS if meaning.candidates else kind
            fault = Fault(kind, meaning.problem)
        # A reference that several documents may be meant by is told by where the words stand.
        # What an amendment added is meant where that says so.
        meant = meaning.reference if meaning.positions else reference
        return Target(cited, meant, rows, fault, is_bare or bool(meaning.candidates))
