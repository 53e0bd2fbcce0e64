"""Every call of the interface: what `Client` and `AsyncClient` can be asked, as values."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from kb.client.call import Call, File, body, named_bytes, path_of
from kb.replies.documents import (
    Clause,
    ClausesReply,
    ClauseTreeReply,
    DiffReply,
    DocumentReply,
    DocumentsReply,
    PhrasesReply,
    ReferencesReply,
    VersionsReply,
)
from kb.replies.eligibility import EligibilityReply, FactsSchemaReply
from kb.replies.feedback import EvaluationReply, Feedback, FeedbackRemovedReply, FeedbackReply
from kb.replies.questions import AskReply, ExamplesReply, FacetsReply, FollowUpsReply, SearchReply
from kb.replies.upkeep import (
    ChangeReply,
    CorrectionsReply,
    GenerationsReply,
    HealthReply,
    HistoryReply,
    IngestReply,
    LogReply,
    PagesReply,
    RollbackReply,
    SessionReply,
    StatsReply,
    WordChangesReply,
    WordFileReply,
    WordsReply,
)
from kb.replies.verification import VerifyReply

Day: TypeAlias = date | str
"""A day, or its text as YYYY-MM-DD."""


def ask(
    question: str,
    *,
    top_k: int | None = None,
    as_of: Day | None = None,
    include_not_in_force: bool = False,
    document_ids: Sequence[str] = (),
    region: Sequence[str] = (),
    issuer: Sequence[str] = (),
    doc_type: Sequence[str] = (),
    context: Sequence[Mapping[str, str | None]] = (),
    without_expansions: Sequence[str] = (),
    answerer: str | None = None,
) -> Call[AskReply]:
    """Answer a question with verified quotations, or abstain.

    `context` are the questions asked before, oldest first: `question`, and `answer` and `document_id` where known.
    """
    filters = {"document_ids": document_ids, "region": region, "issuer": issuer, "doc_type": doc_type}
    given = body(
        question=question,
        top_k=top_k,
        as_of=as_of,
        include_not_in_force=include_not_in_force,
        filters={name: list(values) for name, values in filters.items()},
        context=[dict(turn) for turn in context],
        without_expansions=list(without_expansions),
        answerer=answerer,
    )
    return Call("POST", "/v1/ask", json=given)


def search(
    question: str,
    *,
    top_k: int | None = None,
    as_of: Day | None = None,
    include_not_in_force: bool = False,
    document_ids: Sequence[str] = (),
    region: Sequence[str] = (),
    issuer: Sequence[str] = (),
    doc_type: Sequence[str] = (),
) -> Call[SearchReply]:
    """Return the passages that bear on a question, best first."""
    asked = ask(
        question,
        top_k=top_k,
        as_of=as_of,
        include_not_in_force=include_not_in_force,
        document_ids=document_ids,
        region=region,
        issuer=issuer,
        doc_type=doc_type,
    )
    return Call("POST", "/v1/search", json=asked.json)


def check_eligibility(
    profile: str = "",
    *,
    facts: Mapping[str, object] | None = None,
    document_id: str | None = None,
    as_of: Day | None = None,
) -> Call[EligibilityReply]:
    """Judge an applicant by one document or by all in force, clause by clause."""
    given = body(profile=profile, facts=dict(facts or {}), document_id=document_id, as_of=as_of)
    return Call("POST", "/v1/eligibility", json=given)


def eligibility_schema() -> Call[FactsSchemaReply]:
    """Return the facts of an applicant: names, forms, units, examples."""
    return Call("GET", "/v1/eligibility/schema")


def clauses(ref: str, *, as_of: Day | None = None) -> Call[ClausesReply]:
    """Return the clauses that a reference such as 《…办法》第三条至第五条 names."""
    return Call("GET", "/v1/clauses", params={"ref": ref, "as_of": as_of})


def phrases(
    text: str, *, as_of: Day | None = None, limit: int | None = None, offset: int | None = None
) -> Call[PhrasesReply]:
    """Return every place where a wording stands, or the nearest wordings with the differences marked."""
    return Call("GET", "/v1/phrases", params={"text": text, "as_of": as_of, "limit": limit, "offset": offset})


def verify(text: str, *, as_of: Day | None = None) -> Call[VerifyReply]:
    """Check a text sentence by sentence: which clause bears each out, how, or why none does."""
    return Call("POST", "/v1/verify", json=body(text=text, as_of=as_of))


def documents(
    *,
    source: str | None = None,
    q: str | None = None,
    kind: str | None = None,
    region: str | None = None,
    issuer: str | None = None,
    validity: str | None = None,
    limit: int | None = None,
    offset: int | None = None,
    include_withdrawn: bool = False,
    facets: bool = False,
    as_of: Day | None = None,
) -> Call[DocumentsReply]:
    """List documents, by the file they came in, kind, region, issuer, validity, or words of their title."""
    given = {"source": source, "q": q, "kind": kind, "region": region, "issuer": issuer, "validity": validity}
    shown = {"limit": limit, "offset": offset, "include_withdrawn": include_withdrawn, "facets": facets, "as_of": as_of}
    return Call("GET", "/v1/documents", params={**given, **shown})


def upload(files: Iterable[File], *, groups: Sequence[str] | None = None) -> Call[IngestReply]:
    """Take in files; a file under a name that is held replaces it with a new version. Raises OSError.

    New documents are seen by `groups` alone, by everyone where it is empty; None leaves that to the server.
    """
    given = {} if groups is None else {"groups": ",".join(groups)}
    return Call("POST", "/v1/documents", params=given, files=tuple(("files", named_bytes(one)) for one in files))


def document(document_id: str, *, version: int | None = None, as_of: Day | None = None) -> Call[DocumentReply]:
    """Return a document with its text."""
    return Call("GET", _document(document_id), params={"version": version, "as_of": as_of})


def correct(
    document_id: str,
    *,
    by: str,
    reason: str,
    fields: Mapping[str, str | None] | None = None,
    restore: Sequence[str] = (),
    version: int | None = None,
    from_version: int | None = None,
    groups: Sequence[str] | None = None,
) -> Call[CorrectionsReply]:
    """Correct what a document says of itself, None for a field that is to be empty; `groups` alone see it, [] all."""
    given = body(by=by, reason=reason, restore=list(restore) or None, version=version, from_version=from_version)
    given |= body(groups=None if groups is None else list(groups))
    return Call("PATCH", _document(document_id), json={**given, **(fields or {})})


def history(document_id: str, *, version: int | None = None) -> Call[HistoryReply]:
    """Return every correction of a document, oldest first."""
    return Call("GET", _document(document_id, "history"), params={"version": version})


def withdraw(document_id: str) -> Call[ChangeReply]:
    """Take a document out of every answer, reversibly."""
    return Call("DELETE", _document(document_id))


def purge(document_id: str, *, version: int | None = None) -> Call[ChangeReply]:
    """Remove a document, or one of its versions, for good."""
    return Call("DELETE", _document(document_id), params={"purge": True, "version": version})


def restore(document_id: str) -> Call[ChangeReply]:
    """Bring a withdrawn document back."""
    return Call("POST", _document(document_id, "restore"))


def clause_tree(document_id: str, *, version: int | None = None) -> Call[ClauseTreeReply]:
    """Return the clauses of a document in text order."""
    return Call("GET", _document(document_id, "clauses"), params={"version": version})


def clause(document_id: str, address: str, *, version: int | None = None) -> Call[Clause]:
    """Return one clause by its address."""
    return Call("GET", _document(document_id, "clauses", address), params={"version": version})


def references(
    document_id: str, *, clause: str | None = None, version: int | None = None, as_of: Day | None = None
) -> Call[ReferencesReply]:
    """Return what a document's clauses cite, and what cites them."""
    given = {"clause": clause, "version": version, "as_of": as_of}
    return Call("GET", _document(document_id, "references"), params=given)


