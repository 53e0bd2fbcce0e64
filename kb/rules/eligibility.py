"""Which policies fit an applicant: one document, or all that are in force, judged clause by clause."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.errors import InvalidQuestion, NotFound
from kb.retrieve.naming.documents import DocumentNaming
from kb.retrieve.standing.clauses import amended_clauses, ended_spans
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.rules.applicant.given import merge, read_facts
from kb.rules.applicant.qualifications import Names, names_of_home
from kb.rules.applicant.taken_back import without_taken_back
from kb.rules.story.in_its_words import in_its_words
from kb.rules.story.reading import read_story
from kb.rules.terms import terms_of
from kb.rules.types import Applicant, Certainty, Fact, Judged, Operation, Scheme, Status
from kb.rules.verdict.asked_for import asked_for, either, names
from kb.rules.verdict.judging import judge
from kb.rules.verdict.next_steps import next_steps, places_in
from kb.rules.verdict.policy_ranking import REGION, overall_asks, standing
from kb.rules.verdict.reports import EligibilityReport, Elsewhere, PolicyReport, SchemeVerdict, WithoutConditions
from kb.rules.version_rules import VersionRules
from kb.settings import Settings
from kb.store.rows import VersionRow
from kb.types import ClauseTree, DocumentKind, Span, Validity, Version

MOST_POLICIES = 20
_MOST_HEADINGS = 12
_MOST_FACTS = 8
# Laws give powers and duties, not programmes that one applies to; captions and advertisements give nothing.
_NOT_COMPARED = frozenset({DocumentKind.LAW, DocumentKind.CAPTION, DocumentKind.ADVERTISEMENT, DocumentKind.MASTHEAD})


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A policy with the verdict on its whole."""

    row: VersionRow
    version: Version
    tree: ClauseTree
    rules: VersionRules
    report: PolicyReport
    chosen: tuple[Scheme, ...] = ()
    """Of several things that it gives those that were asked for."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of policies: on which day, with what story, for which thing by its name."""

    view: View
    story: str = ""
    thing: str = ""


