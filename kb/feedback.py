"""What users think of answers: kept, listed, and made into questions for the evaluation."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from kb.errors import NotFound
from kb.store.feedback import Feedback, FeedbackEntry, FeedbackPage, FeedbackQuery, FeedbackVerdict
from kb.store.store import Store
from kb.text.keys import compare_key
from kb.types import AnswerStatus

Record = Mapping[str, object]


class FeedbackBook:
    """Keeps feedback in the home; safe to share between threads, and no hindrance to whoever else writes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def give(
        self,
        verdict: FeedbackVerdict,
        question: str,
        answer: str,
        status: AnswerStatus,
        *,
        clause_ids: Sequence[str] = (),
        as_of: date | None = None,
        comment: str | None = None,
        key: str | None = None,
    ) -> FeedbackEntry:
        """Keep what a user thinks of an answer, of whose words only the hash is kept.

        A `key` names this one showing of the answer: what is given under it again replaces what was given before.
        """
        told = (comment or "").strip() or None
        digest = hashlib.sha256(answer.encode()).hexdigest()
        given = Feedback(verdict, question.strip(), status, digest, tuple(dict.fromkeys(clause_ids)), as_of, told)
        with self._store.noting() as writer:
            return writer.feedback.add(given, key)

    def list(self, wanted: FeedbackQuery) -> FeedbackPage:
        """Return the entries that are asked for, newest first."""
        with self._store.reading() as rows:
            return rows.feedback.read(wanted)

    def remove(self, number: int) -> None:
        """Remove one entry. Raises NotFound."""
        with self._store.noting() as writer:
            if not writer.feedback.remove(number):
                raise NotFound(f"没有编号为 {number} 的评价；请在评价列表里核对", number=number)

    def questions(self, verdict: FeedbackVerdict | None = None) -> tuple[Record, ...]:
        """Return what was asked as records of a question file, oldest first, each question once.

        What users think of the newest answer to a question counts. Where all found it helpful, the clauses that it
        cited are the expected evidence, or a refusal is expected where it was one; else it is to be reviewed, and
        `doubt` says why.
        """
        with self._store.reading() as rows:
            entries = rows.feedback.read(FeedbackQuery(limit=None)).entries
            held = rows.feedback.held({one for entry in entries for one in entry.feedback.clause_ids})
        newest: dict[str, list[FeedbackEntry]] = {}
        for entry in entries:
            about = newest.setdefault(compare_key(entry.feedback.question), [])
            if not about or about[0].feedback.answer_sha256 == entry.feedback.answer_sha256:
                about.append(entry)
        found = [about for about in newest.values() if verdict in (None, _verdict(about))]
        return tuple(_record(about, held) for about in reversed(found))


def _verdict(about: Sequence[FeedbackEntry]) -> FeedbackVerdict:
    all_helpful = all(entry.feedback.verdict is FeedbackVerdict.HELPFUL for entry in about)
    return FeedbackVerdict.HELPFUL if all_helpful else FeedbackVerdict.UNHELPFUL


def _record(about: Sequence[FeedbackEntry], held: set[str]) -> Record:
    """Return one question: `about` is what was said of its newest answer, newest first."""
    first = about[0].feedback
    clause_ids = [one for one in first.clause_ids if one in held]
    refused = first.status is AnswerStatus.ABSTAINED
    doubt = _doubt(about)
    if not (doubt or clause_ids or refused):
        doubt = "判为有用，但引用的条款已不在库里，请补上依据"
    right = not doubt
    return {
        "id": f"f{about[0].number}",
        "persona": "unstated",
        "type": "unanswerable" if right and refused else "unstated",
        "question": first.question,
        "answerable": not (right and refused),
        "clause_ids": clause_ids if right else [],
        **({"doubt": doubt} if doubt else {}),
        "as_of": first.as_of.isoformat() if first.as_of else None,
        "status": first.status.value,
        "cited": list(first.clause_ids),
        "comments": [entry.feedback.comment for entry in about if entry.feedback.comment],
    }


def _doubt(about: Sequence[FeedbackEntry]) -> str:
    """Return why nobody knows the right answer yet; empty where all found the given one helpful."""
    against = sum(entry.feedback.verdict is FeedbackVerdict.UNHELPFUL for entry in about)
    if not against:
        return ""
    agreeing = f"，有用 {len(about) - against} 次" if against < len(about) else ""
    return f"用户判为没用 {against} 次{agreeing}，请核对并补上依据"