def versions(document_id: str, *, as_of: Day | None = None) -> Call[VersionsReply]:
    """Return a document's versions by their own days, oldest first."""
    return Call("GET", _document(document_id, "versions"), params={"as_of": as_of})


def diff(document_id: str, *, old: int | None = None, new: int | None = None) -> Call[DiffReply]:
    """Return what changed between two versions, clause by clause."""
    return Call("GET", _document(document_id, "diff"), params={"from": old, "to": new})


def diff_page(document_id: str, *, old: int | None = None, new: int | None = None) -> Call[bytes]:
    """Return the same as an HTML page."""
    return Call("GET", _document(document_id, "diff.html"), params={"from": old, "to": new}, is_file=True)


def source(document_id: str, *, version: int | None = None) -> Call[bytes]:
    """Return the file that a document came in."""
    return Call("GET", _document(document_id, "source"), params={"version": version}, is_file=True)


def pages(document_id: str, *, version: int | None = None) -> Call[PagesReply]:
    """Return the pages of that file: sizes, how much text each gave, and how surely."""
    return Call("GET", _document(document_id, "pages"), params={"version": version})


def page_picture(document_id: str, page: int, *, version: int | None = None, width: int | None = None) -> Call[bytes]:
    """Return a page of that file as a PNG image."""
    path = f"{_document(document_id, 'pages')}/{page:d}.png"
    return Call("GET", path, params={"version": version, "width": width}, is_file=True)


def words(
    *, q: str | None = None, state: str | None = None, limit: int | None = None, offset: int | None = None
) -> Call[WordsReply]:
    """List the dictionary of plain words."""
    return Call("GET", "/v1/words", params={"q": q, "state": state, "limit": limit, "offset": offset})