class Eligibility:
    """Judges applicants by the clauses of the documents held. Stateless but for what was read from the texts."""

    def __init__(
        self, shelf: Shelf, view: Callable[[date | None], View], settings: Settings, naming: DocumentNaming
    ) -> None:
        """Take the texts, what is published on a day, the settings, and what finds a document by its name."""
        self._shelf = shelf
        self._view = view
        self._settings = settings
        self._naming = naming
        self._held: dict[tuple[int, tuple[Span, ...]], VersionRules] = {}

    def forget(self) -> None:
        """Drop what was read from the texts, after one of them is purged."""
        self._held.clear()

    def find(self, document: str, *, as_of: date | None = None) -> str:
        """Return the id of a document by its id, title or number. Raises NotFound, AmbiguousReference."""
        return self._naming.find(document, as_of=as_of).document_id

    def check(
        self,
        document_id: str | None = None,
        story: str = "",
        facts: Mapping[str, object] | None = None,
        as_of: date | None = None,
    ) -> EligibilityReport:
        """Return what was understood of an applicant, and the verdict of one document or of all in force, best first.

        The document may be given by its id, title or number. `as_of` is the day of the question: it decides which
        documents are in force and how old a firm is, where the facts give no day of application. Of a policy that gives
        several things those are judged that the document's name, the story or `applies_for` names. Raises NotFound,
        AmbiguousReference, InvalidQuestion.
        """
        view = self._view(as_of)
        thing = ""
        if document_id is not None:
            document_id, thing = self._meant(document_id, as_of)
        rows = [self._row(document_id, view)] if document_id is not None else list(self._compared(view))
        applicant = self.understood(story, facts or {}, view.day, self._places(rows, view) if story.strip() else ())
        if story.strip():
            conditions = (self._rules(row, view).condition for row in rows)
            applicant = in_its_words(applicant, story, [one for one in conditions if one is not None])
        if document_id is not None:
            return self._of_document(rows[0], applicant, _Asked(view, story, thing))
        return self._of_all(rows, applicant, _Asked(view, story))

    def _meant(self, name: str, as_of: date | None) -> tuple[str, str]:
        """Return the document that a name means, and the name where it is that of a thing that the document gives.

        Raises NotFound, AmbiguousReference.
        """
        try:
            return self.find(name, as_of=as_of), ""
        except NotFound:
            view = self._view(as_of)
            giving = [
                row
                for row in self._compared(view)
                if any(names(scheme.name, name) for scheme in self._rules(row, view).schemes)
            ]
            if len(giving) != 1:
                raise
            return giving[0].document_id, name

    def _places(self, rows: Iterable[VersionRow], view: View) -> tuple[str, ...]:
        """Return the places that policies are of: a story may name those that the table of places lacks."""
        conditions = (self._rules(row, view).condition for row in rows)
        found = (leaf.meant for whole in conditions if whole is not None for leaf in places_in(whole))
        return tuple(dict.fromkeys(place for place in found if place))

    def understood(self, story: str, facts: Mapping[str, object], today: date, places: Iterable[str] = ()) -> Applicant:
        """Return what a story and structured facts say together; null takes back what the story says.

        `places` are those of the policies at hand, so that a story's are known where the table of places lacks them.

        Raises InvalidQuestion on a fact that cannot be read and on a story that is too long.
        """
        limit = self._settings.question_chars
        if len(story) > limit:
            raise InvalidQuestion(
                f"情况说明有 {len(story)} 个字符，超过 {limit} 个字符的上限；请缩短后再试",
                field="profile",
                length=len(story),
                limit=limit,
            )
        names = self._names
        given = read_facts(facts, names)
        if not story.strip():
            return given
        return merge(without_taken_back(read_story(story, today, names, places), facts), given)

    @property
    def _names(self) -> Names:
        return names_of_home(self._settings.home)

    # --- one document ---------------------------------------------------------------------------------------------

    def _row(self, document_id: str, view: View) -> VersionRow:
        row = view.catalog.current(document_id, view.day)
        if row.withdrawn:
            raise NotFound(f"《{row.metadata.title}》已撤回；请先恢复它", document_id=document_id)
        return row

    def _of_document(self, row: VersionRow, applicant: Applicant, asked: "_Asked") -> EligibilityReport:
        view = asked.view
        weighed = self._weighed(row, applicant, asked)
        warnings = _about_story(applicant)
        if weighed is None:
            return self._without(row, applicant, view, warnings)
        if weighed.report.validity not in SEARCHED_BY_DEFAULT:
            warnings += (f"《{row.metadata.title}》{_NOT_IN_FORCE[weighed.report.validity]}，下面按它的文字判断",)
        report = self._finished(weighed, applicant, view.day)
        return EligibilityReport(
            view.day, applicant, (report,), 1, ask=overall_asks(applicant, [report]),
            unused=report.judgment.unused, warnings=warnings,
        )  # fmt: skip

    def _without(
        self, row: VersionRow, applicant: Applicant, view: View, warnings: tuple[str, ...]
    ) -> EligibilityReport:
        version, tree = self._shelf.version(row.version_row), self._shelf.tree(row.version_row)
        headings = [clause.title for clause in tree.clauses if clause.title and clause.depth <= 1]
        facts = self._rules(row, view).facts[:_MOST_FACTS]
        has = WithoutConditions(
            version, tree, view.catalog.validity(row, view.day), tuple(dict.fromkeys(headings))[:_MOST_HEADINGS], facts
        )
        told = f"《{row.metadata.title}》没有写明谁可以享受、要什么条件，没法判断"
        return EligibilityReport(view.day, applicant, without_conditions=has, warnings=(*warnings, told))

    # --- all documents --------------------------------------------------------------------------------------------

    def _of_all(self, rows: Sequence[VersionRow], applicant: Applicant, asked: "_Asked") -> EligibilityReport:
        view = asked.view
        weighed, elsewhere = [], []
        for row in rows:
            one = self._weighed(row, applicant, asked)
            if one is None:
                continue
            reason = _elsewhere(one.report)
            if reason is None:
                weighed.append(one)
            else:
                elsewhere.append(Elsewhere(one.version, reason))
        # Sorting is stable: policies that fit as well stay in the order they came in.
        best = sorted(weighed, key=lambda one: standing(one.report))[:MOST_POLICIES]
        reports = tuple(self._finished(one, applicant, view.day) for one in best)
        warnings = _about_story(applicant)
        if not weighed and not elsewhere:
            warnings += ("知识库里没有写明享受条件的文件；请先导入政策文件，或换一天再查",)
        return EligibilityReport(
            view.day, applicant, reports, len(weighed) + len(elsewhere), tuple(elsewhere),
            overall_asks(applicant, _asking(applicant, reports)),
            _unused(applicant, [one.report for one in weighed]), None, warnings,
        )  # fmt: skip

    def _compared(self, view: View) -> Iterator[VersionRow]:
        catalog = view.catalog
        for document_id in catalog.documents:
            row = catalog.current(document_id, view.day)
            if row.withdrawn or row.metadata.kind in _NOT_COMPARED:
                continue
            if catalog.validity(row, view.day) in SEARCHED_BY_DEFAULT:
                yield row

    # --- inside ---------------------------------------------------------------------------------------------------

    def _rules(self, row: VersionRow, view: View) -> VersionRules:
        """Return what a version says of who may have what; clauses that have ended by the day say nothing."""
        ended = tuple(ended_spans(row, view, self._shelf))
        key = row.version_row, ended
        held = self._held.get(key)
        # Staff correct titles and regions, on which conditions rest.
        if held is None or held.metadata != row.metadata:
            version = self._shelf.version(row.version_row)
            version = replace(version, text=_blank(version.text, ended), metadata=row.metadata)
            held = VersionRules(version, self._shelf.tree(row.version_row))
            self._held[key] = held
        return held

    def _weighed(self, row: VersionRow, applicant: Applicant, asked: "_Asked") -> _Weighed | None:
        view = asked.view
        rules = self._rules(row, view)
        if rules.condition is None:
            return None
        chosen = asked_for(rules.schemes, asked.story, applicant, asked.thing)
        version, tree = self._shelf.version(row.version_row), self._shelf.tree(row.version_row)
        judgment = judge(either(chosen) if chosen else rules.condition, applicant, view.day)
        judgment = replace(judgment, notes=(*judgment.notes, *_about_clauses(row, view, self._shelf)))
        validity = view.catalog.validity(row, view.day)
        return _Weighed(row, version, tree, rules, PolicyReport(version, tree, validity, judgment), chosen)

    def _finished(self, weighed: _Weighed, applicant: Applicant, day: date) -> PolicyReport:
        """Return a policy's report with terms, schemes and what to do next."""
        rules, report, text = weighed.rules, weighed.report, weighed.version.text
        terms, notes = terms_of(text, weighed.tree, rules.facts, rules.condition, applicant)
        judgment = replace(report.judgment, terms=terms, notes=(*report.judgment.notes, *notes))
        schemes: tuple[SchemeVerdict, ...] = ()
        if len(rules.schemes) > 1:
            schemes = tuple(
                SchemeVerdict(scheme.name, judge(scheme.condition, applicant, day).verdict, scheme in weighed.chosen)
                for scheme in rules.schemes
            )
        steps = next_steps(text, judgment, rules.steps, rules.consequences, weighed.version.metadata)
        return replace(
            report, judgment=judgment, schemes=schemes, next_steps=steps, steps=rules.steps,
            consequences=rules.consequences,
        )  # fmt: skip


