"""What users think of answers as plain values, in the shape of `GET /v1/feedback`, and as a question file."""

import json

from kb.feedback import FeedbackBook
from kb.store.feedback import FeedbackEntry, FeedbackPage, FeedbackVerdict

Record = dict[str, object]


def feedback_page(found: FeedbackPage) -> Record:
    """Return a page of feedback."""
    return {
        "entries": [feedback_entry(entry) for entry in found.entries],
        "total": found.total,
        "counts": {
            FeedbackVerdict.HELPFUL.value: found.helpful,
            FeedbackVerdict.UNHELPFUL.value: found.unhelpful,
        },
    }


def feedback_entry(found: FeedbackEntry) -> Record:
    """Return one entry."""
    given = found.feedback
    return {
        "number": found.number,
        "at": found.at,
        "verdict": given.verdict.value,
        "question": given.question,
        "as_of": given.as_of.isoformat() if given.as_of else None,
        "status": given.status.value,
        "answer_sha256": given.answer_sha256,
        "document_ids": list(dict.fromkeys(one.partition("@")[0] for one in given.clause_ids)),
        "clause_ids": list(given.clause_ids),
        "comment": given.comment,
    }


def question_file(book: FeedbackBook, verdict: FeedbackVerdict | None = None) -> str:
    """Return the questions as JSON Lines, as `python -m eval` reads them."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in book.questions(verdict))