def add_words(term: str, expressions: Sequence[str]) -> Call[WordChangesReply]:
    """Add what people say for an official term, or bring removed words back."""
    return Call("POST", "/v1/words", json={"term": term, "expressions": list(expressions)})


def remove_words(term: str, expressions: Sequence[str] = ()) -> Call[WordChangesReply]:
    """Take words of a term out; all of them where none is named."""
    return Call("DELETE", "/v1/words", params={"term": term, "expression": list(expressions)})


def words_file(*, form: str | None = None, shipped: bool = False) -> Call[bytes]:
    """Return what the home adds to the dictionary and takes out, as TSV or (`form="csv"`) as CSV."""
    return Call("GET", "/v1/words/file", params={"format": form, "shipped": shipped}, is_file=True)


def import_words(file: File) -> Call[WordFileReply]:
    """Add and remove what a file of two columns says. Raises OSError."""
    return Call("POST", "/v1/words/file", files=(("files", named_bytes(file)),))


def log(
    *,
    document: str | None = None,
    since: Day | None = None,
    action: str | None = None,
    limit: int | None = None,
    offset: int | None = None,
) -> Call[LogReply]:
    """List who did what, newest first."""
    given = {"document": document, "since": since, "action": action, "limit": limit, "offset": offset}
    return Call("GET", "/v1/log", params=given)


def generations() -> Call[GenerationsReply]:
    """List the published states that are kept, newest first."""
    return Call("GET", "/v1/generations")


def roll_back(generation: int | None = None) -> Call[RollbackReply]:
    """Publish an older state again, by default the one before the current."""
    return Call("POST", "/v1/generations/rollback", json=body(generation=generation))


def give_feedback(
    verdict: str,
    question: str,
    answer: str,
    *,
    status: str = "answered",
    clause_ids: Sequence[str] = (),
    as_of: Day | None = None,
    comment: str | None = None,
    key: str | None = None,
) -> Call[Feedback]:
    """Say what a user thinks of an answer: helpful or unhelpful; the same `key` replaces what was said before."""
    given = body(verdict=verdict, question=question, answer=answer, status=status, clause_ids=list(clause_ids))
    return Call("POST", "/v1/feedback", json={**given, **body(as_of=as_of, comment=comment, key=key)})


def feedback(
    *, verdict: str | None = None, since: Day | None = None, limit: int | None = None, offset: int | None = None
) -> Call[FeedbackReply]:
    """List what users thought of answers, newest first."""
    return Call("GET", "/v1/feedback", params={"verdict": verdict, "since": since, "limit": limit, "offset": offset})


def feedback_questions(*, verdict: str | None = None) -> Call[bytes]:
    """Return what was asked as a question file for `python -m eval`."""
    return Call("GET", "/v1/feedback/export/questions.jsonl", params={"verdict": verdict}, is_file=True)


def remove_feedback(number: int) -> Call[FeedbackRemovedReply]:
    """Remove feedback for good."""
    return Call("DELETE", path_of("v1", "feedback", number))


def evaluation() -> Call[EvaluationReply]:
    """Return the figures of the newest evaluation."""
    return Call("GET", "/v1/evaluation")


def evaluation_report() -> Call[bytes]:
    """Return the whole report of the newest evaluation, an HTML file."""
    return Call("GET", "/v1/evaluation/report", is_file=True)


def examples(*, limit: int = 4) -> Call[ExamplesReply]:
    """List questions that were asked and are answered, each of another document."""
    return Call("GET", "/v1/examples", params={"limit": limit})


def follow_ups(document_id: str, *, as_of: Day | None = None) -> Call[FollowUpsReply]:
    """List questions that one document answers, for asking on."""
    return Call("GET", f"{_document(document_id)}/questions", params={"as_of": as_of})


def facets(*, as_of: Day | None = None) -> Call[FacetsReply]:
    """List the regions and issuers of the documents, for the filters of a question."""
    return Call("GET", "/v1/facets", params={"as_of": as_of})


def stats() -> Call[StatsReply]:
    """Return how much the knowledge base holds, and with which model."""
    return Call("GET", "/v1/stats")


def session() -> Call[SessionReply]:
    """Return who the caller is to the server, and what they may do."""
    return Call("GET", "/v1/session")


def sign_in(key: str) -> Call[SessionReply]:
    """Exchange a key for a cookie, as the page does; a program gives its key to the client instead."""
    return Call("POST", "/v1/session", json={"key": key})


def sign_out() -> Call[SessionReply]:
    """End the session of that cookie."""
    return Call("DELETE", "/v1/session")


def health() -> Call[HealthReply]:
    """Return that the server lives."""
    return Call("GET", "/healthz")


def readiness() -> Call[HealthReply]:
    """Return that the server is ready to answer; ServerFailed where it is not yet."""
    return Call("GET", "/readyz")


def _document(document_id: str, *rest: str) -> str:
    return path_of("v1", "documents", document_id, *rest)