_NOT_IN_FORCE: Mapping[Validity, str] = {
    Validity.NOT_YET: "还没有施行",
    Validity.EXPIRED: "已过有效期",
    Validity.REPEALED: "已废止",
}


def _blank(text: str, spans: Iterable[Span]) -> str:
    """Return a text of the same length in which some spans say nothing."""
    for span in spans:
        text = text[: span.start] + re.sub(r"[^\n]", " ", span.of(text)) + text[span.end :]
    return text


def _about_clauses(row: VersionRow, view: View, shelf: Shelf) -> tuple[str, ...]:
    """Return what other texts have made of single clauses: what is gone is no condition, a new wording is not read."""
    return tuple(
        f"{one.told}，不作为条件" if one.ends else f"{one.told}，下面按原来的文字判断，请以修改后的为准：“{one.quote}”"
        for one in amended_clauses(row, view, shelf)
    )


def _about_story(applicant: Applicant) -> tuple[str, ...]:
    """Return what is to be said of how an applicant was understood."""
    told = []
    if not applicant.facts:
        told.append("还不知道您的情况；请写几句，例如在哪里、做什么、多大、有什么资质，或者回答下面的问题")
    if applicant.unread:
        told.append(f"没有看懂、没有用到：{'；'.join(applicant.unread)}")
    return tuple(told)


def _elsewhere(report: PolicyReport) -> str | None:
    """Return why a policy is not for an applicant's place; None where it may be."""
    judged = report.judgment.conditions
    if judged is None:
        return None
    places = list(places_in(judged.condition))
    found = [one for one in _below(judged) if one.condition in places and one.status is Status.UNMET]
    return found[0].because if found else None


def _asking(applicant: Applicant, reports: Sequence[PolicyReport]) -> Sequence[PolicyReport]:
    """Return the policies to ask for: of who said where it is, those first that need not ask for the place again."""
    if not any(fact.certainty is Certainty.STATED for fact in applicant.of(REGION)):
        return reports
    settled = [one for one in reports if not any(ask.fact == REGION for ask in one.judgment.ask)]
    return settled if any(one.judgment.ask for one in settled) else reports


def _below(judged: Judged) -> Iterator[Judged]:
    yield judged
    if judged.condition.operation is Operation.ALL:
        for child in judged.children:
            yield from _below(child)


def _unused(applicant: Applicant, reports: Sequence[PolicyReport]) -> tuple[Fact, ...]:
    """Return the facts that none of the policies uses."""
    counts = Counter(id(fact) for report in reports for fact in report.judgment.unused)
    return tuple(fact for fact in applicant.facts if reports and counts[id(fact)] == len(reports))
